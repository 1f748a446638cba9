"""The words of aspects and opinions as one table: each word with what it can mean."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import chain

import numpy as np

from nlp.aspects.finding import Bools, Finder
from nlp.aspects.opinions import OpinionsFile
from nlp.aspects.senses import Role, Sense
from nlp.aspects.taxonomy import Aspect, Guest
from nlp.text.lazy import Lazy
from nlp.text.traditional import plain

PRAISE, BLAME, MEASURED, MIDDLING = 0.8, -0.8, 0.7, -0.1
"""How much plain words of praise, of blame, of measure and of neither say; so-so is no praise."""
STRONG, WEAK = 1.25, 0.7
"""What a degree makes of that."""
_PAUSES, _ENDS = "，,：:、—（）()", "。.！!？?；;\n…～~"
_GAP = {True: r"[^，,。.!?；;\n]{0,24}?", False: r"[^，,。.!?；;\n]{0,8}?"}
_JOIN = "、"
_TOLD = 5
"""Characters from which on a Chinese word is a phrase."""
_TELLING = (Role.NAME, Role.JUDGE)
Given = Iterator[tuple[str, Sense]]


class Lexicon:
    """All words with their senses.

    Attributes:
        finder: finds the words.
        senses: of each word by its number, in the order in which they are tried.
        joins: what may stand between things that share an opinion.
        telling: (n,) whether a word can name or judge.
        sure: (n,) whether it has a sense that needs no company.
        open: (n,) whether it may end further on than its word.
    """

    def __init__(self, aspects: Iterable[Aspect], opinions: OpinionsFile) -> None:
        held = tuple(aspects)
        table = _table(held, opinions)
        words, self.senses = list(table), list(table.values())
        self.joins = frozenset(map(plain, opinions.joints.joins))
        self.telling = _any(self.senses, lambda sense: sense.role in _TELLING)
        self.sure = _any(self.senses, lambda sense: not sense.needs)
        self.open = _any(self.senses, lambda sense: sense.rest is not None)
        endings = {plain(word) for aspect in held for word in aspect.endings}
        self.finder = Finder(
            words,
            [number for number, word in enumerate(words) if word in endings],
            [number for number, senses in enumerate(self.senses) if _leads(senses[-1])],
        )


def _leads(sense: Sense) -> bool:
    """Return whether it may begin a longer word: 不 in 不高; 老 in 老人 not, it judges as well."""
    return sense.changes and sense.role == Role.MODIFY


def _any(senses: Iterable[Iterable[Sense]], holds: Callable[[Sense], bool]) -> Bools:
    """Return for each word whether it holds of any of its senses."""
    return np.array([any(map(holds, each)) for each in senses], np.bool_)


def _table(aspects: tuple[Aspect, ...], opinions: OpinionsFile) -> dict[str, list[Sense]]:
    """Return the senses of each plain word; those that need company come first."""
    general = chain(_marks(), _around(opinions), _judging(opinions), _idle(opinions))
    given = list(chain(general, _bound(aspects), _own(aspects), _names(aspects)))
    table: dict[str, list[Sense]] = defaultdict(list)
    # All at once: to fold a word costs as much as to fold a page.
    told = plain("\n".join(word for word, _ in given)).split("\n")
    for word, (_, sense) in zip(told, given, strict=True):
        head, star, _ = word.partition("*")
        _enter(table[head.strip()], replace(sense, rest=Lazy(_rest, word)) if star else sense)
    return table


def _enter(senses: list[Sense], sense: Sense) -> None:
    """Add a sense to those of its word: one that needs company first, all others as one."""
    if sense.needs:
        senses.insert(0, sense)
    elif senses and not senses[-1].needs:
        senses[-1] = _both(senses[-1], sense)
    else:
        senses.append(sense)


def _both(old: Sense, new: Sense) -> Sense:
    """Return one sense for a word that is listed twice: 好 praises, and it is a degree."""
    if new.bound:
        judges = old if old.role == Role.JUDGE else replace(old, role=Role.JUDGE)
        return replace(judges, bound={**old.bound, **new.bound})
    if new.role != Role.JUDGE:
        return new
    return replace(
        new, bound=old.bound, negates=old.negates, lacks=old.lacks, degree=old.degree, over=old.over
    )


def _rest(word: str) -> str:
    parts = [re.escape(part) for part in word.split("*")[1:]]
    english = word.isascii()
    edge = r"\b" if english and word[-1].isalnum() else ""
    return "".join(_GAP[english] + part for part in parts) + edge


def _marks() -> Given:
    yield from ((sign, Sense(Role.PAUSE)) for sign in _PAUSES if sign != _JOIN)
    yield from ((sign, Sense(Role.END)) for sign in _ENDS if sign != "\n")


def _around(opinions: OpinionsFile) -> Given:
    around = opinions.around
    found: dict[str, Sense] = {}
    for words, change in (
        (around.strong, {"degree": STRONG}),
        (around.weak, {"degree": WEAK}),
        (around.over, {"over": True}),
        (around.negations, {"negates": True}),
        (around.lacking, {"negates": True, "lacks": True}),
    ):
        for word in words:
            found[word] = replace(found.get(word, Sense(Role.MODIFY)), **change)
    yield from found.items()
    yield from ((word, Sense(Role.PAUSE)) for word in opinions.joints.turns)
    yield from ((word, Sense(Role.TAIL)) for word in opinions.joints.tails)


def _judging(opinions: OpinionsFile) -> Given:
    measure = opinions.measure
    for words, sense in (
        (measure.much, Sense(Role.JUDGE, more=1)),
        (measure.little, Sense(Role.JUDGE, more=-1)),
        (measure.quick, Sense(Role.JUDGE, more=1, sign=MEASURED)),
        (measure.slow, Sense(Role.JUDGE, more=-1, sign=-MEASURED)),
        (opinions.praise.words, Sense(Role.JUDGE, sign=PRAISE)),
        (opinions.blame.words, Sense(Role.JUDGE, sign=BLAME)),
        (opinions.middling.words, Sense(Role.JUDGE, sign=MIDDLING)),
        (opinions.praise.verbs, Sense(Role.JUDGE, sign=PRAISE, forward=True)),
        (opinions.blame.verbs, Sense(Role.JUDGE, sign=BLAME, forward=True)),
    ):
        yield from ((word, sense) for word in words)


def _idle(opinions: OpinionsFile) -> Given:
    return ((word, Sense(Role.IDLE)) for word in opinions.around.idle)


def _bound(aspects: tuple[Aspect, ...]) -> Given:
    for aspect in aspects:
        for words, sign in ((aspect.better, PRAISE), (aspect.worse, BLAME)):
            for word in words:
                yield word, Sense(Role.JUDGE, bound={aspect.label: sign})


def _own(aspects: tuple[Aspect, ...]) -> Given:
    for aspect in aspects:
        names = frozenset((*aspect.words, *aspect.more_good, *aspect.more_bad))
        judge = Sense(Role.JUDGE, aspect.label, near=_company(aspect))
        for words, sign in ((aspect.good, PRAISE), (aspect.bad, BLAME), (aspect.fair, MIDDLING)):
            whole = replace(judge, sign=sign)
            for word in words:
                named = _named(word, names)
                each = replace(whole, sign=STRONG * sign) if _telling(word, sign) else whole
                yield word, replace(each, named=named) if named else each


def _telling(word: str, sign: float) -> bool:
    """Return whether it is a phrase that tells what went wrong, without doubt: 用*就没电."""
    return sign == BLAME and not word.isascii() and ("*" in word or len(word) >= _TOLD)


def _named(word: str, names: frozenset[str]) -> int:
    """Return how many of the first characters of a judgement are a name of its aspect."""
    whole = word.partition("*")[0]
    lengths = (n for n in range(len(whole), 0, -1) if whole[:n].rstrip() in names)
    found = next(lengths, 0)
    inside = word[found - 1 : found + 1].isascii() and word[found - 1 : found + 1].isalnum()
    return found if found < len(word) and not inside else 0


def _names(aspects: tuple[Aspect, ...]) -> Given:
    for aspect in aspects:
        name = Sense(Role.NAME, aspect.label, broad=aspect.broad, near=_company(aspect))
        for each in aspect.ambiguous:
            near, never = tuple(map(plain, each.near)), tuple(map(plain, each.never))
            yield each.word, replace(name, near=near, never=never)
        yield from ((word, name) for word in (*aspect.words, *aspect.endings))
        yield from ((word, replace(name, more=1)) for word in aspect.more_good)
        yield from ((word, replace(name, more=-1)) for word in aspect.more_bad)


def _company(aspect: Aspect) -> tuple[str, ...]:
    return _plain_words(aspect.company) if isinstance(aspect, Guest) else ()


@cache
def _plain_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return plain words, the same tuple for the same words."""
    return tuple(map(plain, words))
