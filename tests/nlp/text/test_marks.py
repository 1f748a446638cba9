from hypothesis import given
from hypothesis import strategies as st

from nlp.text.marks import holding, table_of

SIGNS = table_of([(ord("a"), ord("c")), (0x1F600, 0x1F64F), (0xD800, 0xDFFF)])


@given(st.lists(st.text(st.characters(exclude_categories=())) | st.text("abcd好\U0001f600\ud800")))
def test_each_text_is_looked_at_by_itself(texts: list[str]) -> None:
    assert holding(texts, SIGNS) == [any(SIGNS[ord(sign)] for sign in text) for text in texts]
