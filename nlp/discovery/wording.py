"""Which words of a cluster a taxonomy should look for: those that find its posts and few others."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.text.words import Cut
from nlp.topics.matching import Matcher, Pattern

MOST = 8
"""Words of a topic, at most."""
SURE = 0.9
"""Of what a word finds, so much must be members for it to be taken though others find the same."""
SEEN = 2
"""Members that such a word must find."""

Hits = NDArray[np.bool_]


def best_words(
    words: Sequence[str],
    members: Sequence[str],
    others: Sequence[str],
    *,
    cut: Cut,
    barred: Sequence[str] = (),
) -> tuple[str, ...]:
    """Return the words to look for, the one that helps most first; none if none helps.

    Words are taken one by one, each time the one that raises the F1 of what they find together,
    with the members as what should be found; until none does. Then come those that find hardly
    anything but members: posts of tomorrow may have them alone.

    Args:
        words: those of the cluster, best first; a hashtag counts without its sign.
        members: clean texts of the cluster.
        others: clean texts of other posts, covered by a label or not.
        cut: what cuts texts where the taxonomy is used.
        barred: texts that no word may find, such as samples of other labels.
    """
    plain = [word for word in dict.fromkeys(word.lstrip("#").strip() for word in words) if word]
    texts = [*members, *others, *barred]
    found = _hits(plain, texts, [cut(text) for text in texts])
    end = len(members) + len(others)
    allowed = np.flatnonzero(~found[:, end:].any(axis=1))
    taken = _greedy(found[allowed, :end], len(members))
    more = _sure(found[allowed, :end], len(members)) if taken else []
    return tuple(plain[allowed[place]] for place in list(dict.fromkeys([*taken, *more]))[:MOST])


def found_by(words: Sequence[str], texts: Sequence[str], *, cut: Cut) -> int:
    """Return how many texts one of the words finds."""
    return int(_hits(words, texts, [cut(text) for text in texts]).any(axis=0).sum())


def _hits(words: Sequence[str], texts: Sequence[str], cuts: Sequence[Sequence[str]]) -> Hits:
    """Return (words, texts) whether each finds each, as if it were the only one looked for."""
    found = np.zeros((len(words), len(texts)), np.bool_)
    for place, word in enumerate(words):
        matches = Matcher([Pattern("", word)]).find_all(texts, cuts)
        found[place] = list(map(bool, matches))
    return found


def _greedy(found: Hits, members: int) -> list[int]:
    taken: list[int] = []
    best, held = 0.0, np.zeros(found.shape[1], np.bool_)
    while len(taken) < min(MOST, len(found)):
        together = found | held
        right = together[:, :members].sum(axis=1)
        scores = 2 * right / np.maximum(together.sum(axis=1) + members, 1)
        place = int(scores.argmax())
        if scores[place] <= best:
            break
        best, held = float(scores[place]), together[place]
        taken.append(place)
    return taken


def _sure(found: Hits, members: int) -> list[int]:
    right, every = found[:, :members].sum(axis=1), found.sum(axis=1)
    kept: list[int] = np.flatnonzero((right >= SEEN) & (right >= SURE * every)).tolist()
    return kept
