"""Items of feeds to posts."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import tzinfo
from urllib.parse import urljoin

from collectors.addresses import clean_address, is_web, shown, web_address
from collectors.base import RAW_LENGTH, Query, Rejected
from collectors.feeds import Entry
from collectors.post import Kind, Post, digest
from collectors.texts import from_escaped, from_html
from collectors.times import When, parse_time

# WordPress titles comments so, where its words were not translated
_BY = re.compile(r"By:\s+(?P<author>.{1,200})", re.IGNORECASE)
_ON = re.compile(r"Comments? on (?P<subject>.{1,500}) by (?P<author>.{1,200})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where items were found, and as what they are taken.

    Attributes:
        url: of the answer; links without a host are meant on it.
        kind: what its items are.
        zone: for times that name none.
    """

    url: str
    kind: Kind
    zone: tzinfo | None


def posts_of(entries: list[Entry], shelf: Shelf, query: Query) -> tuple[list[Post], list[Rejected]]:
    """Return the items in their order, each id once, and those without anything to read."""
    posts: dict[str, Post] = {}
    rejected: list[Rejected] = []
    shared = _shared_links(entries)
    for position, entry in enumerate(entries, start=1):
        try:
            post = _post(entry, shelf, query, shared=shared)
        except ValueError as error:
            where = f"{shown(shelf.url)} item {position}"
            rejected.append(Rejected(where, str(error), repr(entry)[:RAW_LENGTH]))
        else:
            posts.setdefault(post.id, post)
    return list(posts.values()), rejected


def _post(entry: Entry, shelf: Shelf, query: Query, *, shared: frozenset[str]) -> Post:
    """Return an item as a post; one without words of its own has its heading as words.

    An item without a readable time has none, and says so: it was there when it was first seen.

    Raises:
        ValueError: it has neither words nor heading nor address.
    """
    title, author, subject = _headed(entry, shelf.kind)
    body = from_html(entry.body)
    if not (title or body or entry.link):
        msg = "an item without words, heading and address"
        raise ValueError(msg)
    text = body or title or ""
    published = _when(entry.published, shelf, query) or _when(entry.updated, shelf, query)
    edited = _when(entry.updated, shelf, query) if entry.published else None
    return Post(
        source=query.source,
        id=_identity(entry, shared=shared),
        kind=shelf.kind,
        url=_address(entry.link, shelf.url),
        author_id=entry.author_id or author,
        author=author,
        published_at=published and published.moment,
        published_precision=published and published.precision,
        published_assumed=published is None or published.assumed,
        edited_at=edited.moment if edited and edited != published else None,
        title=title,
        text=text,
        raw_text=entry.body if entry.body and entry.body != text else None,
        parent_id=entry.parent or None,
        replies=entry.replies,
        subject=subject,
        lang=entry.lang or None,
    )


def _headed(entry: Entry, kind: Kind) -> tuple[str | None, str | None, str | None]:
    """Return heading, author and subject; the heading of a comment only says the other two."""
    title, author = from_escaped(entry.title) or None, entry.author or None
    found = (_BY.fullmatch(title) or _ON.fullmatch(title)) if title and kind == "comment" else None
    if found is None:
        return title, author, None
    return None, author or found["author"], found.groupdict().get("subject")


def _address(link: str, base: str) -> str | None:
    """Return where an item can be read; a link without a host is one of the feed's own host."""
    return web_address(urljoin(base, link) if link.startswith(("/", "./", "../", "?")) else link)


def _identity(entry: Entry, *, shared: frozenset[str]) -> str:
    """Return the item's own id or, without one, its link, both without marks of campaigns.

    A link that several items share names none of them: those go by a digest of link and title.
    """
    own = entry.id or ("" if entry.link in shared else entry.link)
    if own and shown(own) != own:
        return digest(own)  # what must not be shown may be all that tells two items apart
    if own:
        return clean_address(own) if is_web(own) else own
    return digest(clean_address(entry.link), entry.title or entry.body)


def _shared_links(entries: list[Entry]) -> frozenset[str]:
    links = Counter(entry.link for entry in entries if not entry.id)
    return frozenset(link for link, uses in links.items() if uses > 1)


def _when(written: str | None, shelf: Shelf, query: Query) -> When | None:
    return parse_time(written, now=query.now, zone=shelf.zone) if written else None
