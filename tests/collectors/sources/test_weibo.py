import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from answering import Service, ids
from hypothesis import given, settings
from hypothesis import strategies as st
from mutating import mutated
from pydantic import SecretStr, ValidationError

from collectors.base import Held, Page, Query
from collectors.errors import (
    BadRequest,
    CollectorError,
    Gone,
    NotThisFormat,
    Refused,
    ServerTrouble,
    Throttled,
)
from collectors.http import Client
from collectors.sources.weibo import Weibo
from collectors.sources.weibo_timelines import tags_of

NOW = datetime(2024, 5, 20, 12, 0, tzinfo=UTC)
ANY = Query("weibo", NOW)
HOME, MENTIONS = "/2/statuses/home_timeline.json", "/2/statuses/mentions.json"
SHOW, BATCH = "/2/statuses/show.json", "/2/statuses/show_batch.json"
COMMENTS, COMMENT_BATCH = "/2/comments/show.json", "/2/comments/show_batch.json"
TAGS = "/2/tags/tags_batch.json"


def user(number: int = 11) -> dict[str, Any]:
    return {"id": number, "idstr": str(number), "screen_name": f"茶友{number}", "description": ""}


def status(number: int, *, day: int = 10, **parts: Any) -> dict[str, Any]:
    made = {
        "id": number,
        "idstr": str(number),
        "created_at": f"Fri May {day:02} 08:00:00 +0800 2024",
        "text": f"第{number}条",
        "user": user(),
        "comments_count": 0,
        "reposts_count": 0,
        "attitudes_count": 1,
    }
    return {**made, **parts}


def comment(number: int, **parts: Any) -> dict[str, Any]:
    made = {
        "id": number,
        "idstr": str(number),
        "rootid": number,
        "created_at": "Fri May 10 09:00:00 +0800 2024",
        "text": f"评论{number}",
        "user": user(12),
    }
    return {**made, **parts}


def listed(name: str, *items: Any, **parts: Any) -> dict[str, Any]:
    return {name: list(items), "total_number": len(items), **parts}


def error(code: Any, said: str = "some words") -> dict[str, Any]:
    return {"error": said, "error_code": code, "request": "/2/x.json"}


def source(**options: Any) -> Weibo:
    given = {"access_token": SecretStr("t0ken"), "base_url": "https://api.example/2"}
    return Weibo(**{**given, "timelines": ["home"], **options})


def test_a_timeline_is_read_downwards_by_id(service: Service, asking: Client) -> None:
    service.say(HOME, listed("statuses", status(90), status(80)))
    service.say(HOME, listed("statuses", status(79), status(70)), max_id="79")
    service.say(HOME, listed("statuses"), max_id="69")
    pages = list(source().collect(asking, ANY))
    assert ids(pages) == ["90", "80", "79", "70"]
    assert [page.asked for page in pages] == ["home"] * 3
    first = service.asked[0]
    assert first.headers["authorization"] == "OAuth2 t0ken"
    assert dict(first.url.params) == {"count": "50", "isGetLongText": "1"}
    assert not any("t0ken" in str(one.url) for one in service.asked)


def test_a_cursor_below_the_last_status_saves_a_question(service: Service, asking: Client) -> None:
    service.say(HOME, listed("statuses", status(90), next_cursor=60))
    service.say(HOME, listed("statuses", next_cursor=50), max_id="60")
    service.say(HOME, listed("statuses", status(40), next_cursor=0), max_id="50")
    service.say(HOME, listed("statuses"), max_id="39")
    assert ids(list(source().collect(asking, ANY))) == ["90", "40"]


def test_a_cursor_that_leads_upwards_is_not_followed(service: Service, asking: Client) -> None:
    service.say(HOME, listed("statuses", status(90), next_cursor=95))
    service.say(HOME, listed("statuses", status(99)), max_id="89")
    assert ids(list(source().collect(asking, ANY))) == ["90", "99"]


def test_each_question_goes_to_its_place(service: Service, asking: Client) -> None:
    places = {
        MENTIONS: listed("statuses", status(1)),
        "/2/statuses/user_timeline.json": listed("statuses", status(2)),
        "/2/comments/timeline.json": listed("comments", comment(3)),
        COMMENTS: listed("comments", comment(4)),
        "/2/statuses/repost_timeline.json": listed("reposts", status(5)),
    }
    for path, body in places.items():
        service.say(path, body)
    weibo = source(
        timelines=["mentions", "comments"], uids=["11"], comments_on=["77"], reposts_of=["78"]
    )
    pages = list(weibo.collect(asking, ANY))
    assert sorted(set(ids(pages))) == ["1", "2", "3", "4", "5"]
    assert {page.asked for page in pages} == {
        "mentions",
        "comments",
        "user/11",
        "comments/77",
        "reposts/78",
    }
    asked = {one.url.path: dict(one.url.params) for one in reversed(service.asked)}
    assert asked["/2/statuses/user_timeline.json"]["uid"] == "11"
    assert asked["/2/statuses/repost_timeline.json"]["id"] == "78"
    assert asked[COMMENTS] == {"id": "77", "count": "50"}
    assert next(post for page in pages for post in page.posts if post.id == "4").thread_id == "77"


