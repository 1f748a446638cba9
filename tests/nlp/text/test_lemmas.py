import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.text.lemmas import NEGATION, lemmas

ANY = st.text(st.characters(exclude_categories=())) | st.text("abs'’-SU手1")


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("batteries", "battery"),
        ("Children", "child"),
        ("SCREENS", "screen"),
        ("bought", "buy"),
        ("charging", "charge"),
        ("was", "be"),
        ("better", "good"),
        ("worst", "bad"),
        ("charger's", "charger"),
        ("phone’s", "phone"),
        ("it's", "it"),
        ("they’re", "they"),
        ("don't", NEGATION),
        ("Can’t", NEGATION),
        ("US", "us"),
        ("us", "we"),
        ("LED", "led"),
        ("手机", "手机"),
        ("666", "666"),
        (" ", " "),
        ("", ""),
    ],
)
def test_a_word_is_listed_under_its_lemma(word: str, lemma: str) -> None:
    assert lemmas([word], "en") == [lemma]


@given(st.lists(ANY), st.sampled_from(["zh", "fr", "und"]))
def test_words_of_another_language_stay(words: list[str], lang: str) -> None:
    assert lemmas(words, lang) == words


@given(st.lists(ANY))
def test_each_word_has_one_lemma_whatever_stands_beside_it(words: list[str]) -> None:
    assert lemmas(words, "en") == [lemmas([word], "en")[0] for word in words]


@given(st.text(st.characters(exclude_categories=("L",))))
def test_what_has_no_letters_comes_back(text: str) -> None:
    assert lemmas([text], "en") == [text]


def test_a_very_long_word_is_quickly_done() -> None:
    assert lemmas(["a" * 100_000], "en") == ["a" * 100_000]


def test_chinese_words_load_no_english_dictionary() -> None:
    code = "import sys; from nlp.text.lemmas import lemmas; lemmas(['手机'], 'zh')\n"
    code += "sys.exit('simplemma' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
