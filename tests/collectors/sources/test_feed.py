import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.answer import Answer
from collectors.base import Collector, Query
from collectors.errors import Blocked, CollectorError, Gone, NotThisFormat
from collectors.http import Client
from collectors.sources.feed import Feed, read_feed

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
URL = "https://forum.example/feed"


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
        False,
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
        ("some day", None, None, False),
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


def test_a_feed_that_did_not_change_is_not_sent_again(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/f", rss("<guid>1</guid><title>a</title>"), ETag='"v1"', Last_Modified="Mon, 1")
    site.say("/f", status=304)
    collector: Collector = Feed(url=f"{site.url}/f")

    (page,) = collector.collect(client, query)
    again = list(collector.collect(client, replace(query, cursors={page.asked: page.cursor})))

    assert (len(page.posts), again) == (1, [])
    seen = [headers for path, headers in site.asked if path == "/f"][1]
    assert (seen["if-none-match"], seen["if-modified-since"]) == ('"v1"', "Mon, 1")


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
    assert [one.cursor and one.cursor["etag"] for one in pages] == [None, None, '"v1"']


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
    assert (len(cut.posts), cut.cursor) == (1, None)
    assert (len(whole.posts), whole.cursor["etag"]) == (2, '"v1"')


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
