import json

import pytest
from saved import read
from saved_examples import JD

from collectors.errors import Blocked, NotThisFormat
from collectors.files.formats.jd import FORMATS

(REVIEWS,) = FORMATS


def test_a_call_in_gbk_is_read() -> None:
    post = read(REVIEWS, JD).posts[0]
    assert (post.id, post.text, post.author) == ("2001", "灯…很亮", "小***林")
    assert (post.rating, post.rating_low, post.rating_high) == (5, 1, 5)
    assert (post.likes, post.replies, post.subject) == (4, 1, "台灯")
    assert str(post.published_at) == "2024-05-20 02:11:12+00:00"
    assert post.url == "https://item.jd.com/66001.html"


def test_what_was_added_later_answers_the_review() -> None:
    first, later, *_ = read(REVIEWS, JD).posts
    assert (later.id, later.parent_id, later.text) == ("2001/later", first.id, "一个月后坏了")
    assert (later.rating, str(later.published_at)) == (None, "2024-05-31 01:00:00+00:00")


def test_a_review_without_words_keeps_its_rating() -> None:
    post = read(REVIEWS, JD).posts[2]
    assert (post.text, post.rating, post.raw_text) == ("", 1, "此用户未填写评价内容")


def test_what_the_shops_clock_gave_is_no_rating() -> None:
    post = read(REVIEWS, JD).posts[3]
    assert (post.text, post.rating) == ("", None)


def test_no_stars_are_no_rating() -> None:
    review = {"id": 1, "content": "好", "creationTime": "2024-05-20 10:11:12", "score": 0}
    (post,) = read(REVIEWS, {"comments": [review]}).posts
    assert (post.rating, post.rating_low) == (None, None)


def test_pages_saved_one_a_line_are_read() -> None:
    lines = [
        json.dumps(
            {"comments": [{"id": n, "content": "好", "creationTime": "2024-05-20 10:11:12"}]}
        )
        for n in (1, 2)
    ]
    assert [post.id for post in read(REVIEWS, "\n".join(lines)).posts] == ["1", "2"]


def test_a_page_where_reviews_were_due_is_a_wall() -> None:
    with pytest.raises(Blocked):
        read(REVIEWS, "<html><title>京东-欢迎登录</title></html>")


def test_a_call_cut_short_is_refused() -> None:
    with pytest.raises(NotThisFormat):
        read(REVIEWS, JD[:200])
