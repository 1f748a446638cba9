"""What is said of the trust in posts of a record, and what a person may say against it."""

import sqlite3
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import tags

from collectors.base import Page, Withdrawn
from collectors.post import post_key
from flows.settings import Settings, TrustSettings
from flows.steps.judging import judge
from flows.steps.trending import count_trends
from flows.store import tables
from flows.store.audits import NOTHING, Verdict, keep_verdict
from flows.store.collected import save_page
from flows.store.corrected import Correction
from flows.store.corrections import correct, take_back
from flows.store.errors import CannotCorrect
from flows.store.frames import interests, mentions, read_table, voices
from flows.store.record import Record
from flows.store.trust import sources_held, trust_counts

LONG = "露营椅坐了两天，靠背够高，收起来比想的小，就是右边的螺丝松过一次。"
NEAR = LONG.replace("右边", "左边")
OUTDOORS = {"label": "outdoors/gear", "stance": "likes", "score": 0.6, "start": 0, "end": 2}
PROMOTION = {"code": "promotion", "start": 0, "end": 2, "weight": 0.7}


def add(record: Record, number: int, text: str, *found: dict[str, Any], **given: Any) -> None:
    """Store a post of an author of its own, an hour after the one before, and tag it."""
    said = {"author_id": f"a{number}", "published_at": tags.NOW + timedelta(hours=number)}
    tags.add(record, number, text=text, **(said | given))
    tags.tag(record, trust={"score": 0, "reasons": list(found)}, interests=[OUTDOORS])


def run(record: Record, **given: Any) -> int:
    return judge(record, Settings(home=Path(), trust=TrustSettings(**given)))


def say(record: Record, number: int, **given: str) -> bool:
    said = Correction(post_key("shop", str(number)), "trust", **given)
    return correct(record, said, now=tags.NOW)


def reasons(record: Record) -> dict[str, list[tuple[str, float]]]:
    """Return the codes and weights of each post that has any, by its id."""
    signals, posts = tables.trust_signals.c, tables.posts
    chosen = sa.select(posts.c.id, signals.code, signals.weight).join(
        posts, posts.c.post_key == signals.post_key
    )
    found = defaultdict(list)
    with record.read() as connection:
        for number, code, weight in connection.execute(chosen.order_by(posts.c.id, signals.code)):
            found[number].append((code, weight))
    return dict(found)


def judged(record: Record, *names: str) -> dict[str, Any]:
    """Return columns of post_trust by the id of the post."""
    posts, held = tables.posts, tables.post_trust.c
    chosen = sa.select(posts.c.id, *(held[name] for name in names)).join(
        posts, posts.c.post_key == held.post_key
    )
    with record.read() as connection:
        return {number: rest[0] if len(rest) == 1 else tuple(rest)
                for number, *rest in connection.execute(chosen)}  # fmt: skip


def test_words_and_copies_speak_against_a_post_and_the_score_is_their_product(
    record: Record,
) -> None:
    add(record, 1, LONG)
    add(record, 2, LONG, PROMOTION)
    add(record, 3, "今天风很大")
    assert run(record) == 3
    assert reasons(record) == {"2": [("copy", 0.5), ("promotion", 0.7)]}
    assert judged(record, "score", "trusted") == {
        "1": (1, True), "2": (0.15, False), "3": (1, True),
    }  # fmt: skip
    assert {row["name"]: row["posts"] for row in trust_counts(record)} == {
        "trusted": 2, "not trusted": 1, "earned": 3, "user": 3, "copy": 1, "promotion": 1,
    }  # fmt: skip


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_the_same_again_touches_no_row(record: Record) -> None:
    add(record, 1, LONG)
    add(record, 2, LONG, PROMOTION)
    run(record)
    with record.begin() as connection:
        for table in ("trust_signals", "post_trust"):
            refuse = f"BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'touched'); END"
            connection.execute(sa.text(f"CREATE TRIGGER no_{table} {refuse}"))
    assert run(record) == 2
    with pytest.raises(sqlite3.IntegrityError, match="touched"):
        run(record, least=0.1)


def test_what_no_longer_holds_goes(record: Record) -> None:
    add(record, 1, LONG)
    add(record, 2, LONG, PROMOTION)
    run(record)
    gone = (Withdrawn("event", id="1"),)
    save_page(record, Page((), withdrawn=gone), source="shop", seen_at=tags.NOW)
    assert run(record) == 1
    assert reasons(record) == {"2": [("promotion", 0.7)]}
    assert judged(record, "score") == {"2": 0.3}


def test_an_erased_post_leaves_nothing(record: Record) -> None:
    add(record, 1, LONG)
    add(record, 2, LONG)
    run(record)
    gone = (Withdrawn("event", id="2", erase=True),)
    save_page(record, Page((), withdrawn=gone), source="shop", seen_at=tags.NOW)
    assert (reasons(record), list(judged(record, "score"))) == ({}, ["1"])


