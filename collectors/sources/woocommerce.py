"""Product reviews of one's own shop made with WooCommerce."""

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from collectors.addresses import web_address
from collectors.base import About, Held, Page, Query
from collectors.errors import BadAddress
from collectors.fields import Fields, identifier, objects, published, reference, words
from collectors.http import Client
from collectors.post import Post
from collectors.ratings import number
from collectors.review_parts import five_stars
from collectors.sources.settings import WebAddress
from collectors.texts import from_html
from collectors.wordpress_rest import RestList, moment_of, said

Status = Literal["approved", "hold", "spam", "trash", "all"]

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_USER = re.compile(r"/users/(\d{1,18})/?$")
_REMEDY = "make a key with the right to read (WooCommerce > Settings > Advanced > REST API)"


class WooCommerce(BaseModel):
    """The product reviews of one's own shop, newest first."""

    kind: ClassVar[str] = "woocommerce"
    about: ClassVar[About] = About(
        title="WooCommerce reviews",
        access="own",
        limits="All reviews of the shop, 100 an answer; answers of the shop to reviews are not"
        " among them.",
        terms="The shop's own data, by the shop's own key; e-mail addresses of reviewers are"
        " dropped.",
        example={
            "base_url": "https://shop.example",
            "key": "ck_of_the_shop",
            "secret": "cs_of_the_shop",
        },
    )
    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: WebAddress = Field(description="Address of the shop, such as https://shop.example.")
    key: SecretStr = Field(description="Consumer key, with the right to read.")
    secret: SecretStr = Field(description="Consumer secret.")
    products: tuple[int, ...] = Field((), description="Only reviews of products of these numbers.")
    status: Status = Field("approved", description="Only reviews of this status.")
    look_back_days: float = Field(
        3.0,
        ge=0,
        description="Days before the last run that are read again: reviews are often"
        " let through late.",
    )
    max_pages: int = Field(100, ge=1, description="Pages of 100 read in one run, at most.")

    def collect(self, client: Client, query: Query) -> Iterator[Page]:
        """Yield pages newest first.

        Raises:
            Refused: the key does not open the list.
            BadAddress: the key would be sent over a line that others can read.
            CollectorError: it could not be read any further.
        """
        chosen = ",".join(map(str, self.products))
        return self._list(client).walk(
            query,
            partial(read_review, query=query),
            {"status": self.status, **({"product": chosen} if chosen else {})},
            asked="/".join(filter(None, ("reviews", self.status, chosen))),
            bounds=(self.max_pages, self.look_back_days),
        )

    def revisit(self, client: Client, query: Query, held: Sequence[Held]) -> Iterator[Page]:
        """Yield the present state of `held`, a hundred an answer.

        Raises:
            CollectorError: as `collect`.
        """
        read = partial(read_review, query=query)
        return self._list(client).again(read, {"status": self.status}, held, asked="reviews")

    def _list(self, client: Client) -> RestList:
        self._check_line(client)
        pair = f"{self.key.get_secret_value()}:{self.secret.get_secret_value()}"
        headers = {"authorization": f"Basic {b64encode(pair.encode()).decode()}"}
        return RestList(
            client, self.base_url, "wc/v3/products/reviews", _REMEDY, headers, robots=False
        )

    def _check_line(self, client: Client) -> None:
        """Let pass what nobody can listen to.

        Raises:
            BadAddress: key and secret would go over the open net in clear.
        """
        parts = urlsplit(self.base_url)
        near = parts.hostname in _LOOPBACK or {parts.hostname, parts.netloc} & set(
            client.policy.allow_private
        )
        if parts.scheme != "https" and not near:
            raise BadAddress(
                self.base_url, why="key and secret could be read on the way; use https"
            )


def read_review(review: Any, *, query: Query) -> Iterator[Post]:
    """Yield one review; the address of its author's mailbox is left behind."""
    when = moment_of(review, "date_created", now=query.now)
    page = web_address(words(review, "product_permalink"))
    own_id = identifier(review, "id")
    yield Post(
        source=query.source,
        id=own_id,
        kind="review",
        url=page and f"{page}#comment-{own_id}",
        author_id=_author_id(review),
        author=from_html(words(review, "reviewer") or "") or None,
        **published(when),
        **said(review.get("review")),
        **_rating(review.get("rating")),
        subject=reference(review, "product_id"),
    )


def _author_id(review: Fields) -> str | None:
    """Return the number of the shop's customer; visitors have none."""
    links = objects(review, "_links", "reviewer")
    found = _USER.search(words(links[0], "href") or "") if links else None
    return found and found[1]


def _rating(written: Any) -> Fields:
    """Return the stars with their scale; 0 means that none were given."""
    return {} if number(written) == 0 or written is None else five_stars(written)
