import json
import random
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutating import mutated

from collectors.base import Query
from collectors.discourse.posts import own_words, read_posts
from collectors.json_text import read_json

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
BASE = "https://forum.example"
QUOTE = (
    '<aside class="quote no-group" data-username="lin"><div class="title">lin:</div>'
    "<blockquote><p>Too loud.</p></blockquote></aside>"
)


def post(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": 100 + number,
        "username": "lin",
        "user_id": 9,
        "created_at": "2024-05-19T08:00:00.120Z",
        "updated_at": "2024-05-19T09:00:00.000Z",
        "cooked": f"<p>Text {number}</p>",
        "post_number": number,
        "post_type": 1,
        "reply_count": 2,
        "reply_to_post_number": None,
        "topic_id": 31,
        "topic_slug": "which-kettle",
        "topic_title": "Which kettle?",
        "version": 1,
        "hidden": False,
        "deleted_at": None,
        "user_deleted": False,
        "actions_summary": [{"id": 3, "count": 8}, {"id": 2, "count": 4}],
        **more,
    }


def read(*items: Any, title: str | None = None) -> Any:
    return read_posts(list(items), Query("forum", NOW), base=BASE, numbers={}, title=title)


def test_the_first_post_opens_the_topic() -> None:
    made = read(post(1)).posts[0]
    assert (made.id, made.kind, made.title, made.subject) == (
        "101",
        "post",
        "Which kettle?",
        "Which kettle?",
    )
    assert (made.thread_id, made.parent_id) == ("31", None)
    assert made.url == "https://forum.example/t/which-kettle/31/1"
    assert (made.author, made.author_id) == ("lin", "9")
    assert (made.likes, made.replies) == (4, 2)
    assert (made.text, made.raw_text) == ("Text 1", "<p>Text 1</p>")
    assert made.published_at == datetime(2024, 5, 19, 8, 0, 0, 120000, tzinfo=UTC)


def test_a_reply_names_the_post_it_answers_by_its_number() -> None:
    made = read(post(4, reply_to_post_number=2), post(2), post(3, reply_to_post_number=1)).posts
    assert [(one.kind, one.parent_id) for one in made] == [
        ("comment", "102"),
        ("comment", None),
        ("comment", None),
    ]
    assert {one.title for one in made} == {None}


def test_numbers_of_another_topic_are_not_taken_for_those_of_this_one() -> None:
    made = read(post(4, reply_to_post_number=2), post(2, topic_id=32)).posts
    assert made[0].parent_id is None


@pytest.mark.parametrize(("version", "edited"), [(1, False), (2, True), (None, False)])
def test_only_a_new_version_is_an_edit(version: int | None, edited: bool) -> None:  # noqa: FBT001  # a case
    assert (read(post(1, version=version)).posts[0].edited_at is not None) == edited


def test_without_a_like_the_likes_are_none_given() -> None:
    assert read(post(1, actions_summary=[])).posts[0].likes == 0


@pytest.mark.parametrize(
    "mark", [{"hidden": True}, {"deleted_at": "2024-05-19T08:00:00Z"}, {"user_deleted": True}]
)
def test_what_was_taken_back_is_withdrawn_and_not_read(mark: dict[str, Any]) -> None:
    found = read(post(1, **mark), post(2))
    assert [one.id for one in found.posts] == ["102"]
    assert [(one.id, one.how) for one in found.withdrawn] == [("101", "placeholder")]


def test_notes_on_what_was_done_to_a_topic_are_nobodys_words() -> None:
    assert [one.id for one in read(post(1, post_type=3), post(2)).posts] == ["102"]


def test_a_topics_own_title_serves_posts_that_do_not_say_it() -> None:
    assert (
        read(post(1, topic_title=None), title="Kettles &amp; co").posts[0].title == "Kettles & co"
    )


def test_what_is_no_post_is_rejected_and_the_rest_read() -> None:
    found = read({"id": 5}, "odd", post(1, cooked=7), post(2))
    assert ([one.id for one in found.posts], len(found.rejected)) == (["102"], 3)


@pytest.mark.parametrize(
    ("cooked", "words"),
    [
        (f"{QUOTE}<p>Not mine.</p>", "Not mine."),
        (f"<p>Before</p>{QUOTE}after", "Before\n\nafter"),
        (
            '<p>Nice <img src="/x.png" title=":smile:" class="emoji" alt=":smile:"></p>',
            "Nice :smile:",
        ),
        (
            '<aside class="onebox" data-onebox-src="https://a.example/x"><h3>Theirs</h3></aside>',
            "https://a.example/x",
        ),
        (
            '<a class="lightbox" href="/x.png"><img><div class="meta">x.png 3 KB</div></a>ok',
            "ok",
        ),
        ("<aside>a side note</aside>", "a side note"),
        ("no markup", "no markup"),
        ("", ""),
        (f"{QUOTE}{QUOTE}", ""),
    ],
)
def test_only_the_authors_own_words_are_read(cooked: str, words: str) -> None:
    assert own_words(cooked) == words


@given(st.text(max_size=100))
def test_any_markup_with_a_quote_can_be_read(text: str) -> None:
    assert "Too loud." not in own_words(f"{QUOTE}{text}")


@given(st.randoms(use_true_random=False))
def test_any_posts_are_read_withdrawn_or_rejected(chance: random.Random) -> None:
    good = [post(1), post(2, cooked=f"{QUOTE}<p>x</p>"), post(3, hidden=True)]
    try:
        told = read_json(mutated(json.dumps(good).encode(), chance).decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return
    for one in read(*(told if isinstance(told, list) else [told])).posts:
        one.model_dump_json()
