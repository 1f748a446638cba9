"""Traditional signs read as simplified ones, for matching only: one for one, so offsets stay."""

import re
from functools import cache
from importlib.resources import files

import numpy as np

from nlp.text.codes import Codes, codes, folded

_TOP = 0xFFFF
_SHORT = 64
"""Characters up to which a look-up a sign is quicker than arrays."""


def simplified(text: str) -> str:
    """Return `text` with each traditional sign as its simplified one; the length stays."""
    if _traditional().search(text) is None:
        return text
    return simplified_codes(codes(text)).tobytes().decode("utf-32-le", "surrogatepass")


def simplified_codes(signs: Codes) -> Codes:
    """Return `signs` with each traditional one as its simplified one."""
    # No sign above the basic plane is in the table: they come back as they are.
    low: Codes = _table()[np.minimum(signs, _TOP)]
    return np.where(signs > _TOP, signs, low).astype("<u4")


def plain_codes(text: str) -> Codes:
    """Return `simplified_codes(folded(text))` by one look-up a sign."""
    signs = codes(text)
    low: Codes = _plain_table().take(signs, mode="clip")
    return low if signs.max(initial=0) <= _TOP else np.where(signs > _TOP, signs, low)


def plain(text: str) -> str:
    """Return `text` as words are compared: small letters, half width, simplified signs.

    The length stays.
    """
    if len(text) <= _SHORT:
        return text.translate(_plain_signs())
    return plain_codes(text).tobytes().decode("utf-32-le", "surrogatepass")


@cache
def _pairs() -> tuple[tuple[str, str], ...]:
    lines = (files("nlp") / "lexicons" / "traditional.txt").read_text(encoding="utf-8").split("\n")
    return tuple((line[0], line[1]) for line in lines if line and not line.startswith("#"))


@cache
def _traditional() -> re.Pattern[str]:
    return re.compile(f"[{''.join(sign for sign, _ in _pairs())}]")


@cache
def _table() -> Codes:
    table = np.arange(_TOP + 1, dtype="<u4")
    for sign, simple in _pairs():
        table[ord(sign)] = ord(simple)
    return table


@cache
def _plain_signs() -> dict[int, int]:
    """Return each sign that is not plain, with the one that it is read as."""
    table = _plain_table()
    other = np.flatnonzero(table != np.arange(len(table)))
    return dict(zip(other.tolist(), table[other].tolist(), strict=True))


@cache
def _plain_table() -> Codes:
    every = np.arange(_TOP + 1, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
    return simplified_codes(folded(every))
