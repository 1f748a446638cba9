import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nlp
from nlp.errors import LexiconError, SampleMismatch
from nlp.interests.profiles import OwnLabels
from nlp.interests.stage import interests
from nlp.interests.taxonomy import read_interests
from nlp.pipeline import Pipeline
from nlp.sentiment import model
from nlp.sentiment.model import load_model
from nlp.sentiment.sentences import sentences
from nlp.text.cleaning import cleaned
from nlp.text.language import language
from nlp.text.words import words
from nlp.topics import classifier
from nlp.topics.taxonomy import read_taxonomy

LEXICONS = Path(nlp.__file__).parent / "lexicons"
HERE = Path(__file__).parent
POSTS = tomllib.loads((HERE / "posts.toml").read_text(encoding="utf-8"))
PROFILES = tomllib.loads((HERE / "profiles.toml").read_text(encoding="utf-8"))
TAXONOMY = read_taxonomy(LEXICONS / "topics.toml")
KNOWN = read_interests(LEXICONS / "interests.toml", TAXONOMY)
FAST = load_model("fast")
PIPELINE = Pipeline(
    given=frozenset({"text"}),
    stages=(
        cleaned,
        language,
        words(),
        model.sentiment(FAST),
        sentences(FAST),
        classifier.topics(TAXONOMY, classifier.load()),
        interests(KNOWN),
    ),
)


def read(*texts: Any) -> list[list[dict[str, Any]]]:
    found: list[list[dict[str, Any]]] = PIPELINE(
        pd.DataFrame({"text": pd.Series(texts, dtype="object")})
    )["interests"].tolist()
    return found


def said(text: str) -> list[str]:
    return sorted(f"{each['label']} {each['stance']}" for each in read(text)[0])


@pytest.mark.parametrize(("part", "least"), [("tuned", 0.9), ("held", 0.75)])
def test_most_posts_give_their_interests_and_stances(part: str, least: float) -> None:
    found = read(*(text for text, *_ in POSTS[part]))
    rows = [{f"{each['label']} {each['stance']}" for each in row} for row in found]
    right = sum(len(set(case[1:]) & row) for case, row in zip(POSTS[part], rows, strict=True))
    assert right / sum(map(len, rows)) > least
    assert right / sum(len(case) - 1 for case in POSTS[part]) > least


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("想买相机，显卡怎么选？", "wants"),
        ("求推荐相机？", "wants"),
        ("喜欢的相机怎么选？", "asks"),
        ("入手了相机，很喜欢", "likes"),
        ("入手了相机", "owns"),
        ("他想买相机", "mentions"),
        ("他知道我想买相机", "wants"),
        ("给老婆买了相机", "owns"),
        ("没买相机", "mentions"),
        ("相机柜台在二楼", "mentions"),
    ],
)
def test_of_several_stances_the_first_in_order_counts(text: str, stance: str) -> None:
    assert f"digital/camera {stance}" in said(text)


def test_my_goes_with_what_comes_right_after() -> None:
    assert said("My puppy slept on the sofa") == ["home/furnishing mentions", "pets/keeping owns"]


def test_what_nobody_owns_is_not_owned() -> None:
    assert said("我的老师姓王") == ["education/school mentions"]


def test_what_others_cut_out_leaves_offsets_as_stored() -> None:
    text = "@小明 想买\u200b相机 //@某人: 讨厌咖啡"
    ((row,),) = read(text)
    assert (row["label"], row["stance"]) == ("digital/camera", "wants")
    assert text[row["start"] : row["end"]] == "相机"


def test_words_of_experience_are_no_interest() -> None:
    assert read("快递很慢，客服态度差，价格还贵") == [[]]


@pytest.mark.parametrize(
    "text",
    [
        "这相机太棒了！",
        "相机用两天就坏，垃圾，气死我了",
        "This camera is a complete disaster, terrible!",
    ],
)
def test_who_judges_one_thing_may_think_otherwise_of_its_kind(text: str) -> None:
    assert said(text) == ["digital/camera mentions"]


def test_a_word_of_liking_outdoes_a_complaint() -> None:
    assert said("我最爱相机了，可惜这台太垃圾") == ["digital/camera likes"]


