"""Words that say nothing of a subject by themselves, Chinese and English."""

from functools import cache
from importlib.resources import files


@cache
def stop_words() -> frozenset[str]:
    """Return the stop words; English ones in lower case, with a straight apostrophe."""
    lines = (files("nlp") / "lexicons" / "stopwords.txt").read_text(encoding="utf-8").split("\n")
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
