import pickle
from pathlib import Path

import pytest

from nlp import errors
from nlp.discovery.editing import CannotEdit
from nlp.discovery.promotion import (
    FindsOthers,
    ImpossibleMove,
    LabelRefused,
    NothingFinds,
)
from nlp.sentiment.labels import LabelsUnfit

FILE = Path("topics.toml")
ALL = (
    errors.BrokenPromise("cut", fault="did not give", columns=("words",)),
    errors.ImpossibleOrder("cut", fault="would overwrite", columns=("words",)),
    errors.LexiconError(FILE, line=3, key="topic.0.label", fault="is wrong"),
    errors.SampleMismatch(
        FILE, line=9, key="sample.0", text="hello", expected=("a/b",), found=("c/d",)
    ),
    errors.ModelUnavailable("nowhere", fault="no such folder"),
    errors.ExtraMissing("some/model", extra="torch"),
    errors.LabelsUnclear("some/model", labels=("cat", "dog")),
    LabelsUnfit("some/model", labels=("cat", "dog"), fault="has no label 'x'"),
    errors.ExamplesError("lines.csv", fault="is empty"),
    ImpossibleMove("c1", state="accepted", asked="rejected"),
    NothingFinds("food/tea"),
    LabelRefused("tea", fault="has one level"),
    FindsOthers("food/tea", text="茶几"),
    CannotEdit("food/tea", words=("乌龙",)),
)


@pytest.mark.parametrize("error", ALL, ids=lambda error: type(error).__name__)
def test_an_error_crosses_a_process_with_message_and_attributes(error: errors.NlpError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), vars(copy)) == (type(error), str(error), vars(error))


def test_every_error_that_can_be_raised_is_in_the_table_above() -> None:
    def leaves(kind: type) -> set[type]:
        below = kind.__subclasses__()
        return {kind} if not below else set().union(*map(leaves, below))

    assert leaves(errors.NlpError) <= {type(error) for error in ALL}


def test_a_lexicon_error_says_file_line_and_key() -> None:
    assert str(ALL[2]) == "topics.toml:3: topic.0.label: is wrong"


def test_a_missing_extra_says_what_to_run() -> None:
    assert "pip install 'opinionflow[torch]'" in str(ALL[5])
