"""Texts cut into words: jieba's accurate mode where there is Han, a plain pattern elsewhere."""

import logging
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from nlp.stage import Batch, Stage, digest, stage

Cut = Callable[[str], list[str]]

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_PLAIN = re.compile(r"\w+(?:['’]\w+)*|\s+|.", re.DOTALL)
# Platforms print small pictures as codes, [泪] or [doge]; a code is one word.
_CODE = re.compile(r"(\[[\u4e00-\u9fffA-Za-z]{1,8}\])")


def cutter(extra: Iterable[str] = ()) -> Cut:
    """Return a function that cuts a text into words; joining the words gives the text back.

    Args:
        extra: words that shall be kept whole, such as names of brands. They go to a tokenizer
            of this cutter alone, never to jieba's global one.
    """
    tokenizer: list[Any] = []
    words = tuple(extra)

    def cut(text: str) -> list[str]:
        if _HAN.search(text) is None:
            return _PLAIN.findall(text)
        if not tokenizer:
            tokenizer.append(_tokenizer(words))
        return list(_with_codes(tokenizer[0], text))

    return cut


def _with_codes(tokenizer: Any, text: str) -> Iterator[str]:
    if "[" not in text:
        yield from tokenizer.cut(text)
        return
    for position, part in enumerate(_CODE.split(text)):
        if position % 2:
            yield part
        elif part:
            yield from tokenizer.cut(part)


@cache
def _jieba() -> Any:
    with warnings.catch_warnings():  # its patterns hold escapes that new Pythons warn of
        warnings.simplefilter("ignore")
        import jieba  # noqa: PLC0415  # half a second that not every caller needs
    jieba.setLogLevel(logging.ERROR)
    return jieba


@cache
def _frequencies() -> tuple[dict[str, int], int]:
    # Read here and not by `initialize`, which keeps a marshal cache in a folder all can write to.
    jieba = _jieba()
    dictionary = Path(jieba.__file__).with_name("dict.txt").open("rb")
    frequencies, total = jieba.Tokenizer.gen_pfdict(dictionary)  # closes the file
    return frequencies, int(total)


def _tokenizer(extra: Iterable[str]) -> Any:
    tokenizer = _jieba().Tokenizer()
    frequencies, tokenizer.total = _frequencies()
    tokenizer.FREQ = dict(frequencies)
    tokenizer.initialized = True
    for word in extra:
        tokenizer.add_word(word)
    return tokenizer


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
