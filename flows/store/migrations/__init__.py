"""Alembic's migrations of the record; they run by themselves when it is opened."""
