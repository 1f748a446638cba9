"""RSS, Atom, RDF and JSON feeds."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urljoin

from pydantic import BaseModel, ConfigDict, Field

from collectors.addresses import clean_address, is_web, web_address
from collectors.answer import Answer
from collectors.base import Page, Query, Rejected
from collectors.errors import Blocked
from collectors.feeds import Entry, json_entries, looks_like_json, xml_entries
from collectors.http import Client
from collectors.post import Kind, Post, digest
from collectors.sources.settings import ZONE_HELP, WebAddress, Zone
from collectors.texts import from_escaped, from_html
from collectors.times import When, parse_time, zone_named


class Feed(BaseModel):
    """The items of one feed; each run asks only whether it changed."""

    kind: ClassVar[str] = "feed"
    model_config = ConfigDict(frozen=True, extra="forbid")

    url: WebAddress = Field(description="Address of the feed.")
    zone: Zone = Field(None, description=ZONE_HELP)
    post_kind: Kind = Field(
        "article", description="What its items are: article, post, comment or review."
    )
    max_pages: int = Field(10, ge=1, description="Pages of a JSON feed (next_url), at most.")

    def collect(self, client: Client, query: Query) -> Iterator[Page]:
        """Yield one `Page` an answer; nothing when the feed has not changed since the last run.

        Raises:
            CollectorError: the feed could not be read.
        """
        mark = query.mark(self.url)
        answer = client.get(
            self.url, etag=mark.get("etag"), last_modified=mark.get("last_modified")
        )
        if answer.not_modified:
            return
        yield from _limited(self._pages(client, query, answer), query.limit)

    def _pages(self, client: Client, query: Query, first: Answer) -> Iterator[Page]:
        """Yield the pages; the mark comes with the last one, when all of it was read."""
        answer, known, visited = first, set[str](), {self.url}
        for turn in range(self.max_pages):
            posts, rejected, following = _read(answer, query, self)
            fresh = tuple(post for post in posts if post.id not in known)
            known.update(post.id for post in fresh)
            last = following is None or following in visited or not fresh
            spent = not last and turn + 1 == self.max_pages
            if spent:
                why = f"{self.max_pages} pages read and more to come; raise max_pages"
                rejected.append(Rejected(self.url, why, ""))
            done = last or spent
            wanted = tuple(post for post in fresh if _wanted(post, query))
            cursor = _mark(first) if done else None
            yield Page(wanted, tuple(rejected), cursor, asked=self.url)
            if following is None or done:
                return
            visited.add(following)
            answer = client.get(following)


def read_feed(answer: Answer, query: Query, feed: Feed) -> tuple[list[Post], list[Rejected]]:
    """Return the items of one answer, in its order, each id once, and what was not readable.

    Raises:
        NotThisFormat: it is no feed.
        Blocked: it is a page instead.
    """
    posts, rejected, _ = _read(answer, query, feed)
    return posts, rejected


def _read(
    answer: Answer, query: Query, feed: Feed
) -> tuple[list[Post], list[Rejected], str | None]:
    if not answer.content.strip():
        raise Blocked(answer.url, why="an empty answer where a feed was due")
    following: str | None = None
    if looks_like_json(answer.content):
        entries, rejected, following = json_entries(answer)
    else:
        entries, rejected = xml_entries(answer)
    posts: dict[str, Post] = {}
    shared = _shared_links(entries)
    for position, entry in enumerate(entries, start=1):
        try:
            post = _post(entry, query, feed, shared=shared)
        except ValueError as error:
            where = f"{answer.url} item {position}"
            rejected.append(Rejected(where, str(error), repr(entry)[:2000]))
        else:
            posts.setdefault(post.id, post)
    return list(posts.values()), rejected, following


def _post(entry: Entry, query: Query, feed: Feed, *, shared: frozenset[str]) -> Post:
    """Return an item as a post; one without words of its own has its heading as words.

    Raises:
        ValueError: it has neither words nor heading nor address.
    """
    title = from_escaped(entry.title) or None
    body = from_html(entry.body)
    if not (title or body or entry.link):
        msg = "an item without words, heading and address"
        raise ValueError(msg)
    text = body or title or ""
    zone = zone_named(feed.zone) if feed.zone else None
    published = _when(entry.published, query, zone) or _when(entry.updated, query, zone)
    edited = _when(entry.updated, query, zone) if entry.published else None
    return Post(
        source=query.source,
        id=_identity(entry, shared=shared),
        kind=feed.post_kind,
        url=_address(entry.link, feed.url),
        author_id=entry.author_id or entry.author or None,
        author=entry.author or None,
        published_at=published and published.moment,
        published_precision=published and published.precision,
        published_assumed=bool(published and published.assumed),
        edited_at=edited.moment if edited and edited != published else None,
        title=title,
        text=text,
        raw_text=entry.body if entry.body and entry.body != text else None,
        parent_id=entry.parent or None,
        replies=entry.replies,
        lang=entry.lang or None,
    )


def _address(link: str, base: str) -> str | None:
    """Return where an item can be read; a link without a host is one of the feed's own host."""
    return web_address(urljoin(base, link) if link.startswith("/") else link)


def _identity(entry: Entry, *, shared: frozenset[str]) -> str:
    """Return the item's own id or, without one, its link, both without marks of campaigns.

    A link that several items share names none of them: those go by a digest of link and title.
    """
    own = entry.id or ("" if entry.link in shared else entry.link)
    if own:
        return clean_address(own) if is_web(own) else own
    return digest(clean_address(entry.link), entry.title or entry.body)


def _shared_links(entries: list[Entry]) -> frozenset[str]:
    links = Counter(entry.link for entry in entries if not entry.id)
    return frozenset(link for link, uses in links.items() if uses > 1)


def _when(written: str | None, query: Query, zone: Any) -> When | None:
    return parse_time(written, now=query.now, zone=zone) if written else None


def _wanted(post: Post, query: Query) -> bool:
    latest = post.edited_at or post.published_at
    return not (query.since and latest and latest < query.since)


def _mark(answer: Answer) -> Mapping[str, Any]:
    """Return what the next run sends back, the very strings."""
    return {
        "etag": answer.headers.get("etag"),
        "last_modified": answer.headers.get("last-modified"),
    }


def _limited(pages: Iterator[Page], limit: int | None) -> Iterator[Page]:
    """Stop after `limit` posts, and leave no mark then: the rest was not read."""
    left = limit
    for page in pages:
        if left is None:
            yield page
        elif len(page.posts) >= left:
            cut = len(page.posts) > left or page.cursor is None
            cursor = None if cut else page.cursor
            yield replace(page, posts=page.posts[:left], cursor=cursor)
            return
        else:
            left -= len(page.posts)
            yield page
