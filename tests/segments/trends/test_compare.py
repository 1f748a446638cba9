from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from segments.errors import BadOption
from segments.trends.bursts import hotspots
from segments.trends.compare import Span, usual_posts

START = datetime(2026, 1, 1, tzinfo=UTC)
UNTIL = START + timedelta(days=50)


def counts(*posts: list[int]) -> pd.DataFrame:
    rows = [
        {"term": f"t{term}", "starts_at": START + timedelta(days=day), "posts": number}
        for term, series in enumerate(posts)
        for day, number in enumerate(series)
        if number
    ]
    return pd.DataFrame(rows).assign(kind="topic", granularity="day", mean_polarity=None)


def test_steady_series_are_expected_to_go_on() -> None:
    usual = usual_posts(counts([20] * 50, [300] * 50), until=UNTIL, span=Span(window=5))
    expected = usual.groupby("term")["expected"].mean().to_dict()
    assert expected == pytest.approx({"t0": 20, "t1": 300}, rel=0.05)


def test_every_day_of_the_window_is_there_also_those_without_posts() -> None:
    usual = usual_posts(counts([20] * 50, [20, 0] * 25), until=UNTIL, span=Span(window=10))
    assert len(usual) == 20
    assert usual["observed"].value_counts().to_dict() == {20: 15, 0: 5}


def test_days_without_a_baseline_are_missing() -> None:
    usual = usual_posts(counts([20] * 50), until=UNTIL, span=Span(window=50))
    assert usual["starts_at"].min() == START + timedelta(days=10)


def test_what_is_expected_is_what_hotspots_are_judged_by() -> None:
    rows = counts([10] * 49 + [90], [10] * 50)
    hot = hotspots(rows, until=UNTIL)
    usual = usual_posts(rows, until=UNTIL)
    both = hot.merge(usual, on=["kind", "term", "starts_at", "observed"])
    assert len(both) == len(hot) == 1
    assert np.allclose(both["expected_x"], both["expected_y"])


def test_no_counts_give_no_rows_and_odd_spans_are_refused() -> None:
    rows = counts([10] * 50)
    assert usual_posts(rows.iloc[:0], until=UNTIL).empty
    with pytest.raises(BadOption, match="window = 0"):
        usual_posts(rows, until=UNTIL, span=Span(window=0))
