"""What the README of the samples expects of each file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from collectors.post import Post
from collectors.ratings import number
from collectors.texts import from_html
from collectors.times import parse_time

_PARTS = ("id", "author", "time", "rating", "text")
_CELL = re.compile(r"(?:^|; )(id|author|time|rating|text) ")
_LEAST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Expected:
    """One row.

    Attributes:
        name: folder/file.
        count: posts before repeats are removed.
        first: part of the first post -> what is written of it.
    """

    name: str
    count: int
    first: dict[str, str]


def expected(samples: Path) -> list[Expected]:
    """Return the rows that say how many posts a file holds."""
    return [row for row in _rows((samples / "README.md").read_text("utf-8")) if row.count]


def _rows(text: str) -> Iterator[Expected]:
    folder = ""
    for line in text.splitlines():
        if line.startswith("## "):
            folder = line.removeprefix("## ").strip()
        cells = [cell.strip() for cell in line.split(" | ")]
        name = cells[0].removeprefix("| ").strip()
        numbers = re.findall(r"\d+", cells[1]) if len(cells) > _LEAST_WORDS else []
        if numbers and "." in name and folder not in ("sitemaps", "http_errors"):
            yield Expected(f"{folder}/{name}", sum(map(int, numbers)), _first(cells[2]))


def _first(cell: str) -> dict[str, str]:
    """Return the parts of a cell; the words come last and may hold any sign."""
    words, _, text = cell.partition("text ")
    pieces = _CELL.split(words)
    found = dict(zip(pieces[1::2], (piece.strip("; ") for piece in pieces[2::2]), strict=True))
    return found | ({"text": text} if text else {})


def differing(post: Post, first: dict[str, str]) -> list[str]:
    """Return the parts of `post` that are not as written."""
    return [part for part in _PARTS if part in first and not _CHECKS[part](post, first[part])]


def _same_id(post: Post, written: str) -> bool:
    return post.id == written or post.id == written.removeprefix("M_")


def _same_author(post: Post, written: str) -> bool:
    """Return whether it is the name or the id.

    Feeds write an e-mail address before the name; instances leave their own host away.
    """
    names = {name for name in (post.author, post.author_id) if name}
    local = {name.partition("@")[0] for name in names}
    return written in names | local or any(written.endswith(f"({name})") for name in names)


def _same_time(post: Post, written: str) -> bool:
    if written.startswith("printed:") or post.published_at is None:
        return post.published_at is not None
    when = parse_time(written.removesuffix(" (day)"), now=post.published_at)
    if when is None:
        return False
    if when.precision == "day":  # the zone of a day is the source's: midnight there
        return abs((when.moment - post.published_at).total_seconds()) < 24 * 3600
    return when.moment == post.published_at.replace(microsecond=when.moment.microsecond)


def _same_rating(post: Post, written: str) -> bool:
    if written in ("True", "False"):
        return post.rating == float(written == "True")
    return post.rating is not None and post.rating == number(written)


def _same_text(post: Post, written: str) -> bool:
    wanted = _plain(from_html(written))
    return any(_plain(words or "").startswith(wanted) for words in (post.text, post.title))


def _plain(words: str) -> str:
    return re.sub(r"[\W_]+", "", words)


_CHECKS = {
    "id": _same_id,
    "author": _same_author,
    "time": _same_time,
    "rating": _same_rating,
    "text": _same_text,
}
