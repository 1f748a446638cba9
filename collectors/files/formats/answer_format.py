"""What the formats of saved answers share: each is a shape, and who reads it."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from collectors.base import Page, Query, Rejected
from collectors.errors import CollectorError, NotThisFormat
from collectors.fields import read_each
from collectors.files.formats.base import Format, Reading
from collectors.files.formats.saved_json import PAGE_ITEMS, is_data, json_values, names
from collectors.post import Post

Parse = Callable[[Any, Query, Path], Page]
"""Makes one page of what one value of a file says; the path is for its name."""

Known = Callable[[str], bool]
"""Tells a file by its beginning."""


def answer_format(name: str, title: str, known: Known, parse: Parse) -> Format:
    """Return the format of a service's answers saved as JSON."""

    def known_by(_path: Path, head: str) -> bool:
        return is_data(head) and known(head)

    def read(path: Path, reading: Reading) -> Iterator[Page]:
        query = Query(reading.source, reading.now)
        return _joined(_page(parse, value, query, path) for value in json_values(path))

    return Format(name, f"{title}: answers saved as JSON", known_by, read)


def has_names(*groups: tuple[str, ...]) -> Known:
    """Return what tells a file by its names of fields: all of any of the groups."""
    return lambda head: any(names(head, *group) for group in groups)


def each_of(items: Any, read: Callable[[Any], Iterable[Post]], path: Path) -> Page:
    """Return the posts that `read` makes of the items of an answer, as one page."""
    posts, rejected = read_each(listed(items), read, where=path.name)
    return Page(tuple(posts), tuple(rejected))


def listed(value: Any) -> list[Any]:
    """Return a list as it is, nothing as none, anything else as the one item it is."""
    if isinstance(value, list):
        return value
    return [value] if value else []


def _page(parse: Parse, value: Any, query: Query, path: Path) -> Page:
    """Return what `parse` makes of a value.

    Raises:
        NotThisFormat: it is of another shape.
    """
    if isinstance(value, Rejected):
        return Page((), (value,))
    try:
        return parse(value, query, path)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        why = f"{type(error).__name__}: {error}".splitlines()[0]
        raise NotThisFormat(str(path), expected="a saved answer", why=why[:200]) from error


def _joined(pages: Iterator[Page]) -> Iterator[Page]:
    """Yield small pages, such as those of lines, as larger ones; an error comes after its pages."""
    held: list[Page] = []
    room = PAGE_ITEMS
    try:
        for page in pages:
            held.append(page)
            room -= max(1, len(page.posts) + len(page.rejected))
            if room <= 0:
                yield _one(held)
                held, room = [], PAGE_ITEMS
    except CollectorError:
        if held:
            yield _one(held)
        raise
    if held:
        yield _one(held)


def _one(pages: list[Page]) -> Page:
    return Page(
        tuple(post for page in pages for post in page.posts),
        tuple(one for page in pages for one in page.rejected),
        withdrawn=tuple(one for page in pages for one in page.withdrawn),
    )
