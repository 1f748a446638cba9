from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.base import Page
from collectors.post import Post
from flows.store.collected import save_page
from flows.store.errors import QueryFailed, QueryRefused
from flows.store.marts import publish
from flows.store.query import check, run_query
from flows.store.record import Record

NOW = datetime(2026, 5, 13, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("query")
    with Record.open(f"sqlite:///{folder / 'record.db'}", key=b"k" * 16) as record:
        posts = tuple(Post(source="shop", id=str(n), kind="review") for n in (1, 2, 3))
        save_page(record, Page(posts), source="shop", seen_at=NOW)
        publish(record, str(folder / "marts"), published_at=NOW)
    return str(folder / "marts")


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("SELECT count(*) FROM posts", 1),
        ("select id from posts order by id;", 3),
        ("WITH a AS (SELECT id FROM posts) FROM a", 3),
        ("VALUES (1), (2)", 2),
        ("FROM posts LIMIT 2", 2),
        ("-- how many\nSELECT count(*) FROM tagged_posts", 1),
        ("SELECT 'COPY; DROP TABLE posts' AS words", 1),
        ("DESCRIBE posts", 31),
        ("EXPLAIN SELECT 1", 1),
        ("SELECT * FROM (PIVOT posts ON kind IN ('review') USING count(*) GROUP BY source)", 1),
    ],
)
def test_reading_is_answered(marts: str, sql: str, rows: int) -> None:
    assert run_query(marts, sql).num_rows == rows


ATTACKS = [
    "",
    "-- nothing",
    "SELECT 1; SELECT 2",
    "SELECT 1; DROP VIEW posts",
    "DROP VIEW posts",
    "CREATE TABLE t (a int)",
    "CREATE VIEW v AS SELECT 1",
    "INSERT INTO posts VALUES (1)",
    "UPDATE posts SET text = ''",
    "DELETE FROM posts",
    "COPY posts TO 'stolen.csv'",
    "COPY (SELECT 1) TO 'stolen.csv' (USE_TMP_FILE false)",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO 'stolen.csv'",
    "EXPLAIN ANALYZE /* x */ COPY (SELECT 1) TO 'stolen.csv'",
    "/* x */ EXPLAIN ANALYZE COPY (SELECT 1) TO 'stolen.csv'",
    "WITH a AS (COPY (SELECT 1) TO 'stolen.csv') SELECT 1",
    "SELECT * FROM (WITH a AS (COPY (SELECT 1) TO 'stolen.csv') SELECT 1)",
    "SELECT (WITH a AS (COPY (SELECT 1) TO 'stolen.csv') SELECT 1)",
    "EXPLAIN ANALYZE WITH a AS (COPY (SELECT 1) TO 'stolen.csv') SELECT 1",
    "WITH a AS (INSERT INTO posts VALUES (1) RETURNING *) SELECT * FROM a",
    "WITH a AS (DELETE FROM posts RETURNING *) SELECT * FROM a",
    "WITH a AS (UPDATE posts SET id = 1 RETURNING *) SELECT * FROM a",
    "ATTACH 'other.db'",
    "DETACH memory",
    "USE memory",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "RESET ALL",
    "PRAGMA version",
    "CALL pragma_version()",
    "EXPORT DATABASE 'stolen'",
    "IMPORT DATABASE 'stolen'",
    "CHECKPOINT",
    "PREPARE v AS SELECT 1",
    "EXECUTE v",
    "BEGIN",
    "VACUUM",
    "PIVOT posts ON kind",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM 'file.parquet'",
    "DESCRIBE SELECT * FROM '/etc/passwd.csv'",
    "SELECT * FROM read_parquet('http://127.0.0.1:9/x.parquet')",
    "SELECT * FROM 'https://127.0.0.1:9/x.parquet'",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM parquet_metadata('/etc/passwd')",
    "SELECT getenv('HOME')",
    "SELECT * FROM query('COPY (SELECT 1) TO ''stolen.csv''')",
    "SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')",
    "SELECT * FROM query_table('/etc/passwd')",
    "SELECT * FROM enable_logging()",
    "SELECT * FROM sqlite_scan('record.db', 'posts')",
    "SELECT * FROM marts",
]


@pytest.mark.parametrize("sql", ATTACKS)
def test_anything_else_is_refused_in_one_line(
    marts: str, sql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises((QueryRefused, QueryFailed)) as refused:
        run_query(marts, sql)
    assert "\n" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("sql", [sql for sql in ATTACKS if "COPY" in sql and "query(" not in sql])
def test_copying_is_refused_before_it_runs(sql: str) -> None:
    with pytest.raises(QueryRefused):
        check(sql)


def test_a_published_file_cannot_be_overwritten(marts: str) -> None:
    before = {path: path.read_bytes() for path in Path(marts).rglob("*.parquet")}
    target = next(iter(before))
    with pytest.raises(QueryRefused, match="COPY"):
        run_query(marts, f"COPY (SELECT 1) TO '{target}' (USE_TMP_FILE false)")
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT FORM posts", r'syntax error at or near "FORM"|Referenced column'),
        ("SELEC 1", r'syntax error at or near "SELEC" LINE 1: SELEC 1$'),
        ("SELECT nonsense FROM posts", r'"nonsense" not found'),
        ("SELECT * FROM pots", "Table with name pots does not exist"),
        ("SELECT 1 / text FROM posts WHERE error('x') IS NULL", "."),
    ],
)
def test_mistakes_are_told_in_one_line_with_their_place(marts: str, sql: str, said: str) -> None:
    with pytest.raises(QueryFailed, match=said) as failed:
        run_query(marts, sql)
    assert "\n" not in str(failed.value)


@settings(deadline=None)
@given(st.text())
def test_no_text_breaks_the_check(sql: str) -> None:
    try:
        check(sql)
    except (QueryRefused, QueryFailed) as error:
        assert "\n" not in str(error)  # noqa: PT017  # either outcome is fine
