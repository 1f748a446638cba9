"""Which language a text is in: by script where the script tells, by py3langid elsewhere."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain, islice, pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nlp.stage import Batch, stage
from nlp.text.cleaning import NOISE
from nlp.text.codes import codes
from nlp.text.marks import Table, holding, table_of

UNKNOWN = "und"

# What py3langid may answer: the languages of large shops and feeds that no script gives away.
_CHOICE = "ar bg cs da de el en es fa fi fr he hi hu id it ms nl no pl pt ro ru sv th tr uk vi"
_SURE = 0.5  # below it, short texts are guesses: "Nice!" comes out as Polish with 0.10
_SURE_ENGLISH = 0.2  # of short texts in other languages hardly one is taken for English
_ENOUGH = 400  # characters; more do not change the answer
_ENOUGH_ENGLISH = 3
_SENTENCE = 3  # words in Latin letters that are more than a name
_LATIN = re.compile(
    r"[A-Za-z\u00c0-\u024f][^\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]*"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_LOWER = re.compile(r"(?<![A-Za-z])[a-z]{2,}(?![A-Za-z])")
_SOME_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_CODE = r"\[[A-Za-z]{1,8}\]"  # of a small picture ([good]): of no language
_CODES = re.compile(_CODE)
_NOISE = re.compile("|".join((*NOISE.values(), _CODE)), re.DOTALL)
_MOST_STRETCHES = 50
"""Stretches told apart in one text; the rest of it is one more."""
# Words that are English alone decide where py3langid is unsure; those that other languages write
# the same do where the text has no other words: "not bad" is English, "super bien" is not.
_ENGLISH_WORDS = (
    "absolutely amazing and avoid awesome awful battery beautiful better bought brilliant broken"
    " buy cheap crap customer damaged dead delicious delivery disappointed disappointing easy"
    " expensive flimsy fraud from garbage good gorgeous great happy hate it junk just like love"
    " loved lovely my never old overpriced pathetic phone poor pretty quality really refund rip"
    " rubbish scam scammer scammers scams shipping slow stars suck sucks thank thanks that the this"
    " too trash useless very waste well wonderful works worst worth wrong yes you yummy"
)
_SHARED_WORDS = (
    "a also bad best but cool decent excellent fake fantastic fast fine five for gross"
    " horrible i in is lol m me mediocre meh nice no not of off ok okay perfect s service so star"
    " still super t terrible to total was wow zero"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_SHARED = _ENGLISH | frozenset(_SHARED_WORDS.split())
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
    stretches = _stretches(text)
    langs = languages([text[start:end] for start, end in stretches])
    return _joined(zip(stretches, langs, strict=True))


def _joined(told: Iterable[tuple[tuple[int, int], str]]) -> list[Span]:
    found: list[Span] = []
    for (start, end), lang in told:
        if found and (found[-1].lang in {lang, UNKNOWN} or lang == UNKNOWN):
            before = found.pop()
            found.append(Span(before.start, end, before.lang if lang == UNKNOWN else lang))
        else:
            found.append(Span(start, end, lang))
    return found


def _stretches(text: str) -> list[tuple[int, int]]:
    latin = [match.span() for match in _LATIN.finditer(text)] if _SOME_LATIN.search(text) else []
    long = [span for span in latin if _is_long(text, *span)]
    edges = sorted({0, *chain.from_iterable(long[:_MOST_STRETCHES]), len(text)})
    return list(pairwise(edges))


def _is_long(text: str, start: int, end: int) -> bool:
    words = islice(_LETTERS.finditer(text, start, end), _SENTENCE - 1, None)
    return next(words, None) is not None


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
    if han and (4 * han >= latin or _is_names(text)):
        return "zh"
    found = _by_letters(text[:_ENOUGH])
    # Han beside words of no sure language: ThinkPad x1 carbon 卡死了.
    return "zh" if han and found == UNKNOWN else found


def _is_names(text: str) -> bool:
    """Return whether the Latin words of `text` are all written as names: Apple Watch Ultra."""
    if _LOWER.search(text):
        return False
    return _ENGLISH.isdisjoint(word.lower() for word in _LETTERS.findall(text))


def _by_letters(text: str) -> str:
    words = _LETTERS.findall(text.lower())
    if sum(map(len, words)) < 2:  # noqa: PLR2004  # one letter is no language
        return UNKNOWN
    if len(_ENGLISH_ALONE.intersection(words)) >= _ENOUGH_ENGLISH:
        return "en"
    answer, confidence = _identifier().classify(text)
    if confidence >= _SURE:
        return str(answer)
    if not "".join(words).isascii():
        return UNKNOWN
    guessed = answer == "en" and confidence >= _SURE_ENGLISH
    known = not _ENGLISH.isdisjoint(words) or _SHARED.issuperset(words)
    return "en" if guessed or known else UNKNOWN


@cache
def _identifier() -> Any:
    from py3langid import langid  # noqa: PLC0415  # its model takes a tenth of a second

    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    identifier.set_languages(_CHOICE.split())
    return identifier


@stage(requires=("clean",), assigns={"lang": "str"})
def language(batch: Batch) -> Batch:
    """Add the language of each clean text: (n,) str -> (n,) ISO 639-1 code or "und"."""
    texts = batch["clean"].tolist()
    found = languages([_CODES.sub(" ", text) if "[" in text else text for text in texts])
    return pd.DataFrame({"lang": pd.Series(found, index=batch.index, dtype="str")})


@stage(requires=("text", "clean", "lang"), assigns={"lang_spans": "object"})
def language_spans(batch: Batch) -> Batch:
    """Add the stretches of each text by language: (n,) str or null -> (n,) [{lang, start, end}].

    They cover the text as stored. Links, names and the words of others have no say in it: they
    belong to what is around them. Most texts are one stretch, in the language of column `lang`.
    """
    columns = (batch[name].tolist() for name in ("text", "clean", "lang"))
    found = spans_in(*columns)
    return pd.DataFrame({"lang_spans": pd.Series(found, index=batch.index, dtype="object")})


def spans_in(
    texts: Sequence[str | None], own: Sequence[str], langs: Sequence[str]
) -> list[list[dict[str, Any]]]:
    """Return the spans of each text; `own` are their clean forms, `langs` the languages of those.

    As `language_spans`, which see.
    """
    stored = [text if isinstance(text, str) else "" for text in texts]
    rows = zip(stored, own, holding(stored, _latin()), strict=True)
    mixed = [
        (place, blank, stretches)
        for place, (text, clean, latin) in enumerate(rows)
        if latin and (stretches := _lettered(blank := _blanked(text, clean)))
    ]
    known = _told(mixed)
    found = [
        [{"lang": lang, "start": 0, "end": len(text)}] if text else []
        for text, lang in zip(stored, langs, strict=True)
    ]
    for place, text, stretches in mixed:
        found[place] = _listed(text, stretches, known)
    return found


@cache
def _latin() -> Table:
    return table_of(_SCRIPTS["latin"])


def _blanked(text: str, own: str) -> str:
    """Return `text` with spaces for all that is not the author's own words."""
    if text == own and "[" not in text:
        return text
    return _NOISE.sub(lambda match: " " * len(match[0]), text)


def _lettered(text: str) -> list[tuple[int, int]]:
    """Return the stretches of `text` that have letters, if there are several."""
    stretches = _stretches(text)
    if len(stretches) < 2:  # noqa: PLR2004  # one
        return []
    found = [span for span in stretches if _LETTERS.search(text, *span)]
    return found if len(found) > 1 else []


def _told(mixed: Sequence[tuple[int, str, list[tuple[int, int]]]]) -> dict[str, str]:
    """Return the language of each stretch."""
    several = {text[start:end]: "" for _, text, spans in mixed for start, end in spans}
    return dict(zip(several, languages(list(several)), strict=True))


def _listed(
    text: str, stretches: Sequence[tuple[int, int]], known: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the spans, each from its first letters to those of the next."""
    langs = (known[text[start:end]] for start, end in stretches)
    starts = [0, *(start for start, _ in stretches[1:])]
    edges = zip(starts, [*starts[1:], len(text)], strict=True)
    told = _joined(zip(edges, langs, strict=True))
    return [{"lang": span.lang, "start": span.start, "end": span.end} for span in told]
