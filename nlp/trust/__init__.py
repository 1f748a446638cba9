"""How far a post may be taken for the free word of a customer, and what speaks against it."""
