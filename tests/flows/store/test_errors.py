import pickle

import pytest

from flows.errors import FlowError
from flows.store import errors

ALL = [
    errors.RecordUnavailable("sqlite:///r.db", reason="locked"),
    errors.BadRecordUrl("x", reason="not a URL"),
    errors.ShortKey(3, least=16),
    errors.RecordNewer("sqlite:///r.db", revision="9", known="1"),
    errors.RecordDamaged("sqlite:///r.db", reason="file is not a database"),
    errors.RecordEmpty("sqlite:///r.db", url="marts", rows=3),
    errors.FrameMismatch("posts", reason="lacks text"),
    errors.CannotCorrect("ab12", reason="there is no such post"),
    errors.UnknownCandidate("ab12", several=True),
    errors.UnknownTable("x", known=("a", "b")),
    errors.UnknownZone("Mars/Base"),
    errors.MartsMissing("marts"),
    errors.MartsDamaged("marts", file="manifest.json", reason="not JSON"),
    errors.QueryRefused("COPY does more than read"),
    errors.QueryFailed("syntax"),
]


@pytest.mark.parametrize("error", ALL, ids=lambda error: type(error).__name__)
def test_errors_cross_processes_whole(error: FlowError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), vars(copy)) == (type(error), str(error), vars(error))


def test_every_error_is_listed_here() -> None:
    own = {kind for kind in vars(errors).values() if isinstance(kind, type)}
    mine = {kind for kind in own if kind.__module__ == errors.__name__}
    assert mine == {type(error) for error in ALL}
