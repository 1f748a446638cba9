import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.answer import Answer
from collectors.base import Collector, Query, Reach
from collectors.errors import Blocked, CollectorError, Gone, NotThisFormat
from collectors.feeds import MOST_ITEMS
from collectors.http import Client, Policy
from collectors.looks import Look
from collectors.sources.feed import Feed, read_feed
from collectors.turns import OwnTurns

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
URL = "https://forum.example/feed"
ATOM = "http://www.w3.org/2005/Atom"


def rss(*items: str, lang: str = "zh-cn") -> str:
    body = "".join(f"<item>{item}</item>" for item in items)
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    head = f"<title>F</title><language>{lang}</language>"
    return f'<rss version="2.0" {spaces}><channel>{head}{body}</channel></rss>'


def read(content: str | bytes, *, charset: str | None = None, **settings_of_feed: Any) -> Any:
    body = content.encode() if isinstance(content, str) else content
    answer = Answer(URL, 200, {}, body, charset)
    return read_feed(answer, Query("forum", NOW), Feed(url=URL, **settings_of_feed))[0]


def test_an_rss_item_is_read() -> None:
    (post,) = read(
        rss(
            "<guid isPermaLink='false'>t-7</guid><link>https://forum.example/t/7?utm_source=rss</link>"
            "<title>Caf&amp;amp;eacute; 测评</title><dc:creator>Lin</dc:creator>"
            "<pubDate>Mon, 20 May 2024 09:00:00 +0800</pubDate><description>short</description>"
            "<content:encoded><![CDATA[<p>味道好</p><p>价格高</p>]]></content:encoded>"
        )
    )
    assert (post.id, post.url) == ("t-7", "https://forum.example/t/7")
    assert (post.title, post.text) == ("Café 测评", "味道好\n\n价格高")
    assert post.raw_text == "<p>味道好</p><p>价格高</p>"
    assert (post.author, post.author_id, post.lang, post.kind) == ("Lin", "Lin", "zh-cn", "article")
    assert post.published_at == datetime(2024, 5, 20, 1, tzinfo=UTC)


def test_an_atom_entry_is_read_with_its_edit() -> None:
    (post,) = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:7</id><title>t</title>'
        '<link rel="alternate" href="https://forum.example/t/7"/>'
        "<published>2024-05-19T01:00:00Z</published><updated>2024-05-20T01:00:00Z</updated>"
        "<author><name>Lin</name><uri>https://forum.example/u/lin</uri></author>"
        '<summary>short</summary><content type="html">&lt;b&gt;很好&lt;/b&gt;</content>'
        "</entry></feed>",
        post_kind="post",
    )
    assert (post.id, post.text, post.kind) == ("urn:7", "很好", "post")
    assert (post.author, post.author_id) == ("Lin", "https://forum.example/u/lin")
    assert post.published_at == datetime(2024, 5, 19, 1, tzinfo=UTC)
    assert post.edited_at == datetime(2024, 5, 20, 1, tzinfo=UTC)


def test_an_rdf_item_is_read_also_without_a_date() -> None:
    (post,) = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/"><channel rdf:about="x"><title>c</title></channel>'
        '<item rdf:about="https://b.example/1"><title>搬家</title>'
        "<link>https://b.example/1</link><description>今天搬家</description></item></rdf:RDF>"
    )
    assert (post.id, post.text) == ("https://b.example/1", "今天搬家")
    assert (post.published_at, post.published_precision, post.published_assumed) == (
        None,
        None,
        True,
    )


def feed_json(*items: Any, **more: Any) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": list(items), **more})


