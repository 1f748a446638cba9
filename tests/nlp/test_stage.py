import pandas as pd
import pytest

from nlp.errors import BrokenPromise, ImpossibleOrder
from nlp.pipeline import Pipeline
from nlp.stage import Batch, Stage, stage

THREE = pd.DataFrame({"text": ["a", "bb", "ccc"]}, index=[7, 3, 5])


@stage(requires=("text",), assigns={"length": "int64"})
def length(batch: Batch) -> Batch:
    return pd.DataFrame({"length": batch["text"].str.len().astype("int64")})


def giving(frame: pd.DataFrame) -> Stage:
    return Stage("odd", ("text",), {"length": "int64"}, "", lambda _: frame)


def test_a_stage_joins_its_columns_and_keeps_rows_and_order() -> None:
    assert length(THREE).to_dict("list") == {"text": ["a", "bb", "ccc"], "length": [1, 2, 3]}
    assert length(THREE).index.tolist() == [7, 3, 5]


def test_a_stage_takes_a_batch_without_rows() -> None:
    assert length(THREE.iloc[:0]).columns.tolist() == ["text", "length"]


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (pd.DataFrame(index=THREE.index), "did not give: length"),
        (
            pd.DataFrame({"length": [1, 2, 3], "extra": 0}, index=THREE.index),
            "without promise: extra",
        ),
        (pd.DataFrame({"length": [1, 2]}, index=[7, 3]), "changed the rows"),
        (pd.DataFrame({"length": [1, 2, 3]}, index=[3, 5, 7]), "changed the rows"),
        (pd.DataFrame({"length": [1.0, 2, 3]}, index=THREE.index), "float64, not int64"),
    ],
    ids=["too little", "too much", "fewer rows", "other order", "other type"],
)
def test_a_stage_that_breaks_its_promise_is_told_so(given: pd.DataFrame, fault: str) -> None:
    with pytest.raises(BrokenPromise, match=fault):
        giving(given)(THREE)


def test_a_stage_never_overwrites_a_column_of_the_batch() -> None:
    with pytest.raises(BrokenPromise, match="would overwrite: length"):
        length(THREE.assign(length=0))


def test_a_stage_says_which_column_the_batch_lacks() -> None:
    with pytest.raises(BrokenPromise, match="lacks: text"):
        length(pd.DataFrame({"title": ["a"]}))


def test_a_stage_sees_only_what_it_requires() -> None:
    seen: list[list[str]] = []

    @stage(requires=("text",), assigns={})
    def look(batch: Batch) -> Batch:
        seen.append(batch.columns.tolist())
        return batch[[]]

    look(THREE.assign(secret=1))
    assert seen == [["text"]]


def test_a_pipeline_runs_its_stages_in_order() -> None:
    @stage(requires=("length",), assigns={"twice": "int64"})
    def twice(batch: Batch) -> Batch:
        return pd.DataFrame({"twice": 2 * batch["length"]})

    read = Pipeline(frozenset({"text"}), (length, twice))
    assert read(THREE)["twice"].tolist() == [2, 4, 6]
    assert read.adds == {"length": "int64", "twice": "int64"}


def test_a_pipeline_whose_order_can_not_work_is_refused() -> None:
    with pytest.raises(ImpossibleOrder, match="'length' comes before what it requires: text"):
        Pipeline(frozenset({"title"}), (length,))


def test_a_pipeline_that_would_overwrite_is_refused() -> None:
    with pytest.raises(ImpossibleOrder, match="'length' would overwrite length"):
        Pipeline(frozenset({"text"}), (length, length))


def test_the_version_follows_the_data_of_every_stage() -> None:
    def at(version: str) -> str:
        made = Stage("length", ("text",), {"length": "int64"}, version, length.function)
        return Pipeline(frozenset({"text"}), (made,)).version

    assert at("1") == at("1")
    assert at("1") != at("2")
