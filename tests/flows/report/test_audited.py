"""Measured precision: its interval, its window, and how the page says it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.report.figures import Ledger
from flows.report.sections.audited import Audited, read_audited, wilson

AS_OF = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("right", "judged", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (81, 263, 0.2553, 0.3662), (0, 0, 0.0, 1.0)],
)
def test_the_interval_is_wilsons(right: int, judged: int, low: float, high: float) -> None:
    """Figures for 10 cases by hand; 81 of 263 from Newcombe, Statistics in Medicine 17 (1998)."""
    assert wilson(right, judged) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_narrows_with_more_cases(case: tuple[int, int]) -> None:
    right, judged = case
    low, high = wilson(right, judged)
    assert 0 <= low <= right / judged + 1e-12
    assert right / judged - 1e-12 <= high <= 1
    more = wilson(4 * right, 4 * judged)
    assert more[1] - more[0] < high - low


CHAPTERS = ("aspects", "needs", "comparisons")


def judge(world: Any, kind: str, verdicts: str, days_ago: float = 1) -> None:
    for verdict in verdicts:
        n = len(world["audits"])
        world["audits"].append({
            "drawn": "draw-20261119", "post_key": f"{n:032x}", "kind": kind, "label": "x",
            "target": "", "start": -1, "model": "m", "is_right": verdict == "y", "should_be": "",
            "by": "", "judged_at": AS_OF - timedelta(days=days_ago),
        })  # fmt: skip


def audited(marts: Any) -> dict[str, Audited]:
    found = read_audited(marts, Ledger(), until=AS_OF, window_days=90)
    return {one.kind: one for one in found}


def test_only_verdicts_of_the_window_count(
    make_marts: Callable[[], Any], connect: Callable[[Any], Any]
) -> None:
    world = make_marts()
    judge(world, "topic", "yyn")
    judge(world, "topic", "n", days_ago=91)
    judge(world, "topic", "n", days_ago=-1)
    judge(world, "brand", "y", days_ago=90)
    world.say("好", "positive", at=AS_OF)
    found = audited(connect(world))
    assert (found["topic"].judged.value, found["topic"].precision.value) == (3, 2 / 3)
    assert found["topic"].low < 2 / 3 < found["topic"].high
    assert found["brand"].judged.value == 1
    assert (found["sentiment"].judged.value, found["sentiment"].precision.value) == (0, None)


def test_the_page_says_what_was_measured_and_what_was_not(
    make_world: Callable[[int], Any], page_of: Callable[[Any], str]
) -> None:
    world = make_world(40)
    judge(world, "topic", "yyyyyyyynn")
    page = page_of(world)
    part = page[page.index("Measured on the posts") :]
    assert "49.0\N{NARROW NO-BREAK SPACE}% – 94.3\N{NARROW NO-BREAK SPACE}%" in part
    kinds = {"aspect", "comparison"} | {tag["kind"] for tag in world["post_tags"]}
    assert part.count("not audited yet") == len(kinds) - 1


def test_a_chapter_tells_the_precision_measured_of_its_kind_beside_its_title(
    make_world: Callable[[int], Any], page_of: Callable[[Any], str]
) -> None:
    world = make_world(40)
    judge(world, "aspect", "yyyyyyyynn")
    page = page_of(world)
    titles = {name: page.split(f'id="{name}-title">')[1].split("</h2>")[0] for name in CHAPTERS}
    assert "49.0\N{NARROW NO-BREAK SPACE}% – 94.3\N{NARROW NO-BREAK SPACE}%" in titles["aspects"]
    assert [name for name, title in titles.items() if "precision" in title] == ["aspects"]
