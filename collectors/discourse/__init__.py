"""Discourse's forums: what they answer, and the ways through them."""
