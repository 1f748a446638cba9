import pytest
from saved import read
from saved_examples import TAOBAO

from collectors.errors import Blocked
from collectors.files.formats.taobao import FORMATS

(RATES,) = FORMATS


def test_a_rating_is_read_with_its_scale() -> None:
    post = read(RATES, TAOBAO).posts[0]
    assert (post.id, post.kind, post.text) == ("1001", "review", "灯很亮")
    assert (post.rating, post.rating_low, post.rating_high) == (1, -1, 1)
    assert (str(post.published_at), post.published_precision) == (
        "2024-05-19 16:00:00+00:00",
        "day",
    )
    assert (post.author, post.author_id, post.subject) == ("小**林", None, "5550001")


def test_what_was_added_later_answers_the_rating() -> None:
    later = read(RATES, TAOBAO).posts[1]
    assert (later.text, later.parent_id, later.rating) == ("一个月后坏了", "1001", None)


def test_a_rating_without_words_keeps_its_place() -> None:
    post = read(RATES, TAOBAO).posts[2]
    assert (post.text, post.rating, post.raw_text) == ("", -1, "此用户没有填写评价。")


def test_what_the_shops_clock_gave_is_no_rating() -> None:
    post = read(RATES, TAOBAO).posts[3]
    assert (post.text, post.rating, post.rating_high) == ("", None, None)


def test_what_the_shop_answers_is_left_out() -> None:
    assert not any("谢谢" in post.text for post in read(RATES, TAOBAO).posts)


def test_tmalls_names_are_known_and_the_call_of_a_script_too() -> None:
    content = (
        'jsonp128({"rateDetail":{"rateList":[{"id":3001,"displayUserNick":"小**林",'
        '"rateContent":"灯很亮","rateDate":"2024-05-20 10:11:12","appendComment":'
        '{"content":"还行","commentTime":"2024-05-31 09:00:00"}}]}})'
    )
    first, later = read(RATES, content).posts
    assert (first.text, first.author, first.rating) == ("灯很亮", "小**林", None)
    assert str(first.published_at) == "2024-05-20 02:11:12+00:00"
    assert (later.text, str(later.published_at)) == ("还行", "2024-05-31 01:00:00+00:00")


def test_the_oldest_names_are_known() -> None:
    rate = {
        "rateId": 4001,
        "content": "灯很亮",
        "date": "2024年05月20日 10:11",
        "rate": "0",
        "user": {"nick": "小**林"},
        "auction": {"title": "台灯", "aucNumId": 5550001},
    }
    (post,) = read(RATES, {"comments": [rate]}).posts
    assert (post.id, post.rating, post.subject) == ("4001", 0, "台灯")


@pytest.mark.parametrize(
    "content",
    [
        {"ret": ["FAIL_SYS_USER_VALIDATE::请验证"], "data": {"url": "https://x.example/punish"}},
        {"rgv587_flag": "sm", "url": "https://login.taobao.example/"},
    ],
)
def test_a_captcha_is_a_wall(content: dict[str, object]) -> None:
    with pytest.raises(Blocked):
        read(RATES, content)
