"""Posts of a Discourse forum as posts."""

import re
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree

from collectors.addresses import web_address
from collectors.base import Query, Rejected, Withdrawn
from collectors.fields import Fields, identifier, objects, published, read_each, reference, words
from collectors.post import Post
from collectors.ratings import count
from collectors.review_parts import wording
from collectors.texts import from_html
from collectors.times import parse_time

LIKE = 2
"""Number of the action "like" (discourse:app/models/post_action_type.rb)."""

SMALL_ACTION = 3
"""Type of posts that only say what was done to a topic: closed, split, pinned, ..."""

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_OF_OTHERS = (
    "//aside[contains(concat(' ', @class, ' '), ' quote ')"
    " or contains(concat(' ', @class, ' '), ' onebox ')]"
    # size and name of a picture
    " | //a[contains(concat(' ', @class, ' '), ' lightbox ')]"
    "//div[contains(concat(' ', @class, ' '), ' meta ')]"
)

Numbers = MutableMapping[tuple[str, str], str]
"""(topic, number within it) -> id of the post; filled while posts are read."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one answer held of posts."""

    posts: tuple[Post, ...]
    rejected: tuple[Rejected, ...]
    withdrawn: tuple[Withdrawn, ...]


def read_posts(
    items: list[Any], query: Query, *, base: str, numbers: Numbers, title: str | None = None
) -> Found:
    """Return the posts of one answer; those hidden or deleted as withdrawn.

    Args:
        items: as the forum gives them.
        query: whose source and moment are stamped on them.
        base: address of the forum.
        numbers: of the posts read so far; a reply names the post it answers by its number.
        title: of the topic, where the posts do not say it themselves.
    """
    for item in items:
        if isinstance(item, dict):
            numbers[_place(item)] = words(item, "id") or ""
    gone = [item for item in items if _is_taken_back(item)]
    there = [item for item in items if not _is_taken_back(item) and not _is_note(item)]
    posts, rejected = read_each(
        there,
        lambda item: _posts(item, query, base=base, numbers=numbers, title=title),
        where=f"{base} post",
    )
    ids = [own_id for item in gone if (own_id := reference(item, "id"))]
    withdrawn = tuple(Withdrawn("placeholder", own_id) for own_id in ids)
    return Found(tuple(posts), tuple(rejected), withdrawn)


def own_words(cooked: str) -> str:
    """Return what the author of a post wrote: without quoted posts; of link previews the address.

    Applied to the HTML in which a forum shows a post (`cooked`).
    """
    if not re.search(r"<aside\b|lightbox", cooked):
        return from_html(cooked)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    content = f"<div>{_ILLEGAL.sub(' ', cooked)}</div>".encode("utf-8", "replace")
    root = etree.fromstring(content, parser)
    for other in root.xpath(_OF_OTHERS):
        address = other.get("data-onebox-src")
        other.clear(keep_tail=True)
        other.text = address
    return from_html(etree.tostring(root, encoding="unicode", method="html"))


def _posts(
    item: Fields, query: Query, *, base: str, numbers: Numbers, title: str | None
) -> Iterator[Post]:
    topic, number = _place(item)
    opens = number == "1"
    heading = from_html(words(item, "topic_title") or title or "") or None
    raw = item.get("cooked") or ""
    yield Post(
        source=query.source,
        id=identifier(item, "id"),
        kind="post" if opens else "comment",
        url=web_address(f"{base}/t/{words(item, 'topic_slug') or '-'}/{topic}/{number}"),
        author_id=words(item, "user_id", "username"),
        author=words(item, "username"),
        **published(parse_time(item.get("created_at"), now=query.now)),
        edited_at=_edited(item, query),
        title=heading if opens else None,
        **wording(raw, own_words(raw)),
        parent_id=numbers.get((topic, reference(item, "reply_to_post_number") or "")),
        thread_id=identifier(item, "topic_id"),
        likes=_likes(item),
        replies=count(item.get("reply_count")),
        subject=heading,
    )


def _place(item: Fields) -> tuple[str, str]:
    return words(item, "topic_id") or "", words(item, "post_number") or ""


def _is_taken_back(item: Any) -> bool:
    marks = ("deleted_at", "user_deleted", "hidden")
    return isinstance(item, dict) and any(item.get(mark) for mark in marks)


def _is_note(item: Any) -> bool:
    return isinstance(item, dict) and item.get("post_type") == SMALL_ACTION


def _edited(item: Fields, query: Query) -> datetime | None:
    """Return when the author last changed it; `updated_at` alone moves for other reasons too."""
    version = count(item.get("version"))
    changed = parse_time(item.get("updated_at"), now=query.now)
    return changed.moment if changed and version and version > 1 else None


def _likes(item: Fields) -> int | None:
    if not isinstance(item.get("actions_summary"), list):
        return count(item.get("like_count"))
    likes = (one for one in objects(item, "actions_summary") if one.get("id") == LIKE)
    return next((count(one.get("count")) for one in likes), 0)
