import json
import math
from decimal import Decimal
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cli.cells import cell, json_text, legible, safe_cell, values


def column(expression: str) -> list[Any]:
    with duckdb.connect() as connection:
        return values(connection.sql(f"SELECT {expression} AS a").to_arrow_table().column("a"))


DEEP = st.recursive(
    st.none() | st.floats() | st.integers() | st.text(st.characters(), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


def _never(name: str) -> None:
    msg = f"{name} is no JSON"
    raise AssertionError(msg)


@given(DEEP)
def test_whatever_is_in_it_it_leaves_as_json_and_utf8(value: Any) -> None:
    json.loads(json_text(value).encode("utf-8"), parse_constant=_never)


@pytest.mark.parametrize("gap", [math.nan, math.inf, pd.NaT, pd.NA, Decimal("NaN"), np.nan])
def test_what_is_no_number_is_null_however_deep(gap: Any) -> None:
    line = json_text({"a": gap, "b": [{"c": gap}], "d": np.array([gap], dtype=object)})
    assert json.loads(line) == {"a": None, "b": [{"c": None}], "d": [None]}


def test_decimals_are_numbers() -> None:
    assert json_text([Decimal(1500), Decimal("1.50"), Decimal("1E+3")]) == "[1500, 1.5, 1000]"
    assert cell(Decimal("1E+3")) == "1000"


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("INTERVAL '1 month 2 days 3.5 seconds'", "P1M2DT3.5S"),
        ("date '5877642-06-25 (BC)'", "-5877641-06-25"),
        ("date 'infinity'", "infinity"),
        ("timestamptz '-infinity'", "-infinity"),
        ("timestamp '290000-01-01'", "290000-01-01T00:00:00.000000"),
    ],
)
def test_times_that_python_cannot_hold_are_text(expression: str, shown: str) -> None:
    assert column(expression) == [shown]


def test_such_times_within_lists_and_structs_are_text_too() -> None:
    assert column("[date 'infinity', date '2026-01-02']")[0][0] == "infinity"
    assert column("{'x': date 'infinity'}") == [[["x", "infinity"]]]


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-x", "@SUM(A1)", "\t=1", "\r=1", "-1+cmd|x"])
def test_text_that_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", [-5, -1.5, Decimal("-2.5"), "-5", "+8.2", "plain", "1=1", ""])
def test_numbers_and_plain_words_stay(value: Any) -> None:
    assert safe_cell(value) == str(value)


def test_nothing_that_steers_a_terminal_is_left() -> None:
    assert legible("a\x1b[2Jb\u202ec\nd 好") == "a\\x1b[2Jb\\u202ec\\nd 好"
