import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from replaying import Replay, exchange

from collectors.base import Held, Page, Query, Reach, Withdrawn
from collectors.errors import BadRequest, CollectorError, Gone, NotThisFormat, Refused
from collectors.http import Client, Policy
from collectors.sources.bluesky import Bluesky, post_uri
from collectors.sources.bluesky_posts import labels_of, post_of, quoted, whole_links

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
HOST = "https://api.example"
XRPC = f"{HOST}/xrpc/app.bsky.feed"


def uri(key: Any, did: str = "did:plc:ana") -> str:
    return f"at://{did}/app.bsky.feed.post/{key}"


def stamp(days: float) -> str:
    return (NOW - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def view(key: Any, *, days: float = 0.0, **more: Any) -> dict[str, Any]:
    record = {
        "$type": "app.bsky.feed.post",
        "createdAt": stamp(days),
        "langs": ["en", "de"],
        "text": f"text {key}",
        **more.pop("record", {}),
    }
    author = {"did": "did:plc:ana", "handle": "ana.example", "displayName": "Ana", "labels": []}
    return {
        "uri": uri(key),
        "cid": "bafy",
        "author": author,
        "record": record,
        "replyCount": 0,
        "repostCount": 2,
        "likeCount": 3,
        "indexedAt": stamp(days),
        "labels": [],
        **more,
    }


def made(**more: Any) -> Any:
    return post_of(view("k", **more), Query("sky", NOW))


def asking(**more: Any) -> Query:
    return Query("sky", NOW, **more)


@pytest.fixture
def reader() -> Iterator[Client]:
    with Client(Policy(allow_private=("127.0.0.1",), pause_s=0, retries=0)) as client:
        yield client


def search(cursor: str = "", until: str = "", **more: str) -> str:
    wishes = {"q": "kettle", "sort": "latest", **more, "until": until, "limit": "100"}
    wishes["cursor"] = cursor
    return f"{XRPC}.searchPosts?{httpx.QueryParams({k: v for k, v in wishes.items() if v})}"


def collected(replay: Replay, client: Client, asked: Query, /, **options: Any) -> list[Page]:
    collector = Bluesky(base_url=replay.url, **(options or {"query": "kettle"}))
    return list(collector.collect(client, asked))


def keys(pages: Any) -> list[str]:
    return [post.id.rpartition("/")[2] for page in pages for post in page.posts]


def test_a_view_becomes_a_post() -> None:
    post = made()
    assert (post.id, post.kind, post.text) == (uri("k"), "post", "text k")
    assert post.url == "https://bsky.app/profile/did:plc:ana/post/k"
    assert (post.author_id, post.author, post.lang) == ("did:plc:ana", "ana.example", "en")
    assert (post.likes, post.replies, post.reposts) == (3, 0, 2)
    assert (post.published_at, post.published_assumed) == (NOW, False)
    assert post.thread_id == post.id


def test_an_answer_knows_its_parent_and_its_thread() -> None:
    reply = {"parent": {"uri": uri("p")}, "root": {"uri": uri("r")}}
    post = made(record={"reply": reply})
    assert (post.kind, post.parent_id, post.thread_id) == ("comment", uri("p"), uri("r"))


DATES = [
    ("2026-05-20T11:59:00Z", "2026-05-20T11:59:00+00:00", False),
    ("2026-05-20T12:03:00Z", "2026-05-20T12:03:00+00:00", False),
    ("2026-05-21T12:00:00Z", "2026-05-20T12:00:00+00:00", True),
    ("1970-01-01T00:00:00Z", "2026-05-20T12:00:00+00:00", True),
    ("2012-03-04T05:06:07Z", "2012-03-04T05:06:07+00:00", False),
    ("never", "2026-05-20T12:00:00+00:00", True),
    (None, "2026-05-20T12:00:00+00:00", True),
]


@pytest.mark.parametrize(("written", "kept", "assumed"), DATES, ids=[str(one[0]) for one in DATES])
def test_a_date_is_believed_unless_it_cannot_be(written: Any, kept: str, assumed: Any) -> None:
    post = made(record={"createdAt": written})
    assert post.published_at.isoformat() == kept
    assert post.published_assumed is assumed


@pytest.mark.parametrize(
    ("written", "known"), [("2026-05-20T11:00:00Z", True), ("2031-01-01", False)]
)
def test_without_a_moment_of_the_network_only_a_possible_date_counts(
    written: str, known: Any
) -> None:
    post = made(record={"createdAt": written}, indexedAt=None)
    assert (post.published_at is not None) is known


def link(shown: str, address: str, text: str) -> dict[str, Any]:
    begin = len(text[: text.index(shown)].encode())
    index = {"byteStart": begin, "byteEnd": begin + len(shown.encode())}
    feature = {"$type": "app.bsky.richtext.facet#link", "uri": address}
    return {"index": index, "features": [feature]}


LINKS = [
    (
        "水壶 tests.example/kettles… 好",
        "tests.example/kettles…",
        "https://tests.example/kettles/1",
        True,
    ),
    ("🫖 see tests.example now", "tests.example", "https://www.tests.example", True),
    ("read here", "here", "https://tests.example/kettles", False),
    ("https://a.example/x", "https://a.example/x", "https://a.example/x", True),
]


@pytest.mark.parametrize(("text", "shown", "address", "whole"), LINKS)
def test_links_are_given_whole_by_their_bytes(
    text: str, shown: str, address: str, whole: Any
) -> None:
    expected = text.replace(shown, address) if whole else text
    assert whole_links(text, [link(shown, address, text)]) == expected


@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.integers(-2, 40), st.integers(-2, 40), st.text(max_size=5)), max_size=4),
)
@settings(max_examples=200, deadline=None)
def test_links_that_do_not_fit_the_text_leave_it_alone(text: str, places: Any) -> None:
    facets = [
        {
            "index": {"byteStart": begin, "byteEnd": end},
            "features": [{"$type": "#link", "uri": f"https://none.example/{word}"}],
        }
        for begin, end, word in places
    ]
    said = text.encode("utf-8", "replace").decode()
    assert whole_links(text, facets) == said or "none.example" in whole_links(text, facets)
    assert whole_links(text, []) == said


