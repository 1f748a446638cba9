"""What the record keeps of aspects, comparisons, needs, interests and of brands by themselves."""

import json
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest
import tags

from flows.store.corrected import Correction
from flows.store.corrections import correct
from flows.store.derived import replace_table
from flows.store.errors import CannotCorrect
from flows.store.frames import interests, mentions, own_labels, read_table
from flows.store.record import Record

TEXT = "甲牌屏幕比乙牌好，乙牌续航更久"
GOOD, BAD = {"sentiment": "positive", "polarity": 0.8}, {"sentiment": "negative", "polarity": -0.6}
SAID: dict[str, Any] = {
    "lang": "zh", "sentiment": "positive", "polarity": 0.3, "confidence": 0.7,
    "sentences": [
        GOOD | {"start": 0, "end": 9, "confidence": 0.9, "kind": "statement"},
        BAD | {"start": 9, "end": 15, "confidence": 0.9, "kind": "statement"},
    ],
    "topics": [
        {"label": "digital/phone", "score": 0.9, "start": 2, "end": 4},
        {"label": "digital/battery", "score": 0.9, "start": 11, "end": 13},
    ],
    "brands": [
        {"label": "甲牌", "product": "", "start": 0, "end": 2, "polarity": 0.7},
        {"label": "乙牌", "product": "", "start": 5, "end": 7, "polarity": -0.5},
        {"label": "乙牌", "product": "乙牌X", "start": 9, "end": 11, "polarity": 0.9},
        {"label": "丙牌", "product": "", "start": 13, "end": 15, "polarity": None},
    ],
    "aspects": [
        {
            "aspect": "screen", "target": "屏幕", "opinion": "好", "polarity": 0.8,
            "start": 2, "end": 8,
        },
        {
            "aspect": "battery", "target": "", "opinion": "\ud800久", "polarity": 0.6,
            "start": 9, "end": 15,
        },
    ],
    "comparisons": [
        {"winner": "甲牌", "loser": "乙牌", "aspect": "screen", "start": 0, "end": 8},
        {"winner": "乙牌", "loser": "", "aspect": "battery", "start": 9, "end": 15},
    ],
    "needs": [{"label": "reason/quality", "score": 0.7, "start": 2, "end": 8}],
    "intents": [{"label": "compares", "score": 0.9, "start": 0, "end": 8}],
    "roles": [],
    "psychology": [{"label": "comparison", "score": 0.9, "start": 0, "end": 8}],
    "interests": [
        {"label": "digital/phone", "stance": "likes", "score": 0.6, "start": 2, "end": 4},
    ],
}  # fmt: skip


def tag(record: Record, model: str = "m1", **given: Any) -> None:
    tags.add(record, 1, text=TEXT)
    tags.tag(record, tags.versions(model, *SAID), **(SAID | given))


def kept(record: Record, kind: str) -> list[tuple[Any, ...]]:
    held = read_table(record, "post_tags")
    rows = held[held["kind"] == kind].sort_values("start").astype(object)
    rows = rows.where(rows.notna(), None)
    return list(rows[["label", "target", "polarity"]].itertuples(index=False, name=None))


def test_a_topic_carries_what_its_sentence_says(record: Record) -> None:
    tag(record)
    found = [("digital/phone", "", 0.8), ("digital/battery", "", -0.6)]
    assert kept(record, "topic") == found


def test_a_brand_carries_what_is_said_of_it_and_nothing_where_nothing_is(record: Record) -> None:
    tag(record)
    assert kept(record, "brand") == [
        ("甲牌", "", 0.7), ("乙牌", "", -0.5), ("乙牌", "乙牌X", 0.9), ("丙牌", "", None),
    ]  # fmt: skip
    told = mentions(record, kinds=("brand",)).set_index("term")["polarity"]
    assert told.round(9).to_dict() | {"丙牌": 0} == {"甲牌": 0.7, "乙牌": 0.2, "丙牌": 0}
    assert told.isna().to_dict() == {"甲牌": False, "乙牌": False, "丙牌": True}


