"""Bilibili's answers with the replies below a video or another thing."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from collectors.base import Page, Rejected
from collectors.errors import NotThisFormat
from collectors.fields import Fields, fields, identifier, published, reference, words
from collectors.files.formats.base import Format, Reading
from collectors.files.formats.saved_json import is_data, json_values, names, pages_of
from collectors.labels import labels_in
from collectors.post import Post
from collectors.ratings import count
from collectors.reposts import own_words
from collectors.texts import from_html
from collectors.times import parse_time

_VIDEO = 1
_WALL = re.compile(r'"code"\s*:\s*-(?:412|352|101|509|799)\b')


def read_replies(path: Path, reading: Reading) -> Iterator[Page]:
    """Yield the replies of a file and those beneath them; hot ones, which repeat, only once.

    The thread is the video or other thing (oid), which a reply at the top answers.

    Raises:
        NotThisFormat: it is not JSON, or an error instead of an answer.
        Blocked: a login is wanted, or the request was taken for a machine's.
    """
    seen: set[str] = set()

    def fresh(item: Any) -> list[Post]:
        post = _post(fields(item), source=reading.source, now=reading.now)
        if post.id in seen:
            return []
        seen.add(post.id)
        return [post]

    found = (item for value in json_values(path) for item in _items(value, path))
    yield from pages_of(found, fresh, where=path.name)


def _items(value: Any, path: Path) -> Iterator[Any]:
    """Yield the replies in `value`: those of the list first, then hot ones and the one on top."""
    _check(value, path)
    data = fields(value, "data") or value
    later = [fields(data).get(name) for name in ("hots", "top", "top_replies", "upper", "root")]
    rest = data if isinstance(data, (list, Rejected)) else fields(data).get("replies")
    direct = data if _is_reply(data) else None
    for part in (direct, rest, *later):
        yield from _replies(part)


def _replies(value: Any) -> Iterator[Any]:
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, Rejected):
            yield one
        elif isinstance(one, list):
            stack.extend(reversed(one))
        elif isinstance(one, dict):
            if _is_reply(one):
                yield one
                stack.append(one.get("replies"))
            else:
                stack.extend(reversed(one.values()))


def _is_reply(value: Any) -> bool:
    node = fields(value)
    return ("rpid" in node or "rpid_str" in node) and "content" in node


def _check(value: Any, path: Path) -> None:
    answer = fields(value)
    code = answer.get("code")
    if isinstance(code, int) and code != 0:
        why = f"code {code}: {words(answer, 'message')}"
        raise NotThisFormat(str(path), expected="replies of Bilibili's", why=why)


def _post(node: Fields, *, source: str, now: datetime) -> Post:
    name = identifier(node, "rpid_str", "rpid")
    thing = reference(node, "oid_str", "oid")
    member = fields(node, "member")
    raw = words(fields(node, "content"), "message") or ""
    text = from_html(raw)
    return Post(
        source=source,
        id=name,
        kind="comment",
        url=_address(node, name, thing),
        author_id=reference(member, "mid") or reference(node, "mid_str", "mid"),
        author=words(member, "uname"),
        author_labels=labels_in(from_html(words(member, "sign") or "")),
        text=own_words(text) or text,
        raw_text=raw or None,
        parent_id=reference(node, "parent_str", "parent") or thing,
        thread_id=thing,
        likes=count(node.get("like")),
        replies=count(node.get("rcount", node.get("count"))),
        **published(parse_time(node.get("ctime"), now=now)),
    )


def _address(node: Fields, name: str, thing: str | None) -> str | None:
    """Return where a reply to a video can be read; other things have other addresses."""
    is_video = node.get("type", _VIDEO) == _VIDEO and thing is not None
    return f"https://www.bilibili.com/video/av{thing}#reply{name}" if is_video else None


def _is_bilibili(_path: Path, head: str) -> bool:
    if not is_data(head):
        return False
    replies = names(head, "rpid", "ctime") or names(head, "rpid_str", "ctime")
    none = names(head, "code", "ttl", "data", "replies")
    return replies or none or (names(head, "code", "ttl") and bool(_WALL.search(head)))


FORMATS: tuple[Format, ...] = (
    Format("bilibili", "Bilibili replies (answers saved as JSON)", _is_bilibili, read_replies),
)