@pytest.mark.parametrize(
    "embed",
    [
        {"$type": "app.bsky.embed.record", "record": {"uri": uri("q"), "cid": "b"}},
        {"$type": "app.bsky.embed.recordWithMedia", "record": {"record": {"uri": uri("q")}}},
    ],
)
def test_a_quote_refers_to_what_it_quotes_and_keeps_its_own_words(embed: Any) -> None:
    quoted_view = {"record": {"value": {"text": "quoted words"}}}
    post = made(record={"embed": embed}, embed=quoted_view)
    assert (post.kind, post.repost_of, post.text) == ("post", uri("q"), "text k")


def test_an_embedded_list_is_no_quote() -> None:
    assert quoted({"embed": {"record": {"uri": "at://did:plc:ana/app.bsky.graph.list/1"}}}) is None


def test_labels_of_post_author_and_own_hand_count_and_taken_back_ones_do_not() -> None:
    labels = {"values": [{"val": "own"}]}
    one = view(
        "k", labels=[{"val": "spam"}, {"val": "old", "neg": True}], record={"labels": labels}
    )
    one["author"]["labels"] = [{"val": "!no-unauthenticated"}]
    assert labels_of(one) == {"spam", "own", "!no-unauthenticated"}


BROKEN: list[dict[str, Any]] = [
    {"uri": None},
    {"uri": "at://did:plc:ana/app.bsky.graph.list/1"},
    {"author": {}},
    {"record": {"text": None}},
]


@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_a_broken_view_is_rejected_and_the_rest_goes_on(reader: Client, broken: Any) -> None:
    answer = {"posts": [view(3), view("x", **broken), 7, view(1, days=2)]}
    with Replay([exchange(f"{XRPC}.getQuotes?uri={uri('q')}&limit=100", answer)]) as replay:
        (page,) = collected(replay, reader, asking(), quotes=uri("q"))
    assert keys([page]) == ["3", "1"]
    assert len(page.rejected) == 2


