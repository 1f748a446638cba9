"""What the author feels, and whether it is meant as said: a second label beside sentiment."""
