"""What the report says of segments and interests."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flows.report.evidence import back, snapshot
from flows.report.figures import Ledger, check_figure
from flows.report.period import Period
from flows.report.sections.interests import read_interests
from flows.report.sections.segments import read_segmentations

AS_OF = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
PERIOD = Period.ending(AS_OF, days=10)
TEA = "food/drinks"
LIKES = {"interest": TEA, "stance": "likes", "weight": 1.2}
LOATHES = {"interest": TEA, "stance": "dislikes", "weight": 0.9}


@pytest.fixture
def world(make_marts: Callable[[], Any]) -> Any:
    """Ann and Bo like tea, Cy cannot stand it, Di says in her profile that she loves it."""
    marts = make_marts()
    for author, stance, polarity in (
        ("ann", "likes", 0.9), ("ann", "likes", 0.5),
        ("bo", "likes", 0.4), ("cy", "dislikes", -0.8),
    ):  # fmt: skip
        post = marts.post("茶", at=AS_OF - timedelta(days=2), author_key=author)
        marts.tag(post, "interest", TEA, target=stance, start=0, end=1, polarity=polarity)
    for author, stance, weight in (
        ("ann", "likes", 1.2), ("bo", "likes", 0.6),
        ("cy", "dislikes", 0.7), ("di", "declares", 0.9),
    ):  # fmt: skip
        marts["author_interests"].append({
            "author_key": author, "interest": TEA, "stance": stance, "weight": weight,
            "share": 1.0, "posts": 0 if stance == "declares" else 1, "half_life_days": 45.0,
            "last_evidence_at": AS_OF, "as_of": AS_OF,
        })  # fmt: skip
    return marts


def test_authors_are_told_apart_by_their_stance(world: Any, connect: Callable[..., Any]) -> None:
    ledger = Ledger()
    marts = connect(world)
    likes, declares, dislikes = read_interests(marts, ledger)
    assert [(each.stance, each.authors.value) for each in (likes, declares, dislikes)] == [
        ("likes", 2), ("declares", 1), ("dislikes", 1),
    ]  # fmt: skip
    assert likes.polarity is not None
    assert dislikes.polarity is not None
    assert likes.polarity.value == pytest.approx(0.6)
    assert dislikes.polarity.value == pytest.approx(-0.8)
    assert declares.polarity is None
    with snapshot(marts) as held:
        for figure, backing in back(held, ledger):
            check_figure(figure, backing.value)
            assert backing.total > 0


def test_a_segment_tells_what_its_members_like_from_what_they_dislike(
    world: Any, connect: Callable[..., Any]
) -> None:
    world["segments"].append({
        "segmentation": "interest", "segment": "all", "position": 1, "why": "Everybody.",
        "rule": "{}", "members": 4, "as_of": AS_OF,
    })  # fmt: skip
    for customer, held in (("1", [LIKES]), ("2", [LIKES]), ("3", [LOATHES]), ("4", None)):
        known = {"as_of": AS_OF, "frequency": 0, "monetary": 0.0, "accounts": 1, "posts": 1}
        interests = None if held is None else json.dumps(held)
        world["profiles"].append({"customer_id": customer, "interests": interests} | known)
        member = {"segmentation": "interest", "customer_id": customer, "segment": "all"}
        world["segment_members"].append(member | {"since": AS_OF})
    marts, ledger = connect(world), Ledger()
    ((segment,),) = (each.segments for each in read_segmentations(marts, PERIOD, ledger))
    found = [(label, stance, figure.value) for label, stance, figure in segment.interests]
    assert found == [(TEA, "likes", 2), (TEA, "dislikes", 1)]
    for figure, backing in back(marts, [figure for *_, figure in segment.interests]):
        check_figure(figure, backing.value)
