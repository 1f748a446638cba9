"""What posts speak of that no label covers: clusters with names, and their way into a taxonomy."""
