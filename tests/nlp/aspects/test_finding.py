from hypothesis import given
from hypothesis import strategies as st

from nlp.aspects.finding import Finder
from nlp.text.words import cutter

CUT = cutter()
WORDS = ["价格", "价", "高", "不", "battery life", "battery", "鱼", "，"]
FINDER = Finder(WORDS, endings=[6], leading=[3])
TEXTS = st.lists(st.sampled_from([*WORDS, "很", "兴", " ", "s", "x", "\n", "酸菜", "\ud800", "😀"]))


def found(text: str) -> list[str]:
    [(_, hits)] = FINDER.find_all([text], [CUT(text)])
    return [text[start:end] for start, end, _ in hits]


def test_the_longest_of_those_at_one_place_comes_first() -> None:
    assert found("价格")[:1] == ["价格"]
    assert found("battery life") == ["battery life", "battery"]


def test_a_lone_sign_needs_small_words_beside_it_at_most() -> None:
    assert found("高兴") == []
    assert found("太高了") == ["高"]


def test_a_word_that_leads_may_begin_another() -> None:
    assert found("不太") == ["不"]


def test_an_ending_takes_its_whole_word() -> None:
    assert found("酸菜鱼") == ["酸菜鱼"]
    assert found("鱼缸") == []


def test_latin_words_stand_alone_a_plural_aside() -> None:
    assert found("the batterys") == ["batterys"]
    assert found("xbattery batteryx") == []


@given(st.lists(TEXTS.map("".join), max_size=5))
def test_what_is_found_does_not_depend_on_the_texts_beside_it(texts: list[str]) -> None:
    cuts = [CUT(text) for text in texts]
    alone = [FINDER.find_all([text], [cut])[0] for text, cut in zip(texts, cuts, strict=True)]
    assert FINDER.find_all(texts, cuts) == alone


@given(TEXTS.map("".join))
def test_hits_lie_in_the_text_and_say_which_word(text: str) -> None:
    [(plain, hits)] = FINDER.find_all([text], [CUT(text)])
    assert len(plain) == len(text)
    for start, end, number in hits:
        assert WORDS[number] in plain[start:end]
