"""Runs of signs that are no words of the dictionary, cut as `jieba.finalseg.cut` does.

The same hidden Markov model (jieba's probabilities), the same sums in the same order, and the
same choice between equals, so that not even rounding tells them apart; but four states written
out and a path of back pointers, which is faster.
"""

# ruff: noqa: FURB136  # to call `max` costs as much as the sums
import logging
import re
import warnings
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from typing import Any, Final, NamedTuple

_HAN: Final = re.compile(r"([\u4E00-\u9FD5]+)")
_PIECE: Final = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")  # jieba.finalseg.re_skip
_NEVER: Final = -3.14e100
_RARE: Final = (_NEVER,) * 4

Floats = tuple[float, ...]
# Which of two states each state is come to from, by whether the second is as good as the first.
_WAYS: Final = {
    second: {
        state: pair[better]
        for state, pair, better in zip("BMES", ("ES", "BM", "BM", "ES"), second, strict=True)
    }
    for second in product((False, True), repeat=4)
}


class Model(NamedTuple):
    """Logarithms of probabilities; states are B, M, E (begin, middle, end of a word) and S.

    Attributes:
        start: of each state at the first sign.
        steps: from B to E, B to M, E to B, E to S, M to E, M to M, S to B, S to S; no others.
        signs: of a sign, in each state.
    """

    start: Floats
    steps: Floats
    signs: Mapping[str, Floats]


def cut_unknown(text: str) -> Iterator[str]:
    """Yield the likely words of `text`; they join to it."""
    for place, part in enumerate(_HAN.split(text)):
        if place % 2:
            yield from _cut_han(part)
        else:
            yield from filter(None, _PIECE.split(part))


def _cut_han(text: str) -> Iterator[str]:
    if len(text) == 1:
        yield text
        return
    begin = 0
    for end, state in enumerate(_states(text), 1):
        if state in "ES":
            yield text[begin:end]
            begin = end


def _states(text: str) -> Iterator[str]:
    """Yield the likeliest state of each sign (Viterbi 1967)."""
    state, ways = _ways(text, _model())
    states = [state]
    for way in reversed(ways):
        state = way[state]
        states.append(state)
    return reversed(states)


def _ways(text: str, model: Model) -> tuple[str, list[Mapping[str, str]]]:
    """Return the last state, and for each later sign where each state is best come to from."""
    be, bm, eb, es, me, mm, sb, ss = model.steps
    find = model.signs.get
    b, m, e, s = map(float.__add__, model.start, find(text[0], _RARE))
    ways: list[Mapping[str, str]] = []
    for sign in text[1:]:
        in_b, in_m, in_e, in_s = find(sign, _RARE)
        b_b, b_s, m_b, m_m = e + eb + in_b, s + sb + in_b, b + bm + in_m, m + mm + in_m
        e_b, e_m, s_e, s_s = b + be + in_e, m + me + in_e, e + es + in_s, s + ss + in_s
        # Of equals jieba takes the later letter: S before E, M before B.
        ways.append(_WAYS[b_s >= b_b, m_m >= m_b, e_m >= e_b, s_s >= s_e])
        b = b_s if b_s >= b_b else b_b
        m = m_m if m_m >= m_b else m_b
        e = e_m if e_m >= e_b else e_b
        s = s_s if s_s >= s_e else s_e
    return ("S" if s >= e else "E"), ways


@cache
def _model() -> Model:
    with warnings.catch_warnings():  # jieba's patterns hold escapes that new Pythons warn of
        warnings.simplefilter("ignore")
        import jieba.finalseg as held  # noqa: PLC0415  # a tenth of a second
    logging.getLogger("jieba").setLevel(logging.ERROR)
    emits: list[Any] = [held.emit_P[state] for state in "BMES"]
    signs = {sign: tuple(emit.get(sign, _NEVER) for emit in emits) for sign in set().union(*emits)}
    steps = ("BE", "BM", "EB", "ES", "ME", "MM", "SB", "SS")
    return Model(
        tuple(held.start_P[state] for state in "BMES"),
        tuple(held.trans_P[step[0]][step[1]] for step in steps),
        signs,
    )
