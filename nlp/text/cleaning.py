"""The author's own words: a text without links, mentions and what others said before.

Kept: emoji, emoticon codes such as `[泪]`, hashtags, punctuation. Cut out: web addresses,
`@name`, `回复@name:`, and a repost chain `//@name: ...` to its end. Control characters,
invisible marks and lone surrogates go as well, so a clean text can be stored anywhere.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import pandas as pd

from nlp.stage import Batch, stage
from nlp.text.marks import Table, holding, table_of

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
_NOT_REPOSTS = re.compile(
    "|".join(pattern for kind, pattern in NOISE.items() if kind != "repost"), re.DOTALL
)
_MARKS: Final = (
    "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\ufeff"
)
"""Those of the control characters that nobody sees: they part no words."""
_Run = list[tuple[int, int]]
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

    def inward(self, origin: int) -> int:
        """Return where the stored character `origin` stands in the clean text."""
        piece = max(bisect_right(self.origins, origin) - 1, 0)
        return min(self.starts[piece] + origin - self.origins[piece], len(self.text))

    def _origin(self, position: int) -> int:
        piece = bisect_right(self.starts, position) - 1
        return self.origins[piece] + position - self.starts[piece]


def clean(text: str | None) -> Cleaned:
    """Return the author's own words in `text`, with the way back to it.

    Noise between two words leaves one space, so that words do not grow together; but a mark that
    nobody sees leaves nothing, since the word that it stands in is one.
    None, and anything else that is not a string, counts as empty.
    """
    if not isinstance(text, str):
        return Cleaned("")
    return _without(text, _NOISE)


def with_reposts(text: str | None) -> str:
    """Return `text` as clean as `clean` makes it, but with what is reposted.

    What an author answers to says something of the answer too.
    """
    return _without(text, _NOT_REPOSTS).text if isinstance(text, str) else ""


def _without(text: str, unwanted: re.Pattern[str]) -> Cleaned:
    noise = [match.span() for match in unwanted.finditer(text)]
    if not noise and not (text[:1] in _EDGE or text[-1:] in _EDGE):
        return Cleaned(text)
    return _joined(text, [run for run in _runs(text, noise) if run])


def way_back(text: str, own: str) -> Cleaned:
    """Return the way from `own`, the clean form of `text`, to `text`; mostly they are equal."""
    return Cleaned(own) if own == text else clean(text)


def _runs(text: str, noise: list[tuple[int, int]]) -> Iterator[_Run]:
    """Yield what stays: runs with more than marks between them, each in pieces between marks."""
    run, position = [], 0
    for start, end in noise:
        run.append((position, start))
        position = end
        if text[start:end].strip(_MARKS):
            yield _trimmed(text, run)
            run = []
    yield _trimmed(text, [*run, (position, len(text))])


def _trimmed(text: str, run: _Run) -> _Run:
    said = [place for place, (start, end) in enumerate(run) if text[start:end].strip(_EDGE)]
    if not said:
        return []
    run = run[said[0] : said[-1] + 1]
    start, end = run[0]
    run[0] = end - len(text[start:end].lstrip(_EDGE)), end
    start, end = run[-1]
    run[-1] = start, start + len(text[start:end].rstrip(_EDGE))
    return [(start, end) for start, end in run if start < end]


def _joined(text: str, runs: list[_Run]) -> Cleaned:
    starts, position = [], 0
    for run in runs:
        for start, end in run:
            starts.append(position)
            position += end - start
        position += 1  # the space that follows counts to the last piece
    words = " ".join("".join(text[start:end] for start, end in run) for run in runs)
    origins = tuple(start for run in runs for start, _ in run)
    return Cleaned(words, tuple(starts) or (0,), origins or (0,))


@stage(requires=("text",), assigns={"clean": "str"})
def cleaned(batch: Batch) -> Batch:
    """Add the author's own words.

    Shape: (n,) str or null -> (n,) str, never null, without control characters or surrogates.
    """
    texts = [text if isinstance(text, str) else "" for text in batch["text"]]
    own = [
        clean(text).text if more or _may_change(text) else text
        for text, more in zip(texts, holding(texts, _marks()), strict=True)
    ]
    return pd.DataFrame({"clean": pd.Series(own, index=batch.index, dtype="str")})


def _may_change(text: str) -> bool:
    """Return whether a text without any of `_marks` may yet not be its own clean form."""
    return "://" in text or "www." in text or text[:1] in _EDGE or text[-1:] in _EDGE


@cache
def _marks() -> Table:
    """Return the signs without one of which nothing but an address is noise."""
    every = "".join(map(chr, range(0x10000)))
    marked = re.compile(rf"@|{NOISE['control']}")
    return table_of((match.start(), match.end() - 1) for match in marked.finditer(every))