def test_a_json_feed_is_read() -> None:
    first, second = read(
        feed_json(
            {
                "id": 7,
                "url": "https://b.example/7",
                "content_html": "<p>好</p>",
                "date_published": "2024-05-19T01:00:00Z",
                "authors": [{"name": "Lin"}],
            },
            {"id": "8", "content_text": "a < b\nc & d", "title": "T"},
            author={"name": "Mei", "url": "https://b.example/mei"},
            language="zh",
        )
    )
    assert (first.id, first.text, first.author, first.lang) == ("7", "好", "Lin", "zh")
    assert (second.id, second.text, second.title) == ("8", "a < b\nc & d", "T")
    assert (second.author, second.author_id) == ("Mei", "https://b.example/mei")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_what_is_no_number_is_no_id(number: str) -> None:
    items = [f'{{"id": {number}, "content_text": "t{n}", "title": "{n}"}}' for n in (1, 2)]
    posts = read('{"version": "x", "items": [' + ",".join(items) + "]}")
    assert len({post.id for post in posts}) == 2
    assert not {"nan", "inf"} & {post.id for post in posts}


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("javascript:alert(1)", None),
        ("DATA:text/html,x", None),
        ("mailto:lin@forum.example", None),
        ("/t/7?utm_source=rss", "https://forum.example/t/7"),
        ("http://other.example/7", "http://other.example/7"),
    ],
)
def test_only_addresses_of_the_web_are_kept(link: str, url: str | None) -> None:
    assert read(rss(f"<guid>7</guid><title>t</title><link>{link}</link>"))[0].url == url
    assert read(feed_json({"id": "7", "content_text": "t", "url": link}))[0].url == url


@pytest.mark.parametrize(
    ("written", "zone", "moment", "assumed"),
    [
        ("2005-5-28 16:05:36", "Asia/Shanghai", datetime(2005, 5, 28, 8, 5, 36, tzinfo=UTC), True),
        ("2020/1/10 14:33:00", "Asia/Shanghai", datetime(2020, 1, 10, 6, 33, tzinfo=UTC), True),
        ("2020/1/10 14:33:00", None, datetime(2020, 1, 10, 14, 33, tzinfo=UTC), True),
        (
            "Tue, 27 Dec 2005 13:08:54+0900",
            None,
            datetime(2005, 12, 27, 4, 8, 54, tzinfo=UTC),
            False,
        ),
        (
            "Seg, 24 Set 2018 19:42:40 -0300",
            None,
            datetime(2018, 9, 24, 22, 42, 40, tzinfo=UTC),
            False,
        ),
        ("Tue, 21 Aug 2012 10:33:00 EST", None, datetime(2012, 8, 21, 15, 33, tzinfo=UTC), False),
        ("some day", None, None, True),
        ("", None, None, True),
    ],
)
def test_dates_as_feeds_really_write_them(
    written: Any, zone: Any, moment: Any, assumed: Any
) -> None:
    (post,) = read(rss(f"<title>t</title><pubDate>{written}</pubDate>"), zone=zone)
    assert (post.published_at, post.published_assumed) == (moment, assumed)


@pytest.mark.parametrize(
    ("text", "codec", "declared", "charset"),
    [
        ("喆的手机很好用", "gb18030", "gb2312", None),
        ("堃的手机很好用", "gb18030", "gbk", None),
        ("這支手機很好用", "cp950", "big5", None),
        ("naïve – “quoted”", "cp1252", "iso-8859-1", None),
        ("Отличный телефон", "cp1251", "windows-1251", None),
        ("这支手机", "utf-8", "gb2312", "utf-8"),
        ("这支手机", "utf-16", "utf-16", None),
    ],
)
def test_the_encoding_is_found_as_it_is_meant(
    text: str, codec: Any, declared: Any, charset: Any
) -> None:
    content = f'<?xml version="1.0" encoding="{declared}"?>' + rss(f"<title>{text}</title>")
    (post,) = read(content.encode(codec), charset=charset)
    assert post.title == text


def test_an_item_without_words_of_its_own_says_its_heading() -> None:
    (post,) = read(rss("<title>新款上市</title><link>https://b.example/1</link>"))
    assert (post.title, post.text, post.raw_text) == ("新款上市", "新款上市", None)


