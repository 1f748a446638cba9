import pytest
from saved import claimants, read
from saved_examples import ZHIHU_ANSWERS, ZHIHU_PAGE, ZHIHU_SCRIPT

from collectors.errors import Blocked, NotThisFormat
from collectors.files.formats.zhihu import FORMATS

API, PAGES = FORMATS


def test_an_answer_hangs_on_its_question() -> None:
    post = read(API, ZHIHU_ANSWERS).posts[0]
    assert (post.id, post.kind, post.title) == ("answer/300", "post", "这台手机值得买吗？")
    assert post.text == "值得。\n\n屏幕很亮。"
    assert post.parent_id == post.thread_id == "question/30"
    assert (post.likes, post.replies, post.rating) == (12, 3, None)
    assert post.author_labels == ("工程师", "摄影")
    assert str(post.edited_at) == "2024-05-31 02:46:40+00:00"


def test_of_an_activity_its_target_is_read_with_its_own_author_and_time() -> None:
    post = read(API, ZHIHU_ANSWERS).posts[1]
    assert (post.id, post.kind, post.title) == ("400", "article", "用了一年")
    assert (post.author, post.author_id) == ("匿名用户", None)
    assert str(post.published_at) == "2024-05-30 20:13:20+00:00"
    assert post.edited_at is None


def test_comments_bring_those_beneath_them() -> None:
    *_, top, below = read(API, ZHIHU_ANSWERS).posts
    assert (top.id, top.author, top.parent_id) == ("comment/500", "阿花", None)
    assert (below.id, below.parent_id) == ("comment/501", "comment/500")


def test_what_nobody_wrote_is_rejected() -> None:
    assert [one.where for one in read(API, ZHIHU_ANSWERS).rejected] == ["saved.json 3"]


def test_a_pin_is_read_from_its_parts() -> None:
    pin = {
        "id": 600,
        "type": "pin",
        "content": [{"type": "text", "content": "<b>下雨</b>了"}, {"type": "image", "url": "x"}],
        "author": {"id": "aa11", "name": "小林"},
        "created": 1717120000,
        "like_count": 4,
    }
    (post,) = read(API, [pin]).posts
    assert (post.id, post.text, post.likes) == ("pin/600", "下雨了", 4)


def test_a_page_gives_its_marked_answers() -> None:
    (post,) = read(PAGES, ZHIHU_PAGE).posts
    assert (post.id, post.title, post.text) == (
        "answer/300",
        "这台手机值得买吗？",
        "值得。\n\n屏幕很亮。",
    )
    assert (post.author, post.author_id, post.likes, post.replies) == ("小林", "xiao-lin", 12, 3)


def test_a_page_gives_what_its_script_carries() -> None:
    answer, question = read(PAGES, ZHIHU_SCRIPT).posts
    assert (answer.id, answer.text, answer.likes) == ("answer/300", "值得。", 12)
    assert (question.id, question.text, question.replies) == ("question/30", "预算三千", 5)
    assert (question.author, question.author_labels) == ("小林", ("工程师", "摄影"))


def test_a_captcha_page_is_a_wall() -> None:
    page = '<html><title>安全验证 - 知乎</title><body><div class="Unhuman">x</div></body></html>'
    assert claimants(FORMATS, page) == ["zhihu"]
    with pytest.raises(Blocked):
        read(PAGES, page)


@pytest.mark.parametrize(
    "error", [{"code": 40362, "message": "异常"}, {"need_login": True, "message": "请登录"}]
)
def test_a_wall_of_the_api_is_told(error: dict[str, object]) -> None:
    with pytest.raises(Blocked):
        read(API, {"error": error})


def test_another_error_of_the_api_is_no_answer() -> None:
    with pytest.raises(NotThisFormat, match="gone"):
        read(API, {"error": {"code": 404, "message": "gone"}})


def test_a_page_with_nothing_on_it_is_refused() -> None:
    with pytest.raises(NotThisFormat):
        read(PAGES, "<html><title>设置 - 知乎</title><body><p>x</p></body></html>")
