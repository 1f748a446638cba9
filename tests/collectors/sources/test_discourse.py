import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from forum import BEGAN, FakeForum
from hypothesis import given, settings
from hypothesis import strategies as st
from mutating import mutated
from pydantic import ValidationError

from collectors.base import Held, Page, Query
from collectors.errors import Blocked, CollectorError, Gone, NotThisFormat, ServerTrouble
from collectors.http import Client, Policy
from collectors.sources.discourse import Discourse

NOW = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass
class Runs:
    """Runs of one source, and what they left."""

    forum: FakeForum
    settings: Mapping[str, Any] = field(default_factory=dict)
    marks: dict[str, Any] = field(default_factory=dict)
    ids: set[int] = field(default_factory=set)

    def run(self, **asked: Any) -> list[Page]:
        query = replace(Query("forum", NOW, cursors=self.marks), **asked)
        source = Discourse(base_url="https://forum.example", **self.settings)
        pages = []
        with client_of(self.forum.answer) as client:
            for page in source.collect(client, query):
                pages.append(page)
                self.ids |= {int(post.id) for post in page.posts}
                if page.cursor is not None:
                    self.marks[page.asked] = page.cursor
        return pages


def client_of(answer: Callable[[httpx.Request], httpx.Response]) -> Client:
    def streamed(request: httpx.Request) -> httpx.Response:
        given = answer(request)
        return httpx.Response(given.status_code, stream=httpx.ByteStream(given.content))

    policy = Policy(pause_s=0, retries=0, obey_robots=False)
    return Client(policy, transport=httpx.MockTransport(streamed), sleep=lambda _: None)


def forum_of(*topics: int, windowed: bool = False, **more: Any) -> FakeForum:
    """Return a forum whose posts 1, 2, 3 ... stand in these topics."""
    forum = FakeForum(windowed=windowed, **more)
    for post_id, topic in enumerate(topics, start=1):
        forum.say(post_id, topic)
    return forum


def again(forum: FakeForum, *held: Held) -> list[Page]:
    with client_of(forum.answer) as client:
        source = Discourse(base_url="https://forum.example")
        return list(source.revisit(client, Query("forum", NOW), held))


def in_topic(*ids: int, topic: int = 1) -> list[Held]:
    return [Held(str(one), "comment", thread_id=str(topic)) for one in ids]


def posts_of(pages: list[Page]) -> Iterator[Any]:
    return (post for page in pages for post in page.posts)


@pytest.mark.parametrize("windowed", [False, True], ids=["new", "old"])
def test_the_whole_forum_is_read(windowed: bool) -> None:  # noqa: FBT001  # a case
    runs = Runs(forum_of(*[1, 2, 3] * 60, windowed=windowed))
    pages = runs.run()
    assert runs.ids == set(range(1, 181))
    assert pages[-1].reach is not None
    assert pages[-1].reach.since is None


def test_ids_that_nobody_may_read_are_no_end_of_an_old_forum() -> None:
    forum = FakeForum(windowed=True)
    for post_id in (3, 400):
        forum.say(post_id, 1)
    runs = Runs(forum)
    runs.run()
    assert runs.ids == {3, 400}


def test_a_forum_that_does_not_heed_the_place_is_no_loop() -> None:
    latest = [{"id": 90, "topic_id": 1, "post_number": 1, "created_at": "2024-05-01T00:00:00Z"}]
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"latest_posts": [{**latest[0], "id": 91}, *latest]})

    with client_of(answer) as client:
        source = Discourse(base_url="https://forum.example")
        assert len(list(posts_of(list(source.collect(client, Query("forum", NOW)))))) == 2
    assert len(asked) == 2


def test_the_next_run_reads_what_is_new() -> None:
    runs = Runs(forum_of(*[1] * 200))
    runs.run()
    runs.forum.say(201, 1)
    runs.forum.asked.clear()
    runs.run()
    assert 201 in runs.ids
    assert len(runs.forum.asked) == 2


CHOICES: list[dict[str, Any]] = [
    {"category": "support/5"},
    {"tag": "kettles"},
    {"search": "Text"},
    {"topics": ("1", "2", "3", "4", "5")},
    {},
]
NAMES = ["category", "tag", "search", "topics", "all"]


