"""What is judged in a text, and how: judgements joined to the things they are said of."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

from nlp.aspects.clauses import Clause, Judgement, Name, clauses
from nlp.aspects.finding import Hit
from nlp.aspects.lexicon import BLAME, MEASURED, Lexicon
from nlp.aspects.senses import Sense
from nlp.aspects.sifting import sifted
from nlp.aspects.wordings import settled, spared

Span = tuple[int, int]
NOWHERE: Span = (0, 0)

_TURNED = -0.7
"""What a negation makes of praise and blame: not good is not quite bad."""
_CLOSE = {False: 2, True: 2}
_AHEAD = {False: 4, True: 20}
"""How far behind its judgement a thing may be named that nothing else joins to it."""
_LINKS = frozenset({"", "的", "之", " "})
"""What may stand between a judgement and the thing behind it; a blank in English only."""
_TOGETHER = 8
"""Most things that one judgement is about."""
_GOES_ON = "着来得的是也都而且还并且"
"""Last signs of a Chinese clause's beginning that names nothing new: 用起来很好, 而且很好."""
_ARTICLES = ("the ", "my ", "a ", "an ", "our ")
_NO_NAMES: list[Name] = []
_START, _END = attrgetter("start"), attrgetter("end")


class Found(NamedTuple):
    """One judgement of one aspect in a clean text.

    Attributes:
        aspect: its label.
        polarity: -1 to 1, or None where the words do not say.
        target: where the thing judged is named, or `NOWHERE`.
        opinion: the words that judge, or `NOWHERE` for a thing that is only named.
    """

    aspect: str
    polarity: float | None
    target: Span
    opinion: Span

    @property
    def span(self) -> Span:
        """The stretch that holds target and opinion."""
        target, opinion = self.target, self.opinion
        if target == NOWHERE:
            return opinion
        if opinion == NOWHERE:
            return target
        return min(target[0], opinion[0]), max(target[1], opinion[1])


def extract_all(
    texts: Sequence[str], words: Sequence[Sequence[str]], lexicon: Lexicon
) -> list[list[Found]]:
    """Return what each clean text judges, given its cut, left to right."""
    pages = sifted(lexicon.finder.find(texts, words), lexicon)
    return [_extracted(text, hits, lexicon) if hits else [] for text, hits in pages]


def _extracted(text: str, hits: Iterable[Hit], lexicon: Lexicon) -> list[Found]:
    linker = _Linker(text, lexicon.joins)
    for clause in clauses(text, hits, lexicon.senses):
        linker.take(clause)
    found = _without_repeats(linker.found)
    return sorted(dict.fromkeys(found), key=_place) if len(found) > 1 else found


def _without_repeats(found: list[Found]) -> list[Found]:
    """Return what is found without things only named of an aspect that is judged elsewhere."""
    judged = {each.aspect for each in found if each.opinion != NOWHERE}
    return [each for each in found if each.opinion != NOWHERE or each.aspect not in judged]


def _place(found: Found) -> Span:
    target, opinion = found.target, found.opinion
    if target == NOWHERE or (opinion != NOWHERE and opinion < target):
        return opinion
    return target


