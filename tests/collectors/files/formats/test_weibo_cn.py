from datetime import UTC, datetime

import pytest
from saved import read
from saved_examples import WEIBO_CN_COMMENTS, WEIBO_CN_PROFILE

from collectors.errors import Blocked, NotThisFormat
from collectors.files.formats.weibo_cn import FORMATS

(PAGES,) = FORMATS


def test_the_posts_of_a_user_are_read() -> None:
    post = read(PAGES, WEIBO_CN_PROFILE).posts[0]
    assert (post.id, post.kind, post.author, post.author_id) == (
        "M_Abc12XyZ9",
        "post",
        "小林",
        "1000000001",
    )
    assert post.text == "#新手机#屏幕很亮[嘻嘻]，@阿花 也说好"
    assert (post.likes, post.reposts, post.replies) == (12, 3, 4)
    assert post.published_at == datetime(2024, 5, 30, 10, 12, tzinfo=UTC)
    assert post.published_precision == "minute"


def test_a_repost_has_its_own_words_and_its_original_behind_it() -> None:
    _, repost, original = read(PAGES, WEIBO_CN_PROFILE).posts
    assert (repost.kind, repost.text, repost.repost_of) == ("repost", "同感", original.id)
    assert (original.id, original.author) == ("M_Abc12XyZ1", "阿花")
    assert original.text == "新手机续航不错，充电也…"
    assert (repost.likes, original.likes, original.reposts) == (5, 100, 20)


def test_the_post_of_a_comment_page_is_named_by_its_links() -> None:
    post, first, second = read(PAGES, WEIBO_CN_COMMENTS).posts
    assert (post.id, post.text, post.author) == ("M_Abc12XyZ7", "屏幕很亮", "小林")
    assert (post.likes, post.replies, post.reposts) == (3, 2, 1)
    assert first.parent_id == second.thread_id == "M_Abc12XyZ7"


def test_comments_are_read() -> None:
    _, hot, other = read(PAGES, WEIBO_CN_COMMENTS).posts
    assert (hot.id, hot.kind, hot.text, hot.likes) == ("501", "comment", "真的吗[疑问]", 9)
    assert (hot.author, hot.author_id) == ("阿花", "1000000002")
    assert (other.text, other.author_id) == ("真的", "1000000003")
    assert other.published_at == datetime(2024, 6, 1, 3, 0, tzinfo=UTC)


def test_the_zone_can_be_given() -> None:
    post = read(PAGES, WEIBO_CN_COMMENTS, zone="UTC").posts[0]
    assert post.published_at == datetime(2024, 5, 30, 18, 12, 5, tzinfo=UTC)


def test_a_login_page_is_a_wall() -> None:
    with pytest.raises(Blocked):
        read(PAGES, "<html><head><title>登录 - 新浪微博</title></head><body><p>x</p></body></html>")


def test_a_page_without_posts_is_another_page() -> None:
    with pytest.raises(NotThisFormat):
        read(PAGES, "<html><title>设置</title><body><div class='c'>weibo.cn</div></body></html>")
