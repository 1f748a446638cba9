"""Mastodon, and what speaks its language: hashtags, an account, a thread, or all that is public."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Any, ClassVar, Self
from urllib.parse import quote, urlencode, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from collectors.base import About, Held, How, Page, Query, Withdrawn
from collectors.errors import Gone
from collectors.fields import fields, objects, reference
from collectors.groups import groups_of
from collectors.http import Client
from collectors.one_by_one import one_by_one
from collectors.ratings import count
from collectors.several import each_asked
from collectors.sources.mastodon_api import AT_ONCE, PAGE_SIZE, Instance, raise_if_no_api
from collectors.sources.settings import WebAddress
from collectors.sources.statuses import read_statuses
from collectors.times import parse_time
from collectors.walk import Batch, Bounds, walk

__all__ = ["Mastodon"]

_MOST_TAGS = 4
"""Further hashtags that an instance takes, by default (timelines.md, "View hashtag timeline")."""


def _bare_tag(tag: str | None) -> str | None:
    return tag.strip().strip("#＃").strip() or None if tag else None


def _bare_tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(bare for tag in tags if (bare := _bare_tag(tag)))


Tags = Annotated[tuple[str, ...], AfterValidator(_bare_tags)]


class Mastodon(BaseModel):
    """Statuses of one instance, newest first, back to where the last run began."""

    kind: ClassVar[str] = "mastodon"
    about: ClassVar[About] = About(
        title="Mastodon, Pleroma, Akkoma, GoToSocial, Pixelfed",
        access="open",
        limits=(
            "300 requests in 5 minutes; an instance may ask for a token or show less to"
            " strangers; of a thread at most some 60 answers without one."
        ),
        terms=(
            "Each instance has rules of its own, and many forbid to collect in bulk: keep to"
            " hashtags, and leave out authors who do not want to be found where that is asked."
        ),
        example={"base_url": "https://social.example", "hashtags": ["kettles"], "max_pages": 10},
    )
    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: WebAddress = Field(
        description="Address of the instance, such as https://social.example."
    )
    hashtag: Annotated[str | None, AfterValidator(_bare_tag)] = Field(
        None, description="Only statuses with this hashtag."
    )
    hashtags: Tags = Field((), description="The same for several hashtags, one after the other.")
    any_tags: Tags = Field(
        (), max_length=_MOST_TAGS, description="With `hashtag`: or with one of these."
    )
    all_tags: Tags = Field(
        (), max_length=_MOST_TAGS, description="With `hashtag`: and with all of these."
    )
    none_tags: Tags = Field(
        (), max_length=_MOST_TAGS, description="With `hashtag`: and with none of these."
    )
    account: str | None = Field(
        None, description="Only statuses of this account: name or name@host."
    )
    status: str | None = Field(
        None, description="Only the thread of this status: its id, or its address on the instance."
    )
    local: bool = Field(default=False, description="Only statuses written on this instance.")
    remote: bool = Field(default=False, description="Only statuses written on other instances.")
    exclude_boosts: bool = Field(
        default=False, description="With `account`: without what it only passes on."
    )
    exclude_replies: bool = Field(
        default=False, description="With `account`: without its answers to others."
    )
    access_token: SecretStr | None = Field(
        None, description="Token of an application (read:statuses), where the instance wants one."
    )
    look_back_days: float = Field(
        3.0, ge=0, description="Days before the last run that are read again, so that edits show."
    )
    skip_unlisted_authors: bool = Field(
        default=False,
        description="Leave out authors who do not want to be found (noindex; indexable or"
        " discoverable switched off).",
    )
    max_pages: int = Field(100, ge=1, description="Pages of 40 read in one run, at most.")

    @model_validator(mode="after")
    def _one_timeline(self) -> Self:
        given = [bool(self._tags), bool(self.account), bool(self.status)]
        if sum(given) > 1:
            msg = "give hashtag, account or status, not both or all; none means the public timeline"
            raise ValueError(msg)
        if (self.any_tags or self.all_tags or self.none_tags) and not self._tags:
            msg = "any_tags, all_tags and none_tags go with hashtag"
            raise ValueError(msg)
        if self.local and self.remote:
            msg = "local and remote leave nothing together"
            raise ValueError(msg)
        if self.status:
            self._status_id()
        return self

    def collect(self, client: Client, query: Query) -> Iterator[Page]:
        """Yield pages newest first; each timeline has a mark of its own.

        Raises:
            Refused: the instance shows its timelines to members only.
            CollectorError: it could not be read any further.
        """
        instance = self._instance(client)
        if self.status:
            yield from self._thread(instance, query)
        elif self.account:
            yield from self._account(instance, query)
        elif self._tags:
            asks = [partial(self._hashtag, instance, tag=tag) for tag in self._tags]
            yield from each_asked(client, query, asks)
        else:
            yield from self._walked(instance, query, "public", self._timeline_url("public", []))

    def revisit(self, client: Client, query: Query, held: Sequence[Held]) -> Iterator[Page]:
        """Yield one page a held status: as it is now, with what has been answered to it.

        A status that the instance answers with 404 or 410 was deleted or is no longer public.

        Raises:
            CollectorError: the first failure, after all other statuses were asked for.
        """
        yield from one_by_one(self._looks(self._instance(client), query, held))

    def _looks(
        self, instance: Instance, query: Query, held: Sequence[Held]
    ) -> Iterator[Callable[[], Page]]:
        """Yield how each held status is looked at; many are asked for at once where that works."""
        read_below: set[str] = set()
        for group in groups_of(AT_ONCE, held):
            known = instance.statuses([one.id for one in group]) if len(group) > 1 else None
            for one in group:
                yield partial(self._revisited, instance, query, one.id, known or {}, read_below)

    @property
    def host(self) -> str:
        """Return the host of the instance, as it stands behind the names of its members."""
        return (urlsplit(self.base_url).hostname or "").lower()

    @property
    def _tags(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*([self.hashtag] if self.hashtag else []), *self.hashtags]))

    def _instance(self, client: Client) -> Instance:
        return Instance(client, self.base_url, self.access_token)

    def _hashtag(self, instance: Instance, query: Query, *, tag: str) -> Iterator[Page]:
        further = {"any": self.any_tags, "all": self.all_tags, "none": self.none_tags}
        parameters = [(f"{name}[]", one) for name, tags in further.items() for one in tags]
        first = self._timeline_url(f"tag/{quote(tag, safe='')}", parameters)
        return self._walked(instance, query, _asked(f"tag/{tag}", parameters), first)

    def _account(self, instance: Instance, query: Query) -> Iterator[Page]:
        acct = (self.account or "").strip().lstrip("@")
        root = f"{instance.root}/accounts/{instance.account_id(acct)}/statuses"
        wishes = {"exclude_reblogs": self.exclude_boosts, "exclude_replies": self.exclude_replies}
        parameters = [(name, "true") for name, wished in wishes.items() if wished]
        first = f"{root}?{urlencode([('limit', PAGE_SIZE), *parameters])}"
        return self._walked(instance, query, _asked(f"account/{acct}", parameters), first)

    def _timeline_url(self, timeline: str, parameters: list[tuple[str, str]]) -> str:
        root = f"{self.base_url.rstrip('/')}/api/v1/timelines"
        sides = [("local", self.local), ("remote", self.remote)]
        chosen = [(name, "true") for name, wished in sides if wished]
        return f"{root}/{timeline}?{urlencode([('limit', PAGE_SIZE), *chosen, *parameters])}"

    def _walked(self, instance: Instance, query: Query, asked: str, first: str) -> Iterator[Page]:
        def read(url: str) -> Batch:
            statuses, following = instance.statuses_at(url)
            return self._batch(statuses, query, following=following)

        side = "/local" if self.local else "/remote" if self.remote else ""
        return walk(read, first, asked=asked + side, query=query, bounds=self._bounds())

    def _thread(self, instance: Instance, query: Query) -> Iterator[Page]:
        name = self._status_id()

        def read(status_id: str) -> Batch:
            above, below = instance.thread(status_id)
            statuses = [*above, instance.status(status_id), *below]
            opened = reference(fields(statuses[0]), "id")
            return self._batch(statuses, query, thread_id=opened)

        return walk(read, name, asked=f"thread/{name}", query=query, bounds=self._bounds())

    def _batch(
        self,
        statuses: list[Any],
        query: Query,
        *,
        following: str | None = None,
        thread_id: str | None = None,
    ) -> Batch:
        page = self._read(statuses, query, thread_id=thread_id)
        return Batch(
            page.posts,
            page.rejected,
            following,
            times=tuple(_created(statuses, query.now)),
            ids=tuple(name for one in objects(statuses) if (name := reference(one, "id"))),
        )

    def _revisited(
        self,
        instance: Instance,
        query: Query,
        status_id: str,
        known: Any,
        read_below: set[str],
    ) -> Page:
        try:
            statuses = [known.get(status_id) or instance.status(status_id)]
        except Gone as error:
            raise_if_no_api(error)
            how: How = "410" if error.status == 410 else "404"  # noqa: PLR2004  # its own name
            return Page((), withdrawn=(Withdrawn(how, status_id),), visited=(status_id,))
        thread_id = None
        if count(statuses[0].get("replies_count")) and status_id not in read_below:
            above, below = _thread_of(instance, status_id)
            thread_id = reference(fields([*above, *statuses][0]), "id")
            statuses += below
        page = self._read(statuses, query, thread_id=thread_id)
        if thread_id:
            read_below.update(post.id for post in page.posts)
        return Page(page.posts, page.rejected, visited=(status_id,))

    def _read(self, statuses: list[Any], query: Query, *, thread_id: str | None) -> Page:
        return read_statuses(
            statuses,
            query,
            host=self.host,
            skip_noindex=self.skip_unlisted_authors,
            thread_id=thread_id,
        )

    def _bounds(self) -> Bounds:
        return Bounds(self.max_pages, timedelta(days=self.look_back_days))

    def _status_id(self) -> str:
        """Return the id in an id or address.

        Raises:
            ValueError: there is none, or it is an address on another instance, where ids differ.
        """
        written = (self.status or "").strip()
        parts = urlsplit(written)
        name = parts.path.rstrip("/").rpartition("/")[2]
        if not name.isalnum():
            msg = f"{written!r} is neither the id nor the address of a status"
            raise ValueError(msg)
        if parts.netloc and parts.netloc != urlsplit(self.base_url).netloc:
            msg = f"{written} is on another instance than base_url; ids differ between them"
            raise ValueError(msg)
        return name


def _thread_of(instance: Instance, status_id: str) -> tuple[list[Any], list[Any]]:
    """Return what stands above and below a status that was shown just now."""
    try:
        return instance.thread(status_id)
    except Gone:
        return [], []


def _asked(what: str, parameters: Sequence[tuple[str, str]]) -> str:
    """Return the name under which the mark is kept: other wishes, another mark."""
    return "/".join([what, *(f"{name.rstrip('[]')}={value}" for name, value in parameters)])


def _created(statuses: list[Any], now: datetime) -> Iterator[datetime]:
    for one in objects(statuses):
        if when := parse_time(one.get("created_at"), now=now):
            yield when.moment
