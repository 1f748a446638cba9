"""Texts of a stream with all that is known of their words, and the way back to what is stored."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Final

from nlp.text.cleaning import Cleaned, clean
from nlp.text.language import languages
from nlp.text.lemmas import ENGLISH, lemmas
from nlp.text.speech import NAME, parts_of_speech
from nlp.text.traditional import simplified
from nlp.text.words import cutter

_BATCH: Final = 500
_MET: Final = 1_000_000
"""Texts remembered to know repeats by."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text and its words.

    Attributes:
        row: in the stream, from 0; gaps are counted too.
        repeated: whether the same words came before.
        text: as stored.
        lang: ISO 639-1, or und.
        words: of the clean text; they join to it.
        lemmas: what each word counts as: English lemmas, simplified signs, no capitals.
        tags: parts of speech.
        way: from the clean text to the stored one.
        starts: of each word in the clean text, and its end.
    """

    row: int
    repeated: bool
    text: str
    lang: str
    words: list[str]
    lemmas: list[str]
    tags: list[str]
    way: Cleaned
    starts: list[int]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return where the words `first` to `last` (included) stand in the text as stored."""
        return self.way.span(self.starts[first], self.starts[last + 1])


def annotated(
    texts: Iterable[str | None], *, known: Iterable[str] = (), lang: str | None = None
) -> Iterator[Annotated]:
    """Yield the texts that say something in their author's own words.

    Args:
        texts: as stored; links, names and the words of others do not count.
        known: words to keep whole, beside jieba's dictionary.
        lang: only texts of this language.
    """
    names = dict.fromkeys(known, NAME)
    cut = cutter(tuple(sorted(names)))
    met: set[int] = set()
    rows = enumerate(texts)
    while batch := list(islice(rows, _BATCH)):
        ways = [clean(text) for _, text in batch]
        langs = languages([way.text for way in ways])
        for (row, text), way, found in zip(batch, ways, langs, strict=True):
            if text and way.text and lang in {None, found}:
                words = cut(way.text)
                starts = list(accumulate(map(len, words), initial=0))
                yield Annotated(
                    row,
                    _remembered(way.text, met),
                    text,
                    found,
                    words,
                    _counted_as(words, found),
                    parts_of_speech(words, names),
                    way,
                    starts,
                )


def _remembered(text: str, met: set[int]) -> bool:
    mark = hash(text)
    known = mark in met
    if len(met) < _MET:
        met.add(mark)
    return known


def _counted_as(words: list[str], lang: str) -> list[str]:
    if lang == ENGLISH:
        return [word.lower() for word in lemmas(words, lang)]
    return [simplified(word).lower() for word in words]