def test_an_item_without_a_guid_goes_by_its_link_without_marks_of_campaigns() -> None:
    item = "<title>{0}</title><link>https://b.example/1?utm_campaign={0}</link>"
    assert [read(rss(item.format(n)))[0].id for n in ("a", "b")] == ["https://b.example/1"] * 2


def test_items_that_share_a_link_and_have_no_guid_stay_apart() -> None:
    items = [f"<title>{n}</title><link>https://b.example/list</link>" for n in "ab"]
    assert len({post.id for post in read(rss(*items))}) == 2


def test_the_same_guid_twice_is_one_post() -> None:
    item = "<guid>7</guid><guid>7</guid><title>{}</title>"
    assert [post.title for post in read(rss(item.format("new"), item.format("old")))] == ["new"]


def test_an_item_without_anything_is_rejected_and_the_rest_goes_on() -> None:
    answer = Answer(URL, 200, {}, rss("<category>x</category>", "<title>a</title>").encode())
    posts, rejected = read_feed(answer, Query("forum", NOW), Feed(url=URL))
    assert [post.title for post in posts] == ["a"]
    assert [one.where for one in rejected] == [f"{URL} item 1"]


def test_a_json_item_that_is_no_object_is_rejected_and_the_rest_goes_on() -> None:
    answer = Answer(URL, 200, {}, feed_json("x", {"id": "1", "content_text": "a"}).encode())
    posts, rejected = read_feed(answer, Query("forum", NOW), Feed(url=URL))
    assert (len(posts), [one.raw for one in rejected]) == (1, ['"x"'])


def test_a_malformed_feed_gives_what_can_be_read() -> None:
    broken = rss("<title>eins & zwei</title>", "<title>drei</title>").replace(
        "</channel></rss>", ""
    )
    assert [post.title for post in read(broken)] == ["eins & zwei", "drei"]


@pytest.mark.parametrize("tag", ["author", "managingEditor", "webMaster", "dc:creator"])
@pytest.mark.parametrize("form", ["{}", "<![CDATA[{}]]>", "<![CDATA[</author>{}]]>"])
def test_an_author_without_an_end_takes_no_time(tag: str, form: str) -> None:
    endless = form.format("a" * 20_000 + "@" + "a." * 20_000)
    began = time.monotonic()
    (post,) = read(rss(f"<guid>1</guid><title>t</title><{tag}>{endless}</{tag}>"))
    assert post.id == "1"
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("written", ["lin@forum.test (Lin)", "Lin &lt;lin@forum.test&gt;"])
def test_an_author_s_address_is_told_from_the_name(written: str) -> None:
    assert read(rss(f"<title>t</title><author>{written}</author>"))[0].author == "Lin"


@pytest.mark.parametrize("tag", ["item", "entry"])
def test_a_feed_without_an_end_is_read_in_its_beginning_and_says_so(tag: str) -> None:
    few = "".join(f"<{tag}><id>{n}</id><title>t</title></{tag}>" for n in range(MOST_ITEMS + 3))
    head = (
        "<rss version='2.0'><channel>"
        if tag == "item"
        else "<feed xmlns='http://www.w3.org/2005/Atom'>"
    )
    tail = "<title>F</title>" + ("</channel></rss>" if tag == "item" else "</feed>")
    answer = Answer(URL, 200, {}, (head + few + tail).encode())
    posts, (cut,) = read_feed(answer, Query("forum", NOW), Feed(url=URL))
    assert [posts[0].id, posts[-1].id, len(posts)] == ["0", str(MOST_ITEMS - 1), MOST_ITEMS]
    assert (cut.where, str(MOST_ITEMS) in cut.reason) == (URL, True)
    assert cut.raw.startswith(f"<{tag}><id>{MOST_ITEMS}</id>")


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "http://127.0.0.1:1/x">]>',
        '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY x "' + "&a;" * 50 + '">]>',
    ],
    ids=["file", "network", "laughs"],
)
def test_entities_reach_no_file_no_network_and_no_memory(doctype: Any) -> None:
    (post,) = read(doctype + rss("<title>t</title><description>[&x;]</description>"))
    assert "root:" not in post.text
    assert len(post.text) < 20


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("<!DOCTYPE html><html><title>Login</title></html>", Blocked),
        ("", Blocked),
        ("plain words", NotThisFormat),
        ("<opml><body/></opml>", NotThisFormat),
        ("{}", NotThisFormat),
        ('{"items": 1}', NotThisFormat),
        ('{"items": [', NotThisFormat),
    ],
)
def test_what_is_no_feed_is_told(content: Any, error: Any) -> None:
    with pytest.raises(error):
        read(content)


