"""Texts about nothing in particular, made of what reviews of everything say.

Reviews teach labels by the shelf they stand on, though half of what they say fits any shelf
(收到了，很满意), and a machine then tells the shelf by the manner of its shoppers. Clauses whose
words are at home on no one shelf, each from another shelf, joined: such a text has no label.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import pandas as pd

from nlp.sentiment.features import Words
from nlp.text.words import cutter

GENERIC: Final = "generic"
SEED: Final = 20261122
_CLAUSE = re.compile(r"[^，。！？；,!?;\n~…]+[，。！？；,!?;~…]*")
_HOME = 0.5  # a word is at home on a shelf that has so much of it, all shelves being as large
_RARE = 8  # and one in fewer clauses is not known well enough
_SHORTEST = 2  # words
_CLAUSES = (2, 3, 3, 4, 5)  # of a text; each as often as the others

Shelf = tuple[str, ...]


def generic_texts(reviews: pd.DataFrame, *, count: int) -> list[str]:
    """Return `count` texts without a subject; fewer shelves than two give none.

    Args:
        reviews: `clean`, and what tells the shelf: `set`, `polarity`.
        count: how many.
    """
    shelves = reviews[["set", "polarity"]].itertuples(index=False, name=None)
    clauses = [
        (shelf, clause)
        for shelf, text in zip(shelves, reviews["clean"], strict=True)
        for clause in _CLAUSE.findall(text)
    ]
    by_shelf = _homeless(clauses)
    if len(by_shelf) <= 1:
        return []
    dice = random.Random(SEED)  # noqa: S311  # no secret
    return ["".join(_drawn(by_shelf, dice)) for _ in range(count)]


def _drawn(by_shelf: Mapping[Shelf, Sequence[str]], dice: random.Random) -> Iterator[str]:
    shelves = sorted(by_shelf)
    for shelf in dice.sample(shelves, min(dice.choice(_CLAUSES), len(shelves))):
        yield dice.choice(by_shelf[shelf])


def _homeless(clauses: Sequence[tuple[Shelf, str]]) -> Mapping[Shelf, list[str]]:
    """Return by shelf the clauses none of whose words is at home on one shelf."""
    cut = cutter()
    words = [cut(clause) for _, clause in clauses]
    homes = _at_home([shelf for shelf, _ in clauses], words)
    found: dict[Shelf, list[str]] = defaultdict(list)
    for (shelf, clause), said in zip(clauses, words, strict=True):
        if len(said) >= _SHORTEST and homes.isdisjoint(said):
            found[shelf].append(clause)
    return found


def _at_home(shelves: Sequence[Shelf], words: Words) -> set[str]:
    sizes = Counter(shelves)
    counts: dict[str, Counter[Shelf]] = defaultdict(Counter)
    for shelf, said in zip(shelves, words, strict=True):
        for word in set(said):
            counts[word][shelf] += 1
    return {word for word, count in counts.items() if _is_at_home(word, count, sizes)}


def _is_at_home(word: str, count: Counter[Shelf], sizes: Counter[Shelf]) -> bool:
    if not any(map(str.isalnum, word)):
        return False
    shares = [count[shelf] / size for shelf, size in sizes.items()]
    return count.total() < _RARE or max(shares) > _HOME * sum(shares)
