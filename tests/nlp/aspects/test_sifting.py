"""What is left out before the walk would have been passed over on it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.aspects.clauses import clauses
from nlp.aspects.lexicon import Lexicon
from nlp.aspects.opinions import shipped_opinions
from nlp.aspects.sifting import sifted
from nlp.aspects.taxonomy import Aspect
from nlp.text.words import cutter

CUT = cutter()
LEXICON = Lexicon(
    [
        Aspect(label="food", words=("味道", "鱼"), good=("好吃", "香*可口"), endings=("鱼",)),
        Aspect(label="service", words=("服务", "服务态度", "态度"), bad=("洗*次就",)),
        Aspect(label="price", ambiguous=({"word": "价", "near": ["贵"]},), bad=("服务贵",)),
    ],
    shipped_opinions(),
)
PIECES = [
    "味道",
    "服务",
    "态度",
    "好吃",
    "香",
    "可口",
    "洗",
    "次就",
    "价",
    "贵",
    "不",
    "太",
    "，",
    "。",
    "x",
]
TEXTS = st.lists(st.lists(st.sampled_from(PIECES)).map("".join), max_size=6)


@given(TEXTS)
@settings(max_examples=150)
def test_clauses_are_those_of_all_hits(texts: list[str]) -> None:
    words = [CUT(text) for text in texts]
    every = LEXICON.finder.find_all(texts, words)
    expected = [clauses(text, hits, LEXICON.senses) for text, hits in every]
    left = sifted(LEXICON.finder.find(texts, words), LEXICON)
    assert [clauses(text, hits, LEXICON.senses) for text, hits in left] == expected


def test_a_text_that_judges_nothing_has_no_hits() -> None:
    texts = ["不太，", "味道，"]
    found = LEXICON.finder.find(texts, list(map(CUT, texts)))
    assert [bool(hits) for _, hits in sifted(found, LEXICON)] == [False, True]


def test_what_lies_in_a_longer_word_is_left_out() -> None:
    found = LEXICON.finder.find(["服务态度"], [CUT("服务态度")])
    [(_, hits)] = sifted(found, LEXICON)
    assert [(start, end) for start, end, _ in hits] == [(0, 4)]
