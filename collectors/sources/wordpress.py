"""Comments of a site made with WordPress."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from collectors.addresses import web_address
from collectors.base import About, Held, Page, Query
from collectors.fields import fields, identifier, published, reference, words
from collectors.http import Client
from collectors.post import Post
from collectors.sources.settings import WebAddress
from collectors.texts import from_html
from collectors.wordpress_rest import RestList, moment_of, said

MENTIONS = frozenset({"pingback", "trackback"})
"""Types of what other sites leave by themselves when they link to an article."""


class WordPress(BaseModel):
    """The public comments of a site, or of some of its articles, newest first."""

    kind: ClassVar[str] = "wordpress"
    about: ClassVar[About] = About(
        title="WordPress comments",
        access="open",
        limits="All public comments, 100 an answer; a site may close the list, then read its"
        " comment feed: kind feed with post_kind comment.",
        terms="The site's own; robots.txt is obeyed.",
        example={"base_url": "https://blog.example"},
    )
    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: WebAddress = Field(description="Address of the site, such as https://blog.example.")
    posts: tuple[int, ...] = Field((), description="Only comments on articles of these numbers.")
    mentions: bool = Field(
        default=False, description="Whether pingbacks and trackbacks are wanted as well."
    )
    look_back_days: float = Field(
        3.0,
        ge=0,
        description="Days before the last run that are read again: comments are often"
        " let through late.",
    )
    max_pages: int = Field(100, ge=1, description="Pages of 100 read in one run, at most.")

    def collect(self, client: Client, query: Query) -> Iterator[Page]:
        """Yield pages newest first.

        Raises:
            Refused: the site does not show the list; it says what to use instead.
            CollectorError: it could not be read any further.
        """
        chosen = ",".join(map(str, self.posts))
        return self._list(client).walk(
            query,
            partial(read_comment, query=query, mentions=self.mentions),
            {"post": chosen} if chosen else {},
            asked=f"comments/{chosen}" if chosen else "comments",
            bounds=(self.max_pages, self.look_back_days),
        )

    def revisit(self, client: Client, query: Query, held: Sequence[Held]) -> Iterator[Page]:
        """Yield the present state of `held`, a hundred an answer.

        Raises:
            CollectorError: as `collect`.
        """
        read = partial(read_comment, query=query, mentions=True)
        return self._list(client).again(read, {}, held, asked="comments")

    def _list(self, client: Client) -> RestList:
        feed = f"{self.base_url.rstrip('/')}/comments/feed/"
        remedy = f"read its comment feed instead: kind feed, url {feed}, post_kind comment"
        return RestList(client, self.base_url, "wp/v2/comments", remedy)


def read_comment(comment: Any, *, query: Query, mentions: bool) -> Iterator[Post]:
    """Yield one comment, or nothing if it is a mention and these are not wanted.

    A comment answers the comment `parent`; its thread is the article, called post-<number> as in
    WordPress's own pages, for articles and comments are numbered apart.
    """
    if comment.get("type") in MENTIONS and not mentions:
        return
    when = moment_of(comment, "date", now=query.now)
    address = web_address(words(comment, "link"))
    article = reference(comment, "post")
    yield Post(
        source=query.source,
        id=identifier(comment, "id"),
        # in shops, product reviews stand among the comments (their stars do not)
        kind="review" if comment.get("type") == "review" else "comment",
        url=address,
        author_id=reference(comment, "author"),
        author=from_html(words(comment, "author_name") or "") or None,
        **published(when),
        **said(fields(comment, "content").get("rendered")),
        parent_id=reference(comment, "parent"),
        thread_id=article and f"post-{article}",
        subject=address.partition("#")[0] if address else None,
    )