def test_hot_reposts_are_read_and_do_not_order_the_way(service: Service, asking: Client) -> None:
    hot = listed("reposts", status(90, day=19), hot_reposts=[status(3, day=1), None])
    service.say("/2/statuses/repost_timeline.json", hot)
    service.say("/2/statuses/repost_timeline.json", listed("reposts"), max_id="89")
    pages = list(source(timelines=[], reposts_of=["1"]).collect(asking, ANY))
    assert ids(pages) == ["90", "3"]
    assert service.asked[-1].url.params["max_id"] == "89"


def test_a_repost_brings_its_original_once(service: Service, asking: Client) -> None:
    original = status(5)
    one, two = (status(n, text="好//@a:b", retweeted_status=original) for n in (9, 8))
    service.say(HOME, listed("statuses", one, two))
    service.say(HOME, listed("statuses"), max_id="7")
    assert ids(list(source().collect(asking, ANY))) == ["9", "5", "8"]


def test_what_is_deleted_is_told_and_broken_items_are_rejected(
    service: Service, asking: Client
) -> None:
    gone = {"id": 8, "text": "抱歉，此微博已被作者删除。", "created_at": ""}
    passed_on = status(9, retweeted_status={**gone, "id": 5})
    service.say(HOME, listed("statuses", passed_on, gone, {"text": "x"}, None))
    service.say(HOME, listed("statuses"), max_id="7")
    page, _ = source().collect(asking, ANY)
    assert ids([page]) == ["9"]
    assert {(one.id, one.how) for one in page.withdrawn} == {
        ("5", "placeholder"),
        ("8", "placeholder"),
    }
    assert len(page.rejected) == 2


ERRORS = [
    (10022, Throttled),
    (10023, Throttled),
    ("10024", Throttled),
    (10009, ServerTrouble),
    (10006, Refused),
    (10014, Refused),
    (21315, Refused),
    (21327, Refused),
    (20003, Gone),
    (20101, Gone),
    (10017, BadRequest),
    ("odd", BadRequest),
]


@pytest.mark.parametrize("http", [200, 400, 403])
@pytest.mark.parametrize(("code", "kind"), ERRORS, ids=str)
def test_an_error_code_means_the_same_whatever_the_status(
    service: Service, asking: Client, code: Any, kind: Any, http: int
) -> None:
    service.say(HOME, error(code), status=http)
    expected = Refused if (code, http) == ("odd", 403) else kind
    with pytest.raises(expected) as told:
        list(source().collect(asking, ANY))
    assert "t0ken" not in str(told.value)


def test_a_timeline_that_is_refused_does_not_keep_the_others_from_being_read(
    service: Service, asking: Client
) -> None:
    service.say(HOME, error(10014), status=403)
    service.say(MENTIONS, listed("statuses", status(1)))
    pages = source(timelines=["home", "mentions"]).collect(asking, ANY)
    assert ids([next(pages)]) == ["1"]
    with pytest.raises(Refused):
        list(pages)


@pytest.mark.parametrize("answer", [[], {}, 7, {"statuses": None}])
def test_what_is_no_timeline_is_told(service: Service, asking: Client, answer: Any) -> None:
    service.say(HOME, answer)
    with pytest.raises(NotThisFormat):
        list(source().collect(asking, ANY))


def test_of_a_tag_the_word_is_taken_and_not_its_weight() -> None:
    tag = {"221012100010070": "徒步", "weight": "50", "flag": "1"}
    answer = [{"id": 11, "tags": [tag, {"weight": 3, "7": " 茶 "}, tag, 5]}, {"id": 12}, None]
    assert tags_of(answer) == {"11": ("徒步", "茶"), "12": ()}


