"""What the products are judged by: aspects, who is for and against, and in which words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import duckdb

from flows.report import wording
from flows.report.figures import COUNT, POLARITY, Figure, Ledger, Unit, count_where, share
from flows.report.period import Period
from flows.report.quotes import Quote, pick_each
from flows.report.rows import quoted
from flows.report.said import AGAINST, FOR, judging_in, trusted_in, wording_in

MOST: Final = 12
MOST_WORDS: Final = 5
SIDES: Final = {"for": FOR, "against": AGAINST}
MEASURES: Final = ", ".join((COUNT, *map(share, SIDES.values()), POLARITY))
SIDE: Final = "CASE WHEN polarity > 0 THEN 'for' ELSE 'against' END"
PLACES: Final = (
    f"SELECT [aspect, {SIDE}] AS name, lower(opinion) AS word, post_key, min(start) AS start "  # noqa: S608  # our own text
    f"FROM aspects WHERE opinion <> '' AND ({FOR} OR {AGAINST}) GROUP BY ALL"
)
"""Where posts judge an aspect, and with which word."""
HOW: Final = {
    "count": "Standing posts that judge the aspect,",
    "share": "Posts that judge it so, by the mean of what they say of it, over all that judge it,",
    "polarity": "Mean of what each post says of the aspect, -1 to 1,",
}
Counted = tuple[Any, ...]
NONE: Final[Counted] = (0, None, None, None)
Words = dict[tuple[str, ...], list[tuple[str, int]]]
Quotes = Mapping[tuple[str, ...], tuple[Quote, ...]]


@dataclass(frozen=True, slots=True)
class Side:
    """What speaks for an aspect, or against it.

    Attributes:
        share: of the posts that judge the aspect.
        words: the words most of them do it with, with the posts that use each.
        quote: a passage with the first of these words; None without words.
    """

    share: Figure
    words: tuple[tuple[str, Figure], ...]
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class Aspect:
    """One aspect of the period.

    Attributes:
        label: its name in the taxonomy.
        posts: posts that judge it.
        before: the same in the period before.
        polarity: mean polarity of the judgements, one a post.
        polarity_before: the same in the period before.
        sides: "for" and "against".
    """

    label: str
    posts: Figure
    before: Figure
    polarity: Figure
    polarity_before: Figure
    sides: dict[str, Side]

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Return what is quoted."""
        return tuple(side.quote for side in self.sides.values() if side.quote)


def read_aspects(
    marts: duckdb.DuckDBPyConnection, period: Period, ledger: Ledger
) -> tuple[Aspect, ...]:
    """Return the aspects that most posts judge, at most `MOST`, most first."""
    now, before = _counted(marts, period), _counted(marts, period.previous)
    words = _words(marts, period)
    quotes = pick_each(marts, _frequent(trusted_in(period, PLACES)))
    labels = sorted(now, key=lambda label: (-now[label][0], label))[:MOST]
    return tuple(
        _Stating(label, period, ledger).aspect(now[label], before.get(label, NONE), words, quotes)
        for label in labels
    )


@dataclass(frozen=True, slots=True)
class _Stating:
    """States the figures of one aspect."""

    label: str
    period: Period
    ledger: Ledger

    def aspect(self, now: Counted, before: Counted, words: Words, quotes: Quotes) -> Aspect:
        earlier = self.period.previous
        return Aspect(
            label=self.label,
            posts=self._of(self.period, now[0], COUNT),
            before=self._of(earlier, before[0], COUNT),
            polarity=self._of(self.period, now[-1], POLARITY, "polarity"),
            polarity_before=self._of(earlier, before[-1], POLARITY, "polarity"),
            sides={
                side: Side(
                    self._of(self.period, value, share(SIDES[side]), "share", side),
                    self._words(side, words.get((self.label, side), [])),
                    next(iter(quotes.get((self.label, side), ())), None),
                )
                for side, value in zip(SIDES, now[1:-1], strict=True)
            },
        )

    def _of(
        self,
        period: Period,
        value: float | None,
        measure: str,
        unit: Unit = "count",
        side: str = "",
    ) -> Figure:
        name = side or ("posts" if unit == "count" else "mean polarity")
        return self.ledger.add(
            value,
            label=f"{wording.label(self.label)}, {name}",
            measure=measure,
            rows=judging_in(period, f"aspect = {quoted(self.label)}"),
            how=f"{HOW[unit]} {wording.span(period.start, period.end)}.",
            unit=unit,
            listed=SIDES.get(side, "TRUE"),
            marks=f"aspect: {self.label}",
        )

    def _words(self, side: str, words: list[tuple[str, int]]) -> tuple[tuple[str, Figure], ...]:
        return tuple((word, self._word(side, word, posts)) for word, posts in words)

    def _word(self, side: str, word: str, posts: int) -> Figure:
        said = f"opinion = {quoted(word)} AND {SIDES[side]}"
        return self.ledger.add(
            posts,
            label=f"{wording.label(self.label)}, {side}: {word}",
            measure=count_where(said),
            rows=wording_in(self.period, f"aspect = {quoted(self.label)}"),
            how="Standing posts of the period that judge the aspect with this word.",
            listed=said,
            marks=f"aspect: {self.label}",
        )


def _counted(marts: duckdb.DuckDBPyConnection, period: Period) -> dict[str, Counted]:
    """Return posts, shares by side and mean polarity by aspect."""
    found = marts.sql(judging_in(period)).aggregate(f"aspect, {MEASURES}").fetchall()
    return {label: tuple(values) for label, *values in found}


def _words(marts: duckdb.DuckDBPyConnection, period: Period) -> Words:
    """Return the words of most posts, with how many, by aspect and side."""
    found = (
        marts.sql(wording_in(period))
        .filter(f"{FOR} OR {AGAINST}")
        .aggregate(f"aspect, {SIDE} AS side, opinion, count(*) AS posts")
        .order("posts DESC, opinion")
        .fetchall()
    )
    words: Words = {}
    for label, side, opinion, posts in found:
        held = words.setdefault((label, side), [])
        if len(held) < MOST_WORDS:
            held.append((opinion, posts))
    return words


def _frequent(places: str) -> str:
    """Return the query of places by which those with the words of most posts are the surest."""
    return f"SELECT *, count(*) OVER (PARTITION BY name, word) AS sure FROM ({places})"  # noqa: S608  # our own text
