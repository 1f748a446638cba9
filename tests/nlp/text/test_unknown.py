import jieba.finalseg
from hypothesis import given
from hypothesis import strategies as st

from nlp.text.unknown import cut_unknown

RARE = st.sampled_from("龘嘅喺嚟啲")
COMMON = st.sampled_from("的一是了我不人在他有这个上们来到时大")
HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FD5)
LETTERS = st.sampled_from("aZ09.%-_+#&")
RUN = st.lists(RARE | COMMON | HAN | LETTERS, min_size=1).map("".join)


@given(text=RUN | st.builds(str.__mul__, RUN, st.integers(1, 20)))
def test_a_run_is_cut_as_jieba_cuts_it(text: str) -> None:
    assert list(cut_unknown(text)) == list(jieba.finalseg.cut(text))
