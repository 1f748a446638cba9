import random
from collections.abc import Callable, Iterator

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.text.phrases import _SEAM, COHESION, _nested, _weight, phrases

# Clauses with phrases that come again, and others of which each comes once in a while.
SAID = ("电池续航很好", "售后服务不太满意", "屏幕显示效果一般", "性价比很高")
OTHERS = ("颜色", "按键", "说明书", "耳机", "支架", "盒子", "贴膜", "相机", "喇叭", "指纹")
VERBS = ("收到了", "看过了", "送人了", "拆开了", "试过了")
ENGLISH = ("The battery life is short", "customer service was rude", "it doesn't work")


def stream(count: int, *, seed: int = 5) -> Iterator[str]:
    dice = random.Random(seed)
    for number in range(count):
        clauses = [f"{dice.choice(OTHERS)}{dice.choice(VERBS)}" for _ in range(2)]
        if number % 3 == 0:
            clauses.append(dice.choice(SAID))
        yield f"{'，'.join(clauses)}。{number}"


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    return phrases(stream(600)).set_index("phrase")


def test_things_and_what_is_said_of_them_are_found(found: pd.DataFrame) -> None:
    assert found.loc["性价比很高", "kind"] == "opinion"
    assert found.loc["电池续航很好", "kind"] == "opinion"
    assert found.loc["屏幕显示效果", "kind"] == "thing"


def test_a_phrase_that_is_always_part_of_a_longer_one_is_left_out(found: pd.DataFrame) -> None:
    assert "显示效果" not in found.index


def test_english_phrases_may_have_three_words() -> None:
    said = ("was slow", "is friendly", "closes early", "smells odd")
    texts = [f"Their hotel front desk {said[n % 4]}, room {n}" for n in range(24)]
    others = [f"We had the {word} {n}" for n in range(40) for word in ("soup", "fish")]
    assert "hotel front desk" in phrases([*texts, *others], lang="en")["phrase"].tolist()


def test_rare_longer_phrases_do_not_bring_back_what_is_always_part_of_one() -> None:
    ends = ("减少", "增加", "缩水", "改变", "更新", "下降", "提高", "恢复")
    texts = [f"酒店早餐品种{ends[n % 8]}。{n}" for n in range(24)]
    found = phrases([*texts, *stream(60)]).set_index("phrase")
    assert found.loc["酒店早餐品种", "count"] == 24
    assert {"酒店早餐", "早餐品种"}.isdisjoint(found.index)


@given(st.dictionaries(st.text("abcd", min_size=2, max_size=5), st.integers(1, 9), max_size=12))
def test_a_phrase_weighs_nothing_when_one_longer_is_met_as_often(given_: dict[str, int]) -> None:
    counts = {_SEAM.join(name): count for name, count in given_.items()}
    nested = _nested(counts)
    for name, count in counts.items():
        longer = [more for other, more in counts.items() if name in other and name != other]
        assert sorted(nested.get(name, [])) == sorted(longer)
        weight = _weight(name, count, longer)
        assert weight <= _weight(name, count, [])
        assert weight == 0 or all(more < count for more in longer)


def test_words_that_only_happen_to_meet_are_no_phrase(found: pd.DataFrame) -> None:
    assert all(row.cohesion >= COHESION[row.kind] for row in found.itertuples())
    assert not [name for name in found.index for word in OTHERS if word in name and "了" in name]


def test_examples_stand_where_they_are_said_to(found: pd.DataFrame) -> None:
    texts = list(stream(600))
    for row in found.itertuples():
        assert row.texts == sum(row.Index in text for text in texts)
        for place in row.places:
            assert texts[place.row][place.start : place.end] == row.Index


def test_english_phrases_are_counted_by_lemmas() -> None:
    texts = ["Battery life is short!", "two batteries, no life", "poor battery life"] * 2
    texts += ["It doesn't work", "it didn't work?", "not working: it"] * 2
    found = phrases([f"{text} {number}" for number, text in enumerate(texts)], min_texts=4)
    kinds = dict(zip(found["phrase"], found["kind"], strict=True))
    assert kinds == {"battery life": "words", "not work": "opinion"}


def test_a_repeated_text_is_one_text_of_those_asked_for() -> None:
    assert phrases(["性价比很高"] * 100, min_texts=2).empty
    row = phrases(["性价比很高"] * 100 + ["嗯，性价比很高"], min_texts=2).iloc[0]
    assert (row["texts"], row["count"]) == (101, 101)


def test_the_words_of_others_do_not_count() -> None:
    assert phrases([f"同意{number}//@甲:性价比很高" for number in range(20)]).empty


def test_only_texts_of_a_language_count_when_it_is_named() -> None:
    texts = [f"{text} {number}" for number in range(8) for text in (*SAID, *ENGLISH)]
    kinds = {lang: set(phrases(texts, lang=lang)["kind"]) for lang in ("en", "zh")}
    assert kinds["en"] <= {"words", "opinion"}
    assert kinds["zh"] == {"thing", "opinion"}


def test_a_known_name_is_one_word_of_a_phrase() -> None:
    texts = [f"霍利菲手机不错{number}" for number in range(9)] + list(stream(60))
    assert "霍利菲手机" in set(phrases(texts, known=["霍利菲"])["phrase"].str.slice(0, 5))


def test_memory_does_not_grow_with_the_stream(growth: Callable[..., int]) -> None:
    phrases(stream(1500), kept=50)  # words that are remembered
    # Beside what is counted, each text leaves one number to know repeats by, and new cuts.
    assert growth(lambda texts: phrases(texts, kept=50), stream(1500), start=500) < 1000 * 200


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.none()
        | st.text(st.characters(exclude_categories=()))
        | st.lists(st.sampled_from([*SAID, *ENGLISH, " ", "，", "@甲 ", "\ud800", "1"])).map(
            "".join
        )
    )
)
def test_any_texts_are_looked_at(texts: list[str | None]) -> None:
    frame = phrases(texts, min_texts=1)
    columns = ["phrase", "kind", "texts", "count", "cohesion", "weight", "places"]
    assert frame.columns.tolist() == columns
    for row in frame.itertuples():
        assert 1 <= row.texts <= row.count
        for place in row.places:
            text = texts[place.row]
            assert text is not None
            assert 0 <= place.start < place.end <= len(text)
