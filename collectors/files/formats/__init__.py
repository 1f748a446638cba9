"""Files that other tools leave behind, known by their shape."""
