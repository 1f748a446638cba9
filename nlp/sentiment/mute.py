"""Texts that say nothing, whatever a model has seen beside their signs: figures, placeholders."""

import re
from functools import cache
from importlib.resources import files
from typing import Final

# Numbers that say something in Chinese: 666 (well done), 233 (laughing), 555 (crying), 88 (bye).
_SLANG: Final = "6+|2?3{2,}|5{3,}|8{2,}6?|(?:5201|1)314|52[01]|250|748|99[56]|10 ?/ ?10"
_SIGN: Final = r"[\s.。．…⋯,，、;；:：!！?？~～·\-–—/+%￥¥$€£]"
_NUMBER: Final = rf"(?<!\d)[(（]?(?!(?:{_SLANG})(?!\d))\d+(?!\d)[年月日号点时)）]?"
# Weather, food, animals, places, things to sit in or to hold, flags: what they show is no opinion.
# Left out are those people praise or scold with: a rose, a star, an ox, clinking glasses.
_PICTURE: Final = (
    r"(?![🌈🌞🌟🌠🌷🌸🌹🌺🌻🍀🍻🐂🐮🐷🐔🐍🐒🚀🚫🚮])"
    r"[\U0001f300-\U0001f37f\U0001f3e0-\U0001f3f0\U0001f400-\U0001f43f\U0001f4b0-\U0001f4ff"
    r"\U0001f550-\U0001f567\U0001f680-\U0001f6ff\U0001f1e6-\U0001f1ff]\ufe0f?"
)
_FIGURES: Final = re.compile(rf"(?:{_SIGN}|{_NUMBER}|{_PICTURE})*+")
_LONGEST: Final = 60
"""Characters; nobody fills a field with more placeholders."""
_SIGNS: Final = re.compile(r"[\W_]+")


def is_mute(own: str) -> bool:
    """Return whether the words of an author hold neither praise nor blame nor a feeling.

    That is a text of nothing but blanks, sentence marks, figures (a date, a price, a telephone
    number) and pictures of things, or one that stands where a review would (暂无评价). Numbers
    that are used as words (666) and pictures of a feeling (👎) are not mute.
    """
    if _FIGURES.fullmatch(own):
        return True
    return len(own) <= _LONGEST and _placeholders().fullmatch(_plain(own)) is not None


def _plain(text: str) -> str:
    return _SIGNS.sub("", text.lower())


@cache
def _placeholders() -> re.Pattern[str]:
    lines = (files("nlp") / "lexicons" / "placeholders.txt").read_text(encoding="utf-8").split("\n")
    words = {_plain(line) for line in lines if not line.startswith("#")} - {""}
    longest = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(f"(?:{'|'.join(map(re.escape, longest))})+")
