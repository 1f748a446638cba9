"""Lists of WordPress's REST interface, which its shops share: paging, envelopes, closed routes.

Facts: https://developer.wordpress.org/rest-api/using-the-rest-api/pagination/ (`per_page` up to
100, totals in headers, 400 `…_invalid_page_number` past the end).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from collectors.absence import missing_from
from collectors.answer import Answer
from collectors.base import Held, Page, Query, Withdrawn
from collectors.errors import BadRequest, Gone, NotThisFormat, Refused
from collectors.fields import Fields, fields, raw_of, read_each, words
from collectors.groups import groups_of
from collectors.http import Client
from collectors.post import Post
from collectors.ratings import count
from collectors.review_parts import wording
from collectors.texts import from_html
from collectors.times import When, parse_time
from collectors.walk import Batch, Bounds, walk

PAGE_SIZE = 100
"""Items an answer: the most that it gives."""

Read = Callable[[Any], Iterable[Post]]
"""Makes posts of one item."""


@dataclass
class RestList:
    """One list of one site.

    Attributes:
        site: address of the site.
        route: of the list, such as wp/v2/comments.
        remedy: what to do when the list is closed.
        headers: sent along.
        robots: whether robots.txt is asked.
    """

    client: Client
    site: str
    route: str
    remedy: str
    headers: Mapping[str, str] = field(default_factory=dict)
    robots: bool = True
    _plain: bool = False

    def walk(
        self,
        query: Query,
        read: Read,
        wanted: Mapping[str, str],
        *,
        asked: str,
        bounds: tuple[int, float],
    ) -> Iterator[Page]:
        """Yield the pages of the list, newest first.

        Args:
            query: what to fetch.
            read: makes posts of one item.
            wanted: parameters that choose the items.
            asked: see `Page.asked`.
            bounds: most pages of one run, and days of looking back.
        """
        pages, days = bounds
        return walk(
            lambda page: self._batch(int(page), read, wanted),
            "1",
            asked=asked,
            query=query,
            bounds=Bounds(pages, timedelta(days=days)),
        )

    def again(
        self, read: Read, wanted: Mapping[str, str], held: Sequence[Held], *, asked: str
    ) -> Iterator[Page]:
        """Yield the present state of `held`; what the list does not hold any more is withdrawn.

        Of a list that holds none of several, nothing is believed.
        """
        for some in groups_of(PAGE_SIZE, held):
            ids = tuple(one.id for one in some)
            items = self._items(self._answer({**wanted, "include": ",".join(ids)}))
            posts, rejected = read_each(items, read, where=f"{asked} item")
            there = {words(fields(item), "id") for item in items}
            missing, doubt = missing_from(there, ids, where=asked)
            yield Page(
                tuple(posts),
                (*rejected, *doubt),
                asked=asked,
                withdrawn=tuple(Withdrawn("missing", one) for one in missing),
                visited=() if doubt else ids,
            )

    def _batch(self, number: int, read: Read, wanted: Mapping[str, str]) -> Batch:
        try:
            answer = self._answer({**wanted, "page": str(number)})
        except BadRequest as error:
            if number > 1 and "invalid_page_number" in error.detail:
                return Batch(())
            raise
        items = self._items(answer)
        posts, rejected = read_each(items, read, where=f"{self.route} page {number} item")
        ids = tuple(words(fields(item), "id") or raw_of(item) for item in items)
        return Batch(tuple(posts), tuple(rejected), _following(answer, items, number), ids=ids)

    def _answer(self, params: Mapping[str, str]) -> Answer:
        asked = {"per_page": str(PAGE_SIZE), "orderby": "date_gmt", "order": "desc", **params}
        try:
            return self._either(asked)
        except (Refused, Gone) as error:
            raise Refused(
                error.url, status=error.status, detail=error.detail, remedy=self.remedy
            ) from error

    def _either(self, params: Mapping[str, str]) -> Answer:
        """Ask at the pretty address; sites without pretty links have the list at a plain one."""
        root = self.site.rstrip("/")
        if not self._plain:
            try:
                return self._get(f"{root}/wp-json/{self.route}", params)
            except Gone:
                self._plain = True
        answer = self._get(f"{root}/", {"rest_route": f"/{self.route}", **params})
        if answer.content.lstrip()[:1] == b"<":
            raise Gone(answer.url, status=404)
        return answer

    def _get(self, url: str, params: Mapping[str, str]) -> Answer:
        return self.client.get(url, params=params, headers=self.headers, robots=self.robots)

    @staticmethod
    def _items(answer: Answer) -> list[Any]:
        """Return the items, out of the envelope if a proxy put them into one."""
        told = answer.json()
        items = told.get("data") if isinstance(told, dict) else told
        if isinstance(items, list):
            return items
        why = words(told, "message", "code") if isinstance(told, dict) else "not a list"
        raise NotThisFormat(answer.url, expected="a list", why=(why or "an object")[:200])


def moment_of(item: Fields, name: str, *, now: datetime) -> When | None:
    """Return the time of an item, from the field `name`_gmt, which is UTC though it has no zone.

    Without it, from the field `name`, which is in the site's own zone, and that we do not know.
    """
    when = parse_time(item.get(f"{name}_gmt"), now=now)
    return replace(when, assumed=False) if when else parse_time(item.get(name), now=now)


def said(markup: Any) -> Fields:
    """Return the words of an item, and its HTML where that differs."""
    raw = markup if isinstance(markup, str) else ""
    return wording(raw, from_html(raw))


def _following(answer: Answer, items: list[Any], number: int) -> str | None:
    """Return the next page's number; proxies may have dropped the header that says how many."""
    pages = count(answer.headers.get("x-wp-totalpages", "?"))
    more = number < pages if pages is not None else bool(items)
    return str(number + 1) if more else None
