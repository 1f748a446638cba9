"""One module a live source."""
