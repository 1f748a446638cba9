"""Tables of Weibo posts: weibo-crawler (posts of users) and weibo-search (posts by words).

Headers as in dataabc/weibo-crawler (weibo.py: get_result_headers, 2019 to 2025) and
dataabc/weibo-search (weibo/pipelines.py), looked up 2026-11. A row of weibo-crawler holds the
original beside a repost; it is brought once. The tool ends rows of originals early, and leaves
the author to the names of folder and file (`weibo/<name>/<user id>.csv`). Its SQLite database
holds posts, comments and reposts under other names of columns.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from collectors.base import Page
from collectors.files.cells import identifier
from collectors.files.formats.base import Format, Reading
from collectors.files.formats.known_tables import Family, Parts, Table, first_of
from collectors.files.formats.table_file import format_for, read_tables
from collectors.reposts import own_words
from collectors.weibo import id_of

_EXACT_DIGITS = 15
_FALSE = frozenset({"false", "0", "否"})
_ORIGINAL = "源微博"

_CRAWLED = {
    "id": ("id",),
    "author_id": ("user_id", "用户id"),
    "author": ("screen_name", "用户昵称"),
    "text": ("正文",),
    "published_at": ("完整日期", "日期"),
    "likes": ("点赞数",),
    "replies": ("评论数",),
    "reposts": ("转发数",),
    "repost_of": ("源微博id",),
}
_PASSED_ON = {
    **{part: tuple(_ORIGINAL + name for name in names) for part, names in _CRAWLED.items()},
    "author_id": ("源用户id",),
    "author": ("源用户昵称",),
}
_IN_DATABASE = {
    "id": ("id",),
    "author_id": ("user_id",),
    "author": ("screen_name", "user_screen_name"),
    "text": ("text",),
    "published_at": ("full_created_at", "created_at"),
    "likes": ("attitudes_count", "like_count"),
    "replies": ("comments_count",),
    "reposts": ("reposts_count",),
}
_SEARCHED = {
    "id": ("id",),
    "author_id": ("user_id",),
    "author": ("用户昵称",),
    "text": ("微博正文",),
    "published_at": ("发布时间",),
    "likes": ("点赞数",),
    "replies": ("评论数",),
    "reposts": ("转发数",),
    "repost_of": ("retweet_id",),
}


def _own(parts: Parts, row: Mapping[str, Any]) -> Parts:
    """Give a post its address, and a repost nothing but its author's words."""
    _check_id(parts, row.get("bid"))
    parts["url"] = _address(parts.get("author_id"), row.get("bid"))
    original = str(row.get("是否原创", "")).strip().lower()
    if original in _FALSE or parts.get("repost_of"):
        written = str(parts.get("text") or "")
        parts |= {"kind": "repost", "text": own_words(written), "raw_text": written}
    return parts


def _comment(parts: Parts, row: Mapping[str, Any]) -> Parts:
    """Say what a comment answers: another one, or at the top the post itself."""
    root = str(row.get("root_id") or "").strip()
    if root not in ("", "0", str(parts.get("id")).strip()):
        parts["parent_id"] = root
    written = str(parts.get("text") or "")
    return parts | {"text": own_words(written), "raw_text": written}


def _passed_on(row: Mapping[str, Any]) -> Parts | None:
    """Return the parts of the original in the row, None when it holds none."""
    parts = {part: first_of(row, names) for part, names in _PASSED_ON.items()}
    parts["repost_of"] = None
    if not parts["id"] or not parts["text"]:
        return None
    bid = row.get(f"{_ORIGINAL}bid")
    _check_id(parts, bid)
    return {**parts, "url": _address(parts["author_id"], bid)}


def _check_id(parts: Parts, bid: Any) -> None:
    """Raise ValueError for an id that a spreadsheet rounded without a trace but in its bid.

    The bid is the id in other digits; fifteen of the id's digits are what a spreadsheet keeps.
    """
    given, exact = identifier(parts.get("id"), "id"), id_of(str(bid).strip()) if bid else None
    alike = given and exact and given != exact and len(given) == len(exact)
    if alike and given[:_EXACT_DIGITS] == exact[:_EXACT_DIGITS]:  # type: ignore[index]  # both are there
        msg = f"id {given} was rounded by a spreadsheet, its bid says {exact}; export it as text"
        raise ValueError(msg)


def _address(author_id: Any, bid: Any) -> str | None:
    name = str(bid or "").strip()
    if not name:
        return None
    user = str(author_id or "").strip()
    return f"https://weibo.com/{user}/{name}" if user else f"https://m.weibo.cn/status/{name}"


_CRAWLER = Family(
    "weibo-crawler, posts of users",
    [
        Table(
            "weibo-crawler",
            frozenset({"id", "正文", "日期", "点赞数"}),
            _CRAWLED,
            amend=_own,
            also=_passed_on,
        ),
        Table(
            "posts",
            frozenset({"id", "bid", "text", "attitudes_count", "retweet_id"}),
            {**_IN_DATABASE, "repost_of": ("retweet_id",)},
            amend=_own,
        ),
        Table(
            "comments",
            frozenset({"id", "weibo_id", "root_id", "user_screen_name", "text"}),
            {**_IN_DATABASE, "thread_id": ("weibo_id",), "parent_id": ("weibo_id",)},
            holds="comments",
            kind="comment",
            amend=_comment,
        ),
        Table(
            "reposts",
            frozenset({"id", "bid", "weibo_id", "user_screen_name", "text"}),
            {**_IN_DATABASE, "repost_of": ("weibo_id",)},
            holds="comments",
            kind="repost",
            amend=_own,
        ),
    ],
    zone="Asia/Shanghai",
    short_rows=True,
    weibo=True,
)
_SEARCH = Family(
    "weibo-search, posts by words",
    [
        Table(
            "weibo-search", frozenset({"id", "bid", "微博正文", "发布时间"}), _SEARCHED, amend=_own
        )
    ],
    zone="Asia/Shanghai",
    weibo=True,
)


def _read_crawler(path: Path, reading: Reading) -> Iterator[Page]:
    return read_tables(_written_by(path), path, reading)


def _written_by(path: Path) -> Family:
    """Return the family for the posts of the one author whom the names of `path` say."""
    user = path.stem if path.stem.isascii() and path.stem.isdigit() else None
    folders = path.resolve().parts[:-1]
    name = folders[-1] if len(folders) > 1 and folders[-2] == "weibo" else None

    def signed(table: Table, parts: Parts, row: Mapping[str, Any]) -> Parts:
        parts["author_id"] = parts["author_id"] or user
        parts["author"] = parts["author"] or (None if name == user else name)
        return table.amend(parts, row)

    tables = [replace(table, amend=partial(signed, table)) for table in _CRAWLER.tables]
    return replace(_CRAWLER, tables=tables)


FORMATS: tuple[Format, ...] = (
    Format("weibo-crawler", _CRAWLER.title, _CRAWLER.knows, _read_crawler),
    format_for("weibo-search", _SEARCH),
)
