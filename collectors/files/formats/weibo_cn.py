"""Saved pages of weibo.cn, Weibo's old text site: a user's posts, a post with its comments."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from collectors.base import Page
from collectors.fields import Fields, published, read_each
from collectors.files.formats.base import Format, Reading
from collectors.files.formats.saved_page import (
    first,
    has_class,
    line,
    markup,
    nothing_found,
    outer,
    read_page,
)
from collectors.files.made import zone_of
from collectors.markup.document import Document
from collectors.post import Post
from collectors.ratings import count
from collectors.reposts import own_words
from collectors.texts import from_html
from collectors.times import BEIJING, When
from collectors.weibo_ids import id_of, published_when

_SITE = "https://weibo.cn/"
_MARK = re.compile(r'<div class="c" id="(?:M_|C_\d)')
_ITEMS = f"//div[{has_class('c')}][starts-with(@id, 'M_') or starts-with(@id, 'C_')]"
_ABOUT = re.compile(r"/(?:comment|repost|attitude|mblog/operation|fav/addFav)/([0-9A-Za-z]{5,12})")
_USER = re.compile(r"(?:https?://weibo\.cn)?/(?:u/)?([\w-]+)/?(?:[?#].*)?$")
_OWNED = re.compile(r"/(\d{5,})/(?:fans|follow)")
_ADDRESSED = re.compile(r"[?&;]f?uid=(\d+)")
_COUNTED = re.compile(r"(赞|转发|评论|原文转发|原文评论)\[([^\[\]]{1,20})\]")
_SOURCE = re.compile(r"\s*来自.*", re.DOTALL)
_SPACE = "\u00a0"

# what follows the words of a post: pictures, counts, the time
_TAIL = re.compile(r"/(?:mblog/(?:pic|oripic)|attitude|repost|comment|fav|attention|spam)")
_ENDING = re.compile(r"赞\[|原文|\d|今天|刚刚|昨天")
_CUT = re.compile(r"(?:…|\.{3,6})\s*全文$")


def read_text_site(path: Path, reading: Reading) -> Iterator[Page]:
    """Yield the posts or the post and comments of a page, in its order.

    Posts have the id of their element, M_ and the short name of the post. On a comment page that
    id is empty behind M_, the same on every page: the short name is taken from its links. What a
    post passes on stands behind it, without a time, which the page does not give.

    Raises:
        Blocked: it is a login page.
        NotThisFormat: there is no post on it.
    """
    document = read_page(path, url=_SITE)
    items = document.tree.xpath(_ITEMS)
    if not items:
        raise nothing_found(document, path, expected="a page of weibo.cn")
    place = _Place(document, reading)
    posts, rejected = read_each(items, place.posts, where=path.name)
    yield Page(tuple(posts), tuple(rejected))


class _Place:
    """Turn the elements of one page into posts."""

    def __init__(self, document: Document, reading: Reading) -> None:
        self._tree, self._reading = document.tree, reading
        self._zone = zone_of(reading.zone) or BEIJING
        self._bid = _bid_of_page(document)
        self._owner = _owner_of_page(document)

    def posts(self, item: Any) -> list[Post]:
        if item.get("id").startswith("C_"):
            return [self._comment(item)]
        return self._statuses(item)

    def _comment(self, item: Any) -> Post:
        raw = markup(first(item, f".//span[{has_class('ctt')}]"))
        author = first(item, "./a[@href]")
        name = item.get("id").removeprefix("C_")
        return Post(
            source=self._reading.source,
            id=name,
            kind="comment",
            author=line(author) if author is not None else None,
            author_id=_given(_ADDRESSED, item.xpath(".//a[contains(@href, 'fuid=')]/@href"))
            or _given(_USER, item.xpath("./a/@href")),
            text=own_words(from_html(raw)),
            raw_text=raw or None,
            parent_id=f"M_{self._bid}" if self._bid else None,
            thread_id=f"M_{self._bid}" if self._bid else None,
            likes=_counts(item).get("赞"),
            **published(self._when(item, name)),
        )

    def _statuses(self, item: Any) -> list[Post]:
        name = self._name(item)
        reposted = first(item, f"./div/span[{has_class('cmt')}][contains(., '转发了')]")
        if reposted is None:
            raw = _words_of(item if (block := first(item, "./div")) is None else block)
            return [self._status(item, name, raw, kind="post", counts=_counts(item))]
        reason = first(item, f"./div[span[{has_class('cmt')}][contains(., '转发理由')]]")
        counts = _counts(reason if reason is not None else item)
        original = _original(first(item, "./div"), reposted, self._reading.source)
        raw = _words_of(reason) if reason is not None else ""
        mine = self._status(item, name, raw, kind="repost", counts=counts)
        return [mine.model_copy(update={"repost_of": original.id}), original]

    def _status(self, item: Any, name: str, raw: str, *, kind: Any, counts: Fields) -> Post:
        text = _CUT.sub("…", from_html(raw))
        author_id, author = self._author(item)
        page = self._page_counts if item.get("id") == "M_" else {}
        found = {**counts, **page}
        bid = name.removeprefix("M_")
        return Post(
            source=self._reading.source,
            id=name,
            kind=kind,
            url=f"https://weibo.cn/comment/{bid}" if bid else None,
            author_id=author_id,
            author=author,
            text=own_words(text) if kind == "repost" else text,
            raw_text=raw or None,
            likes=found.get("赞"),
            reposts=found.get("转发"),
            replies=found.get("评论"),
            **published(self._when(item, id_of(bid) or "")),
        )

    @property
    def _page_counts(self) -> Fields:
        """Return the counts of the post that a comment page is about; they stand outside it."""
        bar = first(self._tree, f"//div[span[{has_class('pms')}][contains(., '评论')]]")
        return _counts(bar) if bar is not None else {}

    def _name(self, item: Any) -> str:
        name = str(item.get("id"))
        return f"M_{self._bid or ''}" if name == "M_" else name

    def _author(self, item: Any) -> tuple[str | None, str | None]:
        """Return id and name of who wrote a post: named before it, or the owner of the page."""
        named = first(item, "./div[1]/a[@href][following-sibling::span]")
        before = first(item, f"./div[1]/span[{has_class('ctt')} or {has_class('cmt')}]")
        if item.get("id") == "M_" and named is not None and before is not None:
            return _matched(_USER, named.get("href")), line(named)
        return self._owner

    def _when(self, item: Any, native_id: str) -> When | None:
        written = line(item, f".//span[{has_class('ct')}]")
        plain = _SOURCE.sub("", written.replace(_SPACE, " ")) if written else None
        return published_when(
            plain,
            native_id,
            now=self._reading.now,
            now_is_known=self._reading.now_is_known,
            zone=self._zone,
        )


def _original(block: Any, reposted: Any, source: str) -> Post:
    """Return what a post passes on; its short name stands in the link to its comments.

    Raises:
        ValueError: there is no such link.
    """
    bid = _given(_ABOUT, block.xpath(".//a[starts-with(normalize-space(.), '原文评论')]/@href"))
    if bid is None:
        msg = "what it passes on has no address"
        raise ValueError(msg)
    author = first(reposted, "./a[@href]")
    raw = _words_of(block)
    counts = _counts(block)
    name = line(author) if author is not None else None
    return Post(
        source=source,
        id=f"M_{bid}",
        kind="post",
        url=f"https://weibo.cn/comment/{bid}",
        author=name.lstrip("@") if name else None,
        author_id=_matched(_USER, author.get("href")) if author is not None else None,
        text=_CUT.sub("…", from_html(raw)),
        raw_text=raw or None,
        likes=counts.get("赞"),
        reposts=counts.get("原文转发"),
        replies=counts.get("原文评论"),
    )


def _words_of(block: Any) -> str:
    """Return the markup of the words in a block, which the site begins and ends within spans.

    They begin with the first span of class ctt, or behind a label (转发理由:), and end before the
    first break, picture, count or time.
    """
    parts: list[str] = []
    begun = False
    for node in block:
        if begun and _ends_words(node):
            break
        label = node.get("class") == "cmt"
        begun = begun or label or node.get("class") == "ctt"
        if begun:
            parts.append((node.tail or "") if label else outer(node))
    # a bracket may stand before the link that ended them: [组图共2张]
    return "".join(parts).strip().removesuffix("[").strip()


def _ends_words(node: Any) -> bool:
    if not isinstance(node.tag, str):
        return False
    href = node.get("href", "")
    counted = bool(_TAIL.search(href)) and "ckAll" not in href
    number = node.get("class") in ("ct", "cmt") and bool(_ENDING.match(line(node) or ""))
    return node.tag == "br" or counted or number


def _counts(node: Any) -> Fields:
    text = "".join(node.itertext())
    return {name: count(number) for name, number in _COUNTED.findall(text)}


def _given(pattern: re.Pattern[str], found: Iterable[Any]) -> str | None:
    return next(filter(None, (_matched(pattern, str(one)) for one in found)), None)


def _matched(pattern: re.Pattern[str], text: str | None) -> str | None:
    found = pattern.search(text or "")
    return found[1] if found else None


def _bid_of_page(document: Document) -> str | None:
    """Return the short name of the post that a comment page is about."""
    path = "//div[@id='M_' or @id='cmtfrm' or @id='pagelist']//@href | //form/@action"
    about = [one for one in document.tree.xpath(path) if "原文" not in str(one)]
    named = first(document.tree, "//form//input[@name='id']/@value")
    return str(named) if named else _given(_ABOUT, about)


def _owner_of_page(document: Document) -> tuple[str | None, str | None]:
    """Return id and name of the user whose posts a page shows."""
    name = first(document.tree, f"//div[{has_class('ut')}]//span[{has_class('ctt')}]/text()[1]")
    user = _given(_OWNED, document.tree.xpath("//a/@href"))
    return user, str(name).strip() or None if name else None


FORMATS: tuple[Format, ...] = (
    Format(
        "weibo-cn",
        "Saved pages of weibo.cn (a user's posts, a post with its comments)",
        lambda _path, head: "weibo.cn" in head and bool(_MARK.search(head)),
        read_text_site,
    ),
)
