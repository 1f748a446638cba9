import string
from collections import Counter

import pytest

from flows.demo.texts import table
from flows.demo.world import World
from flows.steps.project import shipped
from nlp.interests.taxonomy import read_interests
from segments.stances import DRAWN

FILES = ("aspects_zh", "aspects_en", "frames_zh", "frames_en", "interests", "events", "others")
SLOTS = {"a", "b", "c", "city", "d", "n", "o", "p", "s", "scene", "v"}


def fragments(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in fragments(one)]


def test_there_are_many_fragments() -> None:
    chinese = {text for text in _all() if any("\u4e00" <= sign <= "\u9fff" for sign in text)}
    assert len(chinese) > 700
    assert len(_all()) > 1100


@pytest.mark.parametrize("name", FILES)
def test_templates_use_only_slots_that_are_filled(name: str) -> None:
    for text in fragments(table(name)):
        assert {slot for _, slot, _, _ in string.Formatter().parse(text) if slot} <= SLOTS


def test_every_aspect_has_its_good_bad_and_plain_words_in_both_languages() -> None:
    zh, en = table("aspects_zh"), table("aspects_en")
    assert zh.keys() == en.keys()
    assert all(row.keys() == {"good", "bad", "plain"} for row in [*zh.values(), *en.values()])


def test_what_is_planted_of_interests_are_labels_and_stances_of_the_tagger(world: World) -> None:
    known = {interest.label for interest in read_interests(shipped("interests")).file.interest}
    held = {pair for pairs in world.truths.interests.values() for pair in pairs}
    assert {label for label, _ in held} <= known
    assert {stance for _, stance in held} == {*DRAWN, "mentions"}
    assert {row["interest"] for row in table("interests").values()} <= known


def test_few_texts_repeat_beyond_the_planted_copies(world: World) -> None:
    copied = {copy.post_id for copy in world.truths.copies}
    texts = [post.text for post in world.posts if post.id not in copied]
    assert len(set(texts)) / len(texts) > 0.98
    assert len(copied) / len(world.posts) < 0.05


def test_no_fragment_of_praise_or_blame_makes_up_much_of_the_world(world: World) -> None:
    fixed = [
        text
        for aspect in table("aspects_zh").values()
        for text in (*aspect["good"], *aspect["bad"])
        if "{" not in text
    ]
    uses = Counter(text for post in world.posts for text in fixed if text in post.text)
    assert uses.most_common(1)[0][1] / len(world.posts) < 0.03
    assert len(uses) / len(fixed) > 0.95


def test_people_write_with_emotes_hashtags_slips_and_contrast(world: World) -> None:
    texts = [post.text for post in world.posts]
    for mark, least in {"[doge]": 20, "#": 400, "但": 60, "虽然": 20, "滴时候": 1, "😡": 5}.items():
        assert sum(mark in text for text in texts) >= least, mark


def test_all_channels_hold_all_three_sentiments(world: World) -> None:
    pairs = Counter((post.channel, post.said.sentiment) for post in world.posts)
    assert len(pairs) == 9
    assert min(pairs.values()) > 60


def test_stars_go_with_the_sentiment(world: World) -> None:
    rated = [post for post in world.posts if post.rating is not None]
    assert {post.channel for post in rated} == {"shop"}
    good = {post.rating for post in rated if post.said.sentiment == "positive"}
    bad = {post.rating for post in rated if post.said.sentiment == "negative"}
    assert min(good) > max(bad)


def _all() -> set[str]:
    return {text for name in FILES for text in fragments(table(name)) if len(text) > 2}
