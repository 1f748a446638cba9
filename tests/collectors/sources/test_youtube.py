import json
import random
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

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
    Throttled,
)
from collectors.http import Client
from collectors.sources.youtube import YouTube
from collectors.sources.youtube_comments import items_of, read_comments, read_thread

NOW = datetime(2024, 5, 20, 12, 0, tzinfo=UTC)
ANY = Query("youtube", NOW)
VIDEO, OTHER = "kettle-0001", "kettle_0002"
THREADS, COMMENTS = "/v3/commentThreads", "/v3/comments"


def comment(name: str, *, day: int = 1, **parts: Any) -> dict[str, Any]:
    at = f"2024-05-{day:02}T08:00:00Z"
    snippet = {
        "textDisplay": f"words {name}",
        "authorDisplayName": "Mira",
        "authorChannelId": {"value": "UCmira"},
        "likeCount": 2,
        "publishedAt": at,
        "updatedAt": at,
    }
    return {"id": name, "snippet": {**snippet, **parts}}


def thread(name: str, *answers: Any, total: int | None = None, **parts: Any) -> dict[str, Any]:
    snippet = {
        "videoId": VIDEO,
        "topLevelComment": comment(name, **parts),
        "totalReplyCount": len(answers) if total is None else total,
    }
    return {"id": name, "snippet": snippet, "replies": {"comments": list(answers)}}


def listed(*items: Any, following: str | None = None) -> dict[str, Any]:
    more = {"nextPageToken": following} if following else {}
    return {"items": list(items), "pageInfo": {"totalResults": len(items)}, **more}


def error(reason: str, code: int = 403) -> dict[str, Any]:
    message = f"This is what {reason} means, at some length, in words for people."
    inner = {"message": message, "domain": "youtube.x", "reason": reason}
    return {"error": {"code": code, "message": message, "errors": [inner]}}


def source(**options: Any) -> YouTube:
    given = {"key": SecretStr("s3cret"), "base_url": "https://api.example/v3", "videos": [VIDEO]}
    return YouTube(**{**given, **options})


def test_a_thread_is_a_comment_and_its_answers() -> None:
    answer = comment("U1.a", parentId="U1", textDisplay="yes", day=2)
    first, below = read_thread(thread("U1", answer, total=1), ANY)
    assert (first.id, first.kind, first.thread_id, first.parent_id) == ("U1", "comment", "U1", None)
    assert (first.replies, first.likes, first.subject) == (1, 2, VIDEO)
    assert (first.author_id, first.author) == ("UCmira", "Mira")
    assert first.published_at == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert first.url == f"https://www.youtube.com/watch?v={VIDEO}&lc=U1"
    assert (below.parent_id, below.thread_id, below.subject, below.replies) == (
        "U1",
        "U1",
        VIDEO,
        None,
    )


def test_words_shown_as_html_are_read_as_such() -> None:
    shown = 'At <a href="https://v.example/?t=83">1:23</a>:<br>I&#39;m &lt;3 it'
    (made,) = read_thread(thread("U1", textDisplay=shown), ANY)
    assert (made.text, made.raw_text) == ("At 1:23:\nI'm <3 it", shown)


def test_the_original_words_are_preferred_and_no_html() -> None:
    (made,) = read_thread(thread("U1", textOriginal="a <b> c &amp; d"), ANY)
    assert (made.text, made.raw_text) == ("a <b> c &amp; d", None)


@pytest.mark.parametrize(
    ("updated", "edited"),
    [
        ("2024-05-01T08:00:00Z", None),
        ("2024-05-01T08:00:00.000Z", None),
        ("2024-05-02T09:00:00Z", datetime(2024, 5, 2, 9, tzinfo=UTC)),
        (None, None),
    ],
)
def test_a_comment_that_was_updated_later_was_edited(updated: Any, edited: Any) -> None:
    (made,) = read_thread(thread("U1", updatedAt=updated), ANY)
    assert made.edited_at == edited


def test_an_author_may_have_no_channel() -> None:
    (made,) = read_thread(thread("U1", authorChannelId=None), ANY)
    assert (made.author_id, made.author) == (None, "Mira")