def after(query: Query, page: Any, *, hours: float = 2) -> Query:
    """Return the query of a run so much later that knows what `page` left."""
    cursors = {page.asked: page.cursor}
    return replace(query, now=query.now + timedelta(hours=hours), cursors=cursors)


def test_a_feed_that_did_not_change_is_not_sent_again(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/f", rss("<guid>1</guid><title>a</title>"), ETag='"v1"', Last_Modified="Mon, 1")
    site.say("/f", status=304)
    collector: Collector = Feed(url=f"{site.url}/f")

    (page,) = collector.collect(client, query)
    (again,) = collector.collect(client, after(query, page))

    assert (len(page.posts), again.posts) == (1, ())
    assert again.reach == Reach(query.now)
    seen = [headers for path, headers in site.asked if path == "/f"][1]
    assert (seen["if-none-match"], seen["if-modified-since"]) == ('"v1"', "Mon, 1")
    (third,) = collector.collect(client, after(after(query, page), again))
    assert third.reach == Reach(query.now + timedelta(hours=2))


@pytest.mark.parametrize(
    ("head", "headers", "hours"),
    [
        ("<ttl>180</ttl>", {}, 3),
        (
            "<sy:updatePeriod> daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            {},
            6,
        ),
        ("", {"Cache_Control": "public, max-age=7200"}, 2),
        ("<ttl>60</ttl>", {"Cache_Control": "max-age=14400", "Age": "3600"}, 3),
        ("<ttl>99999</ttl>", {}, 24),
        ("<skipHours><hour>12</hour><hour>13</hour><hour>14</hour></skipHours>", {}, 3),
        ("<skipDays><day>Monday</day></skipDays>", {}, 12),
        ("<ttl>60</ttl><skipHours><hour>13</hour></skipHours>", {}, 2),
    ],
    ids=["ttl", "syndication", "max-age", "age", "a day at most", "hours", "days", "both"],
)
def test_a_feed_is_left_alone_for_as_long_as_it_asks(  # noqa: PLR0913, PLR0917  # a table
    site: Any, client: Client, query: Query, head: str, headers: Any, hours: float
) -> None:
    space = "http://purl.org/rss/1.0/modules/syndication/"
    item = "<item><guid>1</guid><title>a</title></item>"
    body = f'<rss version="2.0" xmlns:sy="{space}"><channel>{head}{item}</channel></rss>'
    site.say("/f", body, **headers)
    feed = Feed(url=f"{site.url}/f")
    (page,) = feed.collect(client, query)

    early = after(query, page, hours=hours - 0.1)
    assert list(feed.collect(client, early)) == []
    assert site.paths() == ["/f"]

    assert list(feed.collect(client, after(query, page, hours=hours)))
    assert list(feed.model_copy(update={"heed_ttl": False}).collect(client, early))


def test_a_feed_that_was_moved_for_good_is_asked_there_from_then_on(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/f", status=301, location="/new")
    site.say("/new", rss("<guid>1</guid><title>a</title><link>/t/1</link>"), ETag='"v1"')
    feed = Feed(url=f"{site.url}/f")
    (page,) = feed.collect(client, query)
    list(feed.collect(client, after(query, page)))
    assert site.paths() == ["/f", "/new", "/new"]
    assert page.asked == f"{site.url}/f"
    assert page.posts[0].url == f"{site.url}/t/1"


def test_a_feed_that_is_no_more_where_it_moved_is_asked_where_it_was(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/f", rss("<title>a</title>"))
    cursors = {f"{site.url}/f": {"url": f"{site.url}/none"}}
    (page,) = Feed(url=f"{site.url}/f").collect(client, replace(query, cursors=cursors))
    assert len(page.posts) == 1


def test_an_address_with_a_secret_is_neither_the_name_of_a_mark_nor_kept_in_it(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/f?token=s3cr3t", status=301, location="/new?token=s3cr3t")
    site.say("/new?token=s3cr3t", feed_json("x", {"id": 1, "content_text": "a"}))
    (page,) = Feed(url=f"{site.url}/f?token=s3cr3t").collect(client, query)
    assert len(page.posts) == len(page.rejected) == 1
    assert "s3cr3t" not in repr((page.asked, page.cursor, page.rejected))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, ""),
        (410, ""),
        (403, ""),
        (500, ""),
        (400, ""),
        (200, "<html>for sale"),
        (200, "{}"),
        (304, ""),
    ],
)
def test_a_feed_whose_new_place_is_lost_is_asked_where_it_was(
    site: Any, make_client: Any, query: Query, status: int, body: str
) -> None:
    site.say("/f", rss("<title>a</title>"))
    site.say("/new", body, status=status)
    cursors = {f"{site.url}/f": {"url": f"{site.url}/new"}}
    feed = Feed(url=f"{site.url}/f")
    client = make_client(retries=0)
    (page,) = feed.collect(client, replace(query, cursors=cursors))
    assert len(page.posts) == 1
    assert list(feed.collect(client, after(query, page)))
    assert site.paths() == ["/new", "/f", "/f"]


def test_a_wall_on_a_page_that_a_feed_names_is_laid_to_the_feed_s_own_host(query: Query) -> None:
    item = "<entry><id>1</id><title>a</title></entry>"
    following = "<link rel='next' href='https://victim.test/about'/>"
    pages = {
        "feed.test": f"<feed xmlns='{ATOM}'>{following}{item}</feed>",
        "victim.test": "<html>about us",
    }

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=httpx.ByteStream(pages[request.url.host].encode()))

    turns, policy = OwnTurns(), Policy(pause_s=0, obey_robots=False)
    client = Client(policy, turns=turns, transport=httpx.MockTransport(answer))
    with pytest.raises(Blocked) as wall:
        list(Feed(url="https://feed.test/f").collect(client, query))
    client.note(wall.value)

    walls = [turns.change(host, lambda state: (state.walls, state)) for host in pages]
    assert walls == [1, 0]


