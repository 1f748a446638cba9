"""The file of rules that the analyst edits: what it may hold, and what is refused."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Final, Literal, get_args

from pydantic import AfterValidator, Field

from nlp.topics.toml import Entry, Word, gaps_fault, misfit, offered, read_toml
from nlp.topics.toml_places import Place

Kind = Literal["context", "needs", "intents", "roles", "psychology"]
KINDS: Final[tuple[str, ...]] = get_args(Kind)[1:]
Texts = tuple[Word, ...]

_LISTED = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"\w+")
_MARKS = re.compile(r"[*{}^$]")
_OF_PIECES = ("pieces", "hints", "denied", "never")
_OF_LABELS = ("near", "beside", "follows", "unless")


def _named(name: str) -> str:
    if not _NAME.fullmatch(name):
        msg = "the name of a list is of letters, figures and _"
        raise ValueError(msg)
    return name


def _plain(word: str) -> str:
    if set(word) & set("*{}"):
        msg = "a list holds words alone, without * and braces"
        raise ValueError(msg)
    return word


Lists = dict[
    Annotated[str, AfterValidator(_named)], tuple[Annotated[Word, AfterValidator(_plain)], ...]
]
"""Words by the name under which pieces speak of them."""


class Rule(Entry):
    """One label, and what shows it."""

    kind: Kind = Field(description="Column of the label; context: of use to other rules only.")
    label: Word = Field(description="The label.")
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

    lists: Lists = Field(default_factory=dict)
    negation: Negation = Negation()
    rule: tuple[Rule, ...]
    sample: tuple[Sample, ...] = ()


def read_file(path: Path) -> RulesFile:
    """Return the file, its names looked up.

    Raises:
        LexiconError: the file can not be read or used; names file, line and key.
    """
    held = read_toml(path, RulesFile)
    for where, fault in _faults(held):
        raise misfit(path, *where, fault=fault)
    return held


def _faults(held: RulesFile) -> Iterator[tuple[Place, str]]:
    known: dict[str, None] = {}
    for place, rule in enumerate(held.rule):
        for key in _OF_PIECES:
            yield from piece_faults(getattr(rule, key), held.lists, ("rule", place, key))
        if rule.kind == "context":
            marked = (n for n, piece in enumerate(rule.pieces) if set(piece) & set("*{^$"))
            fault = "a context is of words alone, without *, braces, ^ and $"
            yield from ((("rule", place, "pieces", n), fault) for n in marked)
        for key in _OF_LABELS:
            for name in sorted(set(getattr(rule, key)) - known.keys()):
                yield ("rule", place, key), f"no label {name!r} above; {offered(name, [*known])}"
        known[rule.label] = None
    for place, sample in enumerate(held.sample):
        for name in sorted(set(sample.labels) - known.keys()):
            yield ("sample", place, "labels"), f"no rule gives {name!r}; {offered(name, [*known])}"


def piece_faults(pieces: Iterable[str], lists: Lists, where: Place) -> Iterator[tuple[Place, str]]:
    """Yield where a piece stands that can not be looked for, and what is wrong with it.

    Args:
        pieces: of one key.
        lists: words by name.
        where: the way to the key.
    """
    for number, piece in enumerate(pieces):
        fault = _fault(piece, lists)
        if fault:
            yield (*where, number), fault


def _fault(piece: str, lists: Lists) -> str:
    if not _MARKS.search(piece):
        return ""
    unknown = [name for name in _LISTED.findall(piece) if not lists.get(name)]
    if unknown:
        return f"no list {unknown[0]!r} in [lists], or it is empty"
    words = piece.removeprefix("^").removesuffix("$")
    if words[:1] in {"", "*"}:
        return f"{piece!r} must begin with words"
    if set(_LISTED.sub("", piece)) & set("{}"):
        return f"{piece!r} has a brace without its other one"
    return gaps_fault(piece)