@pytest.mark.parametrize("broken", [None, 7, {}, {"id": "x"}, {"id": None, "snippet": {"a": 1}}])
def test_a_broken_comment_is_rejected_and_the_rest_goes_on(broken: Any) -> None:
    posts, rejected = read_comments(
        [comment("a"), broken, comment("b")], ANY, video=VIDEO, where="y"
    )
    assert [post.id for post in posts] == ["a", "b"]
    assert [one.where for one in rejected] == ["y 2"]


@pytest.mark.parametrize("answer", [None, [], {}, {"items": None}])
def test_what_lists_nothing_is_told(answer: Any) -> None:
    with pytest.raises(NotThisFormat):
        items_of(answer, where="y")


def test_threads_are_asked_for_by_time_and_the_key_is_in_no_address(
    service: Service, asking: Client
) -> None:
    service.say(THREADS, listed(thread("U2", day=2), following="P2"))
    service.say(THREADS, listed(thread("U1")), pageToken="P2")
    pages = list(source(query="tea").collect(asking, ANY))
    assert ids(pages) == ["U2", "U1"]
    assert pages[-1].asked == f"video/{VIDEO}?tea"
    first = service.asked[0]
    assert dict(first.url.params) == {
        "part": "snippet,replies",
        "videoId": VIDEO,
        "order": "time",
        "maxResults": "100",
        "textFormat": "html",
        "searchTerms": "tea",
    }
    assert all(one.headers["x-goog-api-key"] == "s3cret" for one in service.asked)
    assert not any("s3cret" in str(one.url) for one in service.asked)


def test_a_second_page_that_is_the_first_ends_the_walk(service: Service, asking: Client) -> None:
    service.say(THREADS, listed(thread("U2"), thread("U1"), following="P2"))
    service.say(THREADS, listed(thread("U2"), thread("U1"), following="P2"), pageToken="P2")
    assert ids(list(source().collect(asking, ANY))) == ["U2", "U1"]
    assert len(service.asked) == 2


def test_a_channel_is_asked_for_by_its_own_name(service: Service, asking: Client) -> None:
    channel = f"UC{'x' * 22}"
    service.say(THREADS, listed(thread("U1")), allThreadsRelatedToChannelId=channel)
    (page,) = source(videos=[], channels=[channel]).collect(asking, ANY)
    assert (ids([page]), page.asked) == (["U1"], f"channel/{channel}")


def test_answers_that_did_not_come_along_are_asked_for(service: Service, asking: Client) -> None:
    answers = [comment(f"U1.{name}", parentId="U1") for name in "abcd"]
    service.say(THREADS, listed(thread("U1", *answers[:2], total=4)))
    service.say(COMMENTS, listed(*answers[:3], following="R2"), parentId="U1")
    service.say(COMMENTS, listed(*answers[3:]), parentId="U1", pageToken="R2")
    (page,) = source().collect(asking, ANY)
    assert sorted(ids([page])) == ["U1", "U1.a", "U1.b", "U1.c", "U1.d"]
    assert {post.subject for post in page.posts} == {VIDEO}
    assert page.rejected == ()


def test_more_answers_than_the_budget_are_told(service: Service, asking: Client) -> None:
    service.say(THREADS, listed(thread("U1", total=900)))
    service.say(COMMENTS, listed(comment("U1.a"), following="R2"))
    (page,) = source(max_reply_pages=1).collect(asking, ANY)
    assert ids([page]) == ["U1", "U1.a"]
    assert "1 of 900 answers were read" in page.rejected[0].reason


def test_a_comment_removed_before_its_answers_were_read_keeps_back_no_other(
    service: Service, asking: Client
) -> None:
    service.say(THREADS, listed(thread("U1", total=3), thread("U2")))
    service.say(COMMENTS, error("commentNotFound", 404), status=404)
    (page,) = source().collect(asking, ANY)
    assert ids([page]) == ["U1", "U2"]
    assert page.rejected[0].where == "answers to U1"


def test_answers_that_are_not_wanted_are_not_asked_for(service: Service, asking: Client) -> None:
    service.say(THREADS, listed(thread("U1", total=900)))
    (page,) = source(max_reply_pages=0).collect(asking, ANY)
    assert (ids([page]), page.rejected) == (["U1"], ())


