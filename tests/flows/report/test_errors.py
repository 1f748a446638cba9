import pickle

import pytest

from flows.errors import FlowError, Terminal
from flows.report import errors


def _name(error: FlowError) -> str:
    return type(error).__name__


RAISED = [
    errors.FigureMismatch("posts", stated=3, found=2, sql="SELECT 1"),
    errors.QuoteMismatch("k1", quote="说过的话"),
    errors.PeriodRefused(0, most=366),
]


@pytest.mark.parametrize("error", RAISED, ids=_name)
def test_errors_cross_processes_whole(error: FlowError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


@pytest.mark.parametrize("error", RAISED, ids=_name)
def test_errors_say_what_to_do_and_are_not_worth_a_retry(error: FlowError) -> None:
    assert isinstance(error, Terminal)
    assert "; " in str(error)
    assert "\n" not in str(error)
