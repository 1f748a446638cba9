"""A person's word in the record: it survives tagging, and the model's comes back."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from tags import NOW, PRICE, add, tag, tags_for, versions

from collectors.base import Page, Withdrawn
from flows.store import tables
from flows.store.collected import save_page
from flows.store.corrected import Correction
from flows.store.corrections import correct, take_back
from flows.store.errors import CannotCorrect
from flows.store.frames import mentions, read_table, voices
from flows.store.record import Record
from flows.store.tagging import save_tags, untagged

NEGATIVE = {"sentiment": "negative", "polarity": -0.8}


def key(record: Record, number: int = 1) -> str:
    posts = read_table(record, "posts").set_index("id")
    return str(posts.loc[str(number), "post_key"])


def tags(record: Record, table: str = "post_tags") -> list[list[Any]]:
    frame = read_table(record, table).astype(object)
    return frame.where(frame.notna(), None).to_numpy().tolist()  # type: ignore[no-any-return]


def standing(record: Record, kind: str, number: int = 1) -> list[tuple[str, str]]:
    frame = read_table(record, "post_tags")
    chosen = frame[(frame["kind"] == kind) & (frame["post_key"] == key(record, number))]
    return [(label, model[:7]) for label, model in chosen[["label", "model"]].to_numpy()]


def say(record: Record, **given: Any) -> bool:
    said = Correction(key(record), **({"kind": "sentiment", "by": "ann"} | given))
    return correct(record, said, now=NOW)


def test_a_correction_holds_through_other_versions_and_back_comes_the_models_word(
    record: Record,
) -> None:
    add(record, 1, 2)
    tag(record)
    assert say(record, label="negative")
    assert standing(record, "sentiment") == [("negative", "person:")]
    newer = versions("m2")
    tag(record, newer, polarity=0.9)
    assert standing(record, "sentiment") == [("negative", "person:")]
    assert len(standing(record, "sentiment", 2)) == 1
    (ended,) = take_back(record, key(record), "sentiment", now=NOW)
    assert ended.label == "negative"
    frame = read_table(record, "post_tags").query("kind == 'sentiment'")
    assert set(frame["polarity"]) == {0.9}
    assert set(frame["model"]) == {newer.models["sentiment"]}
    assert tags(record, "overruled_tags") == []


def test_to_correct_and_take_back_leaves_every_tag_as_it_was(record: Record) -> None:
    add(record, 1, 2)
    tag(record, topics=[PRICE, PRICE | {"start": 1, "end": 2}])
    before = tags(record)
    say(record, label="negative")
    say(record, kind="topic", was="价格", label="质量")
    say(record, kind="brand", was="某牌")
    say(record, kind="topic", label="物流", start=0, end=1)
    assert [label for label, _ in standing(record, "topic")] == ["物流", "质量", "质量"]
    assert standing(record, "brand") == []
    for kind in ("topic", "brand", "sentiment"):
        assert take_back(record, key(record), kind, now=NOW)
    assert tags(record) == before
    assert len(tags(record, "corrections")) == 4


def test_what_the_model_said_is_kept_where_it_can_be_seen(record: Record) -> None:
    add(record, 1)
    tag(record)
    before = {tuple(row[1:5]): row for row in tags(record)}
    say(record, label="negative")
    (row,) = tags(record, "overruled_tags")
    assert row == before["sentiment", "positive", "", -1]


def test_figures_follow_a_correction(record: Record) -> None:
    add(record, 1)
    tag(record)
    say(record, label="undecided")
    say(record, kind="topic", was="价格", label="质量")
    assert mentions(record)["term"].tolist() == ["质量"]
    assert voices(record)["judged"].tolist() == [0]


def test_the_last_word_on_a_tag_counts_and_the_same_twice_is_no_news(record: Record) -> None:
    add(record, 1)
    tag(record)
    assert say(record, label="negative")
    assert not say(record, label="negative")
    assert say(record, label="neutral", by="bert")
    assert standing(record, "sentiment") == [("neutral", "person:")]
    ended = read_table(record, "corrections").set_index("label")["withdrawn_at"]
    assert ended.notna().to_dict() == {"negative": True, "neutral": False}


def test_a_correction_of_a_correction_speaks_of_the_models_tag(record: Record) -> None:
    add(record, 1)
    tag(record)
    say(record, kind="topic", was="价格", label="质量")
    say(record, kind="topic", was="质量", label="物流")
    assert standing(record, "topic") == [("物流", "person:")]
    take_back(record, key(record), "topic", label="物流", now=NOW)
    assert [label for label, _ in standing(record, "topic")] == ["价格"]


def test_an_edited_post_is_the_models_again_and_an_unchanged_one_the_persons(
    record: Record,
) -> None:
    add(record, 1)
    tag(record)
    say(record, label="negative")
    add(record, 1, likes=9)
    tag(record)
    assert standing(record, "sentiment") == [("negative", "person:")]
    add(record, 1, text="价格变了")
    tag(record)
    assert standing(record, "sentiment")[0][0] == "positive"


def test_what_is_erased_takes_its_corrections_along(record: Record) -> None:
    add(record, 1, 2)
    tag(record)
    say(record, label="negative", note="原文是秘密")
    gone = (Withdrawn("event", id="1", erase=True),)
    save_page(record, Page((), withdrawn=gone), source="shop", seen_at=NOW)
    for table in ("corrections", "overruled_tags"):
        assert tags(record, table) == []
    with pytest.raises(CannotCorrect, match="withdrawn"):
        say(record, label="negative")


def test_personal_numbers_in_a_note_are_masked(record: Record) -> None:
    add(record, 1)
    tag(record)
    say(record, label="negative", note="call 13800138000")
    assert read_table(record, "corrections")["note"].tolist() == ["call [phone]"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"kind": "mood", "label": "x"}, "kind 'mood' cannot be corrected; aspect, brand"),
        ({"label": "negativ"}, "is positive, neutral, negative, undecided; not 'negativ'"),
        ({"kind": "lang", "label": "Chinese"}, "two or three small letters"),
        ({"kind": "topic"}, "name the label"),
        ({"kind": "topic", "was": "物流", "label": "x"}, "no topic '物流'; it has 价格"),
        ({"kind": "sentence", "label": "negative"}, "by start which sentence"),
        ({"kind": "topic", "label": "x", "start": 9, "end": 10}, "outside of the text, 0 to 2"),
        ({"kind": "topic", "label": "x", "start": 1}, "begins at 1; say where the evidence ends"),
        ({"post_key": "none", "label": "negative"}, "no such post"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_cannot_be_is_refused_in_words_and_changes_nothing(
    record: Record, given: dict[str, Any], reason: str
) -> None:
    add(record, 1)
    tag(record)
    before = tags(record)
    said = Correction(key(record), "sentiment")
    with pytest.raises(CannotCorrect, match=reason):
        correct(record, replace(said, **given), now=NOW)
    assert (tags(record), tags(record, "corrections")) == (before, [])


def test_a_corrected_sentence_keeps_its_place_when_the_model_cuts_others(record: Record) -> None:
    said = {"start": 0, "end": 1, "kind": "wish"} | NEGATIVE | {"confidence": 0.9}
    add(record, 1)
    tag(record, sentences=[said, said | {"start": 1, "end": 2}])
    say(record, kind="sentence", start=0, label="positive")
    wished = read_table(record, "post_tags").query("kind == 'sentence'")
    assert wished[["label", "target", "start", "end"]].to_numpy().tolist() == [
        ["negative", "wish", 1, 2], ["positive", "wish", 0, 1],
    ]  # fmt: skip
    tag(record, versions("m2", "sentences"), sentences=[said | {"start": 1, "end": 2}])
    kept = read_table(record, "post_tags").query("kind == 'sentence' and start == 0")
    assert kept[["label", "end"]].to_numpy().tolist() == [["positive", 1]]


def test_a_correction_waits_for_a_post_that_has_no_tags_yet(record: Record) -> None:
    add(record, 1)
    say(record, label="negative")
    tag(record, **NEGATIVE)
    assert standing(record, "sentiment") == [("negative", "person:")]
    assert [row[6] for row in tags(record, "overruled_tags")] == [-0.8]


def test_a_post_that_is_erased_while_it_is_tagged_gets_no_tags(record: Record) -> None:
    add(record, 1, 2)
    (batch,) = untagged(record)
    gone = (Withdrawn("event", id="1", erase=True),)
    save_page(record, Page((), withdrawn=gone), source="shop", seen_at=NOW)
    save_tags(record, tags_for(batch), versions=versions(), tagged_at=NOW)
    assert set(read_table(record, "post_tags")["post_key"]) == {key(record, 2)}


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)  # SQLite has one writer at a time
def test_tagging_leaves_out_what_somebody_else_is_changing(record: Record) -> None:
    add(record, 1, 2)
    (batch,) = untagged(record)
    with record.begin() as connection:
        post = tables.posts.c
        connection.execute(
            sa.update(tables.posts).where(post.post_key == key(record)).values(likes=1)
        )
        save_tags(record, tags_for(batch), versions=versions(), tagged_at=NOW)
    assert set(read_table(record, "tagged")["post_key"]) == {key(record, 2)}
    assert len(pd.concat(untagged(record))) == 1