@pytest.mark.parametrize("chosen", CHOICES, ids=NAMES)
@pytest.mark.parametrize("pinned", [(), (2, 5)], ids=["plain", "pinned"])
def test_every_way_brings_every_post(chosen: dict[str, Any], pinned: tuple[int, ...]) -> None:
    runs = Runs(forum_of(*[1, 2, 3, 4, 5, 1, 1] * 20, pinned=pinned), chosen)
    pages = runs.run()
    assert runs.ids == set(range(1, 141))
    assert not [one for page in pages for one in page.rejected]
    assert len(list(posts_of(pages))) == 140


@pytest.mark.parametrize("chosen", CHOICES, ids=NAMES)
def test_the_next_run_reads_little_and_misses_nothing(chosen: dict[str, Any]) -> None:
    runs = Runs(forum_of(*[1, 2, 3, 4, 5] * 100, pinned=(3,)), {**chosen, "look_back_days": 0.1})
    runs.run()
    first = len(runs.forum.asked)
    runs.forum.say(501, 2)
    runs.forum.say(502, 1 if "topics" in chosen else 6)
    runs.forum.asked.clear()
    runs.run()
    assert runs.ids == set(runs.forum.posts)
    assert len(runs.forum.asked) < first / 2


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 6), min_size=1, max_size=90),
    st.lists(st.tuples(st.integers(1, 7), st.lists(st.integers(1, 7), max_size=4)), max_size=6),
    st.sampled_from(CHOICES[:3] + CHOICES[4:]),
    st.booleans(),
)
def test_runs_cut_short_bring_in_the_end_what_one_run_brings(
    topics: list[int],
    cuts: list[tuple[int, list[int]]],
    chosen: dict[str, Any],
    windowed: bool,  # noqa: FBT001  # a case
) -> None:
    forum = forum_of(*topics, windowed=windowed, pinned=(2,))
    runs = Runs(forum, chosen)
    since = BEGAN - timedelta(days=1)
    for pages, new in cuts:
        runs.settings = {**chosen, "max_pages": pages}
        runs.run(since=since)
        for topic in new:
            forum.say(max(forum.posts) + 1, topic)
    runs.settings = chosen
    for _ in range(3):
        runs.run(since=since)
    assert runs.ids == set(forum.posts)


def test_what_was_said_before_is_not_wanted() -> None:
    runs = Runs(forum_of(*[1, 2, 3] * 40), {"category": "5"})
    runs.run(since=BEGAN + timedelta(hours=100))
    assert runs.ids == set(range(100, 121))


def test_a_reply_in_a_whole_topic_names_what_it_answers() -> None:
    forum = forum_of(*[1] * 60)
    forum.posts[60]["reply_to_post_number"] = 33
    runs = Runs(forum, {"topics": ("1",)})
    parents = {post.id: post.parent_id for post in posts_of(runs.run())}
    assert parents["60"] == "33"


def test_a_topic_that_is_named_must_be_there_and_the_others_are_read() -> None:
    runs = Runs(forum_of(1, 3), {"topics": ("1", "2", "3")})
    with pytest.raises(Gone):
        runs.run()
    assert runs.ids == {1, 2}


def test_a_topic_taken_away_since_it_was_listed_is_told_and_the_others_are_read() -> None:
    runs = Runs(forum_of(1, 2, 3, closed=(2,)), {"category": "5"})
    pages = runs.run()
    assert runs.ids == {1, 3}
    assert [one.where for page in pages for one in page.rejected] == ["topic 2"]


@pytest.mark.parametrize("chosen", CHOICES, ids=NAMES)
@pytest.mark.parametrize("told", ["[]", '{"a": 1}', "3"])
def test_another_answer_is_no_empty_forum(chosen: dict[str, Any], told: str) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text=told)

    source = Discourse(base_url="https://forum.example", **chosen)
    with client_of(answer) as client, pytest.raises(NotThisFormat):
        list(source.collect(client, Query("forum", NOW)))


def test_one_answer_settles_all_held_posts_of_a_topic() -> None:
    forum = forum_of(*[1] * 10)
    del forum.posts[4]
    forum.posts[5] |= {"version": 2, "cooked": "<p>Changed</p>"}
    pages = again(forum, *in_topic(4, 5, 9))
    assert len(forum.asked) == 1
    assert [page.visited for page in pages] == [("4", "5", "9")]
    assert [(one.id, one.how) for one in pages[0].withdrawn] == [("4", "missing")]
    texts = {post.id: post.text for post in pages[0].posts}
    assert (texts["5"], "10" in texts) == ("Changed", True)


