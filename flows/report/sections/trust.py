"""How far the posts can be trusted: which are left out and why, and where all come from."""

from dataclasses import dataclass
from typing import Final

import duckdb

from flows.report import wording
from flows.report.doubts import Sign, signs_of
from flows.report.figures import COUNT, Figure, Ledger, measured, share
from flows.report.period import Period
from flows.report.quotes import Quote, pick_each
from flows.report.rows import judged_in, posts_in, quoted
from flows.report.sections.topics import moods
from nlp.trust.origin import ORIGINS, PRODUCERS

MOST_EXAMPLES: Final = 2
LEFT_OUT: Final = f"{COUNT} FILTER (left_out)"
JUDGED: Final = f"{COUNT} FILTER (judged)"
SHARE: Final = share("left_out")


@dataclass(frozen=True, slots=True)
class Example:
    """Words of a post that is left out, and all that speaks against it, the heaviest first."""

    quote: Quote
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """One code in words: the posts that have it, those of them left out, and some of these.

    The examples are posts against which nothing else weighs more.
    """

    words: str
    posts: Figure
    left_out: Figure
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Posts of one source, or all: how many are left out, and their share."""

    name: str
    left_out: Figure
    share: Figure


@dataclass(frozen=True, slots=True)
class Origin:
    """Posts of one origin made by one kind of producer, and how these feel."""

    origin: str
    producer: str
    posts: Figure
    shares: dict[str, Figure]
    polarity: Figure


@dataclass(frozen=True, slots=True)
class Trust:
    """What was judged, what is left out and why, and where posts come from.

    Attributes:
        judged: posts of the period that were judged.
        whole: how many of all posts are left out.
        reasons: by code, that with most posts left out first.
        sources: those with posts left out, most first.
        origins: the pairs of origin and producer that were met, in a fixed order.
    """

    judged: Figure
    whole: Part
    reasons: tuple[Reason, ...]
    sources: tuple[Part, ...]
    origins: tuple[Origin, ...]

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Return all that is quoted."""
        return tuple(each.quote for reason in self.reasons for each in reason.examples)


def read_trust(marts: duckdb.DuckDBPyConnection, period: Period, ledger: Ledger) -> Trust:
    """Count which posts of a period are trusted, and where they come from."""
    return Trust(
        judged=_judged(marts, period, ledger),
        whole=_part(marts, "all posts", judged_in(period), ledger),
        reasons=_reasons(marts, period, ledger),
        sources=_sources(marts, period, ledger),
        origins=_origins(marts, period, ledger),
    )


def _judged(marts: duckdb.DuckDBPyConnection, period: Period, ledger: Ledger) -> Figure:
    rows = judged_in(period)
    (posts,) = measured(marts, rows, JUDGED)
    how = "Standing posts of the period whose trust was judged."
    return ledger.add(
        posts, label="Posts judged", measure=JUDGED, rows=rows, how=how, listed="judged"
    )


def _part(marts: duckdb.DuckDBPyConnection, name: str, rows: str, ledger: Ledger) -> Part:
    posts, part = measured(marts, rows, f"{LEFT_OUT}, {SHARE}")
    return Part(
        name,
        _left_out(posts, f"Left out, {name}", rows, ledger),
        ledger.add(
            part,
            label=f"Left out, {name}: share",
            measure=SHARE,
            rows=rows,
            how="Posts left out over all standing posts of the period.",
            unit="share",
            listed="left_out",
            marks="trust",
        ),
    )


def _left_out(
    posts: float | None, label: str, rows: str, ledger: Ledger, marks: str = "trust"
) -> Figure:
    how = "Posts whose trust is below the line (setting trust.least)."
    return ledger.add(
        posts, label=label, measure=LEFT_OUT, rows=rows, how=how, listed="left_out", marks=marks
    )


def _sources(marts: duckdb.DuckDBPyConnection, period: Period, ledger: Ledger) -> tuple[Part, ...]:
    left_out = marts.sql(judged_in(period)).filter("left_out")
    counted = left_out.aggregate("source, count(*) AS posts").order("posts DESC, source")
    return tuple(
        _part(marts, name, judged_in(period, f"source = {quoted(name)}"), ledger)
        for name, _ in counted.fetchall()
    )


def _reasons(
    marts: duckdb.DuckDBPyConnection, period: Period, ledger: Ledger
) -> tuple[Reason, ...]:
    rows = judged_in(period)
    found = marts.execute(
        f"SELECT code FROM trust_signals JOIN ({rows}) USING (post_key) "  # noqa: S608  # own text
        "GROUP BY code ORDER BY count(*) FILTER (left_out) DESC, count(*) DESC, code"
    ).fetchall()
    examples = _examples(marts, rows)
    return tuple(_reason(marts, code, examples.get(code, ()), period, ledger) for (code,) in found)


def _reason(
    marts: duckdb.DuckDBPyConnection,
    code: str,
    examples: tuple[Example, ...],
    period: Period,
    ledger: Ledger,
) -> Reason:
    carrying = f"SELECT post_key FROM trust_signals WHERE code = {quoted(code)}"  # noqa: S608  # quoted
    rows = judged_in(period, f"post_key IN ({carrying})")
    posts, left = measured(marts, rows, f"{COUNT}, {LEFT_OUT}")
    words = wording.sign(code)
    how = f"Standing posts of the period against which this speaks (code {code})."
    marks = f"trust: {code}"  # nothing, where no words show it
    told = ledger.add(posts, label=words, measure=COUNT, rows=rows, how=how, marks=marks)
    left_out = _left_out(left, f"{words}: left out", rows, ledger, marks)
    return Reason(words, told, left_out, examples)


def _examples(marts: duckdb.DuckDBPyConnection, rows: str) -> dict[str, tuple[Example, ...]]:
    """Return quotes of posts that are left out, by the code that weighs most in each."""
    places = (
        "SELECT [code] AS name, post_key, 0 AS start, weight AS sure "  # noqa: S608  # own text
        f"FROM trust_signals JOIN ({rows}) USING (post_key) WHERE left_out "
        "QUALIFY row_number() OVER (PARTITION BY post_key ORDER BY weight DESC, code) = 1"
    )
    quotes = pick_each(marts, places, most=MOST_EXAMPLES)
    signs = signs_of(marts, [quote.post_key for held in quotes.values() for quote in held])
    return {
        code: tuple(Example(quote, signs[quote.post_key]) for quote in held)
        for (code,), held in quotes.items()
    }


def _origins(
    marts: duckdb.DuckDBPyConnection, period: Period, ledger: Ledger
) -> tuple[Origin, ...]:
    found = marts.sql(judged_in(period)).project("origin, producer").distinct().fetchall()
    return tuple(
        _origin(marts, origin, producer, period, ledger)
        for origin in ORIGINS
        for producer in PRODUCERS
        if (origin, producer) in found
    )


def _origin(
    marts: duckdb.DuckDBPyConnection, origin: str, producer: str, period: Period, ledger: Ledger
) -> Origin:
    rows = posts_in(period, f"origin = {quoted(origin)}", f"producer = {quoted(producer)}")
    (posts,) = measured(marts, rows, COUNT)
    label = f"{origin.capitalize()}, by {wording.PRODUCERS[producer]}"
    how = "Standing posts of the period of that origin and producer."
    told = ledger.add(posts, label=label, measure=COUNT, rows=rows, how=how)
    return Origin(origin, producer, told, *moods(marts, told, ledger))
