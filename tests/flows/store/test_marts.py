import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import fsspec
import pandas as pd
import pyarrow.parquet as pq
import pytest
from tags import versions

from collectors.base import Page
from collectors.post import Post
from flows.store import tables
from flows.store.collected import save_page
from flows.store.errors import MartsDamaged, MartsMissing, RecordEmpty, UnknownTable
from flows.store.marts import Manifest, open_marts, publish
from flows.store.marts.manifest import Folder
from flows.store.record import Record
from flows.store.tagging import save_tags, untagged

NOW = datetime(2026, 5, 13, 9, 30, tzinfo=UTC)


def add(record: Record, *numbers: int, text: str = "好") -> None:
    posts = tuple(
        Post(source="shop", id=str(n), kind="review", text=text, published_at=NOW, lang="en")
        for n in numbers
    )
    save_page(record, Page(posts), source="shop", seen_at=NOW)


def tag_all(record: Record) -> None:
    for batch in untagged(record):
        tagged = batch.assign(
            lang="zh", sentiment="positive", polarity=0.5, confidence=0.75,
            topics=[[{"label": "价格", "score": 1.0, "start": 0, "end": 1}]] * len(batch),
            brands=[[]] * len(batch),
        )  # fmt: skip
        save_tags(record, tagged, versions=versions(), tagged_at=NOW)


def rows(url: str, sql: str) -> list[dict[str, Any]]:
    connection = open_marts(url)
    try:
        return list(connection.sql(sql).to_arrow_table().to_pylist())
    finally:
        connection.close()