@pytest.mark.parametrize(
    ("text", "stances"),
    [
        ("租房小白想买冰箱", ["home/appliances wants", "home/property mentions"]),
        ("买房以后讨厌加班", ["home/property mentions", "work/job dislikes"]),
        ("相机想买，吉他想买", ["digital/camera wants", "music/playing wants"]),
        ("我喜欢摄影和旅行", ["craft/photography likes", "travel/trips likes"]),
    ],
)
def test_a_cue_between_two_interests_goes_with_the_second(text: str, stances: list[str]) -> None:
    assert said(text) == stances


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("吉他，终于到货了", "owns"),
        ("空调太吵，前台给换了房间", "mentions"),
        ("酒店的空调用了一天就坏", "mentions"),
        ("我的空调用了一天就坏", "owns"),
    ],
)
def test_what_is_owned_is_the_thing_and_the_authors(text: str, stance: str) -> None:
    found = {each.split("/")[1] for each in said(text)}
    assert found & {f"appliances {stance}", f"playing {stance}"}


def test_a_shop_beside_the_metro_speaks_of_no_travel() -> None:
    assert said("店就在地铁口，太方便了！") == []


TEXTS = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.lists(
        st.sampled_from(
            [
                "想买",
                "我的",
                "他",
                "喜欢",
                "相机",
                "咖啡",
                "my ",
                "guitar ",
                "，",
                "。",
                "？",
                "\ud800",
                "\u200b",
                "@某 ",
            ]
        ),
        max_size=12,
    ).map("".join),
)


@settings(max_examples=15)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_a_text_gets_the_same_answer_whatever_stands_beside_it(texts: list[str | None]) -> None:
    together = read(*texts)
    for place, text in enumerate(texts):
        assert [together[place]] == read(text)
        for row in together[place]:
            assert 0 <= row["start"] < row["end"] <= len(text or "")
            assert 0 < row["score"] <= 1


@pytest.mark.parametrize("piece", ["想买相机，", "我的相机", "a", "😀", "求"])
def test_very_long_texts_go_through(piece: str) -> None:
    assert len(read(piece * (100_000 // len(piece)))) == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('topics = ["digital/phone"]', 'topics = ["digital/fone"]', ".topics: no topic 'digital/f"),
        ('label = "digital/computer"', 'label = "digital/phone"', "'digital/phone' is there twice"),
        ('name = "asks"', 'name = "begs"', "stance.1.name: Input should be 'wants'"),
        ('name = "asks"\nwords', 'name = "asks"\nword', "stance.1.word: no such key"),
        (
            'order = ["wants", "asks", ',
            'order = ["wants", ',
            "stances.order: name each of wants, asks",
        ),
    ],
)
def test_a_fault_names_line_and_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(LexiconError) as caught:
        read_interests(edited(tmp_path, old, new), TAXONOMY)
    shipped = (LEXICONS / "interests.toml").read_text(encoding="utf-8")
    line = shipped.split(old, maxsplit=1)[0].count("\n")
    assert said in str(caught.value)
    assert caught.value.line is not None
    assert "order" in old or abs(caught.value.line - line - 1) <= 1


def test_a_sample_that_gives_something_else_is_refused(tmp_path: Path) -> None:
    path = edited(tmp_path, '["digital/camera wants"]', '["digital/camera owns"]')
    with pytest.raises(SampleMismatch, match=r"sample\.0"):
        read_interests(path, TAXONOMY)


def edited(folder: Path, old: str, new: str) -> Path:
    text = (LEXICONS / "interests.toml").read_text(encoding="utf-8")
    path = folder / "interests.toml"
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_version_follows_the_rules_not_the_samples(tmp_path: Path) -> None:
    path = edited(tmp_path, "想买一台相机，求推荐", "想买一台相机")
    assert read_interests(path).version == KNOWN.version
    path = edited(tmp_path, '"想买", ', "")
    assert read_interests(path).version != KNOWN.version


@pytest.mark.parametrize("case", PROFILES["tuned"], ids=lambda case: case[0])
def test_a_profile_declares_its_interests(case: list[str]) -> None:
    found = OwnLabels(KNOWN)(case[0])
    assert {each["label"] for each in found} == set(case[1:])
    assert {each["stance"] for each in found} <= {"declares"}


def test_who_calls_himself_so_is_surer_than_a_word_alone() -> None:
    found = OwnLabels(KNOWN)("摄影爱好者 健身 咖啡馆店长")
    assert [(each["label"], each["score"]) for each in found] == [
        ("craft/photography", 0.9),
        ("sport/fitness", 0.7),
        ("food/drinks", 0.5),
    ]


@given(st.text(max_size=60))
def test_any_profile_can_be_read(text: str) -> None:
    labels = {each.label for each in KNOWN.file.interest}
    assert {each["label"] for each in OWN(text)} <= labels


OWN = OwnLabels(KNOWN)
