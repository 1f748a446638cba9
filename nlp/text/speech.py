"""Parts of speech of words that are cut already, by jieba's own tags (ICTCLAS; `n`, `v`, `a`).

A word of the dictionary has the tag that stands there. Runs of single signs and of words that no
dictionary holds get the tags of jieba's second hidden Markov model (`jieba.posseg`), which knows
tags beside places in a word: of all ways through it, the likeliest that cuts as the words are cut.

Differences to `jieba.posseg.cut`: it cuts anew, by that second model, so that some words are
others; a lone digit or Latin letter is `x` to it, `m` or `eng` here; a word of the caller, too,
is `x` to it unless a tag was given, `nz` (other proper name) here.
"""

import logging
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from nlp.text.traditional import simplified

NAME: Final = "nz"
"""The tag of a word of the caller that comes without one."""
NUMBER: Final = "m"
LATIN: Final = "eng"
SIGN: Final = "x"

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_BLOCK: Final = re.compile(r"[\u4E00-\u9FD5a-zA-Z0-9+#&\._]+")  # jieba.posseg.re_han_internal
_HAN: Final = re.compile(r"[\u4E00-\u9FD5]+")
_NUMBER: Final = re.compile(r"[.0-9]*[0-9][.0-9]*%?")
_LATIN: Final = re.compile(r"[a-zA-Z\u00c0-\u024f0-9][a-zA-Z\u00c0-\u024f0-9'’]*")
_NEVER: Final = -3.14e100
_REMEMBERED: Final = 1 << 16
_SHORT: Final = 12
"""Words of a run that is remembered: most come again, and they cost most of the time."""

State = tuple[str, str]
"""A place in a word (begin, middle, end, single) and the tag of the word."""
Way = tuple[float, State, tuple[Any, ...]]
"""The sum of a way through a run, its last state, and the way before the last word."""


def parts_of_speech(words: Sequence[str], extra: Mapping[str, str] = _NOTHING) -> list[str]:
    """Return jieba's tag of each word of a text.

    Args:
        words: a text as `nlp.text.words` cuts it, nothing left out.
        extra: tags of words that the cut was given, such as `NAME` for names of brands.
    """
    plain = _simplified(words)
    if _HAN.search("".join(plain)) is None:  # no need of tables that are slow to load
        return [extra.get(word) or _of_signs(word) for word in plain]
    find = _tags().get
    tags = [extra.get(word) or find(word) for word in plain] if extra else list(map(find, plain))
    for start, end in _loose(plain, tags):
        tags[start:end] = _unknown(tuple(plain[start:end]))
    return [tag or _of_signs(word) for word, tag in zip(plain, tags, strict=True)]


def forget() -> None:
    """Forget the runs of unknown signs met so far, for measuring."""
    _remembered.cache_clear()
    _scores.cache_clear()


def _simplified(words: Sequence[str]) -> Sequence[str]:
    text = "".join(words)
    plain = simplified(text)
    if plain == text:
        return words
    return [plain[start:end] for start, end in pairwise(accumulate(map(len, words), initial=0))]


def _loose(words: Sequence[str], tags: Sequence[str | None]) -> Iterator[tuple[int, int]]:
    """Yield the runs that jieba gives to its model: single signs and unknown words in one block."""
    start = 0
    for place, (word, tag) in enumerate(zip(words, tags, strict=True)):
        if (len(word) > 1) if tag else (_BLOCK.fullmatch(word) is None):
            if place > start and (place - start > 1 or not tags[start]):
                yield start, place
            start = place + 1
    if len(words) > start and (len(words) - start > 1 or not tags[start]):
        yield start, len(words)


def _unknown(run: tuple[str, ...]) -> Sequence[str]:
    return _found(run) if len(run) > _SHORT else _remembered(run)


@lru_cache(_REMEMBERED)
def _remembered(run: tuple[str, ...]) -> Sequence[str]:
    return tuple(_found(run))


