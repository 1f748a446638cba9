from hypothesis import given
from hypothesis import strategies as st

from nlp.text.codes import folded
from nlp.text.traditional import plain, plain_codes, simplified, simplified_codes

ANY = st.text(st.characters(exclude_categories=()))


def test_traditional_signs_become_simplified_ones() -> None:
    assert simplified("這家餐廳的服務很好，價錢貴😀") == "这家餐厅的服务很好，价钱贵😀"


@given(ANY | st.text(st.sampled_from("這廳服務乾麵於後裡😀\ud800a好")))
def test_the_length_stays_and_a_second_time_changes_nothing(text: str) -> None:
    once = simplified(text)
    assert len(once) == len(text)
    assert simplified(once) == once


@given(ANY | st.text(st.sampled_from("這廳ＡＢ！A😀\ud800a好\uffff\U00010000")))
def test_signs_are_made_plain_at_once_as_one_after_the_other(text: str) -> None:
    assert plain_codes(text).tolist() == simplified_codes(folded(text)).tolist()


def test_a_short_text_is_read_as_it_is_within_a_long_one() -> None:
    signs = "".join(map(chr, range(0x11000))) + "😀\U0001f100"
    assert "".join(map(plain, signs)) == plain(signs)
