import json
import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from answering import Service, ids
from hypothesis import given, settings
from hypothesis import strategies as st
from mutating import mutated

from collectors.base import Held, Query
from collectors.errors import Blocked, CollectorError, NotThisFormat, ServerTrouble
from collectors.http import Client
from collectors.json_text import read_json
from collectors.sources.hackernews import HackerNews
from collectors.sources.hackernews_items import read_hits, read_tree

SEARCH = "/api/v1/search_by_date"
ANY = Query("hn", datetime(2024, 5, 20, 12, 0, tzinfo=UTC))


def hit(number: int, second: int = 1716000000, **parts: Any) -> dict[str, Any]:
    return {
        "objectID": str(number),
        "author": "mira",
        "created_at_i": second,
        "comment_text": f"words {number}",
        "_tags": ["comment"],
        **parts,
    }


def found(*hits: Any, known: int | None = None) -> dict[str, Any]:
    return {"hits": list(hits), "nbHits": len(hits) if known is None else known}


def node(number: int, *children: Any, **parts: Any) -> dict[str, Any]:
    made = {"id": number, "type": "comment", "author": "mira", "text": f"words {number}"}
    return {**made, "created_at_i": 1716000000, "children": list(children), **parts}


def one(made: dict[str, Any]) -> Any:
    (post,) = read_hits(found(made), ANY, token="", where="hn").posts
    return post


def archive(service: Service, seconds: list[int], *, at_once: int) -> None:
    """Let the service hold a hit for each of `seconds`, and show `at_once` of an answer."""
    hits = [hit(number, second) for number, second in enumerate(seconds, start=1)]
    hits.sort(key=lambda one: -one["created_at_i"])

    def answer(request: httpx.Request) -> httpx.Response:
        bound = request.url.params.get("numericFilters", "created_at_i<=9999999999")
        until = int(bound.removeprefix("created_at_i<="))
        fitting = [one for one in hits if one["created_at_i"] <= until]
        return httpx.Response(200, json=found(*fitting[:at_once], known=len(fitting)))

    service.do(SEARCH, answer)


def test_a_comment_is_read_whole() -> None:
    made = one(
        hit(
            7,
            comment_text="It&#x27;s <i>fine</i>.<p>Really &amp; truly.",
            parent_id=6,
            story_id=5,
            story_title="A kettle",
            points=None,
        )
    )
    assert (made.id, made.kind, made.text) == ("7", "comment", "It's fine.\n\nReally & truly.")
    assert made.raw_text == "It&#x27;s <i>fine</i>.<p>Really &amp; truly."
    assert (made.parent_id, made.thread_id, made.subject) == ("6", "5", "A kettle")
    assert (made.author_id, made.likes, made.title) == ("mira", None, None)
    assert made.published_at == datetime(2024, 5, 18, 2, 40, tzinfo=UTC)
    assert made.url == "https://news.ycombinator.com/item?id=7"


def test_a_story_opens_its_own_thread() -> None:
    made = one(
        hit(5, _tags=["story"], comment_text=None, title="A &amp; B", points=4, num_comments=2)
    )
    assert (made.kind, made.title, made.text) == ("post", "A & B", "")
    assert (made.thread_id, made.parent_id, made.likes, made.replies) == ("5", None, 4, 2)


@pytest.mark.parametrize("broken", [None, 7, [], {}, {"objectID": ""}, {"objectID": 0.5}])
def test_a_broken_hit_is_rejected_and_the_rest_goes_on(broken: Any) -> None:
    batch = read_hits(found(hit(1), broken, hit(2)), ANY, token="", where="hn")
    assert [post.id for post in batch.posts] == ["1", "2"]
    assert [one.where for one in batch.rejected] == ["hn 2"]


@pytest.mark.parametrize("answer", [None, 7, [], {}, {"hits": {}}, {"message": "busy"}])
def test_what_is_no_answer_of_the_search_is_told(answer: Any) -> None:
    with pytest.raises(NotThisFormat, match="no list of hits"):
        read_hits(answer, ANY, token="", where="hn")