class _Linker:
    """Walks through clauses and joins judgements to names, some of them named before."""

    __slots__ = ("before", "carried", "found", "joins", "text", "waiting")

    def __init__(self, text: str, joins: frozenset[str]) -> None:
        self.text, self.joins = text, joins
        self.found: list[Found] = []
        self.before = 0  # how many of them lie before the clause
        self.carried = _NO_NAMES  # named last in this sentence
        self.waiting = _NO_NAMES  # named in clauses that say no more: 味道，服务，都好

    def take(self, clause: Clause) -> None:
        """Take in what the clause judges."""
        if clause.begins:
            self.carried = self.waiting = _NO_NAMES
        self.before = len(self.found)
        names, judgements = clause.names, clause.judgements
        for judgement in judgements:
            if judgement.sense.named:
                self.found.append(_self_named(judgement, self._signed(clause, judgement, None)))
            else:
                self._join(clause, judgement)
        for name in names:
            if not name.judged and (name.lacking >= 0 or not name.sense.broad):
                self.found.append(_unjudged(name))
        if judgements:
            self.waiting = _NO_NAMES
        elif clause.end - clause.start <= names[-1].end - names[-1].start + 2:
            self.waiting = [*self.waiting, *names][-_TOGETHER:]
        if names:
            self.carried = names[-1:]

    def _join(self, clause: Clause, judgement: Judgement) -> None:
        named, own, opinion = clause.names, judgement.sense.label, (judgement.start, judgement.end)
        names = self._judged(named, judgement) if named or self.waiting else _NO_NAMES
        if not named and not own:
            names = names or self._carried(clause, judgement)
        if not names and own:
            self._add(Found(own, self._signed(clause, judgement, None), NOWHERE, opinion))
        for name in names:
            name.judged = True
            sense = name.sense
            label = own if own and sense.broad else sense.label
            sign = self._signed(clause, judgement, sense)
            self.found.append(Found(label, sign, (name.start, name.end), opinion))

    def _signed(self, clause: Clause, judgement: Judgement, name: Sense | None) -> float | None:
        """Return how the judgement judges the thing where it stands, or None."""
        sign, core, end = _sign(judgement, name), judgement.core, judgement.end
        if not sign:
            return sign
        if judgement.negated and sign > 0 and _blames(judgement.sense):
            sign = spared(self.text, core, end) or sign
        return settled(
            sign, self.text, start=clause.start, core=core, end=end, negated=judgement.negated
        )

    def _carried(self, clause: Clause, judgement: Judgement) -> list[Name]:
        """Return what was named before, if the clause can be about it still."""
        names = self.carried
        if not names or not names[0].judged:
            return names
        ahead = self.text[clause.start : judgement.start].strip()
        if clause.turns or ahead.startswith(_ARTICLES):
            return _NO_NAMES
        new = len(ahead) > 1 and not ahead[0].isascii() and ahead[-1] not in _GOES_ON
        return _NO_NAMES if new else names

    def _add(self, found: Found) -> None:
        """Add what nothing names; pieces of a clause that say the same are one: 洗两次就|起球."""
        last = self.found[-1] if self.found else None
        if last and last[:3] == found[:3] and last.opinion[1] == found.opinion[0]:
            self.found.pop()
            found = found._replace(opinion=(last.opinion[0], found.opinion[1]))
        if not any(_repeats(found, each) for each in self.found[self.before :]):
            self.found.append(found)

    def _judged(self, named: list[Name], judgement: Judgement) -> list[Name]:
        """Return the names that the judgement is about; none if only its own aspect."""
        place = self._place(named, judgement) if named else None
        if place is None:
            names = self.waiting
        else:
            names = self._together(named, place)
            names = [*self.waiting, *names] if names[0] is named[0] else names
        if judgement.sense.label and any(_elsewhere(name, judgement, place) for name in names):
            return _NO_NAMES
        return names

    def _place(self, names: list[Name], judgement: Judgement) -> int | None:
        """Return which of the names in its clause the judgement stands at."""
        before = bisect_right(names, judgement.start, key=_END) - 1
        after = bisect_left(names, judgement.end, before + 1, key=_START)
        if after < len(names) and self._leads(names, before, after, judgement):
            return after
        return before if before >= 0 else None

    def _leads(self, names: list[Name], before: int, after: int, judgement: Judgement) -> bool:
        """Return whether it judges what follows it: 好的服务, great food, 喜欢他家的牛肉."""
        english = self.text[judgement.start].isascii()
        gap = self.text[judgement.end : names[after].start]
        if judgement.sense.forward:
            return len(gap) <= 4 * _AHEAD[english]
        joined = gap in _LINKS and (english or gap != " ")
        if before < 0:
            return joined or (english and not judgement.sense.label and len(gap) <= _AHEAD[True])
        close = judgement.start - names[before].end <= _CLOSE[english] and not english
        return joined and not close

    def _together(self, names: list[Name], place: int) -> list[Name]:
        if place == 0:
            return names[:1]
        first, least = place, max(0, place + 1 - _TOGETHER)
        while first > least and self._shares(names[first - 1], names[first]):
            first -= 1
        return names[first : place + 1]

    def _shares(self, one: Name, other: Name) -> bool:
        return self.text[one.end : other.start].strip() in self.joins


def _repeats(found: Found, other: Found) -> bool:
    """Return whether both judge one aspect alike."""
    alike = ((found.polarity or 0.0) > 0) == ((other.polarity or 0.0) > 0)
    return alike and found.aspect == other.aspect and other.opinion != NOWHERE


def _unjudged(name: Name) -> Found:
    """Return a thing that is only named, or said not to be there."""
    place = (name.start, name.end)
    if name.lacking >= 0 and name.sense.more:
        return Found(
            name.sense.label, -MEASURED * name.sense.more, place, (name.lacking, name.start)
        )
    return Found(name.sense.label, None, place, NOWHERE)


def _elsewhere(name: Name, judgement: Judgement, place: int | None) -> bool:
    """Return whether a judgement with an aspect of its own is not about this name."""
    own, named = judgement.sense.label, name.sense
    return not named.broad and named.label != own and (name.judged or place is None)


def _blames(sense: Sense) -> bool:
    return not sense.more and (sense.sign is None or sense.sign <= BLAME)


def _self_named(judgement: Judgement, sign: float | None) -> Found:
    """Return what is judged by a piece that names it: 停车难."""
    split = judgement.core + judgement.sense.named
    return Found(judgement.sense.label, sign, (judgement.core, split), (split, judgement.end))


def _sign(judgement: Judgement, name: Sense | None) -> float | None:
    """Return how the judgement judges the thing, or None where its words do not say."""
    sense = judgement.sense
    if name is None or not (sense.bound or (sense.more and name.more)):
        sign = sense.sign
    else:
        sign = _plain_sign(sense, name)
    if sign is None:
        return BLAME if judgement.over and not judgement.negated else None
    if judgement.negated:
        sign *= _TURNED
    sign *= judgement.degree
    return sign if -1.0 <= sign <= 1.0 else math.copysign(1.0, sign)


def _plain_sign(sense: Sense, name: Sense) -> float | None:
    if sense.more and name.more:
        return MEASURED * sense.more * name.more
    return sense.bound.get(name.label, sense.sign)
