"""What the benchmark's figures and floors mean."""

import sys
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parents[2] / "benchmarks" / "quality"))

from figures import (  # the path comes first
    CLASSES,
    by_length,
    calibration_error,
    figures,
    poles,
    reliability,
)
from floors import misses, pinned, read_floors, write_floors  # the same

FIGURES = st.dictionaries(
    st.sampled_from(["fast", "auto"]),
    st.dictionaries(st.sampled_from(["cars", "chat", "tweets"]), st.floats(0, 100), min_size=1),
    min_size=1,
)
TEXTS = {"cars": 30, "chat": 900, "tweets": 5000}


def answers(*rows: tuple[str, str, float, float | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["truth", "said", "polarity", "confidence"])


ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(CLASSES),
        st.sampled_from([*CLASSES, "undecided"]),
        st.floats(-1, 1),
        st.floats(0.4, 1),
    ),
    min_size=1,
).map(lambda rows: answers(*rows))


def test_undecided_is_never_right_and_is_counted() -> None:
    found = figures(
        answers(
            ("positive", "undecided", 0.1, 0.35),
            ("positive", "positive", 0.8, 0.9),
            ("negative", "negative", -0.8, 0.9),
            ("negative", "positive", 0.2, 0.5),
        )
    )
    assert (found["accuracy"], found["undecided"], found["neutral"]) == (50, 25, 0)
    assert found["positive recall"] == 50
    assert "neutral recall" not in found


def test_poles_ask_for_or_against_whatever_is_said_of_neutral() -> None:
    rows = answers(
        ("positive", "neutral", 0.1, 0.6),
        ("negative", "neutral", 0.1, 0.6),
        ("neutral", "negative", -0.9, 0.9),
        ("positive", "neutral", 0.0, None),
    )
    assert poles(rows) == pytest.approx(100 / 3)


def test_confidence_that_comes_true_has_no_error() -> None:
    rows = [("positive", "positive", 0.8, 0.9)] * 9 + [("negative", "positive", 0.8, 0.9)]
    assert calibration_error(answers(*rows)) == pytest.approx(0, abs=1e-9)


def test_confidence_that_boasts_is_off_by_what_it_boasts() -> None:
    rows = [("positive", "positive", 0.8, 0.9), ("negative", "positive", 0.8, 0.9)]
    assert calibration_error(answers(*rows)) == pytest.approx(40)


@given(ANSWERS, st.randoms(use_true_random=False))
def test_the_order_of_answers_says_nothing(rows: pd.DataFrame, dice: Random) -> None:
    mixed = rows.sample(frac=1, random_state=dice.randrange(2**32))
    assert figures(mixed) == pytest.approx(figures(rows), nan_ok=True)


@given(ANSWERS)
def test_every_decided_answer_stands_in_one_band_of_confidence(rows: pd.DataFrame) -> None:
    bands = reliability(rows)
    assert bands["texts"].sum() == (rows["said"] != "undecided").sum()
    lows = [float(band.split("-")[0]) for band in bands.index]
    assert (bands["confidence"] >= [100 * low - 1e-6 for low in lows]).all()
    assert lows == sorted(lows)


@pytest.mark.parametrize(
    ("length", "band"),
    [(1, "1-9"), (9, "1-9"), (10, "10-29"), (29, "10-29"), (30, "30-99"), (100, "100 and more")],
)
def test_lengths_have_their_band(length: int, band: str) -> None:
    assert by_length(pd.DataFrame({"clean": ["好" * length]})).tolist() == [band]


@given(FIGURES)
def test_what_was_pinned_is_not_missed(figures: dict[str, dict[str, float]]) -> None:
    assert misses(figures, pinned(figures, {}, texts=TEXTS)) == []


@given(FIGURES, FIGURES)
def test_pinning_again_lowers_no_floor_unless_told(
    first: dict[str, dict[str, float]], second: dict[str, dict[str, float]]
) -> None:
    old = pinned(first, {}, texts=TEXTS)
    new = pinned(second, old, texts=TEXTS)
    assert all(new[model][name] >= floor for model in old for name, floor in old[model].items())


def test_a_miss_names_model_set_figure_and_floor() -> None:
    (miss,) = misses({"fast": {"cars": 80.0}}, {"fast": {"cars": 91.5}, "auto": {"cars": 99.0}})
    assert str(miss) == "fast on cars: 80.0, floor 91.5"


def test_a_set_that_was_not_measured_is_missed() -> None:
    (miss,) = misses({"fast": {}}, {"fast": {"cars": 91.5}})
    assert miss.name == "cars"


@given(FIGURES)
def test_floors_are_read_as_they_were_written(figures: dict[str, dict[str, float]]) -> None:
    floors = pinned(figures, {}, texts=TEXTS)
    with TemporaryDirectory() as folder:
        write_floors(floors, Path(folder) / "floors.toml")
        assert read_floors(Path(folder) / "floors.toml") == floors
