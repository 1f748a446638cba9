"""The SQL behind what posts say of aspects, of needs, and of one brand against another.

As in `rows`: one row a post and thing said, however often the post says it.
"""

from typing import Final

from flows.report.period import Period
from flows.report.rows import POST_COLUMNS, STANDING, posts_in, quoted
from nlp.aspects.aspects import LEAN

FOR: Final = f"polarity >= {LEAN}"
"""Judged as good, by the same bound as the samples of the taxonomies."""
AGAINST: Final = f"polarity <= -{LEAN}"
LEAST: Final = 5
"""Posts below which no share and no polarity is told of one brand."""

JUDGED: Final = (
    "SELECT post_key, aspect, favg(polarity) AS judged FROM aspects "  # noqa: S608  # our own text
    f"WHERE opinion <> '' OR {FOR} OR {AGAINST} GROUP BY post_key, aspect"
)
"""Without the aspects that a post only speaks of: they have no words that judge, and no side."""
WORDED: Final = (
    "SELECT post_key, aspect, lower(opinion) AS opinion, favg(polarity) AS judged FROM aspects "
    "WHERE opinion <> '' GROUP BY ALL"
)
NAMED_ALONE: Final = (
    "SELECT post_key, min(label) AS brand FROM post_tags WHERE kind = 'brand' "
    "GROUP BY post_key HAVING min(label) = max(label)"
)
JUDGED_POST: Final = POST_COLUMNS.replace("polarity", "judged AS polarity")


def judging_in(period: Period, *conditions: str) -> str:
    """Return the query of posts and aspects they judge; polarity is that of the judgement."""
    return _posts_with(JUDGED, f"{JUDGED_POST}, aspect", period, *conditions)


def wording_in(period: Period, *conditions: str) -> str:
    """Return the query of posts, aspects they judge and the words they do it with."""
    return _posts_with(WORDED, f"{JUDGED_POST}, aspect, opinion", period, *conditions)


def judging_one_in(period: Period) -> str:
    """Return the query of posts that name one brand alone, it, and aspects they judge."""
    both = f"SELECT * FROM ({JUDGED}) JOIN ({NAMED_ALONE}) USING (post_key)"  # noqa: S608  # our own text
    return _posts_with(both, f"{JUDGED_POST}, aspect, brand", period)


def carrying_in(period: Period, kind: str, *conditions: str) -> str:
    """Return the query of posts and the tags of a kind that they carry, as `label`."""
    carried = f"SELECT DISTINCT post_key, label FROM post_tags WHERE kind = {quoted(kind)}"  # noqa: S608  # quoted
    return _posts_with(carried, f"{POST_COLUMNS}, label", period, *conditions)


def comparing_in(period: Period, *conditions: str) -> str:
    """Return the query of posts and who is better than whom in what by them."""
    said = "SELECT DISTINCT post_key, winner, loser, aspect FROM comparisons"
    return _posts_with(said, f"{POST_COLUMNS}, winner, loser, aspect", period, *conditions)


def outcomes_in(period: Period, brand: str, *, by: str = "outcome") -> str:
    """Return the query of posts and whether the brand won or lost; a post may say both.

    With `by` = "outcome, aspect" in what it did as well, one row for each.
    """
    name = quoted(brand)
    sides = (
        f"SELECT *, 'won' AS outcome FROM comparisons WHERE winner = {name} "  # noqa: S608  # quoted
        f"UNION ALL SELECT *, 'lost' FROM comparisons WHERE loser = {name}"
    )
    said = f"SELECT DISTINCT post_key, {by} FROM ({sides})"  # noqa: S608  # our own text
    return _posts_with(said, f"{POST_COLUMNS}, {by}", period)


def trusted_in(period: Period, places: str) -> str:
    """Return the query of those rows of `places` that are of standing, trusted posts."""
    posts = posts_in(period, "trusted")
    return f"SELECT * FROM ({places}) WHERE post_key IN (SELECT post_key FROM ({posts}))"  # noqa: S608  # our own text


def _posts_with(said: str, columns: str, period: Period, *conditions: str) -> str:
    where = " AND ".join((STANDING, period.covers("published_at"), *conditions))
    return f"SELECT {columns} FROM tagged_posts JOIN ({said}) USING (post_key) WHERE {where}"  # noqa: S608  # quoted above
