from contextlib import suppress

import pytest

from collectors.answer import Answer
from collectors.errors import CollectorError
from collectors.feeds import xml_issue
from collectors.markup import Document, read_reviews
from collectors.texts import clean, from_html

URL = "https://a.example/x"
MANY = 200_000

# each would take minutes, were it read in more than linear time
PIECES = [
    "<a",
    "<!--",
    "<!DOCTYPE[",
    "<![CDATA[",
    " ",
    "]] ",
    ", ",
    "&#",
    "\n",
    "[",
    "{",
    "<p>",
    "]]>",
]


@pytest.mark.parametrize("piece", PIECES)
def test_text_made_to_be_slow_is_not(piece: str) -> None:
    clean(piece * MANY)
    from_html(f"x{piece * MANY}x")


@pytest.mark.parametrize("piece", PIECES)
def test_a_script_made_to_be_slow_is_not(piece: str) -> None:
    script = f'<script type="application/ld+json">x{piece * MANY}x</script>'
    read_reviews(Document.parse(script, url=URL))


@pytest.mark.parametrize("piece", [piece for piece in PIECES if piece != "<p>"])
def test_a_feed_made_to_be_slow_is_not(piece: str) -> None:
    content = f"<rss><channel><item><title>{piece * (MANY // 10)}</title></item></channel></rss>"
    with suppress(CollectorError):
        xml_issue(Answer(URL, 200, {}, content.encode()))


def test_items_that_are_nested_without_end_are_rejected() -> None:
    nested = '<div itemscope itemprop="review" itemtype="https://schema.org/Review">x' * 2000
    found, rejected = read_reviews(Document.parse(nested, url=URL))
    assert found == []
    assert [one.reason for one in rejected] == ["items are nested too deep to be meant"]
