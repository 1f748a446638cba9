"""Answers of Bluesky saved as JSON, and recorded events of Jetstream."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from collectors.base import Page, Query
from collectors.fields import Fields, fields
from collectors.files.formats.answer_format import answer_format, each_of, has_names
from collectors.files.formats.base import Format
from collectors.files.formats.saved_json import names
from collectors.post import Post
from collectors.sources.bluesky_posts import post_of, repost_of
from collectors.sources.jetstream_events import Wanted, read_event

_LISTS = ("posts", "feed", "thread")


def _answer(value: Any, query: Query, path: Path) -> Page:
    return each_of([*_items(value)], lambda item: _posts(fields(item), query), path)


def _items(value: Any) -> Iterator[Fields]:
    """Yield posts and reposts in the order of the page; in threads the answered one comes first."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += reversed(one)
        elif isinstance(one, dict) and ("record" in one or "reason" in one):
            yield one
        elif isinstance(one, dict):
            waiting += [one.get(name) for name in ("replies", "post", "parent", *_LISTS)]


def _posts(item: Fields, query: Query) -> list[Post]:
    """Return a post, or what somebody passed on behind the record of that."""
    if "reason" not in item:
        return [post_of(item, query)]
    passed_on = repost_of(item, query)
    return [*([passed_on] if passed_on else []), post_of(fields(item, "post"), query)]


def _event(value: Any, query: Query, _path: Path) -> Page:
    event = read_event(json.dumps(value), query, Wanted())
    return Page(
        (event.post,) if event.post else (),
        (event.rejected,) if event.rejected else (),
        withdrawn=(event.withdrawn,) if event.withdrawn else (),
    )


def _is_bluesky(head: str) -> bool:
    return "app.bsky." in head and names(head, "uri", "cid", "record", "author")


FORMATS: tuple[Format, ...] = (
    answer_format("bluesky", "Bluesky", _is_bluesky, _answer),
    answer_format("jetstream", "Jetstream (events)", has_names(("did", "time_us", "kind")), _event),
)
