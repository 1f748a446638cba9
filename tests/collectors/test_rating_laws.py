"""Laws of counts, numbers and ratings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.ratings import Rating, count, number, rating

tenths = st.integers(0, 9999)


def wide(written: str) -> str:
    """Return the same in full-width digits."""
    return "".join(chr(ord(one) + 0xFEE0) if one.isdigit() else one for one in written)


@pytest.mark.parametrize(
    ("unit", "factor"),
    [("万", 10**4), ("萬", 10**4), ("w", 10**4), ("W", 10**4), ("亿", 10**8), ("億", 10**8),
     ("k", 10**3), ("K", 10**3), ("m", 10**6), ("千", 10**3), ("千万", 10**7)],
)  # fmt: skip
@given(value=tenths)
def test_a_unit_multiplies(unit: str, factor: int, value: int) -> None:
    written = f"{value // 10}.{value % 10}{unit}"
    meant = value * factor // 10
    assert count(written) == count(wide(written)) == count(f"{written}+") == meant
    assert count(f" {value}{unit}次") == value * factor


@given(value=st.integers(0, 10**12))
def test_a_count_is_the_same_however_it_is_grouped(value: int) -> None:
    commas = f"{value:,}"
    dots = commas.replace(",", ".")
    blanks = commas.replace(",", " ")
    forms = {value, str(value), commas, dots, blanks, wide(str(value)), f"{value}+", f"{value}条"}
    assert {count(form) for form in forms} == {value}


@pytest.mark.parametrize("label", ["赞", "评论", "转发", "", " 赞 "])
def test_a_label_in_place_of_a_count_is_zero(label: str) -> None:
    assert count(label) == 0


@given(value=st.integers(0, 10**6), places=st.integers(1, 2))
def test_a_decimal_sign_may_be_a_dot_or_a_comma(value: int, places: int) -> None:
    written = f"{value}.{'5' * places}"
    meant = float(written)
    assert number(written) == number(written.replace(".", ",")) == number(wide(written)) == meant


@given(value=st.integers(10, 50), high=st.sampled_from([5, 10, 100]))
def test_a_rating_out_of_so_many_keeps_its_scale(value: int, high: int) -> None:
    written = f"{value / 10:.1f}"
    meant = Rating(value / 10, None, float(high))
    forms = [
        f"{written}/{high}",
        f"{written} out of {high} stars",
        f"{written.replace('.', ',')} von {high} Sternen",
        f"{written.replace('.', ',')} sur {high} étoiles",
    ]
    assert [rating(form) for form in forms] == [meant] * len(forms)


@given(full=st.integers(0, 5))
def test_stars_are_counted(full: int) -> None:
    assert rating("★" * full + "☆" * (5 - full)) == Rating(float(full), 1.0, 5.0)


@given(value=st.integers(0, 100))
def test_a_percentage_has_the_scale_of_one(value: int) -> None:
    assert rating(f"{value}%") == rating(f"{value} %") == Rating(float(value), 0.0, 100.0)


@pytest.mark.parametrize(
    ("written", "value"), [("一星", 1), ("二星", 2), ("两颗星", 2), ("三星", 3), ("五星", 5)]
)
def test_stars_in_words_are_of_five(written: str, value: int) -> None:
    assert rating(written) == Rating(float(value), 1.0, 5.0)
