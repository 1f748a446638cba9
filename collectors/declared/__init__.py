"""What the two declared sources, of pages and of JSON, are made of, and the probe of pages."""
