"""Customer reviews of apps in Apple's App Store."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import product
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from collectors.answer import Answer
from collectors.base import About, Page, Query, Reach
from collectors.errors import BadRequest, Blocked, Gone, NotThisFormat
from collectors.fields import Fields
from collectors.http import Client
from collectors.several import each_asked
from collectors.sources.appstore_entries import has_times, json_entries, read_entries, xml_entries
from collectors.sources.settings import WebAddress
from collectors.walk import Batch, Bounds, walk

LAST_PAGE = 10
"""The feed has ten pages of 50 for an app and a country, and nothing older."""

App = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^(?:id)?\d{1,12}$")]
Country = Annotated[
    str, StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[A-Za-z]{2}$")
]


class AppStore(BaseModel):
    """The newest reviews of some apps, in each of some countries' stores."""

    kind: ClassVar[str] = "appstore"
    about: ClassVar[About] = About(
        title="App Store reviews",
        access="open",
        limits="The newest 500 reviews of an app in a country; older ones cannot be reached, so"
        " run it often enough; answers are some hours old.",
        terms="Texts belong to their authors and to Apple: analyse them, do not publish them.",
        example={"apps": ["400000001"], "countries": ["jp"]},
    )
    model_config = ConfigDict(frozen=True, extra="forbid")

    apps: tuple[App, ...] = Field(
        min_length=1, description="Numbers of the apps, as in their addresses after id."
    )
    countries: tuple[Country, ...] = Field(
        ("us",), min_length=1, description="Stores by country: us, jp, cn, de, ..."
    )
    format: Literal["auto", "json", "xml"] = Field(
        "auto", description="Form of the answers; auto is JSON, and Atom where JSON falls short."
    )
    base_url: WebAddress = Field("https://itunes.apple.com", description="The feed's host.")
    look_back_days: float = Field(
        7.0, ge=0, description="Days before the last run that are read again, so that edits show."
    )
    max_pages: int = Field(LAST_PAGE, ge=1, description="Pages of 50 read of one app and country.")

    def collect(self, client: Client, query: Query) -> Iterator[Page]:
        """Yield the pages of each app in each country.

        Raises:
            CollectorError: the first failure, after all others were read.
        """
        asks = [
            partial(self._reviews, client, country, app.removeprefix("id"))
            for country, app in product(self.countries, self.apps)
        ]
        return each_asked(client, query, asks)

    def _reviews(self, client: Client, country: str, app: str, query: Query) -> Iterator[Page]:
        """Yield the pages; where the feed ended before we did, say how far back it went."""
        listing = _Listing(self, client, query, country, app)
        bounds = Bounds(self.max_pages, timedelta(days=self.look_back_days))
        for page in walk(listing.read, "1", asked=f"{country}/{app}", query=query, bounds=bounds):
            yield replace(page, reach=listing.reach(page.reach))


@dataclass
class _Listing:
    """One app in one country's store, and how far it was read."""

    settings: AppStore
    client: Client
    query: Query
    country: str
    app: str
    oldest: datetime | None = None
    cut: bool = False

    def read(self, page: str) -> Batch:
        number = int(page)
        where = f"{self.country}/{self.app} page {page} entry"
        posts, rejected = read_entries(self._entries(number), self.query, self.app, where=where)
        times = tuple(post.published_at for post in posts if post.published_at)
        self.oldest = min([*times, *([self.oldest] if self.oldest else [])], default=None)
        self.cut = self.cut or (number >= LAST_PAGE and bool(posts))
        onward = str(number + 1) if (posts or rejected) and number < LAST_PAGE else None
        ids = (*(post.id for post in posts), *(one.raw for one in rejected))
        return Batch(tuple(posts), tuple(rejected), onward, times=times, ids=ids)

    def reach(self, reach: Reach | None) -> Reach | None:
        """Return how far was read; not beyond the last page that the feed has."""
        if reach is None or not self.cut:
            return reach
        end = self.oldest or self.query.now
        return replace(reach, since=max(reach.since, end) if reach.since else end)

    def _entries(self, number: int) -> list[Fields]:
        if self.settings.format == "xml":
            return xml_entries(self._answer(number, "xml"))
        if self.settings.format == "json":
            return json_entries(self._answer(number, "json"))
        return self._either(number)

    def _either(self, number: int) -> list[Fields]:
        """Return what the JSON holds; the Atom instead where that fails or tells no times.

        A first page without reviews is asked for in both forms: there may be none, or the JSON
        is out of order.
        """
        try:
            entries = json_entries(self._answer(number, "json"))
        except (BadRequest, Blocked, Gone, NotThisFormat):
            return xml_entries(self._answer(number, "xml"))
        if has_times(entries) or (not entries and number > 1):
            return entries
        try:
            return xml_entries(self._answer(number, "xml")) or entries
        except (BadRequest, Blocked, Gone, NotThisFormat):
            return entries

    def _answer(self, number: int, form: str) -> Answer:
        root = f"{self.settings.base_url.rstrip('/')}/{self.country}/rss/customerreviews"
        # a feed is there for programs; robots.txt speaks of the store's pages
        return self.client.get(
            f"{root}/page={number}/id={self.app}/sortby=mostrecent/{form}", robots=False
        )
