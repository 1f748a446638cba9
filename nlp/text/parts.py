"""What a post is made of: the author's own words, and beside them all that is not words.

Where `nlp.text.cleaning` gives the words to work on, this tells what else stands in a text and
where: codes and emoji that say a mood, hashtags, whom it speaks to, whose words it repeats.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, Literal, NamedTuple, get_args

import numpy as np
import pandas as pd

from nlp.stage import Batch, stage
from nlp.text.cleaning import NOISE
from nlp.text.marks import Table, holding, table_of

Kind = Literal["words", "hashtag", "code", "emoji", "mention", "link", "repost", "control"]
KINDS: Final = get_args(Kind)
OWN: Final = frozenset({"words", "hashtag", "code", "emoji"})
"""The kinds that `nlp.text.cleaning.clean` keeps."""


def _named(patterns: Mapping[str, str]) -> str:
    return "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in patterns.items())


# Pictures and signs, with tones of skin and what joins them (Unicode Technical Standard 51).
_PICTURES: Final = r"\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2300-\u23ff"
_ABOVE: Final = 0x1FB00
"""No picture and no sign of `NOISE` stands here or above."""
_PICTURE: Final = (
    rf"(?:[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|[{_PICTURES}])"
    r"[\ufe0f\U0001f3fb-\U0001f3ff]*"
)
HASHTAG: Final = r"#[^#\s]{1,60}#|(?<!\w)#[^\W\d]\w{0,59}"
_OWN_KINDS: Final = {
    "code": r"\[[\u4e00-\u9fffA-Za-z]{1,8}\]",
    "hashtag": HASHTAG,
    "emoji": rf"(?:{_PICTURE}(?:\u200d{_PICTURE})*)+",
}
_OTHERS: Final = re.compile(_named(NOISE), re.DOTALL)
_INNER: Final = re.compile(_named(_OWN_KINDS))
# What all but words begin with, so that most texts are looked through once, and fast.
_STARTS: Final = re.compile(rf"[\[#{_PICTURES}]")
_STARTS_OR_KEYS: Final = re.compile(rf"[\[#0-9*{_PICTURES}]")
_KEY: Final = "\u20e3"
_CONTROL: Final = re.compile(NOISE["control"])
_EARLIER: Final = re.compile(r"//\s*@[^\s:：@]{1,40}\s*[:：]")


_Found = tuple[Kind, int, int]


class Part(NamedTuple):
    """A stretch of a text; `start` and `end` (excluded) count characters of it as stored."""

    kind: Kind
    start: int
    end: int


def parts(text: str | None) -> list[Part]:
    """Return the parts of `text`, left to right, without gaps.

    Neighbouring emoji are one part; each earlier author of a repost chain has a part of their
    own, from `//@name:` on. None, and anything else that is not a string, has no parts.
    """
    return [Part(*found) for found in _parts(text)] if isinstance(text, str) else []


def _parts(text: str) -> list[_Found]:
    found: list[_Found] = []
    position = 0
    if _has_others(text):
        for match in _OTHERS.finditer(text):  # first, as cleaning does it, so that both agree
            _add_own(found, text, position, match.start())
            position = match.end()
            if match.lastgroup == "repost":
                found += _chain(text, match.start())
            else:
                found.append((_kind(match), match.start(), position))
    _add_own(found, text, position, len(text))
    return found


def _has_others(text: str) -> bool:
    return "@" in text or "://" in text or "www." in text or _CONTROL.search(text) is not None


def _add_own(found: list[_Found], text: str, start: int, end: int) -> None:
    starts = _STARTS_OR_KEYS if _KEY in text else _STARTS
    position, first = start, starts.search(text, start, end)
    while first is not None:
        match = _INNER.match(text, first.start(), end)
        if match is not None:
            if position < match.start():
                found.append(("words", position, match.start()))
            position = match.end()
            found.append((_kind(match), match.start(), position))
        first = starts.search(text, first.end() if match is None else position, end)
    if position < end:
        found.append(("words", position, end))


def _kind(match: re.Match[str]) -> Kind:
    return match.lastgroup  # type: ignore[return-value]  # the groups are named by kind


def _chain(text: str, start: int) -> Iterator[_Found]:
    starts = [match.start() for match in _EARLIER.finditer(text, start)]
    for first, following in zip(starts, [*starts[1:], len(text)], strict=True):
        yield "repost", first, following


@stage(requires=("text",), assigns={"parts": "object"})
def text_parts(batch: Batch) -> Batch:
    """Add the parts of each text as stored: (n,) str or null -> (n,) [{kind, start, end}]."""
    found = parts_in(batch["text"].tolist())
    return pd.DataFrame({"parts": pd.Series(found, index=batch.index, dtype="object")})


def parts_in(texts: Sequence[str | None]) -> list[list[dict[str, Any]]]:
    """Return the parts of each text; most are words alone, which is found for all at once."""
    stored = [text if isinstance(text, str) else "" for text in texts]
    return [
        [{"kind": kind, "start": start, "end": end} for kind, start, end in _parts(text)]
        if more or not text or "www." in text
        else [{"kind": "words", "start": 0, "end": len(text)}]
        for text, more in zip(stored, holding(stored, _marks()), strict=True)
    ]


@cache
def _marks() -> Table:
    """Return the signs without which a text is but words, `www.` aside."""
    marked = re.compile(rf"[@/\[#{_KEY}{_PICTURES}]|{NOISE['control']}")
    every = np.arange(_ABOVE, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
    # `control` matches runs of signs: all of a run are marked.
    return table_of((match.start(), match.end() - 1) for match in marked.finditer(every))
