from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.walls import soft_error, wall_behind


@pytest.mark.parametrize(
    "answer",
    [
        {"ok": -100, "url": "https://login.example/"},
        {"code": -412, "message": "request was banned", "ttl": 1},
        {"code": -101, "message": "账号未登录"},
        {"error": {"code": 40362, "need_login": True, "message": "no"}},
        {"error": {"redirect": "https://www.zhihu.example/account/unhuman?type=1"}},
        {"ret": ["FAIL_SYS_USER_VALIDATE::denied"], "data": {}},
        {"ret": ["RGV587_ERROR::SM::busy"], "data": {"url": "https://x.example/punish"}},
        {"ok": 0, "msg": "请先登录后再看"},
        {"success": False, "message": "Captcha needed", "data": []},
    ],
)
def test_json_that_turns_us_away_is_told(answer: Any) -> None:
    assert soft_error(answer)


@pytest.mark.parametrize(
    "answer",
    [
        {"ok": 1, "data": {"cards": []}},
        {"ok": 0, "msg": "这里还没有内容", "data": {"cards": []}},
        {"code": 0, "data": {"replies": None}},
        {"code": 404, "message": "no such thing"},
        {"ret": ["SUCCESS::done"], "data": {}},
        {"data": [{"text": "请登录"}], "message": "验证码"},
        {"error": "not found"},
        [{"ok": -100}],
        None,
        "ok: -100",
    ],
)
def test_an_empty_or_plain_answer_is_no_wall(answer: Any) -> None:
    assert soft_error(answer) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["ok", "code", "ret", "error", "msg", "data"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)


@given(json_values)
def test_any_json_is_a_wall_or_none(answer: Any) -> None:
    assert soft_error(answer) is None or isinstance(answer, dict)


@pytest.mark.parametrize(
    ("said", "wall"),
    [
        ("<html><title>Just a moment...</title>", True),
        ("<html>Please log in", True),
        ("<body><p>请先登录</p>", True),
        ("<html><title>404</title><body>No such page.</body>", False),
        ('{"error": "Record not found"}', False),
        ("", False),
    ],
)
def test_not_found_is_believed_unless_a_wall_says_so(said: str, wall: Any) -> None:
    assert bool(wall_behind(said)) is wall


@given(st.text(max_size=60))
def test_whatever_was_said_with_not_found_is_read(said: str) -> None:
    assert wall_behind(said) is None or "it says" in str(wall_behind(said))
