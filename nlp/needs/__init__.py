"""What people need and why: needs, intents, roles and psychology, by rules an analyst edits."""