def test_authors_get_their_tags_twenty_at_a_time(service: Service, asking: Client) -> None:
    statuses = [status(900 - n, user={**user(100 + n), "description": "茶"}) for n in range(25)]
    service.say(HOME, listed("statuses", *statuses))
    service.say(HOME, listed("statuses", status(9, user=user(100))), max_id="875")
    service.say(HOME, listed("statuses"), max_id="8")
    service.say(TAGS, [{"id": 100, "tags": [{"1": "茶"}, {"2": "80后"}]}])
    pages = list(source(author_tags=True).collect(asking, ANY))
    labels = {post.id: post.author_labels for page in pages for post in page.posts}
    assert labels["900"] == labels["9"] == ("茶", "80后")
    assert labels["899"] == ()
    asked = [one.url.params["uids"].split(",") for one in service.asked if one.url.path == TAGS]
    assert [len(some) for some in asked] == [20, 5]


def test_posts_whose_authors_tags_are_refused_are_kept(service: Service, asking: Client) -> None:
    service.say(HOME, listed("statuses", status(90)))
    service.say(HOME, listed("statuses", status(80, user=user(13))), max_id="89")
    service.say(HOME, listed("statuses"), max_id="79")
    service.say(TAGS, error(10014), status=403)
    pages = list(source(author_tags=True).collect(asking, ANY))
    assert ids(pages) == ["90", "80"]
    assert [one.where for page in pages for one in page.rejected] == ["tags of authors"]
    assert service.paths().count(TAGS) == 1


def test_looking_again_tells_edits_and_deletions(service: Service, asking: Client) -> None:
    gone = {"id": 2, "text": "此微博已被原作者删除。"}
    service.say(BATCH, listed("statuses", status(1, text="改了", attitudes_count=9), gone))
    held = [Held(name, "post", replies=0) for name in ("1", "2", "3")]
    (page,) = source().revisit(asking, ANY, held)
    assert [(post.id, post.text, post.likes) for post in page.posts] == [("1", "改了", 9)]
    assert {(one.id, one.how) for one in page.withdrawn} == {("2", "placeholder"), ("3", "missing")}
    assert page.visited == ("1", "2", "3")
    assert service.asked[0].url.params["ids"] == "1,2,3"


def test_looking_again_reads_the_new_comments_before_it_settles(
    service: Service, asking: Client
) -> None:
    service.say(BATCH, listed("statuses", status(1, comments_count=4), status(2, comments_count=1)))
    service.say(COMMENTS, listed("comments", comment(50), comment(49)), id="1")
    service.say(COMMENTS, listed("comments", comment(48), comment(47)), id="1", max_id="48")
    held = [Held("1", "post", replies=1), Held("2", "post", replies=1)]
    pages = list(source().revisit(asking, ANY, held))
    assert ids(pages) == ["2", "50", "49", "48", "47", "1"]
    assert [page.visited for page in pages] == [("2",), (), (), ("1",)]
    assert {post.thread_id for page in pages[1:3] for post in page.posts} == {"1"}


def test_fewer_comments_than_were_promised_end_the_look(service: Service, asking: Client) -> None:
    service.say(BATCH, listed("statuses", status(1, comments_count=400)))
    service.say(COMMENTS, listed("comments", comment(50)))
    pages = list(source().revisit(asking, ANY, [Held("1", "post")]))
    assert pages[-1].visited == ("1",)
    assert service.paths().count(COMMENTS) == 2


@pytest.mark.parametrize("refusal", [error(10014), error(20101)], ids=str)
def test_an_application_that_may_not_ask_for_many_asks_for_one_after_the_other(
    service: Service, asking: Client, refusal: Any
) -> None:
    service.say(BATCH, refusal, status=403)
    service.say(SHOW, status(1), id="1")
    service.say(SHOW, error(20101), status=400, id="2")
    service.say(SHOW, error(20112), status=403, id="3")
    held = [Held(name, "post", replies=0) for name in ("1", "2", "3")]
    pages = list(source().revisit(asking, ANY, held))
    assert ids(pages) == ["1"]
    assert [(one.id, one.how) for page in pages for one in page.withdrawn] == [("2", "404")]
    assert [page.visited for page in pages] == [("1",), ("2",), ("3",)]


@pytest.mark.parametrize(("http", "body"), [(404, "no such host"), (403, error(21327))])
def test_an_answer_that_does_not_speak_of_the_post_settles_nothing(
    service: Service, asking: Client, http: int, body: Any
) -> None:
    for path in (BATCH, SHOW, COMMENT_BATCH):
        service.say(path, body, status=http)
    with pytest.raises((Gone, Refused)):
        list(source().revisit(asking, ANY, [Held("1", "post"), Held("2", "comment")]))
    assert SHOW in service.paths()


