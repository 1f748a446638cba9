import random

import numpy as np
import pandas as pd
import pytest
from datasketch import MinHash
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.trust.copies import compare, copies
from nlp.trust.shingles import MOST, cuts, normal, shingles
from nlp.trust.signatures import Signatures, candidates, sign, values_of

LONG = "这家店的牛肉面汤头很浓，肉也给得足，就是排队的人太多，建议错开饭点再去。"
OTHER = "昨晚的演唱会灯光效果惊人，坐在山顶也看得清楚，散场以后地铁挤了一个小时。"
ENGLISH = "The battery of this phone lasts two days, but its camera is rather slow at night."


def group_of(*texts: str) -> list[str]:
    return copies(texts, [str(place) for place in range(len(texts))])["group"].tolist()


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(LONG, id="same"),
        pytest.param("转发：" + LONG + "大家怎么看？", id="framed"),
        pytest.param("🔥".join(LONG), id="emoji"),
        pytest.param(
            "這家店的牛肉麵湯頭很濃，肉也給得足，就是排隊的人太多，建議錯開飯點再去。", id="trad"
        ),
        pytest.param(LONG.replace("牛肉", "羊肉").replace("很浓", "特鲜"), id="slots"),
        pytest.param(LONG[:12] + "真的" + LONG[14:], id="edited"),
    ],
)
def test_a_copy_goes_to_the_text_that_was_first(copy: str) -> None:
    assert group_of(OTHER, LONG, ENGLISH, copy) == ["0", "1", "2", "1"]


def test_english_texts_are_not_alike_for_their_letters_alone() -> None:
    near = ENGLISH.replace("phone", "tablet")
    apart = "I waited an hour at the station and nobody at the desk could tell me why."
    assert group_of(ENGLISH, apart, near.upper()) == ["0", "1", "0"]


def test_kinds_and_similarity_are_told() -> None:
    found = copies([LONG, LONG + "！", LONG.replace("牛肉", "羊肉"), OTHER], list("abcd"))
    assert found["kind"].tolist() == ["original", "exact", "near", "original"]
    assert found["n"].tolist() == [3, 3, 3, 1]
    assert found["similarity"].tolist()[:2] == [1, 1]
    assert 0.4 <= found["similarity"][2] < 1


def test_short_texts_are_copies_only_if_they_are_the_same() -> None:
    assert group_of("很好吃", "很好喝", "很好吃。") == ["0", "1", "0"]


def test_copies_of_copies_go_to_one_group() -> None:
    second = LONG.replace("这家店的牛肉面", "对面那家羊肉粉")
    third = second.replace("建议错开饭点再去", "周末最好别来凑热闹")
    assert group_of(LONG, second, third) == ["0", "0", "0"]


def test_signatures_are_those_of_datasketch() -> None:
    held = shingles(normal([LONG, "", ENGLISH]))
    own = values_of(held)
    for place in range(3):
        theirs = MinHash(128, hashfunc=int)
        theirs.update_batch(held.hashes[held.offsets[place] : held.offsets[place + 1]])
        assert (own[place] == theirs.hashvalues).all()


def test_later_texts_are_compared_with_stored_signatures() -> None:
    past = sign([OTHER, LONG, "很好吃"])
    stored = Signatures(past.digests.copy(), past.minima.copy())
    found = compare(sign([ENGLISH, LONG.replace("牛肉", "羊肉"), "很好吃！"]), stored)
    assert found[["new", "past"]].to_numpy().tolist() == [[1, 1], [2, 2]]
    assert found["similarity"].iloc[1] == 1


def test_pairs_are_found_at_the_rate_that_the_bands_promise() -> None:
    dice = np.random.default_rng(7)
    values = dice.integers(0, 2**32 - 1, (800, 128), dtype=np.uint32)
    kept = dice.random((400, 128)) < 0.5
    values[400:][kept] = values[:400][kept]
    pairs = {tuple(pair) for pair in candidates(values).tolist()}
    share = sum((place, place + 400) in pairs for place in range(400)) / 400
    assert share == pytest.approx(1 - (1 - 0.5**4) ** 32, abs=0.06)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=40), max_size=10))
def test_any_texts_go_through_and_groups_begin_with_their_first(texts: list[str]) -> None:
    found = copies(texts, list(range(len(texts))))
    assert (found["group"] <= found["id"]).all()
    assert (found["group"].map(found.set_index("id")["group"]) == found["group"]).all()
    assert (found.groupby("group")["id"].transform("size") == found["n"]).all()
    assert ((found["kind"] == "original") == (found["group"] == found["id"])).all()


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from([LONG, OTHER, ENGLISH, LONG + "！", "好"]), min_size=1))
def test_same_texts_always_share_a_group(texts: list[str]) -> None:
    found = pd.Series(group_of(*texts)).groupby(normal(texts)).nunique()
    assert (found == 1).all()


def test_a_text_of_a_hundred_thousand_signs_goes_through() -> None:
    text = "".join(random.Random(1).choices("的一是不了在人有我他这中大来上国", k=100_000))
    assert group_of(text, LONG, text[5:]) == ["0", "1", "0"]


def test_texts_that_say_nothing_are_copies_of_none() -> None:
    texts = ["😀", "👍", "!!!", "😀", "", LONG]
    found = copies(texts, list("abcdef"))
    assert (found["kind"] == "original").all()
    assert (found["n"] == 1).all()
    assert compare(sign(texts), sign(texts))["new"].tolist() == [5]


@settings(deadline=None)
@given(st.lists(st.integers(0, 9)))
def test_work_is_cut_by_what_it_holds(sizes: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nlp.trust.shingles.ROOM", 12)
        parts = [sizes[part] for part in cuts(np.array(sizes, np.int64))]
    assert [size for part in parts for size in part] == sizes
    assert all(part and (sum(part) <= 12 or len(part) == 1) for part in parts)


def test_work_on_nothing_much_is_cut_by_number() -> None:
    parts = list(cuts(np.zeros(MOST + 1, np.int64)))
    assert parts == [slice(0, MOST), slice(MOST, MOST + 1)]


def test_long_texts_give_the_same_in_small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [LONG, OTHER, LONG[:12] + "真的" + LONG[14:], ENGLISH, OTHER + "好", LONG]
    whole = copies(texts, list("abcdef"))
    monkeypatch.setattr("nlp.trust.shingles.ROOM", 50)
    pd.testing.assert_frame_equal(copies(texts, list("abcdef")), whole)
