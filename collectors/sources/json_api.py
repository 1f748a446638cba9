"""Any list of items that a site answers in JSON, by paths."""

from collections.abc import Iterator
from typing import Any, ClassVar

from collectors.addresses import shown
from collectors.answer import Answer
from collectors.base import About, Page, Query
from collectors.declared.asking import Asking, complains, message_in
from collectors.declared.item import Place
from collectors.declared.json_items import ItemPaths, read_items
from collectors.declared.paths import at
from collectors.declared.reading import Reading
from collectors.errors import BadRequest, Gone, NotThisFormat
from collectors.http import Client
from collectors.links import stays
from collectors.walk import Batch

_PAST_THE_END = frozenset({400, 404, 410, 416, 422})
"""What sources answer to a page number beyond their last page."""


class DeclaredJson(Asking, ItemPaths):
    """The items of a site's JSON answers, found by paths."""

    kind: ClassVar[str] = "json"
    about: ClassVar[About] = About(
        title="JSON, by paths",
        access="open",
        limits="Whatever the address answers; how many pages that is, is the source's matter.",
        terms="The source's own: ask its owner whether the address is meant for programs;"
        " robots.txt is obeyed.",
        example={
            "url": "https://shop.example/api/reviews",
            "params": {"product": "lamp-7", "sort": "newest"},
            "items": "data.list",
            "id": "id",
            "text": "content",
            "title": "headline",
            "author": "user.name",
            "author_id": "user.id",
            "rating": "score",
            "rating_low": 1,
            "rating_high": 5,
            "date": "created",
            "edited": "changed",
            "link": "join('', ['https://shop.example/r/', to_string(id)])",
            "likes": "votes.up",
            "subject": "product.name",
            "paging": "page",
            "size_param": "per_page",
            "size": 2,
            "ok_path": "code",
            "ok_value": 0,
            "post_kind": "review",
        },
    )

    def collect(self, client: Client, query: Query) -> Iterator[Page]:
        """Yield one `Page` an answer.

        Raises:
            Blocked: the answer says that something is wrong (`ok_path`).
            NotThisFormat: there is no list of items where one should be.
            CollectorError: it could not be read any further.
        """

        def read(token: str) -> Batch:
            return self._batch(client, query, token)

        yield from self.pages(read, self.first, asked=self.asked, query=query)

    def _batch(self, client: Client, query: Query, token: str) -> Batch:
        try:
            answer = self.ask(client, token)
        except (BadRequest, Gone) as error:
            past = self.paging in ("page", "offset") and token != self.first
            if past and error.status in _PAST_THE_END:
                return Batch(())
            raise
        read = answer.json()
        self.raise_unless_ok(answer, read)
        items = self._items(answer, read, first=token == self.first)
        place = Place(query.source, self.asked, None, query.now, self)
        reading = read_items(items, self, place, base=answer.url)
        return Batch(
            tuple(reading.posts),
            following=self._onward(answer, read, token, reading, items=len(items)),
            rejected=tuple(reading.rejected),
            times=None if self.order == "newest" and self.date else (),
        )

    def _items(self, answer: Answer, read: Any, *, first: bool) -> list[Any]:
        """Return the items; after the first answer, none at all is the end, unless it complains.

        Raises:
            NotThisFormat: what is there is no list.
        """
        found = at(self.items, read)
        if found is None and (self.may_be_empty or not first) and not complains(read):
            return []
        if isinstance(found, list):
            return found
        what = "nothing" if found is None else f"a {type(found).__name__}"
        keys = f"; the answer has: {', '.join(list(read)[:20])}" if isinstance(read, dict) else ""
        why = f"items = {self.items!r} finds {what}{message_in(read)}{keys}"
        raise NotThisFormat(answer.url, expected="an answer with a list of items", why=why)

    def _onward(
        self, answer: Answer, read: Any, token: str, reading: Reading, *, items: int
    ) -> str | None:
        following = self.following(answer, read, token, items=items)
        if following is None or self.paging not in ("link", "next"):
            return following
        if not stays(self.url, following):
            why = "the next answer is on another host than url; it is not read"
            reading.note("next", why, shown(following))
            return None
        return following
