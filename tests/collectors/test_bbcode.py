import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.bbcode import from_bbcode
from collectors.texts import clean

TAGS = ["[b]", "[/b]", "[H1]", "[/h1]", "[list]", "[*]", "[url=https://a.example]", "[/url]"]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("[h1]Verdict[/h1]good [b]fun[/b]", "Verdict\ngood fun"),
        ("[list][*]one[*]two[/list]", "one\ntwo"),
        ("[tr][th]a[/th][th]b[/th][/tr][tr][td]1[/td][td]2[/td][/tr]", "a b\n1 2"),
        ("[url=https://a.example/]label[/url]", "label"),
        ("[url=https://a.example/][/url]", "https://a.example/"),
        ("[url]https://a.example/[/url]", "https://a.example/"),
        ("[img]https://a.example/x.png[/img]seen", "seen"),
        ("[noparse][b]kept[/b][/noparse] [b]not[/b]", "[b]kept[/b] not"),
        ("[spoiler]she did it[/spoiler]", "she did it"),
        ("[quote=lin]said[/quote]so", "said\nso"),
        ("[10/10] [Story] [x", "[10/10] [Story] [x"),
        ("[b]never closed", "never closed"),
        ("好玩[u]极了[/u]", "好玩极了"),
    ],
)
def test_marks_go_and_words_stay(markup: str, text: str) -> None:
    assert from_bbcode(markup) == text


@given(st.text(alphabet=st.characters(exclude_characters="[]")))
def test_text_without_brackets_is_only_cleaned(text: str) -> None:
    assert from_bbcode(text) == clean(text)


@given(st.lists(st.sampled_from([*TAGS, "word", "词", " "])))
def test_no_word_is_lost_whatever_the_marks(parts: list[str]) -> None:
    words = [part for part in parts if part in ("word", "词")]
    assert "".join(from_bbcode("".join(parts)).split()).replace("https://a.example", "") == "".join(
        words
    )


@given(st.text(alphabet="[]/*=bhurlimgcode1 \n", max_size=200))
def test_any_brackets_can_be_read(markup: str) -> None:
    assert from_bbcode(markup) == clean(from_bbcode(markup))
