"""Templates: the same skeleton posted by several authors, with some words changed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import pandas as pd

AUTHORS = 3
"""Fewer authors are people who quote each other."""
KEPT = 0.8
"""Share of the texts that must hold a sign of the first one for it to be of the skeleton."""
SLOT = "…"

_LOOKED_AT = 50
_LEAST = 4
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Template:
    """A skeleton and who posted it.

    Attributes:
        group: id of the first text.
        skeleton: its words, with … where the texts differ.
        posts: how many texts.
        authors: how many authors.
    """

    group: str
    skeleton: str
    posts: int
    authors: int


def templates(
    found: pd.DataFrame, texts: Sequence[str], authors: Sequence[str] | Sequence[int]
) -> list[Template]:
    """Return the templates among groups of copies, most posts first.

    Args:
        found: what `nlp.trust.copies.copies` says of the texts.
        texts: the same texts, in the same order.
        authors: who wrote each.
    """
    posts = found.assign(text=list(texts), author=list(authors))
    posts = posts[posts["n"] >= AUTHORS]
    several = posts.groupby("group", sort=False)
    rows = [_template(str(name), rows) for name, rows in several if (rows["kind"] == "near").any()]
    kept = [each for each in rows if each.authors >= AUTHORS and _said(each.skeleton) >= _LEAST]
    return sorted(kept, key=lambda each: (-each.posts, each.group))


def _template(group: str, rows: pd.DataFrame) -> Template:
    texts = rows["text"].drop_duplicates().str[:_LONGEST].tolist()[:_LOOKED_AT]
    return Template(group, _skeleton(texts), len(rows), int(rows["author"].nunique()))


def _skeleton(texts: Sequence[str]) -> str:
    first, others = texts[0], texts[1:]
    held = Counter(place for other in others for place in _common(first, other))
    kept = [held[place] >= KEPT * len(others) for place in range(len(first))]
    signs = "".join(sign if keep else "\0" for sign, keep in zip(first, kept, strict=True))
    return SLOT.join(part for part in signs.split("\0") if part) if "\0" in signs else first


def _common(first: str, other: str) -> Iterator[int]:
    for start, _, size in SequenceMatcher(None, first, other, autojunk=False).get_matching_blocks():
        if size > 1:
            yield from range(start, start + size)


def _said(skeleton: str) -> int:
    return sum(map(str.isalnum, skeleton))
