import json
import random
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutating import mutated
from pydantic import ValidationError
from replaying import Replay, exchange

from collectors.base import Held, Page, Query
from collectors.errors import BadRequest, Blocked, NotThisFormat, Refused
from collectors.fields import read_each
from collectors.http import Client
from collectors.json_text import read_json
from collectors.sources.googleplay import GooglePlay
from collectors.sources.googleplay_reviews import read_review

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
AT = 1716000000
ROOT = "https://play.example/androidpublisher/v3/applications/com.example.kettle/reviews"


def review(name: str, *, reply: str = "", **more: Any) -> dict[str, Any]:
    own = {
        "text": "Boils fast.",
        "lastModified": {"seconds": str(AT), "nanos": 5},
        "starRating": 5,
        "reviewerLanguage": "pt_BR",
        "thumbsUpCount": 3,
        **more,
    }
    comments: list[dict[str, Any]] = [{"userComment": own}]
    if reply:
        said = {"text": reply, "lastModified": {"seconds": str(AT + 60)}}
        comments.append({"developerComment": said})
    return {"reviewId": name, "authorName": "Lin", "comments": comments}


def read(*reviews: Any) -> Any:
    make = partial(read_review, query=Query("play", NOW), package="com.example.kettle")
    return read_each(reviews, make, where="review")


def page(told: Any, token: str = "") -> Any:
    return exchange(f"{ROOT}?maxResults=100{'&token=' + token if token else ''}", told)


def source(url: str, **more: Any) -> GooglePlay:
    settings = {"packages": ("com.example.kettle",), "access_token": "open sesame", **more}
    return GooglePlay(base_url=url, **settings)


def collected(client: Client, *answers: Any) -> list[Page]:
    with Replay(answers) as site:
        pages = list(source(site.url).collect(client, Query("play", NOW)))
        assert {one[2]["authorization"] for one in site.requests} == {"Bearer open sesame"}
        return pages


def test_a_review_becomes_a_post() -> None:
    made = read(review("gp:1"))[0][0]
    assert (made.id, made.kind, made.author, made.lang) == ("gp:1", "review", "Lin", "pt-BR")
    assert (made.rating, made.rating_low, made.rating_high) == (5.0, 1.0, 5.0)
    assert (made.text, made.title, made.likes) == ("Boils fast.", None, 3)
    assert made.published_at == made.edited_at == datetime.fromtimestamp(AT, UTC)
    assert made.subject == "com.example.kettle"
    assert made.url == (
        "https://play.google.com/store/apps/details?id=com.example.kettle&reviewId=gp%3A1"
    )


def test_a_title_stands_before_a_tab() -> None:
    made = read(review("1", text="Good\tBoils fast."))[0][0]
    assert (made.title, made.text) == ("Good", "Boils fast.")


def test_the_authors_own_words_count_not_a_translation() -> None:
    assert read(review("1", text="Boils.", originalText="Kocht."))[0][0].text == "Kocht."


def test_the_developer_answers_in_a_comment_of_its_own() -> None:
    _, reply = read(review("gp:1", reply="Thanks."))[0]
    assert (reply.id, reply.kind, reply.parent_id) == ("gp:1/developer", "comment", "gp:1")
    assert (reply.text, reply.author, reply.rating) == ("Thanks.", None, None)
    assert reply.published_at == datetime.fromtimestamp(AT + 60, UTC)


def test_of_several_words_of_an_author_the_latest_count() -> None:
    told = review("1")
    later = {"text": "Broke.", "starRating": 1, "lastModified": {"seconds": str(AT + 9)}}
    told["comments"].insert(0, {"userComment": later})
    assert read(told)[0][0].text == "Broke."


def test_a_review_that_cannot_be_read_is_rejected_and_the_rest_read() -> None:
    posts, rejected = read(review("1", starRating=None), {"reviewId": "2"}, 3, review("4"))
    assert [post.id for post in posts] == ["4"]
    assert len(rejected) == 3


