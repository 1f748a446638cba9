import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.sentiment.mute import is_mute


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " \n",
            "。。。",
            "...?!",
            "2024-01-01",
            "2024年1月1日",
            "12.5",
            "13800138000",
            "￥99",
        ),
        *(
            "(010) 6552-9988",
            "+86 138 0013 8000",
            "50%",
            "1",
            "5/5",
            "🍎",
            "🐶🐶",
            "🇨🇳",
            "🍎 12.5！",
        ),
    ],
)
def test_figures_marks_and_pictures_of_things_are_mute(text: str) -> None:
    assert is_mute(text)


@pytest.mark.parametrize(
    "text",
    [
        *("无", "暂无评价", "此用户没有填写评价。", "此用户未填写评价内容", "系统默认好评！"),
        *(
            "凑字数凑字数",
            "凑字数，凑字数，凑字数",
            "用户未填写评价内容，默认好评",
            "N/A",
            "No comment.",
        ),
    ],
)
def test_what_stands_where_a_review_would_is_mute(text: str) -> None:
    assert is_mute(text)


@pytest.mark.parametrize(
    "text",
    [
        *("666", "666！", "6", "233", "2333", "555", "520", "10/10", "👍", "👎👎", "🤮", "🌹", "❤️"),
        *(
            ":)",
            ":(",
            "好评",
            "差评",
            "凑字数，不好用",
            "无语",
            "没有用",
            "100分",
            "12元，贵",
            "3 stars",
        ),
        *("自动好评机器人真烦", "na ja", "🍎很甜", "iPhone 15"),
    ],
)
def test_what_has_a_say_is_heard(text: str) -> None:
    assert not is_mute(text)


@given(st.text("0123456789 ./-，。", max_size=12), st.sampled_from(["好", "bad", "👎"]))
def test_one_word_breaks_the_silence_of_figures(figures: str, word: str) -> None:
    assert not is_mute(figures + word)


@given(st.lists(st.sampled_from(["凑字数", "暂无评价", "无", "，", "。", " "]), max_size=12))
def test_placeholders_and_marks_in_a_row_are_mute(pieces: list[str]) -> None:
    assert is_mute("".join(pieces))


@pytest.mark.parametrize("piece", ["1", "6", "1 ", "🍎", "。", "无", "12.", "(1"])
def test_long_rows_cost_no_more_than_their_length(piece: str) -> None:
    start = time.perf_counter()
    is_mute(piece * 100_000 + "x")
    assert time.perf_counter() - start < 2
