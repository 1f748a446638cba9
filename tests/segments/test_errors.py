import pickle
from datetime import datetime

import pytest

from segments import errors

EVERY = [
    errors.SegmentError("something"),
    errors.BadFrame("orders", column="amount", reason="is missing", rows=[1, 2]),
    errors.NaiveMoment("as_of", moment=datetime(2026, 1, 1)),  # noqa: DTZ001  # what it is about
    errors.MixedCurrencies(["CNY"], known=["EUR"]),
    errors.BadOption(name="alpha", value=2, allowed="below 1"),
    errors.BadSegmentation(where="value.segments", reason="is missing"),
    errors.MissingColumns("value", missing=["posts"]),
]


@pytest.mark.parametrize("error", EVERY, ids=lambda error: type(error).__name__)
def test_an_error_crosses_processes_with_all_it_knows(error: errors.SegmentError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert again.__dict__ == error.__dict__


@pytest.mark.parametrize("error", EVERY, ids=lambda error: type(error).__name__)
def test_a_message_is_one_line(error: errors.SegmentError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error) or again.__dict__
    assert "\n" not in str(error)


def test_every_error_is_tried_here() -> None:
    named = {kind for kind in vars(errors).values() if isinstance(kind, type)}
    ours = {kind for kind in named if issubclass(kind, errors.SegmentError)}
    assert ours == {type(error) for error in EVERY}
