"""Time the record and the marts against bare drivers on the same rows.

    python benchmarks/record/run.py --posts 1000000

For each store, batches of 10,000 posts go in twice: once through `flows.store.rows.upsert`'s
way of writing, once through the bare driver, in turn, into two databases. The bare driver gets
the best plain technique we know: on SQLite one `executemany` of INSERT .. ON CONFLICT DO UPDATE
in one BEGIN IMMEDIATE a batch, on PostgreSQL COPY into a temporary table and one INSERT ..
SELECT .. ON CONFLICT DO UPDATE. Both store the same columns with the same indexes and the same
durability. "again" sends every batch a second time: the bare driver then overwrites every row,
ours reads the rows, compares, and writes none. Then the record is tagged, published, and
asked questions through `open_marts` and through DuckDB with nothing between.
"""

import argparse
import random
import runpy
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import duckdb
import psycopg

from collectors.base import Page
from collectors.post import Post, post_key
from flows.store import tables
from flows.store.collected import save_page
from flows.store.marts import open_marts, publish
from flows.store.post_rows import post_row
from flows.store.record import Record
from flows.store.rows import Row, upsert, write

BATCH = 10_000
KEY = b"benchmark key, not a secret"
START = datetime(2025, 1, 1, tzinfo=UTC)
DAYS = 480
WORDS = [
    "手机", "电池", "屏幕", "快递", "客服", "价格", "质量", "味道", "服务",
    "外观", "很好", "不错", "失望", "推荐", "一般", "退货", "惊喜", "划算",
]  # fmt: skip
TOPICS = [f"话题{number}" for number in range(40)]
COLUMNS = [column.name for column in tables.posts.columns]
TIMES = [place for place, column in enumerate(tables.posts.columns)
         if isinstance(column.type, tables.UtcDateTime)]  # fmt: skip
ROOT = Path(__file__).parents[2]


def posts(count: int) -> Iterator[list[Post]]:
    """Yield `count` made-up posts, a batch at a time; the same every time."""
    chance = random.Random(7)
    for start in range(0, count, BATCH):
        yield [_post(number, chance) for number in range(start, min(start + BATCH, count))]


def _post(number: int, chance: random.Random) -> Post:
    return Post.model_construct(
        **{name: field.get_default() for name, field in Post.model_fields.items()}
        | {
            "source": "bench",
            "id": str(number),
            "kind": "review",
            "url": f"https://example.org/p/{number}",
            "author_id": str(chance.randrange(200_000)),
            "published_at": START + timedelta(seconds=chance.randrange(DAYS * 86_400)),
            "published_precision": "second",
            "text": "，".join(chance.choices(WORDS, k=chance.randrange(8, 40))),
            "rating": float(chance.randrange(1, 6)),
            "likes": chance.randrange(100),
        }
    )


def as_rows(batch: list[Post]) -> list[Row]:
    """Return a batch as rows of `posts`."""
    return [post_row(post, None, key=KEY, seen_at=START) for post in batch]


