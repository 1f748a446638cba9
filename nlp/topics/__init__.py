"""What a text speaks of: labels from a taxonomy the analyst edits, brands by all their names."""
