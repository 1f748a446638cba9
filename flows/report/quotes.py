"""What people said, word for word, and the proof that they did."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any, Final
from urllib.parse import urlsplit

import duckdb

from flows.report.errors import QuoteMismatch
from flows.report.moods import UNDECIDED

MOST: Final = 4
LONGEST: Final = 180
SHORT: Final = 110
"""Characters of a quote that stands for one word or label."""
CANDIDATES: Final = 40
"""Posts that a quote is looked for in."""
SENTENCE: Final = re.compile(r"(?:[^。！？!?.\n]|\.(?=\S))+[。！？!?.]*")  # 3.5 is no end


@dataclass(frozen=True, slots=True)
class Quote:
    """Characters `start` to `end` of a post's text, as they stand there.

    Attributes:
        post_key: the post.
        text: the words.
        start: first character of the words in the post's text.
        cut: the post goes on after the words.
        source: name of the source.
        url: where it can be read; None when that is no web address.
        published_at: when it was said, UTC.
        sentiment: of the whole post.
        lang: language of the post, for the browser's fonts; None when unknown.
        trusted: the post is trusted.
    """

    post_key: str
    text: str
    start: int
    cut: bool
    source: str
    url: str | None
    published_at: datetime
    sentiment: str | None
    lang: str | None
    trusted: bool = True


def web_address(url: str | None) -> str | None:
    """Return `url` if a browser may be sent there: http or https with a host, else None."""
    if url is None or any(ord(char) <= ord(" ") for char in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def pick_quotes(
    marts: duckdb.DuckDBPyConnection, rows: str, *, kind: str, term: str
) -> tuple[Quote, ...]:
    """Return up to `MOST` quotes about a term from the posts of a query.

    The surest posts of each sentiment take turns, the most frequent sentiment first, so that both
    sides are heard, undecided ones last of all; nobody is quoted twice and no sentence is
    repeated. Posts that are not trusted come last, where there are not enough others.
    """
    found = marts.execute(
        "SELECT post_key, text, start, source, url, published_at AT TIME ZONE 'UTC', "  # noqa: S608  # `rows` is ours
        "sentiment, lang, author_key, trusted FROM tagged_posts JOIN (SELECT post_key, "
        "min(start) AS start FROM post_tags WHERE kind = ? AND label = ? GROUP BY post_key) "
        f"USING (post_key) WHERE post_key IN (SELECT post_key FROM ({rows})) "
        "ORDER BY trusted DESC, confidence DESC NULLS LAST, post_key LIMIT 400",
        [kind, term],
    ).fetchall()
    trusted, others = ([row for row in found if row[9] is kept] for kept in (True, False))
    return tuple(_first_of_each([*_in_turn(trusted), *_in_turn(others)]))


def pick_each(
    marts: duckdb.DuckDBPyConnection, places: str, *, most: int = 1
) -> dict[tuple[str, ...], tuple[Quote, ...]]:
    """Return up to `most` short quotes by name, those of trusted posts and the surest first.

    Args:
        marts: where the published tables are.
        places: query of `name` (a list of texts), `post_key`, `start` and `sure`: that a post says
            what the name stands for, where, and how sure that is.
        most: quotes a name; nobody is quoted twice under one.
    """
    found = marts.execute(
        "SELECT post_key, text, start, source, url, published_at AT TIME ZONE 'UTC', sentiment, "  # noqa: S608  # `places` is ours
        f"lang, author_key, trusted, name FROM tagged_posts JOIN (SELECT * FROM ({places}) "
        "QUALIFY row_number() OVER (PARTITION BY name ORDER BY sure DESC, post_key, start) "
        f"<= {CANDIDATES}) "
        "USING (post_key) ORDER BY name, trusted DESC, sure DESC, post_key, start"
    ).fetchall()
    named: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for *row, name in found:
        named.setdefault(tuple(name), []).append(tuple(row))
    return {name: tuple(_first_of_each(rows, most, SHORT)) for name, rows in named.items()}


def check_quote(marts: duckdb.DuckDBPyConnection, quote: Quote) -> None:
    """Look a quote up in the record.

    Raises:
        QuoteMismatch: the post is gone, or does not say this at this place.
    """
    found = marts.execute(
        "SELECT text FROM posts WHERE post_key = ? AND deleted_at IS NULL", [quote.post_key]
    ).fetchall()
    stands = any(text.startswith(quote.text, quote.start) for (text,) in found)
    if not stands or not quote.text:
        raise QuoteMismatch(quote.post_key, quote=quote.text)


def passage_at(text: str, place: int, longest: int = LONGEST) -> tuple[int, int]:
    """Return where a passage around character `place` starts and ends, `longest` at most.

    Whole sentences, as many as fit, those after the place before those ahead of it; a single one
    that does not fit is cut. Stripped of blanks; a place outside of the text means its start.
    """
    bounds = [found.span() for found in SENTENCE.finditer(text) if found.group().strip()]
    if not bounds:
        return 0, 0
    here = next((n for n, (a, b) in enumerate(bounds) if a <= place < b), 0)
    first, last = _grown(bounds, here, longest)
    start, end = bounds[first][0], bounds[last][1]
    start += len(text[start:end]) - len(text[start:end].lstrip())
    if end - start > longest:
        start = max(start, min(place - longest // 3, end - longest))
        end = start + longest
    return start, start + len(text[start:end].rstrip())


def _grown(bounds: list[tuple[int, int]], here: int, longest: int) -> tuple[int, int]:
    """Return the first and last of the sentences that fit together with the one `here`."""
    first = last = here
    while last + 1 < len(bounds) and bounds[last + 1][1] - bounds[first][0] <= longest:
        last += 1
    while first > 0 and bounds[last][1] - bounds[first - 1][0] <= longest:
        first -= 1
    return first, last


def _in_turn(found: Iterable[tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
    by_mood: dict[Any, list[tuple[Any, ...]]] = {}
    for row in found:
        by_mood.setdefault(row[6], []).append(row)
    unclear = by_mood.pop(UNDECIDED, [])
    largest = sorted(by_mood.values(), key=lambda rows: (-len(rows), str(rows[0][6])))
    for turn in zip_longest(*largest):
        yield from (row for row in turn if row is not None)
    yield from unclear


def _first_of_each(
    rows: Iterable[tuple[Any, ...]], most: int = MOST, longest: int = LONGEST
) -> list[Quote]:
    quotes: list[Quote] = []
    heard: set[str] = set()
    for row in rows:
        quote, author = _quote(row, longest), row[8]
        if quote.text and not heard & {quote.text, author or quote.post_key}:
            heard |= {quote.text, author or quote.post_key}
            quotes.append(quote)
        if len(quotes) == most:
            break
    return quotes


def _quote(row: tuple[Any, ...], longest: int) -> Quote:
    key, text, place, source, url, published_at, sentiment, lang, _, trusted = row
    start, end = passage_at(text, place, longest)
    return Quote(
        post_key=key,
        text=text[start:end],
        start=start,
        cut=bool(text[end:].strip()),
        source=source,
        url=web_address(url),
        published_at=published_at.replace(tzinfo=UTC),
        sentiment=sentiment,
        lang=lang,
        trusted=trusted,
    )
