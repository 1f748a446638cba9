"""Which versions stand on which tags, and what a changed one makes old."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tags import PRICE, add, tag, versions, waiting

from flows.steps.tagging import shares
from flows.store.frames import read_table
from flows.store.lineage import Versions, outdated, stages_for
from flows.store.record import Record
from flows.store.tag_rows import KINDS
from nlp.pipeline import Pipeline
from nlp.stage import Batch, Stage, digest


def stage(name: str, requires: tuple[str, ...], *assigns: str, version: str = "1") -> Stage:
    def function(batch: Batch) -> Batch:
        return pd.DataFrame(dict.fromkeys(assigns, ""), index=batch.index, dtype="str")

    return Stage(name, requires, dict.fromkeys(assigns, "str"), version, function)


def pipeline(**edited: str) -> Pipeline:
    """Topics and brands come from words; sentiment from words too, emotion from nothing else."""
    stages = (
        stage("words", ("text",), "words"),
        stage("mood", ("words",), "sentiment", "polarity", "confidence"),
        stage("feelings", ("text",), "emotion", "emotion_confidence"),
        stage("topics", ("words",), "topics"),
        stage("brands", ("words",), "brands"),
    )
    changed = (
        Stage(s.name, s.requires, s.assigns, edited.get(s.name, s.version), s.function)
        for s in stages
    )
    return Pipeline(frozenset({"text"}), tuple(changed))


FROM = {
    "words": {"sentiment", "topic", "brand"},
    "mood": {"sentiment", "topic", "brand"},  # both carry its polarity
    "feelings": {"emotion"},
    "topics": {"topic"},
    "brands": {"brand"},
}


@given(st.sets(st.sampled_from(sorted(FROM))))
def test_a_changed_stage_makes_those_kinds_new_that_come_from_it(edited: set[str]) -> None:
    before, after = Versions.of(pipeline()), Versions.of(pipeline(**dict.fromkeys(edited, "2")))
    assert after.changed_from(before) == set().union(*(FROM[name] for name in edited))
    assert set(after.reasons(before)) == edited
    assert (after.version == before.version) == (not edited)


@given(st.sets(st.sampled_from(["sentiment", "topic", "brand", "emotion"])))
def test_the_stages_for_some_kinds_give_all_that_they_need_and_run_by_themselves(
    kinds: set[str],
) -> None:
    whole = pipeline()
    some = Pipeline(whole.given, stages_for(whole, kinds))
    tagged = some(pd.DataFrame({"text": ["a"]}))
    assert {name for kind in kinds for name in KINDS[kind].columns} <= set(tagged.columns)
    assert [s.name for s in some.stages] == [s.name for s in whole.stages if s in some.stages]
    assert ("emotion" in tagged) == ("emotion" in kinds)


def test_only_changed_kinds_are_written_again(record: Record) -> None:
    add(record, 1, 2, 3)
    tag(record)
    before = read_table(record, "post_tags")
    newer = versions(topic="edited")
    assert waiting(record, newer) == 3
    tag(record, newer, topics=[PRICE | {"label": "质量"}], sentiment="negative")
    after = read_table(record, "post_tags")
    assert set(after.query("kind == 'topic'")["label"]) == {"质量"}
    others = [frame[frame["kind"] != "topic"].reset_index(drop=True) for frame in (before, after)]
    pd.testing.assert_frame_equal(*others)
    assert waiting(record, newer) == 0


def test_a_kind_that_is_given_no_more_leaves_no_rows(record: Record) -> None:
    add(record, 1)
    tag(record, emotion="anger", emotion_confidence=0.9)
    tag(record, versions())
    assert "emotion" not in set(read_table(record, "post_tags")["kind"])
    assert waiting(record, versions()) == 0


def test_every_tag_tells_what_it_was_made_of(record: Record) -> None:
    add(record, 1)
    tag(record, versions(topic="t1"))
    tag(record, versions(topic="t2"))
    known = read_table(record, "tag_versions")
    found = read_table(record, "post_tags").merge(known, on=["kind", "model"])
    made = {
        kind: json.loads(one) for kind, one in zip(found["kind"], found["made_of"], strict=True)
    }
    assert made == {"lang": {"lang": "m1"}, "sentiment": {"sentiment": "m1"}} | {
        "topic": {"topic": "t2"}, "brand": {"brand": "m1"},
    }  # fmt: skip


def test_what_was_never_noted_is_tagged_as_a_whole(record: Record) -> None:
    add(record, 1)
    tag(record)
    with record.begin() as connection:
        connection.exec_driver_sql("DELETE FROM tag_versions")
    (one,) = outdated(record, versions("m2"))
    assert (one.kinds, one.posts, one.why) == (
        set(KINDS), 1, "by what they were tagged was never noted",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"code": "1", "brands": "1"}, {"code": "1", "brands": "2"}, "edited (brands)"),
        ({"code": "1", "brands": "1"}, {"code": "2", "brands": "1"}, "the program is another"),
        ({"code": "1", "a": "1"}, {"code": "2", "a": "2"}, "another and word lists or models"),
    ],
)
def test_why_tags_are_old_is_said_in_words(
    record: Record, before: dict[str, str], after: dict[str, str], said: str
) -> None:
    add(record, 1)
    kinds = versions().made_of
    tag(record, Versions(dict.fromkeys(kinds, before)))
    (one,) = outdated(record, Versions(dict.fromkeys(kinds, after)))
    assert said in one.why


def cut_by(*names: str, brands: str = "1") -> Versions:
    """Versions of a tagger whose texts are cut with `names` in the dictionary."""
    cut = {"words": digest(*sorted(names))}
    made = {"sentiment": cut, "topic": cut, "lang": {}, "brand": cut | {"brands": brands}}
    return Versions(made, frozenset(names))


def test_a_new_name_moves_brands_and_of_other_kinds_only_posts_that_have_it(
    record: Record,
) -> None:
    add(record, 1, text="云雀很好")
    tag(record, cut_by("松果"))
    (one,) = outdated(record, cut_by("松果", "云雀", brands="2"))
    assert (one.kinds, one.cut) == ({"brand"}, {"sentiment", "topic"})
    assert one.names == {"云雀"}
    posts = pd.DataFrame({"text": ["云雀很好", "雲雀很好", "松果很好"]})
    having, lacking = (list(share.of([posts])) for share in shares(one))
    assert having[0]["text"].tolist() == ["云雀很好", "雲雀很好"]
    assert lacking[0]["text"].tolist() == ["松果很好"]
    assert [share.kinds for share in shares(one)] == [
        {"brand", "sentiment", "topic"}, {"brand"},
    ]  # fmt: skip


def test_where_more_than_names_changes_how_texts_are_cut_all_posts_move(record: Record) -> None:
    add(record, 1)
    tag(record, cut_by("松果"))
    other = Versions(cut_by("云雀").made_of, frozenset({"松果"}))
    (one,) = outdated(record, other)
    assert (one.kinds, one.cut) == ({"brand", "sentiment", "topic"}, set())
