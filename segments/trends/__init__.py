"""What is talked about, how much, and when it is more than usual."""
