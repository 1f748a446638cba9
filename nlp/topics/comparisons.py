"""Who wins over whom and in what, by rules in a file the analyst edits."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from nlp.checked import are_checked
from nlp.stage import digest
from nlp.text.traditional import plain
from nlp.topics import compared
from nlp.topics.brands import Mention
from nlp.topics.compared import Comparison, Reader
from nlp.topics.comparing import Cued, any_of, masked, template
from nlp.topics.toml import LONGEST, Entry, Piece, misfit, mismatch, read_toml, visible
from nlp.topics.wording import Lists

SHIPPED = Path(__file__).parents[1] / "lexicons" / "comparisons.toml"
_LETTERS = re.compile(r"(?<![A-Za-z])[ABC](?![A-Za-z])")
_SLOT = re.compile(r"\{([^{}]*)\}")
_CHOICE = re.compile(r"\([^()]*\)")
_GAP = re.compile("…+")
_GAPS = 4
_LONG = 1000  # characters of a pattern, most of them choices
_SLOTS = {"A", "B", "word", "quality"}

Pieces = Annotated[tuple[Piece, ...], Field(min_length=1)]
Pattern = Annotated[str, StringConstraints(min_length=1, max_length=_LONG), AfterValidator(visible)]


class Rule(Entry):
    """Patterns that say the same."""

    wins: Literal["A", "B"] = Field(description="Who wins by these patterns.")
    patterns: Annotated[tuple[Pattern, ...], Field(min_length=1)] = Field(
        description="What a text must say."
    )
    unless: tuple[Piece, ...] = Field((), description="What, further on, turns the result round.")


class Words(Entry):
    """Lists that the patterns use, and what forbids them."""

    good: Pieces
    bad: Pieces
    more: Pieces
    less: Pieces
    fine: Pieces
    poor: Pieces
    costly: Pieces
    aspects: Pieces
    idle: Pieces
    undone: Pieces
    doubt: Pieces
    denied: Pieces
    judging: Pieces
    fans: Pieces
    quits: Pieces
    beside: Pieces


class Sample(Entry):
    """A sentence on the brands A, B and C, and what it must give."""

    text: str
    rows: tuple[str, ...] = Field(description="Exactly these: 'winner > loser: aspect'.")


class ComparisonsFile(Entry):
    """The file as a whole."""

    rule: tuple[Rule, ...]
    words: Words
    sample: tuple[Sample, ...] = ()


@dataclass(frozen=True)
class Comparisons:
    """The rules.

    Attributes:
        file: as read.
        aspects: words for what is compared, each with its label.
    """

    file: ComparisonsFile
    aspects: Mapping[str, str] = field(default_factory=dict)
    _rules: Mapping[bool, Cued[compared.Rule]] = field(init=False, repr=False, compare=False)
    _lists: Lists = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lists = self.file.words.model_dump()
        rules = tuple(chain.from_iterable(_rules(rule, lists) for rule in self.file.rule))
        by_need = {several: Cued(_called(rules, several=several)) for several in (False, True)}
        object.__setattr__(self, "_rules", by_need)
        object.__setattr__(self, "_lists", Lists(lists, self.aspects))

    def with_aspects(self, aspects: Mapping[str, str]) -> "Comparisons":
        """Return the same rules, the patterns built once, with more words for what is compared."""
        found = copy(self)
        object.__setattr__(found, "aspects", aspects)
        object.__setattr__(found, "_lists", Lists(self.file.words.model_dump(), aspects))
        return found

    @property
    def version(self) -> str:
        """Changes with any rule or word; samples do not count."""
        aspects = (f"{word}\n{label}" for word, label in sorted(self.aspects.items()))
        return digest(self.file.model_dump_json(exclude={"sample"}), *aspects)

    @property
    def lists(self) -> Lists:
        """The words, ready to look words up in."""
        return self._lists

    def find(self, text: str, mentions: Sequence[Mention]) -> list[Comparison]:
        """Return what `text` says of the brands it mentions, left to right."""
        return self.find_all([text], [mentions])[0]

    def find_all(
        self, texts: Sequence[str], mentions: Sequence[Sequence[Mention]]
    ) -> list[list[Comparison]]:
        """Return what each text says of the brands it mentions."""
        signs = plain("".join(texts))
        starts = list(accumulate(map(len, texts), initial=0))
        rows = zip(texts, pairwise(starts), mentions, strict=True)
        return [
            self._read(text, signs[start:end], named) if named else []
            for text, (start, end), named in rows
        ]

    def _read(self, text: str, signs: str, mentions: Sequence[Mention]) -> list[Comparison]:
        several = len({mention.label for mention in mentions}) > 1
        with_brands = masked(signs, mentions)
        rules = self._rules[several].called(with_brands)
        return Reader(self._lists, text, signs, with_brands, mentions).read(rules) if rules else []

    def check(self, path: Path, text: str = "") -> None:
        """Make sure every sample gives its rows.

        Args:
            path: the file, for messages.
            text: its content, to name the line.

        Raises:
            SampleMismatch: one does not.
        """
        for place, sample in enumerate(self.file.sample):
            letters = _LETTERS.finditer(sample.text)
            mentions = [Mention(each[0], None, *each.span()) for each in letters]
            found = sorted(map(written, self.find(sample.text, mentions)))
            if found != sorted(sample.rows):
                raise mismatch(
                    path,
                    text,
                    place,
                    said=sample.text,
                    expected=sorted(sample.rows),
                    found=found,
                )


def written(row: Comparison) -> str:
    """Return the row as samples write it: "winner > loser: aspect"."""
    return f"{row.winner} > {row.loser}" + (f": {row.aspect}" if row.aspect else "")


def _rules(rule: Rule, lists: Mapping[str, Pieces]) -> list[compared.Rule]:
    said = {"word": ("good", "bad", "more", "less"), "quality": ("fine", "poor")}
    words = {
        slot: tuple(chain.from_iterable(map(lists.__getitem__, of))) for slot, of in said.items()
    }
    unless = re.compile(any_of(rule.unless)) if rule.unless else None
    return [
        compared.Rule(
            template(each, words),
            wins=rule.wins == "A",
            goes_on=not {"A", "B"} & set(_SLOT.findall(each)),
            pairs="A" in _SLOT.findall(each) and "B" not in _SLOT.findall(each),
            unless=unless,
        )
        for each in rule.patterns
    ]


def _called(
    rules: Iterable[compared.Rule], *, several: bool
) -> Iterator[tuple[compared.Rule, tuple[str, ...]]]:
    """Yield the rules for texts that name one brand, or several, with what calls each."""
    for rule in rules:
        if several or not rule.pairs:
            yield rule, () if rule.goes_on else rule.template.cues


def read_comparisons(path: Path, *, aspects: Mapping[str, str] | None = None) -> Comparisons:
    """Return the rules in a TOML file, its samples checked.

    Args:
        path: the file.
        aspects: words for what is compared, each with the label that stands for it in the rows;
            other words stand as they are written. The samples are checked without them.

    Raises:
        LexiconError: the file can not be read or used; names file, line and key.
        SampleMismatch: a sample does not give its rows.
    """
    found = _read(path)
    found.check(path, path.read_text(encoding="utf-8-sig"))
    return found.with_aspects(aspects) if aspects else found


@cache
def shipped_comparisons() -> Comparisons:
    """Return the rules that come with this package; see `read_comparisons` for what is raised."""
    return _read(SHIPPED) if are_checked([SHIPPED]) else read_comparisons(SHIPPED)


def _read(path: Path) -> Comparisons:
    held = read_toml(path, ComparisonsFile)
    for place, rule in enumerate(held.rule):
        for number, pattern in enumerate(rule.patterns):
            fault = _fault(pattern)
            if fault:
                fault = f"{pattern!r}: {fault}"
                raise misfit(path, "rule", place, "patterns", number, fault=fault)
    return Comparisons(held)


def _fault(pattern: str) -> str:
    """Return what is wrong with a pattern, or nothing."""
    slots = _SLOT.findall(pattern)
    known = ", ".join(f"{{{name}}}" for name in sorted(_SLOTS))
    unknown = sorted(set(slots) - _SLOTS)
    if unknown:
        return f"no slot {{{unknown[0]}}}; there are {known}"
    if set(_CHOICE.sub("", _SLOT.sub("", pattern))) & set("{}()|"):
        return "a brace or bracket without its other one, or | outside of brackets"
    if len(set(slots)) < len(slots) or not slots:
        return f"each slot may be there once, and one must be; there are {known}"
    if len(_GAP.findall(pattern)) > _GAPS:
        return f"{_GAPS} gaps are the most"
    return f"says more than {LONGEST} signs" if _said(pattern) > LONGEST else ""


def _said(pattern: str) -> int:
    """Return how many signs its words have, of choices the longest."""
    choices = (max(map(len, each[1:-1].split("|"))) for each in _CHOICE.findall(pattern))
    return len(_CHOICE.sub("", pattern)) + sum(choices)
