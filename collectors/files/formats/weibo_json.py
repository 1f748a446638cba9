"""Weibo's answers as crawlers saved them: statuses and comments, wherever they stand in them."""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from collectors.base import Page, Rejected, Withdrawn
from collectors.errors import NotThisFormat
from collectors.fields import fields, published, read_each, words
from collectors.files.formats.base import Format, Reading
from collectors.files.formats.saved_json import PAGE_ITEMS, is_data, json_values, names, pages_of
from collectors.files.made import zone_of
from collectors.post import Post, digest
from collectors.times import BEIJING, parse_time
from collectors.weibo import (
    comment_posts,
    is_comment,
    is_placeholder,
    is_status,
    status_posts,
    status_withdrawn,
)

_HOT = re.compile(r'"url"\s*:\s*"(?:https?:)?(?://s\.weibo\.com)?/weibo\?q=')
_SITE = re.compile(r"weibo\.c|sinaimg\.c")
_WALL = re.compile(r'"ok"\s*:\s*-100\b')
_ADDRESS = re.compile(r"(?:https?:)?(?://s\.weibo\.com)?(/weibo\?q=[^&\s]+)")
_DAY = re.compile(r"20\d\d-\d\d-\d\d")


def read_weibo(path: Path, reading: Reading) -> Iterator[Page]:
    """Yield the statuses and comments of a file, in its order; an original only once.

    The status that a comment belongs to is named (`thread_id`), not brought along.

    Raises:
        NotThisFormat: it is not JSON, or an error instead of an answer.
        Blocked: a login was wanted.
    """
    found = (item for value in json_values(path) for item in _items(value, path))
    originals: set[str] = set()
    first = 1
    while some := list(islice(found, PAGE_ITEMS)):
        posts, rejected = read_each(
            (one for one in some if not _is_gone(one)),
            lambda item: _fresh(_posts(item, reading), originals),
            where=path.name,
            first=first,
        )
        first += len(some)
        gone = _withdrawn(some)
        yield Page(tuple(posts), tuple(rejected), withdrawn=gone)


def read_hot(path: Path, reading: Reading) -> Iterator[Page]:
    """Yield the headlines of a hot search list; the day is that in the name of the file.

    A headline that stood there in several hours comes as often, each time with the same id.

    Raises:
        NotThisFormat: it is no list of titles and addresses.
    """
    day = _DAY.search(path.stem)
    when = parse_time(
        day[0] if day else None, now=reading.now, zone=zone_of(reading.zone) or BEIJING
    )

    def headline(item: Any) -> list[Post]:
        title = words(fields(item), "title")
        if title is None:
            msg = "no title"
            raise ValueError(msg)
        address = _ADDRESS.match(words(fields(item), "url") or "")
        return [
            Post(
                source=reading.source,
                id=digest(day[0] if day else "", title),
                kind="article",
                url=f"https://s.weibo.com{address[1]}" if address else None,
                text=title,
                **published(when),
            )
        ]

    for value in json_values(path):
        if not isinstance(value, list):
            raise NotThisFormat(str(path), expected="a list of headlines", why="it is no list")
        yield from pages_of(value, headline, where=path.name)


def _items(value: Any, path: Path) -> Iterator[Any]:
    """Yield the statuses and comments in `value`, outer ones only, in its order."""
    _check(value, path)
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, Rejected) or is_status(one) or is_comment(one):
            yield one
        elif isinstance(one, dict):
            stack.extend(reversed(one.values()))
        elif isinstance(one, list):
            stack.extend(reversed(one))


def _check(value: Any, path: Path) -> None:
    answer = fields(value)
    if "error_code" in answer:
        why = f"{words(answer, 'error')} ({words(answer, 'error_code')})"
        raise NotThisFormat(str(path), expected="an answer of Weibo's", why=why)


def _posts(item: Any, reading: Reading) -> list[Post]:
    if is_comment(item):
        return comment_posts(
            item, source=reading.source, now=reading.now, now_is_known=reading.now_is_known
        )
    return status_posts(
        item, source=reading.source, now=reading.now, now_is_known=reading.now_is_known
    )


def _fresh(posts: list[Post], originals: set[str]) -> list[Post]:
    """Return a status and what it passes on, unless that came before in this file."""
    if not posts or posts[0].kind == "comment":
        return posts
    fresh = [post for post in posts[1:] if post.id not in originals]
    originals.update(post.id for post in posts)
    return [posts[0], *fresh]


def _is_gone(item: Any) -> bool:
    return is_status(item) and is_placeholder(item) and bool(status_withdrawn(item))


def _withdrawn(items: list[Any]) -> tuple[Withdrawn, ...]:
    found = (one for item in items if is_status(item) for one in status_withdrawn(item))
    return tuple(dict.fromkeys(found))


def _is_weibo(_path: Path, head: str) -> bool:
    if not is_data(head):
        return False
    counted = names(head, "created_at") and names(head, "attitudes_count")
    marked = any(names(head, mark) for mark in ("rootid", "reply_comment", "like_counts"))
    commented = marked and names(head, "created_at", "user") and bool(_SITE.search(head))
    crawled = names(head, "comment_user", "like_counts")
    container = names(head, "cardlistInfo", "cards")
    return counted or commented or crawled or container or bool(_WALL.search(head))


FORMATS: tuple[Format, ...] = (
    Format(
        "weibo-json",
        "Weibo statuses and comments: mobile, web and open platform answers, crawlers' lists",
        _is_weibo,
        read_weibo,
    ),
    Format(
        "weibo-hotsearch",
        "Weibo hot search lists ({title, url}; the day in the file's name)",
        lambda _path, head: is_data(head) and names(head, "title") and bool(_HOT.search(head)),
        read_hot,
    ),
)
