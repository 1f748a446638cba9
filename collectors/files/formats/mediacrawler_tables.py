"""The tables of MediaCrawler: which columns mean what.

Until June 2026 rows name people (`user_id`, `nickname`, ...), since July 2026 they carry only a
`creator_hash` and a masked name; columns that are missing are no error. The columns are those of
the tool's own tables (NanmiCoder/MediaCrawler: database/models.py, store/*), looked up 2026-11.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from collectors.files.formats.known_tables import Amend, Parts, Table
from collectors.reposts import own_words

_Columns = Mapping[str, tuple[str, ...]]

_PEOPLE = {
    "author_id": ("user_id", "creator_hash"),
    "author": ("nickname", "user_nickname", "user_name"),
}
_TOLD = {"title": ("title",), "text": ("desc",), "published_at": ("create_time",)}
_COMMENT: _Columns = {
    **_PEOPLE,
    "id": ("comment_id",),
    "text": ("content",),
    "parent_id": ("parent_comment_id",),
    "published_at": ("create_time",),
    "likes": ("like_count", "comment_like_count"),
    "replies": ("sub_comment_count",),
}
_TIMES = ("published_at", "edited_at")
_ZEROS = frozenset({"0", "0.0"})


def _content(parts: Parts, _row: Mapping[str, Any]) -> Parts:
    """Drop what stands for nothing: no time, no edit, a heading that is the text once more."""
    for part in _TIMES:
        if str(parts.get(part)).strip() in _ZEROS:
            parts[part] = None
    for part, same in (("title", "text"), ("edited_at", "published_at")):
        if parts.get(part) == parts.get(same):
            parts[part] = None
    return parts


def _comment(parts: Parts, row: Mapping[str, Any]) -> Parts:
    """Say what a comment answers: a comment, or at the top the post below which it stands."""
    parent = str(parts.get("parent_id") or "").strip()
    if parent in {"", *_ZEROS, str(parts.get("id"))}:
        parts["parent_id"] = parts.get("thread_id")
    return _content(parts, row)


def _weibo(amend: Amend, parts: Parts, row: Mapping[str, Any]) -> Parts:
    """Keep the author's own words; one that passes others' words on is a repost."""
    written = str(parts.get("text") or "")
    parts["raw_text"], parts["text"] = written, own_words(written)
    if amend is _content and "//@" in written:
        parts["kind"] = "repost"
    return amend(parts, row)


def _zhihu(parts: Parts, row: Mapping[str, Any]) -> Parts:
    kind = "article" if row.get("content_type") == "article" else "post"
    return _content({**parts, "kind": kind}, row)


def _contents(platform: str, marks: str, columns: _Columns, amend: Amend = _content) -> Table:
    return Table(
        platform, frozenset(marks.split()), {**_PEOPLE, **columns}, amend=amend, lacks=_OF_COMMENTS
    )


def _comments(
    platform: str, marks: str, columns: _Columns, *, amend: Amend = _comment, lacks: str = ""
) -> Table:
    return Table(
        platform,
        frozenset(marks.split()),
        {**_COMMENT, **columns},
        holds="comments",
        kind="comment",
        amend=amend,
        lacks=frozenset(lacks.split()),
    )


_OF_COMMENTS = frozenset({"comment_id"})
_OF_POSTS = frozenset({"content", "note_id", "video_id", "aweme_id", "content_id"})

TABLES = (
    _contents(
        "tieba",
        "note_id title tieba_name",
        {
            "id": ("note_id",),
            "title": ("title",),
            "text": ("desc",),
            "url": ("note_url",),
            "published_at": ("publish_time",),
            "replies": ("total_replay_num",),
        },
    ),
    _comments(
        "tieba",
        "comment_id content note_id tieba_name",
        {"thread_id": ("note_id",), "url": ("note_url",), "published_at": ("publish_time",)},
    ),
    _contents(
        "zhihu",
        "content_id content_type content_text",
        {
            "id": ("content_id",),
            "title": ("title",),
            "text": ("content_text", "desc"),
            "url": ("content_url",),
            "published_at": ("created_time",),
            "edited_at": ("updated_time",),
            "likes": ("voteup_count",),
            "replies": ("comment_count",),
            "thread_id": ("question_id",),
        },
        _zhihu,
    ),
    _comments(
        "zhihu",
        "comment_id content content_id",
        {"thread_id": ("content_id",), "published_at": ("publish_time",)},
    ),
    _contents(
        "weibo",
        "note_id content create_time",
        {
            "id": ("note_id",),
            "text": ("content",),
            "url": ("note_url",),
            "published_at": ("create_time", "create_date_time"),
            "likes": ("liked_count",),
            "replies": ("comments_count",),
            "reposts": ("shared_count",),
        },
        partial(_weibo, _content),
    ),
    _comments(
        "weibo",
        "comment_id note_id content create_date_time",
        {"thread_id": ("note_id",), "published_at": ("create_time", "create_date_time")},
        amend=partial(_weibo, _comment),
    ),
    _contents(
        "xhs",
        "note_id desc time",
        {
            **_TOLD,
            "id": ("note_id",),
            "url": ("note_url",),
            "published_at": ("time",),
            "likes": ("liked_count",),
            "replies": ("comment_count",),
            "reposts": ("share_count",),
            "edited_at": ("last_update_time",),
        },
    ),
    _comments("xhs", "comment_id note_id content create_time", {"thread_id": ("note_id",)}),
    _contents(
        "douyin",
        "aweme_id desc create_time",
        {
            **_TOLD,
            "id": ("aweme_id",),
            "url": ("aweme_url",),
            "likes": ("liked_count",),
            "replies": ("comment_count",),
            "reposts": ("share_count",),
        },
    ),
    _comments("douyin", "comment_id aweme_id content", {"thread_id": ("aweme_id",)}),
    _contents(
        "kuaishou",
        "video_id desc create_time viewd_count",
        {**_TOLD, "id": ("video_id",), "url": ("video_url",), "likes": ("liked_count",)},
    ),
    _comments(
        "kuaishou",
        "comment_id video_id content create_time",
        {"thread_id": ("video_id",)},
        lacks="parent_comment_id like_count sex sign",
    ),
    _contents(
        "bili",
        "video_id desc create_time",
        {
            **_TOLD,
            "id": ("video_id",),
            "url": ("video_url",),
            "likes": ("liked_count",),
            "replies": ("video_comment",),
            "reposts": ("video_share_count",),
        },
    ),
    _comments("bili", "comment_id video_id content create_time", {"thread_id": ("video_id",)}),
    Table(
        "bili",
        frozenset({"article_id", "article_url"}),
        {
            **_PEOPLE,
            "id": ("article_id",),
            "title": ("title",),
            "text": ("content", "desc"),
            "url": ("article_url",),
            "published_at": ("create_time",),
            "likes": ("liked_count",),
            "replies": ("comment_count",),
            "reposts": ("share_count",),
        },
        kind="article",
        amend=_content,
    ),
    _comments("bili", "comment_id article_id content", {"thread_id": ("article_id",)}),
    Table(
        "bili",
        frozenset({"dynamic_id", "text", "pub_ts"}),
        {
            **_PEOPLE,
            "id": ("dynamic_id",),
            "text": ("text",),
            "published_at": ("pub_ts",),
            "likes": ("total_liked",),
            "replies": ("total_comments",),
            "reposts": ("total_forwards",),
        },
        amend=_content,
    ),
    *(
        Table("people", frozenset(marks.split()), {}, holds="people", lacks=_OF_POSTS)
        for marks in ("user_id fans", "user_id total_fans", "creator_hash fans", "up_id fan_id")
    ),
)
"""All tables that MediaCrawler writes; the name is that of the platform."""
