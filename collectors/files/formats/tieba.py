"""Saved pages of Tieba: threads with their floors and the replies in them, lists of threads."""

import re
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path
from typing import Any

from collectors.base import Page
from collectors.fields import Fields, fields, identifier, published, read_each, reference, words
from collectors.files.formats.base import Format, Reading
from collectors.files.formats.saved_page import (
    first,
    has_class,
    line,
    markup,
    nothing_found,
    read_page,
)
from collectors.files.made import zone_of
from collectors.json_text import read_json
from collectors.markup.document import Document
from collectors.post import Post
from collectors.ratings import count
from collectors.reposts import own_words
from collectors.texts import from_html
from collectors.times import BEIJING, When

_SITE = "https://tieba.baidu.com/"
_FLOORS = f"//*[{has_class('l_post')}]"
_REPLIES = f"//*[{has_class('lzl_single_post')}]"
_THREADS = f"//li[{has_class('j_thread_list')}]"
_HIDDEN = re.compile(r"(?:^|[^\w-])j_thread_list\b")
_ADDRESS = re.compile(r"/p/(\d+)")
_NUMBER = re.compile(r"\b(?:thread_id|tid)[\"']?\s{0,9}[:=]\s{0,9}[\"']?(\d{5,})")
_CLOCK = re.compile(
    r"(?:\d{4}-)?\d{1,2}-\d{1,2}(?:\s+\d{1,2}:\d{2})?|\d{1,2}:\d{2}|[今昨前]天.*|.*前|刚刚"
)
_SINGLE_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'")
_TITLE_TAIL = re.compile(r"(?:【[^【】]{1,40}】)?_(?:百度贴吧|[^_]{1,40}_百度贴吧)$")
_TITLE = re.compile(r"<title[^<>]{0,80}>[^<>]{0,200}(?:百度贴吧|贴吧|百度安全验证)")
_FLOOR = re.compile(r"\bl_post\b|\bj_thread_list\b")
_CONTAINER = f"ancestor::*[{has_class('j_lzl_container')} or {has_class('l_post')}][@data-field]"


def read_pages(path: Path, reading: Reading) -> Iterator[Page]:
    """Yield the floors of a thread and the replies within them, or the threads of a list.

    The first floor opens the thread and has its number as id, as it has in lists of threads; the
    others answer it, replies answer their floor. What has no data of its own is an advertisement
    and is left out.

    Raises:
        Blocked: it is a captcha or a login page.
        NotThisFormat: there is neither floor nor thread on it.
    """
    document = read_page(path, url=_SITE)
    thread = _Thread(document, reading)
    floors = [one for one in document.tree.xpath(_FLOORS) if _data(one)]
    replies = [one for one in document.tree.xpath(_REPLIES) if _data(one)]
    listed = [] if floors or replies else _listed(document)
    if not (floors or replies or listed):
        raise nothing_found(document, path, expected="a page of Tieba")
    posts, rejected = read_each(_ordered(document, floors, replies), thread.post, where=path.name)
    more, also = read_each(listed, thread.listed, where=path.name)
    yield Page((*posts, *more), (*rejected, *also))


class _Thread:
    """Turn what stands on one page into posts."""

    def __init__(self, document: Document, reading: Reading) -> None:
        self._reading = reading
        self._zone: tzinfo = zone_of(reading.zone) or BEIJING
        self._title = line(document.tree, f"//*[{has_class('core_title_txt')}]") or _TITLE_TAIL.sub(
            "", document.title
        )
        self._number = _number_of(document)
        self._opening: str | None = None

    def post(self, item: Any) -> list[Post]:
        return [self._reply(item) if _is_reply(item) else self._floor(item)]

    def _floor(self, item: Any) -> Post:
        data = _data(item)
        content = fields(data, "content")
        thread = words(content, "thread_id") or self._number
        raw = _words_of(item, content)
        return Post(
            text=from_html(raw),
            raw_text=raw or None,
            thread_id=thread,
            replies=count(content.get("comment_num")),
            url=f"{_SITE}p/{thread}" if thread else None,
            **self._placed(content, thread),
            **self._author(fields(data, "author"), content),
            **self._common(_written(item) or words(content, "date")),
        )

    def _placed(self, content: Fields, thread: str | None) -> Fields:
        """Return id and kind of a floor, and what it answers; the first one opens the thread."""
        name = identifier(content, "post_id")
        if "1" not in (words(content, "post_no"), words(content, "floor")):
            return {"id": name, "kind": "comment", "parent_id": thread}
        self._opening = name
        return {"id": thread or name, "kind": "post", "title": self._title or None}

    def _reply(self, item: Any) -> Post:
        data = _data(item)
        raw = markup(first(item, f".//*[{has_class('lzl_content_main')}]"))
        text = from_html(raw)
        answered = reference(data, "pid") or _floor_of(item)
        return Post(
            id=identifier(data, "spid", "comment_id"),
            kind="comment",
            text=own_words(_without_name(text)) or text,
            raw_text=raw or None,
            parent_id=self._number if answered in (None, self._opening) else answered,
            thread_id=self._number,
            url=f"{_SITE}p/{self._number}" if self._number else None,
            **self._author(data, data),
            **self._common(line(item, f".//*[{has_class('lzl_time')}]")),
        )

    def listed(self, item: Any) -> list[Post]:
        """Return a thread of a list, with the beginning of its words where they are shown."""
        data = _data(item)
        name = identifier(data, "id", "tid")
        raw = markup(first(item, f".//*[{has_class('threadlist_abs')}]"))
        title = line(item, f".//a[{has_class('j_th_tit')}]")
        return [
            Post(
                id=name,
                kind="post",
                title=title,
                text=from_html(raw) or title or "",
                raw_text=raw or None,
                thread_id=name,
                replies=count(data.get("reply_num")),
                url=f"{_SITE}p/{name}",
                **self._author(data, data, names=("author_nickname", "author_name")),
                **self._common(line(item, f".//*[{has_class('is_show_create_time')}]")),
            )
        ]

    def _author(
        self,
        author: Fields,
        content: Fields,
        *,
        names: tuple[str, ...] = ("user_nickname", "showname", "user_name"),
    ) -> Fields:
        if words(content, "is_anonym") in ("1", "true") or content.get("is_anonym") is True:
            return {"author": None, "author_id": None}
        portrait = reference(author, "portrait", "author_portrait")
        return {
            "author": words(author, *names),
            "author_id": portrait.partition("?")[0] if portrait else reference(author, "user_id"),
        }

    def _common(self, written: str | None) -> Fields:
        return {"source": self._reading.source, **published(self._when(written))}

    def _when(self, written: str | None) -> When | None:
        if written and re.fullmatch(r"\d{1,2}:\d{2}", written):
            written = f"今天 {written}"
        return self._reading.when(written, self._zone)


