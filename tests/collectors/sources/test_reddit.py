import json
import random
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from answering import Service, ids
from hypothesis import given, settings
from hypothesis import strategies as st
from mutating import mutated
from pydantic import SecretStr, ValidationError

from collectors.base import Held, Query
from collectors.errors import (
    BadRequest,
    CollectorError,
    Gone,
    NotThisFormat,
    Refused,
    ServerTrouble,
)
from collectors.http import Client
from collectors.sources.reddit import Reddit
from collectors.sources.reddit_things import children_of, read_things

TOKEN = "/api/v1/access_token"
NOW = datetime(2024, 5, 20, 12, 0, tzinfo=UTC)
ANY = Query("reddit", NOW)
SECOND = int(NOW.timestamp())


def comment(name: str, ago: int = 60, **parts: Any) -> dict[str, Any]:
    data = {
        "name": f"t1_{name}",
        "id": name,
        "author": "mira",
        "body": f"words {name}",
        "created_utc": float(SECOND - ago),
        "edited": False,
        "score": 1,
        "parent_id": "t3_s",
        "link_id": "t3_s",
        "subreddit": "tea",
        "replies": "",
    }
    return {"kind": "t1", "data": {**data, **parts}}


def submission(name: str, ago: int = 60, **parts: Any) -> dict[str, Any]:
    data = {
        "name": f"t3_{name}",
        "id": name,
        "author": "mira",
        "title": f"title {name}",
        "selftext": "",
        "created_utc": float(SECOND - ago),
        "edited": False,
        "score": 3,
        "num_comments": 0,
        "permalink": f"/r/tea/comments/{name}/x/",
        "subreddit": "tea",
    }
    return {"kind": "t3", "data": {**data, **parts}}


def stub(*ids: str, parent: str = "t3_s") -> dict[str, Any]:
    data = {"children": list(ids), "count": len(ids), "id": "_", "parent_id": parent}
    return {"kind": "more", "data": data}


def listing(*children: Any, after: str | None = None) -> dict[str, Any]:
    return {"kind": "Listing", "data": {"children": list(children), "after": after}}


def more(*things: Any) -> dict[str, Any]:
    return {"json": {"errors": [], "data": {"things": list(things)}}}


def source(**options: Any) -> Reddit:
    given = {"client_id": "id", "client_secret": SecretStr("s3cret"), "what": ("posts",)}
    return Reddit(**{**given, "base_url": "https://oauth.example", **options})


def one(thing: Any) -> Any:
    (post,) = read_things([thing], ANY, where="r").posts
    return post


@pytest.fixture
def service() -> Service:
    service = Service()
    service.say(TOKEN, {"access_token": "t0", "token_type": "bearer"})
    return service


def test_a_comment_is_read_whole() -> None:
    made = one(
        comment(
            "c",
            body="a < b &\n\n> said\r\nmine ",
            edited=float(SECOND - 30),
            parent_id="t1_b",
            author_flair_text=" tea drinker ",
            permalink="/r/tea/comments/s/x/c/",
        )
    )
    assert (made.id, made.kind, made.parent_id, made.thread_id) == (
        "t1_c",
        "comment",
        "t1_b",
        "t3_s",
    )
    assert made.text == "a < b &\n\n> said\nmine"
    assert (made.published_at, made.edited_at) == (
        NOW - timedelta(seconds=60),
        NOW - timedelta(seconds=30),
    )
    assert (made.author_id, made.author_labels, made.likes) == ("mira", ("tea drinker",), 1)
    assert made.url == "https://www.reddit.com/r/tea/comments/s/x/c/"
    assert made.subject == "r/tea"


def test_a_submission_is_read_whole() -> None:
    made = one(submission("s", selftext="words", num_comments=7, crosspost_parent="t3_o"))
    assert (made.kind, made.title, made.text) == ("post", "title s", "words")
    assert (made.replies, made.likes, made.thread_id, made.repost_of) == (7, 3, "t3_s", "t3_o")


def test_a_comment_without_an_address_of_its_own_is_found_in_its_thread() -> None:
    assert one(comment("c")).url == "https://www.reddit.com/comments/s/_/c/"


@pytest.mark.parametrize(
    ("parts", "likes"), [({"score": -4}, None), ({"score_hidden": True}, None), ({"score": 0}, 0)]
)
def test_a_score_that_is_hidden_or_negative_counts_no_likes(parts: Any, likes: Any) -> None:
    assert one(comment("c", **parts)).likes == likes