def test_a_search_goes_on_by_moments_where_its_cursor_ends(reader: Client) -> None:
    below = "2026-05-18T12:00:00.001Z"
    last = "2026-05-16T12:00:00.001Z"
    with Replay(
        [
            exchange(search(), {"posts": [view(9), view(8, days=1)], "cursor": "100"}),
            exchange(search("100"), {"posts": [view(7, days=2)]}),
            exchange(search(until=below), {"posts": [view(7, days=2), view(6, days=4)]}),
            exchange(search(until=last), {"posts": [view(6, days=4)]}),
        ]
    ) as replay:
        pages = collected(replay, reader, asking())
    assert keys(pages) == ["9", "8", "7", "6"]
    assert pages[-1].reach == Reach(None)
    assert len(replay.asked) == 4
    assert {page.asked for page in pages} == {"search/q=kettle"}


def test_the_wishes_of_a_search_are_asked_for_and_name_its_mark(reader: Client) -> None:
    url = search(lang="zh", author="ana.example", tag="tea", since="2026-05-13T12:00:00Z")
    with Replay([exchange(url, {"posts": []})]) as replay:
        week = asking(since=NOW - timedelta(days=7))
        wishes: dict[str, Any] = {"lang": "zh", "author": "ana.example", "tags": ("#tea",)}
        (page,) = collected(replay, reader, week, query="kettle", **wishes)
    assert page.asked == "search/q=kettle/lang=zh/author=ana.example/tag=tea"


def test_the_next_run_stops_a_day_below_where_the_last_one_began(reader: Client) -> None:
    answers = [
        exchange(search(), {"posts": [view(9), view(8, days=0.5)], "cursor": "2"}),
        exchange(search("2"), {"posts": [view(7, days=3)], "cursor": "3"}),
        exchange(search("3"), {"posts": [view(6, days=5)]}),
        exchange(search(until="2026-05-15T12:00:00.001Z"), {"posts": []}),
    ]
    with Replay(answers) as replay:
        first = collected(replay, reader, asking())
        marks = {first[-1].asked: first[-1].cursor or {}}
        again = collected(replay, reader, asking(cursors=marks))
    assert keys(first) == ["9", "8", "7", "6"]
    assert keys(again) == ["9", "8", "7"]


def test_a_false_date_does_not_lead_the_walk_astray(reader: Client) -> None:
    odd = view(8, days=1, record={"createdAt": "2031-01-01T00:00:00Z"})
    old = view(7, days=1, record={"createdAt": "2012-01-01T00:00:00Z"})
    answers = [
        exchange(search(), {"posts": [view(9), odd, old], "cursor": "3"}),
        exchange(search("3"), {"posts": [view(6, days=2)], "cursor": "4"}),
        exchange(search("4"), {"posts": []}),
    ]
    with Replay(answers) as replay:
        pages = collected(replay, reader, asking(since=None))
    assert keys(pages) == ["9", "8", "7", "6"]
    assert pages[-1].cursor
    assert pages[-1].cursor["newest_at"] == NOW.isoformat()


def feed(actor: str, cursor: str = "") -> str:
    more = f"&cursor={cursor}" if cursor else ""
    return f"{XRPC}.getAuthorFeed?actor={actor}&filter=posts_no_replies&limit=100{more}"


def test_an_authors_reposts_are_records_of_their_own(reader: Client) -> None:
    original = view(5, days=9)
    original["author"] = {"did": "did:plc:bo", "handle": "bo.example"}
    original["uri"] = uri(5, "did:plc:bo")
    reason = {
        "$type": "app.bsky.feed.defs#reasonRepost",
        "by": {"did": "did:plc:ana", "handle": "ana.example"},
        "indexedAt": stamp(1),
    }
    items = [{"post": view(9)}, {"post": original, "reason": reason}]
    told = {
        "post": view(4, days=30),
        "reason": {**reason, "uri": "at://did:plc:ana/app.bsky.feed.repost/r"},
    }
    with Replay(
        [
            exchange(feed("ana.example"), {"feed": items, "cursor": "c1"}),
            exchange(feed("ana.example", "c1"), {"feed": [told]}),
        ]
    ) as replay:
        pages = collected(replay, reader, asking(), actor="@ana.example", filter="posts_no_replies")
    _, repost, boosted, named, _ = [post for page in pages for post in page.posts]
    assert (repost.kind, repost.repost_of, repost.text) == ("repost", boosted.id, "")
    assert (repost.author_id, repost.author) == ("did:plc:ana", "ana.example")
    assert repost.published_at == NOW - timedelta(days=1)
    assert repost.id == "at://did:plc:ana/app.bsky.feed.repost/did:plc:bo/app.bsky.feed.post/5"
    assert boosted.author_id == "did:plc:bo"
    assert named.id == "at://did:plc:ana/app.bsky.feed.repost/r"


