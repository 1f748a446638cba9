from datetime import UTC, datetime

import pytest
from saved import claimants, read
from saved_examples import TIEBA_LIST, TIEBA_THREAD

from collectors.errors import Blocked, NotThisFormat
from collectors.files.formats.tieba import FORMATS

(PAGES,) = FORMATS


def test_the_first_floor_opens_the_thread() -> None:
    post = read(PAGES, TIEBA_THREAD).posts[0]
    assert (post.id, post.kind, post.parent_id) == ("8800000001", "post", None)
    assert (post.title, post.text) == ("这台手机怎么样", "屏幕亮吗？\n想买")
    assert (post.author, post.author_id) == ("小林", "tb.1.aa")
    assert post.published_at == datetime(2024, 5, 30, 14, 9, tzinfo=UTC)
    assert post.rating is None


def test_floors_answer_the_thread_and_replies_their_floor() -> None:
    _, floor, first, second = read(PAGES, TIEBA_THREAD).posts
    assert (floor.kind, floor.parent_id, floor.replies) == ("comment", "8800000001", 2)
    assert (first.parent_id, second.parent_id) == ("902", "902")
    assert {floor.thread_id, first.thread_id, second.thread_id} == {"8800000001"}


def test_data_in_single_quotes_is_read_and_the_name_of_the_answered_left_out() -> None:
    reply = read(PAGES, TIEBA_THREAD).posts[2]
    assert (reply.id, reply.author, reply.text) == ("903", "小周", "真的，我有一台")


def test_relative_times_are_read_against_the_day_of_saving() -> None:
    floor = read(PAGES, TIEBA_THREAD).posts[1]
    assert floor.published_at == datetime(2024, 5, 31, 0, 15, tzinfo=UTC)


def test_advertisements_are_left_out() -> None:
    page = read(PAGES, TIEBA_THREAD)
    assert not any("广告" in post.text or "车险" in post.text for post in page.posts)
    assert page.rejected == ()


def test_a_reply_to_the_first_floor_answers_the_thread() -> None:
    moved = TIEBA_THREAD.replace("'pid':'902'", "'pid':'901'")
    assert read(PAGES, moved).posts[2].parent_id == "8800000001"


def test_a_reply_that_does_not_name_its_floor_answers_the_one_it_stands_in() -> None:
    silent = TIEBA_THREAD.replace("'pid':'902',", "")
    assert read(PAGES, silent).posts[2].parent_id == "902"


def test_replies_saved_by_themselves_are_known_and_read() -> None:
    begin = TIEBA_THREAD.index('<li class="lzl_single_post')
    part = TIEBA_THREAD[begin : TIEBA_THREAD.index("</ul>", begin)]
    assert claimants(FORMATS, part) == ["tieba"]
    assert [post.id for post in read(PAGES, part).posts] == ["903", "904"]


def test_a_page_is_known_by_its_title_where_its_floors_stand_far_below() -> None:
    far = TIEBA_THREAD.replace("<body>", f"<script>{'x' * 70_000}</script><body>")
    assert claimants(FORMATS, far) == ["tieba"]


def test_who_stays_anonymous_has_no_name() -> None:
    hidden = TIEBA_THREAD.replace('"is_anonym":false', '"is_anonym":true')
    assert (read(PAGES, hidden).posts[0].author, read(PAGES, hidden).posts[0].author_id) == (
        None,
        None,
    )


def test_a_list_of_threads_stands_within_comments() -> None:
    first, second = read(PAGES, TIEBA_LIST).posts
    assert (first.id, first.title, first.text, first.replies) == (
        "8800000001",
        "这台手机怎么样",
        "想买",
        5,
    )
    assert (str(first.published_at), first.published_precision) == (
        "2024-05-29 16:00:00+00:00",
        "day",
    )
    assert (second.text, str(second.published_at)) == ("求推荐", "2024-06-01 02:20:00+00:00")


def test_a_captcha_is_a_wall() -> None:
    with pytest.raises(Blocked):
        read(PAGES, "<html><title>百度安全验证</title><body><p>x</p></body></html>")


def test_another_page_is_refused() -> None:
    with pytest.raises(NotThisFormat):
        read(PAGES, "<html><title>贴吧</title><body><p>tieba</p></body></html>")
