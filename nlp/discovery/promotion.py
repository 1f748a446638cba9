"""A cluster's way into the taxonomy: candidate, then accepted, merged or rejected."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from nlp.errors import NlpError
from nlp.text.words import cutter
from nlp.topics.matching import Matcher, Pattern

State = Literal["candidate", "accepted", "merged", "rejected"]

MOVES: Final[Mapping[State, frozenset[State]]] = {
    "candidate": frozenset({"accepted", "merged", "rejected"}),
    "rejected": frozenset({"candidate"}),
    "accepted": frozenset(),
    "merged": frozenset(),
}
"""What may follow what: only a rejection can be taken back."""


class ImpossibleMove(NlpError):
    """A cluster can not go from its state to the one asked for."""

    def __init__(self, cluster: str, *, state: str, asked: str) -> None:
        self.cluster, self.state, self.asked = cluster, state, asked
        super().__init__(f"the cluster {cluster!r} is {state}; it can not become {asked}")


class NothingFinds(NlpError):
    """None of a cluster's words is in its own sample posts."""

    def __init__(self, label: str) -> None:
        self.label = label
        super().__init__(f"none of the words finds a sample of {label!r}; name words that do")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cluster and what was decided of it.

    Attributes:
        cluster: its id.
        words: those that tell it from the rest, best first.
        samples: clean texts of typical posts.
        state: where it stands.
        label: the label of the taxonomy that it became or went into.
        by: who decided.
        at: when.
    """

    cluster: str
    words: tuple[str, ...]
    samples: tuple[str, ...]
    state: State = "candidate"
    label: str | None = None
    by: str | None = None
    at: datetime | None = None


def accept(candidate: Candidate, label: str, *, by: str, at: datetime) -> Candidate:
    """Return the candidate as the new label `label`; `promote` writes its entry."""
    return _moved(candidate, "accepted", label, by, at)


def merge(candidate: Candidate, label: str, *, by: str, at: datetime) -> Candidate:
    """Return the candidate as part of the label `label` that is there already."""
    return _moved(candidate, "merged", label, by, at)


def reject(candidate: Candidate, *, by: str, at: datetime) -> Candidate:
    """Return the candidate as no topic; later runs keep its id, so it need not be asked again."""
    return _moved(candidate, "rejected", None, by, at)


def reopen(candidate: Candidate, *, by: str, at: datetime) -> Candidate:
    """Return a rejected candidate as one to decide on."""
    return _moved(candidate, "candidate", None, by, at)


def _moved(
    candidate: Candidate, state: State, label: str | None, by: str, at: datetime
) -> Candidate:
    if state not in MOVES[candidate.state]:
        raise ImpossibleMove(candidate.cluster, state=candidate.state, asked=state)
    return Candidate(candidate.cluster, candidate.words, candidate.samples, state, label, by, at)


def promote(candidate: Candidate, label: str, *, words: Sequence[str] = ()) -> str:
    """Return the TOML of a `[[topic]]` for the taxonomy, with up to two samples that it finds.

    Args:
        candidate: the cluster.
        label: two levels, such as `food/ice`; checked when the taxonomy is read.
        words: the analyst's choice; the best words of the cluster if empty.

    Raises:
        NothingFinds: the words are in no sample of the cluster.
    """
    chosen = [*dict.fromkeys(word.lstrip("#").strip() for word in words or candidate.words[:8])]
    chosen = [word for word in chosen if word]
    found = _found(candidate.samples, label, chosen)[:2]
    if not found:
        raise NothingFinds(label)
    samples = (f"[[sample]]\ntext = {_string(text)}\nlabels = [{_string(label)}]" for text in found)
    listed = ", ".join(map(_string, chosen))
    topic = f"[[topic]]\nlabel = {_string(label)}\nwords = [{listed}]"
    return "\n\n".join([topic, *samples]) + "\n"


def _found(samples: Sequence[str], label: str, words: Sequence[str]) -> list[str]:
    cut, matcher = cutter(), Matcher(Pattern(label, word) for word in words)
    matches = matcher.find_all(samples, [cut(text) for text in samples])
    return [text for text, match in zip(samples, matches, strict=True) if match]


def _string(text: str) -> str:
    # A JSON string is a TOML basic string but for DEL, which TOML wants escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
