import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from collectors.base import Collector, Query, Reach
from collectors.errors import (
    Blocked,
    Gone,
    NotThisFormat,
    RobotsDisallow,
    ServerTrouble,
)
from collectors.http import Client, Policy
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


def after(query: Query, pages: Any, *, days: float = 1) -> Query:
    """Return the query of a run so much later that knows what `pages` left."""
    cursors = {page.asked: page.cursor for page in pages if page.cursor is not None}
    return replace(query, now=query.now + timedelta(days=days), cursors=cursors)


def test_a_page_that_did_not_change_is_not_read_again(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/p", shop("一"), content_type=HTML, ETag='"v1"')
    site.say("/p", status=304)
    collector = ReviewPage(urls=(f"{site.url}/p",))
    first = list(collector.collect(client, query))
    second = list(collector.collect(client, after(query, first)))
    assert texts(second) == []
    assert site.asked[-1][1]["if-none-match"] == '"v1"'
    assert (first[-1].reach, second[-1].reach) == (Reach(None), Reach(query.now))
    assert {page.asked for page in (*first, *second)} == {f"{site.url}/p"}


def test_pages_left_unread_are_told_and_bound_the_reach(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/p", shop("一", foot='<a rel="next" href="/p?2">2</a>'), content_type=HTML)
    site.say("/p?2", shop("二", "三", foot='<a rel="next" href="/p?3">3</a>'), content_type=HTML)
    budget = ReviewPage(urls=(f"{site.url}/p",), follow_next=True, max_pages=2)
    pages = list(budget.collect(client, query))
    assert texts(pages) == ["一", "二", "三"]
    assert ["max_pages" in one.reason for page in pages for one in page.rejected] == [True]
    assert pages[-1].reach == Reach(datetime(2024, 5, 1, tzinfo=UTC))
    (alone,) = ReviewPage(urls=(f"{site.url}/p",)).collect(client, query)
    assert alone.reach == Reach(datetime(2024, 5, 1, tzinfo=UTC))
    assert alone.rejected == ()


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="next" href="/p?2">',
        '<a class="next" href="/p?2">2</a>',
        '<li class="pagination-next"><a href="/p?2">2</a></li>',
        '<a href="/p?2">下一页 &gt;</a>',
        '<a href="/p?2" aria-label="Next page"><i></i></a>',
    ],
)
def test_a_link_to_the_next_page_is_known_by_its_looks(
    site: Any, client: Client, query: Query, link: str
) -> None:
    site.say("/p", shop("一", foot=link), content_type=HTML)
    site.say("/p?2", shop("二"), content_type=HTML)
    collector = ReviewPage(urls=(f"{site.url}/p",), follow_next=True)
    assert texts(collector.collect(client, query)) == ["一", "二"]


@pytest.mark.parametrize(
    "link",
    [
        '<li class="next disabled"><a href="/p?2">2</a></li>',
        '<a class="next" href="javascript:go()">2</a>',
        '<a href="/p?2">what to do next</a>',
        '<a class="next" href="https://other.example/p?2">2</a>',
    ],
)
def test_other_links_are_not_followed(site: Any, client: Client, query: Query, link: str) -> None:
    site.say("/p", shop("一", foot=link), content_type=HTML)
    collector = ReviewPage(urls=(f"{site.url}/p",), follow_next=True)
    assert texts(collector.collect(client, query)) == ["一"]
    assert site.paths() == ["/p"]


def urlset(site: Any, *paths: str) -> str:
    return "<urlset>" + "".join(f"<url><loc>{site.url}{p}</loc></url>" for p in paths) + "</urlset>"


def test_the_pages_of_a_sitemap_are_read(site: Any, client: Client, query: Query) -> None:
    index = f"<sitemapindex><sitemap><loc>{site.url}/s1.gz</loc></sitemap></sitemapindex>"
    site.say("/s.xml", index)
    site.say("/s1.gz", gzip.compress(urlset(site, "/p/1", "/about", "/p/2").encode()))
    for n in (1, 2):
        site.say(f"/p/{n}", shop(f"r{n}"), content_type=HTML)
    collector = ReviewPage(sitemap=f"{site.url}/s.xml", match="/p/")
    pages = list(collector.collect(client, query))
    assert texts(pages) == ["r1", "r2"]
    assert site.paths() == ["/s.xml", "/s1.gz", "/p/1", "/p/2"]
    assert pages[-1].reach == Reach(None)


