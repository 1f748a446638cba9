"""Parts of posts that several sources of reviews give alike."""

from collections.abc import Mapping
from typing import Any

from collectors.base import How
from collectors.errors import Gone
from collectors.fields import Fields
from collectors.ratings import number

LOWEST, HIGHEST = 1.0, 5.0

_HOW: Mapping[int, How] = {410: "410"}


def five_stars(written: Any) -> Fields:
    """Return a rating of 1 to 5 with its scale.

    Raises:
        ValueError: it is none.
    """
    stars = number(written)
    if stars is None or not LOWEST <= stars <= HIGHEST:
        msg = f"no rating of {LOWEST:g} to {HIGHEST:g}: {written!r:.40}"
        raise ValueError(msg)
    return {"rating": stars, "rating_low": LOWEST, "rating_high": HIGHEST}


def wording(raw: str, text: str) -> Fields:
    """Return the words of a post: cleaned, and as received where that differs."""
    return {"text": text, "raw_text": raw if raw != text else None}


def how_gone(error: Gone) -> How:
    """Return how we know of a withdrawal from an answer that nothing is there."""
    return _HOW.get(error.status, "404")
