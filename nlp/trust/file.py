"""The file of what speaks against a text, as the analyst edits it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, StrictBool

from nlp.needs.file import Lists, piece_faults
from nlp.topics.toml import Entry, Word, misfit, offered, read_toml, shaped
from nlp.topics.toml_places import Place

Code = Annotated[str, shaped("[a-z][a-z_]*", "should be of small letters and _, such as paid_post")]
Number = Annotated[int, Field(ge=1, strict=True)]
Weight = Annotated[float, Field(gt=0, le=1, strict=True)]
Texts = tuple[Word, ...]
Some = Annotated[Texts, Field(min_length=1)]

FLOODING: Final = "flooding"
TEMPLATE_PRAISE: Final = "template_praise"
_OF_PIECES = ("pieces", "hints", "denied", "never")


class Rule(Entry):
    """One code, and what shows it."""

    code: Code = Field(description="What is said of the text.")
    weight: Weight = Field(description="How much trust it takes away.")
    pieces: Texts = Field((), description="Each shows it.")
    hints: Texts = Field((), description="Several show it; a web address counts as one.")
    enough: Number = Field(2, description="So many different hints.")
    denied: Texts = Field((), description="Pieces that outdo those they overlap.")
    never: Texts = Field((), description="Pieces beside which this rule says nothing.")
    whole: StrictBool = Field(
        default=False, description="Whether the pieces must be all of the text."
    )


class Flooding(Entry):
    """Signs or words repeated without end."""

    weight: Weight
    allowed: str = Field("", description="Signs that people repeat when they laugh or cheer.")


class TemplatePraise(Entry):
    """Praise that names nothing."""

    weight: Weight
    praises: Number = Field(description="At least so many different words of praise.")
    signs: Number = Field(description="At least so many signs, a Latin letter being a third.")
    share: Weight = Field(description="At least this share of the text.")
    praise: Some = Field(description="Words of praise.")
    generic: Texts = Field(description="Words that may stand beside them.")


class Sample(Entry):
    """A text and the codes that it must get."""

    text: str
    codes: tuple[Code, ...] = Field(description="Exactly these, in any order.")


class TrustFile(Entry):
    """The file as a whole."""

    lists: Lists = Field(default_factory=dict)
    rule: tuple[Rule, ...]
    flooding: Flooding
    template_praise: TemplatePraise
    sample: tuple[Sample, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes, in the order of the file."""
        ruled = (rule.code for rule in self.rule)
        return tuple(dict.fromkeys((*ruled, FLOODING, TEMPLATE_PRAISE)))


def read_file(path: Path) -> TrustFile:
    """Return the file, its names looked up.

    Raises:
        LexiconError: the file can not be read or used; names file, line and key.
    """
    held = read_toml(path, TrustFile)
    for where, fault in _faults(held):
        raise misfit(path, *where, fault=fault)
    return held


def _faults(held: TrustFile) -> Iterator[tuple[Place, str]]:
    for place, rule in enumerate(held.rule):
        for key in _OF_PIECES:
            yield from piece_faults(getattr(rule, key), held.lists, ("rule", place, key))
        if rule.code in {FLOODING, TEMPLATE_PRAISE}:
            yield ("rule", place, "code"), f"{rule.code!r} has a table of its own"
    for place, sample in enumerate(held.sample):
        for code in sorted(set(sample.codes) - set(held.codes)):
            fault = f"no rule gives {code!r}; {offered(code, held.codes)}"
            yield ("sample", place, "codes"), fault
