from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from replaying import Replay, exchanges_in

from collectors.base import Collector, Held, Page, Query, Revisiting, Withdrawn
from collectors.declared.elements import ItemSelectors, read_elements
from collectors.declared.item import Place
from collectors.declared.selectors import soup_of
from collectors.errors import (
    Blocked,
    CollectorError,
    Gone,
    NotThisFormat,
    Refused,
    RobotsDisallow,
    ServerTrouble,
)
from collectors.http import Client, Policy
from collectors.sources.html import DeclaredHtml

HTML = "text/html; charset=utf-8"
NOW = datetime(2024, 5, 20, 12, 0, tzinfo=UTC)
EXAMPLE = Path(__file__).parent / "examples" / "html.http.json"


def items(*texts: str, day: int = 19, foot: str = "", head: str = "") -> str:
    listed = "".join(
        f'<li class=c id="{text}"><b>u</b><time datetime="2024-05-{day - n:02}">x</time>'
        f'<a class=l href="/c/{text}">#</a><p>{text}</p></li>'
        for n, text in enumerate(texts)
    )
    return f"<head>{head}</head><title>T</title><ul>{listed}</ul>{foot}"


def source(url: str, *more: str, **changed: Any) -> DeclaredHtml:
    given_: dict[str, Any] = {"item": "li.c", "id": "@id", "text": "p", "date": "time"}
    return DeclaredHtml(urls=(url, *more), **{**given_, "next": "a.next", **changed})


def texts(pages: Any) -> list[str]:
    return [post.text for page in pages for post in page.posts]


def rejected(pages: Any) -> list[str]:
    return [one.reason for page in pages for one in page.rejected]


def one_page(html: str, **selectors: Any) -> Any:
    chosen = ItemSelectors.model_validate({"item": "li", **selectors})
    url = "https://site.example/t/1?page=2"
    return read_elements(soup_of(html), chosen, Place("shop", url, url, NOW, chosen))


def test_the_example_is_read_whole(client: Client, query: Query) -> None:
    with Replay(exchanges_in(EXAMPLE)) as replay:
        example = {**DeclaredHtml.about.example, "urls": [f"{replay.url}/lamps"]}
        collector: Collector = DeclaredHtml.model_validate(example)
        pages = list(collector.collect(client, query))
    assert rejected(pages) == []
    first = pages[0].posts[0]
    assert (first.id, first.author, first.rating, first.likes) == ("r5", "Mira", 5.0, 3)
    assert (first.rating_low, first.rating_high, first.kind) == (1.0, 5.0, "review")
    assert first.subject == "Desk lamp N7"
    assert first.author_id == f"{replay.url}/people/mira"
    assert texts(pages)[1] == "Too bright at night,\neven on the lowest step."
    assert [post.id for page in pages for post in page.posts] == ["r5", "r4", "r3", "r2", "r1"]


def test_an_item_within_another_answers_it() -> None:
    html = (
        "<li id=a><p>one</p><ul><li id=b><p>two</p><ul><li id=c><p>three</p></li></ul></li></ul>"
        "</li><li id=d><p>four</p></li>"
    )
    posts = one_page(html, id="@id").posts
    assert [(one.id, one.text, one.parent_id, one.thread_id) for one in posts] == [
        ("a", "one", None, None),
        ("b", "two", "a", "a"),
        ("c", "three", "b", "a"),
        ("d", "four", None, None),
    ]


def test_a_parent_that_is_named_by_a_mark_in_the_page_is_found() -> None:
    html = "<li id=a>one</li><li id=b>two<a class=to href='/t/1#a'>@</a></li>"
    posts = one_page(html, id="@id", parent=".to@href", without="a").posts
    assert [one.parent_id for one in posts] == [None, "a"]


def test_what_is_not_the_authors_is_left_out_of_the_words_alone() -> None:
    html = "<li><div class=q>quoted <b>Ann</b></div>own words</li>"
    (post,) = one_page(html, without=".q", author=".q b").posts
    assert (post.text, post.author) == ("own words", "Ann")


