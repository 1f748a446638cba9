from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.store import tables
from flows.store.derived import replace_table, replace_tables
from flows.store.errors import FrameMismatch, UnknownTable
from flows.store.frames import read_table, segment_members
from flows.store.record import Record
from flows.store.rows import Counts, stored_rows

NOW = datetime(2026, 5, 13, 9, 30, tzinfo=UTC)


def counts(**terms: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "kind": "topic",
            "term": list(terms),
            "granularity": "day",
            "starts_at": pd.Timestamp(NOW),
            "posts": np.array(list(terms.values()), dtype="int64"),
            "mean_polarity": [None if posts == 0 else 0.1 * posts for posts in terms.values()],
        }
    )


def test_a_table_is_made_to_hold_exactly_the_frame(record: Record) -> None:
    assert replace_table(record, "term_counts", counts(a=1, b=2)) == Counts(new=2)
    assert replace_table(record, "term_counts", counts(a=1, b=2)) == Counts(unchanged=2)
    assert replace_table(record, "term_counts", counts(b=3, c=0)) == Counts(
        new=1, changed=1, gone=1
    )
    stored = read_table(record, "term_counts")
    assert stored["term"].tolist() == ["b", "c"]
    assert stored["mean_polarity"].isna().tolist() == [False, True]
    assert stored["starts_at"].tolist() == [NOW, NOW]


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(
        st.tuples(st.text(max_size=3), st.datetimes(timezones=st.just(UTC))),
        st.tuples(st.integers(0, 2**31 - 1), st.none() | st.floats(-1, 1)),
        max_size=8,
    )
)
def test_what_is_read_back_is_what_was_put_in(
    record: Record, held: dict[tuple[str, datetime], tuple[int, float | None]]
) -> None:
    frame = pd.DataFrame(
        [("topic", t.replace("\x00", ""), "day", at, n, p) for (t, at), (n, p) in held.items()],
        columns=["kind", "term", "granularity", "starts_at", "posts", "mean_polarity"],
        dtype=object,
    ).drop_duplicates(["term", "starts_at"])
    replace_table(record, "term_counts", frame)
    again = replace_table(record, "term_counts", read_table(record, "term_counts"))
    assert again == Counts(unchanged=len(frame))
    stored = read_table(record, "term_counts")
    told = zip(stored["term"], stored["starts_at"], stored["posts"], strict=True)
    meant = zip(frame["term"], frame["starts_at"], frame["posts"], strict=True)
    assert sorted(told) == sorted(meant)


def test_many_rows_with_a_key_of_several_columns_fit_in_one_call(record: Record) -> None:
    frame = counts(**{f"t{n}": 1 for n in range(1700)})
    assert replace_table(record, "term_counts", frame).new == 1700
    assert replace_table(record, "term_counts", frame).unchanged == 1700
    assert replace_table(record, "term_counts", frame.iloc[:1]).gone == 1699


def test_rows_are_added_to_a_history(record: Record) -> None:
    def move(day: int) -> pd.DataFrame:
        at = pd.Timestamp(NOW + timedelta(days=day))
        row = ("loyalty", "c1", at, None, "core")
        names = ["segmentation", "customer_id", "moved_at", "from_segment", "to_segment"]
        return pd.DataFrame([row], columns=names)

    for day in (0, 1, 1):
        replace_tables(record, {}, added={tables.segment_moves: move(day)})
    assert len(read_table(record, "segment_moves")) == 2


def test_of_several_tables_all_change_or_none(record: Record) -> None:
    naive = counts(a=1).assign(starts_at=datetime(2026, 1, 1))  # noqa: DTZ001  # the mistake
    hot = pd.DataFrame(columns=[column.name for column in tables.hotspots.columns])
    replace_table(record, "term_counts", counts(a=1))
    with pytest.raises(FrameMismatch):
        replace_tables(record, {tables.hotspots: hot, tables.term_counts: naive})
    assert len(read_table(record, "term_counts")) == 1


def test_members_are_those_of_one_segmentation(record: Record) -> None:
    rows = [(name, "c1", "core", pd.Timestamp(NOW)) for name in ("one", "other")]
    names = ["segmentation", "customer_id", "segment", "since"]
    replace_table(record, "segment_members", pd.DataFrame(rows, columns=names))
    assert segment_members(record, "one")["segmentation"].tolist() == ["one"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"nonsense": 1}, "no such columns: nonsense"),
        ({"posts": None}, "column posts may not be empty"),
        ({"posts": 1.5}, "column posts: 1.5 is not a whole number"),
        ({"mean_polarity": "good"}, "column mean_polarity: could not convert"),
        ({"starts_at": datetime(2026, 1, 1)}, "column starts_at: .* is not a time with a zone"),  # noqa: DTZ001  # the mistake
    ],
    ids=["unknown", "null", "fraction", "words", "naive"],
)
def test_a_frame_that_does_not_fit_is_refused_in_words(
    record: Record, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(FrameMismatch, match=said):
        replace_table(record, "term_counts", counts(a=1).assign(**change))
    assert read_table(record, "term_counts").empty


def test_an_unknown_table_is_named(record: Record) -> None:
    with pytest.raises(UnknownTable, match="no table named 'nonsense'; there are: aspects"):
        read_table(record, "nonsense")


@pytest.mark.parametrize(
    "table",
    [table for table in tables.metadata.sorted_tables if len(table.primary_key.columns) > 1],
    ids=lambda table: table.name,
)
def test_rows_are_found_by_their_key_without_reading_the_table(
    tmp_path: Path, table: sa.Table
) -> None:
    statements: list[tuple[str, Any]] = []
    key = tuple({int: 1, str: "a"}.get(c.type.python_type, NOW) for c in table.primary_key)
    with Record.open(f"sqlite:///{tmp_path / 'r.db'}", key=b"k" * 16) as record:
        sa.event.listen(
            record.engine, "before_cursor_execute", lambda *told: statements.append(told[2:4])
        )
        with record.read() as connection:
            stored_rows(connection, table, [key])
            sql, given = statements[-1]
            plan = [
                row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given)
            ]
    assert plan[0].startswith(f"SEARCH {table.name} USING INDEX"), plan