def test_an_interest_carries_its_stance_and_what_its_sentence_says(record: Record) -> None:
    tag(record)
    assert kept(record, "interest") == [("digital/phone", "likes", 0.8)]
    assert kept(record, "need") == [("reason/quality", "", None)]
    assert kept(record, "role") == []


def test_who_shows_an_interest_is_told_once_a_post_and_stance(record: Record) -> None:
    tag(record)
    (shown,) = interests(record).itertuples(index=False)
    assert (shown.label, shown.stance) == ("digital/phone", "likes")
    assert (shown.polarity, shown.score) == (pytest.approx(0.8), 0.6)
    assert shown.published_at == tags.NOW
    assert shown.author_key


def test_a_correction_without_a_stance_means_that_it_is_mentioned(record: Record) -> None:
    tag(record)
    (post,) = interests(record)["post_key"]
    added = Correction(post, "interest", label="digital/camera", start=0, end=2)
    correct(record, added, now=tags.NOW)
    assert interests(record)[["label", "stance"]].to_numpy().tolist() == [
        ["digital/camera", "mentions"],
        ["digital/phone", "likes"],
    ]


def test_a_stance_that_is_none_is_refused(record: Record) -> None:
    tag(record)
    (post,) = interests(record)["post_key"]
    added = Correction(post, "interest", label="digital/camera", target="loves", start=0, end=2)
    with pytest.raises(CannotCorrect, match=r"target of an interest is wants, .*; not 'loves'"):
        correct(record, added, now=tags.NOW)


def test_own_labels_stand_beside_the_newest_post_of_their_author(record: Record) -> None:
    later = tags.NOW + timedelta(days=3)
    tags.add(record, 1, author_id="a", author_labels=("数码控", "宝妈"))
    tags.add(record, 2, author_id="a", published_at=later)
    tags.add(record, 3, author_id="b")
    for as_of, seen_at in ((later, later), (later - timedelta(days=1), tags.NOW)):
        (author,) = own_labels(record, as_of=as_of).itertuples(index=False)
        assert json.loads(author.labels) == ["数码控", "宝妈"]
        assert author.seen_at == seen_at
    assert own_labels(record, as_of=tags.NOW - timedelta(days=1)).empty


def test_own_labels_beside_nothing_but_untrusted_posts_can_be_left_out(record: Record) -> None:
    tags.add(record, 1, author_id="a", author_labels=("数码控",))
    tags.add(record, 2, author_id="b", author_labels=("铲屎官",))
    (doubted,) = read_table(record, "posts").query("id == '1'")["post_key"]
    said = {"score": 0.1, "origin": "earned", "producer": "user", "because": "-", "version": "1"}
    judged = pd.DataFrame([{"post_key": doubted, "trusted": False} | said])
    replace_table(record, "post_trust", judged)
    assert len(own_labels(record, as_of=tags.NOW)) == 2
    (kept,) = own_labels(record, as_of=tags.NOW, trusted_only=True)["labels"]
    assert json.loads(kept) == ["铲屎官"]


def test_aspects_and_comparisons_have_their_tables_and_go_when_tagged_anew(record: Record) -> None:
    tag(record)
    aspects = read_table(record, "aspects").set_index("aspect")
    assert aspects.loc["screen", ["target", "opinion", "polarity"]].tolist() == ["屏幕", "好", 0.8]
    assert aspects.loc["battery", "opinion"] == "\N{REPLACEMENT CHARACTER}久"
    rows = read_table(record, "comparisons")[["winner", "loser", "aspect"]]
    assert rows.to_numpy().tolist() == [["甲牌", "乙牌", "screen"], ["乙牌", "", "battery"]]
    tag(record, "m2", aspects=[], comparisons=[], interests=[])
    assert read_table(record, "aspects").empty
    assert read_table(record, "comparisons").empty
    assert kept(record, "interest") == []
