"""What examples of an analyst taught: a classifier in a small file, with its score.

`nlp.topics.learning` makes it.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from nlp.errors import ExamplesError
from nlp.sentiment.features import Recipe, Words
from nlp.sentiment.linear import refuse_unless
from nlp.stage import digest
from nlp.topics.judge import Judge
from nlp.topics.rows import Rows
from nlp.topics.taxonomy import Label

LIKELY = 0.5
"""A label that is less likely is not said, in the cross-validation as in use."""
RESERVED = frozenset({"rule", "model", ""})
"""Names of other things that find topics."""
_MOST_BITS = 26  # a quarter of a gigabyte of places


def printed(text: str) -> str:
    """Return the text.

    Raises:
        ValueError: a character of it can not be printed, such as one that steers a terminal.
    """
    if not text.isprintable():
        msg = "holds a character that can not be printed"
        raise ValueError(msg)
    return text


def free(name: str) -> str:
    """Return the name.

    Raises:
        ValueError: it is the name of something else that finds topics.
    """
    if name in RESERVED:
        msg = f"is the name of something else: {name!r}"
        raise ValueError(msg)
    return name


Plain = Annotated[Label, AfterValidator(printed)]
"""A label of two levels that can be printed."""
_Count = Annotated[int, Field(ge=0, le=10**9)]
_Share = Annotated[float, Field(ge=0, le=1)]
_Bits = Annotated[int, Field(ge=1, le=_MOST_BITS)]
_Run = Annotated[int, Field(ge=0, le=16)]
_Bucket = Annotated[int, Field(ge=0, lt=1 << _MOST_BITS)]
_Short = Annotated[int, Field(ge=-(1 << 15), lt=1 << 15)]
_Weight = Annotated[float, Field(ge=-1e6, le=1e6)]  # far above any learned; no sum is endless


@dataclass(frozen=True, slots=True)
class Score:
    """What cross-validation says of a label: shares, `low` to `high` holds F1 19 times in 20."""

    label: Plain
    texts: _Count
    precision: _Share
    recall: _Share
    f1: _Share
    low: _Share
    high: _Share


@dataclass(frozen=True)
class Learned:
    """A classifier that examples taught.

    Attributes:
        name: who is said to have found a topic (`by`).
        date: when it was learned.
        scores: one a label, in the order of the judge's.
        background: how many texts without a label were given.
        beside: version of the vectors it reads.
        judge: says the labels.
    """

    name: str
    date: str
    scores: tuple[Score, ...]
    background: int
    beside: str
    judge: Judge

    @property
    def f1(self) -> float:
        """The mean of the labels."""
        return float(np.mean([score.f1 for score in self.scores]))

    @cached_property
    def version(self) -> str:
        """Changes with anything in it."""
        judge = self.judge
        arrays = (judge.steps, judge.offsets, judge.heads, judge.head_steps)
        raw = (each.tobytes() for each in arrays)
        told = (self.name, self.date, f"{self.background}", *map(repr, self.scores), self.beside)
        return digest(*told, judge.table.version, *judge.labels, *raw)

    def say(self, words: Words, vectors: Rows) -> list[Mapping[str, float]]:
        """Return for each text the labels that are `LIKELY`, with how likely they are."""
        said: list[dict[str, float]] = [{} for _ in words]
        likely = self.judge.probabilities(words, vectors)
        for row, column in np.argwhere(likely >= LIKELY).tolist():
            said[row][self.judge.labels[column]] = float(likely[row, column])
        return list(said)

    def refuse_unless_beside(self, vectors: Rows) -> None:
        """Raise ExamplesError if it was learned beside other vectors."""
        fits = len(self.judge.heads) == vectors.numbers.shape[1]
        if self.beside != vectors.version or not fits:
            raise ExamplesError(
                self.name, fault="was learned beside other weights; learn it again from its texts"
            )


def write_learned(path: Path, learned: Learned) -> None:
    """Write what was learned as JSON: what people ask first, the weights last."""
    judge, table = learned.judge, learned.judge.table
    facts: dict[str, Any] = {
        "name": learned.name,
        "version": learned.version,
        "date": learned.date,
        "scores": [asdict(score) for score in learned.scores],
        "background": learned.background,
        "beside": learned.beside,
        "recipe": [table.recipe.bits, table.recipe.words, *table.recipe.chars],
        "buckets": table.buckets.tolist(),
        "numbers": table.numbers.tolist(),
        "steps": judge.steps.tolist(),
        "offsets": judge.offsets.tolist(),
        "heads": judge.heads.tolist(),
        "head_steps": judge.head_steps.tolist(),
    }
    lines = (f" {json.dumps(key)}: {json.dumps(facts[key], ensure_ascii=False)}" for key in facts)
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


class _Held(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

    name: Annotated[str, AfterValidator(free), AfterValidator(printed)]
    version: str
    date: Annotated[str, AfterValidator(printed)]
    scores: Annotated[list[Score], Field(min_length=1)]
    background: _Count
    beside: str
    recipe: tuple[_Bits, Annotated[_Run, Field(ge=1)], _Run, _Run]
    buckets: Annotated[list[_Bucket], Field(min_length=1)]
    numbers: list[list[_Short]]
    steps: list[_Weight]
    offsets: list[_Weight]
    heads: Annotated[list[list[_Short]], Field(min_length=1)]
    head_steps: list[_Weight]


def read_learned(path: Path) -> Learned:
    """Return what `write_learned` wrote.

    Raises:
        ExamplesError: there is no such file, or it is damaged or was changed by hand.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ExamplesError(path, fault=f"{error.strerror}") from error
    try:
        found = _learned(_Held.model_validate_json(raw))
    except (ValueError, OverflowError) as error:
        fault = f"is no classifier learned from examples, or damaged ({_wrong(error)})"
        raise ExamplesError(path, fault=f"{fault}; learn it again") from error
    return found


def _wrong(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return ": ".join(filter(None, (".".join(map(repr, first["loc"])), first["msg"])))


def _learned(held: _Held) -> Learned:
    judge = _judge(held)
    scores = tuple(held.scores)
    found = Learned(held.name, held.date, scores, held.background, held.beside, judge)
    if found.version != held.version:
        msg = "not as it was written"
        raise ValueError(msg)
    return found


def _judge(held: _Held) -> Judge:
    labels = tuple(score.label for score in held.scores)
    count = len(labels)
    refuse_unless(len(set(labels)) == count, "scores: a label is there twice")
    lines = {name: getattr(held, name) for name in ("steps", "offsets", "head_steps")}
    for name, values in lines.items():
        refuse_unless(len(values) == count, name)
    heads = _whole("heads", held.heads, count)
    steps, offsets, head_steps = map(np.array, lines.values())
    return Judge(labels, _table(held, count + 1), steps, offsets, heads, head_steps)


def _table(held: _Held, columns: int) -> Rows:
    bits, words, shortest, longest = held.recipe
    buckets = np.array(held.buckets, np.int64)
    ascending = bool((np.diff(buckets) > 0).all())
    refuse_unless(ascending and held.buckets[-1] < 1 << bits, "buckets")
    refuse_unless(len(held.numbers) == len(buckets), "numbers")
    numbers = _whole("numbers", held.numbers, columns)
    return Rows(Recipe(bits, words, (shortest, longest)), buckets, numbers)


def _whole(name: str, rows: list[list[int]], columns: int) -> NDArray[np.int16]:
    refuse_unless(all(len(row) == columns for row in rows), name)
    return np.array(rows, np.int16)
