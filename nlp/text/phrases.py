"""Phrases of a stream: things (电池续航), and what is said of them (性价比很高).

A candidate (`nlp.text.candidates`) stays when its words keep together more than chance has it:
specific correlation, which is pointwise mutual information of two words or more (Van de Cruys
2011), normalised after Bouma (2009) to 0 by chance, 1 when none of the words is without the others.
What stays is ranked by C-value (Frantzi, Ananiadou and Mima 2000): how often it is met, less what
it owes to longer phrases that hold it, times the logarithm of its length. What is always within
one longer phrase is left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from itertools import combinations
from math import log, log2, prod
from typing import Final

import pandas as pd

from nlp.text.annotated import Annotated, annotated
from nlp.text.candidates import HAN, OPINION, THING, WORDS, candidates
from nlp.text.tallies import Counts, Place, Tallies, Tally

COHESION: Final = {THING: 0.3, WORDS: 0.3, OPINION: 0.1}
"""The least normalised correlation; what is said of many things (不错) goes with none of them."""
_SEAM: Final = "\x1f"
Spans = dict[str, list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a stream.

    Attributes:
        phrase: its lemmas; with spaces between them where there is no Han.
        kind: `THING`, `OPINION` or `WORDS`.
        texts: that hold it, repeats too.
        count: times met, at the least.
        cohesion: normalised specific correlation, at least `COHESION`.
        weight: C-value.
        places: examples, with offsets into the texts as stored.
    """

    phrase: str
    kind: str
    texts: int
    count: int
    cohesion: float
    weight: float
    places: tuple[Place, ...]


def phrases(  # noqa: PLR0913  # each has its default
    texts: Iterable[str | None],
    *,
    known: Iterable[str] = (),
    lang: str | None = None,
    min_texts: int = 5,
    limit: int = 200,
    kept: int = 200_000,
) -> pd.DataFrame:
    """Return the phrases of `texts`, weightiest first.

    Args:
        texts: posts as stored; links, names and the words of others do not count.
        known: words to keep whole, beside jieba's dictionary.
        lang: only texts of this language.
        min_texts: in how many different texts a phrase must be met.
        limit: most phrases returned.
        kept: candidates of each kind counted at a time, and as many words.

    Returns:
        (n <= limit, 7) frame with the columns of `Phrase`.
    """
    words, tallies = Counts(kept), {kind: Tallies(kept) for kind in (THING, OPINION, WORDS)}
    for text in annotated(texts, known=known, lang=lang):
        words.add(text.lemmas)
        for kind, met in _met(text).items():
            tallies[kind].add(met, row=~text.row if text.repeated else text.row, text=text.text)
    found = [
        phrase
        for kind, table in tallies.items()
        for phrase in _kept(kind, dict(table.items()), words, min_texts)
    ]
    found.sort(key=lambda phrase: (-phrase.weight, phrase.phrase))
    return _frame(found[:limit])


def _frame(found: list[Phrase]) -> pd.DataFrame:
    frame = pd.DataFrame(map(astuple, found), columns=[field.name for field in fields(Phrase)])
    kinds = dict.fromkeys(("texts", "count"), "int64") | {"phrase": "str", "kind": "str"}
    return frame.astype({**kinds, "cohesion": "float64", "weight": "float64", "places": "object"})


def _met(text: Annotated) -> Mapping[str, Spans]:
    found: dict[str, Spans] = defaultdict(lambda: defaultdict(list))
    for kind, first, last in candidates(text):
        lemmas = (lemma for lemma in text.lemmas[first : last + 1] if not lemma.isspace())
        found[kind][_SEAM.join(lemmas)].append(text.span(first, last))
    return found


def _kept(kind: str, table: Mapping[str, Tally], words: Counts, min_texts: int) -> Iterator[Phrase]:
    often = {name: tally for name, tally in table.items() if tally.different >= max(min_texts, 1)}
    cohesion = {name: _cohesion(name, tally.count, words) for name, tally in often.items()}
    # What is no phrase itself takes nothing from those within it.
    held = {name: often[name] for name, degree in cohesion.items() if degree >= COHESION[kind]}
    nested = _nested({name: tally.count for name, tally in held.items()})
    for name, tally in held.items():
        weight = _weight(name, tally.count, nested.get(name, []))
        if weight > 0:
            shown = name.replace(_SEAM, "" if HAN.search(name) else " ")
            yield Phrase(
                shown,
                kind,
                tally.texts,
                tally.count,
                round(cohesion[name], 3),
                round(weight, 1),
                tally.places,
            )


def _cohesion(name: str, count: int, words: Counts) -> float:
    parts = name.split(_SEAM)
    share = count / words.total
    # A word may have been forgotten a few times more than the phrase: it is met as often at least.
    chance = prod(max(words[part], count) / words.total for part in parts)
    return log(share / chance) / (-(len(parts) - 1) * log(share)) if share < 1 else 1.0


def _weight(name: str, count: int, longer: Sequence[int]) -> float:
    if longer and max(longer) >= count:
        return 0.0
    return log2(name.count(_SEAM) + 1) * (count - (sum(longer) / len(longer) if longer else 0))


def _nested(counts: Mapping[str, int]) -> Mapping[str, list[int]]:
    """Return for each phrase that lies within others how often each of those is met."""
    found: dict[str, list[int]] = defaultdict(list)
    for name, count in counts.items():
        parts = name.split(_SEAM)
        spans = combinations(range(len(parts) + 1), 2)
        inner = {_SEAM.join(parts[start:end]) for start, end in spans} - {name}
        for part in inner & counts.keys():
            found[part].append(count)
    return found
