"""What the chapter on aspects says, each from a few posts made for it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flows.report import wording
from flows.report.quotes import SHORT
from flows.report.sections.aspects import read_aspects
from flows.report.sections.brand_aspects import read_brand_aspects, warmth

AS_OF = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
NOW = AS_OF - timedelta(days=1)
BEFORE = AS_OF - timedelta(days=12)
Make = Callable[[], Any]
Read = Callable[[Any], Any]


@pytest.fixture
def read(tell: Callable[..., Any]) -> Callable[[Any], dict[str, Any]]:
    """Return the aspects by label."""

    def aspects(world: Any) -> dict[str, Any]:
        found = tell(world, read_aspects, lambda found: [q for it in found for q in it.quotes])
        return {aspect.label: aspect for aspect in found}

    return aspects


def judged(world: Any, aspect: str, opinion: str, polarity: float, **given: Any) -> Any:
    n = len(world["posts"])
    post = world.say(f"第{n}次说：{opinion}。", "neutral", at=given.pop("at", NOW), **given)
    world.find(post, aspect, opinion, polarity)
    return post


def test_a_post_counts_once_an_aspect_by_the_mean_of_what_it_says(
    make_marts: Make, read: Read
) -> None:
    world = make_marts()
    post = judged(world, "battery", "很耐用", 0.9)
    world.find(post, "battery", "第0次", -0.7)
    world.find(post, "price", "说", -0.9)
    battery = read(world)["battery"]
    assert (battery.posts.value, battery.polarity.value) == (1, pytest.approx(0.1))
    assert [side.share.value for side in battery.sides.values()] == [0, 0]


def test_shares_are_of_all_who_judge_and_what_leans_nowhere_is_in_neither(
    make_marts: Make, read: Read
) -> None:
    world = make_marts()
    for polarity in (0.9, 0.2, 0.1, -0.1, -0.2):
        judged(world, "price", "这价", polarity)
    judged(world, "price", "早先", 0.9, at=BEFORE)
    judged(world, "price", "删了", -0.9, deleted_at=AS_OF)
    price = read(world)["price"]
    assert (price.posts.value, price.before.value) == (5, 1)
    assert {name: side.share.value for name, side in price.sides.items()} == pytest.approx(
        {"for": 0.4, "against": 0.2}
    )
    assert (price.polarity.value, price.polarity_before.value) == pytest.approx((0.18, 0.9))


def test_posts_that_only_speak_of_an_aspect_count_nowhere(make_marts: Make, read: Read) -> None:
    world = make_marts()
    for polarity in (0.9, 0.1, -0.1):
        judged(world, "price", "", polarity)
    price = read(world)["price"]
    assert (price.posts.value, price.polarity.value) == (1, pytest.approx(0.9))


def test_the_words_of_most_posts_come_first_and_the_quote_has_one_of_them(
    make_marts: Make, read: Read
) -> None:
    world = make_marts()
    for opinion, polarity in (("贵", -0.9), ("Too dear", -0.5), ("too dear", -0.5), ("值", 0.9)):
        judged(world, "price", opinion, polarity)
    for _ in range(3):
        judged(world, "price", "死贵死贵", -0.5, at=BEFORE)
    sides = read(world)["price"].sides
    told = [(word, posts.value) for word, posts in sides["against"].words]
    assert told == [("too dear", 2), ("贵", 1)]
    assert "oo dear" in sides["against"].quote.text
    assert [(word, posts.value) for word, posts in sides["for"].words] == [("值", 1)]


def test_nobody_is_quoted_who_is_not_trusted_and_no_quote_is_long(
    make_marts: Make, read: Read
) -> None:
    world = make_marts()
    paid = judged(world, "price", "绝对值", 0.9)
    world.judge(paid, ("paid", 0.9, "广告"))
    judged(world, "service", "客服" + "很有耐心" * 60, 0.9)
    found = read(world)
    assert found["price"].quotes == ()
    assert found["price"].sides["for"].words[0][1].value == 1
    (quote,) = found["service"].quotes
    assert (len(quote.text), quote.cut) == (SHORT, True)


def test_no_more_than_twelve_aspects_are_told_those_of_most_posts_first(
    make_marts: Make, read: Read
) -> None:
    world = make_marts()
    for n in range(13):
        for _ in range(2 - (n == 5)):
            judged(world, f"side_{n:02}", "好", 0.9)
    assert list(read(world)) == [f"side_{n:02}" for n in range(13) if n != 5]


@pytest.fixture
def table(tell: Callable[..., Any]) -> Read:
    """Return the table of brands."""
    return lambda world: tell(world, read_brand_aspects)


def test_a_brand_is_judged_by_the_posts_that_name_it_alone(make_marts: Make, table: Read) -> None:
    world = make_marts()
    for n in range(7):
        post = judged(world, "price", "云雀的价", 0.5)
        world.tag(post, "brand", "云雀", target="X3")
        world.tag(post, "brand", "云雀", target="Air")
        if n > 4:
            world.tag(post, "brand", "松果")
    ((label, (cell,)),) = table(world).rows
    assert (label, cell.posts.value, cell.polarity.value) == ("price", 5, pytest.approx(0.5))


def test_small_numbers_have_no_polarity_and_alone_make_no_row(
    make_marts: Make, table: Read
) -> None:
    world = make_marts()
    for brand, aspect, posts in (
        ("云雀", "价", 5),
        ("松果", "质", 5),
        ("松果", "价", 4),
        ("云雀", "味", 4),
    ):
        for _ in range(posts):
            world.tag(judged(world, aspect, "好", 0.9), "brand", brand)
    found = table(world)
    cells = {
        (label, brand): cell
        for label, row in found.rows
        for brand, cell in zip(found.brands, row, strict=True)
    }
    assert set(cells) == {(label, brand) for label in "价质" for brand in ("云雀", "松果")}
    assert (cells["价", "松果"].posts.value, cells["价", "松果"].polarity) == (4, None)
    assert cells["价", "云雀"].polarity.value == pytest.approx(0.9)
    assert cells["质", "云雀"] is None


@pytest.mark.parametrize(
    ("polarity", "name"),
    [
        (0.5, "very positive"),
        (0.49, "rather positive"),
        (0.19, "lukewarm"),
        (-0.19, "lukewarm"),
        (-0.2, "rather negative"),
        (-0.9, "very negative"),
    ],
)
def test_a_cell_is_as_warm_as_its_polarity(polarity: float, name: str) -> None:
    assert warmth(polarity) == name


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("after_sales", "After sales"),
        ("food/taste", "Food: taste"),
        ("reason/price", "Price"),
        ("worry/price_rise", "Worry: price rise"),
        ("降噪", "降噪"),
        ("wish", "Wishes"),
    ],
)
def test_labels_are_written_for_people(label: str, text: str) -> None:
    assert wording.label(label) == text
