"""Any page with reviews marked up as schema.org says."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import ClassVar, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

from collectors.addresses import is_web, shown
from collectors.base import About, Page, Query, Reach
from collectors.errors import (
    Blocked,
    CollectorError,
    Gone,
    NotThisFormat,
    Resting,
    RobotsDisallow,
    Throttled,
)
from collectors.http import Client
from collectors.limits import limited
from collectors.listings import Listing
from collectors.looks import Look
from collectors.rhythm import Rhythm
from collectors.several import each_asked
from collectors.sitemaps import Listed
from collectors.sites import listed_by
from collectors.sources.settings import ZONE_HELP, WebAddress, Zone
from collectors.times import zone_named
from collectors.tours import Seen, Tour

NAMED_BY_ROBOTS = "robots"
SAVED_EVERY = 20
"""Pages of a sitemap after which a mark is left."""

_NOTHING_THERE = (Gone, NotThisFormat, RobotsDisallow)
_NO_GOING_ON = (Blocked, Resting, Throttled)


class ReviewPage(BaseModel):
    """Reviews in JSON-LD, microdata, RDFa or microformats, from pages or a whole sitemap."""

    kind: ClassVar[str] = "page"
    about: ClassVar[About] = About(
        title="Pages with reviews marked up as schema.org says",
        access="open",
        limits=(
            "A page shows its newest 5 to 100 reviews, which have no ids of their own: an edited"
            " review is a new one, and one that was taken back cannot be told."
        ),
        terms=(
            "The site's own; robots.txt, robots marks and reservations of text and data mining"
            " are obeyed."
        ),
        example={"urls": ["https://shop.example/p/lamp"], "follow_next": True},
    )
    model_config = ConfigDict(frozen=True, extra="forbid")

    urls: tuple[WebAddress, ...] = Field((), description="Pages to read.")
    sitemap: str | None = Field(
        None,
        pattern=r"^(?:https?://[^\s/].*|robots)$",
        description=(
            "Address of a sitemap (or of a robots.txt) whose pages are read too; `robots` means"
            " the sitemaps that robots.txt of the hosts in `urls` names."
        ),
    )
    match: str | None = Field(
        None,
        description=(
            "Which addresses of the sitemap are wanted: how they begin (https://…) or a regular"
            " expression found in them; by default all on the sitemap's host."
        ),
    )
    max_addresses: int = Field(
        200, ge=1, description="Pages of the sitemap read in one run; the next run goes on."
    )
    zone: Zone = Field(None, description=ZONE_HELP)
    follow_next: bool = Field(
        default=False, description="Whether links to the next page of reviews are followed."
    )
    max_pages: int = Field(20, ge=1, description="Pages read for one address, at most.")

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not self.urls and self.sitemap in (None, NAMED_BY_ROBOTS):
            msg = "give urls, or the address of a sitemap"
            raise ValueError(msg)
        try:
            re.compile(self.match or "")
        except re.error as error:
            msg = f"match is no regular expression: {error}"
            raise ValueError(msg) from error
        return self

    def collect(self, client: Client, query: Query) -> Iterator[Page]:
        """Yield one `Page` a page read; one that fails does not keep the others from being read.

        Raises:
            CollectorError: the first failure, after all other pages were read.
        """
        asks = [partial(self._page, client, url) for url in self.urls]
        if self.sitemap:
            asks.append(partial(self._sitemap, client, self.sitemap))
        yield from each_asked(client, query, asks)

    def _page(self, client: Client, url: str, query: Query) -> Iterator[Page]:
        """Yield an address of its own and what follows it, if it changed since the last run."""
        asked = shown(url)
        last = Look.last(query.mark(asked), query)
        answer = client.get(url, etag=last.etag, last_modified=last.last_modified)
        if answer.not_modified:
            cursor = last.unchanged(answer, query).written()
            yield Page((), cursor=cursor, asked=asked, reach=Reach(last.looked_at or query.now))
            return
        look = last.renewed(answer, query, Rhythm(), [])
        pages = self._listing(client, query).pages(url, answer)
        yield from limited((_named(page, asked, look) for page in pages), query)

    def _listing(self, client: Client, query: Query) -> Listing:
        zone = zone_named(self.zone) if self.zone else None
        return Listing(client, query, zone, self.follow_next, self.max_pages)

    def _sitemap(self, client: Client, sitemap: str, query: Query) -> Iterator[Page]:
        asked = f"sitemap {shown(sitemap)}"
        listed, rejected = listed_by(
            client, self._sitemaps(client, sitemap), wanted=self._is_wanted
        )
        if rejected:
            yield Page((), tuple(rejected), asked=asked)
        tour = Tour(query.mark(asked), query.now, query.since)
        stops = tour.stops(listed, most=self.max_addresses)
        pages = (replace(page, asked=asked) for page in self._toured(client, query, tour, stops))
        yield from limited(pages, query)

    def _toured(
        self, client: Client, query: Query, tour: Tour, stops: Iterator[tuple[Listed, Seen | None]]
    ) -> Iterator[Page]:
        failure: CollectorError | None = None
        listing = self._listing(client, query)
        for number, (one, seen) in enumerate(stops, start=1):
            try:
                answer = client.get(
                    one.url,
                    etag=seen.etag if seen else None,
                    last_modified=seen.last_modified if seen else None,
                )
                if not answer.not_modified:
                    for page in listing.pages(one.url, answer):
                        yield replace(page, reach=None)
                tour.read(one.url, answer)
            except _NOTHING_THERE:
                tour.read(one.url, None)
            except CollectorError as error:
                client.note(error)
                failure = failure or error
                if isinstance(error, _NO_GOING_ON):
                    break
            if number % SAVED_EVERY == 0:
                yield Page((), cursor=tour.written(done=False))
        whole = tour.is_whole and failure is None
        reach = Reach(query.since) if whole else Reach(query.now, more=tour.more)
        yield Page((), cursor=tour.written(done=True), reach=reach)
        if failure:
            raise failure

    def _sitemaps(self, client: Client, sitemap: str) -> list[str]:
        """Return the addresses of the sitemaps to begin with.

        Raises:
            NotThisFormat: robots.txt names none.
        """
        if sitemap != NAMED_BY_ROBOTS and urlsplit(sitemap).path != "/robots.txt":
            return [sitemap]
        hosts = [sitemap] if sitemap != NAMED_BY_ROBOTS else list(self.urls)
        named = dict.fromkeys(one for host in hosts for one in client.sitemaps(host))
        if not named:
            raise NotThisFormat(
                hosts[0], expected="a site with sitemaps", why="robots.txt names none"
            )
        return list(named)

    def _is_wanted(self, address: str) -> bool:
        if self.match is None:
            hosts = {_bare_host(one) for one in (*self.urls, self.sitemap or "")}
            return _bare_host(address) in hosts
        if is_web(self.match):
            return address.startswith(self.match)
        return re.search(self.match, address) is not None


def _named(page: Page, asked: str, look: Look) -> Page:
    """Return a page with the name it was asked under, the last one with the mark."""
    cursor = look.written() if page.reach else None
    return replace(page, asked=asked, cursor=cursor)


def _bare_host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")