def test_without_an_id_the_same_words_have_the_same_key_on_another_day() -> None:
    def key(when: str, now: datetime) -> str:
        chosen = ItemSelectors(item="li", text="p", date="i", author="b", zone="Asia/Shanghai")
        html = f"<li><b>Ann</b><p>Fine.</p><i>{when}</i></li>"
        place = Place("shop", "https://site.example/", None, now, chosen)
        return str(read_elements(soup_of(html), chosen, place).posts[0].id)

    assert key("3天前", NOW) == key("4天前", NOW + timedelta(days=1)) == key("2024-05-17", NOW)
    assert key("3周前", NOW) == key("3周前", NOW + timedelta(days=1))
    assert key("3天前", NOW) != key("2天前", NOW)


def test_links_and_authors_addresses_are_whole_and_clean() -> None:
    html = (
        "<base href='/base/'><li>x<a href='u/7?utm_source=y'>Ann</a><i><a href='/p/9'></a></i></li>"
    )
    (post,) = one_page(html, author="a", author_id="a@href", link="i a").posts
    assert post.author_id == "https://site.example/base/u/7"
    assert post.url == "https://site.example/p/9"


def test_an_item_that_cannot_be_read_is_rejected_and_the_rest_goes_on() -> None:
    html = "<li id=a>one</li><li>no id</li><li id=c></li><li id=d>four</li>"
    reading = one_page(html, id="@id")
    assert [one.text for one in reading.posts] == ["one", "four"]
    assert [one.reason for one in reading.rejected] == [
        "an item without id at @id",
        "an item without words, heading and rating",
    ]


def test_times_and_ratings_that_cannot_be_read_are_told_once_a_page() -> None:
    html = "<li>one<i>someday</i><b>so-so</b></li><li>two<i>2024-05-01</i><b>4</b></li>" * 2
    reading = one_page(html, date="i", rating="b")
    assert len(reading.posts) == 4
    assert [one.reason for one in reading.rejected] == [
        "date of 2 of 4 items is none that can be read",
        "rating of 2 of 4 items is none that can be read",
    ]
    assert [one.raw for one in reading.rejected] == ["someday", "so-so"]


def test_a_selector_that_finds_nothing_in_any_item_is_told() -> None:
    reading = one_page("<li>one</li><li>two</li><li>three</li>", author=".by", date="time")
    assert [one.reason for one in reading.rejected] == [
        "author = '.by' finds nothing in any of 3 items",
        "date = 'time' finds nothing in any of 3 items",
    ]


@pytest.mark.parametrize(
    ("rating", "more", "expected"),
    [
        ("<b>8/10</b>", {}, (8.0, 1.0, 10.0)),
        ("<b>4,5</b>", {}, (4.5, 1.0, 5.0)),
        ("<b>8</b>", {}, (8.0, None, None)),
        ("<b>8</b>", {"rating_low": 0, "rating_high": 10}, (8.0, 0.0, 10.0)),
        ("<b>80%</b>", {"rating_high": 5}, (4.0, 1.0, 5.0)),
        ("<b>80%</b>", {}, (80.0, 0.0, 100.0)),
        ("<b>0</b>", {}, None),
        ("<b>7</b>", {"rating_high": 5}, None),
        ("<b class='allstar40'></b>", {}, (4.0, 1.0, 5.0)),
    ],
)
def test_a_rating_keeps_its_scale(rating: str, more: Any, expected: Any) -> None:
    (post,) = one_page(f"<li><p>x</p>{rating}</li>", rating="b", text="p", **more).posts
    found = (post.rating, post.rating_low, post.rating_high)
    assert found == (expected or (None, None, None))


