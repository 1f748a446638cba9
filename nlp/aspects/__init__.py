"""What a text judges, and how: price, battery, service, each with its own polarity."""
