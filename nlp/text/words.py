"""Texts cut into words: jieba's accurate mode where there is Han, a plain pattern elsewhere."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise

import pandas as pd

from nlp.stage import Batch, Stage, digest, stage
from nlp.text.engine import Engine
from nlp.text.traditional import simplified

Cut = Callable[[str], list[str]]

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_PLAIN = re.compile(r"\w+(?:['’]\w+)*|\s+|.", re.DOTALL)
# Platforms print small pictures as codes, [泪] or [doge]; a code is one word.
_CODE = re.compile(r"(\[[\u4e00-\u9fffA-Za-z]{1,8}\])")


def cutter(extra: Iterable[str] = ()) -> Cut:
    """Return a function that cuts a text into words; joining the words gives the text back.

    Traditional signs are cut as simplified ones are, jieba's dictionary knowing few of them.

    Args:
        extra: words that shall be kept whole, such as names of brands. They go to a dictionary
            of this cutter alone, never to jieba's global one.
    """
    words = tuple(extra)

    def cut(text: str) -> list[str]:
        if _HAN.search(text) is None:
            return _PLAIN.findall(text)
        held, plain = engine(words), simplified(text)
        found = list(_with_codes(held, plain)) if "[" in plain else held.cut(plain)
        return found if plain == text else _stored(text, found)

    return cut


def _stored(text: str, words: Sequence[str]) -> list[str]:
    ends = accumulate(map(len, words), initial=0)
    return [text[start:end] for start, end in pairwise(ends)]


def _with_codes(held: Engine, text: str) -> Iterator[str]:
    for position, part in enumerate(_CODE.split(text)):
        if position % 2:
            yield part
        elif part:
            yield from held.cut(part)


@lru_cache(maxsize=4)  # a dictionary takes a fifth of a second to build, and some 20 MB
def engine(words: tuple[str, ...]) -> Engine:
    """Return the engine whose dictionary holds `words` too."""
    return Engine(words)


def words(extra: Iterable[str] = ()) -> Stage:
    """Return the stage that cuts clean texts into words, keeping `extra` words whole."""
    kept = tuple(sorted(set(extra)))
    cut = cutter(kept)

    @stage(requires=("clean",), assigns={"words": "object"}, version=digest(*kept))
    def words(batch: Batch) -> Batch:
        """Cut each clean text; shape (n,) str -> (n,) list[str] that joins to the text."""
        lists = [cut(text) for text in batch["clean"]]
        return pd.DataFrame({"words": pd.Series(lists, index=batch.index, dtype="object")})

    return words
