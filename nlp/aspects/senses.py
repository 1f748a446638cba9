"""What a word can be to opinions: the name of a thing, a judgement, or something around them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType

from nlp.text.lazy import Lazy

_NONE: Mapping[str, float] = MappingProxyType({})


class Role(IntEnum):
    """What a word does in its clause."""

    NAME = 0
    JUDGE = 1
    MODIFY = 2
    PAUSE = 3
    END = 4
    TAIL = 5
    IDLE = 6


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a word; what does not belong to its role stays empty.

    Attributes:
        role: what it does.
        label: the aspect it names, or that it judges by itself; empty: whatever it stands at.
        broad: names a thing with many sides: other words there say which one is judged.
        more: of a name, 1 if much of it is good, -1 if bad; of a measure, 1 for much.
        sign: of a judgement, -1 to 1; None: by what it measures.
        bound: of a judgement, its sign at names of these aspects.
        named: how many of its first characters name what it judges: 停车 of 停车难.
        forward: it judges what follows: to like.
        negates: turns what follows round.
        lacks: says that what follows is not there.
        degree: makes what follows stronger (above 1) or weaker; 0: it is no degree.
        over: makes a measure bad: too.
        near: one of these must be in the text, if any.
        never: none of these may be in it.
        rest: what must follow it, for words with a star.
        needs: whether it means this only in some company.
        changes: whether it changes what follows.
    """

    role: Role
    label: str = ""
    broad: bool = False
    more: int = 0
    sign: float | None = None
    bound: Mapping[str, float] = field(default_factory=lambda: _NONE)
    named: int = 0
    forward: bool = False
    negates: bool = False
    lacks: bool = False
    degree: float = 0.0
    over: bool = False
    near: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    rest: Lazy | None = None
    needs: bool = field(init=False)
    changes: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "needs", bool(self.near or self.never or self.rest))
        changes = self.negates or self.over or self.degree > 0
        object.__setattr__(self, "changes", changes)


class Company:
    """What else a (plain) text holds; looked for once a list, however often its word comes."""

    __slots__ = ("_held", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._held: dict[int, bool] = {}

    def end(self, sense: Sense, end: int) -> int:
        """Return where the word that ends at `end` ends in this sense; 0 if it can not have it."""
        if (sense.near or sense.never) and not self._allows(sense):
            return 0
        if sense.rest is None:
            return end
        found = sense.rest.match(self._text, end)
        return found.end() if found else 0

    def _allows(self, sense: Sense) -> bool:
        near = not sense.near or self._holds(sense.near)
        return near and not (sense.never and self._holds(sense.never))

    def _holds(self, words: tuple[str, ...]) -> bool:
        # By identity, which all senses of a company share: to hash it is to hash all its words.
        held = self._held.get(id(words))
        if held is None:
            held = self._held[id(words)] = any(map(self._text.__contains__, words))
        return held
