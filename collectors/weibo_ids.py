"""The two names of a Weibo status: its number, and the letters in its address."""

import re

_BASE62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BID = re.compile(r"[0-9a-zA-Z]{5,12}")
_ID = re.compile(r"\d{8,24}")
_BID_GROUP, _ID_GROUP = 4, 7
"""So many letters stand for so many digits, counted from the right."""


def bid_of(status_id: str) -> str | None:
    """Return the short name that addresses use for a status; None if that is no id.

    From the right, each seven digits are four letters of base 62.
    """
    if not _ID.fullmatch(status_id):
        return None
    groups = _groups(status_id, _ID_GROUP)
    letters = [_letters(int(group)).rjust(_BID_GROUP, "0") for group in groups]
    return "".join(letters).lstrip("0")


def id_of(bid: str) -> str | None:
    """Return the id of the status that addresses name `bid`; None if that is no such name."""
    if not _BID.fullmatch(bid):
        return None
    numbers = [_number(group) for group in _groups(bid, _BID_GROUP)]
    return "".join(str(number).rjust(_ID_GROUP, "0") for number in numbers).lstrip("0")


def _groups(text: str, size: int) -> list[str]:
    """Cut `text` into groups of `size`, the first of which may be shorter."""
    first = len(text) % size
    rest = [text[at : at + size] for at in range(first, len(text), size)]
    return [text[:first], *rest] if first else rest


def _letters(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, len(_BASE62))
        digits = _BASE62[digit] + digits
    return digits


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * len(_BASE62) + _BASE62.index(letter)
    return number
