import json
import random
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutating import mutated
from replaying import Replay, exchange

from collectors.base import Held, Query
from collectors.errors import Refused, RobotsDisallow
from collectors.fields import read_each
from collectors.http import Client
from collectors.json_text import read_json
from collectors.sources.wordpress import WordPress, read_comment

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
QUERY = Query("blog", NOW)
LIST = "https://blog.example/wp-json/wp/v2/comments?per_page=100&orderby=date_gmt&order=desc"


def comment(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "post": 7,
        "parent": 0,
        "author": 0,
        "author_name": "Lin &amp; Mei",
        "date": "2024-05-19T08:00:00",
        "date_gmt": "2024-05-19T06:00:00",
        "content": {"rendered": f"<p>Nice {number}</p>\n"},
        "link": f"https://blog.example/kettle/#comment-{number}",
        "status": "approved",
        "type": "comment",
        **more,
    }


def read(*comments: Any, mentions: bool = False) -> Any:
    make = partial(read_comment, query=QUERY, mentions=mentions)
    return read_each(comments, make, where="comment")


def test_a_comment_becomes_a_post() -> None:
    made = read(comment(5, parent=3, author=12))[0][0]
    assert (made.id, made.kind, made.parent_id, made.thread_id) == ("5", "comment", "3", "post-7")
    assert (made.author, made.author_id) == ("Lin & Mei", "12")
    assert (made.text, made.raw_text) == ("Nice 5", "<p>Nice 5</p>\n")
    assert (made.published_at, made.published_assumed) == (
        datetime(2024, 5, 19, 6, tzinfo=UTC),
        False,
    )
    assert made.url == "https://blog.example/kettle/#comment-5"
    assert made.subject == "https://blog.example/kettle/"


def test_a_visitor_has_no_id_and_the_first_comment_no_parent() -> None:
    made = read(comment(5))[0][0]
    assert (made.author_id, made.parent_id) == (None, None)


def test_mentions_are_left_out_unless_they_are_wanted() -> None:
    told = [comment(1, type="pingback"), comment(2, type="trackback"), comment(3)]
    assert [post.id for post in read(*told)[0]] == ["3"]
    assert [post.id for post in read(*told, mentions=True)[0]] == ["1", "2", "3"]


def test_a_shops_review_among_the_comments_is_a_review() -> None:
    assert read(comment(1, type="review"))[0][0].kind == "review"


def test_what_is_no_comment_is_rejected_and_the_rest_read() -> None:
    posts, rejected = read({"id": 0}, "odd", comment(3))
    assert ([post.id for post in posts], len(rejected)) == (["3"], 2)


def test_comments_of_some_articles_have_a_mark_of_their_own(client: Client) -> None:
    answer = exchange(f"{LIST}&post=7%2C9&page=1", [comment(3)], X_WP_TotalPages="1")
    with Replay([answer]) as site:
        pages = list(WordPress(base_url=site.url, posts=(7, 9)).collect(client, QUERY))
    assert [(page.asked, page.posts[0].id) for page in pages] == [("comments/7,9", "3")]


def test_a_closed_site_is_read_by_its_comment_feed_and_that_is_said(client: Client) -> None:
    with Replay([exchange(f"{LIST}&page=1", {}, status=401)]) as site:
        told = f"kind feed, url {site.url}/comments/feed/, post_kind comment"
        with pytest.raises(Refused, match=told):
            list(WordPress(base_url=site.url).collect(client, QUERY))


def test_robots_txt_is_obeyed(client: Client) -> None:
    rules = exchange("https://blog.example/robots.txt", "User-agent: *\nDisallow: /wp-json/")
    with Replay([rules]) as site, pytest.raises(RobotsDisallow):
        list(WordPress(base_url=site.url).collect(client, QUERY))


def test_held_comments_are_looked_at_again(client: Client) -> None:
    answer = exchange(f"{LIST}&include=3%2C4", [comment(3)])
    with Replay([answer]) as site:
        held = [Held("3", "comment"), Held("4", "comment")]
        page = next(WordPress(base_url=site.url).revisit(client, QUERY, held))
    assert ([post.id for post in page.posts], [one.id for one in page.withdrawn]) == (["3"], ["4"])


@given(st.randoms(use_true_random=False))
def test_any_comment_is_read_or_rejected(chance: random.Random) -> None:
    good = [comment(1, parent=3), comment(2, type="pingback")]
    try:
        told = read_json(mutated(json.dumps(good).encode(), chance).decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return
    for post in read(*(told if isinstance(told, list) else [told]))[0]:
        post.model_dump_json()