def test_it_pages_by_token_and_says_that_it_saw_one_week(client: Client) -> None:
    first = {"reviews": [review("2")], "tokenPagination": {"nextPageToken": "t2"}}
    pages = collected(client, page(first), page({"reviews": [review("1")]}, "t2"))
    assert [post.id for one in pages for post in one.posts] == ["2", "1"]
    assert pages[-1].reach is not None
    assert pages[-1].reach.since == NOW - timedelta(days=7)


def test_no_review_in_a_week_is_no_error(client: Client) -> None:
    assert [one.posts for one in collected(client, page({}))] == [()]


@pytest.mark.parametrize("told", [[], {"reviews": "none"}])
def test_what_is_no_list_is_an_error(client: Client, told: Any) -> None:
    with pytest.raises(NotThisFormat):
        collected(client, page(told))


def test_a_token_that_does_not_open_is_told_without_it(client: Client) -> None:
    closed = exchange(f"{ROOT}?maxResults=100", {"error": {"code": 401}}, status=401)
    with pytest.raises(Refused) as error:
        collected(client, closed)
    assert "sesame" not in str(error.value)


def test_held_reviews_and_answers_are_looked_at_together(client: Client) -> None:
    answers = [
        exchange(f"{ROOT}/gp%3A1", review("gp:1", text="Better now.")),
        exchange(f"{ROOT}/gp%3A2", {}, status=404),
    ]
    subject = "com.example.kettle"
    held = [
        Held("gp:1", "review", subject=subject),
        Held("gp:2", "review", subject=subject),
        Held("gp:1/developer", "comment", parent_id="gp:1", subject=subject),
    ]
    with Replay(answers) as site:
        pages = list(source(site.url).revisit(client, Query("play", NOW), held))
        assert len(site.asked) == 2
    assert [set(one.visited) for one in pages] == [{"gp:1", "gp:1/developer"}, {"gp:2"}]
    assert pages[0].posts[0].text == "Better now."
    gone = [(one.id, one.how) for each in pages for one in each.withdrawn]
    assert gone == [("gp:1/developer", "missing"), ("gp:2", "404")]


def test_a_page_under_404_is_a_wall_and_withdraws_nothing(client: Client) -> None:
    wall = exchange(f"{ROOT}/gp%3A1", "<html>Prove it</html>", status=404)
    held = [Held("gp:1", "review", subject="com.example.kettle")]
    with Replay([wall]) as site, pytest.raises(Blocked):
        list(source(site.url).revisit(client, Query("play", NOW), held))


def test_a_review_that_cannot_be_looked_at_does_not_keep_others_from_it(client: Client) -> None:
    answers = [
        exchange(f"{ROOT}/gp%3A1", {}, status=400),
        exchange(f"{ROOT}/gp%3A2", review("gp:2")),
    ]
    held = [Held(one, "review", subject="com.example.kettle") for one in ("gp:1", "gp:2")]
    with Replay(answers) as site:
        pages = source(site.url).revisit(client, Query("play", NOW), held)
        assert next(pages).visited == ("gp:2",)
        with pytest.raises(BadRequest):
            next(pages)


@pytest.mark.parametrize(
    "access", [{"access_token": None}, {"access_token": "a", "service_account": "key.json"}]
)
def test_there_is_one_way_of_access(access: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="one of them"):
        source("https://play.example", **access)


def test_a_key_file_that_is_none_is_told_before_anything_is_asked(client: Client) -> None:
    with Replay([]) as site:
        made = source(site.url, access_token=None, service_account="nowhere.json")
        with pytest.raises(NotThisFormat, match=r"nowhere\.json"):
            list(made.collect(client, Query("play", NOW)))
        assert site.asked == []


def test_the_token_is_not_shown() -> None:
    assert "sesame" not in repr(source("https://play.example"))


@given(st.randoms(use_true_random=False))
def test_any_review_is_read_or_rejected(chance: random.Random) -> None:
    good = [review("1", reply="Thanks."), review("2", text="a\tb")]
    try:
        told = read_json(mutated(json.dumps(good).encode(), chance).decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return
    for post in read(*(told if isinstance(told, list) else [told]))[0]:
        post.model_dump_json()
