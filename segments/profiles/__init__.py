"""Who a customer is: accounts joined by consent, age, interests, and all of it in one row."""
