"""What may be said of a tag, and what is wrong with a correction that can not be."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, get_args

from flows.store import tables
from flows.store.corrected import ASPECT, POLES, SIDES, VERDICTS, WHOLE, Correction, TagRow
from flows.store.tag_forms import sides
from flows.store.tag_rows import KINDS
from nlp.emotion.model import EMOTIONS
from nlp.interests.stances import Stance
from nlp.topics.toml import offered

STANCES: Final = get_args(Stance)
Labels = Mapping[str, Sequence[str]]
"""Kind of tag -> the labels that there are; of other kinds any label is taken."""

_LABELS = {
    "sentiment": tuple(POLES),
    "sentence": tuple(POLES),
    "emotion": tuple(name for name in EMOTIONS if name != "none"),
}


def fault_of(
    said: Correction, length: int, rows: Sequence[TagRow], known: Collection[str], labels: Labels
) -> str:
    """Return what is wrong with a correction, or nothing.

    Args:
        said: the correction.
        length: of the post.
        rows: what the model says of the post.
        known: labels of its kind that the post has or had.
        labels: those that may be given.
    """
    return _fault(said, length, known) or _unknown(said, labels) or _bare(said, rows)


def _unknown(said: Correction, labels: Labels) -> str:
    """Return what is wrong with a label that no list in use has, or nothing."""
    if said.kind not in labels:
        return ""
    known = labels[said.kind]
    names = sides(said.label) if said.kind == "comparison" else (said.name,)
    for name in names:
        if name and name not in known:
            kind = "brand" if said.kind == "comparison" else said.kind
            return f"no list in use has the {kind} {name!r}; {offered(name, known)}"
    return ""


def _bare(said: Correction, rows: Iterable[TagRow]) -> str:
    """Return what an aspect or a comparison lacks that is in the place of no other, or nothing."""
    if KINDS[said.kind].table is tables.post_tags or not said.label:
        return ""
    if said.side not in {"", *SIDES}:
        return f"an aspect is judged {', '.join(SIDES)}; not {said.side!r}"
    if said.kind == "comparison" and (">" not in said.label or len({*sides(said.label)}) == 1):
        return f"a comparison is 'WINNER > LOSER', two brands; not {said.label!r}"
    if any(said.concerns(row) for row in rows):
        return ""
    if said.kind == ASPECT and not said.side:
        return f"say how it is judged: {said.name} {', '.join(SIDES)}"
    return "say by start and end where it stands" if said.start < 0 else ""


def _fault(said: Correction, length: int, labels: Collection[str]) -> str:
    """Return what is wrong with a correction, or nothing."""
    if said.kind not in KINDS:
        return f"kind {said.kind!r} cannot be corrected; {', '.join(sorted(KINDS))} can"
    if said.was and said.was not in labels:
        has = ", ".join(sorted(set(labels))) or "none"
        return f"it has no {said.kind} {said.was!r}; it has {has}"
    return _label_fault(said) or _stance_fault(said) or _place_fault(said, length)


def _label_fault(said: Correction) -> str:
    if not said.label:
        alone = said.was or said.kind in WHOLE
        return "" if alone else "name the label that is right, or the one that is wrong"
    if said.kind == "trust" and said.label not in VERDICTS:
        return f"say of trust trusted or untrusted, or take a reason away; not {said.label!r}"
    known = _LABELS.get(said.kind, (said.label,))
    if said.label not in known:
        return f"a {said.kind} is {', '.join(known)}; not {said.label!r}"
    if said.kind == "lang" and not re.fullmatch("[a-z]{2,3}", said.label):
        return f"a language is two or three small letters, such as zh; not {said.label!r}"
    return ""


def _stance_fault(said: Correction) -> str:
    if said.kind != "interest" or said.target in {"", *STANCES}:
        return ""
    return f"the target of an interest is {', '.join(STANCES)}; not {said.target!r}"


def _place_fault(said: Correction, length: int) -> str:
    if (said.start, said.end) == (-1, -1):
        return "say by start which sentence" if said.kind == "sentence" else ""
    if said.start >= 0 and said.end == -1:
        return f"no such tag of the model begins at {said.start}; say where the evidence ends"
    if not 0 <= said.start < said.end <= length:
        return f"start {said.start} and end {said.end} lie outside of the text, 0 to {length}"
    return ""
