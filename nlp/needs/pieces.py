"""Pieces of text with gaps and lists in them, all found in one pass over a batch.

As in `nlp.topics.matching`, every character and the one after it are looked up in two tables at
once; only where both may begin a piece is a pattern tried. Unlike there, pieces may overlap: a
present for a child is found for both.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain
from string import ascii_lowercase, digits

import numpy as np
from numpy.typing import NDArray

from nlp.text.codes import Codes, folded
from nlp.text.lazy import Lazy
from nlp.text.traditional import plain, simplified_codes

_TOP = 0xFFFF
_PAIR = 2
_PARTS = re.compile(r"\{(\w+)\}|(\*+)|([^{*]+)")
_PAUSE = r",，。.!?;、~…\n"
_GAPS = {False: rf"[^{_PAUSE}]{{0,12}}?", True: rf"[^{_PAUSE}]{{0,40}}?"}
_BEGINS = {
    False: rf"(?<![^{_PAUSE}: ])",
    True: rf"(?:(?<![\s\S])|(?<=[{_PAUSE}:])|(?<=[{_PAUSE}:] ))",
}
_ENDS = {False: rf"(?![^{_PAUSE}: ])", True: rf"(?= ?(?:[{_PAUSE}:]|\Z))"}
_INSIDE, _ENDS_WORD = "(?<![a-z0-9]{})", "(?![a-z0-9])"
_TOKEN = re.compile("[a-z0-9]+")
_LENGTHS = {False: (3, 2, 1), True: (8, 4, 2, 1)}
"""Characters by which pieces are looked up, others and English, the most that they have."""
_SINGLE, _DOUBLE, _LONGER = 1, 2, 4


def _opened(lengths: Sequence[int]) -> list[tuple[int, ...]]:
    """Return the lengths to look up where some of the three kinds of heads may be."""
    kinds = [(length, min(1 << (length - 1), _LONGER)) for length in lengths]
    return [tuple(length for length, kind in kinds if kind & heads) for heads in range(8)]


_OPENED = {english: _opened(lengths) for english, lengths in _LENGTHS.items()}

Lists = Mapping[str, Sequence[str]]
Found = tuple[int, int, int]
"""Owner of a piece, and the characters `start` to `end` (excluded) where it stands."""

Owned = tuple[int, Lazy]


def regex(pieces: Iterable[str], lists: Lists) -> str:
    """Return the pattern of any of `pieces`, those written longer tried first.

    Args:
        pieces: `*` is a gap in the clause, `{name}` one of a list, `^` the begin of a clause,
            `$` its end.
        lists: words by name.
    """
    return "|".join(_regex(piece, lists) for piece in sorted(pieces, key=lambda each: -len(each)))


def _regex(piece: str, lists: Lists) -> str:
    parts = list(_parts(piece.removeprefix("^").removesuffix("$")))
    english = all(map(str.isascii, _words(parts[0], lists)))
    middle = "".join(
        _GAPS[english] if kind == "gap" else _any(_words((kind, value), lists))
        for kind, value in parts
    )
    begins = _BEGINS[english] if piece[0] == "^" else ""
    return f"{begins}{middle}{_ENDS[english] if piece[-1] == '$' else ''}"


def _parts(piece: str) -> Iterator[tuple[str, str]]:
    for name, star, words in _PARTS.findall(piece):
        yield ("list", name) if name else ("gap", star) if star else ("words", words)


def _words(part: tuple[str, str], lists: Lists) -> list[str]:
    kind, value = part
    words = lists[value] if kind == "list" else (value,)
    return [plain(word) for word in words]


def any_of(words: Sequence[str]) -> str:
    """Return a pattern for one of `words` as an analyst writes them."""
    return _any([plain(word) for word in words])


def _any(words: Sequence[str]) -> str:
    """Return a pattern for one of `words`, in which English is not found inside of others."""
    found = []
    for word in sorted(words, key=lambda word: (-len(word), word)):
        # Behind the first sign, for `re` to skip to where one may begin.
        begins = _INSIDE.format(word[0]) if word[0].isascii() and word[0].isalnum() else ""
        ends = _ENDS_WORD if word[-1].isascii() and word[-1].isalnum() else ""
        found.append(f"{re.escape(word[0])}{begins}{re.escape(word[1:])}{ends}")
    return found[0] if len(found) == 1 else f"(?:{'|'.join(found)})"


def _heads(piece: str, lists: Lists) -> set[str]:
    """Return the characters that it may begin with, as many as it is looked up by."""
    words = _words(next(_parts(piece.removeprefix("^").removesuffix("$"))), lists)
    return {_head(word) for word in words}


def _head(word: str) -> str:
    ascii_first = word[0].isascii()
    heads = (word[:length] for length in _LENGTHS[ascii_first] if length <= len(word))
    return next(head for head in heads if len(head) <= _PAIR or head.isascii() == ascii_first)


class Pieces:
    """Finds pieces in texts; of those of one owner that begin alike the first that fits."""

    def __init__(self, pieces: Iterable[tuple[int, str]], lists: Lists) -> None:
        """Take each piece with its owner, any number."""
        table: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        for owner, piece in pieces:
            for head in _heads(piece, lists):
                table[head][owner].append(piece)
        self._table = {head: _gated(owners, lists) for head, owners in table.items()}
        self._singles, self._pairs = _doors(self._table)

    def find_all(self, texts: Sequence[str]) -> list[tuple[str, list[Found]]]:
        """Return each text as it is searched, and the pieces in it from left to right.

        It is searched in small letters, half width and simplified signs; places stay.
        """
        signs = simplified_codes(folded("\n".join(texts).replace("’", "'")))
        whole = signs.tobytes().decode("utf-32-le", "surrogatepass")
        starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
        opens = self._open(signs)
        doors = np.flatnonzero(opens)
        edges = np.searchsorted(doors, starts).tolist()
        places, found = list(zip(doors.tolist(), opens[doors].tolist(), strict=True)), []
        for row, start in enumerate(starts[:-1]):
            own = whole[start : starts[row + 1] - 1]
            found.append((own, self._found(own, start, places[edges[row] : edges[row + 1]])))
        return found

    def _open(self, signs: Codes) -> NDArray[np.uint8]:
        """Return for each place which heads may be there: `_SINGLE`, `_DOUBLE`, `_LONGER`."""
        # Above the basic plane there is nothing to look for but emoji: they share one place.
        places = np.minimum(signs, _TOP)
        opens: NDArray[np.uint8] = self._singles[places]
        opens[:-1] |= self._pairs[_hashed(places[:-1], places[1:])]
        latin = _LATIN[places]
        opens[1:][latin[1:] & latin[:-1]] = 0
        opens[signs == ord("\n")] = 0
        return opens

    def _found(self, text: str, start: int, doors: Sequence[tuple[int, int]]) -> list[Found]:
        found, table, size = [], self._table, len(text)
        for door, heads in doors:
            place = door - start
            for length in _OPENED[text[place] < "\x80"][heads]:
                if place + length > size:
                    continue
                held = table.get(text[place : place + length])
                if held is None or (held[0] and not held[0].match(text, place)):
                    continue
                for owner, lazy in held[1]:
                    match = lazy.match(text, place)
                    if match:
                        found.append((owner, place, match.end()))
        return found


def _gated(owners: Mapping[int, list[str]], lists: Lists) -> tuple[Lazy | None, list[Owned]]:
    """Return the pieces that begin alike by their owners and, where there are several, of all.

    Most places fit none, which one look at all of them tells.
    """
    owned = [(owner, Lazy(regex, found, lists)) for owner, found in owners.items()]
    every = dict.fromkeys(chain.from_iterable(owners.values()))
    return (Lazy(regex, every, lists) if len(owned) > 1 else None), owned


class Context:
    """Words of which it matters only whether a text has any; for speed, no gaps nor lists."""

    def __init__(self, words: Iterable[str]) -> None:
        found = dict.fromkeys(map(plain, words))
        self._tokens = frozenset(word for word in found if _TOKEN.fullmatch(word))
        self._others = [word for word in found if word not in self._tokens]

    def stands(self, text: str) -> bool:
        """Return whether one of the words is in `text`, one of English as a whole."""
        return any(map(text.__contains__, self._others)) or not self._tokens.isdisjoint(
            _TOKEN.findall(text)
        )


_LATIN = np.isin(np.arange(_TOP + 1), [ord(sign) for sign in ascii_lowercase + digits])
_PAIRS, _SPREAD = 1 << 20, 7919


def _doors(heads: Iterable[str]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return for signs, and for pairs of signs, which heads they may be or begin."""
    singles, pairs = np.zeros(_TOP + 1, np.uint8), np.zeros(_PAIRS, np.uint8)
    for head in heads:
        places = np.minimum([ord(sign) for sign in head[:2]], _TOP).astype(np.uint32)
        if len(head) > 1:
            pairs[_hashed(places[:1], places[1:])] |= _DOUBLE if len(head) == _PAIR else _LONGER
        else:
            singles[places] = _SINGLE
    return singles, pairs


def _hashed(firsts: Codes, seconds: Codes) -> Codes:
    hashed: Codes = (firsts * np.uint32(_SPREAD) + seconds) % np.uint32(_PAIRS)
    return hashed