def test_words_kinds_author_and_story_are_asked_for(service: Service, asking: Client) -> None:
    service.say(SEARCH, found(hit(1)))
    source = HackerNews(query=" a kettle ", tags=("comment",), author="mira", story="5")
    (page,) = source.collect(asking, ANY)
    params = dict(service.asked[0].url.params)
    assert params == {
        "tags": "(comment),author_mira,story_5",
        "hitsPerPage": "1000",
        "query": "a kettle",
    }
    assert page.asked == "query/a kettle tags/comment author/mira story/5"


@given(
    st.lists(st.integers(1_700_000_000, 1_700_000_009), max_size=30).filter(
        lambda seconds: all(seconds.count(one) < 5 for one in seconds)
    )
)
@settings(max_examples=40, deadline=None)
def test_however_few_hits_are_shown_at_once_all_are_read_once(seconds: list[int]) -> None:
    service = Service()
    archive(service, seconds, at_once=5)
    with Client(transport=service.transport(), sleep=lambda _: None) as client:
        pages = list(HackerNews().collect(client, ANY))
    assert sorted(ids(pages), key=int) == [str(number + 1) for number in range(len(seconds))]
    assert not any(page.rejected for page in pages)


def test_more_than_a_thousand_hits_are_all_read(service: Service, asking: Client) -> None:
    archive(service, [1_700_000_000 + number // 3 for number in range(2500)], at_once=1000)
    pages = list(HackerNews().collect(asking, ANY))
    assert len(ids(pages)) == len(set(ids(pages))) == 2500
    assert len(service.asked) == 3
    assert pages[-1].reach is not None
    assert not pages[-1].reach.more


@pytest.mark.parametrize("newer", [0, 3])
def test_a_second_with_more_hits_than_are_shown_is_told_and_gone_past(
    service: Service, asking: Client, newer: int
) -> None:
    seconds = [1_700_000_009] * newer + [1_700_000_005] * 1300 + [1_700_000_001] * 4
    archive(service, seconds, at_once=1000)
    pages = list(HackerNews().collect(asking, ANY))
    assert {str(number) for number in range(newer + 1301, newer + 1305)} <= set(ids(pages))
    assert len(ids(pages)) == newer + 1000 + 4
    (told,) = [one for page in pages for one in page.rejected]
    assert "more than 1000 hits in the second 1700000005" in told.reason


def test_hits_without_a_time_end_the_way_and_say_so() -> None:
    batch = read_hits(found(hit(1, 0), known=5), ANY, token="", where="hn")
    assert batch.following is None
    assert "no hit says when" in batch.rejected[0].reason


def test_looking_again_brings_new_comments_and_what_is_no_more(
    service: Service, asking: Client
) -> None:
    gone = node(3, author=None, text=None)
    story = node(1, node(2, node(4, text="new")), gone, node(5), type="story", title="T", text=None)
    service.say("/api/v1/items/1", story)
    held = [Held("1", "post", thread_id="1"), Held("3", "comment", thread_id="1")]
    (page,) = HackerNews().revisit(asking, ANY, held)
    assert sorted(ids([page])) == ["1", "2", "4", "5"]
    assert [(one.id, one.how, one.erase) for one in page.withdrawn] == [("3", "placeholder", False)]
    assert page.visited == ("1", "3")
    first = next(post for post in page.posts if post.id == "1")
    assert (first.replies, first.title) == (3, "T")


def test_of_a_held_comment_only_what_hangs_below_it_comes(service: Service, asking: Client) -> None:
    service.say("/api/v1/items/1", node(1, node(2, node(3)), node(4), type="story", title="T"))
    (page,) = HackerNews().revisit(asking, ANY, [Held("2", "comment", thread_id="1")])
    assert sorted(ids([page])) == ["2", "3"]
    assert page.posts[0].subject == "T"


def test_a_comment_that_its_story_lacks_is_asked_for_by_itself(
    service: Service, asking: Client
) -> None:
    service.say("/api/v1/items/1", node(1, type="story", title="T"))
    service.say("/api/v1/items/8", node(8))
    held = [Held(name, "comment", thread_id="1") for name in ("8", "9")]
    pages = list(HackerNews().revisit(asking, ANY, held))
    assert ids(pages) == ["8"]
    assert [(one.id, one.how) for page in pages for one in page.withdrawn] == [("9", "404")]
    assert {name for page in pages for name in page.visited} == {"8", "9"}


def test_a_story_that_fails_does_not_keep_the_others_from_being_looked_at(
    service: Service, asking: Client
) -> None:
    service.say("/api/v1/items/1", "busy", status=500)
    service.say("/api/v1/items/2", node(2, type="story", title="T"))
    again = HackerNews().revisit(asking, ANY, [Held("1", "post"), Held("2", "post")])
    assert next(again).visited == ("2",)
    with pytest.raises(ServerTrouble):
        next(again)


@pytest.mark.parametrize("answer", ["[]", "{}", "7", '{"id": null}', '{"id": 1}'])
def test_what_is_no_item_settles_nothing(service: Service, asking: Client, answer: str) -> None:
    service.say("/api/v1/items/1", answer)
    with pytest.raises(NotThisFormat):
        list(HackerNews().revisit(asking, ANY, [Held("1", "post")]))


def test_a_page_under_404_is_a_wall_and_withdraws_nothing(service: Service, asking: Client) -> None:
    service.say("/api/v1/items/1", "<html><title>Prove it</title></html>", status=404)
    with pytest.raises(Blocked):
        list(HackerNews().revisit(asking, ANY, [Held("1", "post")]))


def test_a_comment_without_what_all_have_is_neither_withdrawn_nor_settled() -> None:
    odd = {"id": 2, "author": None, "text": None}
    page = read_tree(node(1, odd, type="story", title="T"), ANY, held={"1", "2"})
    assert (ids([page]), page.withdrawn, page.visited) == (["1"], (), ("1",))
    assert len(page.rejected) == 1


def test_a_comment_that_fails_alone_does_not_keep_the_others_from_being_looked_at(
    service: Service, asking: Client
) -> None:
    service.say("/api/v1/items/1", node(1, type="story", title="T"))
    service.say("/api/v1/items/8", "busy", status=500)
    service.say("/api/v1/items/9", node(9))
    held = [Held(name, "comment", thread_id="1") for name in ("8", "9")]
    again = HackerNews().revisit(asking, ANY, held)
    assert next(again).visited == ("9",)
    with pytest.raises(ServerTrouble):
        next(again)


def test_an_answer_about_another_story_withdraws_nothing(service: Service, asking: Client) -> None:
    service.say("/api/v1/items/1", node(5, type="story", title="T"))
    assert list(HackerNews().revisit(asking, ANY, [Held("1", "post")])) == []


def test_a_thread_may_go_as_deep_as_it_likes() -> None:
    tree = node(1)
    for number in range(2, 5001):
        tree = node(number, tree)
    assert len(read_tree(tree, ANY, held={"5000"}).posts) == 5000


def test_a_limit_ends_the_run_and_the_next_goes_on(service: Service, asking: Client) -> None:
    archive(service, [1_700_000_000 + number for number in range(7)], at_once=3)
    source = HackerNews()
    first = list(source.collect(asking, replace(ANY, limit=4)))
    cursors = {first[-1].asked: first[-1].cursor or {}}
    second = list(source.collect(asking, replace(ANY, cursors=cursors)))
    assert len(ids(first)) == 4
    assert set(ids(first)) | set(ids(second)) == set(map(str, range(1, 8)))


GOOD = json.dumps(found(hit(1), hit(2, _tags=["story"], title="t", points=3), known=9)).encode()
TREE = json.dumps(node(1, node(2), node(3, author=None, text=None), type="story")).encode()


@given(st.integers(0, 2**32))
@settings(max_examples=150, deadline=None)
def test_only_our_own_errors_come_of_spoilt_answers(seed: int) -> None:
    chance = random.Random(seed)
    try:
        spoilt = read_json(mutated(GOOD, chance).decode("utf-8", "replace"))
        tree = read_json(mutated(TREE, chance).decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return
    assert read_tree(tree, ANY, held={"1"}).posts is not None
    try:
        batch = read_hits(spoilt, ANY, token="", where="hn")
    except CollectorError:
        return
    assert all(post.source == "hn" for post in batch.posts)
