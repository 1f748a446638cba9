"""The clauses of a text, with the things named and the judgements in each."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from nlp.aspects.finding import Hit
from nlp.aspects.senses import Company, Role, Sense

_OWNS = "的"
"""Between two names says that a thing belongs to one named before it: 他家的牛肉, 酒店的位置."""
_REACH = {False: 3, True: 14}
"""Characters that may stand between a word and what changes it, by whether it is English."""


class Token(NamedTuple):
    """A word found, in the sense it has there."""

    start: int
    end: int
    sense: Sense


_NOTHING: list[Token] = []


@dataclass(slots=True)
class Name:
    """A thing named; `lacking` is where words begin that say it is not there, or -1."""

    start: int
    end: int
    sense: Sense
    lacking: int = -1
    judged: bool = False


@dataclass(slots=True)
class Judgement:
    """Words that judge, from the first word that changes them; they themselves from `core`."""

    start: int
    end: int
    sense: Sense
    core: int
    negated: bool = False
    over: bool = False
    degree: float = 1.0


@dataclass(slots=True)
class Clause:
    """A stretch between marks or turns; `begins` a sentence, `turns` from what was said before."""

    start: int
    end: int
    begins: bool
    turns: bool = False
    names: list[Name] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)


class _Walk:
    """One walk through the words of a text."""

    __slots__ = ("clause", "clauses", "last", "pending", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.clause = Clause(0, 0, begins=True)
        self.clauses: list[Clause] = []
        self.pending: list[Token] = []  # words that change what follows
        self.last = 0  # where the word before ends

    def finished(self) -> list[Clause]:
        """Return the clauses in which something is named or judged."""
        self._close(len(self.text), ends=True)
        return self.clauses

    def pause(self, start: int, end: int, _sense: Sense) -> None:
        """Begin another clause."""
        self._close(start, ends=False)
        self.clause.start = end
        self.clause.turns |= self.text[start].isalpha()
        if self.pending:
            self.pending = []

    def end(self, start: int, end: int, _sense: Sense) -> None:
        """Begin another sentence; the point in 3.5 is none."""
        if self.text[start] == "." and self.text[end : end + 1].isalnum():
            return
        self._close(start, ends=True)
        self.clause.start = end
        if self.pending:
            self.pending = []

    def _close(self, place: int, *, ends: bool) -> None:
        clause = self.clause
        if clause.names or clause.judgements:
            clause.end = place
            self.clauses.append(clause)
            self.clause = Clause(place, place, begins=ends)
        elif ends:
            clause.begins = True

    def _near(self, start: int) -> bool:
        """Return whether what stands at `start` is near enough to be changed by what pends."""
        return start - self.pending[-1].end <= _REACH[self.text[start].isascii()]

    def pend(self, start: int, end: int, sense: Sense) -> None:
        """Keep in mind a word that changes the next."""
        if self.pending and not self._near(start):
            self.pending = []
        self.pending.append(Token(start, end, sense))

    def tail(self, start: int, end: int, _sense: Sense) -> None:
        """Take in what may be the end of a name."""
        names = self.clause.names
        if names and names[-1].end == start:
            names[-1].end = end

    def name(self, start: int, end: int, sense: Sense) -> None:
        """Take in a name."""
        names = self.clause.names
        if names and self._continued(names[-1], start, end, sense):
            return
        if names and names[-1].sense.broad and self.text[names[-1].end : start] == _OWNS:
            names.pop()
        lacking = -1
        if self.pending:
            if self.pending[-1].sense.lacks and self._near(start):
                lacking = self.pending[-1].start
            self.pending = []
        names.append(Name(start, end, sense, lacking))

    def _continued(self, name: Name, start: int, end: int, sense: Sense) -> bool:
        """Return whether what stands right behind a name is the rest of it, and take it in."""
        if self.last != name.end or start > name.end + 1:
            return False
        if start > name.end and not (self.text[name.end] == " " and self.text[start].isascii()):
            return False
        name.sense = _whole(name.sense, sense)
        name.end = end
        return True

    def judge(self, start: int, end: int, sense: Sense) -> None:
        """Take in a judgement."""
        before, pending = self.clause.judgements, self.pending
        # 好贵, 不够大: a judgement that can be a degree is one right before another.
        if before and before[-1].end == start and before[-1].sense.changes:
            changed = before.pop()
            pending = [Token(changed.start, changed.end, changed.sense)]
        elif pending and not self._near(start):
            pending = _NOTHING
        found = Judgement(start, end, sense, start)
        if pending:
            _change(found, pending)
        before.append(found)
        if self.pending:
            self.pending = []


def _change(judgement: Judgement, pending: Sequence[Token]) -> None:
    """Make a judgement what the words before it make of it."""
    for _, _, sense in pending:
        judgement.negated ^= sense.negates
        judgement.over |= sense.over
        judgement.degree *= sense.degree or 1.0
    judgement.start = pending[0].start


def _whole(first: Sense, second: Sense) -> Sense:
    """Return what a name in two parts stands for: 电池|设计 the first, 菜品|价格 the second.

    What is measured is named last, whatever has it: 耳机|续航.
    """
    return second if first.broad or second.more or not second.label else first


def _skip(_walk: _Walk, _start: int, _end: int, _sense: Sense) -> None:
    """Pass over a piece in which no word says anything."""


_STEPS: tuple[Callable[[_Walk, int, int, Sense], None], ...] = tuple(
    {
        Role.NAME: _Walk.name,
        Role.JUDGE: _Walk.judge,
        Role.MODIFY: _Walk.pend,
        Role.PAUSE: _Walk.pause,
        Role.END: _Walk.end,
        Role.TAIL: _Walk.tail,
        Role.IDLE: _skip,
    }[role]
    for role in Role
)
"""What to do with a word, by its role: a tuple, since this is asked of every word."""


def clauses(text: str, hits: Iterable[Hit], senses: Sequence[Sequence[Sense]]) -> list[Clause]:
    """Return the clauses of a plain text in which something is named or judged.

    Of hits that overlap the first is taken, in the first of its senses that it may have there.
    """
    walk, company, position = _Walk(text), Company(text), 0
    for start, end, number in hits:
        if start < position:
            continue
        for sense in senses[number]:
            stop = company.end(sense, end) if sense.needs else end
            if stop:
                _STEPS[sense.role](walk, start, stop, sense)
                walk.last = position = stop
                break
    return walk.finished()
