import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.demo.buyers import SHAPES
from flows.demo.market import named_brands
from flows.demo.tricks import trick_accounts
from flows.demo.truths import Trick
from flows.demo.world import END, World, make_world

DIGEST = """
import hashlib
from flows.demo.world import make_world
world = make_world(3, size=300, people=60)
parts = (world.people, world.customers, world.orders, world.declared, world.survey, world.posts)
print(hashlib.sha256(repr(parts).encode()).hexdigest(), end="")
"""


def test_the_same_seed_gives_the_same_world(world: World) -> None:
    assert make_world() == world


def test_another_seed_gives_another_world(world: World) -> None:
    other = make_world(8)
    assert other.posts != world.posts
    assert other.orders != world.orders


def test_a_world_does_not_depend_on_the_process() -> None:
    first, second = (
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("0", "4242")
    )
    assert len(first) == 64
    assert first == second


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    size=st.integers(1, 400),
    days=st.integers(0, 3650),
)
def test_nothing_lies_outside_the_world_s_ninety_days(seed: int, size: int, days: int) -> None:
    end = datetime(2020, 1, 1, 7, 30, tzinfo=UTC) + timedelta(days=days, hours=days % 24)
    world = make_world(seed, end=end, size=size, people=30)
    start = end - timedelta(days=91)
    assert all(start <= post.published_at < end for post in world.posts)
    assert all(edit.at < end for edit in world.truths.edits)
    assert all(deletion.at < end for deletion in world.truths.deletions)
    assert all(order.ordered_at < end for order in world.orders)


def test_posts_come_in_order_and_each_id_once(world: World) -> None:
    times = [post.published_at for post in world.posts]
    assert times == sorted(times)
    assert len({post.id for post in world.posts}) == len(world.posts)


@pytest.mark.parametrize("size", [800, 4000, 9000])
def test_a_world_holds_as_many_posts_as_were_asked_for(size: int) -> None:
    assert len(make_world(size=size).posts) == size


def test_most_posts_are_chinese_many_english_and_some_neither(world: World) -> None:
    share = {lang: n / len(world.posts) for lang, n in Counter(p.lang for p in world.posts).items()}
    assert 0.65 < share["zh"] < 0.82
    assert 0.15 < share["en"] < 0.30
    assert 0.01 < 1 - share["zh"] - share["en"] < 0.08


def test_three_hundred_customers_have_the_patterns_they_were_given(world: World) -> None:
    assert Counter(world.truths.shapes.values()) == SHAPES


def test_champions_buy_often_and_lately_and_lapsed_ones_do_not(world: World) -> None:
    last = {order.customer_id: order.ordered_at for order in world.orders if order.quantity > 0}
    for customer, shape in world.truths.shapes.items():
        if shape == "champion":
            assert END - last[customer] < timedelta(days=30)
        if shape == "lapsed":
            assert END - last[customer] > timedelta(days=380)


def test_what_comes_back_was_bought_before(world: World) -> None:
    bought = {(o.order_id, o.product): o for o in world.orders if o.quantity > 0}
    returns = [order for order in world.orders if order.quantity < 0]
    assert len(returns) > 50
    for back in returns:
        first = bought[back.order_id, back.product]
        assert (first.quantity, first.amount) == (-back.quantity, -back.amount)
        assert first.ordered_at < back.ordered_at


def test_some_consents_have_ended_and_one_account_is_claimed_twice(world: World) -> None:
    claims = Counter(row.acct for row in world.declared)
    assert [acct for acct, n in claims.items() if n > 1] == [world.truths.contested]
    assert 8 < len(world.truths.ended) < 50
    assert not world.truths.ended & set(world.truths.consented)
    assert len(world.truths.consented) > 120


def test_every_kind_of_truth_is_planted(world: World) -> None:
    truths = world.truths
    counts = [truths.bursts, truths.edits, truths.deletions, truths.copies, truths.personal]
    assert [len(some) >= least for some, least in zip(counts, [7, 30, 30, 30, 10], strict=True)]
    assert min(len(truths.sarcasm), len(truths.spam)) >= 50


def test_every_trick_is_planted_by_who_plays_it_and_outside_of_bursts(world: World) -> None:
    told = [post for post in world.posts if post.said.trick]
    counts = Counter(post.said.trick for post in told)
    assert set(counts) == set(get_args(Trick)) - {""}
    assert min(counts.values()) >= 12
    assert not {post.id for post in told} & {one for b in world.truths.bursts for one in b.post_ids}
    for kind, account in trick_accounts().items():
        theirs = [post for post in world.posts if post.author == account.id]
        assert {post.said.trick for post in theirs} == {kind}
    assert {post.published_at.second for post in told if post.said.trick == "bot"} == {0}


def test_marked_and_own_posts_are_no_dishonest_ones(world: World) -> None:
    truths = world.truths
    assert truths.spam < truths.untrusted
    assert not truths.untrusted & (truths.owned | truths.paid)


def test_a_copy_repeats_an_earlier_post_word_for_word(world: World) -> None:
    texts = {post.id: post for post in world.posts}
    for copy in world.truths.copies:
        assert texts[copy.post_id].text == texts[copy.of].text
        assert texts[copy.post_id].published_at >= texts[copy.of].published_at


def test_some_copies_are_one_person_on_two_sites(world: World) -> None:
    posts = {post.id: post for post in world.posts}
    pairs = [(posts[copy.post_id], posts[copy.of]) for copy in world.truths.copies]
    crossed = [a for a, b in pairs if a.author == b.author and a.channel != b.channel]
    assert len(crossed) >= 5


def test_personal_numbers_stand_in_the_posts_that_are_said_to_hold_them(world: World) -> None:
    texts = {post.id: post.text for post in world.posts}
    assert all(row.value in texts[row.post_id] for row in world.truths.personal)


def test_the_brands_of_a_post_are_those_its_words_name(world: World) -> None:
    for post in world.posts:
        titled = post.channel == "forum" and post.parent_id is None
        words = f"{post.title} {post.text}" if titled else post.text
        assert post.said.brands == named_brands(words)


def test_bursts_are_posted_in_their_days(world: World) -> None:
    times = {post.id: post.published_at for post in world.posts}
    for burst in world.truths.bursts:
        assert len(burst.post_ids) > 20
        assert all(burst.starts_at <= times[one] < burst.ends_at for one in burst.post_ids)


def test_posts_change_on_the_last_day_too(world: World) -> None:
    eve = world.end - timedelta(days=1)
    assert any(edit.at > eve for edit in world.truths.edits)
    assert any(deletion.at > eve for deletion in world.truths.deletions)
