"""The record (SQLite or PostgreSQL) and the marts (Parquet) made from it."""