def _data(item: Any) -> Fields:
    """Return what an element says of itself, empty for advertisements; quotes may be single."""
    written = (item.get("data-field") or "").strip()
    if not written:
        return {}
    try:
        return fields(read_json(written))
    except (ValueError, RecursionError):
        doubled = _SINGLE_QUOTED.sub(lambda one: f'"{one[1].replace(chr(34), "")}"', written)
    try:
        return fields(read_json(doubled))
    except (ValueError, RecursionError):
        return {}


def _words_of(item: Any, content: Fields) -> str:
    """Return the words of a floor as markup; in older pages they stand in its data alone."""
    found = markup(first(item, f".//*[{has_class('d_post_content')}]"))
    return found or words(content, "content") or ""


def _is_reply(item: Any) -> bool:
    return "lzl_single_post" in (item.get("class") or "")


def _ordered(document: Document, floors: list[Any], replies: list[Any]) -> list[Any]:
    """Return floors and replies as they follow each other on the page."""
    wanted = {*floors, *replies}
    return [one for one in document.tree.iter() if one in wanted]


def _listed(document: Document) -> list[Any]:
    """Return the threads of a list; the page keeps it within comments and unpacks it later."""
    found = list(document.tree.xpath(_THREADS))
    for comment in document.tree.xpath("//comment()"):
        if comment.text and _HIDDEN.search(comment.text):
            found += Document.parse(comment.text, url=document.url).tree.xpath(_THREADS)
    return [one for one in found if _data(one)]


def _written(item: Any) -> str | None:
    """Return the time below a floor: the last of its details that looks like one."""
    path = f".//*[{has_class('tail-info')}] | .//ul[{has_class('p_tail')}]//span"
    details = [line(one) or "" for one in item.xpath(path)]
    return next((one for one in reversed(details) if _CLOCK.fullmatch(one)), None)


def _without_name(text: str) -> str:
    """Return a reply without the name of whom it answers: 回复 ann :words."""
    return re.sub(r"^回复\s+[^:：\n]{1,40}?\s*[:：]\s*", "", text)


def _number_of(document: Document) -> str | None:
    """Return the number of the thread: of its own address, else as the scripts name it."""
    own = document.tree.xpath("//link[@rel='canonical']/@href | //*[@id='lzonly_cntn']/@href")
    scripts = document.tree.xpath("//script[not(@src)]//text()")
    found = [_ADDRESS.search(str(one)) for one in own] + [
        _NUMBER.search(str(one)) for one in scripts
    ]
    return next((one[1] for one in found if one), None)


def _floor_of(item: Any) -> str | None:
    """Return the id of the floor that a reply stands in, of which newer pages tell outside it."""
    for one in reversed(item.xpath(_CONTAINER)):
        data = _data(one)
        if name := reference(data, "pid") or reference(fields(data, "content"), "post_id"):
            return name
    return None


def _is_tieba(_path: Path, head: str) -> bool:
    if head.lstrip("\ufeff \t\r\n")[:1] != "<":
        return False
    floors = "tieba" in head and bool(_FLOOR.search(head))
    return floors or "lzl_single_post" in head or bool(_TITLE.search(head))


FORMATS: tuple[Format, ...] = (
    Format("tieba", "Saved pages of Tieba (threads, lists of threads)", _is_tieba, read_pages),
)
