import pytest
from saved import read
from saved_examples import BILIBILI, bilibili_reply

from collectors.errors import Blocked, NotThisFormat
from collectors.files.formats.bilibili import FORMATS

(REPLIES,) = FORMATS


def test_a_reply_answers_the_video() -> None:
    post = read(REPLIES, BILIBILI).posts[0]
    assert (post.id, post.kind, post.text) == ("701", "comment", "讲得清楚[doge]")
    assert post.parent_id == post.thread_id == "170001"
    assert (post.author, post.author_id, post.author_labels) == ("小林", "31", ("护士", "猫奴"))
    assert (post.likes, post.replies, post.rating) == (8, 1, None)
    assert str(post.published_at) == "2024-05-31 01:46:40+00:00"


def test_a_reply_to_a_reply_answers_it_without_its_name() -> None:
    post = read(REPLIES, BILIBILI).posts[1]
    assert (post.parent_id, post.thread_id, post.text) == ("701", "170001", "确实")


def test_hot_replies_come_once_and_the_pinned_one_too() -> None:
    assert [post.id for post in read(REPLIES, BILIBILI).posts] == ["701", "702", "703", "700"]


def test_words_that_name_nobody_are_kept_as_they_are() -> None:
    page = read(REPLIES, {"code": 0, "data": {"replies": [bilibili_reply(1, "转发")]}})
    assert page.posts[0].text == "转发"


@pytest.mark.parametrize("data", [{"replies": None}, {"replies": []}, {}])
def test_null_means_none(data: dict[str, object]) -> None:
    assert read(REPLIES, {"code": 0, "message": "0", "ttl": 1, "data": data}).posts == ()


@pytest.mark.parametrize("code", [-412, -352, -101])
def test_a_refused_request_is_a_wall(code: int) -> None:
    with pytest.raises(Blocked):
        read(REPLIES, {"code": code, "message": "request was banned", "ttl": 1})


def test_another_error_is_told() -> None:
    with pytest.raises(NotThisFormat, match="12002"):
        read(REPLIES, {"code": 12002, "message": "评论区已关闭", "ttl": 1})


def test_replies_of_other_things_have_no_address_of_a_video() -> None:
    page = read(REPLIES, [bilibili_reply(1, "好", type=17)])
    assert page.posts[0].url is None