def test_only_the_address_of_the_settings_says_that_a_feed_is_gone_for_good(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/f", status=301, location="/new")
    site.say("/new", status=410)
    feed = Feed(url=f"{site.url}/f")
    run = feed.collect(client, query)
    with pytest.raises(Gone):
        next(run)


def test_a_feed_that_is_gone_for_good_is_asked_again_a_week_later(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/f", status=410)
    feed = Feed(url=f"{site.url}/f")
    run = feed.collect(client, query)
    page = next(run)
    with pytest.raises(Gone):
        next(run)
    assert isinstance(page.cursor, dict)
    late = after(query, page, hours=7 * 24)
    with pytest.raises(Gone):
        list(feed.collect(client, after(query, page, hours=7 * 24 - 1)))
    assert site.paths() == ["/f"]
    run = feed.collect(client, late)
    again = next(run)
    with pytest.raises(Gone):
        next(run)
    with pytest.raises(Gone):
        list(feed.collect(client, after(late, again, hours=24)))
    assert site.paths() == ["/f", "/f"]

    site.replies.clear()
    site.say("/f", rss("<title>a</title>"))
    (back,) = feed.collect(client, after(late, again, hours=7 * 24))
    assert len(back.posts) == 1
    assert list(feed.collect(client, after(late, back, hours=7 * 24 + 5)))


def test_a_feed_keeps_the_ids_of_its_items_when_it_moves(
    site: Any, client: Client, query: Query
) -> None:
    body = rss("<guid>9</guid><title>a</title>", "<title>b</title><link>/t/8</link>")
    site.say("/f", body)
    site.say("/new/f", body)
    ids = [
        [
            post.id
            for page in Feed(url=site.url + path).collect(client, query)
            for post in page.posts
        ]
        for path in ("/f", "/new/f")
    ]
    assert ids == [["9", "/t/8"]] * 2


def item(n: int) -> str:
    """Return an item of the n-th hour of the day."""
    return f"<guid>{n}</guid><title>t{n}</title><pubDate>2024-05-20T{n:02}:00:00Z</pubDate>"


def hour(n: int) -> datetime:
    return datetime(2024, 5, 20, n, tzinfo=UTC)


def test_a_feed_reaches_as_far_back_as_its_oldest_item(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/f", rss(item(9), item(7), item(8)))
    (page,) = Feed(url=f"{site.url}/f").collect(client, query)
    assert page.reach == Reach(hour(7))


def test_a_feed_that_still_holds_what_was_known_reaches_back_to_the_last_look(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/f", rss(item(9), item(8)))
    site.say("/f", rss(item(13), item(9)))
    feed = Feed(url=f"{site.url}/f")
    (first,) = feed.collect(client, query)
    (second,) = feed.collect(client, after(query, first))
    assert second.reach == Reach(query.now)


def test_a_feed_that_turned_over_in_between_shows_the_gap(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/f", rss(item(9), item(8)))
    site.say("/f", rss(item(14), item(13)))
    feed = Feed(url=f"{site.url}/f")
    (first,) = feed.collect(client, query)
    (second,) = feed.collect(client, after(query, first, hours=3))
    assert second.reach == Reach(hour(13))


def test_an_old_item_that_is_always_on_top_does_not_hide_a_gap(
    site: Any, client: Client, query: Query
) -> None:
    pinned = item(1)
    site.say("/f", rss(pinned, *(item(n) for n in range(9, 3, -1))))
    site.say("/f", rss(pinned, item(14), item(13)))
    feed = Feed(url=f"{site.url}/f")
    (first,) = feed.collect(client, query)
    (second,) = feed.collect(client, after(query, first, hours=3))
    assert second.reach == Reach(hour(1))
    assert not Look.model_validate(first.cursor).knows(
        [one for one in first.posts if one.id == "1"]
    )


def test_items_without_times_say_nothing_of_the_time_before_the_first_look(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/f", rss("<guid>1</guid><title>a</title>"))
    feed = Feed(url=f"{site.url}/f")
    (first,) = feed.collect(client, query)
    (second,) = feed.collect(client, after(query, first))
    assert (first.reach, second.reach) == (Reach(query.now), Reach(query.now))


def atom(*numbers: int, link: str = "") -> str:
    entries = "".join(
        f"<entry><id>{n}</id><title>t{n}</title><published>2024-05-20T{n:02}:00:00Z</published>"
        "</entry>"
        for n in numbers
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{link}{entries}</feed>'


@pytest.mark.parametrize("rel", ["next", "prev-archive"])
def test_older_pages_are_read_on_the_first_run_and_where_something_is_missing(
    site: Any, client: Client, query: Query, rel: Any
) -> None:
    link = f'<link rel="{rel}" href="/f2"/>'
    site.say("/f", atom(9, 8, link=link))
    site.say("/f", atom(10, 9, link=link))
    site.say("/f", atom(14, 13, link=link))
    site.say("/f2", atom(7, 6))
    site.say("/f2", atom(12, 11, 10))
    feed = Feed(url=f"{site.url}/f")

    first = list(feed.collect(client, query))
    second = list(feed.collect(client, after(query, first[-1])))
    third = list(feed.collect(client, after(query, second[-1], hours=6)))

    ids = [[post.id for page in run for post in page.posts] for run in (first, second, third)]
    assert ids == [["9", "8", "7", "6"], ["10", "9"], ["14", "13", "12", "11", "10"]]
    assert first[-1].reach == Reach(hour(6))
    assert third[-1].reach == Reach(hour(14))


def test_a_run_that_new_items_pushed_off_its_way_is_made_good_by_the_next(
    site: Any, client: Client, query: Query
) -> None:
    def page(*numbers: int, older: str) -> str:
        return atom(*numbers, link=f'<link rel="next" href="{older}"/>' if older else "")

    site.say("/f", page(9, 8, older="/f2"), ETag='"v1"')
    site.say("/f2", page(9, 8, older="/f3"))  # two new ones came in between
    site.say("/f", page(11, 10, older="/f2"), ETag='"v2"')
    site.say("/f2", page(9, 8, older="/f3"))
    site.say("/f3", page(7, older=""))
    feed = Feed(url=f"{site.url}/f")
    first = list(feed.collect(client, query))
    second = list(feed.collect(client, after(query, first[-1])))
    assert [post.id for one in second for post in one.posts] == ["11", "10", "9", "8", "7"]


def test_pages_older_than_wanted_are_not_asked_for(site: Any, client: Client, query: Query) -> None:
    site.say("/f", atom(9, link='<link rel="next" href="/f2"/>'))
    site.say("/f2", atom(5, link='<link rel="next" href="/f3"/>'))
    pages = list(Feed(url=f"{site.url}/f").collect(client, replace(query, since=hour(8))))
    assert [len(page.posts) for page in pages] == [1, 0]
    assert pages[-1].reach == Reach(hour(8))
    assert site.paths() == ["/f", "/f2"]


def test_a_run_that_reaches_further_back_reads_the_feed_in_full(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/f", rss("<ttl>600</ttl>", item(9), item(5)), ETag='"v1"')
    feed = Feed(url=f"{site.url}/f")
    (first,) = feed.collect(client, replace(query, since=hour(8)))
    (second,) = feed.collect(client, after(query, first))
    assert (len(first.posts), len(second.posts)) == (1, 2)
    assert all("if-none-match" not in headers for _, headers in site.asked)


@pytest.mark.parametrize(
    ("title", "author", "subject"),
    [
        ("By: Anna Lind", "Anna Lind", None),
        ("Comment on The new lamp by Anna", "Anna", "The new lamp"),
        ("Comments on Day by day by Anna", "Anna", "Day by day"),
    ],
)
def test_the_heading_of_a_comment_says_who_spoke_of_what(
    title: str, author: Any, subject: Any
) -> None:
    (post,) = read(
        rss(f"<title>{title}</title><description>Good.</description>"), post_kind="comment"
    )
    assert (post.title, post.author, post.subject, post.text) == (None, author, subject, "Good.")


def test_the_mark_of_another_address_is_not_used(site: Any, client: Client, query: Query) -> None:
    site.say("/f", rss("<guid>1</guid><title>a</title>"))
    cursors = {"https://b.example/other": {"etag": '"v1"'}}
    (page,) = Feed(url=f"{site.url}/f").collect(client, replace(query, cursors=cursors))
    assert len(page.posts) == 1
    assert all("if-none-match" not in headers for _, headers in site.asked)


def test_pages_of_a_json_feed_are_followed_until_one_brings_nothing_new(
    site: Any, client: Client, query: Query
) -> Any:
    def page(n: int, following: str) -> str:
        return feed_json({"id": n, "content_text": f"t{n}"}, next_url=following)

    site.say("/f", page(1, "/f?p=2"), ETag='"v1"')
    site.say("/f?p=2", page(2, f"{site.url}/f?p=3"))
    site.say("/f?p=3", page(2, "/f?p=4"))
    site.say("/f?p=4", page(3, ""))

    pages = list(Feed(url=f"{site.url}/f").collect(client, query))

    assert [post.text for one in pages for post in one.posts] == ["t1", "t2"]
    # the third only repeats: whatever moved the items, the next run reads all of them again
    assert [one.cursor is None for one in pages] == [True, True, False]
    assert "etag" not in pages[-1].cursor


def test_pages_left_unread_are_told(site: Any, client: Client, query: Query) -> None:
    site.say("/f", feed_json({"id": 1, "content_text": "a"}, next_url="/f?p=2"))
    site.say("/f?p=2", feed_json({"id": 2, "content_text": "b"}, next_url="/f?p=3"))
    site.say("/f?p=3", feed_json({"id": 3, "content_text": "c"}))

    cut = list(Feed(url=f"{site.url}/f", max_pages=2).collect(client, query))
    whole = list(Feed(url=f"{site.url}/f", max_pages=3).collect(client, query))

    assert [len(page.posts) for page in cut] == [1, 1]
    assert ["max_pages" in one.reason for page in cut for one in page.rejected] == [True]
    assert [one for page in whole for one in page.rejected] == []


def test_a_limit_cuts_and_leaves_no_mark(site: Any, client: Client, query: Query) -> None:
    site.say("/f", rss("<title>a</title>", "<title>b</title>"), ETag='"v1"')
    collector = Feed(url=f"{site.url}/f")
    (cut,) = collector.collect(client, replace(query, limit=1))
    (whole,) = collector.collect(client, replace(query, limit=2))
    assert (len(cut.posts), cut.cursor, cut.reach) == (1, None, Reach(query.now, more=True))
    assert (len(whole.posts), whole.cursor["etag"], whole.reach.more) == (2, '"v1"', False)


def test_items_before_since_are_left_out_but_undated_ones_kept(
    site: Any, client: Client, query: Query
) -> None:
    item = "<title>{}</title><pubDate>{}</pubDate>"
    site.say(
        "/f",
        rss(
            item.format("old", "2024-05-01"),
            item.format("new", "2024-05-19"),
            "<title>undated</title>",
        ),
    )
    since = replace(query, since=datetime(2024, 5, 10, tzinfo=UTC))
    (page,) = Feed(url=f"{site.url}/f").collect(client, since)
    assert [post.title for post in page.posts] == ["new", "undated"]


def test_a_feed_that_is_gone_is_told(site: Any, client: Client, query: Query) -> None:
    site.say("/f", status=410)
    with pytest.raises(Gone):
        list(Feed(url=f"{site.url}/f").collect(client, query))


@given(
    st.binary(max_size=300)
    | st.from_regex(
        r"(<(/?)(rss|channel|item|title|feed|entry|id|guid|pubDate|!DOCTYPE|!\[CDATA\[)>?|&\w+;|x){0,25}"
    ).map(str.encode)
)
@settings(max_examples=150)
def test_any_bytes_give_posts_or_an_error_of_ours(content: Any) -> None:
    try:
        posts = read(content)
    except CollectorError:
        return
    assert all(post.source == "forum" for post in posts)


def test_items_that_only_a_key_tells_apart_are_two_and_show_no_key(
    site: Any, client: Client, query: Query
) -> None:
    items = [f"<guid>https://a.example/p?key=HUSH{n}</guid><title>t{n}</title>" for n in (1, 2)]
    site.say("/f", rss(*items))
    (page,) = Feed(url=f"{site.url}/f").collect(client, query)
    assert len({post.id for post in page.posts}) == 2
    assert all("HUSH" not in post.id for post in page.posts)
