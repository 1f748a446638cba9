"""Patterns of comparison as an analyst writes them, made into regular expressions.

In the text that they read every brand is one sign and a tail of others, of the length of its name:
so a pattern needs no names, and offsets stay.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Generic, TypeVar

from nlp.text.lazy import Lazy
from nlp.text.traditional import plain
from nlp.topics.brands import Mention

T = TypeVar("T")

_BRAND, _REST, _IDLE = "\ue000", "\ue001", "\ue002"
_NAME = f"{_BRAND}{_REST}*"
_BLANKS = r"\s{0,8}"  # a bound: what may be of any length is tried at all its lengths
_JOINED = rf"{_BLANKS}(?:(?:、|和|跟|与|及|以及|还有|or|and|&|/){_BLANKS})?"
GROUP: Final = re.compile(f"{_NAME}(?:{_JOINED}{_NAME}){{0,5}}")
"""Brands named in a row."""
_GAP = rf"[^{_BRAND}{_REST},.!?;。\n]"
_TOKEN = re.compile(r"(\{[a-zA-Z]+\}|…+| +|,+|\([^()]*\))")
_SLOT = re.compile(r"(\{[a-zA-Z]+\})")
_SHORT, _LONG = 12, 40  # how far a gap reaches in Chinese, and in English
_MARK = r"[,、:\s]{0,8}"
_MANY = 200  # cues of one pattern


@dataclass(frozen=True)
class Template:
    """A pattern of a rule.

    Attributes:
        written: as a regular expression.
        cues: one of these is in every text that it reads.
    """

    written: str
    cues: tuple[str, ...]

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """What reads a masked text, made when it is first needed.

        Its groups A and B are brands, word and quality a judgement, those named gap with a number
        what stands between.
        """
        return re.compile(self.written)


def template(pattern: str, lists: Mapping[str, Sequence[str]]) -> Template:
    """Return the template that `pattern` means; {name} stands for a word of the list `name`."""
    reach = _SHORT if re.search(r"[\u3400-\u9fff]", pattern) else _LONG
    pattern = _folded(pattern)
    parts, gaps = [], 0
    for piece in filter(None, _TOKEN.split(pattern)):
        if piece[0] == "…":
            parts.append(f"(?P<gap{gaps}>{_GAP}{{0,{reach}}}?)")
            gaps += 1
        else:
            parts.append(_part(piece, lists))
    return Template("".join(parts), _cues(pattern))


def _part(piece: str, lists: Mapping[str, Sequence[str]]) -> str:
    if piece in {"{A}", "{B}"}:
        return rf"(?P<{piece[1]}>{GROUP.pattern})(?:'s)?{_BLANKS}"
    if piece[0] == "{":
        return f"(?P<{piece[1:-1]}>{any_of(lists[piece[1:-1]])})"
    if piece[0] == "(":
        return any_of(piece[1:-1].split("|"))
    return {" ": r"\s{1,8}", ",": _MARK}.get(piece[0]) or any_of([piece])


def _folded(pattern: str) -> str:
    """Return a pattern in plain signs, its slots as they are."""
    parts = _SLOT.split(pattern)
    return "".join(plain(part) if place % 2 == 0 else part for place, part in enumerate(parts))


def any_of(pieces: Iterable[str]) -> str:
    """Return the expression of any of `pieces`, the longest first; English ones are whole words."""
    # The empty one last: it is what makes a part of a pattern optional.
    longest = sorted(set(map(plain, pieces)), key=_longest)
    return f"(?:{'|'.join(map(_whole, longest))})"


def quick(pieces: Iterable[str]) -> str:
    """Return the expression that finds where any of `pieces` is, fast, but not which of them."""
    plainly = set(map(plain, pieces))
    chinese = sorted(piece for piece in plainly if not piece.isascii())
    english = [piece for piece in plainly if piece.isascii()]
    words = "|".join(map(re.escape, sorted(english, key=_longest)))
    parts = [_tree(chinese)] if chinese else []
    return "|".join([*parts, f"(?<![a-z])(?:{words})(?![a-z])"] if words else parts)


def _longest(piece: str) -> tuple[int, str]:
    return -len(piece), piece


def _whole(piece: str) -> str:
    before = r"(?<![a-z])" if "a" <= piece[:1] <= "z" and piece != "n't" else ""
    after = r"(?![a-z])" if "a" <= piece[-1:] <= "z" else ""
    return before + re.escape(piece) + after


def _cues(pattern: str) -> tuple[str, ...]:
    """Return pieces of a masked text one of which the pattern can not do without, or none."""
    runs: list[tuple[str, ...]] = [("",)]
    for token in filter(None, _TOKEN.split(pattern)):
        choices = _choices(token)
        if choices and len(choices) * len(runs[-1]) <= _MANY:
            runs[-1] = tuple(left + right for left in runs[-1] for right in choices)
        else:
            runs.append(choices or ("",))
        if token in {"{A}", "{B}"}:
            runs.append(("",))  # the rest of the name is of any length
    best = max(runs, key=lambda run: min(len(cue) - (cue == _BRAND) for cue in run))
    return best if all(best) else ()


class Cued(Generic[T]):
    """Things that each wait for some pieces of text, found in one pass over the text.

    Args:
        things: in their order, each with its pieces; one without pieces waits for nothing.
    """

    def __init__(self, things: Iterable[tuple[T, Sequence[str]]]) -> None:
        self._things = [(thing, set(pieces)) for thing, pieces in things]
        pieces: set[str] = set().union(*(waited for _, waited in self._things))
        # Of pieces that begin alike the shortest is found, and stands for the others.
        self._shortest = {
            piece: next(piece[:end] for end in range(len(piece) + 1) if piece[:end] in pieces)
            for piece in pieces
        }
        self._expression = Lazy(_standing, pieces)
        self._waiting: dict[str, set[int]] = defaultdict(set)
        for place, (_, waited) in enumerate(self._things):
            for piece in waited:
                self._waiting[self._shortest[piece]].add(place)

    def called(self, text: str) -> list[T]:
        """Return the things one of whose pieces the text may hold, in their order."""
        found = set(self._expression.findall(text))
        if not found:
            return []
        called = set().union(*(self._waiting[piece] for piece in found))
        return [
            thing
            for place, (thing, waited) in enumerate(self._things)
            if place in called or not waited
        ]


def _standing(pieces: Iterable[str]) -> str:
    return f"(?=({_tree(sorted(pieces))}))"


def _tree(pieces: Sequence[str]) -> str:
    """Return an expression in which pieces that begin alike are one branch."""
    if "" in pieces:
        return ""
    heads: dict[str, list[str]] = {piece[0]: [] for piece in pieces}
    for piece in pieces:
        heads[piece[0]].append(piece[1:])
    branches = (re.escape(head) + _tree(tails) for head, tails in heads.items())
    return f"(?:{'|'.join(branches)})"


def _choices(token: str) -> tuple[str, ...]:
    if token in {"{A}", "{B}"}:
        return (_BRAND,)
    if token.startswith("("):
        return tuple(token[1:-1].split("|"))
    return () if _TOKEN.fullmatch(token) else (token,)


def masked(text: str, mentions: Sequence[Mention]) -> str:
    """Return the plain `text` with brands as signs."""
    parts: list[str] = []
    position = 0
    for mention in mentions:
        if mention.start >= position:
            parts += (
                text[position : mention.start],
                _BRAND,
                _REST * (mention.end - mention.start - 1),
            )
            position = mention.end
    return "".join((*parts, text[position:]))


def without(signs: str, idle: re.Pattern[str]) -> str:
    """Return a masked text without the pieces in which nothing is to be read."""
    return idle.sub(lambda found: _IDLE * len(found[0]), signs)


def named(mentions: Mapping[int, Mention], text: str, start: int, end: int) -> tuple[str, ...]:
    """Return the brands that the signs of a masked text stand for, each once."""
    places = (place for place in range(start, end) if text[place] == _BRAND)
    return tuple(dict.fromkeys(mentions[place].label for place in places if place in mentions))
