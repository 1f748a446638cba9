"""What the chapter on comparisons says, each from a few posts made for it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flows.report.sections.comparisons import read_comparisons

AS_OF = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
NOW = AS_OF - timedelta(days=1)
Make = Callable[[], Any]
Read = Callable[[Any], Any]


@pytest.fixture
def read(tell: Callable[..., Any]) -> Callable[[Any], Any]:
    """Return the chapter."""
    return lambda world: tell(world, read_comparisons, lambda found: found.quotes)


def held(world: Any, *results: tuple[str, ...], **given: Any) -> Any:
    n = len(world["posts"])
    text = f"{n}: 云雀和松果我都买过。"
    post = world.say(text, "neutral", at=given.pop("at", NOW), **given)
    for result in results:
        world.compare(post, *result)
    return post


def test_a_post_counts_once_for_a_brand_that_won_and_once_for_one_that_lost(
    make_marts: Make, read: Read
) -> None:
    world = make_marts()
    for _ in range(3):
        held(world, ("云雀", "松果", "price"), ("云雀", "松果", "sound"))
    held(world, ("云雀", "松果", "price"), ("松果", "云雀", "sound"))
    held(world, ("松果", "云雀"), at=AS_OF - timedelta(days=12))
    held(world, ("松果", "云雀"), deleted_at=AS_OF)
    lark, cone = read(world).contenders
    assert (lark.brand, lark.won.value, lark.lost.value) == ("云雀", 4, 1)
    assert (cone.brand, cone.won.value, cone.lost.value) == ("松果", 1, 4)
    assert (lark.share.value, cone.share.value) == pytest.approx((0.8, 0.2))
    assert [(name, posts.value) for name, posts in lark.won_in] == [("price", 4), ("sound", 3)]
    assert [(name, posts.value) for name, posts in lark.lost_in] == [("sound", 1)]


def test_of_few_comparisons_no_share_is_told(make_marts: Make, read: Read) -> None:
    world = make_marts()
    for _ in range(4):
        held(world, ("云雀", "松果"))
    lark, cone = read(world).contenders
    assert (lark.won.value, lark.share, cone.share) == (4, None, None)


def test_what_a_post_is_about_wins_and_loses_but_is_no_brand(make_marts: Make, read: Read) -> None:
    world = make_marts()
    held(world, ("", "松果", "price"))
    (brand,) = read(world).contenders
    assert (brand.brand, brand.lost.value) == ("松果", 1)


def test_results_of_most_posts_come_first_each_with_a_post_that_says_so(
    make_marts: Make, read: Read
) -> None:
    world = make_marts()
    post = held(world, ("松果", "云雀", "price"))
    others = [held(world, ("云雀", "松果", "price")) for _ in range(2)]
    duels = read(world).duels
    assert [(it.winner, it.loser, it.aspect, it.posts.value) for it in duels] == [
        ("云雀", "松果", "price", 2),
        ("松果", "云雀", "price", 1),
    ]
    quoted = [quote.text for it in duels for quote in it.quotes]
    assert quoted[0] in {other["text"] for other in others}
    assert quoted[1] == post["text"]


def test_the_page_names_what_posts_are_about_and_says_how_many_results_there_are(
    make_marts: Make, page_of: Callable[[Any], str]
) -> None:
    world = make_marts()
    held(world, ("", "松果", "price"), *(("云雀", "松果", f"side {n}") for n in range(15)))
    page = page_of(world)
    assert ">what the post is about</th>" in page
    assert "The first 15 of 16 results." in page
