"""What speaks against posts, and how a person puts one back that was left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import duckdb

from flows.report import wording

KEY: Final = re.compile(r"\b([0-9a-f]{8})[0-9a-f]{24}\b")
PUT_BACK: Final = "opinionflow correct {} --kind trust --label trusted"
"""The command that lets a post count as trusted again; a post key goes into the braces."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One reason not to trust a post.

    Attributes:
        code: what it is.
        weight: how much trust it takes away, above 0 to 1.
        detail: the figures or the words behind it.
    """

    code: str
    weight: float
    detail: str

    @property
    def shown(self) -> str:
        """Return the detail with keys of posts as short as the drawer shows them."""
        return KEY.sub(r"\1", self.detail)

    @property
    def words(self) -> str:
        """Return what the code means."""
        return wording.sign(self.code)


def doubts(marts: duckdb.DuckDBPyConnection, keys: Sequence[str]) -> dict[int, list[Any]]:
    """Return why posts are left out, by place in `keys`, as the drawer's script reads it.

    `[trust, [[words, detail, weight], ...], command that puts the post back]`, the numbers
    written out; posts that are trusted have no entry.
    """
    found = marts.execute(
        "SELECT post_key, trust FROM tagged_posts "
        "WHERE NOT trusted AND post_key IN (SELECT unnest(?))",
        [list(keys)],
    ).fetchall()
    trust = dict(found)
    signs = signs_of(marts, list(trust))
    return {
        place: [
            f"{trust[key]:.2f}",
            [[sign.words, sign.shown, f"{sign.weight:.2f}"] for sign in signs.get(key, ())],
            PUT_BACK.format(key),
        ]
        for place, key in enumerate(keys)
        if key in trust
    }


def signs_of(marts: duckdb.DuckDBPyConnection, keys: Sequence[str]) -> dict[str, tuple[Sign, ...]]:
    """Return what speaks against posts, by post key, the heaviest first; none where nothing."""
    found = marts.execute(
        "SELECT post_key, code, weight, detail FROM trust_signals "
        "WHERE post_key IN (SELECT unnest(?)) ORDER BY post_key, weight DESC, code",
        [list(keys)],
    ).fetchall()
    signs: dict[str, tuple[Sign, ...]] = {}
    for key, code, weight, detail in found:
        signs[key] = (*signs.get(key, ()), Sign(code, weight, detail))
    return signs
