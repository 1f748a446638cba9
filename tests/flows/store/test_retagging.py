"""What a retagging would move is told before, and is what then moves; on both stores."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from tags import NOW, add

from flows.settings import Settings
from flows.steps.retagging import Preview, preview
from flows.steps.tagging import part, tag_again, tag_all
from flows.store import tables
from flows.store.corrected import Correction
from flows.store.corrections import correct
from flows.store.frames import read_table
from flows.store.lineage import Versions, keep_versions, outdated
from flows.store.record import Record
from flows.store.tagging import save_tags, untagged
from nlp.pipeline import Pipeline
from nlp.stage import Stage

Change = Counter[tuple[str, str]]
MOODS = {"好": "positive", "坏": "negative"}


def stage(name: str, version: str, column: str, kind: str, said: Callable[[str], Any]) -> Stage:
    def function(batch: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame({column: batch["text"].map(said).astype(kind)})

    return Stage(name, ("text",), {column: kind}, version, function)


def tagger(*words: str, good: str = "好", broken: str = "\0") -> Pipeline:
    """A tagger that finds `words` as topics, and takes texts with `good` for positive."""

    def found(text: str) -> list[dict[str, Any]]:
        if broken in text:
            raise RuntimeError(text)
        places = [(word, text.find(word)) for word in words if word in text]
        return [{"label": w, "score": 1.0, "start": n, "end": n + len(w)} for w, n in places]

    def mood(text: str) -> str:
        return "positive" if good in text else "negative" if "坏" in text else "neutral"

    stages = (
        stage("moods", good, "sentiment", "str", mood),
        stage("poles", good, "polarity", "float64", lambda text: float(good in text)),
        stage("doubt", "", "confidence", "float64", lambda _: 0.5),
        stage("topics", " ".join(words), "topics", "object", found),
    )
    return Pipeline(frozenset({"text"}), stages)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, executor="inline")


def fill(record: Record) -> None:
    for number in range(40):
        place, mood = "店面"[number % 2], "好坏平"[number % 3]
        add(record, number, text=f"{place}{mood}价{number}")


def tag_first(record: Record, pipeline: Pipeline) -> None:
    versions = Versions.of(pipeline)
    keep_versions(record, versions, now=NOW)
    for batch in map(part(pipeline, versions.made_of), untagged(record, batch=7)):
        save_tags(record, batch, versions=versions, tagged_at=NOW)


def everything(record: Record) -> dict[str, list[Any]]:
    with record.read() as connection:
        return {
            table.name: connection.execute(sa.select(table).order_by(*table.primary_key)).all()
            for table in tables.metadata.sorted_tables
        }


def retag(record: Record, settings: Settings, pipeline: Pipeline) -> int:
    old = outdated(record, Versions.of(pipeline))
    return tag_again(record, settings, pipeline, old, now=NOW)


def changes(before: pd.DataFrame, after: pd.DataFrame) -> tuple[Change, Change, Change]:
    keys = ["post_key", "kind", "label", "target", "start"]
    both = before.merge(after, on=keys, how="outer", indicator=True, suffixes=("", "_new"))
    moved = both[both["_merge"] == "both"]
    moved = moved[(moved["end"] != moved["end_new"]) | (moved["polarity"] != moved["polarity_new"])]
    gone, come = (both[both["_merge"] == side] for side in ("left_only", "right_only"))
    return tuple(Counter(zip(f["kind"], f["label"], strict=True)) for f in (come, gone, moved))  # type: ignore[return-value]


def told(found: Preview) -> tuple[Change, ...]:
    return tuple(
        Counter({(row["kind"], row["label"]): row[name] for row in found.moves if row[name]})
        for name in ("added", "removed", "changed")
    )


@pytest.mark.parametrize(
    "newer",
    [tagger("店", "价"), tagger("店", good="店"), tagger("价", "面", good="平"), tagger("店")],
    ids=["a topic more", "other moods", "both", "nothing"],
)
def test_a_preview_of_all_writes_nothing_and_is_what_then_happens(
    record: Record, settings: Settings, newer: Pipeline
) -> None:
    fill(record)
    tag_first(record, tagger("店"))
    for key in read_table(record, "posts")["post_key"][:9]:
        correct(record, Correction(key, "sentiment", label="negative"), now=NOW)
    before, tags = everything(record), read_table(record, "post_tags")
    found = preview(record, settings, newer, sample=None)
    assert everything(record) == before
    assert found.posts == found.looked_at == retag(record, settings, newer)
    after = read_table(record, "post_tags")
    assert told(found) == changes(tags, after)
    assert {row["figure"]: row["after"] for row in (*found.shares, *found.counts)} == figures_of(
        after
    )
    assert preview(record, settings, newer, sample=None).posts == 0


def figures_of(tags: pd.DataFrame) -> dict[str, float]:
    moods = tags[tags["kind"] == "sentiment"]["label"].value_counts(normalize=True)
    topics = tags[tags["kind"] == "topic"].groupby("label")["post_key"].nunique()
    shares = {f"share {name}": round(moods.get(name, 0), 4) for name in ("positive", "neutral")}
    shares |= {"share negative": round(moods.get("negative", 0), 4), "share undecided": 0.0}
    held = {label: int(topics.get(label, 0)) for label in {*topics.index, "店"}}
    return shares | {f"topic {label}": count for label, count in held.items()}


def test_a_sample_says_how_many_it_looked_at_and_comes_near(
    record: Record, settings: Settings
) -> None:
    fill(record)
    tag_first(record, tagger("店"))
    found = preview(record, settings, tagger("店", "价"), sample=10)
    assert (found.posts, found.looked_at) == (40, 10)
    (move,) = found.moves
    assert move == {"kind": "topic", "label": "价", "added": 40, "removed": 0, "changed": 0}


def test_rows_of_other_kinds_stay_as_they_are(record: Record, settings: Settings) -> None:
    fill(record)
    tag_first(record, tagger("店"))
    before = [row for row in everything(record)["post_tags"] if row.kind != "topic"]
    newer = tagger("价")
    kinds = {kind for one in outdated(record, Versions.of(newer)) for kind in one.kinds}
    assert kinds == {"topic"}
    retag(record, settings, newer)
    assert [row for row in everything(record)["post_tags"] if row.kind != "topic"] == before


def test_new_and_edited_posts_are_left_to_the_flow(record: Record, settings: Settings) -> None:
    fill(record)
    tag_first(record, tagger("店"))
    add(record, 1, text="店里坏了")
    add(record, 99, text="店")
    assert preview(record, settings, tagger("价"), sample=None).posts == 39


def test_a_run_that_breaks_off_goes_on_where_it_stopped(record: Record, settings: Settings) -> None:
    fill(record)
    tag_first(record, tagger("店"))
    small = settings.model_copy(update={"tag": settings.tag.model_copy(update={"batch": 6})})
    with pytest.raises(RuntimeError):
        retag(record, small, tagger("价", broken="价17"))
    newer = Versions.of(tagger("价"))
    left = outdated(record, newer)[0].posts
    assert 0 < left < 40
    assert left % 6 == 40 % 6
    assert retag(record, small, tagger("价")) == left
    assert retag(record, small, tagger("价")) == 0
    topics = read_table(record, "post_tags").query("kind == 'topic'")
    assert set(topics["label"]) == {"价"}
    assert len(topics) == 40
    assert set(topics["model"]) == {newer.models["topic"]}


def test_each_batch_is_tagged_by_the_stages_that_its_kinds_need(settings: Settings) -> None:
    batches: Iterator[pd.DataFrame] = iter([pd.DataFrame({"text": ["店好"]})])
    (tagged,) = tag_all(batches, settings, tagger("店"), frozenset({"sentiment"}))
    assert "topics" not in tagged
    assert tagged["sentiment"].tolist() == ["positive"]
