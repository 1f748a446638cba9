import json
import random
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutating import mutated
from replaying import Replay, exchange

from collectors.base import Query
from collectors.errors import CollectorError, NotThisFormat
from collectors.http import Client
from collectors.json_text import read_json
from collectors.sources.steam import Steam, read_reviews

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
CREATED = 1715000000


def review(number: int, **more: Any) -> dict[str, Any]:
    return {
        "recommendationid": str(number),
        "author": {"steamid": "76561198000000007", "num_reviews": 3},
        "language": "schinese",
        "review": f"[b]好玩[/b] {number}",
        "timestamp_created": CREATED,
        "timestamp_updated": CREATED,
        "voted_up": True,
        "votes_up": 4,
        "comment_count": 1,
        **more,
    }


def one(**more: Any) -> Any:
    return read_reviews({"reviews": [review(7, **more)]}, Query("steam", NOW), app="400")[0][0]


def answer(cursor: str, numbers: list[int], following: Any, **more: Any) -> Any:
    asked = {
        "json": "1",
        "filter": "updated",
        "language": "all",
        "cursor": cursor,
        "num_per_page": "100",
        "purchase_type": "all",
        "filter_offtopic_activity": "0",
    }
    query = "&".join(f"{name}={_coded(value)}" for name, value in asked.items())
    told = {"success": 1, "reviews": [review(n) for n in numbers], "cursor": following, **more}
    return exchange(f"https://steam.example/appreviews/400?{query}", told)


def _coded(value: str) -> str:
    return value.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D").replace("*", "%2A")


def collected(client: Client, *answers: Any, **settings: Any) -> tuple[list[str], list[str]]:
    with Replay(answers) as site:
        source = Steam(apps=("400",), base_url=site.url, **settings)
        pages = list(source.collect(client, Query("steam", NOW)))
        return [post.id for page in pages for post in page.posts], site.asked


def test_a_review_becomes_a_post() -> None:
    made = one(timestamp_updated=CREATED + 60)
    assert (made.id, made.kind, made.subject, made.lang) == ("7", "review", "400", "zh-CN")
    assert (made.text, made.raw_text) == ("好玩 7", "[b]好玩[/b] 7")
    assert (made.rating, made.rating_low, made.rating_high) == (1.0, 0.0, 1.0)
    assert (made.likes, made.replies) == (4, 1)
    assert made.author_id == "76561198000000007"
    assert made.url == "https://steamcommunity.com/profiles/76561198000000007/recommended/400/"
    assert made.published_at == datetime.fromtimestamp(CREATED, UTC)
    assert made.edited_at == datetime.fromtimestamp(CREATED + 60, UTC)


def test_a_review_that_was_never_changed_has_no_time_of_change() -> None:
    assert one().edited_at is None


def test_no_is_the_worst_of_two() -> None:
    assert one(voted_up=False).rating == 0.0


def test_counts_that_ran_below_zero_are_left_out() -> None:
    assert one(votes_up=4294967295).likes is None


def test_the_developer_answers_in_a_comment_of_its_own() -> None:
    told = review(7, developer_response="[i]Danke[/i]", timestamp_dev_responded=CREATED + 9)
    _, reply = read_reviews({"reviews": [told]}, Query("steam", NOW), app="400")[0]
    assert (reply.id, reply.kind, reply.parent_id) == ("7/developer", "comment", "7")
    assert (reply.text, reply.author) == ("Danke", None)
    assert reply.published_at == datetime.fromtimestamp(CREATED + 9, UTC)


def test_answers_merged_by_a_downloader_are_read_as_well() -> None:
    merged = {"reviews": {"8": review(8), "7": review(7)}, "query_summary": {"num_reviews": 2}}
    posts, rejected = read_reviews(merged, Query("steam", NOW))
    assert ([post.id for post in posts], rejected) == (["8", "7"], [])


def test_a_review_that_says_neither_yes_nor_no_is_rejected_and_the_rest_read() -> None:
    told = {"reviews": [review(1, voted_up=None), "odd", review(2)]}
    posts, rejected = read_reviews(told, Query("steam", NOW), app="400")
    assert [post.id for post in posts] == ["2"]
    assert [one.where for one in rejected] == ["app 400 review 1", "app 400 review 2"]


def test_it_pages_by_the_cursor_to_an_empty_answer(client: Client) -> None:
    ids, asked = collected(
        client, answer("*", [3], "a+/="), answer("a+/=", [2], "b"), answer("b", [], "b")
    )
    assert ids == ["3", "2"]
    cursors = [parse_qs(urlsplit(one).query)["cursor"] for one in asked]
    assert cursors == [["*"], ["a+/="], ["b"]]


def test_a_cursor_given_again_is_the_end(client: Client) -> None:
    ids, asked = collected(client, answer("*", [3], "a"), answer("a", [2], "a"))
    assert ids == ["3", "2"]
    assert len(asked) == 2


@pytest.mark.parametrize("told", [{"success": 2}, {}, [], "text"])
def test_what_is_no_success_is_an_error(client: Client, told: Any) -> None:
    first = answer("*", [], "")
    first["response"]["body"] = json.dumps(told)
    with pytest.raises(NotThisFormat):
        collected(client, first)


def test_each_app_has_a_mark_of_its_own(client: Client) -> None:
    with Replay([answer("*", [3], None)]) as site:
        source = Steam(apps=("400",), base_url=site.url)
        pages = list(source.collect(client, Query("steam", NOW)))
    assert {page.asked for page in pages} == {"app/400/all/updated"}


def test_an_edited_review_is_found_by_the_order_of_changes(client: Client) -> None:
    old = review(1, timestamp_created=CREATED - 10**7, timestamp_updated=CREATED)
    mark = {"newest_at": "2024-05-06T00:00:00+00:00"}
    with Replay([answer("*", [], "a", reviews=[old])]) as site:
        source = Steam(apps=("400",), base_url=site.url)
        query = Query("steam", NOW, cursors={"app/400/all/updated": mark})
        pages = source.collect(client, query)
        assert [post.id for post in next(pages).posts] == ["1"]


@given(st.randoms(use_true_random=False))
def test_any_answer_is_read_rejected_or_our_own_error(chance: random.Random) -> None:
    good = {"reviews": [review(1), review(2, developer_response="so")], "cursor": "a"}
    try:
        told = read_json(mutated(json.dumps(good).encode(), chance).decode("utf-8", "replace"))
    except (ValueError, RecursionError, CollectorError):
        return
    posts, _ = read_reviews(told if isinstance(told, dict) else {}, Query("s", NOW), app="400")
    for post in posts:
        post.model_dump_json()
