"""Zhihu's answers, articles, questions, comments and so on as posts."""

from datetime import datetime
from typing import Any

from collectors.fields import Fields, fields, identifier, published, reference, words
from collectors.labels import labels_in
from collectors.post import Kind, Post
from collectors.ratings import count
from collectors.texts import from_html
from collectors.times import When, parse_time

_KINDS: dict[str, Kind] = {
    "answer": "post",
    "question": "post",
    "pin": "post",
    "article": "article",
    "zvideo": "article",
    "topic": "article",
    "comment": "comment",
}
_ADDRESSES = {
    "question": "https://www.zhihu.com/question/{}",
    "pin": "https://www.zhihu.com/pin/{}",
    "article": "https://zhuanlan.zhihu.com/p/{}",
    "zvideo": "https://www.zhihu.com/zvideo/{}",
    "topic": "https://www.zhihu.com/topic/{}",
}
_TEXT = ("content", "detail", "introduction", "excerpt", "description")
_CREATED = ("created_time", "createdTime", "created", "published_at", "publishedAt")
_UPDATED = ("updated_time", "updatedTime", "updated")


def thing_posts(node: Fields, *, source: str, now: datetime) -> list[Post]:
    """Return one of Zhihu's things as a post, and the answers given beneath a comment.

    Args:
        node: as the API gives it, or as the script of a page carries it.
        source: stamped on the posts.
        now: moment at which it was saved (aware).

    Raises:
        ValueError: it is nothing that somebody wrote.
    """
    below = node.get("child_comments")
    nested = [one for one in below if isinstance(one, dict)] if isinstance(below, list) else []
    return [_post(one, source, now) for one in (node, *nested)]


def _post(node: Fields, source: str, now: datetime) -> Post:
    what = _what(node)
    number = identifier(node, "id", "url_token")
    raw = _words(node)
    title = _title(node, what)
    created, updated = _when(node, _CREATED, now), _when(node, _UPDATED, now)
    if not (raw or title):
        msg = f"a {what} without words"
        raise ValueError(msg)
    return Post(
        source=source,
        id=_name(what, number),
        kind=_KINDS[what],
        url=_address(node, what, number),
        title=title,
        text=from_html(raw) or title or "",
        raw_text=raw or None,
        edited_at=updated.moment if updated and created and updated != created else None,
        likes=count(_given(node, "voteup_count", "voteupCount", "like_count", "vote_count")),
        replies=count(_given(node, "answer_count", "answerCount", "comment_count", "commentCount")),
        **_place(node, what),
        **_author(node),
        **published(created),
    )


def _what(node: Fields) -> str:
    """Return the kind of a thing.

    Raises:
        ValueError: it is none that somebody wrote.
    """
    what = words(node, "type") or ("comment" if "child_comment_count" in node else "")
    if what not in _KINDS:
        msg = f"a {what or 'thing without a type'}: nothing that somebody wrote"
        raise ValueError(msg)
    return what


def _name(what: str, number: str) -> str:
    return number if what == "article" else f"{what}/{number}"


def _words(node: Fields) -> str:
    """Return the words as received; a pin's are in parts."""
    parts = node.get("content")
    if isinstance(parts, list):
        texts = (words(fields(one), "own_text", "content", "title") for one in parts)
        return "<br>".join(filter(None, texts))
    return words(node, *_TEXT) or ""


def _title(node: Fields, what: str) -> str | None:
    asked = words(fields(node, "question"), "title") if what == "answer" else None
    return from_html(asked or words(node, "title", "name") or "") or None


def _address(node: Fields, what: str, number: str) -> str | None:
    if what == "answer":
        asked = reference(fields(node, "question"), "id")
        return f"https://www.zhihu.com/question/{asked}/answer/{number}" if asked else None
    return _ADDRESSES[what].format(number) if what in _ADDRESSES else None


def _place(node: Fields, what: str) -> Fields:
    """Return what a thing answers and the thread it stands in."""
    if what == "answer":
        asked = reference(fields(node, "question"), "id")
        above = asked and f"question/{asked}"
        return {"parent_id": above, "thread_id": above}
    if what == "comment":
        answered = reference(node, "reply_comment_id", "reply_root_comment_id")
        return {"parent_id": answered and f"comment/{answered}"}
    return {}


def _author(node: Fields) -> Fields:
    """Return who wrote; who stays anonymous has no id."""
    author = fields(node, "author")
    author = fields(author, "member") or author
    name = reference(author, "id", "url_token", "urlToken")
    return {
        "author": words(author, "name"),
        "author_id": name,
        "author_labels": labels_in(from_html(words(author, "headline") or "")),
    }


def _given(node: Fields, *names: str) -> Any:
    return next((node[name] for name in names if node.get(name) is not None), None)


def _when(node: Fields, names: tuple[str, ...], now: datetime) -> When | None:
    return parse_time(_given(node, *names), now=now)