@pytest.mark.parametrize("author", [None, "[deleted]"])
def test_words_of_an_author_who_left_have_no_author(author: Any) -> None:
    made = one(comment("c", author=author))
    assert (made.author_id, made.author, made.text) == (None, None, "words c")


GONE = [
    comment("c", body="[deleted]"),
    comment("c", body=" [removed]"),
    comment("c", body="[ Removed by Reddit ]"),
    submission("c", selftext="[deleted]"),
    submission("c", removed_by_category="deleted"),
]


@pytest.mark.parametrize("thing", GONE)
def test_what_is_deleted_is_to_be_erased(thing: Any) -> None:
    read = read_things([comment("a"), thing], ANY, where="r")
    assert [post.id for post in read.posts] == ["t1_a"]
    (gone,) = read.withdrawn
    assert (gone.id, gone.how, gone.erase) == (thing["data"]["name"], "placeholder", True)
    assert len(read.ids) == len(read.times) == 2


def test_words_about_deletion_are_words() -> None:
    assert one(comment("c", body="he wrote [deleted] there")).text == "he wrote [deleted] there"


ODD = [None, 7, {}, {"kind": "t5", "data": {"name": "t5_x"}}, {"kind": "t1", "data": {"name": "x"}}]


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_a_broken_thing_is_rejected_and_the_rest_goes_on(odd: Any) -> None:
    read = read_things([comment("a"), odd, comment("b")], ANY, where="r")
    assert [post.id for post in read.posts] == ["t1_a", "t1_b"]
    assert [one.where for one in read.rejected] == ["r 2"]


@pytest.mark.parametrize("answer", [None, [], {}, {"kind": "Listing"}, {"error": 404}])
def test_what_is_no_listing_is_told(answer: Any) -> None:
    with pytest.raises(NotThisFormat):
        children_of(answer, where="r")


def test_one_token_serves_the_run(service: Service, asking: Client) -> None:
    service.say("/r/tea/new", listing(submission("a"), after="t3_a"))
    service.say("/r/tea/new", listing(submission("b")), after="t3_a")
    agent = "linux:org.example:v1 (by /u/mira)"
    pages = list(source(subreddits=["r/tea"], user_agent=agent).collect(asking, ANY))
    assert ids(pages) == ["t3_a", "t3_b"]
    assert service.paths() == [TOKEN, "/r/tea/new", "/r/tea/new"]
    login, first, _ = service.asked
    scheme, pair = login.headers["authorization"].split()
    assert (scheme, b64decode(pair)) == ("Basic", b"id:s3cret")
    assert parse_qs(login.content.decode()) == {"grant_type": ["client_credentials"]}
    assert first.headers["authorization"] == "Bearer t0"
    assert first.headers["user-agent"] == agent
    assert first.url.params["raw_json"] == "1"
    assert not any("s3cret" in str(asked.url) or "t0" in str(asked.url) for asked in service.asked)


def test_a_token_that_is_refused_is_renewed_once(service: Service, asking: Client) -> None:
    service.say(TOKEN, {"access_token": "t1"})
    service.do("/r/tea/new", lambda _: httpx.Response(401))
    service.say("/r/tea/new", listing(submission("a")))
    assert ids(list(source(subreddits=["tea"]).collect(asking, ANY))) == ["t3_a"]
    assert service.asked[-1].headers["authorization"] == "Bearer t1"


def test_a_token_that_is_refused_again_is_told(service: Service, asking: Client) -> None:
    service.say("/r/tea/new", "{}", status=401)
    with pytest.raises(Refused):
        list(source(subreddits=["tea"]).collect(asking, ANY))
    assert service.paths() == [TOKEN, "/r/tea/new", TOKEN, "/r/tea/new"]


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, {"error": "invalid_grant"}), (200, []), (401, {}), (200, {"access_token": "a\nb: c"})],
)
def test_an_application_without_a_token_is_refused(
    make_client: Callable[..., Client], status: int, body: Any
) -> None:
    service = Service()
    service.say(TOKEN, body, status=status)
    client = make_client(transport=service.transport(), retries=0)
    with pytest.raises(Refused):
        list(source(subreddits=["tea"]).collect(client, ANY))


