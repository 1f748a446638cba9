"""Commands that make the shipped weights again from public labelled data."""
