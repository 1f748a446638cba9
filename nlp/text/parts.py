"""What a post is made of: the author's own words, and beside them all that is not words.

Where `nlp.text.cleaning` gives the words to work on, this tells what else stands in a text and
where: codes and emoji that say a mood, hashtags, whom it speaks to, whose words it repeats.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple, cast, get_args

from nlp.text.cleaning import NOISE

Kind = Literal["words", "hashtag", "code", "emoji", "mention", "link", "repost", "control"]
KINDS: Final = get_args(Kind)
OWN: Final = frozenset({"words", "hashtag", "code", "emoji"})
"""The kinds that `nlp.text.cleaning.clean` keeps."""


def _named(patterns: Mapping[str, str]) -> str:
    return "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in patterns.items())


# Pictures and signs, with tones of skin and what joins them (Unicode Technical Standard 51).
_PICTURE = (
    r"(?:[\U0001f1e6-\U0001f1ff]{2}|[0-9#*]\ufe0f?\u20e3"
    r"|[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2300-\u23ff])"
    r"[\ufe0f\U0001f3fb-\U0001f3ff]*"
)
_OWN_KINDS: Final = {
    "code": r"\[[\u4e00-\u9fffA-Za-z]{1,8}\]",
    "hashtag": r"#[^#\s]{1,60}#|(?<!\w)#[^\W\d]\w{0,59}",
    "emoji": rf"(?:{_PICTURE}(?:\u200d{_PICTURE})*)+",
}
_OTHERS: Final = re.compile(_named(NOISE), re.DOTALL)
_INNER: Final = re.compile(_named(_OWN_KINDS))
_EARLIER: Final = re.compile(r"//\s*@[^\s:：@]{1,40}\s*[:：]")


class Part(NamedTuple):
    """A stretch of a text; `start` and `end` (excluded) count characters of it as stored."""

    kind: Kind
    start: int
    end: int


def parts(text: str | None) -> list[Part]:
    """Return the parts of `text`, left to right, without gaps.

    Neighbouring emoji are one part; each earlier author of a repost chain has a part of their
    own, from `//@name:` on. None, and anything else that is not a string, has no parts.
    """
    return list(_parts(text)) if isinstance(text, str) else []


def _parts(text: str) -> Iterator[Part]:
    position = 0
    for match in _OTHERS.finditer(text):  # first, as cleaning does it, so that both agree
        yield from _own(text, position, match.start())
        position = match.end()
        if match.lastgroup == "repost":
            yield from _chain(text, match.start())
        else:
            yield Part(cast("Kind", match.lastgroup), match.start(), position)
    yield from _own(text, position, len(text))


def _own(text: str, start: int, end: int) -> Iterator[Part]:
    position = start
    for match in _INNER.finditer(text, start, end):
        if position < match.start():
            yield Part("words", position, match.start())
        position = match.end()
        yield Part(cast("Kind", match.lastgroup), match.start(), position)
    if position < end:
        yield Part("words", position, end)


def _chain(text: str, start: int) -> Iterator[Part]:
    starts = [match.start() for match in _EARLIER.finditer(text, start)]
    for first, following in zip(starts, [*starts[1:], len(text)], strict=True):
        yield Part("repost", first, following)
