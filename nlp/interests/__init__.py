"""What authors care for, and how they stand to it."""
