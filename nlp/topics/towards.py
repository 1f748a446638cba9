"""What a text with brands says of each of them."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from nlp.text.cleaning import Cleaned
from nlp.text.traditional import plain
from nlp.topics.brands import Mention
from nlp.topics.compared import Comparison
from nlp.topics.comparing import masked
from nlp.topics.wording import Lists, Tone, within

JUDGED = 0.4
"""The least polarity, for or against, that is a judgement."""
WON = 0.5
"""Polarity towards who wins a comparison; towards who loses, its contrary."""
FAR = 80
"""Characters on either side of a brand, as far as what judges it may stand."""
MOST = 40
"""Mentions in a sentence; one with more is a list, and speaks of none apart."""
_PAUSE = re.compile(r"[,，;；。!！?？\n]|\.(?=\s|$)")
_AND = re.compile(r"\s{0,8}(?:、|和|跟|与|及|以及|还有|,? ?(?:or|nor|and)|&|/)?\s{0,8}")
Sentence = dict[str, Any]


class Part(NamedTuple):
    """The characters and words of a clean text that speak of some of the brands of a sentence."""

    start: int
    end: int
    mentions: list[int]


@dataclass(slots=True)
class Told:
    """What one text tells of brands.

    Attributes:
        way: from the clean text to the stored one.
        mentions: of brands.
        sentences: the one that each mention stands in; None if in none.
        comparisons: of brands.
        polarities: towards the brand of each mention; None where it is not judged.
    """

    way: Cleaned
    mentions: list[Mention]
    sentences: list[Sentence | None]
    comparisons: list[Comparison]
    polarities: list[float | None] = field(init=False)

    def __post_init__(self) -> None:
        self.polarities = [
            judgement(each["sentiment"], each["polarity"]) if each else None
            for each in self.sentences
        ]

    def several(self) -> Iterator[list[int]]:
        """Yield the mentions of each sentence that names more than one brand and may judge."""
        rows = range(len(self.mentions))
        for _, held in groupby(rows, lambda row: id(self.sentences[row])):
            found = list(held)
            sentence = self.sentences[found[0]]
            names = {self.mentions[row].label for row in found}
            if sentence and len(names) > 1 and len(found) <= MOST and not self._asks(found[0]):
                yield found

    def _asks(self, row: int) -> bool:
        sentence = self.sentences[row]
        asks = sentence is not None and sentence["kind"] == "question"
        return asks and self.polarities[row] is None

    def parts(self) -> Iterator[Part]:
        """Yield the parts of sentences with several brands, each with the brands it speaks of."""
        for rows in self.several():
            sentence = self.sentences[rows[0]] or {}
            start, end = (self.way.inward(sentence[side]) for side in ("start", "end"))
            yield from _parts(self.way.text, self.mentions, rows, start, end)

    def weigh(self, lists: Lists) -> None:
        """Keep the polarities that a word near the brand bears out; fans are taken at their word.

        Args:
            lists: of words.
        """
        text = plain(self.way.text)
        tone = lists.tone(masked(text, self.mentions))
        pauses = [0, *(mark.end() for mark in _PAUSE.finditer(text)), len(text)]
        for row in range(len(self.mentions)):
            if self.sentences[row] is not None:
                self.polarities[row] = self._weighed(tone, row, pauses)

    def _weighed(self, tone: Tone, row: int, pauses: Sequence[int]) -> float | None:
        start, middle, end = self._near(row, pauses)
        end = middle if within(tone.beside, start, middle) else end
        fond = None if self._asks(row) else tone.fondness(start, end)
        if fond is not None:
            return fond
        return self.polarities[row] if within(tone.judging, start, end) else None

    def _near(self, row: int, pauses: Sequence[int]) -> tuple[int, int, int]:
        """Return where the clause of a mention begins and ends, and where the next one ends."""
        mention, sentence = self.mentions[row], self.sentences[row] or {}
        place = bisect_right(pauses, mention.start) - 1
        middle, end = (pauses[min(place + far, len(pauses) - 1)] for far in (1, 2))
        start = self._reach(row, -1, max(pauses[place], mention.start - FAR))
        closes = min(end, mention.end + FAR, self.way.inward(sentence["end"]))
        end = self._reach(row, 1, closes)
        return start, min(middle, end), end

    def _reach(self, row: int, step: int, limit: int) -> int:
        """Return where what is said of a mention ends: at `limit`, or before another brand."""
        at = row
        while 0 <= at + step < len(self.mentions):
            at += step
            other = self.mentions[at]
            edge = other.start if step > 0 else other.end
            if edge * step >= limit * step:
                break
            if other.label != self.mentions[row].label and self._apart(min(at, at - step)):
                return edge
        return limit

    def _apart(self, row: int) -> bool:
        """Return whether a mention and the next are not named in a row."""
        first, last = self.mentions[row], self.mentions[row + 1]
        return not _AND.fullmatch(self.way.text, first.end, last.start)

    def compare(self) -> None:
        """Let comparisons outdo what sentences say of the brands compared."""
        places: dict[str, list[int]] = defaultdict(list)
        for place, mention in enumerate(self.mentions):
            places[mention.label].append(place)
        said: dict[int, list[float]] = defaultdict(list)
        for row in self.comparisons:
            for label, polarity in ((row.winner, WON), (row.loser, -WON)):
                if label in places:
                    said[self._nearest(places[label], row.end)].append(polarity)
        for place, polarities in said.items():
            self.polarities[place] = sum(polarities) / len(polarities)

    def _nearest(self, places: list[int], end: int) -> int:
        """Return which of some mentions a comparison that ends at `end` is about."""
        until = bisect_left(places, end, key=lambda place: self.mentions[place].start)
        return places[max(until - 1, 0)]


def judgement(sentiment: str, polarity: float) -> float | None:
    """Return the polarity of what is for or against enough to be a judgement."""
    judged = sentiment in {"positive", "negative"} and abs(polarity) >= JUDGED
    return float(polarity) if judged else None


def told(
    way: Cleaned,
    mentions: list[Mention],
    sentences: Sequence[Sentence],
    comparisons: list[Comparison],
) -> Told:
    """Return what a text tells of the brands it mentions, sentence by sentence."""
    starts = [sentence["start"] for sentence in sentences]
    places = (bisect_right(starts, way.span(each.start, each.end)[0]) - 1 for each in mentions)
    held = [sentences[place] if place >= 0 else None for place in places]
    return Told(way, mentions, held, comparisons)


def _parts(
    text: str, mentions: Sequence[Mention], rows: list[int], start: int, end: int
) -> list[Part]:
    """Return the parts of the sentence from `start` to `end`, one for brands named in a row."""
    parts = [Part(start, end, [rows[0]])]
    for before, row in pairwise(rows):
        close, place = mentions[before].end, mentions[row].start
        if _AND.fullmatch(text, close, place):
            parts[-1].mentions.append(row)
            continue
        pauses = [mark.end() for mark in _PAUSE.finditer(text, close, place)]
        cut = pauses[-1] if pauses else place
        parts[-1] = parts[-1]._replace(end=cut)
        parts.append(Part(cut, end, [row]))
    return parts
