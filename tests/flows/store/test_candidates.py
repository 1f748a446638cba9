"""Candidates of topics: which posts go in, what is kept, what a decision holds."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from tags import NOW, PRICE, add, tag, tags_for, versions

from collectors.base import Page, Withdrawn
from collectors.post import post_key
from flows.store import tables
from flows.store.candidates import candidate, decide, found_before, keep_found, listed
from flows.store.collected import save_page
from flows.store.errors import UnknownCandidate
from flows.store.frames import read_table
from flows.store.record import Record
from flows.store.tagging import save_tags, untagged
from flows.store.uncovered import Asked, carried, others, uncovered
from nlp.discovery.clusters import Discovered
from nlp.discovery.promotion import accept, reject

DAY = timedelta(days=1)
ASKED = Asked(NOW - 30 * DAY, NOW + DAY)


def key(number: int) -> str:
    return post_key("shop", str(number))


def cluster(name: str, numbers: list[int]) -> dict[str, Any]:
    told = {"id": name, "name": f"{name} words", "words": [name, "words"], "n": len(numbers)}
    typical = [key(number) for number in numbers[:3]]
    return told | {"share": 0.5, "cohesion": 0.25, "typical": typical}


def found(**clusters: list[int]) -> Discovered:
    """Return clusters by id, with the numbers of their posts; `none` are outliers."""
    rows = [cluster(name, numbers) for name, numbers in clusters.items() if name != "none"]
    members = [
        {"post_key": key(number), "cluster": None if name == "none" else name, "score": 0.75}
        for name, numbers in clusters.items()
        for number in numbers
    ]
    columns = list(cluster("", []))
    return Discovered(pd.DataFrame(rows, columns=columns), pd.DataFrame(members))


def keep(record: Record, day: int = 0, **clusters: list[int]) -> int:
    return keep_found(record, found(**clusters), as_of=NOW + day * DAY, version="v1")


def rows(record: Record, name: str) -> dict[str, dict[str, Any]]:
    frame = read_table(record, name)
    return {str(row[frame.columns[0]]): row for row in frame.to_dict("records")}


def posts_in(record: Record, asked: Asked = ASKED) -> list[str]:
    frame, count = uncovered(record, ["价格"], asked)
    assert count >= len(frame)
    return frame["post_key"].tolist()


def test_posts_with_a_label_and_posts_not_tagged_as_they_are_stay_out(record: Record) -> None:
    add(record, 1, text="有标签")
    tag(record)
    add(record, 2, 3, text="没有标签")
    tag(record, topics=[])
    add(record, 4, text="别的标签")
    tag(record, topics=[{**PRICE, "label": "news/sport"}])
    add(record, 3, text="改过了")
    add(record, 5, text="还没看")
    assert sorted(posts_in(record)) == sorted([key(2), key(4)])


def test_the_newest_of_the_days_and_sources_asked_for_are_taken(record: Record) -> None:
    for number, days in ((1, 40), (2, 3), (3, 2), (4, 1)):
        add(record, number, published_at=NOW - days * DAY)
    add(record, 5, published_at=None, published_precision=None)  # counts from when it was seen
    tag(record, topics=[])
    assert posts_in(record) == [key(number) for number in (5, 4, 3, 2)]
    frame, count = uncovered(record, ["价格"], Asked(NOW - 30 * DAY, NOW, (), 2))
    assert (frame["post_key"].tolist(), count) == ([key(4), key(3)], 3)
    assert posts_in(record, Asked(NOW - 30 * DAY, NOW, ("forum",))) == []


def test_a_candidate_is_noted_once_and_its_figures_follow(record: Record) -> None:
    add(record, 1, 2, 3, 4)
    assert keep(record, ice=[1, 2, 3], none=[4]) == 1
    assert keep(record, day=1, ice=[1, 2], none=[3, 4]) == 0
    (row,) = listed(record)
    assert (row["candidate"], row["status"], row["posts"]) == ("ice", "candidate", 2)
    assert (row["first_seen_at"], row["last_seen_at"]) == (NOW, NOW + DAY)
    assert [told["post_key"] for told in row["typical"]] == [key(1), key(2)]
    told = {name: row["candidate"] for name, row in rows(record, "candidate_posts").items()}
    assert {name for name, one in told.items() if one == "ice"} == {key(1), key(2)}
    assert set(told) == {key(number) for number in (1, 2, 3, 4)}


def test_what_a_run_did_not_look_at_stays_for_the_next(record: Record) -> None:
    add(record, 1, 2, 3, 4)
    keep(record, ice=[1, 2])
    keep(record, day=1, train=[3, 4])
    keep(record, day=1, none=[2])
    before = found_before(record, [key(1), key(2), key(3), "new"])
    assert sorted(before.clusters["id"]) == ["ice", "train"]
    told = before.members.set_index("post_key")["cluster"]
    assert told.dropna().to_dict() == {key(1): "ice", key(3): "train"}
    assert told.index[told.isna()].tolist() == [key(2)]
    assert [row["candidate"] for row in listed(record)] == ["train"]
    assert {row["candidate"] for row in listed(record, every=True)} == {"ice", "train"}


def test_a_decision_and_the_words_it_was_made_on_stay(record: Record) -> None:
    add(record, 1, 2, 3)
    keep(record, ice=[1, 2, 3])
    decide(record, reject(candidate(record, "ice"), by="lin", at=NOW))
    later = found(ice=[1, 2])
    later.clusters["words"] = [["other"]]
    assert keep_found(record, later, as_of=NOW + DAY, version="v2") == 0
    assert listed(record) == []
    (row,) = listed(record, every=True)
    assert (row["status"], row["by"], row["words"]) == ("rejected", "lin", ["ice", "words"])
    assert (row["posts"], row["last_seen_at"]) == (2, NOW + DAY)


def test_a_candidate_is_found_by_the_beginning_of_its_id(record: Record) -> None:
    add(record, 1, text="第一")
    add(record, 2, text="第二")
    keep(record, abcd1=[1], abcd2=[2])
    assert candidate(record, "abcd1").samples == ("第一",)
    assert candidate(record, "abcd2").words == ("abcd2", "words")
    for wrong in ("abcd", "zzzz", "", "abcd_"):
        with pytest.raises(UnknownCandidate, match="topics candidates"):
            candidate(record, wrong)


def test_withdrawn_posts_are_no_samples_and_erased_ones_are_forgotten(record: Record) -> None:
    add(record, 1, text="第一")
    add(record, 2, text="第二")
    add(record, 3, text="第三")
    keep(record, ice=[1, 2, 3])
    gone = (Withdrawn("404", id="1"), Withdrawn("event", id="2", erase=True))
    save_page(record, Page((), withdrawn=gone), source="shop", seen_at=datetime.now(UTC))
    assert candidate(record, "ice").samples == ("第三",)
    assert set(rows(record, "candidate_posts")) == {key(1), key(3)}
    keep(record, day=1, ice=[1, 2, 3])  # that run read them before they went
    assert set(rows(record, "candidate_posts")) == {key(3)}


def test_withdrawn_posts_leave_candidates_that_a_run_does_not_find(record: Record) -> None:
    add(record, 1, 2, 3)
    keep(record, ice=[1, 2])
    save_page(
        record, Page((), withdrawn=(Withdrawn("404", id="1"),)), source="shop", seen_at=NOW + DAY
    )
    keep(record, day=1, train=[3])
    assert set(rows(record, "candidate_posts")) == {key(2), key(3)}
    typical = {row["candidate"]: row["typical"] for row in listed(record, every=True)}
    assert [told["post_key"] for told in typical["ice"]] == [key(2)]


def test_how_far_a_label_covers_a_candidate_is_counted(record: Record) -> None:
    add(record, 1, 2, 3, text="雪糕")
    keep(record, ice=[1, 2])
    decide(record, accept(candidate(record, "ice"), "food/ice", by="", at=NOW))
    tag(record, topics=[])
    assert carried(record, "ice", "food/ice") == (2, 0, 0)
    assert others(record, "ice", ASKED) == ["雪糕"]
    _tag_again(record, numbers=[1, 3])
    assert carried(record, "ice", "food/ice") == (2, 1, 1)


def _tag_again(record: Record, *, numbers: list[int]) -> None:
    with record.begin() as connection:
        connection.execute(sa.delete(tables.tagged))
    (batch,) = untagged(record)
    some = batch[batch["post_key"].isin([key(number) for number in numbers])]
    tagged = tags_for(some, topics=[{**PRICE, "label": "food/ice"}])
    save_tags(record, tagged, versions=versions(), tagged_at=NOW)