def test_authors_and_posts_with_unwanted_labels_can_be_left_out(reader: Client) -> None:
    spam, hidden = view(8, labels=[{"val": "spam"}]), view(7)
    hidden["author"]["labels"] = [{"val": "!no-unauthenticated"}]
    answer = {"posts": [view(9), spam, hidden]}
    with Replay([exchange(f"{XRPC}.getQuotes?uri={uri('q')}&limit=100", answer)]) as replay:
        wishes: dict[str, Any] = {"skip_labels": ("spam",), "skip_unlisted_authors": True}
        assert keys(collected(replay, reader, asking(), quotes=uri("q"))) == ["9", "8", "7"]
        assert keys(collected(replay, reader, asking(), quotes=uri("q"), **wishes)) == ["9"]


def thread_url(one: str) -> str:
    return f"{XRPC}.getPostThread?uri={one}&depth=1000&parentHeight=1000"


def threaded(one: Any, *replies: Any, **more: Any) -> dict[str, Any]:
    return {"post": one, "replies": list(replies), **more}


def test_a_thread_is_read_from_its_beginning_with_what_is_gone(reader: Client) -> None:
    lost = {"uri": uri("x"), "notFound": True}
    blocked = {"uri": uri("y"), "blocked": True}
    below = threaded(view(3), threaded(view(4)), lost, blocked)
    above = {"post": view(2), "parent": {"post": view(1)}}
    answer = {"thread": threaded(view(9), below, threaded(view(5)), parent=above)}
    with Replay([exchange(thread_url(uri(9)), answer)]) as replay:
        (page,) = collected(replay, reader, asking(), thread=uri(9))
    assert keys([page]) == ["1", "2", "9", "3", "4", "5"]
    assert page.withdrawn == (Withdrawn("placeholder", uri("x"), erase=True),)


def test_a_deep_thread_is_no_trouble(reader: Client) -> None:
    # 300 levels: JSON itself is read by recursion
    node = threaded(view(0))
    for number in range(1, 300):
        node = threaded(view(number), node)
    with Replay([exchange(thread_url(uri(9)), {"thread": node})]) as replay:
        (page,) = collected(replay, reader, asking(), thread=uri(9))
    assert len(page.posts) == 300


def test_a_thread_that_is_no_more_is_gone(reader: Client) -> None:
    answer = exchange(
        thread_url(uri(9)), {"error": "NotFound", "message": "Post not found"}, status=400
    )
    with Replay([answer]) as replay, pytest.raises(Gone):
        collected(replay, reader, asking(), thread=uri(9))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (f" {uri('a')} ", uri("a")),
        ("https://bsky.app/profile/did:plc:ana/post/a", uri("a")),
        ("https://bsky.app/profile/ana.example/post/a/", uri("a", "ana.example")),
    ],
)
def test_a_post_may_be_named_by_its_address(written: str, meant: str) -> None:
    assert post_uri(written) == meant


WRONG: list[dict[str, Any]] = [
    {},
    {"query": "a", "actor": "b"},
    {"thread": "https://bsky.app/profile/ana"},
    {"quotes": "7"},
    {"query": "a", "identifier": "b"},
    {"actor": "a", "filter": "all"},
]


@pytest.mark.parametrize("options", WRONG, ids=str)
def test_settings_that_do_not_go_together_are_refused(options: Any) -> None:
    with pytest.raises(ValidationError):
        Bluesky(**options)


SESSION = "https://pds.example/xrpc/com.atproto.server.createSession"


def logged_in(replay: Replay, client: Client) -> list[Page]:
    options = {"identifier": "ana.example", "app_password": "s3cret", "auth_url": replay.url}
    return collected(replay, client, asking(), quotes=uri("q"), **options)