def test_a_video_without_comments_does_not_keep_the_others_from_being_read(
    service: Service, asking: Client
) -> None:
    service.say(THREADS, error("commentsDisabled"), status=403, videoId=VIDEO)
    service.say(THREADS, listed(thread("U1")), videoId=OTHER)
    pages = list(source(videos=[VIDEO, OTHER]).collect(asking, ANY))
    assert ids(pages) == ["U1"]
    assert (pages[0].asked, pages[0].reach) == (f"video/{VIDEO}", None)
    assert "switched off" in pages[0].rejected[0].reason


@pytest.mark.parametrize(
    ("status", "reason", "kind", "words"),
    [
        (403, "quotaExceeded", Throttled, "throttled"),
        (403, "rateLimitExceeded", Throttled, "throttled"),
        (403, "ipRefererBlocked", Refused, "403"),
        (400, "keyInvalid", BadRequest, "keyInvalid"),
        (404, "videoNotFound", Gone, "404"),
    ],
)
def test_what_youtube_refuses_is_told_by_its_reason(  # noqa: PLR0913, PLR0917  # a table of cases
    service: Service, asking: Client, status: int, reason: str, kind: Any, words: str
) -> None:
    service.say(THREADS, error(reason, status), status=status, videoId=VIDEO)
    service.say(THREADS, listed(thread("U1")), videoId=OTHER)
    pages = source(videos=[VIDEO, OTHER]).collect(asking, ANY)
    assert ids([next(pages)]) == ["U1"]
    with pytest.raises(kind, match=words) as told:
        next(pages)
    assert "s3cret" not in str(told.value)


def test_looking_again_tells_edits_deletions_and_new_answers(
    service: Service, asking: Client
) -> None:
    edited = thread("U1", total=6, textDisplay="changed", updatedAt="2024-05-19T00:00:00Z")
    service.say(THREADS, listed(edited, thread("U2", total=5)), id="U1,U2,U3")
    service.say(COMMENTS, listed(comment("U1.f", parentId="U1")), parentId="U1")
    service.say(COMMENTS, listed(comment("U9.a", parentId="U9")), id="U9.a,U9.b")
    held = [
        Held("U1", "comment", replies=5),
        Held("U9.a", "comment", subject=OTHER),
        Held("U2", "comment", replies=5),
        Held("U3", "comment"),
        Held("U9.b", "comment"),
    ]
    threads, answers = source().revisit(asking, ANY, held)
    assert ids([threads]) == ["U1", "U2", "U1.f"]
    assert (threads.posts[0].text, threads.posts[0].replies) == ("changed", 6)
    assert [(one.id, one.how, one.erase) for one in threads.withdrawn] == [("U3", "missing", True)]
    assert threads.visited == ("U1", "U2", "U3")
    assert (ids([answers]), answers.posts[0].subject) == (["U9.a"], OTHER)
    assert [one.id for one in answers.withdrawn] == ["U9.b"]


@pytest.mark.parametrize("at_once", [20, 100])
def test_fifty_are_looked_at_again_at_once_and_the_missing_once_more(
    service: Service, asking: Client, at_once: int
) -> None:
    alive = {f"U{number}" for number in range(120)} - {"U7", "U110"}

    def answer(request: httpx.Request) -> httpx.Response:
        names = [name for name in request.url.params["id"].split(",") if name in alive]
        return httpx.Response(200, json=listed(*map(thread, names[:at_once])))

    service.do(THREADS, answer)
    held = [Held(f"U{number}", "comment") for number in range(120)]
    pages = list(source().revisit(asking, replace(ANY, limit=1), held))
    assert sorted(ids(pages)) == sorted(alive)
    assert {one.id for page in pages for one in page.withdrawn} == {"U7", "U110"}
    assert sorted(name for page in pages for name in page.visited) == sorted(one.id for one in held)
    assert max(len(one.url.params["id"].split(",")) for one in service.asked) == 50


