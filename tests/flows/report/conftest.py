import contextlib
import copy
import functools
import hashlib
import json
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from flows.report import evidence
from flows.report.build import build_report
from flows.report.figures import Ledger, check_figure
from flows.report.period import Period
from flows.report.quotes import check_quote
from flows.store import tables
from flows.store.marts import open_marts
from flows.store.marts.manifest import Folder, Manifest, Mart
from flows.store.marts.parquet import arrow_schema
from nlp.trust.signals import LEAST
from segments.trends.bursts import hotspots
from segments.trends.counts import term_counts
from segments.trends.stories import stories
from segments.trends.voice import share_of_voice

AS_OF = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
DAYS = 14
MODEL = "fast-1.0"
SAY = {
    "positive": [
        "{t}真让人放心，{b}这次做得很用心。",
        "用了两周，{b}的{t}比想象中好，会推荐给同事。",
        "Happy with the {t} from {b}. Would buy again!",
        "{b} {t} 好评👍，细节到位。买之前还犹豫，现在不后悔。",
    ],
    "neutral": [
        "{b}的{t}中规中矩，没有惊喜也没有失望。",
        "Does anybody know how {b} handles {t}? Asking before I order.",
        "问一下，{b}的{t}现在怎么样？",
    ],
    "negative": [
        "{b}的{t}太让人失望了！等了很久没有人理，客服只会复制粘贴。",
        "Third time the {t} went wrong with {b}. Version 2.5 was fine, this one is not.",
        "说好的{t}呢？{b}让我白等三天，再也不买。",
        "{t}翻车现场，{b}请给个说法。",
    ],
    "undecided": ["{b} {t} 。。。", "{t} ?? {b}"],
}
TOPICS = ("物流", "价格", "质量", "包装", "battery", "app 体验", "售后", "外观")
BRANDS = ("云雀", "松果", "Larkson", "小麦田")
NEEDS = (
    ("need", "complaint"),
    ("need", "reason/price"),
    ("need", "occasion/work"),
    ("intent", "bought"),
    ("intent", "stage/share"),
    ("role", "user"),
    ("psychology", "facts"),
)
SOURCES = ("shop", "forum", "social")
STANCES = ("likes", "dislikes", "mentions")
POLARITY = {"positive": 0.7, "neutral": 0.02, "negative": -0.65, "undecided": None}


