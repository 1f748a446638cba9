"""What every later question needs of a text: its own words, its language, its cut."""
