"""Where a customer belongs, by which rule, and where they were before."""
