"""English words as dictionaries list them: batteries as battery, bought as buy.

simplemma 2.0 (0.96 of the words right in English, say its authors) looks them up and knows some
rules; what it is given here is freed of contractions and capitals first.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Final

ENGLISH: Final = "en"
NEGATION: Final = "not"
"""The lemma of don't, can't, won't and the like: what they say, not the verb that helps."""

_WORD: Final = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['’\-][A-Za-z\u00c0-\u024f]+)*['’]?")
_NEGATED: Final = re.compile(r"n't$|^(?:cannot|can'?t|don'?t)$")
_SHORTENED: Final = re.compile(r"'(?:s|re|ve|ll|d|m)?$")
_INITIALS: Final = 3
"""Letters of US, LED, IT and the like, which are no forms of us, lead and it."""
# Common words that simplemma 2.0.0 has otherwise, such as wrong, thinke, gan.
_OWN: Final = {
    "worse": "bad",
    "worst": "bad",
    "thinking": "think",
    "singing": "sing",
    "gone": "go",
    "etc": "etc",
    "least": "little",
}
_REMEMBERED: Final = 1 << 16
_LONGEST: Final = 40
"""Letters of a word that is looked up; rules for word parts get slow on longer ones."""


def lemmas(words: Sequence[str], lang: str) -> list[str]:
    """Return the lemma of each word of a text in the language `lang`.

    English words lose capitals and endings; a contraction is what stands before its apostrophe,
    a negated one (don't) is `NEGATION`. What is no English word (signs, numbers, Chinese), and
    every word of a text in another language, comes back as it is.
    """
    return [_lemma(word) for word in words] if lang == ENGLISH else list(words)


@lru_cache(_REMEMBERED)
def _lemma(word: str) -> str:
    if _WORD.fullmatch(word) is None:
        return word
    plain = word.lower().replace("’", "'")
    if _NEGATED.search(plain):
        return NEGATION
    stem = _SHORTENED.sub("", plain)
    if not 1 < len(stem) <= _LONGEST or (word.isupper() and len(stem) <= _INITIALS):
        return stem
    return _OWN.get(stem) or _look_up()(stem).lower()


@cache
def _look_up() -> Callable[[str], str]:
    # A sixth of a second and some 10 MB that Chinese texts do not need.
    from simplemma.lemmatizer import Lemmatizer  # noqa: PLC0415
    from simplemma.strategies import DefaultStrategy  # noqa: PLC0415

    lemmatizer = Lemmatizer(0, lemmatization_strategy=DefaultStrategy(low_memory=True))
    return lambda word: lemmatizer.lemmatize(word, ENGLISH)
