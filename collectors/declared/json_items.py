"""The items of a JSON answer, by paths."""

import json
from typing import Any
from urllib.parse import urljoin

from pydantic import Field

from collectors.addresses import web_address
from collectors.declared.item import Place, Said
from collectors.declared.paths import NOTATION, JsonPath, at
from collectors.declared.reading import Reading
from collectors.declared.settings import DeclaredSettings
from collectors.ratings import rating
from collectors.texts import clean, from_html

_NO_ONE = frozenset({"", "0", "null", "none"})
"""How sources write that an item answers no other."""


class ItemPaths(DeclaredSettings):
    """Where the items of an answer are, and what stands where in each."""

    items: JsonPath = Field(
        description="The list of items, such as data.list, data.edges[*].node, or @ for the whole"
        f" answer: {NOTATION}."
    )
    text: JsonPath = Field(
        description=f"Its words: {NOTATION}. All paths but items are in an item."
    )
    text_is_plain: bool = Field(
        default=False, description="Whether < and & in the words are no HTML but meant as they are."
    )
    id: JsonPath | None = Field(
        None,
        description="Its id; without one a digest of address, author, day and words stands for it.",
    )
    title: JsonPath | None = Field(None, description="Its heading.")
    author: JsonPath | None = Field(None, description="The author's name.")
    author_id: JsonPath | None = Field(None, description="The source's id of the author.")
    rating: JsonPath | None = Field(None, description="The rating, a number or words such as 4/5.")
    date: JsonPath | None = Field(
        None, description="When it was written: words, or seconds or thousandths since 1970."
    )
    edited: JsonPath | None = Field(None, description="When it was last changed, likewise.")
    link: JsonPath | None = Field(
        None,
        description="Where people can read it, such as join('', ['https://x.example/p/', slug]).",
    )
    parent: JsonPath | None = Field(None, description="Id of the item it answers.")
    thread: JsonPath | None = Field(None, description="Id of the item that opened the thread.")
    likes: JsonPath | None = Field(None, description="How many liked it.")
    replies: JsonPath | None = Field(None, description="How many answered it.")
    subject: JsonPath | None = Field(None, description="What it is about, such as product.name.")


def read_items(found: list[Any], paths: ItemPaths, place: Place, *, base: str) -> Reading:
    """Return what the items of an answer say.

    Args:
        found: the items.
        paths: what stands where in each.
        place: see `Place`.
        base: address of the answer, for links that are not whole.
    """
    reading = Reading(base, place)
    for position, item in enumerate(found, start=1):
        try:
            said = _said(item, paths, base)
        except ValueError as error:
            reading.reject(position, str(error), _written(item))
        else:
            reading.add(position, said, lambda item=item: _written(item))  # type: ignore[misc]  # of this turn
    reading.close((name, getattr(paths, name)) for name in ("author", "date"))
    return reading


def _said(item: Any, paths: ItemPaths, base: str) -> Said:
    """Return what an item says.

    Raises:
        ValueError: it is no object, or has no id where all should have one.
    """
    if not isinstance(item, (dict, list)):
        msg = f"an item that is {_kind(item)}, not an object"
        raise ValueError(msg)  # noqa: TRY004  # bad data of a source, not a wrong call
    own = name_at(paths.id, item)
    if paths.id and own is None:
        msg = f"an item without id at {paths.id}"
        raise ValueError(msg)
    raw = words(at(paths.text, item)) or ""
    written = at(paths.rating, item)
    return Said(
        id=own,
        text=clean(raw) if paths.text_is_plain else from_html(raw),
        raw=raw,
        title=_line(paths.title, item),
        author=_line(paths.author, item),
        author_id=name_at(paths.author_id, item),
        rating=rating(written) if isinstance(written, (str, int, float)) else None,
        rating_written=None if written is None else str(written),
        date=at(paths.date, item),
        edited=at(paths.edited, item),
        link=_link(at(paths.link, item), base),
        parent=_reference(paths.parent, item, own),
        thread=_reference(paths.thread, item, None),
        likes=at(paths.likes, item),
        replies=at(paths.replies, item),
        subject=_line(paths.subject, item),
    )


def words(value: Any) -> str | None:
    """Return words, a number as words, or the words of a list one below the other."""
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list):
        return "\n".join(filter(None, map(words, value))) or None
    return None


def name_at(path: str | None, item: Any) -> str | None:
    """Return an id: words or a whole number; a fraction is an id that was spoilt."""
    value = at(path, item)
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    return str(value).strip() or None


def _reference(path: str | None, item: Any, own: str | None) -> str | None:
    """Return the id of another item; sources write 0, or its own, for none."""
    other = name_at(path, item)
    return None if other is None or other.lower() in _NO_ONE or other == own else other


def _line(path: str | None, item: Any) -> str | None:
    found = words(at(path, item))
    return " ".join(from_html(found).split()) or None if found else None


def _link(value: Any, base: str) -> str | None:
    try:
        return web_address(urljoin(base, value.strip())) if isinstance(value, str) else None
    except ValueError:
        return None


def _written(item: Any) -> str:
    try:
        return json.dumps(item, ensure_ascii=False)
    except RecursionError:
        return "an item that is nested too deep"


def _kind(value: Any) -> str:
    return "nothing" if value is None else type(value).__name__
