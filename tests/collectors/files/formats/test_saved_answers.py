import json
from typing import Any

import pytest
from answer_examples import (
    ANSWERS,
    GOOGLEPLAY,
    HACKERNEWS,
    MASTODON,
    REDDIT,
    STEAM,
    WORDPRESS,
)
from saved import read

from collectors.base import Withdrawn
from collectors.errors import Blocked, NotThisFormat
from collectors.files.formats import saved_answers, saved_bluesky

BY_NAME = {form.name: form for form in (*saved_answers.FORMATS, *saved_bluesky.FORMATS)}
FILES = [
    pytest.param(name, file, content, expected, id=f"{name}-{file}")
    for name, files in ANSWERS.items()
    for file, content, expected in files
]


@pytest.mark.parametrize(("name", "file", "content", "expected"), FILES)
def test_a_saved_answer_is_read_whole(name: str, file: str, content: Any, expected: int) -> None:
    page = read(BY_NAME[name], content, name=file)
    assert (len(page.posts), page.rejected) == (expected, ())
    assert all(post.text or post.title or post.repost_of for post in page.posts)
    assert {post.source for post in page.posts} == {"saved"}


@pytest.mark.parametrize(("name", "file", "content", "expected"), FILES)
def test_answers_saved_one_a_line_are_read(
    name: str, file: str, content: Any, expected: int
) -> None:
    lines = "\n".join([json.dumps(content)] * 2 + ["{broken"])
    page = read(BY_NAME[name], lines, name=file)
    assert len(page.posts) == 2 * expected
    assert [one.where for one in page.rejected] == [f"{file} line 3"]


def test_reviews_by_number_are_those_of_a_list() -> None:
    listed = {"reviews": list(STEAM["reviews"].values())}  # type: ignore[attr-defined]  # an object
    by_number = read(BY_NAME["steam"], STEAM, name="review_440.json").posts
    assert by_number == read(BY_NAME["steam"], listed, name="review_440.json").posts
    assert by_number[0].subject == "440"


def test_an_app_of_googles_is_named_by_the_file() -> None:
    with pytest.raises(NotThisFormat, match=r"com\.example\.app"):
        read(BY_NAME["googleplay"], GOOGLEPLAY, name="reviews.json")
    (post,) = read(BY_NAME["googleplay"], GOOGLEPLAY, name="com.example.lamp.json").posts
    assert post.subject == "com.example.lamp"


def test_answers_in_a_tree_follow_what_they_answer_and_removed_ones_are_withdrawn() -> None:
    page = read(BY_NAME["reddit"], REDDIT)
    assert [post.id for post in page.posts] == ["t3_sub1", "t1_c1", "t1_c2"]
    assert page.withdrawn == (Withdrawn("placeholder", "t1_c3", erase=True),)


def test_members_of_the_instance_are_named_with_its_host() -> None:
    (post,) = read(BY_NAME["mastodon"], MASTODON).posts
    assert post.author_id == "ann@social.example"


def test_pages_that_were_not_saved_are_no_rejected_items() -> None:
    assert read(BY_NAME["hackernews"], HACKERNEWS).rejected == ()


def test_an_odd_item_is_rejected_and_the_rest_goes_on() -> None:
    page = read(BY_NAME["wordpress"], [{"author_name": "Ann"}, *WORDPRESS])
    assert (len(page.posts), len(page.rejected)) == (1, 1)


@pytest.mark.parametrize("name", ANSWERS)
def test_a_page_where_an_answer_was_due_is_a_wall(name: str) -> None:
    with pytest.raises(Blocked):
        read(BY_NAME[name], "<html><title>Sign in</title></html>")
