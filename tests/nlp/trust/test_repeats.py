import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.trust.repeats import floods, repeated

UNITS = st.text("甲乙丙丁", min_size=1, max_size=12)


@given(UNITS, st.integers(9, 20), st.text("子丑寅卯", max_size=5), st.text("辰巳午未", max_size=5))
def test_a_unit_again_and_again_is_found_where_it_stands(
    unit: str, times: int, before: str, after: str
) -> None:
    ((spans),) = repeated([before + unit * times + after])
    assert spans == [(len(before), len(before) + len(unit) * times)]


@given(st.lists(st.text("甲乙，\n", max_size=30), max_size=6))
def test_repeats_do_not_run_from_one_text_into_the_next(texts: list[str]) -> None:
    assert repeated(texts) == [repeated([text])[0] for text in texts]


@pytest.mark.parametrize(
    ("text", "flood"),
    [
        ("好" * 12, (0, 12)),
        ("不错" * 8, (0, 16)),
        ("哈" * 30, None),
        ("！" * 30, None),
        ("[泪]" * 12, None),
        ("孩子很喜欢这个颜色，同学看见都来问是哪里买的，" + "好" * 9, None),
        ("好" * 5, None),
    ],
)
def test_what_fills_a_text_up_is_a_flood(text: str, flood: tuple[int, int] | None) -> None:
    assert floods(text, repeated([text])[0], frozenset("哈")) == flood
