"""Collectors: turn a query into posts. They speak HTTP through a client they are given."""
