from hypothesis import given
from hypothesis import strategies as st

from nlp.text.traditional import simplified

ANY = st.text(st.characters(exclude_categories=()))


def test_traditional_signs_become_simplified_ones() -> None:
    assert simplified("這家餐廳的服務很好，價錢貴😀") == "这家餐厅的服务很好，价钱贵😀"


@given(ANY | st.text(st.sampled_from("這廳服務乾麵於後裡😀\ud800a好")))
def test_the_length_stays_and_a_second_time_changes_nothing(text: str) -> None:
    once = simplified(text)
    assert len(once) == len(text)
    assert simplified(once) == once
