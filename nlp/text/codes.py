"""Texts as arrays of code points, for work on a whole batch without a Python loop."""

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]

_WIDE = np.uint32(ord("！") - ord("!"))
_SMALL = np.uint32(ord("a") - ord("A"))


def codes(text: str) -> Codes:
    """Return the code points of `text`, one a character, lone surrogates included."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def folded(text: str) -> Codes:
    """Return the code points of `text` with full-width forms and capitals A-Z made plain."""
    plain = codes(text).copy()
    plain[(plain >= ord("！")) & (plain <= ord("～"))] -= _WIDE
    plain[(plain >= ord("A")) & (plain <= ord("Z"))] += _SMALL
    return plain


def fold(text: str) -> str:
    """Return `text` with full-width forms and capitals A-Z made plain; the length stays."""
    return folded(text).tobytes().decode("utf-32-le", "surrogatepass")
