"""Posts and other facts from files: one module an import format."""
