import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.text.words import cutter, words

CUT = cutter(("晨露轻乳茶",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("物流很快", ["物流", "很快"]),
        ("哭了[泪]好[doge]", ["哭", "了", "[泪]", "好", "[doge]"]),
        ("It's not bad!", ["It's", " ", "not", " ", "bad", "!"]),
        ("這支手機壞了[淚]", ["這支", "手機", "壞", "了", "[淚]"]),
        ("", []),
    ],
)
def test_texts_are_cut(text: str, expected: list[str]) -> None:
    assert CUT(text) == expected


def test_names_of_brands_stay_whole_in_this_cutter_alone() -> None:
    assert "晨露轻乳茶" in CUT("一杯晨露轻乳茶")
    assert "晨露轻乳茶" not in cutter()("一杯晨露轻乳茶")


@given(st.text(st.characters(exclude_categories=())) | st.text("好泪淚這機[]a1 '，\n"))
def test_words_join_to_the_text(text: str) -> None:
    assert "".join(CUT(text)) == text


def test_the_version_follows_the_extra_words_and_not_their_order() -> None:
    assert words(["甲", "乙"]).version == words(["乙", "甲"]).version != words(["甲"]).version


def test_cutting_is_silent_and_leaves_the_global_tokenizer_alone() -> None:
    code = (
        "from nlp.text.words import cutter; cutter(['晨露轻乳茶'])('一杯晨露轻乳茶');"
        "import jieba; assert not jieba.dt.initialized"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert (ran.stdout, ran.stderr) == (b"", b"")
