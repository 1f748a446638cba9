"""Is the author for or against? Of a whole text, with confidence."""
