from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.base import Rejected
from collectors.markup import Document, read_reviews
from collectors.markup.review import Place, to_post

URL = "https://shop.example/p"
PLACE = Place("shop", URL, URL, datetime(2024, 5, 20, tzinfo=UTC), None)


def read(markup: str) -> Any:
    found, rejected = read_reviews(Document.parse(f"<body>{markup}</body>", url=URL))
    return [to_post(one, PLACE) for one in found], rejected


NEW = """<div class="h-review"><a class="p-name u-url" href="/r/2">Dim</a>
<p class="p-author h-card"><a class="u-url" href="/u/bea">Bea</a></p>
<data class="p-rating" value="2">2</data> of <span class="p-best">10</span>
<time class="dt-published" datetime="2024-05-02T10:00:00Z">in May</time>
<div class="e-content"><p>Too dim.</p><p>Too dear.</p></div>
<a class="p-item h-product" href="/p">Lamp N2</a></div>"""
OLD = """<div class="hreview"><span class="summary">Nice</span>
<span class="item"><span class="fn">Lamp N1</span></span>
<span class="reviewer vcard"><span class="fn">Ann</span></span>
<abbr class="dtreviewed" title="2024-05-01">May</abbr> <span class="rating">4</span>
<blockquote class="description"><p>Good <b>light</b>.</p></blockquote></div>"""


def test_an_h_review_is_read() -> None:
    ((post,), rejected) = read(NEW)
    assert rejected == []
    assert (post.author, post.author_id, post.title) == ("Bea", "https://shop.example/u/bea", "Dim")
    assert (post.text, post.subject) == ("Too dim.\n\nToo dear.", "Lamp N2")
    assert (post.rating, post.rating_high) == (2, 10)
    assert post.published_at == datetime(2024, 5, 2, 10, tzinfo=UTC)
    assert post.url == "https://shop.example/r/2"


def test_its_elder_is_read() -> None:
    ((post,), _) = read(OLD)
    assert (post.author, post.title, post.text) == ("Ann", "Nice", "Good light.")
    assert (post.rating, post.rating_low, post.rating_high, post.subject) == (4, 1, 5, "Lamp N1")
    assert (post.published_at, post.published_precision) == (
        datetime(2024, 5, 1, tzinfo=UTC),
        "day",
    )


def test_reviews_within_a_product_are_found() -> None:
    posts, _ = read(f'<div class="h-product"><p class="p-name">N1</p>{NEW}{OLD}</div>')
    assert sorted(post.author for post in posts) == ["Ann", "Bea"]


def test_a_page_nested_without_end_is_rejected() -> None:
    posts, rejected = read('<div class="h-review">x' * 400)
    assert (posts, len(rejected)) == ([], 1)


CLASSES = st.sampled_from(
    ["h-review", "hreview", "p-rating", "p-item h-card", "e-content", "dt-published", "p-author"]
)


@given(st.lists(st.tuples(CLASSES, st.text(max_size=8), st.booleans()), max_size=15))
@settings(max_examples=60, deadline=None)
def test_any_nesting_gives_reviews_or_rejected_items(parts: Any) -> None:
    markup = "".join(
        f'<div class="{name}" value="{words}">{words}{"</div>" if closed else ""}'
        for name, words, closed in parts
    )
    found, rejected = read_reviews(Document.parse(markup, url=URL))
    assert all(one.syntax == "microformats" for one in found)
    assert all(isinstance(one, Rejected) for one in rejected)


@pytest.mark.parametrize("markup", ["<p class='h-reviews'>x</p>", "<p class='preview'>x</p>"])
def test_other_classes_are_no_reviews(markup: str) -> None:
    assert read(markup) == ([], [])