def test_pages_that_were_pushed_along_bring_nothing_twice(service: Service, asking: Client) -> None:
    service.say("/r/tea/comments", listing(comment("c"), comment("b"), after="t1_b"))
    service.say("/r/tea/comments", listing(comment("b"), comment("a")), after="t1_b")
    pages = list(source(subreddits=["tea"], what=["comments"]).collect(asking, ANY))
    assert ids(pages) == ["t1_c", "t1_b", "t1_a"]
    assert pages[-1].asked == "r/tea/comments"


def long_listing(service: Service, count: int) -> None:
    """Let a listing hold `count` things, one a minute back, a hundred an answer."""
    for at in range(0, count, 100):
        things = [submission(f"n{number}", number * 60) for number in range(at, at + 100)]
        after = f"t3_n{at + 99}" if at + 100 < count else None
        given = {"after": f"t3_n{at - 1}"} if at else {}
        service.say("/r/tea/new", listing(*things, after=after), **given)


@pytest.mark.parametrize(("count", "reached"), [(1000, NOW - timedelta(minutes=999)), (300, None)])
def test_a_listing_that_reddit_cut_off_says_how_far_it_reached(
    service: Service, asking: Client, count: int, reached: Any
) -> None:
    long_listing(service, count)
    pages = list(source(subreddits=["tea"]).collect(asking, ANY))
    assert len(ids(pages)) == count
    reach = pages[-1].reach
    assert reach is not None
    assert reach.since == reached
    assert not reach.more


def test_a_bound_above_the_cut_is_reached(service: Service, asking: Client) -> None:
    long_listing(service, 1000)
    since = NOW - timedelta(minutes=150)
    pages = list(source(subreddits=["tea"]).collect(asking, replace(ANY, since=since)))
    assert len(ids(pages)) == 151
    assert pages[-1].reach is not None
    assert pages[-1].reach.since == since


def test_where_the_place_to_go_on_from_was_deleted_the_top_is_read_again(
    service: Service, asking: Client
) -> None:
    service.say("/r/tea/new", listing(submission("d", 60), submission("c", 120), after="t3_c"))
    tea = source(subreddits=["tea"])
    first = list(tea.collect(asking, replace(ANY, limit=1)))
    left = {**(first[-1].cursor or {})}
    left["left"] = [{"at": "t3_deleted", "until": None, "done": []}]
    service.say("/r/tea/new", listing(submission("b", 180)), after="t3_c")
    service.say("/r/tea/new", listing(), after="t3_deleted")
    pages = list(tea.collect(asking, replace(ANY, cursors={"r/tea/new": left})))
    assert set(ids(pages)) == {"t3_d", "t3_c", "t3_b"}


def test_searches_and_users_are_asked_for(service: Service, asking: Client) -> None:
    service.say("/r/tea/search", listing(submission("a")), restrict_sr="1", q="green tea")
    service.say("/user/mira/overview", listing(comment("b"), submission("c")))
    reddit = source(subreddits=["/r/tea/"], query="green tea", users=["u/mira"])
    pages = list(reddit.collect(asking, ANY))
    assert ids(pages) == ["t3_a", "t1_b", "t3_c"]
    assert [page.asked for page in pages] == ["r/tea/search/green tea", "user/mira"]


def test_without_subreddits_all_of_reddit_is_searched(service: Service, asking: Client) -> None:
    service.say("/search", listing(submission("a")), q="tea", sort="new")
    assert ids(list(source(query="tea").collect(asking, ANY))) == ["t3_a"]


def test_a_subreddit_that_is_none_does_not_keep_the_others_from_being_read(
    service: Service, asking: Client
) -> None:
    elsewhere = {"location": "https://oauth.example/subreddits/search?q=nope"}
    service.do("/r/nope/new", lambda _: httpx.Response(302, headers=elsewhere))
    service.say("/subreddits/search", listing({"kind": "t5", "data": {"name": "t5_x"}}))
    service.say("/r/tea/new", listing(submission("a")))
    pages = source(subreddits=["nope", "tea"]).collect(asking, ANY)
    assert ids([next(pages)]) == ["t3_a"]
    with pytest.raises(Gone):
        next(pages)


