"""The author's own words: a text without links, mentions and what others said before.

Kept: emoji, emoticon codes such as `[泪]`, hashtags, punctuation. Cut out: web addresses,
`@name`, `回复@name:`, and a repost chain `//@name: ...` to its end. Control characters,
invisible marks and lone surrogates go as well, so a clean text can be stored anywhere.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import pandas as pd

from nlp.stage import Batch, stage

NOISE: Final = {
    # A repost chain, to the end of the text.
    "repost": r"//\s*@[^\s:：@]{1,40}\s*[:：].*",
    # An address: printable ASCII; Chinese text ends it.
    "link": r"(?:https?://|www\.)[!-~]+",
    # Not an e-mail address.
    "mention": r"(?:回复\s*)?(?<![A-Za-z0-9._])@[\w\-·]{1,30}[:：]?",
    "control": r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff"
    r"\ud800-\udfff]+",
}
"""What is not the author's own words, by kind; the kinds tried in this order, `.` any sign."""

_NOISE = re.compile("|".join(NOISE.values()), re.DOTALL)
_EDGE = " \t\n\r\x0b\x0c\x85\xa0\u2028\u2029\u3000"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A clean text and where each part of it stands in the text as stored.

    Attributes:
        text: the clean text.
        starts: where each piece begins in the clean text, ascending, the first 0.
        origins: where the same pieces begin in the text as stored.
    """

    text: str
    starts: tuple[int, ...] = (0,)
    origins: tuple[int, ...] = (0,)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the clean characters `start` to `end` (excluded, > start) are stored."""
        return self._origin(start), self._origin(end - 1) + 1

    def _origin(self, position: int) -> int:
        piece = bisect_right(self.starts, position) - 1
        return self.origins[piece] + position - self.starts[piece]


def clean(text: str | None) -> Cleaned:
    """Return the author's own words in `text`, with the way back to it.

    Noise between two words leaves one space, so that words do not grow together.
    None, and anything else that is not a string, counts as empty.
    """
    if not isinstance(text, str):
        return Cleaned("")
    noise = [match.span() for match in _NOISE.finditer(text)]
    if not noise and not (text[:1] in _EDGE or text[-1:] in _EDGE):
        return Cleaned(text)
    return _joined(text, _kept(text, noise))


def way_back(text: str, own: str) -> Cleaned:
    """Return the way from `own`, the clean form of `text`, to `text`; mostly they are equal."""
    return Cleaned(own) if own == text else clean(text)


def _kept(text: str, noise: list[tuple[int, int]]) -> list[tuple[int, int]]:
    cuts = [0, *(edge for span in noise for edge in span), len(text)]
    spans = (_stripped(text, *span) for span in list(pairwise(cuts))[::2])
    return [span for span in spans if span[0] < span[1]]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGE:
        start += 1
    while start < end and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def _joined(text: str, spans: list[tuple[int, int]]) -> Cleaned:
    starts, position = [], 0
    for start, end in spans:
        starts.append(position)
        position += end - start + 1  # the space that follows counts to this piece
    words = " ".join(text[start:end] for start, end in spans)
    return Cleaned(words, tuple(starts) or (0,), tuple(start for start, _ in spans) or (0,))


@stage(requires=("text",), assigns={"clean": "str"})
def cleaned(batch: Batch) -> Batch:
    """Add the author's own words.

    Shape: (n,) str or null -> (n,) str, never null, without control characters or surrogates.
    """
    texts = [clean(text).text for text in batch["text"]]
    return pd.DataFrame({"clean": pd.Series(texts, index=batch.index, dtype="str")})
