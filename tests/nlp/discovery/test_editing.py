import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.discovery.editing import CannotEdit, quoted, with_entry, with_words

BARE = '[[topic]]\nlabel = "food/ice"\nambiguous = []\n'
WORDS = '[[topic]]\nlabel = "food/ice"\nwords = {}\n'


def topics(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(text)["topic"]
    return found


@pytest.mark.parametrize(
    "there",
    [
        '["雪糕"]',
        '["雪糕",]',
        '["雪糕", ]  # ice',
        '[ # all of it\n  "雪糕", # "not this"] \n]',
        "['雪糕']",
        '["""雪\\\n糕"""]',
        '[\n  "雪糕"\n]\n\n# the next\nambiguous = [{ word = "冰", near = ["吃"] }]',
    ],
    ids=["plain", "comma", "remark", "lines", "literal", "long", "followed"],
)
def test_words_come_behind_those_there_and_nothing_else_moves(there: str) -> None:
    text = '# mine\n[[topic]]\nlabel = "a/b"\nwords = ["x"]\n\n' + WORDS.format(there)
    after = with_words(text, "food/ice", ["冰棍", "雪糕", '甜"筒'])
    assert topics(after)[1]["words"] == ["雪糕", "冰棍", '甜"筒']
    assert topics(after)[0] == topics(text)[0]
    added = '"冰棍", "甜\\"筒"'
    assert after.replace(f", {added}", "") == text


def test_an_empty_list_and_a_topic_without_words_get_them() -> None:
    assert topics(with_words(WORDS.format("[]"), "food/ice", ["冰棍"]))[0]["words"] == ["冰棍"]
    bare = '[[topic]]\nlabel = "food/ice" # mine\nambiguous = [{ word = "冰" }]'
    (topic,) = topics(with_words(bare, "food/ice", ["冰棍"]))
    assert (topic["words"], topic["ambiguous"]) == (["冰棍"], [{"word": "冰"}])


def test_words_that_are_there_change_nothing() -> None:
    text = WORDS.format('["雪糕"]')
    assert with_words(text, "food/ice", ["雪糕"]) == text


@pytest.mark.parametrize("there", ['["雪糕"]', "[]", None], ids=["list", "empty", "none"])
def test_lines_end_as_those_there_do(there: str | None) -> None:
    text = WORDS.format(there) if there else BARE
    after = with_words(text.replace("\n", "\r\n"), "food/ice", ["冰棍"])
    after = with_entry(after, "[[sample]]\ntext = '冰棍'\n")
    assert after.count("\n") == after.count("\r\n")
    assert after.replace("\r\n", "\n") == with_entry(
        with_words(text, "food/ice", ["冰棍"]), "[[sample]]\ntext = '冰棍'\n"
    )


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85"])
def test_a_line_ends_where_toml_says(sign: str) -> None:
    for topic in (WORDS.format('["雪糕"]'), BARE):
        after = with_words(f'x = "{sign}{sign}"\n{topic}', "food/ice", ["冰棍"])
        assert "冰棍" in topics(after)[0]["words"]


def test_what_can_not_be_added_to_is_refused_with_the_words() -> None:
    with pytest.raises(CannotEdit, match="冰棍"):
        with_words('topic = [{ label = "food/ice" }]', "food/ice", ["冰棍"])


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_can_be_quoted(text: str) -> None:
    assert tomllib.loads(f"a = {quoted(text)}")["a"] == text


def test_an_entry_comes_last_and_a_blank_line_before_it() -> None:
    assert with_entry("a = 1\n\n\n", "[b]\nc = 2\n\n") == "a = 1\n\n[b]\nc = 2\n"
    assert with_entry("", "a = 1") == "a = 1\n"
