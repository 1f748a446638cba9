import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.base import Page
from collectors.errors import CollectorError, NotThisFormat
from collectors.files.formats.registry import format_of
from collectors.files.imported import import_posts

NOW = datetime(2024, 5, 20, 4, 0, tzinfo=UTC)
LAMP = {
    "@context": "https://schema.org",
    "@type": "Product",
    "name": "A lamp",
    "review": [
        {
            "@type": "Review",
            "author": {"@type": "Person", "name": "Ann"},
            "datePublished": "2024-05-01",
            "reviewBody": "It is bright",
            "reviewRating": {"@type": "Rating", "ratingValue": 4},
        },
        {"@type": "Review", "author": "Bob", "reviewBody": "It flickers"},
    ],
}
MARKED = (
    "<!DOCTYPE html><html><head>{head}<script type='application/ld+json'>"
    + json.dumps(LAMP)
    + "</script></head><body><p>Lamps</p></body></html>"
)
CANONICAL = "<link rel='canonical' href='https://shop.example/p/lamp'>"
ITEM = (
    "<item><guid isPermaLink='false'>i1</guid><title>New lamp</title><link>/a/1</link>"
    "<description>It is out</description></item>"
)
RSS = (
    "<?xml version='1.0'?><!-- made by hand --><rss version='2.0'><channel><title>News</title>"
    "<link>https://news.example/</link>" + ITEM + "</channel></rss>"
)
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><title>News</title>"
    "<link rel='self' href='https://news.example/atom'/><entry><id>i1</id><title>New lamp</title>"
    "<link href='/a/1'/><summary>It is out</summary></entry></feed>"
)
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "News",
        "home_page_url": "https://news.example/",
        "items": [
            {"id": "i1", "title": "New lamp", "url": "/a/1", "content_text": "It is out"},
            7,
        ],
    }
)


def saved(tmp_path: Path, content: str, name: str) -> Path:
    path = tmp_path / name
    path.write_text(content)
    return path


def read(path: Path, **options: Any) -> Page:
    pages = list(import_posts(path, source="saved", now=NOW, **options))
    posts = tuple(post for page in pages for post in page.posts)
    return Page(posts, tuple(one for page in pages for one in page.rejected))


@pytest.mark.parametrize(("head", "url"), [(CANONICAL, "https://shop.example/p/lamp"), ("", None)])
def test_marked_up_reviews_of_a_saved_page_are_known_and_read(
    tmp_path: Path, head: str, url: str | None
) -> None:
    path = saved(tmp_path, MARKED.replace("{head}", head), "lamp.html")
    found = format_of(path)
    assert found is not None
    assert found.name == "page"
    ann, bob = read(path).posts
    assert (ann.author, ann.text, ann.rating, ann.kind) == ("Ann", "It is bright", 4.0, "review")
    assert (bob.author, bob.text) == ("Bob", "It flickers")
    assert {post.url for post in (ann, bob)} == {url}
    assert {post.subject for post in (ann, bob)} == {"A lamp"}


@pytest.mark.parametrize(
    ("content", "name"),
    [(RSS, "a.xml"), (RSS, "a.rss"), (ATOM, "a.atom"), (JSON_FEED, "a.json"), (RSS, "a.txt")],
)
def test_saved_feeds_are_known_and_read(tmp_path: Path, content: str, name: str) -> None:
    path = saved(tmp_path, content, name)
    found = format_of(path)
    assert found is not None
    assert found.name == "feed"
    page = read(path)
    (post,) = page.posts
    assert (post.id, post.kind, post.title, post.text) == ("i1", "article", "New lamp", "It is out")
    assert post.url == "https://news.example/a/1"
    assert [one.where for one in page.rejected] == (
        ["a.json item 2"] if content == JSON_FEED else []
    )


def test_items_of_a_feed_that_does_not_tell_its_home_have_no_made_up_address(
    tmp_path: Path,
) -> None:
    path = saved(tmp_path, RSS.replace("<link>https://news.example/</link>", ""), "a.xml")
    assert read(path).posts[0].url is None


def test_what_its_items_are_can_be_said(tmp_path: Path) -> None:
    assert read(saved(tmp_path, RSS, "a.xml"), kind="post").posts[0].kind == "post"


@pytest.mark.parametrize("name", ["page", "feed"])
def test_a_page_without_reviews_is_told_where_it_was_named(tmp_path: Path, name: str) -> None:
    path = saved(tmp_path, "<html><body><p>I would review it well</p></body></html>", "a.html")
    assert format_of(path) is None
    with pytest.raises(CollectorError):
        read(path, format=name)
    with pytest.raises(NotThisFormat):
        read(tmp_path / "none.html", format=name)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([MARKED, RSS, ATOM, JSON_FEED]),
    st.sampled_from(["page", "feed"]),
    st.tuples(st.integers(0, 700), st.integers(0, 200), st.binary(max_size=12)),
)
def test_whatever_was_saved_gives_posts_rejected_items_or_our_errors(
    tmp_path_factory: pytest.TempPathFactory, content: str, name: str, edit: tuple[int, int, bytes]
) -> None:
    whole, (at, cut, put) = content.encode(), edit
    path = tmp_path_factory.mktemp("any") / "a.html"
    path.write_bytes(whole[:at] + put + whole[at + cut :])
    format_of(path)
    with suppress(CollectorError):
        read(path, format=name)
