import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from collectors.base import Collector, Query
from collectors.errors import (
    Blocked,
    Gone,
    NotThisFormat,
    RobotsDisallow,
    ServerTrouble,
)
from collectors.http import Client
from collectors.sources.page import ReviewPage

HTML = "text/html; charset=utf-8"


def shop(*texts: str, head: str = "", foot: str = "") -> str:
    reviews = [
        {
            "@type": "Review",
            "author": f"u{n}",
            "reviewBody": text,
            "datePublished": f"2024-05-{n + 1:02}",
        }
        for n, text in enumerate(texts)
    ]
    data = json.dumps({"@type": "Product", "name": "N1", "review": reviews})
    return f'<head>{head}</head><script type="application/ld+json">{data}</script>{foot}'


def texts(pages: Any) -> list[str]:
    return [post.text for page in pages for post in page.posts]


def test_the_reviews_of_a_page_are_read(site: Any, client: Client, query: Query) -> None:
    site.say("/p/1", shop("很亮", "一般"), content_type=HTML)
    collector: Collector = ReviewPage(urls=(f"{site.url}/p/1",))

    (page,) = collector.collect(client, query)

    assert [(one.text, one.subject, one.source) for one in page.posts] == [
        ("很亮", "N1", "shop"),
        ("一般", "N1", "shop"),
    ]
    assert page.rejected == ()


def test_the_charset_of_the_page_is_obeyed(site: Any, client: Client, query: Query) -> None:
    content = ("<meta charset=gb2312>" + MICRO).encode("gb18030")
    site.say("/p/1", content, content_type="text/html")
    assert texts(ReviewPage(urls=(f"{site.url}/p/1",)).collect(client, query)) == ["喆好"]


MICRO = '<div itemscope itemtype="https://schema.org/Review"><p itemprop=reviewBody>喆好</p></div>'


def test_reading_again_gives_the_same_posts(site: Any, client: Client, query: Query) -> None:
    site.say("/p/1", shop("很亮", "一般"), content_type=HTML)
    collector = ReviewPage(urls=(f"{site.url}/p/1",))
    assert list(collector.collect(client, query)) == list(collector.collect(client, query))


def test_a_broken_script_is_rejected_and_the_rest_goes_on(
    site: Any, client: Client, query: Query
) -> None:
    broken = '<script type="application/ld+json">{"@type": "Review", </script>'
    site.say("/p/1", broken + shop("很亮"), content_type=HTML)
    (page,) = ReviewPage(urls=(f"{site.url}/p/1",)).collect(client, query)
    assert [post.text for post in page.posts] == ["很亮"]
    assert [one.where for one in page.rejected] == [f"{site.url}/p/1 JSON-LD script 1"]


def test_a_review_without_content_is_rejected_and_the_rest_goes_on(
    site: Any, client: Client, query: Query
) -> None:
    empty = '<script type="application/ld+json">{"@type": "Review"}</script>'
    site.say("/p/1", empty + shop("很亮"), content_type=HTML)
    (page,) = ReviewPage(urls=(f"{site.url}/p/1",)).collect(client, query)
    assert (len(page.posts), len(page.rejected)) == (1, 1)


def test_a_page_that_fails_is_told_after_the_others_were_read(
    site: Any, make_client: Any, query: Query
) -> None:
    site.say("/p/1", status=500)
    site.say("/p/2", shop("很亮"), content_type=HTML)
    site.say("/p/3", status=404)
    collector = ReviewPage(urls=[f"{site.url}/p/{n}" for n in (1, 2, 3)])

    read = collector.collect(make_client(retries=0), query)

    assert [post.text for post in next(read).posts] == ["很亮"]
    with pytest.raises(ServerTrouble):
        next(read)
    assert site.paths() == ["/p/1", "/p/2", "/p/3"]


def test_next_pages_are_followed_when_asked_for(site: Any, client: Client, query: Query) -> None:
    site.say("/p", shop("一", head='<link rel="next" href="/p?page=2">'), content_type=HTML)
    site.say(
        "/p?page=2",
        shop("二", foot='<a rel="nofollow next" href="?page=3">…</a>'),
        content_type=HTML,
    )
    site.say("/p?page=3", shop("三"), content_type=HTML)
    url = f"{site.url}/p"

    assert texts(ReviewPage(urls=(url,)).collect(client, query)) == ["一"]
    assert texts(ReviewPage(urls=(url,), follow_next=True).collect(client, query)) == [
        "一",
        "二",
        "三",
    ]
    assert texts(ReviewPage(urls=(url,), follow_next=True, max_pages=2).collect(client, query)) == [
        "一",
        "二",
    ]


def test_a_review_keeps_its_key_when_newer_ones_push_it_to_the_next_page(
    site: Any, client: Client, query: Query
) -> None:
    link = '<link rel="next" href="/p?page=2">'
    site.say("/p", shop("旧", head=link), content_type=HTML)
    site.say("/p", shop("新", head=link), content_type=HTML)
    site.say("/p?page=2", shop(foot="<p>none</p>"), content_type=HTML)
    site.say("/p?page=2", shop("旧"), content_type=HTML)
    collector = ReviewPage(urls=(f"{site.url}/p",), follow_next=True)
    ids = [
        {post.text: post.id for page in collector.collect(client, query) for post in page.posts}
        for _ in range(2)
    ]
    assert ids[0]["旧"] == ids[1]["旧"]


