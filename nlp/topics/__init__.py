"""What a text speaks of: labels from a taxonomy the analyst edits, and brands by all their names."""
