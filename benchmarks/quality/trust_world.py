"""A small world of posts with planted tricks, of our own wording, to measure trust on.

Honest authors write at human hours, some a lot; among their posts stand default reviews, sales
talk, paid posts, shops' own words, copies with and without edits, days of bursts, clockwork
accounts, surges of new names and ratings that say the opposite of the words.
"""

import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd

START = datetime(2026, 5, 1, tzinfo=UTC)
DAYS = 60
SOURCES = ("shop", "forum", "feed")
BRAND = "曜桐"
HALF = 0.5
COPIES = frozenset({"copy", "near_copy", "template"})
SALES = frozenset({"contact", "promotion", "incentive"})
STARS = {"good": (4, 5), "bad": (1, 2)}

WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))

Row = dict[str, Any]


class World:
    """Posts and what is planted in them: `wanted` codes, and codes that are `fair` beside them."""

    def __init__(self, seed: int = 3) -> None:
        self.rng = Random(seed)
        self.rows: list[Row] = []
        self._authors = count()

    def frame(self) -> pd.DataFrame:
        """Return the posts, in no order."""
        self.rng.shuffle(self.rows)
        return pd.DataFrame(self.rows)

    def author(self) -> str:
        """Return a new author's key."""
        return f"a{next(self._authors):05d}"

    def said(self, mood: str = "") -> str:
        """Return an ordinary text; mood good, bad or by chance."""
        rng, words = self.rng, WORDS
        opening = [rng.choice(words[each]) for each in ("whens", "persons", "hows")]
        clauses = ["".join(opening)] if rng.random() < HALF else opening[rng.randrange(3) :]
        clauses += [rng.choice(words["scenes"]), rng.choice(words["ends"])][: rng.randrange(3)]
        for thing in rng.sample(words["things"], rng.randint(2, 4)):
            mark = words[mood or rng.choice(["good", "good", "bad"])]
            clauses.append(thing + rng.choice(words["adverbs"]) + rng.choice(mark))
        rng.shuffle(clauses)
        return "，".join(clauses)

    def awake(self) -> datetime:
        """Return a moment at which people in China write."""
        hour = self.rng.choices(range(24), weights=[1] * 16 + [0] * 7 + [1])[0]
        second = self.rng.randrange(3600)
        return START + timedelta(self.rng.randrange(DAYS), second, hours=hour)

    def post(self, author: str, text: str, at: datetime, *wanted: str, **more: Any) -> Row:
        """Add a post and return it."""
        row = {
            "post_key": f"p{len(self.rows):06d}",
            "author_key": author,
            "source": self.rng.choice(SOURCES),
            "text": text,
            "published_at": at,
            "rating": None,
            "brand": None,
            "wanted": frozenset(wanted),
            "fair": frozenset(),
        } | more
        self.rows.append(row)
        return row


def make(seed: int = 3, *, honest: int = 4000) -> pd.DataFrame:
    """Return a world's posts with `wanted` and `fair`, sets of codes."""
    world = World(seed)
    _people(world, honest)
    for plant in (
        _texts,
        _copies,
        _templates,
        _bursts,
        _clockwork,
        _sleepless,
        _seconds,
        _surges,
        _ratings,
    ):
        plant(world)
    return world.frame()


def _people(world: World, posts: int) -> None:
    rng = world.rng
    while len(world.rows) < posts:
        author, source = world.author(), rng.choice(SOURCES)
        for _ in range(max(1, int(rng.lognormvariate(0.8, 1)))):
            mood = rng.choice(["good", "good", "bad"])
            stars = rng.choice(STARS[mood]) if source == "shop" else None
            brand = BRAND if rng.random() < 0.3 else None
            more = {"source": source, "rating": stars, "brand": brand}
            world.post(author, world.said(mood), world.awake(), **more)
    for _ in range(3):  # who writes for a living: a lot every day, never like clockwork
        author = world.author()
        for _ in range(DAYS * 6):
            world.post(author, world.said(), world.awake(), source="feed")


def _texts(world: World) -> None:
    for code, lines in WORDS["tricks"].items():
        for _ in range(60):
            thing, number = world.rng.choice(WORDS["things"]), world.rng.randint(2, 9)
            text = world.rng.choice(lines).replace("{t}", thing).replace("{n}", str(number))
            world.post(world.author(), text, world.awake(), code, fair=COPIES | SALES)


def _copies(world: World) -> None:
    rng = world.rng
    firsts = rng.sample([row for row in world.rows if not row["wanted"]], 180)
    for place, first in enumerate(firsts):
        at = first["published_at"] + timedelta(hours=rng.randint(3, 90))
        if place < 70:
            world.post(world.author(), first["text"], at, "copy")
        elif place < 140:
            world.post(world.author(), _edited(rng, first["text"]), at, "near_copy")
        else:
            world.post(first["author_key"], first["text"], at, "own_copy", source=first["source"])


def _templates(world: World) -> None:
    for _ in range(4):
        line = world.said("good")
        for _ in range(12):
            thing, number = world.rng.choice(WORDS["things"]), world.rng.randint(2, 99)
            text = f"{number}天了，{line}，{thing}推荐"
            world.post(world.author(), text, world.awake(), "template", fair=COPIES)


def _edited(rng: Random, text: str) -> str:
    signs = list(text)
    for place in rng.sample(range(len(signs)), max(1, len(signs) // 12)):
        signs[place] = rng.choice(["的", "了", "", "，", signs[place] * 2])
    return "".join(signs)


def _series(world: World, steps: Sequence[float], *codes: str, **more: Any) -> None:
    author, at = world.author(), world.awake()
    for step in steps:
        at += timedelta(seconds=step)
        world.post(author, world.said(), at, *codes, source="feed", **more)


def _bursts(world: World) -> None:
    for size in (10, 12, 15, 18, 20, 25, 10, 14, 16, 30):
        steps = [world.rng.expovariate(1 / 900) + 31 for _ in range(size)]
        _series(world, steps, "burst", fair=frozenset({"sleepless"}))


def _clockwork(world: World) -> None:
    for every in (1800, 2700, 3600, 4300, 5400, 7200):
        day = [every * world.rng.uniform(0.99, 1.01) for _ in range(43200 // every)]
        night = [86400.0 - sum(day)]
        fair = frozenset({"burst", "sleepless", "same_second"})
        _series(world, [*day, *night] * 4, "even_intervals", fair=fair)


def _sleepless(world: World) -> None:
    for _ in range(6):
        steps = [world.rng.uniform(900, 9000) for _ in range(48)]
        _series(world, steps, "sleepless", fair=frozenset({"burst"}))


def _seconds(world: World) -> None:
    for second in (0, 7, 13, 30, 41):
        author = world.author()
        for _ in range(24):
            at = world.awake().replace(second=second)
            world.post(author, world.said(), at, "same_second", source="feed")


def _surges(world: World) -> None:
    for day in (11, 30, 47):
        for _ in range(18):
            at = START + timedelta(day, world.rng.randrange(0, 50_000))
            world.post(world.author(), world.said("good"), at, "surge", source="feed", brand=BRAND)


def _ratings(world: World) -> None:
    for place in range(120):
        mood, other = ("good", "bad") if place % 2 else ("bad", "good")
        more = {"source": "shop", "rating": world.rng.choice(STARS[other])}
        world.post(world.author(), world.said(mood), world.awake(), "rating_disagrees", **more)