@dataclass
class Marts:
    """Published tables made by hand, as rows by table."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def __getitem__(self, table: str) -> list[dict[str, Any]]:
        return self.rows.setdefault(table, [])

    def post(self, text: str, *, at: datetime, **given: Any) -> dict[str, Any]:
        n = len(self["posts"])
        row = {
            "post_key": hashlib.blake2b(str(n).encode(), digest_size=16).hexdigest(),
            "source": "forum", "id": str(n), "kind": "post", "text": text,
            "url": f"https://forum.example/t/{n}", "author_key": f"a{n % 400:03d}",
            "published_at": at, "published_precision": "second", "published_assumed": False,
            "content_hash": str(n), "version": 1, "first_seen_at": at, "changed_at": at,
        } | given  # fmt: skip
        self["posts"].append(row)
        return row

    def tag(self, post: dict[str, Any], kind: str, label: str, **given: Any) -> None:
        tag = {
            "post_key": post["post_key"], "kind": kind, "label": label, "target": "",
            "start": -1, "end": -1, "score": 0.9, "polarity": None, "model": MODEL,
        }  # fmt: skip
        self["post_tags"].append(tag | given)

    def say(self, text: str, sentiment: str, *, at: datetime, terms: Any = (), **given: Any) -> Any:
        """Add a post with its sentiment, and tags at the places where `terms` stand."""
        post = self.post(text, at=at, **given)
        polarity, sure = POLARITY[sentiment], 0.6 + len(text) % 37 / 100
        self.tag(post, "sentiment", sentiment, polarity=polarity, score=sure)
        for kind, label in terms:
            start = text.find(label)
            span = {"start": start, "end": start + len(label)} if start >= 0 else {}
            self.tag(post, kind, label, polarity=polarity, **span)
        return post

    def judge(self, post: dict[str, Any], *signs: tuple[str, float, str], **given: Any) -> None:
        """Judge a post by (code, weight, detail); an earned one by a user unless told."""
        score = math.prod(1 - weight for _, weight, _ in signs)
        told = {"origin": "earned", "producer": "user", "because": "rest", "version": "1"} | given
        row = {"post_key": post["post_key"], "score": score, "trusted": score >= LEAST}
        self["post_trust"].append(row | told)
        for code, weight, detail in signs:
            sign = {"code": code, "weight": weight, "detail": detail, "version": "1"}
            self["trust_signals"].append({"post_key": post["post_key"]} | sign)

    def find(self, post: dict[str, Any], aspect: str, opinion: str, polarity: float) -> None:
        """Add what a post says of an aspect, at the place where the opinion stands."""
        start = post["text"].find(opinion)
        self["aspects"].append({
            "post_key": post["post_key"], "aspect": aspect, "start": start,
            "end": start + len(opinion), "target": "", "opinion": opinion, "polarity": polarity,
            "model": MODEL,
        })  # fmt: skip

    def compare(self, post: dict[str, Any], winner: str, loser: str, aspect: str = "") -> None:
        """Add who is better than whom by a post, at the place of the winner or at its start."""
        start = max(post["text"].find(winner), 0)
        self["comparisons"].append({
            "post_key": post["post_key"], "start": start, "winner": winner, "loser": loser,
            "aspect": aspect, "end": start + max(len(winner), 1), "model": MODEL,
        })  # fmt: skip

    def count_trends(self, as_of: datetime = AS_OF, *, trusted_only: bool = False) -> None:
        """Fill the trend tables from posts and tags, by the project's own methods."""
        posts = pd.DataFrame(self["posts"])[["post_key", "published_at", "published_precision"]]
        named = [tag for tag in self["post_tags"] if tag["kind"] in {"topic", "brand"}]
        mentions = pd.DataFrame(named).merge(posts, on="post_key").rename(columns={"label": "term"})
        mentions["published_at"] = mentions["published_at"].astype("datetime64[us, UTC]")
        mentions["polarity"] = mentions["polarity"].astype(float)
        doubted = [row["post_key"] for row in self["post_trust"] if not row["trusted"]]
        mentions["trusted"] = ~mentions["post_key"].isin(doubted)
        if trusted_only:
            mentions = mentions[mentions["trusted"]]
        counts = term_counts(mentions[mentions["published_at"] < as_of], granularity="day")
        hot = hotspots(counts, until=as_of)
        for name, frame in (
            ("term_counts", counts), ("hotspots", hot), ("stories", stories(hot)),
            ("share_of_voice", share_of_voice(counts)),
        ):  # fmt: skip
            self.rows[name] = [
                {str(column): value for column, value in row.items()}
                for row in frame.to_dict("records")
            ]

    def write(self, folder: Path) -> str:
        """Publish every table, those without rows too; return the address of the marts."""
        (folder / "v000001").mkdir(parents=True, exist_ok=True)
        held = {}
        for table in tables.metadata.sorted_tables:
            rows = [_plain(row) for row in self.rows.get(table.name, [])]
            path = f"v000001/{table.name}.parquet"
            pq.write_table(pa.Table.from_pylist(rows, schema=_schema(table)), folder / path)
            held[table.name] = Mart(path=path, rows=len(rows), digest="")
        Folder(str(folder)).put(Manifest(1, AS_OF, held))
        return str(folder)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: None if pd.isna(value) else value for name, value in row.items()}


def _schema(table: sa.Table) -> pa.Schema:
    """Return the published schema; bookkeeping columns may stay empty here."""
    return pa.schema(
        [
            field.with_nullable(True)  # noqa: FBT003  # pyarrow takes it by place only
            for field in arrow_schema(table)
        ]
    )


