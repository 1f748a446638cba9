"""RSS, Atom, RDF and JSON feeds."""

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from collectors.addresses import shown
from collectors.answer import Answer
from collectors.asked import target
from collectors.base import About, Page, Query, Reach, Rejected
from collectors.entries import Shelf, posts_of
from collectors.errors import Blocked, CollectorError, Gone
from collectors.feeds import Issue, xml_issue
from collectors.http import Client
from collectors.json_feeds import json_issue, looks_like_json
from collectors.limits import limited
from collectors.looks import Look
from collectors.post import Kind, Post
from collectors.sources.settings import ZONE_HELP, WebAddress, Zone
from collectors.times import zone_named

GONE_FOR_GOOD = 410


class Feed(BaseModel):
    """The items of one feed; each run asks only whether it changed.

    The pages of a feed that has several (RFC 5005, `next_url`) are read on the first run, and
    where items in between would be missing.
    """

    kind: ClassVar[str] = "feed"
    about: ClassVar[About] = About(
        title="RSS, Atom, RDF and JSON feeds, RSSHub's among them",
        access="open",
        limits=(
            "A feed holds its newest 10 to 50 items: what turns over faster than it is read is"
            " missed, and the reach of each run says so."
        ),
        terms=(
            "A feed is there to be read; its texts stay the publisher's. Of RSSHub use your own"
            " instance: the public one is not meant for products."
        ),
        example={"url": "https://forum.example/feed.xml", "zone": "Asia/Shanghai"},
    )
    model_config = ConfigDict(frozen=True, extra="forbid")

    url: WebAddress = Field(
        description="Address of the feed: a site's own, or a route of your RSSHub instance."
    )
    zone: Zone = Field(None, description=ZONE_HELP)
    post_kind: Kind = Field(
        "article",
        description="What its items are: article, post, comment (a comment feed) or review.",
    )
    heed_ttl: bool = Field(
        default=True,
        description=(
            "Whether it is left alone for as long as it asks (ttl, updatePeriod, skipHours,"
            " Cache-Control), a day at most."
        ),
    )
    max_pages: int = Field(10, ge=1, description="Pages of a feed that has several, at most.")

    def collect(self, client: Client, query: Query) -> Iterator[Page]:
        """Yield one `Page` an answer; none while the feed does not want to be asked again.

        Raises:
            Gone: the feed answered 410; it is asked again a week later.
            CollectorError: it could not be read.
        """
        last = Look.last(query.mark(self.asked), query)
        if last.gone and last.is_early(query.now):
            raise Gone(self.url, status=GONE_FOR_GOOD)
        if self.heed_ttl and last.is_early(query.now):
            return
        try:
            answer, last = self._asked_again(client, last)
        except Gone as error:
            if error.status == GONE_FOR_GOOD and error.url == shown(str(target(self.url))):
                yield Page((), cursor=last.dead(query).written(), asked=self.asked)
            raise
        if answer.not_modified:
            yield self._unchanged(answer, last, query)
            return
        yield from limited(self._pages(client, query, answer, last), query)

    @property
    def asked(self) -> str:
        """Return the name under which marks are kept."""
        return shown(self.url)

    def _asked_again(self, client: Client, last: Look) -> tuple[Answer, Look]:
        """Ask where the feed lives by now, and where the settings say when it is not there.

        An address it moved to may be lost, or become another's: only that of the settings counts
        as the feed's own.
        """
        moved = last.url is not None
        try:
            answer = client.get(
                last.url or self.url,
                etag=last.etag,
                last_modified=last.last_modified,
                sent_by=self.url,
            )
            if moved and not answer.not_modified:
                _issue(answer)  # raises where something else is there by now
        except CollectorError:
            if not moved:
                raise
            return client.get(self.url), last.at_home()
        return answer, last

    def _unchanged(self, answer: Answer, last: Look, query: Query) -> Page:
        reach = Reach(last.looked_at or query.now)
        cursor = last.unchanged(answer, query).written()
        return Page((), cursor=cursor, asked=self.asked, reach=reach)

    def _pages(self, client: Client, query: Query, first: Answer, last: Look) -> Iterator[Page]:
        """Yield the pages; the mark comes with the last one, when all of it was read."""
        answer, visited, read = first, {self.url, first.url}, dict[str, Post]()
        rhythm = None
        for turn in range(1, self.max_pages + 1):
            issue, posts, rejected = _read(answer, query, self)
            rhythm = rhythm or issue.rhythm
            fresh = [post for post in posts if post.id not in read]
            read.update((post.id, post) for post in fresh)
            older = None if issue.following in visited else issue.following
            shifted = older is not None and not fresh
            older = older if fresh and self._goes_on(posts, last, query) else None
            if older and turn == self.max_pages:
                why = f"{self.max_pages} pages read and more to come; raise max_pages"
                rejected.append(Rejected(self.asked, why, ""))
                older = None
            page = Page(
                tuple(post for post in fresh if _wanted(post, query)),
                tuple(rejected),
                asked=self.asked,
            )
            if older is None:
                every = list(read.values())
                look = last.renewed(first, query, rhythm, every)
                look = look.unsure() if shifted else look
                yield replace(page, cursor=look.written(), reach=last.reach(every, query))
                return
            yield page
            visited.add(older)
            answer = client.get(older, sent_by=self.url)

    def _goes_on(self, posts: list[Post], last: Look, query: Query) -> bool:
        """Return whether older items than `posts` are of interest."""
        return not last.knows(posts) and any(_wanted(post, query) for post in posts)


def read_feed(answer: Answer, query: Query, feed: Feed) -> tuple[list[Post], list[Rejected]]:
    """Return the items of one answer, in its order, each id once, and what was not readable.

    Raises:
        NotThisFormat: it is no feed.
        Blocked: it is a page instead.
    """
    _, posts, rejected = _read(answer, query, feed)
    return posts, rejected


def _issue(answer: Answer) -> Issue:
    if not answer.content.strip():
        raise Blocked(answer.url, why="an empty answer where a feed was due")
    return json_issue(answer) if looks_like_json(answer.content) else xml_issue(answer)


def _read(answer: Answer, query: Query, feed: Feed) -> tuple[Issue, list[Post], list[Rejected]]:
    issue = _issue(answer)
    shelf = Shelf(answer.url, feed.post_kind, zone_named(feed.zone) if feed.zone else None)
    posts, rejected = posts_of(issue.entries, shelf, query)
    return issue, posts, [*issue.rejected, *rejected]


def _wanted(post: Post, query: Query) -> bool:
    latest = post.edited_at or post.published_at
    return not (query.since and latest and latest < query.since)
