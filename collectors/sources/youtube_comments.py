"""YouTube's comments as posts, and why it answers none."""

import re
from typing import Any

from collectors.base import Query, Rejected
from collectors.errors import (
    BadRequest,
    CollectorError,
    Gone,
    NotThisFormat,
    Refused,
    Throttled,
)
from collectors.fields import Fields, fields, identifier, published, read_each, reference, words
from collectors.post import Post
from collectors.ratings import count
from collectors.texts import clean, from_html
from collectors.times import parse_time

_REASON = re.compile(r'"reason"\s*:\s*"(\w{1,60})"')
_SPENT = re.compile(r"quota|rateLimit|dailyLimit|userRateLimit|RATE_LIMIT", re.IGNORECASE)
_SWITCHED_OFF = re.compile(r"commentsDisabled|disabled comments", re.IGNORECASE)


def items_of(found: Any, *, where: str) -> list[Any]:
    """Return what an answer lists.

    Raises:
        NotThisFormat: it is no list of the Data API's.
    """
    items = fields(found).get("items")
    if not isinstance(items, list):
        raise NotThisFormat(where, expected="a list of YouTube's", why="it has no items")
    return items


def read_thread(thread: Any, query: Query) -> list[Post]:
    """Return a thread's first comment, and behind it the answers that came with it.

    Raises:
        ValueError: it is no thread.
    """
    snippet = fields(thread, "snippet")
    top = fields(snippet, "topLevelComment")
    if not top:
        msg = "it has no first comment"
        raise ValueError(msg)
    video = reference(snippet, "videoId")
    below = fields(thread, "replies").get("comments")
    first = _comment(top, query, video=video, replies=count(snippet.get("totalReplyCount")))
    answers = [_comment(fields(one), query, video=video) for one in _listed(below)]
    return [first, *answers]


def read_comments(
    items: list[Any], query: Query, *, video: str | None, where: str
) -> tuple[list[Post], list[Rejected]]:
    """Return single comments as posts, and what could not be read.

    Args:
        items: of an answer of `comments`.
        query: whose source is stamped on the posts.
        video: id of the video, which answers to a comment do not name.
        where: what the places of rejected items begin with.
    """
    return read_each(items, lambda item: [_comment(fields(item), query, video=video)], where=where)


def thread_of(comment_id: str) -> str:
    """Return the id of the thread a comment belongs to: answers bear it before a dot."""
    return comment_id.partition(".")[0]


def is_switched_off(error: CollectorError) -> bool:
    """Return whether the comments of a video are switched off."""
    return isinstance(error, Refused) and bool(_SWITCHED_OFF.search(error.detail))


def is_deleted(error: CollectorError) -> bool:
    """Return whether YouTube says that there is no such comment (any more).

    A 404 that does not say so may as well come from a wrong address.
    """
    found = _REASON.search(error.detail) if isinstance(error, Gone) else None
    return bool(found and found[1].endswith("NotFound"))


def is_hidden(error: CollectorError) -> bool:
    """Return whether comments, or those of a video, are not shown to us."""
    found = _REASON.search(error.detail) if isinstance(error, Refused) else None
    return is_switched_off(error) or bool(found and found[1] == "forbidden")


def explained(error: CollectorError) -> CollectorError:
    """Return the error that says what YouTube means by its status."""
    if not isinstance(error, (BadRequest, Gone, Refused)):
        return error
    found = _REASON.search(error.detail)
    reason = found[1] if found else ""
    if _SPENT.search(reason or error.detail):
        # the quota is a day's; when it begins anew the answer does not say
        return Throttled(error.url, status=error.status)
    if isinstance(error, BadRequest) and reason:
        return BadRequest(
            error.url, why=f"YouTube says {reason}", status=error.status, detail=error.detail
        )
    return error


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _comment(
    comment: Fields, query: Query, *, video: str | None, replies: int | None = None
) -> Post:
    name = identifier(comment, "id")
    snippet = fields(comment, "snippet")
    if not snippet:
        msg = "it has no snippet"
        raise ValueError(msg)
    raw, text = _said(snippet)
    video = reference(snippet, "videoId") or video
    written = parse_time(snippet.get("publishedAt"), now=query.now)
    changed = parse_time(snippet.get("updatedAt"), now=query.now)
    thread = thread_of(name)
    return Post(
        source=query.source,
        id=name,
        kind="comment",
        url=f"https://www.youtube.com/watch?v={video}&lc={name}" if video else None,
        author_id=reference(fields(snippet, "authorChannelId"), "value"),
        author=words(snippet, "authorDisplayName"),
        text=text,
        raw_text=raw if raw != text else None,
        parent_id=reference(snippet, "parentId") or (thread if thread != name else None),
        thread_id=thread,
        likes=count(snippet.get("likeCount")),
        replies=replies,
        subject=video,
        edited_at=changed.moment if changed and changed != written else None,
        **published(written),
    )


def _said(snippet: Fields) -> tuple[str, str]:
    """Return the words as received and as they are stored.

    The original is given to few; the shown text is HTML, as we ask for it.
    """
    original = words(snippet, "textOriginal")
    if original is not None:
        return original, clean(original)
    shown = words(snippet, "textDisplay") or ""
    return shown, from_html(shown)
