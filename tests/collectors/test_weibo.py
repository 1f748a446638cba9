from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.base import Withdrawn
from collectors.post import Post
from collectors.weibo import (
    comment_posts,
    is_comment,
    is_cut,
    is_status,
    status_posts,
    status_withdrawn,
)

NOW = datetime(2024, 6, 1, 4, 0, tzinfo=UTC)
ANN = {"id": 1000000001, "screen_name": "小林", "description": "护士 | 猫奴"}
BOB = {"idstr": "1000000002", "screen_name": "阿花"}
ORIGINAL = {
    "idstr": "4400000010000062",
    "created_at": "Sat Jun 01 08:00:00 +0800 2024",
    "text": "新手机续航不错",
    "user": BOB,
}


def status(**more: Any) -> dict[str, Any]:
    given = {
        "id": 4400000010000063,
        "created_at": "Sat Jun 01 11:00:00 +0800 2024",
        "text": "屏幕很亮",
        "user": ANN,
        "attitudes_count": "1.2万",
        "comments_count": 3,
        "reposts_count": 0,
    }
    return given | more


def posts(node: Any) -> list[Post]:
    return status_posts(node, source="weibo", now=NOW)


def comments(node: Any, **more: Any) -> list[Post]:
    return comment_posts(node, source="weibo", now=NOW, **more)


def test_a_status_becomes_a_post() -> None:
    (post,) = posts(status(edit_at="Sat Jun 01 11:30:00 +0800 2024"))
    assert (post.id, post.kind, post.text) == ("4400000010000063", "post", "屏幕很亮")
    assert (post.author_id, post.author) == ("1000000001", "小林")
    assert post.author_labels == ("护士", "猫奴")
    assert (post.likes, post.replies, post.reposts) == (12000, 3, 0)
    assert post.published_at == datetime(2024, 6, 1, 3, 0, tzinfo=UTC)
    assert post.edited_at == datetime(2024, 6, 1, 3, 30, tzinfo=UTC)
    assert post.url == "https://weibo.com/1000000001/I00010011"


def test_markup_becomes_words_and_emoji_their_codes() -> None:
    text = (
        '亮<br/>很亮<span class="url-icon"><img alt="[心]" src="//h5.example/x.png"></span>'
        '<a href="/n/x">@阿花</a>'
    )
    (post,) = posts(status(text=text))
    assert post.text == "亮\n很亮[心]@阿花"
    assert post.raw_text == text


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"text": "很亮<br/>", "text_raw": "很亮 \u200b"}, "很亮"),
        ({"text": "很…全文", "longText": {"longTextContent": "很亮也很轻"}}, "很亮也很轻"),
    ],
)
def test_the_wholest_words_are_taken(more: dict[str, Any], text: str) -> None:
    assert posts(status(**more))[0].text == text


@pytest.mark.parametrize(
    "more",
    [
        {"text": '屏幕很亮...<a href="/status/1">全文</a>'},
        {"text": "屏幕很亮 \u200b...展开c"},
        {"text_raw": "屏幕很亮...", "isLongText": True},
        {"text": "屏幕很亮…", "truncated": True},
    ],
)
def test_a_text_cut_short_is_marked(more: dict[str, Any]) -> None:
    (post,) = posts(status(**more))
    assert is_cut(status(**more))
    assert post.text == "屏幕很亮…"


def test_a_long_text_given_whole_is_not_cut() -> None:
    assert not is_cut(status(text="屏幕很亮", isLongText=True))
    assert not is_cut(status(text="说不清…"))


def test_a_repost_has_its_own_words_and_brings_its_original() -> None:
    repost, original = posts(
        status(text="同感//@小周:是的//@阿花:新手机", retweeted_status=ORIGINAL)
    )
    assert (repost.kind, repost.text) == ("repost", "同感")
    assert repost.repost_of == original.id == "4400000010000062"
    assert (original.kind, original.text, original.author) == ("post", "新手机续航不错", "阿花")


def test_who_only_passes_on_says_nothing() -> None:
    repost = posts(status(text="转发微博", retweeted_status=ORIGINAL))[0]
    assert (repost.text, repost.raw_text) == ("", "转发微博")


def test_words_of_others_show_a_repost_whose_original_is_not_given() -> None:
    (repost,) = posts(status(text='同感//<a href="/n/x">@阿花</a>:新手机'))
    assert (repost.kind, repost.text, repost.repost_of) == ("repost", "同感", None)


def test_a_deleted_original_is_withdrawn_not_read() -> None:
    gone = {"idstr": "4400000010000070", "text": "抱歉，此微博已被作者删除。", "user": None}
    node = status(text="可惜", retweeted_status=gone)
    (repost,) = posts(node)
    assert repost.repost_of == "4400000010000070"
    assert status_withdrawn(node) == [Withdrawn(how="placeholder", id="4400000010000070")]


