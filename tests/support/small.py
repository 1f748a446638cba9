"""The smallest sources there are: two pages each, some posts, a few hundred bytes an answer."""

from collections.abc import Callable, Mapping
from typing import Any

from replaying import exchange

from collectors.base import Collector
from collectors.sources.feed import Feed
from collectors.sources.mastodon import Mastodon
from collectors.sources.page import ReviewPage

HOST = "https://small.example"
Small = tuple[Callable[[str], Collector], list[Mapping[str, Any]]]
"""(collector at an address, its exchanges)"""


def _feed() -> Small:
    pages = [
        {"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [_item(4), _item(3)],
         "next_url": f"{HOST}/2"},
        {"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [_item(2)]},
    ]  # fmt: skip
    exchanges = [exchange(f"{HOST}/{number}", page) for number, page in enumerate(pages, start=1)]
    return lambda url: Feed(url=f"{url}/1"), exchanges


def _item(number: int) -> dict[str, Any]:
    return {"id": str(number), "content_text": f"n°{number}", "date_published": _moment(number)}


def _moment(number: int) -> str:
    return f"2026-05-{number:02}T08:00:00Z"


def _mastodon() -> Small:
    first = f"{HOST}/api/v1/timelines/tag/a?limit=40"
    second = f"{first}&max_id=3"
    link = f'<{second}>; rel="next"'
    exchanges = [
        exchange(first, [_status(4), _status(3)], link=link),
        exchange(second, [_status(2)]),
    ]
    return lambda url: Mastodon(base_url=url, hashtag="a"), exchanges


def _status(number: int) -> dict[str, Any]:
    return {
        "id": str(number),
        "created_at": _moment(number),
        "content": f"<p>n°{number}</p>",
        "account": {"acct": "ann", "id": "1"},
    }


def _page() -> Small:
    exchanges = [
        exchange(f"{HOST}/1", _reviews(4, 3, more="/2"), content_type="text/html"),
        exchange(f"{HOST}/2", _reviews(2), content_type="text/html"),
    ]
    return lambda url: ReviewPage(urls=(f"{url}/1",), follow_next=True), exchanges


def _reviews(*numbers: int, more: str = "") -> str:
    link = f'<link rel="next" href="{more}">' if more else ""
    reviews = "".join(
        f'<div itemscope itemtype="https://schema.org/Review"><b itemprop="author">A{number}</b>'
        f'<time itemprop="datePublished">2026-05-0{number}</time>'
        f'<p itemprop="reviewBody">n{number}</p></div>'
        for number in numbers
    )
    return f"<html><head>{link}<title>t</title></head><body>{reviews}</body></html>"


SMALL: Mapping[str, Small] = {"feed": _feed(), "mastodon": _mastodon(), "page": _page()}
