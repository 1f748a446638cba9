from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from tags import NOW, PRICE, add, tag, tags_for, versions, waiting

from collectors.base import Page, Withdrawn
from flows.store import tagging
from flows.store.collected import save_page
from flows.store.errors import FrameMismatch
from flows.store.frames import mentions, read_table, voices
from flows.store.record import Record
from flows.store.tagging import save_tags, untagged

PARTS = [
    {"start": 0, "end": 4, "sentiment": "positive", "polarity": 0.8, "confidence": 0.9},
    {"start": 4, "end": 9, "sentiment": "undecided", "polarity": 0.01, "confidence": 0.35},
]
SENTENCES = [PARTS[0] | {"kind": "statement"}, PARTS[1] | {"kind": "question"}]
MORE = {"emotion": "anger", "emotion_confidence": 0.7, "sarcasm": 1.0, "sentences": SENTENCES}


def test_every_post_is_handed_out_once_while_tags_are_saved(record: Record) -> None:
    add(record, *range(7))
    seen = []
    for batch in untagged(record, batch=3):
        seen.append(batch)
        save_tags(record, tags_for(batch), versions=versions(), tagged_at=NOW)
    assert [len(batch) for batch in seen] == [3, 3, 1]
    assert pd.concat(seen)["post_key"].is_unique
    assert list(seen[0].columns) == ["post_key", "content_hash", "text", "declared_lang"]
    assert waiting(record) == 0


def test_long_texts_come_in_smaller_batches(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tagging, "CHARACTERS", 10)
    for number, length in enumerate([4, 6, 1, 30, 0, 4, 7, 10, 1, 1]):
        add(record, number, text="价" * length)
    batches = [batch["text"].map(len).tolist() for batch in untagged(record)]
    lengths = sorted(length for batch in batches for length in batch)
    assert lengths == sorted([4, 6, 1, 30, 0, 4, 7, 10, 1, 1])
    assert all(sum(batch) <= 10 or len([n for n in batch if n]) == 1 for batch in batches)
    assert all(sum(one) + other[0] > 10 for one, other in pairwise(batches))


def test_an_edited_post_and_a_new_model_are_tagged_again(record: Record) -> None:
    add(record, 1, 2)
    tag(record)
    add(record, 1, text="服务")
    assert (waiting(record), waiting(record, versions("m2"))) == (1, 2)


def test_more_likes_are_no_reason_to_tag_again(record: Record) -> None:
    add(record, 1, likes=1)
    tag(record)
    add(record, 1, likes=2)
    assert waiting(record) == 0


def test_a_post_edited_while_it_is_tagged_waits_again(record: Record) -> None:
    add(record, 1)
    (batch,) = untagged(record)
    add(record, 1, text="服务")
    save_tags(record, tags_for(batch), versions=versions(), tagged_at=NOW)
    assert waiting(record) == 1


def test_tags_become_rows_of_their_kind(record: Record) -> None:
    add(record, 1)
    assert tag(record) == 4
    rows = read_table(record, "post_tags").drop(columns=["post_key", "target", "model"])
    assert {row[0]: row[1:] for row in rows.astype(object).to_numpy().tolist()} == {
        "brand": ["某牌", 3, 5, 0.5, 1.0],
        "lang": ["zh", -1, -1, pytest.approx(float("nan"), nan_ok=True), 1.0],
        "sentiment": ["positive", -1, -1, 0.5, 0.75],
        "topic": ["价格", 0, 2, 0.5, 0.9],
    }


def rows_of(record: Record, *kinds: str) -> list[list[Any]]:
    frame = read_table(record, "post_tags").drop(columns=["post_key", "model"])
    held = frame[frame["kind"].isin(kinds)].astype(object)
    return held.where(held.notna(), None).to_numpy().tolist()  # type: ignore[no-any-return]


def test_emotion_and_sentences_become_rows_where_the_tagger_gives_them(
    record: Record,
) -> None:
    add(record, 1)
    tag(record, **MORE)
    assert rows_of(record, "emotion", "sarcasm", "sentence") == [
        ["emotion", "anger", "", -1, -1, None, 0.7],
        ["sentence", "positive", "statement", 0, 4, 0.8, 0.9],
        ["sentence", "undecided", "question", 4, 9, None, 0.35],
    ]


@pytest.mark.parametrize(("emotion", "confidence"), [("none", 0.9), ("anger", 0.39)])
def test_no_sure_emotion_and_a_single_sentence_that_says_the_same_leave_no_rows(
    record: Record, emotion: str, confidence: float
) -> None:
    add(record, 1)
    quiet = {"emotion": emotion, "emotion_confidence": confidence}
    assert tag(record, **quiet, sentences=SENTENCES[:1]) == 4


