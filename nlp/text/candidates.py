"""What in a text may be a phrase: by parts of speech if there is Han, else by stop words."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product
from typing import Final, NamedTuple

from nlp.text.annotated import Annotated
from nlp.text.lemmas import NEGATION
from nlp.text.stopwords import stop_words

THING: Final = "thing"
OPINION: Final = "opinion"
WORDS: Final = "words"
"""Lemmas side by side, in languages whose parts of speech are not known here."""

HAN: Final = re.compile(r"[\u3400-\u9fff]")
_WORD: Final = re.compile(r"[^\W\d_](?:[\w'’\-]*\w)?")
_LONGEST: Final = 3
"""Words of a phrase where parts of speech are not known."""
_DEGREE_WORDS: Final = "很 太 超 超级 挺 真 非常 有点 有些 比较 特别 十分 相当 不 不太 不够 没 没有"
_DEGREES: Final = frozenset(_DEGREE_WORDS.split())
_NOUNS: Final = frozenset({"n", "ns", "nt", "nz", "nl", "vn", "an", "j", "b", "l", "eng"})
# A verb may name a thing (拍照效果), and unknown words are taken for names of persons (续航).
_PERHAPS: Final = frozenset({"v", "vi", "nr", "nrt"})
_QUALITIES: Final = frozenset({"a", "ad", "ag", "z", "i"})
# Written together, what jieba's model takes for a noun or verb (太短, 挺快, 好吃).
_JOINED: Final = re.compile(
    r"[太超挺很好难][慢快长短差好大小贵多少高低硬软甜辣咸油旧脏吵累久热冷吃喝用看听闻玩]"
)


class Found(NamedTuple):
    """A candidate; its words are those from `first` to `last`, which is included."""

    kind: str
    first: int
    last: int


def candidates(text: Annotated) -> Iterator[Found]:
    """Yield all that may be a phrase, what stands within others too; no word comes twice in it."""
    found = _by_roles(text) if HAN.search(text.way.text) else _by_stops(text)
    for one in found:
        within = text.lemmas[one.first : one.last + 1]
        lemmas = [lemma for lemma in within if not lemma.isspace()]
        if len(set(lemmas)) == len(lemmas):
            yield one


def _by_roles(text: Annotated) -> Iterator[Found]:
    roles = "".join(map(_role, text.lemmas, text.tags))
    patterns, longest = _patterns()
    for first, role in enumerate(roles):
        if role in ".AD":
            continue
        for end in range(first + 2, min(first + longest, len(roles)) + 1):
            if roles[end - 1] == ".":
                break
            if kind := patterns.get(roles[first:end]):
                yield Found(kind, first, end - 1)


@lru_cache(1 << 16)
def _role(word: str, tag: str) -> str:
    """Return N: noun; S: one of a single sign; V: may be one; A: quality; D: degree; `.`: none."""
    if word in _DEGREES:
        return "D"
    if word in stop_words() or not _WORD.fullmatch(word):
        return "."
    if tag in _QUALITIES or _JOINED.fullmatch(word):
        return "A"
    if tag in _NOUNS:
        return "N" if len(word) > 1 else "S"
    return "V" if tag in _PERHAPS and len(word) > 1 else "."


@cache
def _patterns() -> tuple[dict[str, str], int]:
    """Return the kind of phrase by the roles of its words, and the longest of them."""
    lengths = (2, 3, 4)
    things = ["".join(roles) for length in lengths for roles in product("NV", repeat=length)]
    owners = ["N", "V", "S", *(roles for roles in things if "N" in roles and len(roles) == 2)]  # noqa: PLR2004  # such as 送餐速度
    said = ["A", *map("".join, product(("D", "DD"), "ANV"))]
    kinds = {roles: THING for roles in things if "N" in roles}
    kinds |= {owner + quality: OPINION for owner in owners for quality in said}
    return kinds, max(map(len, kinds))


def _by_stops(text: Annotated) -> Iterator[Found]:
    places = [place for place, word in enumerate(text.words) if not word.isspace()]
    for start, first in enumerate(places):
        if not _begins(text.lemmas[first]):
            continue
        for length in range(1, min(_LONGEST, len(places) - start)):
            last = places[start + length]
            # One space between two words: what a sign or a line stands between is no phrase.
            if last - first != 2 * length or text.words[last - 1] != " ":
                break
            if not _WORD.fullmatch(text.lemmas[last]):
                break
            if _begins(text.lemmas[last]) and text.lemmas[last] != NEGATION:
                denied = text.lemmas[first] == NEGATION
                yield Found(OPINION if denied else WORDS, first, last)


def _begins(lemma: str) -> bool:
    return lemma == NEGATION or (_WORD.fullmatch(lemma) is not None and lemma not in stop_words())