@pytest.fixture(params=["local", "memory"])
def marts(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "local":
        yield str(tmp_path / "it's marts")
        return
    yield "memory://marts"
    fsspec.filesystem("memory").rm("/marts", recursive=True)


def test_tables_are_published_as_they_stand(record: Record, marts: str) -> None:
    add(record, 1, 2)
    tag_all(record)
    manifest = publish(record, marts, published_at=NOW)
    assert (manifest.version, manifest.tables["posts"].rows) == (1, 2)
    assert set(manifest.tables) == set(tables.metadata.tables) - tables.INTERNAL
    told = rows(marts, "SELECT id, text, published_at FROM posts ORDER BY id")
    assert told == [{"id": n, "text": "好", "published_at": NOW} for n in ("1", "2")]


def test_tagged_posts_carry_their_sentiment_and_detected_language(
    record: Record, marts: str
) -> None:
    add(record, 1)
    tag_all(record)
    add(record, 2)
    publish(record, marts, published_at=NOW)
    told = rows(marts, "SELECT lang, sentiment, polarity, confidence FROM tagged_posts ORDER BY id")
    assert [tuple(row.values()) for row in told] == [
        ("zh", "positive", 0.5, 0.75),
        ("en", None, None, None),
    ]


def test_posts_of_marts_from_before_there_was_trust_are_all_trusted(
    record: Record, marts: str
) -> None:
    add(record, 1)
    held = publish(record, marts, published_at=NOW).tables
    before = {name: mart for name, mart in held.items() if name != "post_trust"}
    Folder(marts).put(Manifest(1, NOW, before))
    (told,) = rows(marts, "SELECT trust, trusted, origin, producer FROM tagged_posts")
    assert tuple(told.values()) == (1.0, True, None, None)


def test_times_are_microseconds_in_utc(record: Record, tmp_path: Path) -> None:
    add(record, 1)
    manifest = publish(record, str(tmp_path / "marts"), published_at=NOW)
    schema = pq.read_schema(tmp_path / "marts" / manifest.tables["posts"].path)
    assert str(schema.field("published_at").type) == "timestamp[us, tz=UTC]"
    assert schema.field("text").metadata[b"comment"].startswith(b"Its words")


def test_publishing_the_same_again_makes_no_version(record: Record, marts: str) -> None:
    add(record, 1, 2)
    first = publish(record, marts, published_at=NOW)
    add(record, 2, 1)
    assert publish(record, marts, published_at=NOW + timedelta(days=1)) == first


def test_only_tables_that_changed_get_new_files(record: Record, marts: str) -> None:
    add(record, 1)
    first = publish(record, marts, published_at=NOW)
    add(record, 2)
    second = publish(record, marts, published_at=NOW)
    changed = {n for n, mart in second.tables.items() if mart != first.tables[n]}
    assert (second.version, changed) == (2, {"posts"})
    fs, root = fsspec.url_to_fs(marts)
    names = {path.rpartition("/")[2] for path in fs.ls(f"{root}/v000002", detail=False)}
    assert names == {"posts.parquet", "manifest.json"}


def test_tables_not_named_are_taken_over(record: Record, marts: str) -> None:
    add(record, 1)
    first = publish(record, marts, published_at=NOW)
    add(record, 2)
    assert publish(record, marts, tables=["runs"], published_at=NOW) == first
    assert publish(record, marts, tables=["posts"], published_at=NOW).tables["posts"].rows == 2


def test_an_unknown_or_internal_table_is_refused(record: Record, tmp_path: Path) -> None:
    for name in ("nonsense", "cursors"):
        with pytest.raises(UnknownTable, match=name):
            publish(record, str(tmp_path), tables=[name], published_at=NOW)


def test_three_versions_stay_and_files_still_named_outlive_them(record: Record, marts: str) -> None:
    for number in range(1, 7):
        add(record, number)
        newest = publish(record, marts, published_at=NOW)
    fs, root = fsspec.url_to_fs(marts)
    folders = sorted(path.rpartition("/")[2] for path in fs.ls(root, detail=False))
    assert folders == ["manifest.json", "v000001", "v000004", "v000005", "v000006"]
    assert not fs.exists(f"{root}/v000001/posts.parquet")
    assert all(fs.exists(f"{root}/{mart.path}") for mart in newest.tables.values())


def test_an_open_reader_keeps_its_version_while_others_are_published(
    record: Record, marts: str
) -> None:
    add(record, 1)
    publish(record, marts, published_at=NOW)
    reader = open_marts(marts)
    add(record, 2)
    publish(record, marts, published_at=NOW)
    assert reader.sql("SELECT count(*) FROM posts").fetchall() == [(1,)]
    reader.close()


def test_what_a_killed_publication_left_does_no_harm(record: Record, marts: str) -> None:
    add(record, 1)
    first = publish(record, marts, published_at=NOW)
    fs, root = fsspec.url_to_fs(marts)
    fs.makedirs(f"{root}/v000002", exist_ok=True)
    fs.pipe_file(f"{root}/v000002/posts.parquet", b"half a fi")
    assert rows(marts, "SELECT count(*) AS n FROM posts") == [{"n": 1}]
    assert publish(record, marts, published_at=NOW) == first
    add(record, 2)
    publish(record, marts, published_at=NOW)
    assert rows(marts, "SELECT count(*) AS n FROM posts") == [{"n": 2}]


def test_a_file_that_vanished_is_written_again(record: Record, tmp_path: Path) -> None:
    add(record, 1)
    first = publish(record, str(tmp_path), published_at=NOW)
    (tmp_path / first.tables["posts"].path).unlink()
    assert publish(record, str(tmp_path), published_at=NOW).version == 2
    assert rows(str(tmp_path), "SELECT count(*) AS n FROM posts") == [{"n": 1}]


def test_a_file_cut_short_is_told_and_mended_by_the_next_publication(
    record: Record, tmp_path: Path
) -> None:
    add(record, 1)
    first = publish(record, str(tmp_path), published_at=NOW)
    with (tmp_path / first.tables["posts"].path).open("r+b") as file:
        file.truncate(100)
    with pytest.raises(MartsDamaged, match=r"v000001/posts.parquet at .* next publication mends"):
        open_marts(str(tmp_path))
    assert publish(record, str(tmp_path), tables=["runs"], published_at=NOW).version == 2
    assert rows(str(tmp_path), "SELECT count(*) AS n FROM posts") == [{"n": 1}]


def test_a_file_that_is_not_there_is_told_and_mended(record: Record, marts: str) -> None:
    add(record, 1)
    first = publish(record, marts, published_at=NOW)
    fs, root = fsspec.url_to_fs(marts)
    fs.rm(f"{root}/{first.tables['customers'].path}")
    with pytest.raises(MartsDamaged, match=r"v000001/customers\.parquet"):
        open_marts(marts)
    publish(record, marts, tables=["posts"], published_at=NOW)
    assert rows(marts, "SELECT count(*) AS n FROM customers") == [{"n": 0}]


def test_a_file_with_other_rows_is_mended_where_no_size_was_noted(
    record: Record, tmp_path: Path
) -> None:
    add(record, 1)
    first = publish(record, str(tmp_path), published_at=NOW)
    older = json.loads(first.to_json())
    for mart in older["tables"].values():
        del mart["size"]
    (tmp_path / "manifest.json").write_text(json.dumps(older))
    assert publish(record, str(tmp_path), published_at=NOW).version == 1
    file = tmp_path / first.tables["posts"].path
    pd.read_parquet(file).head(0).to_parquet(file)
    assert publish(record, str(tmp_path), published_at=NOW).version == 2
    assert rows(str(tmp_path), "SELECT count(*) AS n FROM posts") == [{"n": 1}]


@pytest.mark.parametrize(
    "damaged",
    [b"{", b"", b"[]", b"{}", b"\xff", b'{"version": "x", "published_at": 1, "tables": {}}',
     b'{"tables": []}', b"[" * 100_000],
    ids=lambda value: repr(value[:12]),
)  # fmt: skip
@pytest.mark.parametrize("others_too", [False, True])
def test_a_damaged_manifest_is_told_and_mended(
    record: Record, marts: str, damaged: bytes, *, others_too: bool
) -> None:
    add(record, 1)
    publish(record, marts, published_at=NOW)
    fs, root = fsspec.url_to_fs(marts)
    fs.pipe_file(f"{root}/manifest.json", damaged)
    if others_too:
        fs.pipe_file(f"{root}/v000001/manifest.json", damaged)
    with pytest.raises(MartsDamaged, match=r"the published manifest\.json at"):
        open_marts(marts)
    assert publish(record, marts, published_at=NOW).version == 1 + others_too
    assert fs.cat_file(f"{root}/manifest.json.damaged") == damaged
    assert rows(marts, "SELECT count(*) AS n FROM posts") == [{"n": 1}]


def test_an_empty_record_does_not_replace_what_is_published(tmp_path: Path) -> None:
    marts = str(tmp_path / "marts")
    for name in ("full", "lost"):
        with Record.open(f"sqlite:///{tmp_path / name}.db", key=b"k" * 16) as record:
            if name == "full":
                add(record, 1, 2)
                publish(record, marts, published_at=NOW)
            else:
                with pytest.raises(RecordEmpty, match=r"lost.db holds no posts.* but 2 are publ"):
                    publish(record, marts, published_at=NOW)
    assert rows(marts, "SELECT count(*) AS n FROM posts") == [{"n": 2}]


def test_an_empty_record_is_published_where_nothing_was(record: Record, tmp_path: Path) -> None:
    first = publish(record, str(tmp_path), published_at=NOW)
    assert publish(record, str(tmp_path), published_at=NOW) == first


def test_a_version_shows_one_moment_of_all_tables(record: Record, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            page = Page((Post(source="s", id=str(number), kind="post", author_id=str(number)),))
            save_page(record, page, source="s", seen_at=NOW)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(5):
            manifest = publish(record, str(tmp_path), published_at=NOW)
            counts = [manifest.tables[name].rows for name in ("posts", "authors")]
            assert counts[0] == counts[1]
    finally:
        stop.set()
        writer.join()


def test_nothing_published_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(MartsMissing, match="no published tables at"):
        open_marts(str(tmp_path))


def test_any_parquet_reader_can_read_a_mart(record: Record, tmp_path: Path) -> None:
    add(record, 1)
    manifest = publish(record, str(tmp_path), published_at=NOW)
    frame = pd.read_parquet(tmp_path / manifest.tables["posts"].path)
    assert frame["published_at"].tolist() == [NOW]
    assert replace(manifest) == manifest