@pytest.mark.parametrize("wrap", [list, lambda some: {"comments": list(some)}], ids=["list", "in"])
def test_comments_are_looked_at_again_fifty_at_once(
    service: Service, asking: Client, wrap: Any
) -> None:
    service.say(COMMENT_BATCH, wrap([comment(1, text="改了", status={"id": 77})]))
    service.say(COMMENT_BATCH, wrap([comment(51)]))
    held = [Held(str(number), "comment") for number in range(1, 61)]
    pages = list(source().revisit(asking, replace(ANY, limit=1), held))
    assert [len(page.visited) for page in pages] == [50, 10]
    assert pages[0].posts[0].thread_id == "77"
    assert len(pages[0].withdrawn) == 49


@pytest.mark.parametrize("kind", ["post", "comment"])
def test_an_answer_without_any_of_several_settles_nothing(
    service: Service, asking: Client, kind: Any
) -> None:
    service.say(BATCH, listed("statuses"))
    service.say(COMMENT_BATCH, [])
    (page,) = source().revisit(asking, ANY, [Held("1", kind), Held("2", kind)])
    assert (page.withdrawn, page.visited) == ((), ())
    assert "none of 2" in page.rejected[0].reason


def test_a_status_that_fails_alone_does_not_keep_the_others_from_being_looked_at(
    service: Service, asking: Client
) -> None:
    service.say(BATCH, error(10014), status=403)
    service.say(SHOW, "busy", status=500, id="1")
    service.say(SHOW, status(2), id="2")
    again = source().revisit(asking, ANY, [Held("1", "post"), Held("2", "post", replies=0)])
    assert next(again).visited == ("2",)
    with pytest.raises(ServerTrouble):
        next(again)


def test_comments_that_fail_do_not_keep_those_on_other_statuses_from_being_read(
    service: Service, asking: Client
) -> None:
    service.say(BATCH, listed("statuses", *(status(one, comments_count=1) for one in (1, 2))))
    service.say(COMMENTS, "busy", status=500, id="1")
    service.say(COMMENTS, listed("comments", comment(50)), id="2")
    pages: list[Page] = []
    with pytest.raises(ServerTrouble):
        pages.extend(source().revisit(asking, ANY, [Held("1", "post"), Held("2", "post")]))
    assert [page.visited for page in pages if page.visited] == [("2",)]


def test_a_comment_is_known_by_its_id_and_not_by_its_mid(service: Service, asking: Client) -> None:
    old = {**comment(5), "mid": "202110601896455629"}
    del old["idstr"]
    service.say(COMMENT_BATCH, [old])
    (page,) = source().revisit(asking, ANY, [Held("5", "comment")])
    assert (ids([page]), page.withdrawn) == (["5"], ())


def test_comments_all_of_which_are_gone_are_asked_for_one_by_one(
    service: Service, asking: Client
) -> None:
    service.say(COMMENT_BATCH, error(20201), status=400)
    service.say(COMMENT_BATCH, [comment(2)], cids="2")
    held = [Held("1", "comment"), Held("2", "comment")]
    pages = list(source().revisit(asking, ANY, held))
    assert ids(pages) == ["2"]
    assert [(one.id, one.how) for page in pages for one in page.withdrawn] == [("1", "404")]


@pytest.mark.parametrize("answer", [{}, {"comments": None}, 7])
def test_what_lists_no_comments_settles_nothing(
    service: Service, asking: Client, answer: Any
) -> None:
    service.say(COMMENT_BATCH, answer)
    with pytest.raises(NotThisFormat):
        list(source().revisit(asking, ANY, [Held("1", "comment")]))


def test_the_commercial_interface_has_names_of_its_own(service: Service, asking: Client) -> None:
    paths = {
        "/2/statuses/mentions/biz.json": listed("statuses", status(1)),
        "/2/statuses/user_timeline/other.json": listed("statuses", status(2)),
        "/2/comments/show/all.json": listed("comments", comment(3)),
        "/2/statuses/repost_timeline/all.json": listed("reposts", status(4)),
    }
    for path, body in paths.items():
        service.say(path, body)
    service.say("/2/tags/tags_batch/other.json", [{"id": 11, "tags": [{"1": "茶"}]}])
    weibo = source(
        commercial=True,
        timelines=["mentions"],
        uids=["11"],
        comments_on=["77"],
        reposts_of=["78"],
        author_tags=True,
    )
    pages = list(weibo.collect(asking, ANY))
    assert set(ids(pages)) == {"1", "2", "3", "4"}
    assert pages[0].posts[0].author_labels == ("茶",)
    (asked, *_) = [one for one in service.asked if one.url.path.endswith("other.json")][1:]
    assert asked.url.params["count"] == "25"
    service.say("/2/statuses/show_batch/biz.json", listed("statuses", status(1)))
    service.say("/2/comments/show_batch/biz.json", [comment(3)])
    again = list(weibo.revisit(asking, ANY, [Held("1", "post", replies=0), Held("3", "comment")]))
    assert ids(again) == ["1", "3"]