@pytest.mark.parametrize(
    ("said", "likes"),
    [
        ("12", 12),
        ("Helpful (12)", 12),
        ("赞[1.2万]", 12000),
        ("One person found this", 1),
        ("赞", 0),
    ],
)
def test_counts_are_found_among_words(said: str, likes: int) -> None:
    (post,) = one_page(f"<li><p>x</p><b>{said}</b></li>", likes="b", text="p").posts
    assert post.likes == likes


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"item": "li["}, "item"),
        ({"item": "li@id"}, "item"),
        ({"author": "b::x"}, "author"),
        ({"rating_as": "glyphs"}, "rating_as"),
        ({"rating_low": 5, "rating_high": 1}, ""),
        ({"urls": ["ftp://x.example"]}, "urls"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"colour": "b"}, "colour"),
    ],
)
def test_wrong_settings_name_their_key(changed: Any, key: str) -> None:
    with pytest.raises(ValidationError) as error:
        DeclaredHtml.model_validate({"urls": ["https://x.example"], "item": "li", **changed})
    assert ".".join(str(part) for part in error.value.errors()[0]["loc"][:1]) == key


def test_next_pages_are_followed_within_the_site_and_the_budget(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/p", items("a", "b", foot='<a class=next href="?from=2">more</a>'), content_type=HTML)
    site.say("/p?from=2", items("c", day=10, foot="<a class=next href='/p?3'>"), content_type=HTML)
    site.say("/p?3", items("d", day=9), content_type=HTML)
    url = f"{site.url}/p"
    assert texts(source(url).collect(client, query)) == ["a", "b", "c", "d"]
    assert texts(source(url, next=None).collect(client, query)) == ["a", "b"]
    short = list(source(url, max_pages=2).collect(client, query))
    assert texts(short) == ["a", "b", "c"]
    assert "2 pages read and older ones left out" in rejected(short)[0]


@pytest.mark.parametrize("onward", ["/p", "/p?2", "https://elsewhere.example/p", "http://[", "#x"])
def test_following_ends_at_circles_repeats_and_other_hosts(
    site: Any, client: Client, query: Query, onward: str
) -> None:
    site.say("/p", items("a", foot=f'<a class=next href="{onward}">x</a>'), content_type=HTML)
    for n in range(2, 9):
        foot = f"<a class=next href='/p?{n + 1}'>x</a>"
        site.say(f"/p?{n}", items("a", foot=foot), content_type=HTML)
    pages = list(source(f"{site.url}/p").collect(client, query))
    assert texts(pages) == ["a"]
    assert len(site.paths()) <= 3
    assert bool(rejected(pages)) == onward.startswith("https://elsewhere")


def test_the_next_run_ends_where_the_last_one_began(
    site: Any, client: Client, query: Query
) -> None:
    foot = '<a class=next href="/p?2">x</a>'
    site.say("/p", items("b", "a", day=15, foot=foot), content_type=HTML)
    site.say("/p", items("c", "b", "a", day=18, foot=foot), content_type=HTML)
    site.say("/p?2", items("z", day=2, foot='<a class=next href="/p?3">x</a>'), content_type=HTML)
    site.say("/p?3", items("y", day=1), content_type=HTML)
    collector = source(f"{site.url}/p", look_back_days=0)
    first = list(collector.collect(client, query))
    again = replace(query, cursors={first[-1].asked: first[-1].cursor or {}})
    second = list(collector.collect(client, again))
    assert (texts(first), texts(second)) == (["b", "a", "z", "y"], ["c", "b", "a", "z"])
    assert site.paths() == ["/p", "/p?2", "/p?3", "/p", "/p?2"]


def test_lists_in_another_order_are_read_to_their_end(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/p", items("a", day=2, foot='<a class=next href="/p?2">x</a>'), content_type=HTML)
    site.say("/p?2", items("b", day=19), content_type=HTML)
    collector = source(f"{site.url}/p", order="other")
    first = list(collector.collect(client, query))
    again = replace(query, cursors={first[-1].asked: first[-1].cursor or {}})
    assert texts(first) == texts(collector.collect(client, again)) == ["a", "b"]


def test_a_list_that_comes_oldest_first_goes_on_where_the_last_run_stopped(
    site: Any, client: Client, query: Query
) -> None:
    def onward(number: int) -> str:
        return f'<a class=next href="/t?{number}">x</a>'

    site.say("/t", items("a", day=1, foot=onward(2)), content_type=HTML)
    site.say("/t?2", items("b", day=2, foot=onward(3)), content_type=HTML)
    site.say("/t?3", items("c", day=3), content_type=HTML)
    site.say("/t?3", items("c", "d", day=4, foot=onward(4)), content_type=HTML)
    site.say("/t?4", items("e", day=5), content_type=HTML)
    collector = source(f"{site.url}/t", order="oldest", max_pages=2)
    found, cursors = [], {}
    for _ in range(3):
        pages = list(collector.collect(client, replace(query, cursors=cursors)))
        cursors = {pages[-1].asked: pages[-1].cursor or {}}
        found.append((texts(pages), pages[-1].reach and pages[-1].reach.more))
    assert found == [(["a", "b"], True), (["c"], False), (["d", "e"], False)]
    assert site.paths() == ["/t", "/t?2", "/t?2", "/t?3", "/t?3", "/t?4"]


def test_limit_holds_for_all_addresses_and_since_bounds_them(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/p", items("a", "b", "c"), content_type=HTML)
    site.say("/q", items("d"), content_type=HTML)
    collector = source(f"{site.url}/p", f"{site.url}/q")
    assert texts(collector.collect(client, replace(query, limit=2))) == ["a", "b"]
    since = replace(query, since=datetime(2024, 5, 19, tzinfo=UTC))
    assert texts(collector.collect(client, since)) == ["a", "d"]


def test_an_address_that_fails_does_not_keep_the_others_from_being_read(
    site: Any, make_client: Any, query: Query
) -> None:
    site.say("/p", status=500)
    site.say("/q", items("a"), content_type=HTML)
    read = source(f"{site.url}/p", f"{site.url}/q").collect(make_client(retries=0), query)
    assert texts([next(read)]) == ["a"]
    with pytest.raises(ServerTrouble):
        next(read)


@pytest.mark.parametrize(
    ("page", "error"),
    [
        ("<title>Shop</title><h1>No reviews yet</h1>", NotThisFormat),
        ("<title>安全验证</title><p>请完成验证</p>", Blocked),
        ("", Blocked),
        (items("a", head="<meta name=robots content=noindex>"), RobotsDisallow),
        (items("a", head="<meta name=tdm-reservation content=1>"), RobotsDisallow),
    ],
)
def test_a_page_without_items_is_an_error_not_zero_posts(
    site: Any, client: Client, query: Query, page: str, error: type[Exception]
) -> None:
    site.say("/p", page, content_type=HTML)
    with pytest.raises(error):
        list(source(f"{site.url}/p").collect(client, query))


def test_the_error_of_an_empty_page_names_the_selector_and_the_way_out(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/p", "<title>Shop</title><h1>No reviews yet</h1>", content_type=HTML)
    with pytest.raises(NotThisFormat, match=r"item = 'li.c' finds nothing.*--probe.*may_be_empty"):
        list(source(f"{site.url}/p").collect(client, query))
    assert texts(source(f"{site.url}/p", may_be_empty=True).collect(client, query)) == []


def test_marks_of_robots_are_read_in_headers_too(site: Any, client: Client, query: Query) -> None:
    site.say("/p", items("a"), content_type=HTML, X_Robots_Tag="noindex")
    with pytest.raises(RobotsDisallow):
        list(source(f"{site.url}/p").collect(client, query))


def visit(collector: DeclaredHtml, client: Client, query: Query, *held: Held) -> list[Page]:
    assert isinstance(collector, Revisiting)
    return list(collector.revisit(client, query, held))


def test_items_whose_address_is_gone_are_withdrawn(site: Any, client: Client, query: Query) -> None:
    site.say("/c/a", status=404)
    site.say("/c/b", status=410)
    site.say("/c/c", items("c"), content_type=HTML)
    site.say("/c/d", "<title>T</title><p>moved</p>", content_type=HTML)
    held = [Held(name, "comment", f"{site.url}/c/{name}#x") for name in "abcd"]
    pages = visit(source(f"{site.url}/p", link=".l"), client, query, *held)
    assert [one for page in pages for one in page.withdrawn] == [
        Withdrawn("404", "a"),
        Withdrawn("410", "b"),
    ]
    assert texts(pages) == ["c"]
    assert [name for page in pages for name in page.visited] == ["a", "b", "c", "d"]


def test_without_addresses_of_their_own_items_are_not_asked_for(
    site: Any, client: Client, query: Query
) -> None:
    held = Held("a", "comment", f"{site.url}/c/a")
    elsewhere = Held("b", "comment", "https://elsewhere.example/b")
    none = visit(source(f"{site.url}/p"), client, query, held)
    other = visit(source(f"{site.url}/p", link=".l"), client, query, elsewhere)
    assert [page.visited for page in (*none, *other)] == [("a",), ("b",)]
    assert site.paths() == []


def test_items_that_share_an_address_are_asked_for_once(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/t", items("a", "b"), content_type=HTML)
    held = [Held(name, "comment", f"{site.url}/t#{name}") for name in "ab"]
    (page,) = visit(source(f"{site.url}/p", link=".l"), client, query, *held)
    assert (texts([page]), page.visited) == (["a", "b"], ("a", "b"))
    assert site.paths() == ["/t"]


def test_a_wall_ends_the_visit_and_says_nothing_of_the_items(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/c/a", "<title>安全验证</title><p>请完成验证</p>", content_type=HTML)
    with pytest.raises(Blocked):
        visit(
            source(f"{site.url}/p", link=".l"), client, query, Held("a", "post", f"{site.url}/c/a")
        )


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (403, "", Refused),
        (500, "", ServerTrouble),
        (200, "<title>Please log in</title><p>x</p>", Blocked),
        (404, "<title>Just a moment...</title><p>captcha</p>", Blocked),
        (404, "<html>Please log in to see this.</html>", Blocked),
    ],
)
def test_an_item_that_fails_alone_stays_due_and_keeps_no_other_from_being_looked_at(  # noqa: PLR0913, PLR0917  # a table of cases
    site: Any, make_client: Any, query: Query, status: int, body: str, error: type[Exception]
) -> None:
    site.say("/c/a", body, status=status, content_type=HTML)
    site.say("/c/b", items("b"), content_type=HTML)
    held = [Held(name, "comment", f"{site.url}/c/{name}") for name in "abc"]
    pages: list[Page] = []
    with pytest.raises(error):
        pages.extend(
            source(f"{site.url}/p", link=".l").revisit(make_client(retries=0), query, held)
        )
    assert [name for page in pages for name in page.visited] == ["b", "c"]
    assert [one.id for page in pages for one in page.withdrawn] == ["c"]


def test_a_listing_that_is_gone_is_told(site: Any, client: Client, query: Query) -> None:
    with pytest.raises(Gone):
        list(source(f"{site.url}/p").collect(client, query))


_PIECES = st.sampled_from([
    "<li class=c>", "<li class=c id=1>", "</li>", "<b>u</b>", "<time datetime='9999999999999999'>",
    "<time>昨天 25:61</time>", "<p>", "</p>", "words", "<a class=l href='http://[x'>",
    "<a class=l href='javascript:x'>", "<i class='star-9-half allstar999'>", "<i style='width:7%'>",
    "<base href='http://[::'>", "\x00", "\ud800", "&#xd800;", "<!--", "]]>", "<svg>", "１２万亿",
    "<table><li class=c>", "<textarea>", "<a class=next href='//['>",
])  # fmt: skip


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


FULL = {
    "item": "li.c", "text": "p || :scope", "id": "@id || b", "author": "b", "author_id": "a@href",
    "date": "time", "edited": "time", "rating": "i", "likes": "b", "replies": "p", "link": "a.l",
    "parent": "a@href", "title": "b", "subject": "b", "without": "i",
}  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_PIECES | st.text(max_size=8), max_size=40).map("".join))
def test_any_page_gives_posts_and_rejected_items_only(html: str) -> None:
    reading = one_page(html, **FULL)
    assert all(post.id for post in reading.posts)


def test_a_page_nested_very_deep_is_read() -> None:
    html = "<li class=c id=1>" + "<div>" * 3000 + "deep" + "</div>" * 3000
    assert one_page(html, item="li.c", id="@id").posts[0].id == "1"


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(content=st.binary(max_size=60) | st.lists(_PIECES, max_size=12).map("".join).map(_bytes))
def test_any_answer_gives_pages_or_an_error_of_ours(
    site: Any, client: Client, query: Query, content: bytes
) -> None:
    site.replies.pop("/p", None)
    site.say("/p", content, content_type="text/html")
    with suppress(CollectorError):
        list(source(f"{site.url}/p", next="a", link="a").collect(client, query))


def served(**pages: str) -> Client:
    """Return a client of a web in which https://site.example/{name} holds `pages`."""

    def answer(request: httpx.Request) -> httpx.Response:
        found = pages.get(request.url.path.strip("/"), "")
        if found.startswith("https://"):
            return httpx.Response(302, headers={"location": found}, stream=httpx.ByteStream(b""))
        stream = httpx.ByteStream(found.encode())
        return httpx.Response(200, headers={"content-type": HTML}, stream=stream)

    policy = Policy(pause_s=0, obey_robots=False)
    return Client(policy, transport=httpx.MockTransport(answer))


def test_a_redirect_does_not_choose_which_site_is_read_on(query: Query) -> None:
    foot = "<a class=next href='/q'>x</a>"
    with served(p="https://b.example/r", r=items("a", foot=foot), q=items("b")) as client:
        pages = list(source("https://site.example/p").collect(client, query))
    assert texts(pages) == ["a"]
    assert "on another host" in rejected(pages)[0]


def test_a_mark_on_another_site_begins_from_the_top(query: Query) -> None:
    made = source("https://site.example/p")
    way: dict[str, Any] = {"at": "http://site.example/q", "until": None, "done": []}
    mark = {"newest_at": "2024-05-20T12:00:00+00:00", "back_to": None, "left": [way]}
    cursors = {"https://site.example/p": mark}
    with served(p=items("a"), q=items("b")) as client:
        pages = list(made.collect(client, replace(query, cursors=cursors)))
    assert texts(pages) == ["a"]


def test_no_secret_of_the_address_stands_in_what_is_stored(query: Query) -> None:
    url = "https://lin:s3cr3t@site.example/p?api_key=s3cr3t"
    with served(p=items("a") + "<li class=c><time>x</time></li>") as client:
        (page,) = source(url).collect(client, query)
    assert (len(page.posts), len(page.rejected)) == (1, 1)
    assert (page.asked, page.posts[0].url) == ("https://site.example/p", "https://site.example/p")
    assert "s3cr3t" not in repr(page)


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_a_mark_has_no_secret_of_the_address_and_leads_on(query: Query, order: str) -> None:
    made = source("https://lin:s3cr3t@site.example/p?key=s3cr3t", order=order)
    read: list[str] = []
    cursors: dict[str, Any] = {}
    with served(p=items("a", "b", "c", foot="<a class=next href=''>x</a>")) as client:
        for limit in (2, None):
            pages = list(made.collect(client, replace(query, limit=limit, cursors=cursors)))
            read += texts(pages)
            cursors = {page.asked: page.cursor for page in pages if page.cursor}
            assert "s3cr3t" not in repr(cursors)
    assert read[:2] == ["a", "b"]
    assert read[-1] == "c"