def test_a_hidden_original_is_neither_read_nor_withdrawn() -> None:
    hidden = {"id": 4400000010000070, "text": "抱歉，由于作者设置，你暂时没有查看权限"}
    node = status(text="可惜", retweeted_status=hidden)
    assert len(posts(node)) == 1
    assert status_withdrawn(node) == []


def test_a_placeholder_is_no_status() -> None:
    with pytest.raises(ValueError, match="placeholder"):
        posts({"id": 4400000010000070, "created_at": "", "text": "该账号因被投诉，已无法查看"})


def test_crawlers_lay_the_author_flat_and_name_the_original_otherwise() -> None:
    flat = {
        "id": 4400000010000063,
        "user_id": 1000000001,
        "screen_name": "小林",
        "text": "同感",
        "created_at": "2024-06-01 11:00:00",
        "retweet": ORIGINAL,
    }
    repost, original = posts(flat)
    assert (repost.author_id, repost.author) == ("1000000001", "小林")
    assert repost.published_at == datetime(2024, 6, 1, 3, 0, tzinfo=UTC)
    assert original.id == "4400000010000062"


@pytest.mark.parametrize(
    ("written", "moment", "precision"),
    [
        ("6小时前", datetime(2024, 5, 31, 22, 0, tzinfo=UTC), "hour"),
        ("昨天 18:12", datetime(2024, 5, 31, 10, 12, tzinfo=UTC), "minute"),
        ("12-16", datetime(2023, 12, 15, 16, 0, tzinfo=UTC), "day"),
        ("编辑于 05-13 09:00", datetime(2024, 5, 13, 1, 0, tzinfo=UTC), "minute"),
    ],
)
def test_relative_times_are_read_in_beijing(written: str, moment: datetime, precision: str) -> None:
    (post,) = posts(status(id=77, created_at=written))
    assert (post.published_at, post.published_precision) == (moment, precision)


def test_a_rounded_id_is_refused() -> None:
    with pytest.raises(ValueError, match="no id"):
        posts(status(id=4.40000001e15))


def test_a_comment_answers_the_status() -> None:
    (post,) = comments(
        {
            "id": 501,
            "text": "真的吗",
            "user": ANN,
            "created_at": "刚刚",
            "status": {"id": 4400000010000063},
            "like_count": 7,
        }
    )
    assert (post.kind, post.id, post.likes) == ("comment", "501", 7)
    assert post.parent_id == post.thread_id == "4400000010000063"


def test_a_comment_without_its_status_is_put_where_the_caller_says() -> None:
    top = {"id": 501, "rootid": 501, "text": "真的吗", "user": ANN}
    (post,) = comments(top, thread_id="4400000010000063")
    assert (post.parent_id, post.thread_id) == ("4400000010000063", "4400000010000063")


def test_answers_beneath_a_comment_follow_it() -> None:
    top, below, deeper = comments(
        {
            "id": 501,
            "rootid": 501,
            "text": "真的吗",
            "user": ANN,
            "comments": [
                {"id": 502, "rootid": 501, "text": "回复@小林:真的", "user": BOB},
                {"id": 503, "text": "不信", "user": ANN, "reply_comment": {"id": 502}},
            ],
        }
    )
    assert (top.parent_id, below.parent_id, deeper.parent_id) == (None, "501", "502")
    assert (below.text, below.raw_text) == ("真的", "回复@小林:真的")


def test_statuses_and_comments_are_told_apart() -> None:
    comment = {"id": 501, "text": "真的吗", "created_at": "刚刚", "user": ANN, "rootid": 501}
    assert is_status(status())
    assert not is_comment(status())
    assert is_comment(comment)
    assert not is_status(comment)
    assert not is_status({"id": 1, "screen_name": "小林", "created_at": "刚刚"})


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*status(), "retweeted_status", "rootid", "comments", "longText"]),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(ANYTHING)
def test_anything_is_read_or_refused_by_a_value_error(node: Any) -> None:
    for read in (posts, comments):
        try:
            read(node)
        except ValueError:
            continue
    status_withdrawn(node)
    assert isinstance(is_status(node) and is_comment(node) and is_cut(node), bool)


def test_a_time_that_hangs_on_the_moment_of_reading_is_taken_from_the_id() -> None:
    (post,) = posts(status(id=4451195839843564, created_at="6小时前"))
    (comment,) = comments(
        {"id": 4451195839843564, "rootid": 1, "text": "好", "created_at": "12-19"}
    )
    for one in (post, comment):
        assert one.published_at == datetime(2019, 12, 19, 4, 54, 10, tzinfo=UTC)
        assert one.published_precision == "second"
        assert not one.published_assumed