def make_world(posts: int = 900, *, seed: int = 5, as_of: datetime = AS_OF) -> Marts:
    """Make a small market of own-written templates: 75 days, two bursts, customers, coverage."""
    rng, marts = random.Random(seed), Marts()
    for _ in range(posts):
        at = as_of - timedelta(days=75 * rng.random(), minutes=1)
        _speak(marts, rng, at, rng.choice(TOPICS))
    for days, count, topic in (
        (9, posts // 35, "物流"),
        (8, posts // 45, "物流"),
        (3, posts // 50, "battery"),
    ):
        for _ in range(count):
            day = (as_of - timedelta(days=days)).replace(hour=0, minute=0)
            at = day + timedelta(minutes=rng.randrange(480, 1200))
            _speak(marts, rng, at, topic, mood="negative" if rng.random() < 0.8 else None)
    _judge(marts)
    marts.count_trends(as_of)
    _customers(marts, rng, as_of)
    _coverage(marts, rng, as_of)
    return marts


def _speak(marts: Marts, rng: random.Random, at: datetime, topic: str, mood: Any = None) -> None:
    sentiment = mood or rng.choices(list(SAY), weights=(5, 3, 3, 1))[0]
    brand = rng.choices(BRANDS, weights=(5, 3, 2, 1))[0]
    text = rng.choice(SAY[sentiment]).format(t=topic, b=brand)
    post = marts.say(
        f"{text} #{rng.randrange(9999)}", sentiment, at=at, lang="zh",
        terms=[("topic", topic), ("brand", brand)],
        source=rng.choices(SOURCES, weights=(5, 3, 2))[0], author_key=f"a{rng.randrange(400):03d}",
    )  # fmt: skip
    marts.find(post, topic, text[:3], POLARITY[sentiment] or 0.0)
    marts.tag(post, *NEEDS[len(text) % len(NEEDS)], start=0, end=3)
    if len(text) % 2:
        marts.compare(post, brand, BRANDS[BRANDS.index(brand) - 1], topic if len(text) % 3 else "")
    if sentiment == "negative" and len(text) % 3:
        marts.tag(post, "emotion", "anger" if len(text) % 3 == 1 else "sadness")


def _judge(marts: Marts) -> None:
    """Leave out one post of thirteen; one of seven has something against it and stays."""
    for n, post in enumerate(marts["posts"]):
        signs = (
            [("near_copy", 0.4, "of a post: 2 posts by 2, similarity 0.60")] if n % 7 == 0 else []
        )
        if n % 13 == 0:
            signs += [("promotion", 0.7, "再也不买")]
        paid = n % 29 == 0
        marts.judge(post, *signs, origin="paid" if paid else "earned")


def _customers(marts: Marts, rng: random.Random, as_of: datetime) -> None:
    names = (
        ("high-value stable", "Bought lately and spends much."),
        ("at risk", "Spent much, silent for months."),
        ("low-value", "Few orders, little money."),
    )
    held: dict[str, int] = {}
    for n in range(120):
        customer, (segment, _) = f"C{n:04d}", names[n % 3 if n % 5 else 2]
        held[segment] = held.get(segment, 0) + 1
        interests = [
            {"interest": t, "stance": rng.choice(STANCES), "weight": round(rng.random(), 2)}
            for t in rng.sample(TOPICS, 2)
        ]
        marts["profiles"].append({
            "customer_id": customer, "as_of": as_of, "recency_days": float(rng.randrange(1, 300)),
            "frequency": rng.randrange(1, 20), "monetary": round(rng.random() * 5000, 2),
            "accounts": n % 2, "posts": n % 4,
            "interests": json.dumps(interests if n % 2 else []),
        })  # fmt: skip
        marts["segment_members"].append(
            {"segmentation": "value", "customer_id": customer, "segment": segment, "since": as_of}
        )
        if n % 11 == 0:
            marts["segment_moves"].append(
                {
                    "segmentation": "value",
                    "customer_id": customer,
                    "moved_at": as_of - timedelta(days=2),
                    "from_segment": "low-value",
                    "to_segment": "at risk",
                }
            )
    for position, (segment, why) in enumerate(names, start=1):
        marts["segments"].append(
            {
                "segmentation": "value",
                "segment": segment,
                "position": position,
                "why": why,
                "rule": "{}",
                "members": held[segment],
                "as_of": as_of,
            }
        )
    _interests(marts, as_of)


def _interests(marts: Marts, as_of: datetime) -> None:
    """Give every topic of a post as an interest; some authors also declare theirs."""
    authors = {post["post_key"]: post["author_key"] for post in marts["posts"]}
    held = set()
    for tag in [tag for tag in marts["post_tags"] if tag["kind"] == "topic"]:
        stance = STANCES[len(tag["label"]) % len(STANCES)]
        marts["post_tags"].append(tag | {"kind": "interest", "target": stance})
        held.add((authors[tag["post_key"]], tag["label"], stance))
    declared = {(author, label, "declares") for author, label, _ in held if author.endswith("7")}
    for author, interest, stance in sorted(held | declared):
        shown = stance != "declares"
        marts["author_interests"].append({
            "author_key": author, "interest": interest, "stance": stance, "weight": 1.0,
            "share": 0.5, "posts": int(shown), "half_life_days": 90.0 if shown else None,
            "last_evidence_at": as_of, "as_of": as_of,
        })  # fmt: skip


def _coverage(marts: Marts, rng: random.Random, as_of: datetime) -> None:
    for back in range(40):
        day = (as_of - timedelta(days=back)).date().isoformat()
        for source in SOURCES:
            if source == "social" and back in {12, 13, 14}:
                continue
            dark = source == "forum" and back in {5, 6}
            marts["coverage"].append({
                "source": source, "day": day, "asked": 4,
                "answered": 0 if dark else 4 - (back == 20),
                "new": 0 if dark or back % 9 == 0 else rng.randrange(1, 30), "changed": back % 3,
                "withdrawn": int(back == 8), "refused": int(back == 7), "unread": 0,
                "dark_hours": 24.0 if dark else 6.0 * (back == 20),
                "last_error": "answered 503 four times" if dark else None,
            })  # fmt: skip
    marts["quarantine"].append({
        "quarantine_key": "q1", "source": "shop", "stage": "collect", "location": "item 4",
        "reason": "rating is not a number", "raw": "{}", "first_seen_at": as_of - timedelta(days=7),
    })  # fmt: skip


@pytest.fixture(scope="session")
def world() -> Marts:
    return make_world()


@pytest.fixture(scope="session")
def marts_url(world: Marts, tmp_path_factory: pytest.TempPathFactory) -> str:
    return world.write(tmp_path_factory.mktemp("marts"))


@pytest.fixture
def marts(marts_url: str) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_marts(marts_url) as connection:
        yield connection


@pytest.fixture(scope="session")
def report(marts_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("report") / "report.html"
    return build_report(marts_url, out=out, title="云雀 · weekly", as_of=AS_OF, days=DAYS)


@pytest.fixture(scope="session")
def page_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Marts], str]:
    """Build the page from tables changed by hand; ten days, which is quicker than thirty."""

    def build(changed: Marts) -> str:
        folder = tmp_path_factory.mktemp("changed")
        url = changed.write(folder / "marts")
        out = build_report(url, out=folder / "report.html", title="Report", as_of=AS_OF, days=10)
        return out.read_text(encoding="utf-8")

    return build


@pytest.fixture
def connect(tmp_path: Path) -> Iterator[Callable[[Marts], duckdb.DuckDBPyConnection]]:
    """Open tables made by hand."""
    with contextlib.ExitStack() as opened:
        yield lambda marts: opened.enter_context(open_marts(marts.write(tmp_path / "marts")))


@pytest.fixture
def tell(connect: Callable[[Marts], duckdb.DuckDBPyConnection]) -> Callable[..., Any]:
    """Read a chapter on ten days; its figures are counted again and its quotes looked up."""

    def read(world: Marts, chapter: Callable[..., Any], quotes: Any = lambda _: ()) -> Any:
        marts, ledger = connect(world), Ledger()
        found = chapter(marts, Period.ending(AS_OF, days=10), ledger)
        with evidence.snapshot(marts) as held:
            for figure, backing in evidence.back(held, ledger):
                check_figure(figure, backing.value)
        for quote in quotes(found):
            check_quote(marts, quote)
        return found

    return read


@pytest.fixture(scope="session", name="make_world")
def make_world_fixture() -> Callable[..., Marts]:
    """Make worlds that a test may change; each size is made once."""
    made = functools.cache(make_world)
    return lambda posts: copy.deepcopy(made(posts))


@pytest.fixture(scope="session")
def make_marts() -> Callable[[], Marts]:
    return Marts


@pytest.fixture(scope="session")
def as_of() -> datetime:
    return AS_OF


@pytest.fixture(scope="session")
def days() -> int:
    """Return how many days the shared report covers."""
    return DAYS
