"""Weibo's statuses and comments, which have the same names on all its ways, as posts."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from collectors.base import Withdrawn
from collectors.fields import Fields, fields, identifier, objects, published, reference, words
from collectors.labels import labels_in
from collectors.post import Post
from collectors.ratings import count
from collectors.reposts import own_words
from collectors.texts import from_html
from collectors.times import BEIJING, parse_time
from collectors.weibo_ids import bid_of, id_of, published_when

__all__ = [
    "bid_of",
    "comment_posts",
    "id_of",
    "is_comment",
    "is_cut",
    "is_placeholder",
    "is_status",
    "status_posts",
    "status_withdrawn",
]

DEEPEST_REPOST = 3
"""Originals within originals; Weibo itself gives one."""

_IDS = ("idstr", "mid", "id", "_id")
_WORDS = ("text_raw", "text", "content")

# others' words, carried along behind the author's own
_CHAIN = re.compile(r"//\s?(?:<a\b[^<>]{0,300}>)?@")

# the end of a long text of which only the beginning was given
_CUT = re.compile(r"\s*(?:\.{2,6}|…{1,2})\s*(?:全文|展开)?c?\s*$")
_MORE = re.compile(r"(?:\.{2,6}|…{1,2})\s{0,9}(?:<a\b[^<>]{0,300}>)?\s{0,9}(?:全文|展开)")

# what stands in place of a status that is no more, and of one that is not for everybody
_PLACEHOLDER = re.compile(
    r"^\s*(?:抱歉|很抱歉|该微博|此微博|该账号|该帐号|Sorry|Oops)", re.IGNORECASE
)
_DELETED = re.compile(r"删除|刪除|不存在|deleted", re.IGNORECASE)

_COMMENT_MARKS = frozenset({"rootid", "rootidstr", "reply_comment", "floor_number", "like_counts"})


def status_posts(
    status: Any, *, source: str, now: datetime, now_is_known: bool = True
) -> list[Post]:
    """Return a status as a post, and behind it the original that it passes on, if that still is.

    A repost holds only its author's own words, empty where there are none; `raw_text` has all.
    Of a long text cut short (see `is_cut`) the words end in …, and `raw_text` shows it.

    Args:
        status: as the open platform, the mobile site or the web site gives it.
        source: stamped on the posts.
        now: moment of fetching (aware), against which 6小时前 is read where the id does not
            carry the time.
        now_is_known: whether somebody stated `now`; times that hang on one that was guessed are
            assumed.

    Raises:
        ValueError: it is no status, or one of which only a placeholder is left.
    """
    if is_placeholder(status):
        msg = f"only a placeholder is left: {from_html(_raw(fields(status)))[:60]}"
        raise ValueError(msg)
    made = _with_originals(fields(status), source=source, now=now, now_is_known=now_is_known)
    return list(made)


def status_withdrawn(status: Any) -> list[Withdrawn]:
    """Return what `status` says to be deleted: itself, or the original that it passed on."""
    found: list[Withdrawn] = []
    for node in _chain(fields(status)):
        gone = is_placeholder(node) and _DELETED.search(from_html(_raw(node)))
        if gone and (name := reference(node, *_IDS)):
            found.append(Withdrawn(how="placeholder", id=name))
    return found


def comment_posts(
    comment: Any,
    *,
    source: str,
    now: datetime,
    now_is_known: bool = True,
    thread_id: str | None = None,
) -> list[Post]:
    """Return a comment and the answers given beneath it, each an answer to what it answers.

    Args:
        comment: as any of Weibo's ways gives it.
        source: stamped on the posts.
        now: moment of fetching (aware).
        now_is_known: as for `status_posts`.
        thread_id: id of the status, where the comment does not say it.

    Raises:
        ValueError: it is no comment.
    """
    node = fields(comment)
    read = partial(_comment, source=source, now=now, now_is_known=now_is_known)
    top = read(node, thread_id=thread_id)
    below = [
        read({"rootid": top.id, **one}, thread_id=top.thread_id)
        for one in objects(node, "comments")
    ]
    return [top, *below]


def is_status(node: Any) -> bool:
    """Return whether `node` has what every status has, and no comment."""
    found = fields(node)
    marked = not found.keys().isdisjoint(_WORDS) and "created_at" in found
    return marked and reference(found, *_IDS) is not None and not is_comment(found)


def is_comment(node: Any) -> bool:
    """Return whether `node` is a comment: it has words and one of the marks of comments."""
    found = fields(node)
    if found.keys().isdisjoint(_WORDS) or "reposts_count" in found:
        return False
    return bool(_COMMENT_MARKS & found.keys()) or isinstance(found.get("status"), dict)


def is_placeholder(status: Any) -> bool:
    """Return whether only a sentence of Weibo's stands where a status was."""
    node = fields(status)
    return not _user(node) and bool(_PLACEHOLDER.match(from_html(_raw(node))))


