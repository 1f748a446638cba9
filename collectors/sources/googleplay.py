"""Reviews of one's own apps in Google Play, through the Developer API."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Annotated, ClassVar, Self
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, model_validator

from collectors.absence import surely
from collectors.answer import Answer
from collectors.base import About, Held, Page, Query, Reach, Withdrawn
from collectors.errors import Gone, NotThisFormat
from collectors.fields import Fields, fields, read_each, words
from collectors.http import Client
from collectors.review_parts import how_gone
from collectors.service_account import ServiceAccount
from collectors.several import HOST_TROUBLE, each_asked
from collectors.sources.googleplay_reviews import read_review, review_id_of
from collectors.sources.settings import WebAddress
from collectors.walk import Batch, Bounds, walk

REACH = timedelta(days=7)
"""Only reviews written or changed in the last week are listed
(developers.google.com/android-publisher/reply-to-reviews)."""

PAGE_SIZE = 100
SCOPE = "https://www.googleapis.com/auth/androidpublisher"

Package = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z]\w*(?:\.\w+)+$")
]


class GooglePlay(BaseModel):
    """The reviews of some of one's own apps; the developer's answers as comments."""

    kind: ClassVar[str] = "googleplay"
    about: ClassVar[About] = About(
        title="Google Play reviews (Developer API)",
        access="own",
        limits="Reviews with text, written or changed in the last week; older ones are in the"
        " reports of the Play Console. Run it at least every few days.",
        terms="One's own apps only, by an account with the right to answer reviews.",
        example={"packages": ["com.example.kettle"], "access_token": "token_of_the_owner"},
    )
    model_config = ConfigDict(frozen=True, extra="forbid")

    packages: tuple[Package, ...] = Field(
        min_length=1, description="Names of the apps' packages, such as com.example.app."
    )
    access_token: SecretStr | None = Field(None, description="A token that is valid now.")
    service_account: Path | None = Field(
        None, description="Key file of a service account, which gets a token for each run."
    )
    base_url: WebAddress = Field(
        "https://androidpublisher.googleapis.com", description="The interface's host."
    )
    token_url: WebAddress = Field(
        "https://oauth2.googleapis.com/token", description="Where tokens are given out."
    )
    max_pages: int = Field(200, ge=1, description="Pages of 100 read of one app in a run, at most.")

    @model_validator(mode="after")
    def _one_access(self) -> Self:
        if (self.access_token is None) == (self.service_account is None):
            msg = "give access_token or service_account, one of them"
            raise ValueError(msg)
        return self

    def collect(self, client: Client, query: Query) -> Iterator[Page]:
        """Yield the pages of each app.

        Raises:
            NotThisFormat: the key file is not one.
            CollectorError: the first failure, after all other apps were read.
        """
        headers = self._headers(client, query)
        asks = [partial(self._reviews, client, headers, name) for name in self.packages]
        yield from each_asked(client, query, asks)

    def revisit(self, client: Client, query: Query, held: Sequence[Held]) -> Iterator[Page]:
        """Yield the present state of `held`, review by review with the answer to it.

        Raises:
            NotThisFormat: the key file is not one.
            CollectorError: the first failure, after all others were looked at.
        """
        headers = self._headers(client, query)
        known = sorted((one for one in held if one.subject), key=_review_of)
        asks = [
            partial(self._again, client, headers, where, tuple(one.id for one in some))
            for where, some in groupby(known, key=_review_of)
        ]
        yield from each_asked(client, query, asks, ends_at=HOST_TROUBLE)

    def _reviews(
        self, client: Client, headers: Mapping[str, str], package: str, query: Query
    ) -> Iterator[Page]:
        """Yield the pages of one app, each time of the whole week, and say that it was no more."""

        def read(token: str) -> Batch:
            params = {"maxResults": str(PAGE_SIZE), **({"token": token} if token else {})}
            answer = client.get(self._root(package), params=params, headers=headers, robots=False)
            return _batch(answer, query, package=package)

        bounds = Bounds(self.max_pages, REACH)
        for page in walk(read, "", asked=f"app/{package}", query=query, bounds=bounds):
            yield replace(page, reach=_reach(page.reach, query))

    def _again(
        self,
        client: Client,
        headers: Mapping[str, str],
        where: tuple[str, str],
        ids: tuple[str, ...],
        query: Query,
    ) -> Iterator[Page]:
        package, review = where
        asked, url = f"app/{package}", f"{self._root(package)}/{quote(review, safe='')}"
        try:
            answer = client.get(url, headers=headers, robots=False)
        except Gone as error:
            gone = tuple(Withdrawn(how_gone(surely(error)), one) for one in ids)
            yield Page((), asked=asked, withdrawn=gone, visited=ids)
            return
        read = partial(read_review, query=query, package=package)
        posts, rejected = read_each([answer.json()], read, where=url)
        there = {post.id for post in posts}
        gone = tuple(Withdrawn("missing", one) for one in ids if posts and one not in there)
        yield Page(tuple(posts), tuple(rejected), asked=asked, withdrawn=gone, visited=ids)

    def _root(self, package: str) -> str:
        base = self.base_url.rstrip("/")
        return f"{base}/androidpublisher/v3/applications/{quote(package, safe='')}/reviews"

    def _headers(self, client: Client, query: Query) -> Mapping[str, str]:
        if self.access_token:
            token = self.access_token.get_secret_value()
        else:
            account = ServiceAccount.read(self.service_account or Path())
            token = account.token(client, self.token_url, scope=SCOPE, now=query.now)
        return {"authorization": f"Bearer {token}"}


def _review_of(held: Held) -> tuple[str, str]:
    """Return the package and the id of the review that a held post is, or answers."""
    return str(held.subject), review_id_of(held)


def _batch(answer: Answer, query: Query, *, package: str) -> Batch:
    told = answer.json()
    items = told.get("reviews", []) if isinstance(told, dict) else None
    if not isinstance(items, list):
        raise NotThisFormat(answer.url, expected="a list of reviews", why="it has none")
    read = partial(read_review, query=query, package=package)
    posts, rejected = read_each(items, read, where=f"app {package} review")
    reviews = [post for post in posts if post.kind == "review"]
    return Batch(
        tuple(posts),
        tuple(rejected),
        following=_next(told),
        times=tuple(post.published_at for post in reviews if post.published_at),
        ids=(*(post.id for post in reviews), *(one.raw for one in rejected)),
    )


def _next(told: Fields) -> str | None:
    return words(fields(told, "tokenPagination"), "nextPageToken")


def _reach(reach: Reach | None, query: Query) -> Reach | None:
    if reach is None:
        return None
    week = query.now - REACH
    return replace(reach, since=max(reach.since, week) if reach.since else week)
