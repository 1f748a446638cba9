import json
from typing import Any

import pytest
from saved import read
from saved_examples import WEIBO_HOT, WEIBO_MOBILE, WEIBO_USER, weibo_status

from collectors.base import Withdrawn
from collectors.errors import Blocked, NotThisFormat
from collectors.files.formats.weibo_json import FORMATS

STATUSES, HOT = FORMATS


def ids(content: Any) -> list[str]:
    return [post.id[-2:] for post in read(STATUSES, content).posts]


@pytest.mark.parametrize(
    "content",
    [
        {"statuses": [weibo_status(1, "亮"), weibo_status(2, "轻")], "total_number": 2},
        {"reposts": [weibo_status(1, "亮")], "hot_reposts": [weibo_status(2, "轻")]},
        {"ok": 1, "data": {"list": [weibo_status(1, "亮"), weibo_status(2, "轻")]}},
        [weibo_status(1, "亮"), weibo_status(2, "轻")],
        WEIBO_MOBILE,
    ],
    ids=["open platform", "reposts", "web", "list", "mobile, groups in groups"],
)
def test_statuses_are_found_wherever_they_stand(content: Any) -> None:
    assert ids(content) == ["01", "02"]


def test_an_original_is_brought_once() -> None:
    original = weibo_status(9, "新手机")
    content = [weibo_status(n, "转发微博", retweeted_status=original) for n in (1, 2)]
    page = read(STATUSES, content)
    assert [post.id[-2:] for post in page.posts] == ["01", "09", "02"]
    assert {post.repost_of for post in page.posts} == {None, "4400000010000009"}


def test_one_status_a_line_is_read_and_a_broken_line_told() -> None:
    lines = [json.dumps(weibo_status(1, "亮")), '{"id": 44', json.dumps(weibo_status(2, "轻"))]
    page = read(STATUSES, "\n".join(lines), name="tweets.jsonl")
    assert [post.text for post in page.posts] == ["亮", "轻"]
    assert [one.where for one in page.rejected] == ["tweets.jsonl line 2"]


def test_other_crawlers_names_are_known() -> None:
    tweet = {
        "_id": "4400000010000001",
        "mblogid": "I00010001",
        "created_at": "2024-05-30 18:00:00",
        "content": "屏幕很亮",
        "attitudes_count": 3,
        "user": {"_id": "1000000001", "nick_name": "小林"},
    }
    comment = {
        "_id": 501,
        "created_at": "2024-05-30 18:00:00",
        "like_counts": 1,
        "content": "真的吗",
        "comment_user": {"_id": "1000000002", "nick_name": "阿花"},
    }
    status, answer = read(STATUSES, [tweet, comment]).posts
    assert (status.text, status.author, status.author_id) == ("屏幕很亮", "小林", "1000000001")
    assert (answer.kind, answer.text, answer.author) == ("comment", "真的吗", "阿花")


def test_comments_and_those_beneath_them_are_read() -> None:
    beneath = {"id": 502, "rootid": 501, "text": "回复@小林:是", "user": WEIBO_USER}
    top = {"id": 501, "rootid": 501, "text": "亮吗", "user": WEIBO_USER, "comments": [beneath]}
    page = read(STATUSES, {"ok": 1, "data": {"data": [top], "max_id": 0}})
    assert [(post.text, post.parent_id) for post in page.posts] == [("亮吗", None), ("是", "501")]


def test_a_deleted_status_is_withdrawn() -> None:
    gone = {"id": 4400000010000005, "created_at": "x", "text": "抱歉，此微博已被作者删除。"}
    page = read(STATUSES, {"statuses": [gone, weibo_status(1, "亮")]})
    assert (len(page.posts), page.rejected) == (1, ())
    assert page.withdrawn == (Withdrawn(how="placeholder", id="4400000010000005"),)


def test_a_status_that_may_not_be_shown_is_rejected() -> None:
    hidden = {"id": 4400000010000005, "created_at": "x", "text": "抱歉，由于作者设置，暂时不能查看"}
    page = read(STATUSES, {"statuses": [hidden]})
    assert (page.posts, page.withdrawn, len(page.rejected)) == ((), (), 1)


def test_a_login_wall_is_no_empty_file() -> None:
    with pytest.raises(Blocked):
        read(STATUSES, {"ok": -100, "url": "https://passport.example/login"})


def test_an_empty_answer_is_an_empty_file() -> None:
    assert read(STATUSES, {"ok": 0, "msg": "这里还没有内容", "data": {"cards": []}}).posts == ()


@pytest.mark.parametrize(
    "content", [{"error": "expired_token", "error_code": 21327}, "not JSON", ""]
)
def test_what_is_no_answer_is_refused(content: Any) -> None:
    with pytest.raises(NotThisFormat):
        read(STATUSES, content)


def test_a_saved_login_page_is_a_wall() -> None:
    with pytest.raises(Blocked):
        read(STATUSES, "<html><title>登录</title></html>")


def test_headlines_have_the_day_of_their_file() -> None:
    first, other, again = read(HOT, WEIBO_HOT, name="2024-05-30.json").posts
    assert first == again
    assert (first.text, other.text) == ("新机发布", "大雨")
    assert (str(first.published_at), first.published_precision) == (
        "2024-05-29 16:00:00+00:00",
        "day",
    )
    assert first.url == "https://s.weibo.com/weibo?q=%23%E6%96%B0%E6%9C%BA%23"


def test_headlines_of_a_file_without_a_day_have_none() -> None:
    assert read(HOT, WEIBO_HOT, name="hot.json").posts[0].published_at is None


def test_the_same_headline_of_another_day_is_another() -> None:
    days = [read(HOT, WEIBO_HOT, name=f"2024-05-{day}.json").posts[0].id for day in (30, 31)]
    assert days[0] != days[1]


def test_a_headline_without_title_is_rejected() -> None:
    page = read(HOT, [{"url": "/weibo?q=x"}, *WEIBO_HOT])
    assert (len(page.posts), len(page.rejected)) == (3, 1)