def test_a_login_is_made_once_and_its_secrets_stay_in_headers(reader: Client) -> None:
    quotes = f"{XRPC}.getQuotes?uri={uri('q')}&limit=100"
    with Replay(
        [
            exchange(SESSION, {"accessJwt": "token1"}, method="POST"),
            exchange(quotes, {"posts": [view(2)], "cursor": "c"}),
            exchange(f"{quotes}&cursor=c", {"posts": [view(1)]}),
        ]
    ) as replay:
        assert keys(logged_in(replay, reader)) == ["2", "1"]
    sent = [(method, path, headers, body) for method, path, headers, body in replay.requests]
    assert [method for method, *_ in sent] == ["POST", "GET", "GET"]
    assert json.loads(sent[0][3]) == {"identifier": "ana.example", "password": "s3cret"}
    assert {headers.get("authorization") for _, _, headers, _ in sent[1:]} == {"Bearer token1"}
    assert "s3cret" not in "".join(path for _, path, *_ in sent)


def test_a_session_that_has_run_out_is_made_anew(reader: Client) -> None:
    quotes = f"{XRPC}.getQuotes?uri={uri('q')}&limit=100"
    with Replay(
        [
            exchange(SESSION, {"accessJwt": "token1"}, method="POST"),
            exchange(SESSION, {"accessJwt": "token2"}, method="POST"),
            exchange(quotes, {"error": "ExpiredToken"}, status=400),
            exchange(quotes, {"posts": [view(2)]}),
        ]
    ) as replay:
        assert keys(logged_in(replay, reader)) == ["2"]
    assert replay.requests[-1][2]["authorization"] == "Bearer token2"


@pytest.mark.parametrize(
    ("answer", "status", "error"),
    [({"error": "AuthenticationRequired"}, 401, Refused), ({"did": "x"}, 200, NotThisFormat)],
)
def test_a_login_that_fails_is_told(reader: Client, answer: Any, status: int, error: Any) -> None:
    refused = exchange(SESSION, answer, status=status, method="POST")
    with Replay([refused]) as replay, pytest.raises(error) as told:
        logged_in(replay, reader)
    assert "s3cret" not in str(told.value)


@pytest.mark.parametrize(
    ("answer", "status", "error"),
    [
        ({"error": "AuthMissing"}, 403, Refused),
        ({"error": "InvalidRequest"}, 400, BadRequest),
        ([], 200, NotThisFormat),
        ({"feed": []}, 200, NotThisFormat),
    ],
)
def test_an_answer_that_brings_nothing_is_told(
    reader: Client, answer: Any, status: int, error: Any
) -> None:
    with Replay([exchange(search(), answer, status=status)]) as replay:
        with pytest.raises(error) as told:
            collected(replay, reader, asking())
        assert ("app_password" in str(told.value)) is (error is Refused)


def posts_url(*uris: str) -> str:
    return f"{XRPC}.getPosts?{httpx.QueryParams([('uris', one) for one in uris])}"


def revisited(replay: Replay, client: Client, held: list[Held]) -> list[Page]:
    return list(Bluesky(base_url=replay.url, query="x").revisit(client, asking(), held))


def test_a_revisit_brings_counts_answers_and_what_is_gone(reader: Client) -> None:
    repost = Held("at://did:plc:ana/app.bsky.feed.repost/r", "repost")
    held = [Held(uri(1), "post"), Held(uri(2), "post"), Held(uri(3), "post"), repost]
    answered = view(2, replyCount=1)
    with Replay(
        [
            exchange(
                posts_url(uri(1), uri(2), uri(3)), {"posts": [view(1, likeCount=9), answered]}
            ),
            exchange(thread_url(uri(2)), {"thread": threaded(answered, threaded(view(7)))}),
        ]
    ) as replay:
        first, second = revisited(replay, reader, held)
    assert (keys([first]), first.posts[0].likes) == (["1", "2"], 9)
    assert first.withdrawn == (Withdrawn("missing", uri(3), erase=True),)
    assert first.visited == (uri(1), uri(3), repost.id)
    assert (keys([second]), second.visited) == (["2", "7"], (uri(2),))


def test_a_thread_that_fails_is_read_again_and_keeps_no_other_from_being_read(
    reader: Client,
) -> None:
    both = [view(key, replyCount=1) for key in (1, 2)]
    held = [Held(uri(1), "post"), Held(uri(2), "post")]
    pages: list[Page] = []
    with Replay(
        [
            exchange(posts_url(uri(1), uri(2)), {"posts": both}),
            exchange(thread_url(uri(1)), {"error": "x"}, status=400),
            exchange(thread_url(uri(2)), {"thread": threaded(both[1], threaded(view(7)))}),
        ]
    ) as replay:
        again = Bluesky(base_url=replay.url, query="x").revisit(reader, asking(), held)
        with pytest.raises(BadRequest):
            pages.extend(again)
    assert [page.visited for page in pages] == [(), (uri(2),)]
    assert keys(pages[1:]) == ["2", "7"]


