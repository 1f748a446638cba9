"""The file of rules that the analyst edits: what it may hold, and what is refused."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, Literal, get_args

from pydantic import Field, StringConstraints

from nlp.topics.toml import Entry, misfit, read_toml

Kind = Literal["context", "needs", "intents", "roles", "psychology"]
KINDS: Final[tuple[str, ...]] = get_args(Kind)[1:]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Texts = tuple[Text, ...]

_LISTED = re.compile(r"\{([^}]*)\}")
_OF_PIECES = ("pieces", "hints", "denied", "never")
_OF_LABELS = ("near", "beside", "follows", "unless")


class Rule(Entry):
    """One label, and what shows it."""

    kind: Kind = Field(description="Column of the label; context: of use to other rules only.")
    label: Text = Field(description="The label.")
    pieces: Texts = Field((), description="Each shows the label.")
    hints: Texts = Field((), description="Each shows it beside one of `near`.")
    near: Texts = Field((), description="Labels above; all but `pieces` need one of them.")
    beside: Texts = Field((), description="Labels above, of which hints need one as well.")
    denied: Texts = Field((), description="Pieces in which nothing shows it: 不想买.")
    never: Texts = Field((), description="Pieces beside which nothing shows it.")
    sentences: Literal["", "question", "wish", "negative"] = Field(
        "", description="Sentences of this sort are hints; without `near` they need nothing."
    )
    negatable: bool = Field(
        default=False, description="A negation before a piece takes it back: 没有卡顿."
    )
    told: bool = Field(
        default=False, description="Pieces in a question show nothing, save in a reproach."
    )
    follows: Texts = Field((), description="Labels above that show it.")
    unless: Texts = Field((), description="Labels above beside which it is not given.")


class Sample(Entry):
    """A text and the labels that it must get."""

    text: str
    labels: Texts = Field(description="Exactly these, of all kinds, in any order.")


class Negation(Entry):
    """What takes back a piece of a rule that is negatable, and what makes a question a reproach."""

    words: Texts = Field((), description="Negations: 不, 没有, never.")
    between: Texts = Field((), description="What may stand between one and the piece: 会, 太.")
    spared: Texts = Field((), description="Words in which a negation denies nothing: 不仅, 特别.")
    reproach: Texts = Field((), description="Words of a question that only blames: 凭什么.")


class RulesFile(Entry):
    """The file as a whole."""

    lists: dict[str, Texts] = Field(default_factory=dict)
    negation: Negation = Negation()
    rule: tuple[Rule, ...]
    sample: tuple[Sample, ...] = ()


def read_file(path: Path) -> RulesFile:
    """Return the file, its names looked up.

    Raises:
        LexiconError: the file can not be read or used; names file, line and key.
    """
    held = read_toml(path, RulesFile)
    for table, place, key, fault in _faults(held):
        raise misfit(path, table, place, key, fault=fault)
    return held


def _faults(held: RulesFile) -> Iterator[tuple[str, int, str, str]]:
    known: set[str] = set()
    for place, rule in enumerate(held.rule):
        for key in _OF_PIECES:
            faults = (_fault(piece, rule, held.lists) for piece in getattr(rule, key))
            yield from (("rule", place, key, fault) for fault in faults if fault)
        for key in _OF_LABELS:
            unknown = set(getattr(rule, key)) - known
            yield from (("rule", place, key, f"no label {name!r} above") for name in unknown)
        known.add(rule.label)
    for place, sample in enumerate(held.sample):
        unknown = set(sample.labels) - known
        yield from (("sample", place, "labels", f"no rule gives {name!r}") for name in unknown)


def _fault(piece: str, rule: Rule, lists: dict[str, Texts]) -> str:
    unknown = [name for name in _LISTED.findall(piece) if not lists.get(name)]
    if unknown:
        return f"no list {unknown[0]!r} in [lists], or it is empty"
    if rule.kind == "context" and set(piece) & set("*{^$"):
        return f"{piece!r} must be words alone, in a context"
    words = piece.removeprefix("^").removesuffix("$")
    return f"{piece!r} must begin with words" if words[:1] in {"", "*"} else ""