def test_a_thread_is_read_with_all_that_stubs_hide(service: Service, asking: Client) -> None:
    deep = comment("a", replies=listing(comment("b", parent_id="t1_a"), stub(parent="t1_b")))
    hidden = [f"h{number}" for number in range(150)]
    opening = listing(submission("s", num_comments=153))
    service.say("/comments/s", [opening, listing(deep, stub(*hidden))])
    service.say("/comments/s/_/b", [opening, listing(comment("b"), comment("z"))])
    answers = iter([hidden[:100], hidden[100:]])
    service.do(
        "/api/morechildren",
        lambda _: httpx.Response(200, json=more(*(comment(one) for one in next(answers)))),
    )
    pages = list(
        source(threads=["https://www.reddit.com/r/tea/comments/s/x/"]).collect(asking, ANY)
    )
    assert set(ids(pages)) == {"t3_s", "t1_a", "t1_b", "t1_z", *(f"t1_{one}" for one in hidden)}
    asked = [parse_qs(one.content.decode()) for one in service.asked if "more" in one.url.path]
    assert [len(one["children"][0].split(",")) for one in asked] == [100, 50]
    assert {one["link_id"][0] for one in asked} == {"t3_s"}
    assert "t3_s" in [post.id for post in pages[-1].posts]
    assert (pages[-1].asked, pages[-1].rejected) == ("thread/s", ())
    assert pages[-1].reach is not None


def test_a_thread_longer_than_the_budget_says_what_is_left(
    service: Service, asking: Client
) -> None:
    hidden = [f"h{number}" for number in range(250)]
    service.say("/comments/s", [listing(submission("s")), listing(stub(*hidden))])
    service.say("/api/morechildren", more(comment("h0")))
    pages = list(source(threads=["s"], max_pages=2).collect(asking, ANY))
    assert "150 comments or branches" in pages[-1].rejected[0].reason
    assert pages[-1].reach is None


def test_stubs_that_lead_to_themselves_end(service: Service, asking: Client) -> None:
    service.say("/comments/s", [listing(submission("s")), listing(stub("a"), stub(parent="t1_b"))])
    service.say("/comments/s/_/b", [listing(), listing(stub(parent="t1_b"), stub("a"))])
    service.say("/api/morechildren", more(stub("a"), comment("a")))
    assert set(ids(list(source(threads=["s"]).collect(asking, ANY)))) == {"t3_s", "t1_a"}
    assert len(service.asked) == 4


def test_a_thread_keeps_to_limit_and_since(service: Service, asking: Client) -> None:
    tree = listing(comment("a", 10), comment("b", 999_999), comment("c", 20), comment("d", 30))
    service.say("/comments/s", [listing(submission("s")), tree])
    query = replace(ANY, limit=2, since=NOW - timedelta(days=1))
    (page,) = source(threads=["s"]).collect(asking, query)
    assert len(page.posts) == 2
    assert "t1_b" not in ids([page])
    assert page.reach is None


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"json": {"errors": [["BAD", "no", "x"]]}}, BadRequest),
        ({"json": {"data": {}}}, NotThisFormat),
        ([], NotThisFormat),
    ],
)
def test_what_is_no_answer_about_stubs_is_told(
    service: Service, asking: Client, answer: Any, error: Any
) -> None:
    service.say("/comments/s", [listing(submission("s")), listing(stub("a"))])
    service.say("/api/morechildren", answer)
    with pytest.raises(error):
        list(source(threads=["s"]).collect(asking, ANY))


def test_looking_again_tells_edits_and_deletions(service: Service, asking: Client) -> None:
    edited = comment("a", body="changed", edited=float(SECOND))
    service.say("/api/info", listing(edited, comment("b", body="[removed]")), id="t1_a,t1_b,t1_c")
    held = [Held(f"t1_{name}", "comment") for name in "abc"] + [Held("17", "comment")]
    (page,) = source(subreddits=["tea"]).revisit(asking, ANY, held)
    assert [(post.id, post.text, post.edited_at) for post in page.posts] == [
        ("t1_a", "changed", NOW)
    ]
    assert {(one.id, one.how, one.erase) for one in page.withdrawn} == {
        ("t1_b", "placeholder", True),
        ("t1_c", "missing", True),
    }
    assert page.visited == ("t1_a", "t1_b", "t1_c", "17")


