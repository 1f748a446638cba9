"""Draws for an audit, and the verdicts on them."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tags import NOW, PRICE, add, tag

from collectors.base import Page, Withdrawn
from flows.store.audits import Verdict, draw, draw_of, keep_verdict
from flows.store.collected import save_page
from flows.store.corrected import Correction
from flows.store.corrections import correct
from flows.store.errors import CannotCorrect
from flows.store.frames import read_table
from flows.store.marts import publish
from flows.store.record import Record

DAY = date(2026, 5, 13)
ASPECT = {"aspect": "价格", "start": 0, "end": 2, "target": "", "opinion": "高", "polarity": -1.0}


@pytest.fixture
def marts(tmp_path: Path) -> str:
    return str(tmp_path / "marts")


def drawn(record: Record, marts: str, count: int, **given: Any) -> list[dict[str, Any]]:
    publish(record, marts, published_at=NOW)
    return draw(marts, count=count, **{"day": DAY, **given})


def verdict(row: dict[str, Any], **given: Any) -> Verdict:
    named = ("drawn", "post_key", "version", "kind", "label", "target", "start", "model")
    return Verdict(**{name: row[name] for name in named}, **({"is_right": False} | given))


def test_every_kind_gives_as_many_and_the_same_day_the_same(record: Record, marts: str) -> None:
    add(record, *range(30))
    tag(record, aspects=[ASPECT])
    rows = drawn(record, marts, 20)
    kinds = [row["kind"] for row in rows]
    assert {kind: kinds.count(kind) for kind in kinds} == dict.fromkeys(
        ("aspect", "brand", "lang", "sentiment", "topic"), 4
    )
    assert rows == drawn(record, marts, 20)
    assert rows != drawn(record, marts, 20, day=DAY + timedelta(days=1))
    assert {row["kind"] for row in drawn(record, marts, 9, kinds=("topic",))} == {"topic"}


def test_a_sheet_shows_the_text_and_where_the_evidence_stands(record: Record, marts: str) -> None:
    add(record, 1, text="价格真高")
    tag(record)
    (row,) = drawn(record, marts, 5, kinds=("topic",))
    assert (row["text"], row["evidence"], row["label"]) == ("价格真高", "价格", "价格")
    assert (row["right"], row["drawn"]) == ("", draw_of(DAY))


def test_corrected_mistakes_are_drawn_all_the_same_and_persons_words_are_not(
    record: Record, marts: str
) -> None:
    add(record, *range(6))
    tag(record)
    for key in read_table(record, "posts")["post_key"]:
        correct(record, Correction(key, "sentiment", label="negative"), now=NOW)
    rows = drawn(record, marts, 100, kinds=("sentiment",))
    assert [row["label"] for row in rows] == ["positive"] * 6


def test_withdrawn_posts_are_not_drawn(record: Record, marts: str) -> None:
    add(record, 1, 2)
    tag(record)
    save_page(record, Page((), withdrawn=(Withdrawn("404", id="1"),)), source="shop", seen_at=NOW)
    assert len({row["post_key"] for row in drawn(record, marts, 100)}) == 1


def test_a_verdict_is_kept_once_and_corrects(record: Record, marts: str) -> None:
    add(record, 1)
    tag(record, topics=[PRICE])
    (row,) = drawn(record, marts, 5, kinds=("topic",))
    said = verdict(row, should_be="质量", by="ann")
    assert keep_verdict(record, said, now=NOW)
    assert not keep_verdict(record, said, now=NOW + timedelta(days=1))
    (kept,) = read_table(record, "audits").to_dict("records")
    assert (kept["is_right"], kept["should_be"], kept["judged_at"]) == (False, "质量", NOW)
    (tagged,) = read_table(record, "post_tags").query("kind == 'topic'").to_dict("records")
    assert (tagged["label"], tagged["start"], tagged["end"]) == ("质量", 0, 2)
    assert tagged["model"] == "person:ann"


def test_what_should_not_be_is_taken_away(record: Record, marts: str) -> None:
    add(record, 1, text="价格，某牌")
    tag(record)
    (row,) = drawn(record, marts, 5, kinds=("brand",))
    assert keep_verdict(record, verdict(row, should_be="-"), now=NOW)
    assert "brand" not in set(read_table(record, "post_tags")["kind"])


@pytest.mark.parametrize(
    ("should_be", "aspect", "polarity"),
    [("质量", "质量", -1.0), ("positive", "价格", 1.0), ("质量 neutral", "质量", 0.0)],
)
def test_a_verdict_on_an_aspect_corrects_it_and_the_models_word_is_drawn_as_before(
    record: Record, marts: str, should_be: str, aspect: str, polarity: float
) -> None:
    add(record, 1)
    tag(record, aspects=[ASPECT])
    (row,) = drawn(record, marts, 5, kinds=("aspect",))
    assert keep_verdict(record, verdict(row, should_be=should_be), now=NOW)
    (held,) = read_table(record, "aspects").to_dict("records")
    assert (held["aspect"], held["polarity"]) == (aspect, polarity)
    again = drawn(record, marts, 5, kinds=("aspect",))
    named = ("kind", "label", "target", "polarity", "start", "model")
    assert [[each[name] for name in named] for each in again] == [[row[name] for name in named]]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"version": 2}, "has changed since the draw"),
        ({"post_key": "none"}, "no such post"),
        ({"kind": "mood"}, "no kind of tag 'mood'"),
        ({"is_right": True, "should_be": "x"}, "marked right, and yet"),
        ({"should_be": "negativ"}, "not 'negativ'"),
    ],
    ids=lambda value: str(value)[:25],
)
def test_a_verdict_that_cannot_be_leaves_nothing(
    record: Record, marts: str, given: dict[str, Any], reason: str
) -> None:
    add(record, 1)
    tag(record)
    (row,) = drawn(record, marts, 5, kinds=("sentiment",))
    with pytest.raises(CannotCorrect, match=reason):
        keep_verdict(record, replace(verdict(row), **given), now=NOW)
    assert read_table(record, "audits").empty
    assert read_table(record, "corrections").empty


def test_what_is_erased_leaves_no_verdicts(record: Record, marts: str) -> None:
    add(record, 1)
    tag(record)
    for row in drawn(record, marts, 9):
        keep_verdict(record, verdict(row), now=NOW)
    gone = (Withdrawn("event", id="1", erase=True),)
    save_page(record, Page((), withdrawn=gone), source="shop", seen_at=NOW)
    assert read_table(record, "audits").empty