@pytest.mark.parametrize("named", ["robots", "{}/robots.txt"])
def test_robots_txt_names_the_sitemap(site: Any, client: Client, query: Query, named: str) -> None:
    site.say("/robots.txt", f"Sitemap: {site.url}/s.txt")
    site.say("/s.txt", f"{site.url}/p\nhttps://other.example/p\n")
    site.say("/", "<title>Shop</title><p>Hello</p>", content_type=HTML)
    site.say("/p", shop("一"), content_type=HTML)
    collector = ReviewPage(urls=(f"{site.url}/",), sitemap=named.format(site.url))
    assert texts(collector.collect(client, query)) == ["一"]


def test_what_one_run_leaves_of_a_sitemap_the_next_one_reads(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/s.xml", urlset(site, "/1", "/2", "/3"))
    for n in (1, 2, 3):
        site.say(f"/{n}", shop(f"r{n}"), content_type=HTML, ETag=f'"{n}"')
    collector = ReviewPage(sitemap=f"{site.url}/s.xml", max_addresses=2)
    first = list(collector.collect(client, query))
    second = list(collector.collect(client, after(query, first)))
    list(collector.collect(client, after(query, second, days=2)))
    assert (texts(first), texts(second)) == (["r1", "r2"], ["r3"])
    assert (first[-1].reach, second[-1].reach) == (Reach(query.now, more=True), Reach(None))
    assert site.asked[-1][1]["if-none-match"] == '"2"'


def test_a_page_of_a_sitemap_that_is_gone_or_forbidden_keeps_none_from_being_read(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/robots.txt", "User-agent: *\nDisallow: /no")
    site.say("/s.xml", urlset(site, "/none", "/no", "/p"))
    site.say("/p", shop("一"), content_type=HTML)
    collector = ReviewPage(sitemap=f"{site.url}/s.xml")
    assert texts(collector.collect(client, query)) == ["一"]


def test_a_wall_ends_the_way_through_a_sitemap(site: Any, make_client: Any, query: Query) -> None:
    site.say("/s.xml", urlset(site, "/1", "/2", "/3"))
    site.say("/1", shop("一"), content_type=HTML)
    site.say("/2", "<title>安全验证</title><p>x</p>", content_type=HTML)
    pages: list[Any] = []
    run = ReviewPage(sitemap=f"{site.url}/s.xml").collect(make_client(), query)
    with pytest.raises(Blocked):
        pages.extend(run)
    assert texts(pages) == ["一"]
    assert "/3" not in site.paths()
    assert pages[-1].cursor is not None
    assert pages[-1].reach.since == query.now


def test_a_limit_holds_over_pages_and_leaves_no_mark_of_what_was_cut(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/s.xml", urlset(site, "/1", "/2"))
    for n in (1, 2):
        site.say(f"/{n}", shop("a", "b"), content_type=HTML)
    collector = ReviewPage(sitemap=f"{site.url}/s.xml")
    pages = list(collector.collect(client, replace(query, limit=3)))
    assert len(texts(pages)) == 3
    assert [page.cursor for page in pages] == [None, None]


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({}, "urls"),
        ({"sitemap": "robots"}, "urls"),
        ({"sitemap": "ftp://a.example/"}, "pattern"),
        ({"sitemap": "https://a.example/s.xml", "match": "("}, "regular expression"),
    ],
)
def test_settings_that_lead_nowhere_are_told(settings: Any, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        ReviewPage(**settings)


def test_a_secret_of_an_address_stands_in_nothing_that_is_stored(
    site: Any, client: Client, query: Query
) -> None:
    broken = '<script type="application/ld+json">{"a</script>'
    site.say("/p?token=s3cr3t", shop("一", foot=broken), content_type=HTML, ETag='"v1"')
    (page,) = ReviewPage(urls=(f"{site.url}/p?token=s3cr3t",)).collect(client, query)
    assert (len(page.posts), len(page.rejected)) == (1, 1)
    assert "s3cr3t" not in repr(page)


def test_a_redirect_does_not_choose_which_site_is_read_on(query: Query) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        if request.url.host == "a.example":
            return httpx.Response(
                302, headers={"location": "https://b.example/p"}, stream=httpx.ByteStream(b"")
            )
        page = shop("一", head='<link rel="next" href="/q">').encode()
        return httpx.Response(200, headers={"content-type": HTML}, stream=httpx.ByteStream(page))

    collector = ReviewPage(urls=("https://a.example/p",), follow_next=True)
    policy = Policy(pause_s=0, obey_robots=False)
    with Client(policy, transport=httpx.MockTransport(answer)) as client:
        assert texts(collector.collect(client, query)) == ["一"]
    assert asked == ["https://a.example/p", "https://b.example/p"]