@pytest.mark.parametrize(("code", "left"), [("near_copy", "promotion"), ("promotion", "near_copy")])
def test_a_reason_that_a_person_takes_away_stays_away_until_that_is_withdrawn(
    record: Record, code: str, left: str
) -> None:
    add(record, 1, LONG)
    add(record, 2, NEAR, PROMOTION)
    run(record)
    assert say(record, 2, was=code)
    for _ in range(2):
        run(record)
        assert [name for name, _ in reasons(record)["2"]] == [left]
        assert not say(record, 2, was=code)
        tags.tag(record, tags.versions("m2", "trust"), trust={"score": 0, "reasons": [PROMOTION]})
    take_back(record, post_key("shop", "2"), "trust", now=tags.NOW)
    run(record)
    assert [name for name, _ in reasons(record)["2"]] == ["near_copy", "promotion"]


def test_a_person_says_of_a_post_whether_it_is_trusted(record: Record) -> None:
    add(record, 1, LONG)
    add(record, 2, LONG, PROMOTION)
    run(record)
    say(record, 1, label="untrusted", by="ann")
    say(record, 2, label="trusted")
    run(record)
    assert reasons(record) == {"1": [("untrusted", 1)]}
    assert judged(record, "score") == {"1": 0, "2": 1}
    say(record, 1, label="trusted")
    run(record)
    assert judged(record, "trusted") == {"1": True, "2": True}


def test_what_a_person_cannot_say_of_trust_is_refused_in_words(record: Record) -> None:
    add(record, 1, LONG)
    run(record)
    with pytest.raises(CannotCorrect, match="trusted or untrusted, or take a reason away; not 'x'"):
        say(record, 1, label="x")
    with pytest.raises(CannotCorrect, match="it has no trust 'copy'; it has none"):
        say(record, 1, was="copy")


def test_a_reason_that_an_audit_found_wrong_does_not_count(record: Record) -> None:
    add(record, 1, LONG, PROMOTION)
    said = Verdict(
        "draw-1", post_key("shop", "1"), 1, "trust", "promotion", "", 0, "m1",
        is_right=False, should_be=NOTHING,
    )  # fmt: skip
    assert keep_verdict(record, said, now=tags.NOW)
    run(record)
    assert judged(record, "score") == {"1": 1}


def test_an_edit_by_the_author_ends_what_a_person_said(record: Record) -> None:
    add(record, 1, LONG)
    say(record, 1, label="untrusted")
    add(record, 1, "今天风很大")
    run(record)
    assert judged(record, "score") == {"1": 1}


def test_origin_follows_the_accounts_and_sources_of_the_settings(record: Record) -> None:
    add(record, 1, LONG)
    add(record, 2, "今天风很大", PROMOTION | {"code": "paid"})
    add(record, 3, "早上去跑步", author_id="daily:news")
    add(record, 4, "晚上吃面", source="site")
    run(
        record, owned_authors=["shop:a1"], media_authors=["shop:daily:news"], owned_sources=["site"]
    )
    assert judged(record, "origin", "producer", "because") == {
        "1": ("owned", "brand", "own account"),
        "2": ("paid", "user", "paid marker"),
        "3": ("earned", "professional", "medium"),
        "4": ("owned", "brand", "own account"),
    }


def test_times_that_are_years_make_no_burst(record: Record) -> None:
    for number in range(9):
        add(
            record, number, f"第{number}次来", author_id="one", published_at=tags.NOW,
            published_precision="year",
        )  # fmt: skip
    add(record, 20, "另一天", author_id="two", published_at=tags.NOW - timedelta(400))
    run(record)
    assert reasons(record) == {}


def test_figures_are_had_with_and_without(record: Record) -> None:
    add(record, 1, LONG)
    add(record, 2, LONG, PROMOTION)
    add(record, 3, "今天风很大")
    before = mentions(record)
    assert before["trusted"].tolist() == [True] * 3
    run(record)
    assert mentions(record)["trusted"].sum() == 2
    for read in (mentions, voices, interests):
        assert (len(read(record)), len(read(record, trusted_only=True))) == (3, 2)
    run(record, least=0.1)
    assert mentions(record)["trusted"].all()


def test_trends_count_trusted_posts_beside_all_or_alone(record: Record) -> None:
    add(record, 1, LONG)
    add(record, 2, LONG, PROMOTION)
    run(record)
    for leave_out, counted in ((False, [2, 1]), (True, [1, 1])):
        settings = Settings(home=Path(), trust=TrustSettings(leave_out=leave_out))
        count_trends(record, settings, as_of=tags.NOW + timedelta(days=1))
        daily = read_table(record, "term_counts").query("granularity == 'day' and kind == 'topic'")
        assert daily[["posts", "trusted_posts"]].to_numpy().tolist() == [counted]


def test_a_record_without_posts_is_judged_too(record: Record) -> None:
    assert run(record) == 0
    assert trust_counts(record) == []


def test_a_source_of_the_settings_that_no_post_is_of_is_told(record: Record) -> None:
    asked = TrustSettings(owned_sources=("shop", "shpo"), media_authors=("dialy:news",))
    assert asked.unmet(sources_held(record)) == ""
    add(record, 1, LONG)
    assert asked.unmet(sources_held(record)) == (
        "[trust] names 'dialy', 'shpo', but posts are of shop alone"
    )
    assert TrustSettings(owned_sources=("shop",)).unmet(sources_held(record)) == ""