def archive(service: Service, seconds: list[int], *, at_once: int, inclusive: int) -> None:
    """Let the search find a status for each of `seconds`, and show `at_once` of an answer."""
    made = [(second, number) for number, second in enumerate(seconds, start=1)]
    made.sort(reverse=True)

    def answer(request: httpx.Request) -> httpx.Response:
        asked = request.url.params
        until = int(asked.get("endtime", "9999999999")) + inclusive
        begin = (int(asked.get("page", "1")) - 1) * at_once
        fitting = [one for one in made if one[0] < until]
        shown = [
            status(number, created_at=second) for second, number in fitting[begin : begin + at_once]
        ]
        return httpx.Response(200, json={"statuses": shown, "total_number": len(fitting)})

    service.do("/2/search/statuses/limited.json", answer)


@given(
    st.lists(st.integers(1_700_000_000, 1_700_000_012), max_size=40),
    st.sampled_from([0, 1]),
)
@settings(max_examples=60, deadline=None)
def test_however_few_a_search_shows_all_are_found_once(seconds: list[int], inclusive: int) -> None:
    service = Service()
    archive(service, seconds, at_once=4, inclusive=inclusive)
    weibo = source(timelines=[], commercial=True, query="水壶", max_pages=500)
    with Client(transport=service.transport(), sleep=lambda _: None) as client:
        pages = list(weibo.collect(client, ANY))
    assert sorted(map(int, ids(pages))) == list(range(1, len(seconds) + 1))
    assert service.asked[0].url.params["q"] == "水壶"
    assert pages[-1].asked == "search/水壶"
    assert pages[-1].reach is not None
    assert not pages[-1].reach.more


def test_a_search_ends_where_since_says(service: Service, asking: Client) -> None:
    begin = int(NOW.timestamp())
    archive(service, [begin - 60 * number for number in range(30)], at_once=5, inclusive=1)
    weibo = source(timelines=[], commercial=True, query="水壶")
    since = NOW - timedelta(minutes=9)
    pages = list(weibo.collect(asking, replace(ANY, since=since)))
    assert len(ids(pages)) == 10
    assert len(service.asked) < 6
    assert pages[-1].reach is not None
    assert pages[-1].reach.since == since


def test_a_search_needs_the_commercial_interface() -> None:
    with pytest.raises(ValidationError, match="commercial"):
        source(query="水壶")


@pytest.mark.parametrize("options", [{"timelines": []}, {"uids": ["a"]}, {"timelines": ["public"]}])
def test_settings_that_ask_for_nothing_are_refused(options: Any) -> None:
    with pytest.raises(ValidationError):
        source(**options)


ORIGINAL = status(70)
EXCHANGES = {
    HOME: listed("statuses", status(90, retweeted_status=ORIGINAL), status(80), next_cursor=60),
    COMMENTS: listed("comments", comment(50), comment(49, reply_comment=comment(48))),
    BATCH: listed("statuses", status(90, comments_count=3), {"id": 80, "text": "此微博已被删除"}),
    COMMENT_BATCH: [comment(50)],
    "/2/search/statuses/limited.json": listed("statuses", status(90), total_number=9),
    TAGS: [{"id": 11, "tags": [{"1": "茶", "weight": 1}]}],
}


@given(st.integers(0, 2**32))
@settings(max_examples=120, deadline=None)
def test_only_our_own_errors_come_of_spoilt_answers(seed: int) -> None:
    chance = random.Random(seed)
    service = Service()
    for path, body in EXCHANGES.items():
        text = mutated(json.dumps(body).encode(), chance).decode("utf-8", "replace")
        service.say(path, text, status=chance.choice((200, 200, 200, 200, 403)))
    weibo = source(comments_on=["90"], author_tags=True, max_pages=3)
    search = source(query="茶", commercial=True, max_pages=3)
    held = [Held("90", "post"), Held("80", "post"), Held("50", "comment")]
    with Client(transport=service.transport(), sleep=lambda _: None) as client:
        for run in (
            weibo.collect(client, ANY),
            search.collect(client, ANY),
            weibo.revisit(client, ANY, held),
        ):
            try:
                pages = list(run)
            except CollectorError:
                continue
            assert all(post.source == "weibo" for page in pages for post in page.posts)
