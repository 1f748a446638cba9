"""Feeds and pages in each of the ways they are written, one answer each, for mutation."""

from pathlib import Path

from examples import Source
from replaying import exchange
from small import HOST

from collectors.base import Collector
from collectors.sources.feed import Feed
from collectors.sources.page import ReviewPage

FOLDER = Path(__file__).parent / "seeds"


def markup_sources() -> list[Source]:
    """Return a source for each way of writing."""
    feeds = [
        Source(path.stem, _feed, [exchange(f"{HOST}/1", path.read_text("utf-8"))])
        for path in sorted(FOLDER.glob("*.xml"))
    ]
    pages = [
        Source(path.stem, _page, [exchange(f"{HOST}/1", path.read_text("utf-8"))])
        for path in sorted(FOLDER.glob("*.html"))
    ]
    return feeds + pages


def _feed(url: str) -> Collector:
    return Feed(url=f"{url}/1")


def _page(url: str) -> Collector:
    return ReviewPage(urls=(f"{url}/1",), follow_next=True)
