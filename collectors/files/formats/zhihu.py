"""Zhihu: answers of its API saved as JSON, and saved pages."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from collectors.base import Page, Rejected
from collectors.errors import Blocked, NotThisFormat
from collectors.fields import Fields, fields, published, read_each, words
from collectors.files.formats.base import Format, Reading
from collectors.files.formats.saved_json import is_data, json_values, names, pages_of
from collectors.files.formats.saved_page import (
    first,
    has_class,
    line,
    markup,
    nothing_found,
    read_page,
)
from collectors.files.formats.zhihu_things import thing_posts
from collectors.json_text import read_json
from collectors.markup.document import Document
from collectors.post import Post
from collectors.ratings import count
from collectors.texts import from_html

_SITE = "https://www.zhihu.com/"
_ENTITIES = {"answers": "answer", "articles": "article", "questions": "question", "pins": "pin"}
_ANSWER = re.compile(r"/question/(\d+)/answer/(\d+)")
_TITLE = re.compile(r"<title[^<>]{0,80}>[^<>]{0,200}知乎\s*</title>")
_WALL_CODES = frozenset({40352, 40353, 40362, 403})
_WALL = re.compile(r'"code"\s*:\s*(?:40352|40353|40362)\b')


def read_api(path: Path, reading: Reading) -> Iterator[Page]:
    """Yield what stands in answers of the API: answers, articles, questions, comments and so on.

    Of an activity (somebody voted, followed) what it is about is given, with its own author and
    time. Ids of articles are their numbers; others carry their kind before it, for an answer and
    a question may have one number.

    Raises:
        NotThisFormat: it is not JSON.
        Blocked: a login or a captcha is wanted.
    """
    found = (item for value in json_values(path) for item in _items(value, path))
    yield from pages_of(found, lambda item: _of(fields(item), reading), where=path.name)


def read_pages(path: Path, reading: Reading) -> Iterator[Page]:
    """Yield the answers, articles and questions of a saved page.

    They are taken from the data that its script carries, else from its markup.

    Raises:
        Blocked: it is a captcha or a login page.
        NotThisFormat: there is none of them on it.
    """
    document = read_page(path, url=_SITE)
    items: list[Any] = [*_entities(document)] or document.tree.xpath(_MARKED)
    if not items:
        raise nothing_found(document, path, expected="a page of Zhihu")

    def read(item: Any) -> Iterable[Post]:
        if isinstance(item, dict):
            return _of(item, reading)
        return [_marked(item, document, reading)]

    posts, rejected = read_each(items, read, where=path.name)
    yield Page(tuple(posts), tuple(rejected))


def _items(value: Any, path: Path) -> Iterator[Any]:
    """Yield the things in `value`: in a list of data, or the answer itself."""
    if isinstance(value, Rejected):
        yield value
        return
    answer = fields(value)
    _check(answer, path)
    listed = value if isinstance(value, list) else answer.get("data", answer)
    for one in listed if isinstance(listed, list) else [listed]:
        yield _target(one)


def _check(answer: Fields, path: Path) -> None:
    error = fields(answer, "error")
    if not error:
        return
    why = words(error, "message", "name") or "an error"
    if error.get("code") in _WALL_CODES or error.get("need_login"):
        raise Blocked(str(path), why=why)
    raise NotThisFormat(str(path), expected="an answer of Zhihu's", why=why)


def _target(item: Any) -> Any:
    """Return what an activity, a search result or an entry of a feed is about."""
    node = fields(item)
    return fields(node, "target") or fields(node, "object") or item


def _of(node: Fields, reading: Reading) -> list[Post]:
    return thing_posts(node, source=reading.source, now=reading.now)


def _entities(document: Document) -> Iterator[Fields]:
    """Yield the things that the script of a page carries, their authors put in."""
    script = first(document.tree, "//script[@id='js-initialData']")
    try:
        data = read_json("".join(script.itertext())) if script is not None else None
    except (ValueError, RecursionError):
        return
    entities = fields(data, "initialState", "entities")
    for group, what in _ENTITIES.items():
        for node in fields(entities, group).values():
            if isinstance(node, dict):
                yield {"type": what, **node, "author": _known(node.get("author"), entities)}


def _known(author: Any, entities: Fields) -> Any:
    """Return the author, whom newer pages only name."""
    return fields(entities, "users", author) if isinstance(author, str) else author


_MARKED = "//*[contains(@itemtype, 'schema.org/Answer')]"


def _marked(item: Any, document: Document, reading: Reading) -> Post:
    """Return an answer as the markup of a page has it.

    Raises:
        ValueError: it has no address with its number.
    """
    address = str(first(item, "./meta[@itemprop='url']/@content") or item.get("data-url") or "")
    found = _ANSWER.search(address)
    if found is None:
        msg = "an answer without an address"
        raise ValueError(msg)
    raw = markup(first(item, f".//*[@itemprop='text' or {has_class('RichText')}]"))
    asked = "//*[contains(@itemtype, 'schema.org/Question')]/meta[@itemprop='name']/@content"
    created = reading.when(_meta(item, "dateCreated"))
    edited = reading.when(_meta(item, "dateModified"))
    profile = _meta(item, "url", within=".//*[@itemprop='author']")
    return Post(
        source=reading.source,
        id=f"answer/{found[2]}",
        kind="post",
        url=f"https://www.zhihu.com/question/{found[1]}/answer/{found[2]}",
        author=_meta(item, "name", within=".//*[@itemprop='author']"),
        author_id=profile.rstrip("/").rpartition("/")[2] if profile else None,
        title=line(document.tree, asked)
        or line(document.tree, f"//h1[{has_class('QuestionHeader-title')}]"),
        text=from_html(raw),
        raw_text=raw or None,
        edited_at=edited.moment if edited and edited != created else None,
        parent_id=f"question/{found[1]}",
        thread_id=f"question/{found[1]}",
        likes=count(_meta(item, "upvoteCount")),
        replies=count(_meta(item, "commentCount")),
        **published(created),
    )


def _meta(item: Any, name: str, *, within: str = ".") -> str | None:
    found = first(item, f"{within}//meta[@itemprop='{name}']/@content")
    return str(found).strip() or None if found else None


def _is_api(_path: Path, head: str) -> bool:
    if not is_data(head) or "zhihu.com" not in head:
        return False
    paged = names(head, "paging", "data", "is_end")
    return paged or names(head, "voteup_count", "author", "type") or bool(_WALL.search(head))


def _is_page(_path: Path, head: str) -> bool:
    return "<html" in head[:2000].lower() and bool(_TITLE.search(head))


FORMATS: tuple[Format, ...] = (
    Format("zhihu-api", "Answers of Zhihu's API saved as JSON", _is_api, read_api),
    Format("zhihu", "Saved pages of Zhihu", _is_page, read_pages),
)