def _found(run: tuple[str, ...]) -> list[str]:
    if "".join(run) in _tags():  # a word that its parts beat: jieba takes the parts as they are
        return [_tags().get(word, SIGN) for word in run]
    found: list[str] = []
    start = 0
    for place, word in enumerate(run):
        if _HAN.fullmatch(word) is None:
            found += [*_likeliest(run[start:place]), _of_signs(word)]
            start = place + 1
    return [*found, *_likeliest(run[start:])]


def _of_signs(word: str) -> str:
    if _NUMBER.fullmatch(word):
        return NUMBER
    return LATIN if _LATIN.fullmatch(word) else SIGN


class Model(NamedTuple):
    """Logarithms of probabilities.

    Attributes:
        start: of each state at the first sign.
        steps: from a state to another.
        signs: of a sign, by state.
        states: which states a sign was seen in.
        tags: all tags.
    """

    start: Mapping[State, float]
    steps: Mapping[State, Mapping[State, float]]
    signs: Mapping[State, Mapping[str, float]]
    states: Mapping[str, Sequence[State]]
    tags: frozenset[str]


def _likeliest(words: Sequence[str]) -> list[str]:
    """Return the likeliest tags (Viterbi 1967) of Han words that stand in a row."""
    if not words:
        return []
    *before, last = (_shape(len(word)) for word in words)
    # At the end of a run a word may be unfinished, so jieba.
    shapes = [*((shape,) for shape in before), (last, _unfinished(len(words[-1])))]
    ways: list[Way] = []
    for word, places in zip(words, shapes, strict=True):
        ways = [
            _continued(ways, (shape[0], tag), (shape[-1], tag), score)
            for shape in places
            for tag, score in _scores(word, shape).items()
        ]
    return _tags_of(max(ways))


def _shape(length: int) -> str:
    return "S" if length == 1 else f"B{'M' * (length - 2)}E"


def _unfinished(length: int) -> str:
    return f"B{'M' * (length - 1)}"


def _continued(ways: Sequence[Way], first: State, last: State, score: float) -> Way:
    model = _model()
    if not ways:
        return model.start[first] + score, last, ()
    total, _, way = max(
        (way[0] + model.steps[way[1]].get(first, _NEVER), way[1], way) for way in ways
    )
    return total + score, last, way


def _tags_of(way: tuple[Any, ...]) -> list[str]:
    found = []
    while way:
        found.append(way[1][1])
        way = way[2]
    return found[::-1]


@lru_cache(_REMEMBERED)
def _scores(word: str, shape: str) -> Mapping[str, float]:
    """Return by tag how likely the signs of the word are, at the places of `shape`."""
    model = _model()
    seen = [
        {tag for at, tag in model.states.get(sign, ()) if at == place}
        for sign, place in zip(word, shape, strict=True)
    ]
    tags = frozenset.intersection(model.tags, *(tags for tags in seen if tags)) or model.tags
    return {tag: _score(model, word, shape, tag) for tag in tags}


def _score(model: Model, word: str, shape: str, tag: str) -> float:
    signs = sum(
        model.signs[place, tag].get(sign, _NEVER) for sign, place in zip(word, shape, strict=True)
    )
    return signs + sum(
        model.steps[one, tag].get((other, tag), _NEVER) for one, other in pairwise(shape)
    )


def _tags() -> Mapping[str, str]:
    table: Mapping[str, str] = _held().dt.word_tag_tab
    return table


@cache
def _model() -> Model:
    held = _held()
    return Model(
        held.start_P,
        held.trans_P,
        held.emit_P,
        held.char_state_tab_P,
        frozenset(tag for _, tag in held.start_P),
    )


@cache
def _held() -> Any:
    with warnings.catch_warnings():  # jieba's patterns hold escapes that new Pythons warn of
        warnings.simplefilter("ignore")
        import jieba.posseg as held  # noqa: PLC0415  # a third of a second, and some 60 MB
    logging.getLogger("jieba").setLevel(logging.ERROR)
    return held