class BareSqlite:
    """The driver alone."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA synchronous=FULL")
        self.connection.execute("PRAGMA cache_size=-65536")
        marks = ", ".join("?" * len(COLUMNS))
        self.sql = f"INSERT INTO posts ({_names()}) VALUES ({marks}) {_overwrite()}"

    def __call__(self, rows: list[Row]) -> None:
        """Store one batch."""
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany(self.sql, map(_texts, rows))
        self.connection.execute("COMMIT")

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()


class BarePostgres:
    """The driver alone."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        self.connection.execute("CREATE TEMP TABLE incoming AS SELECT * FROM posts LIMIT 0")
        self.sql = f"INSERT INTO posts ({_names()}) SELECT {_names()} FROM incoming {_overwrite()}"

    def __call__(self, rows: list[Row]) -> None:
        """Store one batch."""
        with self.connection.transaction(), self.connection.cursor() as cursor:
            with cursor.copy(f"COPY incoming ({_names()}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(self.sql.encode())
            cursor.execute("TRUNCATE incoming")

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()


def _names() -> str:
    return ", ".join(f'"{name}"' for name in COLUMNS)


def _overwrite() -> str:
    rest = ", ".join(f'"{name}" = excluded."{name}"' for name in COLUMNS[1:])
    return f"ON CONFLICT (post_key) DO UPDATE SET {rest}"


def _texts(row: Row) -> list[Any]:
    values = list(row)
    for place in TIMES:
        if values[place] is not None:
            values[place] = values[place].isoformat(" ", "microseconds")[:26]
    return values


def timed(call: Callable[[], Any]) -> float:
    """Return how long `call` takes, seconds."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def through_ours(record: Record, rows: list[Row]) -> None:
    """Store one batch as the flows do."""
    with record.begin() as connection:
        upsert(connection, tables.posts, rows)


def compare_writes(name: str, record: Record, bare: Any, count: int) -> None:
    """Print seconds and ratio for fresh rows and for the same rows again."""
    for what in ("fresh", "again"):
        ours, theirs = [], []
        for number, batch in enumerate(posts(count)):
            rows = as_rows(batch)
            calls = [(ours, partial(through_ours, record, rows)), (theirs, partial(bare, rows))]
            for times, call in calls[:: 1 if number % 2 else -1]:
                times.append(timed(call))
        pairs = [b / a for a, b in zip(ours, theirs, strict=True)]
        print(
            f"{name} {what}: ours {sum(ours):.1f} s ({count / sum(ours):,.0f} rows/s), "
            f"bare driver {sum(theirs):.1f} s, throughput ratio {sum(theirs) / sum(ours):.2f} "
            f"(median over batches {statistics.median(pairs):.2f})",
            flush=True,
        )


def whole_pages(name: str, record: Record, count: int) -> None:
    """Print the speed of `save_page`: pseudonyms, masking, versions and authors included."""
    for what in ("fresh", "again"):
        spent = 0.0
        for batch in posts(count):
            page = Page(tuple(batch))
            spent += timed(lambda: save_page(record, page, source="bench", seen_at=START))  # noqa: B023
        print(f"{name} save_page {what}: {count / spent:,.0f} posts/s", flush=True)


def tag(record: Record, count: int) -> None:
    """Give every post a language, a sentiment and one to three topics."""
    chance = random.Random(11)
    for start in range(0, count, BATCH):
        keys = [post_key("bench", str(n)) for n in range(start, min(start + BATCH, count))]
        with record.begin() as connection:
            write(connection, tables.post_tags, [row for key in keys for row in _tags(key, chance)])


def _tags(key: str, chance: random.Random) -> Iterator[Row]:
    polarity = round(chance.uniform(-1, 1), 3)
    label = "positive" if polarity > 0.2 else "negative" if polarity < -0.2 else "neutral"
    yield (key, "lang", "zh", "", -1, -1, None, 1.0, "bench")
    yield (key, "sentiment", label, "", -1, -1, polarity, 0.9, "bench")
    for topic in chance.sample(TOPICS, chance.randrange(1, 4)):
        yield (key, "topic", topic, "", 0, 2, polarity, 1.0, "bench")


@contextmanager
def peak_memory() -> Iterator[Callable[[], float]]:
    """Watch the resident memory of this process; yields what tells its peak, GB."""
    peak, stop = [0.0], threading.Event()

    def watch() -> None:
        while not stop.wait(0.02):
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            peak[0] = max(peak[0], pages * 4096 / 1e9)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield lambda: peak[0]
    finally:
        stop.set()
        watcher.join()


def publishing(name: str, record: Record, url: str) -> None:
    """Print the time and peak memory of publishing."""
    with peak_memory() as peak:
        first = timed(lambda: publish(record, url, published_at=START))
        again = timed(lambda: publish(record, url, published_at=START))
    print(
        f"{name} publish: {first:.1f} s, unchanged again {again:.1f} s, "
        f"peak resident memory {peak():.2f} GB",
        flush=True,
    )


QUESTIONS = {
    "daily count by topic": """
        SELECT date_trunc('day', published_at) AS day, label, count(*) AS n
        FROM posts JOIN post_tags USING (post_key)
        WHERE post_tags.kind = 'topic' AND published_at >= TIMESTAMPTZ '2026-01-01 00:00:00+00'
          AND published_at < TIMESTAMPTZ '2026-01-31 00:00:00+00'
        GROUP BY ALL ORDER BY ALL""",
    "top tags": """
        SELECT post_tags.kind, label, count(*) AS n, avg(polarity) AS polarity
        FROM posts JOIN post_tags USING (post_key)
        WHERE published_at >= TIMESTAMPTZ '2026-01-01 00:00:00+00'
          AND published_at < TIMESTAMPTZ '2026-01-31 00:00:00+00'
        GROUP BY ALL ORDER BY n DESC LIMIT 20""",
}


def bare_duckdb(url: str) -> duckdb.DuckDBPyConnection:
    """Return DuckDB over the same files, with nothing between."""
    connection = duckdb.connect(":memory:")
    for path in Path(url).glob("v*/*.parquet"):
        connection.execute(f"CREATE VIEW {path.stem} AS FROM read_parquet('{path}')")
    return connection


def questions(url: str) -> None:
    """Print how long analysts' questions take, medians of ten."""
    ours, bare = open_marts(url), bare_duckdb(url)
    for name, sql in QUESTIONS.items():
        times: dict[str, list[float]] = {"ours": [], "bare": []}
        for _ in range(11):
            for who, connection in (("ours", ours), ("bare", bare)):
                times[who].append(timed(lambda: connection.sql(sql).to_arrow_table()))  # noqa: B023
        a, b = (statistics.median(times[who][1:]) for who in ("ours", "bare"))
        print(f"{name}: open_marts {a * 1e3:.0f} ms, bare DuckDB {b * 1e3:.0f} ms, {a / b:.2f}x")
    print(f"open_marts itself: {timed(lambda: open_marts(url)) * 1e3:.0f} ms", flush=True)


def writes(name: str, urls: Callable[[str], str], bare_kind: Any, count: int) -> None:
    """Compare the writes of one store; `urls` makes the URL of a database by name."""
    Record.open(urls("bare"), key=KEY).close()
    bare = bare_kind(urls("bare"))
    with Record.open(urls("ours"), key=KEY) as record:
        compare_writes(name, record, bare, count)
    bare.close()
    with Record.open(urls("pages"), key=KEY) as record:
        whole_pages(name, record, min(count, 100_000))


def marts(name: str, urls: Callable[[str], str], count: int, folder: Path) -> None:
    """Fill a record, unless the comparison of writes did, publish it, and ask questions."""
    url = str(folder / f"marts-{name}")
    with Record.open(urls("ours"), key=KEY) as record:
        for batch in posts(count):
            through_ours(record, as_rows(batch))
        tag(record, count)
        publishing(name, record, url)
    questions(url)


def main() -> None:
    """Run what the options ask for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--marts-only", action="store_true", help="leave out the bare drivers")
    parser.add_argument("--stores", nargs="+", default=["sqlite", "postgresql"])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in options.stores:
            with databases(name, folder) as urls:
                if not options.marts_only:
                    writes(name, urls, BARE[name], options.posts)
                marts(name, urls, options.posts, folder)


BARE: dict[str, Callable[[str], Any]] = {
    "sqlite": lambda url: BareSqlite(Path(url.removeprefix("sqlite:///"))),
    "postgresql": BarePostgres,
}


@contextmanager
def databases(name: str, folder: Path) -> Iterator[Callable[[str], str]]:
    """Yield what gives the URL of a database by its name, made at first asking."""
    if name == "sqlite":
        yield lambda database: f"sqlite:///{folder / database}.db"
        return
    server = runpy.run_path(str(ROOT / "tests/flows/store/conftest.py"))
    with server["running_postgres"]() as socket:
        yield lru_cache(lambda _database: str(server["create_database"](socket)))


if __name__ == "__main__":
    main()
