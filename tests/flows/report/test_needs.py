"""What the chapter on needs says, each from a few posts made for it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flows.report.sections.needs import read_needs

AS_OF = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
NOW = AS_OF - timedelta(days=1)
Make = Callable[[], Any]
Read = Callable[[Any], Any]


@pytest.fixture
def read(tell: Callable[..., Any]) -> Callable[[Any], dict[str, Any]]:
    """Return the labels by heading."""

    def quotes(found: Any) -> list[Any]:
        return [quote for needs in found.values() for need in needs for quote in need.quotes]

    return lambda world: {
        group.name: needs for group, needs in tell(world, read_needs, quotes).items()
    }


def wanted(world: Any, *tags: tuple[str, str], mood: str = "neutral", **given: Any) -> Any:
    n = len(world["posts"])
    post = world.say(f"第{n}个人说想要。", mood, at=given.pop("at", NOW), **given)
    for kind, label in tags:
        world.tag(post, kind, label, start=0, end=2)
    return post


def test_each_label_stands_in_its_table_and_tables_without_labels_are_left_out(
    make_marts: Make, read: Read
) -> None:
    world = make_marts()
    wanted(world, ("need", "wish"), ("need", "reason/price"), ("need", "worry/price"))
    wanted(world, ("need", "occasion/work"), ("intent", "bought"), ("role", "gift"))
    found = {name: [it.label for it in needs] for name, needs in read(world).items()}
    assert found == {
        "Wishes and complaints": ["wish", "worry/price"],
        "Reasons to buy": ["reason/price"],
        "Occasions": ["occasion/work"],
        "Intents": ["bought"],
        "Roles": ["gift"],
    }


def test_the_journey_is_told_step_by_step_and_the_rest_by_posts(
    make_marts: Make, read: Read
) -> None:
    world = make_marts()
    for step in ("share", "action", "action", "search", "attention"):
        wanted(world, ("intent", f"stage/{step}"), ("intent", "bought"))
    wanted(world, ("intent", "stage/return"), ("intent", "left"))
    found = read(world)
    steps = [it.label.removeprefix("stage/") for it in found["Journey"]]
    assert steps == ["attention", "search", "action", "share", "return"]
    assert [it.label for it in found["Intents"]] == ["bought", "left"]


def test_a_label_has_its_share_of_the_table_and_the_polarity_of_whole_posts(
    make_marts: Make, read: Read
) -> None:
    world = make_marts()
    wanted(world, ("need", "complaint"), ("need", "wish"), mood="negative")
    wanted(world, ("need", "complaint"), ("need", "reason/price"), mood="positive")
    wanted(world, ("need", "complaint"), mood="undecided")
    wanted(world, ("need", "complaint"), at=AS_OF - timedelta(days=12))
    wanted(world, ("need", "complaint"), deleted_at=AS_OF)
    complaint, wish = read(world)["Wishes and complaints"]
    assert (complaint.posts.value, complaint.before.value, wish.posts.value) == (3, 1, 1)
    assert (complaint.share.value, wish.share.value) == (0.75, 0.25)
    assert complaint.polarity.value == pytest.approx((0.7 - 0.65) / 2)


def test_a_tag_that_a_post_carries_twice_counts_once(make_marts: Make, read: Read) -> None:
    world = make_marts()
    world.tag(wanted(world, ("role", "gift")), "role", "gift", start=3, end=5)
    (gift,) = read(world)["Roles"]
    assert (gift.posts.value, gift.share.value) == (1, 1)


def test_quotes_show_the_place_of_the_label_and_only_what_is_trusted(
    make_marts: Make, read: Read
) -> None:
    world = make_marts()
    text = "开头的话不算什么。" * 20 + "要是能防水就好了！"
    world.tag(world.say(text, "neutral", at=NOW), "need", "wish", start=text.index("要是"), end=200)
    world.judge(wanted(world, ("need", "wish")), ("paid", 0.9, "广告"))
    (wish,) = read(world)["Wishes and complaints"]
    (quote,) = wish.quotes
    assert quote.text.endswith("要是能防水就好了！")
    assert wish.posts.value == 2


def test_a_complaint_is_quoted_from_what_does_not_praise(make_marts: Make, read: Read) -> None:
    world = make_marts()
    for text, mood, felt, sure in (
        ("客服很有耐心。", "positive", "positive", 0.9),
        ("样子好看。盒子坏了。", "positive", "negative", 0.8),
        ("等了三天。幸好甜。", "negative", "positive", 0.8),
        ("线一拉就断。", "negative", None, 0.5),
    ):
        post = world.say(text, mood, at=NOW, author_key=text)
        start = text.index("。") + 1 if felt else 0
        if felt:
            world.tag(post, "sentence", felt, target="statement", start=start, end=len(text))
        for kind, label in (("need", "pain_point"), ("need", "wish")):
            world.tag(post, kind, label, start=start, end=len(text), score=sure)
    shown = {it.label: it.quotes[0].text for it in read(world)["Wishes and complaints"]}
    assert shown == {"pain_point": "线一拉就断。", "wish": "客服很有耐心。"}


def test_complaints_are_quoted_twice_and_reasons_once(make_marts: Make, read: Read) -> None:
    world = make_marts()
    for _ in range(3):
        wanted(world, ("need", "complaint"), ("need", "reason/price"))
    found = read(world)
    assert [len(found[name][0].quotes) for name in ("Wishes and complaints", "Reasons to buy")] == [
        2,
        1,
    ]
