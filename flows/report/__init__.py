"""One self-contained page about what people said, each figure with the posts behind it."""
