"""What speaks against a text, by its words alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from nlp.checked import LEXICONS, are_checked
from nlp.needs.pieces import Found, Pieces, regex
from nlp.stage import digest
from nlp.text.lazy import Lazy
from nlp.topics.toml import mismatch
from nlp.trust.file import FLOODING, TEMPLATE_PRAISE, Rule, TrustFile, read_file
from nlp.trust.praise import Praise
from nlp.trust.repeats import Span, floods, repeated

SHIPPED: Final = LEXICONS / "trust.toml"
PLACEHOLDERS: Final = LEXICONS / "placeholders.txt"
PARTS: Final = (SHIPPED, PLACEHOLDERS)
"""The shipped lists, which are read together."""

_BESIDE: Final = 40
_MOST: Final = 200
"""Pieces of one rule that are looked at: a text made of nothing else needs no more."""
_FILLED: Final = 60
"""Characters; nobody fills a field with more placeholders."""


class Reason(NamedTuple):
    """A code, the characters that show it and how much trust it takes away, 0 to 1."""

    code: str
    start: int
    end: int
    weight: float


class Searched(NamedTuple):
    """A text as it is searched, and what was found in it."""

    text: str
    pieces: list[Found]
    repeats: list[Span]


@dataclass(frozen=True)
class Rules:
    """Rules ready for use."""

    file: TrustFile
    placeholders: tuple[str, ...] = ()
    _pieces: Pieces = field(init=False, repr=False, compare=False)
    _steps: list["_Step"] = field(init=False, repr=False, compare=False)
    _praise: Praise = field(init=False, repr=False, compare=False)
    _allowed: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        sought = list(_sought(self.file.rule, self.placeholders))
        object.__setattr__(self, "_pieces", Pieces(sought, self.file.lists))
        object.__setattr__(self, "_steps", [_Step(rule, self.file) for rule in self.file.rule])
        object.__setattr__(self, "_praise", Praise(self.file.template_praise))
        object.__setattr__(self, "_allowed", frozenset(self.file.flooding.allowed))

    @property
    def version(self) -> str:
        """Changes with any code, weight, piece or list; samples do not count."""
        return digest(self.file.model_dump_json(exclude={"sample"}), *self.placeholders)

    def search(self, texts: Sequence[str]) -> list[Searched]:
        """Return each text as it is searched with what is in it, for `judge`."""
        found = zip(self._pieces.find_all(texts), repeated(texts), strict=True)
        return [Searched(text, pieces, spans) for (text, pieces), spans in found]

    def judge(self, read: Searched, *, linked: bool = False) -> list[Reason]:
        """Return the reasons not to trust a text, left to right, each code once.

        Args:
            read: the text, searched.
            linked: whether the author gave a web address.
        """
        text, pieces, repeats = read
        flood = floods(text, repeats, self._allowed) if repeats else None
        praise = None if flood else self._praise.find(text)
        reasons = list(self._ruled(text, pieces, linked=linked)) if pieces else []
        if flood:
            reasons.append(Reason(FLOODING, *flood, self.file.flooding.weight))
        if praise:
            reasons.append(Reason(TEMPLATE_PRAISE, *praise, self.file.template_praise.weight))
        if len(reasons) > 1:
            reasons.sort(key=lambda reason: (reason.start, reason.code))
        return reasons

    def _ruled(self, text: str, pieces: Sequence[Found], *, linked: bool) -> Iterable[Reason]:
        found: dict[int, list[Found]] = {}
        for piece in pieces:
            found.setdefault(piece[0] // 2, []).append(piece)
        best: dict[str, Reason] = {}
        for place, held in found.items():
            span = self._steps[place].shown(text, held, linked=linked)
            rule = self.file.rule[place]
            if span and (rule.code not in best or best[rule.code].weight < rule.weight):
                best[rule.code] = Reason(rule.code, *span, rule.weight)
        return best.values()


class _Step:
    """A rule with what is searched for it only where it matters."""

    __slots__ = ("_denied", "_enough", "_never", "_whole")

    def __init__(self, rule: Rule, file: TrustFile) -> None:
        self._whole, self._enough = rule.whole, rule.enough
        self._denied = Lazy(regex, rule.denied, file.lists) if rule.denied else None
        self._never = Lazy(regex, rule.never, file.lists) if rule.never else None

    def shown(self, text: str, found: Sequence[Found], *, linked: bool) -> Span | None:
        """Return the first characters that show the code, if any do."""
        if self._whole:
            return _all_of(text, [(start, end) for _, start, end in found])
        pieces = [(start, end) for owner, start, end in found[:_MOST] if not owner % 2]
        hints = [(start, end) for owner, start, end in found[:_MOST] if owner % 2]
        if not pieces and len(hints) + linked < self._enough:
            return None
        pieces, hints = self._allowed(text, pieces), self._allowed(text, hints)
        shown = pieces or (hints if _different(text, hints) + linked >= self._enough else [])
        if not shown or (self._never and self._never.search(text)):
            return None
        return min(shown, key=lambda span: (span[0], -span[1]))

    def _allowed(self, text: str, spans: list[Span]) -> list[Span]:
        denied = self._denied
        return [span for span in spans if not _denies(denied, text, span)] if denied else spans


def _denies(denied: Lazy, text: str, span: Span) -> bool:
    """Return whether a denial overlaps what shows a code."""
    place, end = max(0, span[0] - _BESIDE), span[1] + _BESIDE
    while match := denied.search(text, place, end):
        if match.start() >= span[1]:
            return False
        if match.end() > span[0]:
            return True
        place = match.start() + 1
    return False


def _different(text: str, hints: Sequence[Span]) -> int:
    """Return how many different hints there are that do not overlap."""
    seen, last = set(), 0
    for start, end in sorted(hints):
        if start >= last:
            seen.add(text[start:end])
            last = end
    return len(seen)


def _all_of(text: str, spans: Sequence[Span]) -> Span | None:
    """Return the whole of a text that the spans cover, signs and blanks aside."""
    if len(text) > _FILLED:
        return None
    position = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= position:
            if any(map(str.isalnum, text[position:start])):
                return None
            position = end
    return None if any(map(str.isalnum, text[position:])) else (spans[0][0], position)


def _sought(rules: Sequence[Rule], placeholders: Sequence[str]) -> Iterator[tuple[int, str]]:
    for place, rule in enumerate(rules):
        yield from ((place * 2, piece) for piece in rule.pieces)
        yield from ((place * 2 + 1, piece) for piece in rule.hints)
        if rule.whole:
            yield from ((place * 2, word) for word in placeholders)


@cache
def shipped_rules() -> Rules:
    """Return the rules that come with this package; see `read_rules` for what an edit may raise."""
    return _rules(SHIPPED) if are_checked(PARTS) else read_rules(SHIPPED)


def read_rules(path: Path) -> Rules:
    """Return the rules in a TOML file, its samples checked.

    Raises:
        LexiconError: the file can not be read or used; names file, line and key.
        SampleMismatch: a sample does not get its codes.
    """
    rules = _rules(path)
    samples = rules.file.sample
    for place, read in enumerate(rules.search([sample.text for sample in samples])):
        codes = {reason.code for reason in rules.judge(read)}
        if codes != set(samples[place].codes):
            raise mismatch(
                path,
                path.read_text(encoding="utf-8-sig"),
                place,
                said=samples[place].text,
                expected=sorted(samples[place].codes),
                found=sorted(codes),
            )
    return rules


def _rules(path: Path) -> Rules:
    return Rules(read_file(path), _words(PLACEHOLDERS))


def _words(path: Path) -> tuple[str, ...]:
    lines = map(str.strip, path.read_text(encoding="utf-8").split("\n"))
    return tuple(line for line in lines if line and not line.startswith("#"))
