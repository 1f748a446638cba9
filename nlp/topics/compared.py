"""One text read for what it compares."""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nlp.topics.brands import Mention
from nlp.topics.comparing import GROUP, Template, named, without
from nlp.topics.wording import Lists

Names = tuple[str, ...]

_SENTENCE = re.compile(r"[。!?;\n]|\.(?=\s|$)")
_CLAUSE = re.compile(r"[,:。!?;\n]|\.(?=\s|$)")
_FAR = 150  # signs, as far as one looks for what belongs to a comparison
_UNNAMED: Names = ("",)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One brand is better than another, in `aspect` if any; "" is the thing the text is about."""

    winner: str
    loser: str
    aspect: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern.

    Attributes:
        template: reads the text.
        wins: whether A wins by it.
        goes_on: whether it needs a comparison before it in the sentence, naming no brand itself.
        pairs: whether it needs another brand than the one it names.
        unless: turns the result round if it follows.
    """

    template: Template
    wins: bool
    goes_on: bool
    pairs: bool
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a rule read at the characters `start` to `end`; `first` are the brands it calls A."""

    start: int
    end: int
    first: Names
    second: Names
    wins: bool
    aspects: Names


class Reader:
    """Reads one text.

    Args:
        lists: of words.
        text: as stored.
        signs: the same, plain.
        masked: the same, with brands as signs.
        mentions: the brands that it names.
    """

    def __init__(
        self, lists: Lists, text: str, signs: str, masked: str, mentions: Sequence[Mention]
    ) -> None:
        self.lists, self.text, self.plain = lists, text, signs
        self.mentions = {each.start: each for each in mentions}
        self.masked = masked
        self.signs = without(masked, lists.idle)
        self.groups = [each.span() for each in GROUP.finditer(self.signs)]
        self.sentences = _bounds(_SENTENCE, signs)
        self.clauses = _bounds(_CLAUSE, signs)
        self.found: list[_Reading] = []

    def read(self, rules: Iterable[Rule]) -> list[Comparison]:
        """Return what the text compares, left to right; no stretch is read by two rules."""
        for late in (False, True):
            for rule in rules:
                if rule.goes_on is late and (self.found or not late):
                    self._try(rule)
        return list(dict.fromkeys(row for reading in self.found for row in _rows(reading)))

    def _try(self, rule: Rule) -> None:
        for match in rule.template.regex.finditer(self.signs):
            last = self._last(match.end())
            if last is None or last.end <= match.start():
                reading = self._reading(rule, match, last)
                if reading:
                    insort(self.found, reading, key=_start)

    def _last(self, before: int) -> "_Reading | None":
        """Return what was read last that begins before a character."""
        place = bisect_left(self.found, before, key=_start)
        return self.found[place - 1] if place else None

    def _reading(
        self, rule: Rule, match: re.Match[str], last: "_Reading | None"
    ) -> "_Reading | None":
        start, end = match.span()
        begins = max(_within(self.clauses, start)[0], last.end if last else 0)
        subject, first, second = self._who(rule, match, begins, last)
        if not first or not second or self._idle(match, begins if subject >= end else subject):
            return None
        zones = self._zones(match, begins, subject)
        places = next(filter(None, (self.lists.aspects(self.masked, *zone) for zone in zones)), [])
        said = match.groupdict()
        word = said.get("word") or said.get("quality")
        zone = self.plain[begins:end]
        good = self.lists.judged(word, zone, of_something=bool(places)) if word else True
        if good is None:
            return None
        wins = rule.wins is good
        if rule.unless and rule.unless.search(self.signs, end, end + _FAR):
            wins = not wins
        return _Reading(start, end, first, second, wins, self._labels(places, word))

    def _who(
        self, rule: Rule, match: re.Match[str], begins: int, last: "_Reading | None"
    ) -> tuple[int, Names, Names]:
        """Return where the subject ends, A, and B; the subject may stand in the clause or not."""
        held, start = match.groupdict(), match.start()
        first, second = (self._names(*match.span(name)) if held.get(name) else () for name in "AB")
        since = max(self._since(start), start - _FAR)
        if first:
            return match.end(), first, second or self._other(first, since, start)
        near = self._between(begins, start)
        if rule.goes_on:
            goes_on = last and last.start >= _within(self.sentences, start)[0] and not near
            return (begins, last.first, last.second) if goes_on and last else (begins, (), ())
        if near and not set(self._names(*near)) & set(second):
            return near[1], self._names(*near), second
        if last and last.start >= since:
            for names in (last.first, last.second):
                if not set(names) & set(second):
                    return begins, names, second
        return begins, self._before(second, since, start) or _UNNAMED, second

    def _names(self, start: int, end: int) -> Names:
        return named(self.mentions, self.signs, start, end)

    def _since(self, place: int) -> int:
        """Return where the sentence before that of a character begins: so far back one looks."""
        return _within(self.sentences, max(_within(self.sentences, place)[0] - 1, 0))[0]

    def _groups(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the brands named between two characters, last first."""
        # In `A跟B比` the two are one group: what counts is the part before `end`.
        low, high = bisect_left(self.groups, (start,)), bisect_left(self.groups, (end,))
        return [(first, min(last, end)) for first, last in self.groups[low:high][::-1]]

    def _between(self, start: int, end: int) -> tuple[int, int] | None:
        return next(iter(self._groups(start, end)), None)

    def _before(self, against: Names, since: int, start: int) -> Names:
        """Return the brands named last before `start` that are none of `against`."""
        for span in self._groups(since, start):
            names = tuple(name for name in self._names(*span) if name not in against)
            if names:
                return names
        return ()

    def _other(self, than: Names, since: int, start: int) -> Names:
        """Return what `than` is compared with: named last before, or the only other behind."""
        close = min(_within(self.sentences, start)[1], start + _FAR)
        behind = {name for span in self._groups(start, close) for name in self._names(*span)}
        others = tuple(behind - set(than))
        return self._before(than, since, start) or (others if len(others) == 1 else ())

    def _idle(self, match: re.Match[str], begins: int) -> bool:
        """Return whether what is said is turned round, asked, supposed or denied."""
        start, end = match.span()
        first, last = _within(self.sentences, start)
        gaps = (each or "" for name, each in match.groupdict().items() if name.startswith("gap"))
        asked = self.signs[_within(self.clauses, end - 1)[1] :][:1] == "?"
        return (
            asked
            or any(map(self.lists.undone.search, (self.signs[begins:start], *gaps)))
            or self.lists.doubt.search(self.signs, max(first, start - _FAR), start) is not None
            or self.lists.denied.search(self.signs, end, min(last, end + _FAR)) is not None
        )

    def _zones(self, match: re.Match[str], begins: int, subject: int) -> list[tuple[int, int]]:
        """Return where to look for what is compared, the likeliest place first."""
        end, held = match.end(), match.groupdict()
        close = _within(self.clauses, end - 1)[1]
        middle = match.end("A") if held.get("A") else subject
        before = match.start("A") if held.get("A") else subject
        return [(middle, end), (begins, before), (end, close)]

    def _labels(self, places: Sequence[tuple[int, int]], word: str | None) -> Names:
        labels = self.lists.labels
        if not places:
            return (labels[word],) if word and word in labels else ()
        found = (labels.get(self.plain[start:end], self.text[start:end]) for start, end in places)
        return tuple(dict.fromkeys(found))


def _start(reading: _Reading) -> int:
    return reading.start


def _rows(reading: _Reading) -> Iterator[Comparison]:
    for one in reading.first:
        for other in reading.second:
            winner, loser = (one, other) if reading.wins else (other, one)
            for aspect in (reading.aspects or ("",)) if one != other else ():
                yield Comparison(winner, loser, aspect, reading.start, reading.end)


def _bounds(marks: re.Pattern[str], text: str) -> list[int]:
    """Return where the pieces between marks begin, and where the text ends."""
    return [0, *(mark.end() for mark in marks.finditer(text)), len(text) + 1]


def _within(bounds: Sequence[int], place: int) -> tuple[int, int]:
    """Return where the piece that holds `place` begins, and where its mark stands."""
    at = bisect_right(bounds, place)
    return bounds[at - 1], bounds[at] - 1
