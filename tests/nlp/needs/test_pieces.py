from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.needs.pieces import Context, Pieces

LISTS = {"child": ("儿子", "女儿"), "kin": ("mom", "dad")}


def found(text: str, *pieces: str) -> list[str]:
    [(plain, places)] = Pieces(enumerate(pieces), LISTS).find_all([text])
    return [plain[start:end] for _, start, end in places]


@pytest.mark.parametrize(
    ("piece", "text", "expected"),
    [
        ("想买", "我想买一台", ["想买"]),
        ("想*买", "想给家里买一台", ["想给家里买"]),
        ("想*买", "想了想，买一台", []),
        ("给{child}", "给女儿的", ["给女儿"]),
        ("{child}喜欢", "儿子喜欢", ["儿子喜欢"]),
        ("^求", "急，求推荐", ["求"]),
        ("^求", "要求很高", []),
        ("退了$", "果断退了。", ["退了"]),
        ("退了$", "退了一半", []),
        ("赠品", "贈品不錯", ["赠品"]),
        ("贈品", "赠品不错", ["赠品"]),
        ("ＷＩＦＩ，慢", "wifi，慢", ["wifi,慢"]),
        ("希望***大", "希望再大", ["希望再大"]),
        ("for the wife", "for the wives", []),
        ("for the wife", "it is for the wife", ["for the wife"]),
        ("for my {kin}", "For my Dad’s birthday", ["for my dad"]),
        ("cat", "a catalogue of cats", []),
        ("wish * would", "I wish they would stop", ["wish they would"]),
        ("^cats", "my cats", []),
        ("^cats", "Look, cats!", ["cats"]),
    ],
)
def test_a_piece_is_found_where_it_should(piece: str, text: str, expected: list[str]) -> None:
    assert found(text, piece) == expected


def test_pieces_may_overlap() -> None:
    assert found("给女儿的生日礼物", "给{child}", "女儿的生日", "生日礼物") == [
        "给女儿",
        "女儿的生日",
        "生日礼物",
    ]


TEXTS = st.lists(
    st.text(st.sampled_from("给女儿想买求，。 cats\n\ud800😀İ’"), max_size=12), max_size=6
)


@given(TEXTS)
def test_a_text_is_read_the_same_whatever_stands_beside_it(texts: Sequence[str]) -> None:
    pieces = Pieces(enumerate(["给{child}", "想*买", "^求", "cats", "买$"]), LISTS)
    alone = [pieces.find_all([text])[0] for text in texts]
    assert pieces.find_all(texts) == alone
    assert all(len(plain) == len(text) for (plain, _), text in zip(alone, texts, strict=True))


@given(st.text(st.sampled_from("想买给女儿 ，"), max_size=20))
def test_plain_pieces_are_found_wherever_they_stand(text: str) -> None:
    assert len(found(text, "想买")) == text.count("想买")


def test_a_context_knows_english_words_whole() -> None:
    context = Context(["送", "gift", "coat rack"])
    assert [context.stands(text) for text in ("送的", "a gift", "gifted", "coat rack!", "")] == [
        True,
        True,
        False,
        True,
        False,
    ]