def test_looking_again_reads_threads_that_have_grown(service: Service, asking: Client) -> None:
    grown, calm = submission("s", num_comments=3), submission("q", num_comments=1)
    service.say("/api/info", listing(grown, calm))
    service.say("/comments/s", [listing(grown), listing(comment("a"), stub("b"))])
    service.say("/api/morechildren", more(comment("b")))
    held = [Held("t3_s", "post", replies=1), Held("t3_q", "post", replies=1)]
    pages = list(source(subreddits=["tea"]).revisit(asking, ANY, held))
    assert ids(pages) == ["t3_q", "t1_a", "t3_s", "t1_b"]
    assert [page.visited for page in pages] == [("t3_q",), (), ("t3_s",)]


def test_a_hundred_are_looked_at_again_at_once(service: Service, asking: Client) -> None:
    service.say("/api/info", listing(comment("n0"), comment("n100")))
    held = [Held(f"t1_n{number}", "comment") for number in range(120)]
    pages = list(source(subreddits=["tea"]).revisit(asking, ANY, held))
    assert [len(page.visited) for page in pages] == [100, 20]
    assert sum(len(page.withdrawn) for page in pages) == 118


@pytest.mark.parametrize("count", [2, 20])
def test_where_nothing_at_all_is_shown_nothing_is_erased(
    service: Service, asking: Client, count: int
) -> None:
    service.say("/api/info", listing())
    held = [Held(f"t1_n{number}", "comment") for number in range(20)]
    (page,) = source(subreddits=["tea"]).revisit(asking, ANY, held[:count])
    assert (page.withdrawn, page.visited) == ((), ())
    assert f"none of {count}" in page.rejected[0].reason


def test_one_that_is_not_shown_is_withdrawn(service: Service, asking: Client) -> None:
    service.say("/api/info", listing())
    (page,) = source(subreddits=["tea"]).revisit(asking, ANY, [Held("t1_n", "comment")])
    assert [one.id for one in page.withdrawn] == ["t1_n"]
    assert page.visited == ("t1_n",)


def test_a_thread_that_fails_does_not_keep_the_others_from_being_read(
    service: Service, asking: Client
) -> None:
    service.say("/api/info", listing(*(submission(name, num_comments=1) for name in "sq")))
    service.say("/comments/s", "busy", status=500)
    service.say("/comments/q", [listing(submission("q")), listing(comment("a"))])
    held = [Held("t3_s", "post"), Held("t3_q", "post")]
    again = source(subreddits=["tea"]).revisit(asking, ANY, held)
    assert [next(again).visited for _ in range(2)] == [(), ("t3_q",)]
    with pytest.raises(ServerTrouble):
        next(again)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"subreddits": ["a b"]},
        {"users": ["?"]},
        {"threads": ["../x"]},
        {"what": [], "users": "a"},
    ],
)
def test_settings_that_ask_for_nothing_are_refused(options: Any) -> None:
    with pytest.raises(ValidationError):
        source(**options)


def test_the_secret_is_not_shown() -> None:
    assert "s3cret" not in repr(source(users=["mira"]))


TREE = [
    listing(submission("s", num_comments=4)),
    listing(comment("a", replies=listing(comment("b"), stub(parent="t1_b"))), stub("h1", "h2")),
]
EXCHANGES = {
    "/comments/s": TREE,
    "/comments/s/_/b": TREE,
    "/api/morechildren": more(comment("h1"), stub("h3")),
    "/api/info": listing(submission("s", num_comments=4), comment("a", body="[deleted]")),
    "/r/tea/new": listing(submission("s"), submission("x", author=None), after="t3_x"),
}


@given(st.integers(0, 2**32))
@settings(max_examples=120, deadline=None)
def test_only_our_own_errors_come_of_spoilt_answers(seed: int) -> None:
    chance = random.Random(seed)
    service = Service()
    service.say(TOKEN, {"access_token": "t0"})
    for path, body in EXCHANGES.items():
        service.say(path, mutated(json.dumps(body).encode(), chance).decode("utf-8", "replace"))
    reddit = source(subreddits=["tea"], threads=["s"], max_pages=4)
    held = [Held("t3_s", "post"), Held("t1_a", "comment")]
    with Client(transport=service.transport(), sleep=lambda _: None) as client:
        for run in (reddit.collect(client, ANY), reddit.revisit(client, ANY, held)):
            try:
                pages = list(run)
            except CollectorError:
                continue
            assert all(post.source == "reddit" for page in pages for post in page.posts)