@pytest.mark.parametrize("onward", ["/p", "/p?page=2", "https://elsewhere.example/p"])
def test_following_stops_at_circles_repeats_and_other_hosts(
    site: Any, client: Client, query: Query, onward: Any
) -> None:
    site.say("/p", shop("一", head=f'<link rel="next" href="{onward}">'), content_type=HTML)
    site.say("/p?page=2", shop("一", head='<link rel="next" href="/p?page=3">'), content_type=HTML)
    collector = ReviewPage(urls=(f"{site.url}/p",), follow_next=True)
    assert texts(collector.collect(client, query)) == ["一"]
    assert "/p?page=3" not in site.paths()


def test_limit_and_since_bound_what_is_given(site: Any, client: Client, query: Query) -> None:
    site.say("/p", shop("一", "二", "三"), content_type=HTML)
    site.say("/q", shop("四"), content_type=HTML)
    collector = ReviewPage(urls=(f"{site.url}/p", f"{site.url}/q"))

    assert texts(collector.collect(client, replace(query, limit=2))) == ["一", "二"]
    assert "/q" not in site.paths()
    since = replace(query, since=datetime(2024, 5, 2, tzinfo=UTC))
    assert texts(collector.collect(client, since)) == ["二", "三"]


@pytest.mark.parametrize(
    ("page", "headers"),
    [
        (shop("一", head='<meta name="robots" content="noindex, follow">'), {}),
        (shop("一", head='<META NAME="ROBOTS" CONTENT="NONE">'), {}),
        (shop("一", head='<meta name="opinionflow" content="noindex">'), {}),
        (shop("一", head='<meta name="tdm-reservation" content="1">'), {}),
        (shop("一"), {"X_Robots_Tag": "noindex"}),
        (shop("一"), {"X_Robots_Tag": "otherbot: nofollow, opinionflow: noindex"}),
        (shop("一"), {"tdm_reservation": "1"}),
    ],
)
def test_a_page_that_does_not_want_to_be_collected_is_left_alone(
    site: Any, make_client: Any, query: Query, page: Any, headers: Any
) -> None:
    site.say("/p", page, content_type=HTML, **headers)
    collector = ReviewPage(urls=(f"{site.url}/p",))
    with pytest.raises(RobotsDisallow):
        list(collector.collect(make_client(), query))
    assert texts(collector.collect(make_client(obey_robots=False), query)) == ["一"]


@pytest.mark.parametrize(
    "headers",
    [{"X_Robots_Tag": "otherbot: noindex"}, {"X_Robots_Tag": "nofollow"}, {"tdm_reservation": "0"}],
)
def test_marks_that_are_not_for_us_do_not_matter(
    site: Any, client: Client, query: Query, headers: Any
) -> None:
    site.say("/p", shop("一"), content_type=HTML, **headers)
    assert texts(ReviewPage(urls=(f"{site.url}/p",)).collect(client, query)) == ["一"]


@pytest.mark.parametrize(
    "page",
    [
        "<title>安全验证 - 某站</title><div>请完成验证</div>",
        "<title>Just a moment...</title><p>Checking</p>",
        "<title>Shop</title><form><input type=password></form>",
        "<title>Shop</title><div class='main Unhuman'>x</div>",
        "<title>安全验证</title><meta name=robots content=noindex><p>请完成验证</p>",
        "<html><body></body></html>",
        "",
    ],
)
def test_a_wall_is_an_error_not_zero_posts(
    site: Any, client: Client, query: Query, page: Any
) -> None:
    site.say("/p", page, content_type=HTML)
    with pytest.raises(Blocked):
        list(ReviewPage(urls=(f"{site.url}/p",)).collect(client, query))


def test_a_redirect_to_the_login_is_a_wall(site: Any, client: Client, query: Query) -> None:
    site.say("/p", status=302, location="/login?back=/p")
    site.say("/login?back=/p", "<title>Hello</title><p>Who are you?</p>", content_type=HTML)
    with pytest.raises(Blocked, match="login"):
        list(ReviewPage(urls=(f"{site.url}/p",)).collect(client, query))


def test_a_captcha_below_reviews_is_no_wall(site: Any, client: Client, query: Query) -> None:
    foot = '<iframe src="https://www.captcha.example/x"></iframe>'
    site.say("/p", shop("一", foot=foot), content_type=HTML)
    assert texts(ReviewPage(urls=(f"{site.url}/p",)).collect(client, query)) == ["一"]


def test_a_page_without_reviews_is_just_empty(site: Any, client: Client, query: Query) -> None:
    site.say("/p", "<title>N1</title><h1>No reviews yet</h1>", content_type=HTML)
    (page,) = ReviewPage(urls=(f"{site.url}/p",)).collect(client, query)
    assert page.posts == ()


def test_a_picture_is_no_page(site: Any, client: Client, query: Query) -> None:
    site.say("/p", b"\x89PNG", content_type="image/png")
    with pytest.raises(NotThisFormat):
        list(ReviewPage(urls=(f"{site.url}/p",)).collect(client, query))


def test_a_page_that_is_gone_is_told(site: Any, client: Client, query: Query) -> None:
    with pytest.raises(Gone):
        list(ReviewPage(urls=(f"{site.url}/p",)).collect(client, query))