@pytest.mark.parametrize("other", [{"kind": "wish"}, {"sentiment": "neutral"}], ids=repr)
def test_a_single_sentence_that_says_more_than_its_post_is_kept(
    record: Record, other: dict[str, str]
) -> None:
    add(record, 1)
    tag(record, sentences=[SENTENCES[0] | other])
    ((kind, label, target, *_),) = rows_of(record, "sentence")
    assert {"kind": target, "sentiment": label}.items() >= other.items()
    assert kind == "sentence"


def test_sarcasm_is_never_kept(record: Record) -> None:
    add(record, 1)
    tag(record, **MORE)
    assert rows_of(record, "sarcasm") == []


def test_tagging_again_doubles_nothing_and_takes_away_what_is_no_more(record: Record) -> None:
    add(record, 1, 2)
    tag(record, **MORE)
    before = read_table(record, "post_tags")
    tag(record, versions("m2", *MORE), **MORE)
    after = read_table(record, "post_tags")
    pd.testing.assert_frame_equal(before.drop(columns="model"), after.drop(columns="model"))
    assert (before["model"] != after["model"]).all()
    tag(record, versions("m3"))
    assert set(read_table(record, "post_tags")["kind"]) == {"lang", "sentiment", "topic", "brand"}


def test_what_is_erased_leaves_no_tags_of_any_kind(record: Record) -> None:
    add(record, 1, 2)
    tag(record, **MORE)
    gone = (Withdrawn("event", id="1", erase=True),)
    save_page(record, Page((), withdrawn=gone), source="shop", seen_at=NOW)
    kept = read_table(record, "post_tags")
    assert kept.groupby("post_key").size().tolist() == [7]


def test_what_is_undecided_weighs_nothing_in_any_mean(record: Record) -> None:
    add(record, 1)
    tag(record, polarity=1.0)
    add(record, 2)
    tag(record, sentiment="undecided", polarity=-0.2)
    add(record, 3, author_id="b")
    tag(record, sentiment="undecided", polarity=-0.2)
    told = read_table(record, "post_tags")
    assert set(told.loc[told["label"] == "undecided", "polarity"].isna()) == {True}
    frame = voices(record).set_index("posts")
    assert frame.loc[2, ["judged", "mean_polarity"]].tolist() == [1, 1.0]
    assert frame.loc[1, "judged"] == 0
    assert pd.isna(frame.loc[1, "mean_polarity"])
    assert sorted(mentions(record)["polarity"].fillna(9)) == [1.0, 9, 9]


def test_new_tags_replace_the_old_ones(record: Record) -> None:
    add(record, 1, 2)
    tag(record)
    newer = versions("m2")
    tag(record, newer, topics=[], brands=[], sentiment="negative")
    rows = read_table(record, "post_tags")
    assert sorted(rows["label"]) == ["negative", "negative", "zh", "zh"]
    assert set(rows["model"]) == {newer.models["lang"], newer.models["sentiment"]}
    assert set(read_table(record, "tagged")["model"]) == {newer.version}


def test_a_frame_without_tags_is_refused(record: Record) -> None:
    add(record, 1)
    (batch,) = untagged(record)
    with pytest.raises(FrameMismatch, match="lacks brands, confidence"):
        save_tags(record, batch, versions=versions(), tagged_at=NOW)


def test_mentions_count_a_post_once_however_often_it_names_a_topic(record: Record) -> None:
    add(record, 1)
    tag(record, topics=[PRICE, {**PRICE, "start": 5, "end": 7}])
    assert len(mentions(record)) == 1
    assert mentions(record, ("topic", "brand"))["term"].tolist() == ["某牌", "价格"]


def test_withdrawn_and_undated_posts_are_no_mentions(record: Record) -> None:
    add(record, 1, deleted_at=NOW)
    add(record, 2, published_at=None)
    add(record, 3, author_id=None)
    tag(record)
    frame = mentions(record)
    assert (len(frame), frame["author_key"].isna().all()) == (1, True)
    assert str(frame["published_at"].dtype) == "datetime64[us, UTC]"


def test_voices_sum_up_what_each_author_says(record: Record) -> None:
    add(record, 1, 2)
    tag(record, polarity=1.0)
    add(record, 3)
    add(record, 4, author_id="b")
    tag(record, polarity=-0.5)
    add(record, 5, author_id="c")
    frame = voices(record).set_index("posts").sort_index()
    assert frame.loc[3, "mean_polarity"] == 0.5
    assert sorted(frame["mean_polarity"].fillna(9).tolist()) == [-0.5, 0.5, 9]
    assert set(frame["last_post_at"]) == {NOW}


def test_an_empty_record_gives_empty_frames_of_the_right_kind(record: Record) -> None:
    for frame, times in ((mentions(record), "published_at"), (voices(record), "last_post_at")):
        assert frame.empty
        assert str(frame[times].dtype) == "datetime64[us, UTC]"
