"""Turns texts into tags: language, words, sentiment, topics, brands. Pure; knows no disk layout."""
