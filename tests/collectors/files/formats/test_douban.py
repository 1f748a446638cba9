from typing import Any

import pytest
from saved import read
from saved_examples import DOUBAN_API, DOUBAN_REVIEWS, DOUBAN_SHORT

from collectors.errors import Blocked, NotThisFormat
from collectors.files.formats.douban import FORMATS

PAGES, API = FORMATS


def test_short_comments_are_read() -> None:
    rated, unrated = read(PAGES, DOUBAN_SHORT).posts
    assert (rated.id, rated.kind, rated.text) == ("5501", "review", "节奏稳，结尾弱")
    assert (rated.rating, rated.rating_low, rated.rating_high) == (4, 1, 5)
    assert (rated.author, rated.author_id, rated.likes) == ("小林", "xiaolin", 120)
    assert str(rated.published_at) == "2024-05-30 15:10:05+00:00"
    assert rated.subject == "长夜将尽"
    assert (unrated.rating, unrated.rating_high) == (None, None)


def test_reviews_are_read() -> None:
    rated, plain = read(PAGES, DOUBAN_REVIEWS).posts
    assert (rated.id, rated.title, rated.rating, rated.likes) == ("6601", "失望", 2, 1024)
    assert rated.replies == 33
    assert (plain.id, plain.subject, plain.text) == ("6602", "夜行", "一口气看完")
    assert plain.url == "https://movie.douban.com/review/6602/"


def test_a_review_cut_short_shows_it() -> None:
    assert read(PAGES, DOUBAN_REVIEWS).posts[0].text == "前半段还行…"


def test_the_hidden_whole_of_a_comment_is_taken() -> None:
    whole = '<span class="hide-item full">节奏稳，结尾弱，但音乐好</span>'
    page = DOUBAN_SHORT.replace("</p></div></div>", f"{whole}</p></div></div>", 1)
    assert read(PAGES, page).posts[0].text == "节奏稳，结尾弱，但音乐好"


@pytest.mark.parametrize("title", ["禁止访问", "登录跳转页", "豆瓣 - 登录跳转页"])
def test_a_denied_page_is_a_wall(title: str) -> None:
    with pytest.raises(Blocked):
        read(PAGES, f"<html><title>{title}</title><body><p>x</p></body></html>")


def test_another_page_is_refused() -> None:
    with pytest.raises(NotThisFormat):
        read(PAGES, "<html><title>豆瓣</title><body><p>douban.com</p></body></html>")


def test_zero_of_the_old_api_is_no_rating() -> None:
    rated, unrated = read(API, DOUBAN_API).posts
    assert (rated.rating, rated.rating_high, rated.likes) == (4, 5, 9)
    assert (unrated.rating, unrated.rating_high) == (None, None)
    assert (rated.author, rated.author_id, rated.subject) == ("小林", "100", "夜行")
    assert str(rated.published_at) == "2013-09-11 04:00:00+00:00"


def test_reviews_of_the_old_api_keep_title_and_address() -> None:
    review: dict[str, Any] = {
        **DOUBAN_API["comments"][0],  # type: ignore[index]  # a list of comments
        "title": "好看",
        "updated_at": "2013-09-12 12:00:00",
        "share_url": "https://movie.douban.example/review/7703",
        "comments_count": 2,
    }
    (post,) = read(API, {"reviews": [review]}).posts
    assert (post.title, post.replies) == ("好看", 2)
    assert post.url == "https://movie.douban.example/review/7703"
    assert str(post.edited_at) == "2013-09-12 04:00:00+00:00"


def test_an_error_of_the_api_is_told() -> None:
    with pytest.raises(NotThisFormat, match="limit"):
        read(API, {"msg": "rate_limit_exceeded", "code": 112})
