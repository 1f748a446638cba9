"""What a bag of words reads wrongly, put right: negation, questions, wishes, degree.

A span is searched for cues (`nlp.sentiment.cues`); what they show is mixed into the model's
answer, the more the larger the share of the span that they speak for.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

import numpy as np
from numpy.typing import NDArray

from nlp.sentiment.cues import Cues, Shows
from nlp.sentiment.finding import BEGIN, END
from nlp.text.traditional import simplified

Floats = NDArray[np.float64]

# What each cue says, as probabilities of negative, neutral and positive, and how far it is
# trusted over the model where it speaks for the whole span; a later one outdoes an earlier one.
_SAYS = (
    (Shows.NOT_PRAISE, (0.85, 0.10, 0.05), 0.4),
    (Shows.NOT_BLAME, (0.05, 0.10, 0.85), 0.65),
    (Shows.BLAME, (0.90, 0.07, 0.03), 0.8),
    (Shows.PRAISE, (0.03, 0.07, 0.90), 0.9),
    (Shows.CONDITION, (0.15, 0.75, 0.10), 0.8),
    (Shows.WISH, (0.25, 0.70, 0.05), 0.8),
    (Shows.AFFIRM, (0.05, 0.10, 0.85), 0.8),
    (Shows.REPROACH, (0.85, 0.10, 0.05), 0.8),
)
_SEEKING = (0.5, 0.0, 0.85)
"""How much of each probability a question that wants to know gives to neutral."""
_ASKING = (0.0, 0.0, 0.6)
"""The same of any other question: most that sound like blame are."""
_DEGREES = {Shows.WEAK: 0.8, Shows.STRONG: 1.1}
"""Power to which degree raises probabilities: below 1 they come nearer to each other."""
_KINDS = np.array(("statement", "wish", "question"), dtype=object)
_NEGATIVE = "不没无"
# By whether a cue is English: what ends its clause, and how many characters at most it speaks for
# on either side.
_PAUSES = {False: "，, ", True: "，,"}
_NEAR = {False: 16, True: 48}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the cues show of n spans.

    Attributes:
        shares: (n, k) for each of `Shows` the share of the span that it speaks for, 0 to 1.
        asks: (n,) whether the span is a question.
    """

    shares: Floats
    asks: NDArray[np.bool_]

    @property
    def telling(self) -> NDArray[np.bool_]:
        """Whether the cues may change the answer, (n,)."""
        return self.asks | self.shares.any(axis=1)

    @property
    def kinds(self) -> list[str]:
        """Return statement, question or wish for each span."""
        wishes = self.shares[:, Shows.WISH] > 0
        found: list[str] = _KINDS[np.where(self.asks, 2, wishes.astype(int))].tolist()
        return found


def shown(spans: Sequence[str], cues: Cues) -> Shown:
    """Return what `cues` show of each span."""
    text = _plain("".join(chain.from_iterable((BEGIN, span) for span in spans)) + END)
    starts = list(accumulate((len(span) + len(BEGIN) for span in spans), initial=0))
    shares = np.zeros((len(spans), len(Shows)))
    for start, end, kind in cues.finder.found(text):
        row = bisect_right(starts, start) - 1
        if kind in _DEGREES:
            shares[row, kind] = 1
        elif kind < Shows.NOTHING:
            sort = _turned(text, start, end, cues) if kind == Shows.TURNED else kind
            left, right = starts[row] + len(BEGIN), starts[row + 1]
            share = _share(text, start, end, left, right)
            shares[row, sort] += share
            shares[row, Shows.ASKS] += share * _outright(text[start:end], sort, cues)
    return _settled(np.minimum(shares, 1))


def _settled(shares: Floats) -> Shown:
    """Return what is shown once it is known which spans ask."""
    meant = shares[:, Shows.SEEKS : Shows.AFFIRM + 1].any(axis=1)
    shares[:, Shows.ASKS] += shares[:, Shows.DOUBTS] * meant + shares[:, Shows.INQUIRES]
    shares[:, Shows.SEEKS] += shares[:, Shows.INQUIRES]
    asks = shares[:, Shows.ASKS] > 0
    shares[~asks, Shows.SEEKS : Shows.AFFIRM + 1] = 0
    shares[:, Shows.DOUBTS :] = 0
    return Shown(np.minimum(shares, 1), asks)


def _plain(text: str) -> str:
    # İ is the one sign that is two in small letters, and places must stay.
    return simplified(text.replace("İ", "I").lower().replace("’", "'"))


def _outright(part: str, kind: int, cues: Cues) -> bool:
    """Return whether a piece that means something else than it asks does ask, mark or none."""
    meant = kind in {Shows.REPROACH, Shows.AFFIRM}
    return meant and (part.startswith(BEGIN[0]) or part.endswith(cues.file.question.ends))


def _turned(text: str, start: int, end: int, cues: Cues) -> Shows:
    part = text[start:end]
    if start and part[0] == "不" and text[start - 1] == part[1]:
        return Shows.SEEKS  # 好不好
    praise = part.endswith(cues.file.praise.words)
    twice = sum(map(part.count, _NEGATIVE)) % 2 == 0 and not part.isascii()
    back = cues.back.match(text, end) is not None
    return Shows.NOT_BLAME if praise == (twice != back) else Shows.NOT_PRAISE


def _share(text: str, start: int, end: int, left: int, right: int) -> float:
    """Return the share of the span that the clause around the cue has."""
    plain = text[end - 1].isascii()
    near, pauses = (_NEAR[plain], _PAUSES[plain])
    low, high = max(left, start - near), min(right, end + near)
    begins = max(low, *(text.rfind(mark, low, start) + 1 for mark in pauses))
    ends = [place for mark in pauses if (place := text.find(mark, end, high)) >= 0]
    return (min(ends, default=high) - begins) / max(right - left, 1)


def corrected(chances: Floats, shows: Shown) -> Floats:
    """Return probabilities put right.

    Args:
        chances: (n, 3) what the model says of each span.
        shows: what the cues show of the same spans.
    """
    shares = shows.shares
    meant = shares[:, Shows.REPROACH : Shows.AFFIRM + 1].any(axis=1)
    seeks = shares[:, Shows.SEEKS] * ~meant
    idles = np.maximum(shares[:, Shows.ASKS] - shares[:, Shows.SEEKS], 0) * ~meant
    taken = np.outer(seeks, _SEEKING) + np.outer(idles, _ASKING)
    return _calmed(_mixed(_degreed(chances, shares), shares), taken)


def _calmed(chances: Floats, taken: Floats) -> Floats:
    """Return probabilities of which the share `taken` is given to neutral."""
    lost = chances * taken
    chances = chances - lost
    chances[:, 1] += lost.sum(axis=1)
    return chances


def _mixed(chances: Floats, shares: Floats) -> Floats:
    for kind, says, trust in _SAYS:
        weight = (np.minimum(shares[:, kind], 1) * trust)[:, None]
        chances = chances * (1 - weight) + np.array(says) * weight
    return chances


def _degreed(chances: Floats, shares: Floats) -> Floats:
    powers = np.ones(len(chances))
    for kind, power in _DEGREES.items():
        powers[shares[:, kind] > 0] *= power
    raised = chances ** powers[:, None]
    even: Floats = raised / raised.sum(axis=1, keepdims=True)
    return even
