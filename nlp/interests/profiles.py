"""What authors write about themselves: interests they declare."""

import re
from collections.abc import Iterator
from typing import Any, Final

from nlp.interests.taxonomy import Interests
from nlp.text.traditional import plain
from nlp.topics.comparing import any_of

DECLARES: Final = "declares"
NAMED: Final = 0.9
"""Score of who calls himself so, or says that he likes it: 铲屎官, 摄影爱好者."""
ALONE: Final = 0.7
"""Score of a word that stands alone, as in hashtags and lists: #健身."""
BESIDE: Final = 0.5
"""Score of a word among others."""
_PIECE = re.compile(
    r"[^|/,、;:.!?。·•~()【】\[\]{}<>《》&+…\n\r\t#\-—\U0001f000-\U0001faff\u2600-\u27bf]+"
)
_HAN = re.compile(r"[\u3400-\u9fff]")


class OwnLabels:
    """Reads what authors say of themselves.

    Args:
        known: the interests.
    """

    def __init__(self, known: Interests) -> None:
        profile = known.file.profile
        self._no = re.compile(any_of(profile.no))
        self._before = re.compile(rf"(?:.*\s|.*(?=[\u3400-\u9fff])|){any_of(profile.before)}\s*")
        self._after = re.compile(rf"s?\s*{any_of(profile.after)}")
        self._rows = [
            (each.label, _expression(each.selves), _expression(each.roots))
            for each in known.file.interest
        ]
        words = (word for each in known.file.interest for word in (*each.selves, *each.roots))
        self._any = _expression(tuple(words))

    def __call__(self, text: str) -> list[dict[str, Any]]:
        """Return the interests that an author declares: [{label, stance, score}], best first.

        Args:
            text: a description, a signature, hashtags of the author's profile.
        """
        best: dict[str, float] = {}
        for piece in _pieces(plain(text)):
            if self._any and self._any.search(piece) and not self._no.match(piece):
                for label, score in self._declared(piece):
                    best[label] = max(score, best.get(label, 0.0))
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        return [{"label": label, "stance": DECLARES, "score": score} for label, score in ranked]

    def _declared(self, piece: str) -> Iterator[tuple[str, float]]:
        for label, selves, roots in self._rows:
            if selves and selves.search(piece):
                yield label, NAMED
            match = roots.search(piece) if roots else None
            if match:
                yield label, self._score(piece, match)

    def _score(self, piece: str, root: re.Match[str]) -> float:
        liked = self._before.fullmatch(piece, 0, root.start())
        if liked or self._after.match(piece, root.end()):
            return NAMED
        return ALONE if root.span() == (0, len(piece)) else BESIDE


def _pieces(text: str) -> Iterator[str]:
    for match in _PIECE.finditer(text):
        piece = match[0].strip()
        # Blanks part Chinese labels, and belong to English ones.
        yield from piece.split() if _HAN.search(piece) else [piece] if piece else []


def _expression(words: tuple[str, ...]) -> re.Pattern[str] | None:
    plurals = (f"{word}s" for word in words if word.isascii())
    return re.compile(any_of((*words, *plurals))) if words else None
