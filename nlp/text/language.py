"""Which language a text is in: by script where the script tells, by py3langid elsewhere."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import chain, pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nlp.stage import Batch, stage
from nlp.text.codes import codes

UNKNOWN = "und"

# What py3langid may answer: the languages of large shops and feeds that no script gives away.
_CHOICE = "ar bg cs da de el en es fa fi fr he hi hu id it ms nl no pl pt ro ru sv th tr uk vi"
_SURE = 0.5  # below it, short texts are guesses: "Nice!" comes out as Polish with 0.10
_ENOUGH = 400  # characters; more do not change the answer
_ENOUGH_ENGLISH = 3
_SENTENCE = 3  # words in Latin letters that are more than a name
_LATIN = re.compile(
    r"[A-Za-z\u00c0-\u024f][^\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]*"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_ENGLISH_WORDS = (
    "a absolutely also amazing and awesome awful bad best better bought broken but buy cheap cool"
    " disappointed don't easy excellent expensive fast fine for from good great happy hate horrible"
    " i i'm in is it it's junk just like lol love loved me meh my never nice no not of ok okay old"
    " overpriced perfect poor quality really rubbish shipping slow so still super terrible thank"
    " thanks that the this to too useless very was waste well wonderful works worst wow wrong yes"
    " you"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
# Words that hardly any other language writes so; three of them spare the classifier, which costs
# more than the rest of the tagger together.
_ALONE_WORDS = (
    "the this that with you your and have they would but because what when which from it my just"
    " about there their she"
)
_ENGLISH_ALONE = frozenset(_ALONE_WORDS.split())
# First and last code point of each script that is told from letters alone.
_SCRIPTS = {
    "han": ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF)),
    "kana": ((0x3041, 0x30FA), (0x31F0, 0x31FF)),
    "hangul": ((0xAC00, 0xD7A3), (0x1100, 0x11FF)),
    "latin": ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F)),
}


def languages(texts: Sequence[str]) -> list[str]:
    """Return for each text an ISO 639-1 code, or "und" where there is too little to tell."""
    counts = _script_counts(texts)
    shares = zip(texts, *(counts[name].tolist() for name in _SCRIPTS), strict=True)
    return [_language(*row) for row in shares]


class Span(NamedTuple):
    """A stretch of a text in one language; counts characters, `end` excluded."""

    start: int
    end: int
    lang: str


def spans(text: str) -> list[Span]:
    """Return the stretches of `text` by language, left to right, without gaps.

    A stretch in Latin letters of three words or more stands for itself; fewer are taken for names
    (`iPhone 15 很好`) and belong to what is around them, as does what has no language (`666`).
    """
    found: list[Span] = []
    stretches = _stretches(text)
    langs = languages([text[start:end] for start, end in stretches])
    for (start, end), lang in zip(stretches, langs, strict=True):
        if found and (found[-1].lang in {lang, UNKNOWN} or lang == UNKNOWN):
            before = found.pop()
            found.append(Span(before.start, end, before.lang if lang == UNKNOWN else lang))
        else:
            found.append(Span(start, end, lang))
    return found


def _stretches(text: str) -> list[tuple[int, int]]:
    latin = [match.span() for match in _LATIN.finditer(text)]
    long = [span for span in latin if len(_LETTERS.findall(text, *span)) >= _SENTENCE]
    edges = sorted({0, len(text), *chain.from_iterable(long)})
    return list(pairwise(edges))


def _script_counts(texts: Sequence[str]) -> dict[str, NDArray[np.int64]]:
    signs = codes("".join(texts))
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    ends = np.cumsum(lengths)
    counts = {}
    for name, ranges in _SCRIPTS.items():
        inside = np.zeros(len(signs) + 1, np.int64)
        for first, last in ranges:
            inside[1:] += (signs >= first) & (signs <= last)
        sums = np.cumsum(inside)
        counts[name] = sums[ends] - sums[ends - lengths]
    return counts


def _language(text: str, han: int, kana: int, hangul: int, latin: int) -> str:
    if hangul > han + kana and 4 * hangul >= latin:
        return "ko"
    # Japanese is hardly ever without kana, and Chinese borrows the odd の.
    if kana > 1 and 10 * kana >= han:
        return "ja"
    # One Han character says about as much as four letters: iPhone 15 Pro Max 真不错 is Chinese.
    if han and 4 * han >= latin:
        return "zh"
    return _by_letters(text[:_ENOUGH])


def _by_letters(text: str) -> str:
    words = _LETTERS.findall(text.lower())
    if sum(map(len, words)) < 2:  # noqa: PLR2004  # one letter is no language
        return UNKNOWN
    if len(_ENGLISH_ALONE.intersection(words)) >= _ENOUGH_ENGLISH:
        return "en"
    answer, confidence = _identifier().classify(text)
    if confidence >= _SURE:
        return str(answer)
    return "en" if text.isascii() and not _ENGLISH.isdisjoint(words) else UNKNOWN


@cache
def _identifier() -> Any:
    from py3langid import langid  # noqa: PLC0415  # its model takes a tenth of a second

    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    identifier.set_languages(_CHOICE.split())
    return identifier


@stage(requires=("clean",), assigns={"lang": "str"})
def language(batch: Batch) -> Batch:
    """Add the language of each clean text: (n,) str -> (n,) ISO 639-1 code or "und"."""
    found = languages(batch["clean"].tolist())
    return pd.DataFrame({"lang": pd.Series(found, index=batch.index, dtype="str")})
