"""A person's word in the place of the model's: what then stands, and what is overruled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from nlp.sentiment.model import UNDECIDED

PERSON: Final = "person:"
"""What `model` begins with where a person gave the tag."""

WHOLE: Final = frozenset({"lang", "sentiment", "emotion"})
"""Kinds of which a post has one tag at most."""

POLES: Final = {"positive": 1.0, "neutral": 0.0, "negative": -1.0, UNDECIDED: None}
"""Sentiments, and the polarity that each has when a person says so."""


ASPECT: Final = "aspect"
SIDES: Final = ("positive", "neutral", "negative")
"""How an aspect may be judged: said behind it, as in 'battery negative'."""


class TagRow(NamedTuple):
    """A row of `post_tags`."""

    post_key: str
    kind: str
    label: str
    target: str
    start: int
    end: int
    polarity: float | None
    score: float
    model: str

    @property
    def key(self) -> tuple[str, str, str, str, int]:
        """Return its primary key; an aspect stands once at a place, whatever it is told of."""
        return self[:5] if self.kind != ASPECT else (*self[:3], "", self.start)


TRUSTED: Final = "trusted"
VERDICTS: Final = frozenset({TRUSTED, "untrusted"})
"""What a person may say of the trust in a whole post."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says of one tag of a post.

    Attributes:
        post_key: the post.
        kind: kind of tag.
        was: label that is wrong; '' where none is replaced, or the post has only one.
        label: label that is right; '' where none is; of an aspect, how it is judged may follow:
            'battery negative'.
        target: what it speaks of; '' as the model has it.
        start: first character of the evidence; -1 wherever the model sees it.
        end: character after it; -1 likewise.
        by: who says so.
        note: why.
    """

    post_key: str
    kind: str
    was: str = ""
    label: str = ""
    target: str = ""
    start: int = -1
    end: int = -1
    by: str = ""
    note: str = ""

    @property
    def sought(self) -> str:
        """The label that it speaks of."""
        return self.was or self.name

    @property
    def name(self) -> str:
        """The label that is right; of an aspect, without how it is judged."""
        return self.label.partition(" ")[0] if self.kind == ASPECT else self.label

    @property
    def side(self) -> str:
        """How an aspect is judged, where that is said."""
        return self.label.partition(" ")[2] if self.kind == ASPECT else ""

    def concerns(self, row: TagRow) -> bool:
        """Tell whether it speaks of this tag of its post."""
        if row.kind != self.kind or self.kind in WHOLE:
            return row.kind == self.kind
        if self.kind == "sentence":
            return row.start == self.start
        return row.label == self.sought and self.start in {-1, row.start}

    def replaces(self, earlier: "Correction") -> bool:
        """Tell whether it speaks of what an `earlier` one of its post spoke of."""
        if earlier.kind != self.kind or self.kind in WHOLE:
            return earlier.kind == self.kind
        if self.kind == "sentence":
            return earlier.start == self.start
        if self.kind == "trust" and {self.label, earlier.label} <= VERDICTS:
            return True
        named = self.sought in {earlier.sought, earlier.name}
        return named and self.start in {-1, earlier.start}

    def row(self, instead: TagRow | None = None) -> TagRow:
        """Return the tag that holds, `instead` of one of the model's where there is one."""
        start, end = self.start, self.end
        if instead and (start < 0 or end < 0):
            start, end = instead.start, instead.end
        pole = self.label if self.kind in {"sentiment", "sentence"} else self.side
        polarity = instead.polarity if instead else None
        return TagRow(
            self.post_key,
            self.kind,
            self.name,
            self.target or (instead.target if instead else ""),
            start,
            end,
            POLES[pole] if pole else polarity,
            1.0,
            f"{PERSON}{self.by}",
        )


def corrected(
    rows: Sequence[TagRow], corrections: Iterable[Correction]
) -> tuple[list[TagRow], list[TagRow]]:
    """Return the tags of a post that stand, and those of `rows`, the model's, that do not.

    A label that a person gave stands whatever the model says; one that they took away does not,
    whenever the model says it. Of two corrections that give the same tag the last counts.
    """
    met = [(one, [row for row in rows if one.concerns(row)]) for one in corrections]
    given = (row for one, found in met if one.label for row in _given(one, found))
    made = {row.key: row for row in given}
    gone = {row.key for _, found in met for row in found} | set(made)
    standing = [row for row in rows if row.key not in gone]
    return [*standing, *made.values()], [row for row in rows if row.key in gone]


def _given(said: Correction, found: Sequence[TagRow]) -> list[TagRow]:
    return [said.row(row) for row in found] or [said.row()]