@pytest.mark.parametrize("many", [2, 20, 50])
def test_an_answer_that_shows_nothing_of_many_takes_nothing_back(
    service: Service, asking: Client, many: int
) -> None:
    service.say(THREADS, listed())
    held = [Held(f"U{number}", "comment") for number in range(many)]
    (page,) = source().revisit(asking, ANY, held)
    assert (page.withdrawn, page.visited, len(service.asked)) == ((), (), 1)
    assert f"none of {many} comments is shown" in page.rejected[0].reason


def test_one_that_is_not_shown_is_taken_back(service: Service, asking: Client) -> None:
    service.say(THREADS, listed())
    (page,) = source().revisit(asking, ANY, [Held("U1", "comment")])
    assert [one.id for one in page.withdrawn] == ["U1"]


def test_a_page_of_many_threads_is_read_in_linear_time(service: Service, asking: Client) -> None:
    service.say(THREADS, listed(*(thread(f"U{number}") for number in range(12_000))))
    begun = time.perf_counter()
    assert len(ids(list(source().collect(asking, ANY)))) == 12_000
    assert time.perf_counter() - begun < 5  # some 10 s where each is compared with all


@pytest.mark.parametrize(
    ("status", "reason", "gone"),
    [(404, "commentThreadNotFound", ["U3"]), (403, "forbidden", []), (403, "commentsDisabled", [])],
)
def test_one_that_spoils_the_question_is_found(
    service: Service, asking: Client, status: int, reason: str, gone: list[str]
) -> None:
    service.say(THREADS, error(reason, status), status=status)
    for name in ("U1", "U2"):
        service.say(THREADS, listed(thread(name)), id=name)
    service.say(THREADS, listed(thread("U1"), thread("U2")), id="U1,U2")
    held = [Held(name, "comment") for name in ("U1", "U2", "U3", "U4")]
    service.say(THREADS, listed(thread("U4")), id="U4")
    pages = list(source().revisit(asking, ANY, held))
    assert sorted(ids(pages)) == ["U1", "U2", "U4"]
    assert [one.id for page in pages for one in page.withdrawn] == gone
    assert sorted(name for page in pages for name in page.visited) == ["U1", "U2", "U3", "U4"]


@pytest.mark.parametrize(("status", "body"), [(404, "no such host"), (403, error("keyInvalid"))])
def test_an_answer_that_does_not_speak_of_comments_erases_nothing(
    service: Service, asking: Client, status: int, body: Any
) -> None:
    service.say(THREADS, body, status=status)
    with pytest.raises((Gone, Refused)):
        list(source().revisit(asking, ANY, [Held("U1", "comment"), Held("U2", "comment")]))
    assert len(service.asked) == 1


@pytest.mark.parametrize(
    "written",
    [
        VIDEO,
        f"https://www.youtube.com/watch?v={VIDEO}&t=3s",
        f"https://youtu.be/{VIDEO}?si=x",
        f"https://www.youtube.com/shorts/{VIDEO}",
    ],
)
def test_videos_are_known_by_id_or_address(written: str) -> None:
    assert source(videos=[written]).videos == (VIDEO,)


@pytest.mark.parametrize("options", [{"videos": []}, {"videos": ["x"]}, {"channels": ["@name"]}])
def test_settings_that_name_nothing_are_refused(options: Any) -> None:
    with pytest.raises(ValidationError):
        source(**options)


EXCHANGES = {
    THREADS: listed(thread("U2", comment("U2.a"), total=3), thread("U1"), following="P"),
    COMMENTS: listed(comment("U2.a"), comment("U2.b"), following="R"),
}


@given(st.integers(0, 2**32))
@settings(max_examples=120, deadline=None)
def test_only_our_own_errors_come_of_spoilt_answers(seed: int) -> None:
    chance = random.Random(seed)
    service = Service()
    for path, body in EXCHANGES.items():
        text = mutated(json.dumps(body).encode(), chance).decode("utf-8", "replace")
        service.say(path, text, status=chance.choice((200, 200, 200, 403, 404)))
    youtube = source(max_pages=3)
    held = [Held("U2", "comment"), Held("U2.a", "comment")]
    with Client(transport=service.transport(), sleep=lambda _: None) as client:
        for run in (youtube.collect(client, ANY), youtube.revisit(client, ANY, held)):
            try:
                pages = list(run)
            except CollectorError:
                continue
            assert all(post.source == "youtube" for page in pages for post in page.posts)