def test_a_thread_of_several_held_posts_is_read_once_and_settles_all(reader: Client) -> None:
    above, below = view(1, replyCount=1), view(2, replyCount=1)
    with Replay(
        [
            exchange(posts_url(uri(1), uri(2)), {"posts": [above, below]}),
            exchange(thread_url(uri(1)), {"thread": threaded(above, threaded(below))}),
        ]
    ) as replay:
        pages = revisited(replay, reader, [Held(uri(1), "post"), Held(uri(2), "post")])
        assert len(replay.asked) == 2
    assert [page.visited for page in pages] == [(), (uri(1),), (uri(2),)]


def test_posts_are_asked_for_25_at_a_time(reader: Client) -> None:
    names = [uri(number) for number in range(30)]
    views = [view(number) for number in range(30)]
    with Replay(
        [
            exchange(posts_url(*names[:25]), {"posts": views[:25]}),
            exchange(posts_url(*names[25:]), {"posts": views[25:]}),
        ]
    ) as replay:
        pages = revisited(replay, reader, [Held(name, "post") for name in names])
    assert [len(page.visited) for page in pages] == [25, 5]


@pytest.mark.parametrize("count", [2, 10])
def test_where_nothing_at_all_is_shown_nothing_is_taken_for_deleted(
    reader: Client, count: int
) -> None:
    names = [uri(number) for number in range(count)]
    with Replay([exchange(posts_url(*names), {"posts": []})]) as replay:
        (page,) = revisited(replay, reader, [Held(name, "post") for name in names])
    assert (page.withdrawn, page.visited) == ((), ())
    assert "nothing is taken for deleted" in page.rejected[0].reason


def test_reposts_alone_ask_for_nothing(reader: Client) -> None:
    with Replay([]) as replay:
        (page,) = revisited(
            replay, reader, [Held("at://did:plc:ana/app.bsky.feed.repost/r", "repost")]
        )
        assert replay.asked == []
    assert (page.posts, page.withdrawn, len(page.visited)) == ((), (), 1)


NAMES = [
    "posts", "feed", "thread", "post", "parent", "replies", "uri", "author", "did", "handle",
    "record", "text", "createdAt", "indexedAt", "facets", "index", "byteStart", "byteEnd",
    "features", "$type", "reason", "by", "embed", "langs", "labels", "values", "val", "cursor",
]  # fmt: skip
odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5)
    ),
    max_leaves=20,
)


def answering(body: Callable[[], bytes]) -> Client:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=httpx.ByteStream(body()))

    policy = Policy(pause_s=0, retries=0, obey_robots=False)
    return Client(policy, transport=httpx.MockTransport(answer))


@given(odd, st.dictionaries(st.sampled_from(list(view(1))), odd))
@settings(max_examples=40, deadline=None)
def test_whatever_is_answered_only_our_errors_come_out(whole: Any, parts: Any) -> None:
    one = {**view(1), **parts}
    bodies = [whole, {"posts": [one], "feed": [one, {"post": one}], "thread": threaded(one)}]
    questions = ({"query": "a"}, {"actor": "a"}, {"thread": uri(1)})
    for told in bodies:
        with answering(lambda told=told: json.dumps(told).encode()) as client:  # type: ignore[misc]  # bound
            for question in questions:
                collector = Bluesky(base_url=HOST, max_pages=3, **question)
                with suppress(CollectorError):
                    list(collector.collect(client, asking()))
                with suppress(CollectorError):
                    list(collector.revisit(client, asking(), [Held(uri(1), "post", replies=1)]))


@given(st.binary(max_size=60))
@settings(max_examples=40, deadline=None)
def test_bytes_that_are_no_answer_are_told(raw: bytes) -> None:
    with answering(lambda: raw) as client, pytest.raises(CollectorError):
        list(Bluesky(base_url=HOST, query="a").collect(client, replace(asking(), limit=3)))