def test_of_a_long_topic_the_held_and_the_new_posts_are_asked_for() -> None:
    forum = forum_of(*[1] * 100)
    pages = again(forum, *in_topic(2, 50, 90))
    assert [page.visited for page in pages] == [(), ("2", "50", "90")]
    brought = {int(post.id) for post in posts_of(pages)}
    assert brought == {*range(1, 21), 50, *range(90, 101)}
    assert len(forum.asked) == 2


def test_a_topic_that_is_gone_takes_its_posts_with_it() -> None:
    pages = again(forum_of(1, 2), *in_topic(7, 8, topic=9), *in_topic(1))
    gone = {(one.id, one.how) for page in pages for one in page.withdrawn}
    assert gone == {("7", "404"), ("8", "404")}
    assert {one for page in pages for one in page.visited} == {"1", "7", "8"}


def test_a_visit_that_breaks_off_before_the_new_posts_settles_nothing_of_the_topic() -> None:
    forum, pages = forum_of(*[1] * 30, *[2] * 3), list[Page]()

    def answer(request: httpx.Request) -> httpx.Response:
        broken = request.url.path == "/t/1/posts.json"
        return httpx.Response(500) if broken else forum.answer(request)

    held = [*in_topic(1, 2), *in_topic(31, topic=2)]
    source = Discourse(base_url="https://forum.example")
    with pytest.raises(ServerTrouble):
        pages.extend(source.revisit(client_of(answer), Query("forum", NOW), held))
    assert [page.visited for page in pages] == [(), ("31",)]


def test_a_topic_without_posts_settles_nothing() -> None:
    told = {"id": 1, "post_stream": {"stream": [], "posts": []}}
    client = client_of(lambda _: httpx.Response(200, json=told))
    source = Discourse(base_url="https://forum.example")
    (page,) = source.revisit(client, Query("forum", NOW), in_topic(1, 2))
    assert (page.withdrawn, page.visited) == ((), ())
    assert "no posts" in page.rejected[0].reason


def test_a_page_under_404_is_a_wall_and_withdraws_nothing() -> None:
    client = client_of(lambda _: httpx.Response(404, text="\n<!doctype html><p>Prove it"))
    source = Discourse(base_url="https://forum.example")
    with pytest.raises(Blocked):
        list(source.revisit(client, Query("forum", NOW), in_topic(1)))


def test_a_post_of_which_no_topic_is_known_is_asked_for_by_itself() -> None:
    pages = again(forum_of(1, 2), Held("2", "comment"), Held("5", "comment"))
    assert [(page.visited, [post.id for post in page.posts]) for page in pages] == [
        (("2",), ["2"]),
        (("5",), []),
    ]
    assert [one.how for one in pages[1].withdrawn] == ["404"]


def test_one_thing_is_chosen() -> None:
    with pytest.raises(ValidationError, match="give one of"):
        Discourse(base_url="https://forum.example", tag="a", search="b")


@pytest.mark.parametrize("odd", ["../admin/5", "a b/5", "support", "5?x=1"])
def test_a_category_is_a_name_and_a_number(odd: str) -> None:
    with pytest.raises(ValidationError):
        Discourse(base_url="https://forum.example", category=odd)


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from(CHOICES))
def test_any_answers_end_in_posts_or_our_own_error(
    chance: random.Random, chosen: dict[str, Any]
) -> None:
    forum = forum_of(*[1, 2] * 15, windowed=chance.random() < 0.5, pinned=(2,))

    def answer(request: httpx.Request) -> httpx.Response:
        given = forum.answer(request)
        spoilt = chance.random() < 0.4
        content = mutated(given.content, chance) if spoilt else given.content
        return httpx.Response(given.status_code, content=content)

    source = Discourse(base_url="https://forum.example", max_pages=12, **chosen)
    with client_of(answer) as client:
        try:
            pages = list(source.collect(client, Query("forum", NOW)))
            pages += source.revisit(client, Query("forum", NOW), in_topic(1, 29))
        except CollectorError:
            return
    for post in posts_of(pages):
        post.model_dump_json()
