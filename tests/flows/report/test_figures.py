from datetime import UTC, datetime
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.report import figures, wording
from flows.report.errors import FigureMismatch
from flows.report.evidence import back, snapshot
from flows.report.facts import Facts, read_facts
from flows.report.figures import Figure, Ledger, Unit, check_figure
from flows.report.period import Period

AS_OF = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
PERIOD = Period.ending(AS_OF, days=14)


def figure(value: float | None, **given: Any) -> Figure:
    told: dict[str, Any] = {
        "id": "f1",
        "label": "posts",
        "value": value,
        "measure": figures.COUNT,
        "rows": "SELECT 1",
        "how": "",
    }
    return Figure(**told | given)


@pytest.fixture
def facts(marts: duckdb.DuckDBPyConnection) -> Facts:
    return read_facts(marts, period=PERIOD)


def test_every_figure_of_a_report_recomputes_from_its_own_rows(
    marts: duckdb.DuckDBPyConnection, facts: Facts
) -> None:
    with snapshot(marts) as held:
        backed = list(back(held, facts.ledger))
    for one, backing in backed:
        check_figure(one, backing.value)
    assert {one.id for one, _ in backed} == {one.id for one in facts.ledger}
    assert len(backed) > 200


def test_the_rows_of_a_figure_are_the_same_in_the_published_tables(
    marts: duckdb.DuckDBPyConnection, facts: Facts
) -> None:
    for one in list(facts.ledger)[::17]:
        (published,) = figures.measured(marts, one.rows, one.measure)
        check_figure(one, published)


@given(st.floats(0.01, 1e6), st.floats(0.01, 1e6))
def test_a_figure_off_by_anything_that_shows_is_refused(value: float, moved: float) -> None:
    with pytest.raises(FigureMismatch):
        check_figure(figure(value), value + moved + value * 1e-5)


@given(st.floats(-1e6, 1e6))
def test_a_figure_that_agrees_up_to_rounding_stands(value: float) -> None:
    check_figure(figure(value), value * (1 + 1e-12))


@pytest.mark.parametrize(("stated", "found"), [(None, 0.0), (0.0, None)])
def test_no_value_is_not_zero(stated: float | None, found: float | None) -> None:
    with pytest.raises(FigureMismatch, match="SELECT 1"):
        check_figure(figure(stated), found)


def test_the_same_figure_stated_twice_is_one_figure() -> None:
    ledger = Ledger()
    told: dict[str, Any] = {"label": "a", "measure": "count(*)", "rows": "SELECT 1", "how": ""}
    assert ledger.add(3, **told) is ledger.add(3, **told)
    assert ledger.add(4, **told).id == "f2"


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        ("count", 12345, "12,345"),
        ("share", 0.12345, "12.3\N{NARROW NO-BREAK SPACE}%"),
        ("polarity", -0.405, "\N{MINUS SIGN}0.41"),
        ("polarity", -0.0, "+0.00"),
        ("amount", 12.5, "12.5"),
        ("amount", 1234.56, "1,235"),
        ("count", None, "\N{EN DASH}"),
    ],
)
def test_figures_are_written_as_a_reader_expects(unit: Unit, value: float, text: str) -> None:
    assert wording.figure_text(figure(value, unit=unit)) == text
