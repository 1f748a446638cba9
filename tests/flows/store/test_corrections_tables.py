"""A person's word on aspects and comparisons, which have tables of their own."""

from typing import Any

import pytest
from tags import NOW, add, tag, versions

from flows.store.corrected import Correction
from flows.store.corrections import correct, take_back
from flows.store.errors import CannotCorrect
from flows.store.frames import read_table
from flows.store.record import Record

TEXT = "电池用两天就没电，屏幕比北峰好"
BATTERY = {
    "aspect": "battery",
    "start": 0,
    "end": 8,
    "target": "电池",
    "opinion": "用两天就没电",
    "polarity": -0.8,
}
SCREEN = BATTERY | {"aspect": "screen", "start": 9, "end": 15, "target": "屏幕", "opinion": "好"}
WON = {"winner": "", "loser": "北峰", "aspect": "screen", "start": 9, "end": 15}
SAID = {"aspects": [BATTERY, SCREEN | {"polarity": 0.7}], "comparisons": [WON]}


@pytest.fixture
def tagged(record: Record) -> Record:
    add(record, 1, text=TEXT)
    tag(record, **SAID)
    return record


def held(record: Record, table: str) -> list[dict[str, Any]]:
    rows = read_table(record, table).drop(columns="post_key").astype(object)
    return sorted(rows.where(rows.notna(), None).to_dict("records"), key=str)


def key(record: Record) -> str:
    return str(read_table(record, "posts")["post_key"].iloc[0])


def say(record: Record, **given: Any) -> bool:
    words = {"kind": "aspect", "by": "ann"} | given
    labels = {"aspect": ("battery", "screen", "price"), "comparison": ("北峰", "云雀")}
    return correct(record, Correction(key(record), **words), now=NOW, labels=labels)


def aspects(record: Record) -> dict[str, tuple[float, str, str]]:
    return {
        row["aspect"]: (row["polarity"], row["opinion"], row["model"][:6])
        for row in held(record, "aspects")
    }


def test_how_an_aspect_is_judged_is_overruled_and_stays_so(tagged: Record) -> None:
    assert say(tagged, was="battery", label="positive")
    assert aspects(tagged)["battery"] == (1.0, "用两天就没电", "person")
    tag(tagged, versions("m2", *SAID), **SAID)
    assert aspects(tagged)["battery"] == (1.0, "用两天就没电", "person")
    assert aspects(tagged)["screen"][2] != "person"
    (gone,) = held(tagged, "overruled_tags")
    assert (gone["label"], gone["target"], gone["polarity"]) == (
        "battery",
        "电池 | 用两天就没电",
        -0.8,
    )


def test_an_aspect_is_taken_away_another_given_and_all_is_as_it_was_when_taken_back(
    tagged: Record,
) -> None:
    before = {table: held(tagged, table) for table in ("aspects", "comparisons", "post_tags")}
    assert say(tagged, was="battery")
    assert say(tagged, label="price negative", start=0, end=2)
    assert say(tagged, was="screen", label="price", start=9)
    assert say(tagged, kind="comparison", was=">北峰", label="北峰 >")
    assert {row["aspect"]: row["polarity"] for row in held(tagged, "aspects")} == {"price": 0.7}
    assert [row["polarity"] for row in held(tagged, "aspects")] == [-1.0, 0.7]
    (row,) = held(tagged, "comparisons")
    assert (row["winner"], row["loser"], row["aspect"]) == ("北峰", "", "screen")
    for kind in ("aspect", "comparison"):
        assert take_back(tagged, key(tagged), kind, now=NOW)
    assert {table: held(tagged, table) for table in before} == before
    assert held(tagged, "overruled_tags") == []


def test_two_labels_at_one_place_become_one(record: Record) -> None:
    add(record, 1, text=TEXT)
    tag(record, aspects=[BATTERY, BATTERY | {"aspect": "price", "target": "两天"}])
    say(record, was="battery", label="price")
    assert [row["aspect"] for row in held(record, "aspects")] == ["price"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"was": "service"}, "it has no aspect 'service'; it has battery, screen"),
        ({"was": "battery", "label": "batery"}, "no list in use has the aspect 'batery'; near it"),
        ({"was": "battery", "label": "battery bad"}, "judged positive, neutral, negative; not 'ba"),
        ({"label": "price"}, "say how it is judged: price positive"),
        ({"label": "price negative"}, "say by start and end where it stands"),
        ({"kind": "comparison", "was": "> 北峰", "label": "云雀"}, "a comparison is 'WINNER > LO"),
        ({"kind": "comparison", "was": "> 北峰", "label": "云鹊 > 北峰"}, "has the brand '云鹊'"),
        ({"kind": "comparison", "label": "云雀 > 北峰"}, "say by start and end where it stands"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_cannot_be_is_refused_in_words(
    tagged: Record, given: dict[str, Any], reason: str
) -> None:
    before = held(tagged, "aspects")
    with pytest.raises(CannotCorrect, match=reason):
        say(tagged, **given)
    assert held(tagged, "aspects") == before
