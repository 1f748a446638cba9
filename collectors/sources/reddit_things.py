"""Reddit's things (t1 a comment, t3 a submission) as posts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from collectors.base import Query, Rejected, Withdrawn
from collectors.errors import NotThisFormat
from collectors.fields import Fields, fields, identifier, published, read_each, reference, words
from collectors.post import Post
from collectors.ratings import count
from collectors.texts import clean
from collectors.times import parse_time

COMMENT, SUBMISSION, STUB = "t1", "t3", "more"

# what stands in place of words that their author or a moderator took away
_PLACEHOLDER = re.compile(r"\s*\[\s*(?:deleted|removed)\b[^\[\]]{0,40}\]\s*", re.IGNORECASE)
_FULLNAME = re.compile(r"t[13]_[0-9a-z]{1,16}")


@dataclass(frozen=True, slots=True)
class Things:
    """What an answer holds.

    Attributes:
        posts: those that are there, in Reddit's order.
        rejected: those that could not be read.
        withdrawn: those of which only the place is left.
        ids: fullnames of all of them.
        times: when they were written, as far as they say it.
    """

    posts: tuple[Post, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()
    ids: tuple[str, ...] = ()
    times: tuple[datetime, ...] = ()


def read_things(things: Iterable[Any], query: Query, *, where: str) -> Things:
    """Return comments and submissions as posts; stubs are left to whoever can follow them.

    Args:
        things: children of a listing.
        query: whose source is stamped on the posts.
        where: what the places of rejected things begin with.
    """
    wanted = [one for one in things if fields(one).get("kind") != STUB]
    gone = [name for one in wanted if is_gone(one) and (name := name_of(one))]
    there = [one for one in wanted if not is_gone(one)]
    posts, rejected = read_each(there, lambda one: [_post(one, query)], where=where)
    written = (parse_time(fields(one, "data").get("created_utc"), now=query.now) for one in wanted)
    return Things(
        tuple(posts),
        tuple(rejected),
        withdrawn=tuple(Withdrawn("placeholder", name, erase=True) for name in gone),
        ids=tuple(name for one in wanted if (name := name_of(one))),
        times=tuple(when.moment for when in written if when),
    )


def children_of(listing: Any, *, where: str) -> list[Any]:
    """Return what a listing holds.

    Raises:
        NotThisFormat: it is no listing.
    """
    children = fields(listing, "data").get("children")
    if fields(listing).get("kind") != "Listing" or not isinstance(children, list):
        why = words(fields(listing), "message", "reason") or "it lists nothing"
        raise NotThisFormat(where, expected="a listing of Reddit's", why=why[:200])
    return children


def is_gone(thing: Any) -> bool:
    """Return whether only the place of a comment or submission is left."""
    data = fields(thing, "data")
    written = data.get("body") if fields(thing).get("kind") == COMMENT else data.get("selftext")
    if isinstance(written, str) and _PLACEHOLDER.fullmatch(written):
        return True
    # a submission that is a link has no words of its own that could be replaced
    return words(data, "removed_by_category") is not None


def is_fullname(name: str) -> bool:
    """Return whether `name` is one by which Reddit knows a comment or submission."""
    return bool(_FULLNAME.fullmatch(name))


def name_of(thing: Any) -> str | None:
    """Return the fullname of a comment or submission."""
    return reference(fields(thing, "data"), "name")


def _post(thing: Any, query: Query) -> Post:
    kind, data = fields(thing).get("kind"), fields(thing, "data")
    if kind not in (COMMENT, SUBMISSION):
        msg = f"{kind!r:.20} is neither a comment nor a submission"
        raise ValueError(msg)
    own = _of_comment(data) if kind == COMMENT else _of_submission(data)
    raw = words(data, "body" if kind == COMMENT else "selftext") or ""
    text = clean(raw)
    author = words(data, "author")
    # names never change and are not given twice, and unlike their numbers they are always there
    name = None if author in (None, "[deleted]") else author
    edited = parse_time(data.get("edited"), now=query.now)
    hidden = data.get("score_hidden") or data.get("hide_score")
    return Post(
        source=query.source,
        id=_named(data, kind),
        url=_address(data),
        author_id=name,
        author=name,
        author_labels=_flair(data),
        text=text,
        raw_text=raw if raw != text else None,
        likes=None if hidden else count(data.get("score")),
        subject=_subreddit(data),
        edited_at=edited and edited.moment,
        **published(parse_time(data.get("created_utc"), now=query.now)),
        **own,
    )


def _of_comment(data: Fields) -> Fields:
    return {
        "kind": "comment",
        "parent_id": reference(data, "parent_id"),
        "thread_id": reference(data, "link_id"),
    }


def _of_submission(data: Fields) -> Fields:
    return {
        "kind": "post",
        "title": clean(words(data, "title") or "") or None,
        "thread_id": reference(data, "name"),
        "repost_of": reference(data, "crosspost_parent"),
        "replies": count(data.get("num_comments")),
    }


def _named(data: Fields, kind: Any) -> str:
    """Return the fullname, which says what it names.

    Raises:
        ValueError: there is none, or it names something else.
    """
    name = identifier(data, "name")
    if not name.startswith(f"{kind}_"):
        msg = f"{name!r:.40} is not the name of a {kind}"
        raise ValueError(msg)
    return name


def _address(data: Fields) -> str | None:
    """Return where it can be read; of old comments only the thread is told."""
    path = words(data, "permalink")
    if path and path.startswith("/"):
        return f"https://www.reddit.com{path}"
    link, name = reference(data, "link_id"), reference(data, "id")
    if not link or not name:
        return None
    return f"https://www.reddit.com/comments/{link.removeprefix('t3_')}/_/{name}/"


def _flair(data: Fields) -> tuple[str, ...]:
    """Return what authors show beside their name in this place."""
    flair = clean(words(data, "author_flair_text") or "")
    return (flair,) if flair else ()


def _subreddit(data: Fields) -> str | None:
    name = words(data, "subreddit")
    return f"r/{name}" if name else None
