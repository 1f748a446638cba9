"""What a bag of words reads wrongly, from a file the analyst edits: turns, negation, questions."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from itertools import product
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from nlp.sentiment.clauses import MARKS, Bond, Cue, Splitter
from nlp.sentiment.finding import AT_END, RUN, SOON, Finder, any_of, at_begin, at_end, atoms, finder
from nlp.stage import digest
from nlp.text.codes import codes
from nlp.text.traditional import simplified_codes
from nlp.topics.toml import Entry, Word, read_toml, refuse_gaps
from nlp.topics.toml_places import Place

SHIPPED = Path(__file__).parents[1] / "lexicons" / "cues.toml"
Words = tuple[Word, ...]
Pieces = Annotated[Words, Field(min_length=1)]

_PLACES = {"anywhere": Cue.TURN, "clause": Cue.OPENING, "within": Cue.WITHIN}
_NO_MORE = "(?!意思|像|几|久|多|评|歹)"  # 不好意思, 好像, 好几: words of their own
_HAN = (0x3400, 0xFFFF)


class Turn(Entry):
    """Words at which a sentence turns."""

    words: Pieces = Field(description="The words.")
    where: Literal["anywhere", "clause", "within"] = Field(description="Where they turn it.")
    concedes: bool = Field(default=False, description="Whether, coming first, they wait.")
    not_after: Words = Field((), description="Right after one of these they turn nothing.")
    not_before: Words = Field((), description="Right before one of these they turn nothing.")


class Listed(Entry):
    """A list of pieces of text."""

    words: Pieces


class Negation(Listed):
    """What turns round the word that follows."""

    between: Pieces = Field(description="What may stand between the two.")
    idle: Pieces = Field(description="Pieces in which nothing is turned: never so bad.")
    back: Pieces = Field(description="What, behind both, turns them back.")


class Saying(Entry):
    """Sayings that praise or blame as a whole."""

    praise: Pieces
    blame: Pieces


class Question(Entry):
    """What shows a question, and what it is really."""

    begins: Pieces
    wonders: Pieces = Field(description="As `begins`, but more of them complain.")
    ends: Pieces
    either: Pieces = Field(description="Words asked as 好不好; at the end without a mark, too.")
    open: Pieces = Field(description="Behind one of these no such pair asks.")
    tells: Pieces = Field(description="Pieces in which nothing is asked: 不知道怎么选.")
    seeks: Pieces
    reproach: Pieces
    affirm: Pieces


class Wish(Listed):
    """What is wished for, or depends on what has not happened."""

    conditional: Pieces


class Degree(Entry):
    """What weakens and strengthens."""

    weak: Pieces
    strong: Pieces


class CuesFile(Entry):
    """The file as a whole."""

    turn: tuple[Turn, ...]
    leads: Listed
    negation: Negation
    praise: Listed
    blame: Listed
    saying: Saying
    question: Question
    wish: Wish
    degree: Degree


class Shows(IntEnum):
    """What a span may show; those after `STRONG` only until it is known what they come to."""

    NOT_PRAISE = 0
    NOT_BLAME = 1
    PRAISE = 2
    BLAME = 3
    ASKS = 4
    SEEKS = 5
    REPROACH = 6
    AFFIRM = 7
    WISH = 8
    CONDITION = 9
    WEAK = 10
    STRONG = 11
    TURNED = 12  # a negation with praise or blame
    INQUIRES = 13  # asks and seeks
    DOUBTS = 14  # asks if anything else shows it: emoji are often stored as ??
    NOTHING = 15


@dataclass(frozen=True)
class Cues:
    """The cues of a file, ready for use.

    Attributes:
        file: what the file says.
        splitter: cuts texts where they end and turn.
        finder: finds what spans show; see `nlp.sentiment.corrections`.
        back: matches right behind what a negation turns if that turns it back.
    """

    file: CuesFile
    splitter: Splitter = field(init=False, repr=False, compare=False)
    finder: Finder = field(init=False, repr=False, compare=False)
    back: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "splitter", _splitter(self.file))
        object.__setattr__(self, "finder", _finder(self.file))
        back = f"{SOON}?{any_of(self.file.negation.back)}"
        object.__setattr__(self, "back", re.compile(back))

    @property
    def version(self) -> str:
        """Changes with any cue."""
        return digest(self.file.model_dump_json())


@cache
def shipped_cues() -> Cues:
    """Return the cues that come with this package."""
    return read_cues(SHIPPED)


def read_cues(path: Path) -> Cues:
    """Return the cues in a TOML file.

    Raises:
        LexiconError: the file can not be read or used; names file, line and key.
    """
    held = read_toml(path, CuesFile)
    for where, words in _lists(held):
        refuse_gaps(path, where, words)
    return Cues(held)


def _lists(held: CuesFile) -> Iterator[tuple[Place, Pieces]]:
    for name in CuesFile.model_fields:
        parts = getattr(held, name)
        several = isinstance(parts, tuple)
        for row, part in enumerate(parts if several else [parts]):
            for key in type(part).model_fields:
                value = getattr(part, key)
                if isinstance(value, tuple):
                    yield (name, row, key) if several else (name, key), value


def _splitter(file: CuesFile) -> Splitter:
    cues, bonds = dict(MARKS), {}
    for turn in file.turn:
        code = _PLACES[turn.where] | (Cue.CONCEDE if turn.concedes else 0)
        bond = Bond(frozenset(turn.not_after), frozenset(turn.not_before))
        for form in _forms(turn.words):
            cues[form] = int(code)
            bonds[form.lower()] = bond
    return Splitter(cues, bonds, frozenset(file.leads.words))


def _forms(words: Iterable[str]) -> Iterator[str]:
    """Give each word as it may be written: traditional, with a capital, in capitals."""
    for word in words:
        yield from (word, word.capitalize(), word.upper())
        if not word.isascii():
            yield from map("".join, product(*(sign + _written().get(sign, "") for sign in word)))


@cache
def _written() -> Mapping[str, str]:
    """Return for simplified signs the traditional ones that stand for them."""
    signs = "".join(map(chr, range(*_HAN)))
    plain = simplified_codes(codes(signs))
    found: dict[str, str] = {}
    for place in np.flatnonzero(plain != codes(signs)).tolist():
        found[chr(plain[place])] = found.get(chr(plain[place]), "") + signs[place]
    return found


def _finder(file: CuesFile) -> Finder:
    tails = {english: _tail(file, english=english) for english in (False, True)}
    return finder(
        [
            *(
                ([*atoms(word), tails[word.isascii()]], Shows.TURNED)
                for word in file.negation.words
            ),
            *_asking(file.question),
            *_begun(file.question),
            *_paired(file.question),
            *((atoms(word), Shows.NOTHING) for word in _early(file.negation)),
            *((atoms(word), kind) for kind, words in _plain(file) for word in words),
        ]
    )


def _asking(file: Question) -> Iterator[tuple[list[str], int]]:
    for mark in map(re.escape, "?？"):
        yield [mark, RUN, AT_END], Shows.ASKS
        yield [mark, RUN], Shows.NOTHING
    yield [r"\?", r"\?" + RUN, AT_END], Shows.DOUBTS
    yield from ((at_end(word), Shows.INQUIRES) for word in file.ends)
    yield from ((at_begin(word), Shows.INQUIRES) for word in file.begins)
    yield from ((at_begin(word), Shows.ASKS) for word in file.wonders)


def _paired(file: Question) -> Iterator[tuple[list[str], int]]:
    for word in file.either:
        pair = f"{word}不{word}"
        yield [*atoms(pair), SOON, RUN, AT_END], Shows.INQUIRES
        yield atoms(pair), Shows.SEEKS
        yield from ((atoms(f"{before}*{pair}"), Shows.NOTHING) for before in file.open)


def _begun(file: Question) -> Iterator[tuple[list[str], int]]:
    """Give what outdoes a piece that spans begin with, being longer."""
    short = file.begins + file.wonders
    for kind, words in ((Shows.REPROACH, file.reproach), (Shows.AFFIRM, file.affirm)):
        yield from ((at_begin(word), kind) for word in words if word.startswith(short))
    for word in file.tells:
        yield atoms(word), Shows.NOTHING
        yield at_begin(word), Shows.NOTHING


def _plain(file: CuesFile) -> Iterator[tuple[Shows, Pieces]]:
    yield Shows.PRAISE, file.saying.praise
    yield Shows.BLAME, file.saying.blame
    yield Shows.SEEKS, file.question.seeks
    yield Shows.REPROACH, file.question.reproach
    yield Shows.AFFIRM, file.question.affirm
    yield Shows.WISH, file.wish.words
    yield Shows.CONDITION, file.wish.conditional
    yield Shows.WEAK, file.degree.weak
    yield Shows.STRONG, file.degree.strong


def _early(file: Negation) -> Iterator[str]:
    """Give the idle pieces that begin before the negation in them."""
    return (word for word in file.idle if not word.startswith(file.words))


def _never(file: Negation) -> Iterator[str]:
    """Give what keeps a negation from turning anything in an idle piece that it begins."""
    for word in file.idle:
        for begin in filter(word.startswith, file.words):
            rest = "".join(atoms(word)).removeprefix("".join(atoms(begin)).removesuffix(r"\b"))
            yield f"(?!(?<={re.escape(begin)}){rest})"


def _tail(file: CuesFile, *, english: bool) -> str:
    """Return what follows a negation: words between, then one of praise or blame."""
    between = any_of(word for word in file.negation.between if word.isascii() == english)
    turned = file.praise.words + file.blame.words
    last = any_of(word for word in turned if word.isascii() == english)
    idle = "".join(_never(file.negation))
    if english:
        return rf"{idle}(?: +{between}\b){{0,5}} +{last}\b"
    return rf"{idle}(?:{between}){{0,4}}(?:不|没有?)?(?:{between}){{0,2}}{last}{_NO_MORE}"
