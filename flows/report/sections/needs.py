"""What people need: wishes, complaints, reasons and occasions, intents, roles, psychology."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import duckdb

from flows.report import wording
from flows.report.figures import COUNT, POLARITY, Figure, Ledger, Unit, share
from flows.report.period import Period
from flows.report.quotes import Quote, pick_each
from flows.report.rows import quoted
from flows.report.said import carrying_in, trusted_in

MOST: Final = 12
STAGES: Final = ("attention", "interest", "search", "decision", "action", "share")
Counted = dict[str, tuple[int, float | None]]


class Group(NamedTuple):
    """Labels of a kind that stand in one table: those that start with `start`.

    Without `start` those that start with none of `others`. Those of `order` come in that order
    and ahead, the rest by posts. `quotes` are shown of each.
    """

    name: str
    kind: str
    start: str = ""
    others: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    quotes: int = 1

    @property
    def condition(self) -> str:
        """Return the SQL condition for its labels."""
        if self.start:
            return f"starts_with(label, {quoted(self.start)})"
        return " AND ".join(
            ("TRUE", *(f"NOT starts_with(label, {quoted(other)})" for other in self.others))
        )

    def holds(self, label: str) -> bool:
        """Tell whether a label of its kind is one of its own."""
        return label.startswith(self.start) and not label.startswith(self.others)

    def sorted(self, counted: Counted) -> list[str]:
        """Return labels in the order of the table."""
        places = {label: place for place, label in enumerate(self.order)}
        ahead = len(places)
        return sorted(counted, key=lambda it: (places.get(it, ahead), -counted[it][0], it))


JOURNEY: Final = Group("Journey", "intent", "stage/", order=tuple(f"stage/{it}" for it in STAGES))
GROUPS: Final = (
    Group("Wishes and complaints", "need", others=("reason/", "occasion/"), quotes=2),
    Group("Reasons to buy", "need", "reason/"),
    Group("Occasions", "need", "occasion/"),
    JOURNEY,
    Group("Intents", "intent", others=("stage/",)),
    Group("Roles", "role"),
    Group("Psychology", "psychology"),
)
KINDS: Final = tuple(dict.fromkeys(group.kind for group in GROUPS))
PAINS: Final = ("complaint", "pain_point")
"""Needs that praise does not show."""
FELT: Final = (
    "SELECT post_key, start, label = 'positive' AS pleased FROM post_tags WHERE kind = '{}'"
)
TOLD: Final = (
    "SELECT [tag.kind, tag.label] AS name, tag.post_key, tag.start, tag.score - CASE "  # noqa: S608  # our own text
    f"WHEN tag.label IN {PAINS} THEN ifnull(sentence.pleased, FALSE)::INTEGER "
    "+ ifnull(post.pleased, FALSE)::INTEGER ELSE 0 END AS sure FROM post_tags tag "
    f"LEFT JOIN ({FELT.format('sentiment')}) post ON tag.post_key = post.post_key "
    f"ASOF LEFT JOIN ({FELT.format('sentence')}) sentence ON tag.post_key = sentence.post_key "
    f"AND tag.start >= sentence.start WHERE tag.kind IN {KINDS}"
)
PLACES: Final = (
    "SELECT name, post_key, max_by(start, (sure, -start)) AS start, max(sure) AS sure "  # noqa: S608  # our own text
    f"FROM ({TOLD}) GROUP BY name, post_key"
)
"""Where posts say what their labels stand for; pains where post or sentence praise come last."""


@dataclass(frozen=True, slots=True)
class Need:
    """One label of a group.

    Attributes:
        label: the label.
        posts: posts that carry it.
        before: the same in the period before.
        share: of all labels of the group that posts carry.
        polarity: mean polarity of `posts`.
        quotes: what they say.
    """

    label: str
    posts: Figure
    before: Figure
    share: Figure
    polarity: Figure
    quotes: tuple[Quote, ...]


def read_needs(
    marts: duckdb.DuckDBPyConnection, period: Period, ledger: Ledger
) -> dict[Group, tuple[Need, ...]]:
    """Return the labels of each group that posts of the period carry, at most `MOST` a group.

    Those of most posts first, but stages as the journey goes; groups without any are left out.
    """
    counted = {kind: _counted(marts, period, kind) for kind in KINDS}
    before = {kind: _counted(marts, period.previous, kind) for kind in KINDS}
    most = max(group.quotes for group in GROUPS)
    quotes = pick_each(marts, trusted_in(period, PLACES), most=most)
    needs = {}
    for group in GROUPS:
        now = {label: it for label, it in counted[group.kind].items() if group.holds(label)}
        stating = _Stating(group, period, ledger, sum(posts for posts, _ in now.values()))
        needs[group] = tuple(
            stating.need(
                label,
                now[label],
                before[group.kind].get(label, (0, None)),
                quotes.get((group.kind, label), ()),
            )
            for label in group.sorted(now)[:MOST]
        )
    return {group: found for group, found in needs.items() if found}


@dataclass(frozen=True, slots=True)
class _Stating:
    """States the figures of the labels of one group."""

    group: Group
    period: Period
    ledger: Ledger
    total: int

    def need(
        self,
        label: str,
        now: tuple[int, float | None],
        before: tuple[int, float | None],
        quotes: tuple[Quote, ...],
    ) -> Need:
        return Need(
            label=label,
            posts=self._of(self.period, label, now[0]),
            before=self._of(self.period.previous, label, before[0]),
            share=self._share(label, now[0]),
            polarity=self._of(self.period, label, now[1], POLARITY, "polarity"),
            quotes=quotes[: self.group.quotes],
        )

    def _of(
        self,
        period: Period,
        label: str,
        value: float | None,
        measure: str = COUNT,
        unit: Unit = "count",
    ) -> Figure:
        what = "posts" if unit == "count" else "mean polarity"
        when = wording.span(period.start, period.end)
        return self.ledger.add(
            value,
            label=f"{wording.label(label)}: {what}",
            measure=measure,
            rows=carrying_in(period, self.group.kind, f"label = {quoted(label)}"),
            how=f"Standing posts from {when} tagged so; polarity is that of the whole post.",
            unit=unit,
            marks=f"{self.group.kind}: {label}",
        )

    def _share(self, label: str, posts: int) -> Figure:
        among = f"label = {quoted(label)}"
        return self.ledger.add(
            posts / self.total,
            label=f"{wording.label(label)}: share of {self.group.name.lower()}",
            measure=share(among),
            rows=carrying_in(self.period, self.group.kind, self.group.condition),
            how="Its posts over those of all labels of the table; a post with two counts twice.",
            unit="share",
            listed=among,
            marks=f"{self.group.kind}: {label}",
        )


def _counted(marts: duckdb.DuckDBPyConnection, period: Period, kind: str) -> Counted:
    """Return posts and their mean polarity by label."""
    rows = marts.sql(carrying_in(period, kind))
    found = rows.aggregate(f"label, {COUNT}, {POLARITY}").fetchall()
    return {label: (posts, polarity) for label, posts, polarity in found}