def is_cut(status: Any) -> bool:
    """Return whether only the beginning of a long text was given."""
    node = fields(status)
    if fields(node, "longText").get("longTextContent"):
        return False
    long = bool(node.get("isLongText") or node.get("truncated"))
    return bool(_MORE.search(_raw(node))) or (long and bool(_CUT.search(from_html(_raw(node)))))


def _chain(status: Fields) -> Iterator[Fields]:
    """Yield a status, what it passes on, and so on."""
    for _ in range(DEEPEST_REPOST + 1):
        if not status:
            return
        yield status
        status = _original(status)


def _original(status: Fields) -> Fields:
    """Return what a status passes on, as Weibo or as a crawler names it, empty if nothing."""
    return fields(status, "retweeted_status") or fields(status, "retweet")


def _user(node: Fields) -> Fields:
    """Return who wrote, also where a crawler has laid the user flat beside the words."""
    user = fields(node, "user") or fields(node, "comment_user")
    if user or "user_id" not in node:
        return user
    return {"id": node["user_id"], "screen_name": node.get("screen_name")}


def _with_originals(
    status: Fields, *, source: str, now: datetime, now_is_known: bool
) -> Iterator[Post]:
    for node in _chain(status):
        if not is_placeholder(node):
            yield _status(node, source=source, now=now, now_is_known=now_is_known)


def _status(node: Fields, *, source: str, now: datetime, now_is_known: bool) -> Post:
    name = identifier(node, *_IDS)
    original = _original(node)
    raw = _raw(node)
    passed_on = bool(original) or bool(_CHAIN.search(raw))
    text = _whole_words(raw, cut=is_cut(node))
    written = node.get("created_at")
    edited = parse_time(node.get("edit_at"), now=now, zone=BEIJING)
    return Post(
        source=source,
        id=name,
        kind="repost" if passed_on else "post",
        url=_address(node, name),
        text=own_words(text) if passed_on else text,
        raw_text=raw or None,
        edited_at=edited and edited.moment,
        repost_of=reference(original, *_IDS),
        likes=count(node.get("attitudes_count")),
        replies=count(node.get("comments_count")),
        reposts=count(node.get("reposts_count")),
        **published(published_when(written, name, now=now, now_is_known=now_is_known)),
        **_author(node),
    )


def _comment(
    node: Fields, *, source: str, now: datetime, now_is_known: bool, thread_id: str | None
) -> Post:
    name = identifier(node, "idstr", "id", "mid", "_id")
    thread = reference(fields(node, "status"), *_IDS) or thread_id
    raw = _raw(node)
    written = node.get("created_at")
    return Post(
        source=source,
        id=name,
        kind="comment",
        text=own_words(from_html(raw)),
        raw_text=raw or None,
        parent_id=_answered(node, name) or thread,
        thread_id=thread,
        likes=count(node.get("like_count", node.get("like_counts"))),
        replies=count(node.get("total_number")),
        **published(published_when(written, name, now=now, now_is_known=now_is_known)),
        **_author(node),
    )


def _answered(node: Fields, name: str) -> str | None:
    """Return the id of the comment that this one answers; those at the top are their own root."""
    direct = reference(fields(node, "reply_comment"), "idstr", "id")
    root = direct or reference(node, "reply_id", "rootidstr", "rootid")
    return None if root == name else root


def _raw(node: Fields) -> str:
    """Return the words as received, as whole as they are given."""
    whole = words(fields(node, "longText"), "longTextContent_raw", "longTextContent")
    return whole or words(node, *_WORDS) or ""


def _whole_words(raw: str, *, cut: bool) -> str:
    text = from_html(raw)
    return f"{_CUT.sub('', text)}…" if cut else text


def _address(node: Fields, name: str) -> str | None:
    user = reference(_user(node), "idstr", "id", "_id")
    bid = bid_of(name) or words(node, "bid", "mblogid")
    if bid is None or id_of(bid) is None:
        return None
    return f"https://weibo.com/{user}/{bid}" if user else f"https://m.weibo.cn/status/{bid}"


def _author(node: Fields) -> Fields:
    user = _user(node)
    return {
        "author_id": reference(user, "idstr", "id", "_id"),
        "author": words(user, "screen_name", "name", "nick_name"),
        "author_labels": labels_in(from_html(words(user, "description") or "")),
    }
