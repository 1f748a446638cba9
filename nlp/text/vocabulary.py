"""The words of a stream, counted: English ones under their lemma, traditional under simplified."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from itertools import groupby
from typing import Final

import pandas as pd

from nlp.text.annotated import Annotated, annotated
from nlp.text.speech import NUMBER
from nlp.text.stopwords import stop_words
from nlp.text.tallies import Counts, Place, Tallies

_SEAM: Final = "\x1f"
_WORD: Final = re.compile(r"[^\W_].*|\[\w+\]", re.DOTALL)
"""Begins with a letter or digit, or is the code of a small picture ([泪])."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a stream.

    Attributes:
        word: as it is written most often.
        lemma: what it is counted as.
        speech: the part of speech that it has most often, by jieba's tags; `eng` for Latin letters.
        texts: that hold it.
        count: times met, at the least.
        share: of all texts that say anything, those that hold it; 0 to 1.
        places: examples, with offsets into the texts as stored.
    """

    word: str
    lemma: str
    speech: str
    texts: int
    count: int
    share: float
    places: tuple[Place, ...]


def vocabulary(  # noqa: PLR0913  # each has its default
    texts: Iterable[str | None],
    *,
    known: Iterable[str] = (),
    lang: str | None = None,
    stop: bool = True,
    min_texts: int = 2,
    limit: int = 200,
    kept: int = 200_000,
) -> pd.DataFrame:
    """Return the words of `texts`, those of most texts first.

    Args:
        texts: posts as stored; links, names and the words of others do not count.
        known: words to keep whole, beside jieba's dictionary.
        lang: only texts of this language.
        stop: leave out stop words and numbers.
        min_texts: in how many texts a word must be met.
        limit: most words returned.
        kept: words counted at a time.

    Returns:
        (n <= limit, 7) frame with the columns of `Word`.
    """
    tallies, forms, total = Tallies(kept), Counts(2 * kept), 0
    for text in annotated(texts, known=known, lang=lang):
        total += 1
        met: dict[str, list[tuple[int, int]]] = defaultdict(list)
        places = list(_counted(text, stop=stop))
        for place in places:
            met[text.lemmas[place]].append(text.span(place, place))
        forms.add([_form(text, place) for place in places])
        tallies.add(met, row=~text.row if text.repeated else text.row, text=text.text)
    often = [(name, tally) for name, tally in tallies.items() if tally.texts >= min_texts]
    often.sort(key=lambda one: (-one[1].texts, -one[1].count, one[0]))
    written = _written(forms)
    return _frame(
        Word(*written[name], tally.texts, tally.count, tally.texts / total, tally.places)
        for name, tally in often[:limit]
    )


def _counted(text: Annotated, *, stop: bool) -> Iterator[int]:
    for place, (word, lemma) in enumerate(zip(text.words, text.lemmas, strict=True)):
        if not _WORD.fullmatch(lemma):
            continue
        plain = word.lower().replace("’", "'")
        if stop and (text.tags[place] == NUMBER or not stop_words().isdisjoint((plain, lemma))):
            continue
        yield place


def _form(text: Annotated, place: int) -> str:
    return _SEAM.join((text.lemmas[place], text.words[place], text.tags[place]))


def _written(forms: Counts) -> dict[str, tuple[str, str, str]]:
    """Return by lemma how it is mostly written, the lemma, and its commonest part of speech."""
    found: dict[str, tuple[str, str, str]] = {}
    by_lemma = groupby(sorted(forms.items()), lambda item: item[0].partition(_SEAM)[0])
    for lemma, group in by_lemma:
        (name, _) = max(group, key=lambda item: item[1])
        _, word, tag = name.split(_SEAM)
        found[lemma] = (word, lemma, tag)
    return found


def _frame(words: Iterable[Word]) -> pd.DataFrame:
    frame = pd.DataFrame(map(astuple, words), columns=[field.name for field in fields(Word)])
    numbers = {"texts": "int64", "count": "int64", "share": "float64", "places": "object"}
    return frame.astype({"word": "str", "lemma": "str", "speech": "str", **numbers})
