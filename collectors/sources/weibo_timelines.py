"""Timelines of Weibo's open platform: statuses, reposts and comments, newest first."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from collectors.base import Query, Rejected, Withdrawn
from collectors.errors import CollectorError, NotThisFormat, Refused
from collectors.fields import Fields, fields, objects, raw_of, read_each, reference
from collectors.groups import groups_of
from collectors.post import Post
from collectors.sources.weibo_session import Session
from collectors.times import BEIJING, parse_time
from collectors.walk import Batch
from collectors.weibo import comment_posts, is_placeholder, status_posts, status_withdrawn

UIDS_AT_ONCE = 20
"""Users whose tags are given at once, at most."""

PINNED = 2
_NUMBER = re.compile(r"[0-9]{1,20}")
_NOT_TAGS = frozenset({"weight", "flag"})

Listed = Literal["statuses", "reposts", "comments"]


@dataclass(frozen=True, slots=True)
class Timeline:
    """One timeline that can be asked for.

    Attributes:
        asked: short name of it, see `Page.asked`.
        path: of the question.
        listed: under which name the answer lists its items.
        params: of the question.
        thread_id: id of the status, where its comments are asked for.
        by_time: whether older answers are asked for by time, as in a search, and not by id.
    """

    asked: str
    path: str
    listed: Listed
    params: Mapping[str, str] = field(default_factory=dict)
    thread_id: str | None = None
    by_time: bool = False


def read_timeline(found: Any, timeline: Timeline, query: Query, *, token: str, where: str) -> Batch:
    """Return the items of an answer as posts, and the highest id to read on from.

    Args:
        found: the answer, as JSON.
        timeline: what was asked.
        query: whose source and moment are stamped on the posts.
        token: highest id that was asked for, empty for the newest.
        where: address of the answer.

    Raises:
        NotThisFormat: it is no answer to such a question.
    """
    listed = listed_in(found, timeline, where=where)
    # hot ones stand beside the newest, and come again among them
    hot = objects(found, f"hot_{timeline.listed}")
    posts, rejected, withdrawn = read_items([*listed, *hot], timeline, query, where=where)
    newest = [one for one in listed if fields(one).get("mblogtype") != PINNED]
    ids = ids_of(newest)
    following = _onward(ids, reference(fields(found), "next_cursor"), token)
    return Batch(
        tuple(posts),
        tuple(rejected),
        following=following,
        times=times_of(newest, query),
        # an answer all of whose statuses are hidden is empty, and not the end
        ids=(*ids, f"below {following}") if following else tuple(ids),
        withdrawn=tuple(withdrawn),
    )


def listed_in(found: Any, timeline: Timeline, *, where: str) -> list[Any]:
    """Return what an answer lists.

    Raises:
        NotThisFormat: it is no answer to such a question.
    """
    listed = fields(found).get(timeline.listed)
    if not isinstance(listed, list):
        raise NotThisFormat(where, expected=f"{timeline.listed} of Weibo's", why="it has none")
    return listed


def ids_of(items: list[Any]) -> list[str]:
    """Return the ids of those items that have one."""
    return [name for one in items if (name := own_id(one))]


def times_of(items: list[Any], query: Query) -> tuple[datetime, ...]:
    """Return when those items were written that say it."""
    written = (
        parse_time(fields(one).get("created_at"), now=query.now, zone=BEIJING) for one in items
    )
    return tuple(when.moment for when in written if when)


def read_items(
    items: list[Any], timeline: Timeline, query: Query, *, where: str
) -> tuple[list[Post], list[Rejected], list[Withdrawn]]:
    """Return the posts among `items`, each once, what could not be read, and what is no more."""

    def read(item: Any) -> list[Post]:
        if timeline.listed == "comments":
            return comment_posts(
                item, source=query.source, now=query.now, thread_id=timeline.thread_id
            )
        posts = status_posts(item, source=query.source, now=query.now)
        if not posts:
            msg = "it is no status"
            raise ValueError(msg)
        return posts

    withdrawn = [] if timeline.listed == "comments" else _withdrawn(items)
    gone = {one.id for one in withdrawn}
    there = [one for one in items if not (is_placeholder(one) and own_id(one) in gone)]
    posts, rejected = read_each(there, read, where=where)
    return list({post.id: post for post in posts}.values()), rejected, withdrawn


def _withdrawn(items: list[Any]) -> list[Withdrawn]:
    found = [one for item in items for one in status_withdrawn(item)]
    return list({one.id: one for one in found}.values())


def own_id(item: Any) -> str | None:
    """Return the id of a status or comment; a comment's `mid` is another number."""
    return reference(fields(item), "idstr", "id", "mid")


def _onward(ids: list[str], cursor: str | None, token: str) -> str | None:
    """Return the highest id of the next answer; None when there is nothing below."""
    marks = [int(one) - 1 for one in ids if _NUMBER.fullmatch(one)]
    marks += [int(cursor)] if cursor and _NUMBER.fullmatch(cursor) else []
    lowest = min(marks, default=0)
    passed = not token or lowest < int(token)
    return str(lowest) if lowest > 0 and passed else None


class Tags:
    """The tags that authors gave themselves, asked for once a run.

    Args:
        session: asks.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, tuple[str, ...]] = {}
        self._refused = False

    def added(self, posts: tuple[Post, ...]) -> tuple[tuple[Post, ...], tuple[Rejected, ...]]:
        """Return `posts` with their authors' tags, and what kept tags from being read."""
        unknown = {post.author_id for post in posts if post.author_id} - self._known.keys()
        try:
            self._read(sorted(unknown))
        except CollectorError as error:
            # posts without tags are better than none
            self._session.client.note(error)
            self._refused = isinstance(error, Refused)
            return self._labelled(posts), (Rejected("tags of authors", str(error), ""),)
        return self._labelled(posts), ()

    def _read(self, uids: list[str]) -> None:
        for some in [] if self._refused else groups_of(UIDS_AT_ONCE, uids):
            found = self._session.ask("tags/tags_batch", {"uids": ",".join(some)})
            if not isinstance(found, list):
                where = self._session.address("tags/tags_batch")
                raise NotThisFormat(where, expected="tags of users", why=raw_of(found)[:200])
            self._known |= dict.fromkeys(some, ()) | tags_of(found)

    def _labelled(self, posts: tuple[Post, ...]) -> tuple[Post, ...]:
        return tuple(
            post.model_copy(update={"author_labels": _joined(post, self._known)}) for post in posts
        )


def tags_of(found: list[Any]) -> dict[str, tuple[str, ...]]:
    """Return the tags of each user of an answer of `tags/tags_batch`.

    A tag is an object in which the number of the tag names its word, beside `weight` and `flag`
    (open.weibo.com/wiki/2/tags).
    """
    users = {reference(user, "id", "uid"): user for user in objects(found)}
    return {uid: _words_of(user) for uid, user in users.items() if uid}


def _words_of(user: Fields) -> tuple[str, ...]:
    pairs = (pair for tag in objects(user, "tags") for pair in tag.items())
    said = (word.strip() for name, word in pairs if name not in _NOT_TAGS and isinstance(word, str))
    return tuple(dict.fromkeys(word for word in said if word))


def _joined(post: Post, known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    given = known.get(post.author_id or "", ())
    return tuple(dict.fromkeys([*post.author_labels, *given]))
