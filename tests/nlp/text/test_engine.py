import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.text import engine
from nlp.text.engine import Engine

# Words of every kind a brand may bear; some are in jieba's dictionary, some it can never find.
VOCABULARIES = {
    "none": (),
    "brands": ("晨露轻乳茶", "北峰", "晨露", "轻乳", "X9手机", "乳茶晨"),
    "plain": ("Wi-Fi", "ab", "b1", "1.5", "c++", "-_-", "a", "B", "TFBOYS"),
    "known": ("手机", "手机", "快递", "我们", "B超", "C++", "的", "γ"),
    "never found": ("晨 露", "优の良品", "㐀好", "ab\n", "\ud800晨", "好。"),
}
PIECES = [
    *("手机", "快递", "很好", "好", "的", "我", "们", "这", "北", "峰", "晨露轻乳茶", "乳"),
    *("㐀", "\u9fd6", "龘", "嘅", "\U00020000", "〇", "々", "の", "é", "😀", "\ud83d", "\x00"),
    *("a", "b", "AB", "Wi-Fi", "T恤", "AT&T", "c++", "X9", "B超", "1", "12", "0.5", "%", "#"),
    *("-", "_", ".", "+", "&", " ", "\u3000", "\r\n", "\n", "，", "。", "[泪]", "@", "γ射线"),
]
TEXT = st.lists(st.sampled_from(PIECES) | st.characters(exclude_categories=())).map("".join)
AGAIN = st.builds(
    lambda head, unit, times, tail: head + unit * times + tail,
    TEXT,
    st.sampled_from(["哈", "電", "响", "哈嘻", "好的", "太", "全", "龘", "a哈", "很好"]),
    st.integers(3, 40),
    TEXT,
)
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FD5))


@cache
def dictionary() -> tuple[dict[str, int], int]:
    frequencies, total = jieba.Tokenizer.gen_pfdict(
        Path(jieba.__file__).with_name("dict.txt").open("rb")
    )
    return frequencies, total


def reference(words: Iterable[str]) -> Any:
    tokenizer = jieba.Tokenizer()
    frequencies, tokenizer.total = dictionary()
    tokenizer.FREQ, tokenizer.initialized = dict(frequencies), True
    for word in words:
        tokenizer.add_word(word)
    return tokenizer


@pytest.fixture(scope="module", params=VOCABULARIES)
def pair(request: pytest.FixtureRequest) -> tuple[Engine, Any]:
    words = VOCABULARIES[request.param]
    return Engine(words), reference(words)


@settings(deadline=None, max_examples=300)
@given(text=TEXT | HAN | AGAIN | st.text(st.sampled_from("aZ09+#&._%-好的晨 ")))
def test_any_text_is_cut_as_jieba_cuts_it(pair: tuple[Engine, Any], text: str) -> None:
    ours, jiebas = pair
    assert ours.cut(text) == jiebas.lcut(text)


@settings(deadline=None, max_examples=10)
@given(words=st.lists(TEXT.filter(bool), max_size=5), texts=st.lists(TEXT, max_size=5))
def test_any_words_can_be_added(words: list[str], texts: list[str]) -> None:
    ours, jiebas = Engine(words), reference(words)
    for text in (*texts, *words, "".join(words)):
        assert ours.cut(text) == jiebas.lcut(text)


@pytest.mark.parametrize("words", VOCABULARIES.values(), ids=VOCABULARIES)
def test_added_words_get_the_frequencies_of_jieba(words: tuple[str, ...]) -> None:
    ours, jiebas = Engine(words).frequencies, reference(words)
    assert {word: ours.table[word] for word in words} == {word: jiebas.FREQ[word] for word in words}
    assert ours.total == jiebas.total


def test_what_is_said_of_the_dictionary_holds() -> None:
    frequencies, total = dictionary()
    assert Engine().frequencies.total == total
    lines = Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8").splitlines()
    assert total - sum(frequencies.values()) == Engine().frequencies.excess
    assert sum(int(re.split(" ", line)[1]) for line in lines) == total


@pytest.mark.parametrize(("length", "times"), [(3, 1), (24, 1), (25, 2), (5000, 2)])
def test_short_runs_are_remembered_and_long_ones_are_not(
    monkeypatch: pytest.MonkeyPatch, length: int, times: int
) -> None:
    asked = []
    held = Engine()
    monkeypatch.setattr(engine, "cut_unknown", lambda text: asked.append(text) or [text])
    assert held.cut("龘" * length) == held.cut("龘" * length)
    assert asked == ["龘" * length] * times
