"""A cluster's way into the taxonomy: candidate, then accepted, merged or rejected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from pydantic import ValidationError

from nlp.discovery.editing import listed, quoted, with_entry, with_words
from nlp.errors import NlpError
from nlp.text.words import Cut, cutter
from nlp.topics.taxonomy import Sample, Taxonomy, Topic

State = Literal["candidate", "accepted", "merged", "rejected"]

MOVES: Final[Mapping[State, frozenset[State]]] = {
    "candidate": frozenset({"accepted", "merged", "rejected"}),
    "rejected": frozenset({"candidate"}),
    "accepted": frozenset(),
    "merged": frozenset(),
}
"""What may follow what. A decision may be taken again, and taken back once its label is gone."""


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


class LabelRefused(NlpError):
    """The label can not be a new one of the taxonomy."""

    def __init__(self, label: str, *, fault: str) -> None:
        self.label, self.fault = label, fault
        super().__init__(f"the label {label!r} {fault}")


class FindsOthers(NlpError):
    """The words of the new topic are also in a sample of the taxonomy that has other labels."""

    def __init__(self, label: str, *, text: str) -> None:
        self.label, self.text = label, text
        super().__init__(
            f"the words of {label!r} also find the sample {text!r} of the taxonomy; name words"
            " that do not, or add the label to that sample first"
        )


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
    """Return the candidate as the new label `label`; `promote` writes its entry.

    One that was accepted as that label before stays as it is, with who decided and when.
    """
    return _moved(candidate, "accepted", label, by, at)


def merge(candidate: Candidate, label: str, *, by: str, at: datetime) -> Candidate:
    """Return the candidate as part of the label `label` that is there already.

    One that was merged into it before stays as it is, with who decided and when.
    """
    return _moved(candidate, "merged", label, by, at)


def reject(candidate: Candidate, *, by: str, at: datetime) -> Candidate:
    """Return the candidate as no topic; later runs keep its id, so it need not be asked again."""
    return _moved(candidate, "rejected", None, by, at)


def reopen(
    candidate: Candidate, *, by: str, at: datetime, taxonomy: Taxonomy | None = None
) -> Candidate:
    """Return a candidate as one to decide on: a rejected one, or one whose label is gone.

    Args:
        candidate: the cluster.
        by: who decides.
        at: when.
        taxonomy: which labels there are; a decision for another one can be taken back.
    """
    if taxonomy and candidate.label and candidate.label not in taxonomy.labels:
        return replace(candidate, state="candidate", label=None, by=by, at=at)
    return _moved(candidate, "candidate", None, by, at)


def _moved(
    candidate: Candidate, state: State, label: str | None, by: str, at: datetime
) -> Candidate:
    if label and (state, label) == (candidate.state, candidate.label):
        return candidate
    if state not in MOVES[candidate.state]:
        raise ImpossibleMove(candidate.cluster, state=candidate.state, asked=state)
    return replace(candidate, state=state, label=label, by=by, at=at)


def promote(
    candidate: Candidate,
    label: str,
    taxonomy: Taxonomy,
    *,
    words: Sequence[str] = (),
    cut: Cut | None = None,
) -> str:
    """Return the TOML of a `[[topic]]` for the taxonomy, with a sample made of its words.

    Args:
        candidate: the cluster.
        label: two levels, such as `food/ice`.
        taxonomy: where it goes; what it finds in the samples is among their labels.
        words: the analyst's choice; the best words of the cluster if empty.
        cut: what cuts texts where the taxonomy is used; jieba's own dictionary by default.

    Raises:
        LabelRefused: the label has not two levels, or is there already.
        NothingFinds: the words are in no sample of the cluster.
        FindsOthers: the words are in a sample of the taxonomy.
    """
    topic, cut = _topic(label, words or candidate.words[:8], taxonomy), cut or cutter()
    after = Taxonomy((*taxonomy.topics, topic), taxonomy.samples)
    return "\n\n".join([_topic_table(topic), _sample(candidate, topic, after, cut)]) + "\n"


def extended(  # noqa: PLR0913  # what such an edit needs
    candidate: Candidate,
    label: str,
    text: str,
    taxonomy: Taxonomy,
    *,
    words: Sequence[str] = (),
    cut: Cut | None = None,
) -> str:
    """Return the TOML of the taxonomy with more words of a label that is there, and a sample.

    Where it has all of the words already, the text as it is.

    Args:
        candidate: the cluster.
        label: one of the taxonomy.
        text: the taxonomy as it is written.
        taxonomy: the same, read.
        words: the analyst's choice; the best words of the cluster if empty.
        cut: what cuts texts where the taxonomy is used; jieba's own dictionary by default.

    Raises:
        LabelRefused: the taxonomy has no such label.
        CannotEdit: the file is written in a way that cannot be added to by rule.
        NothingFinds: the words are in no sample of the cluster.
        FindsOthers: the words are in a sample of the taxonomy.
    """
    if label not in taxonomy.labels:
        raise LabelRefused(label, fault="is none of the taxonomy; accept the cluster as a new one")
    chosen = tuple(word.lstrip("#").strip() for word in words or candidate.words[:8])
    written = with_words(text, label, chosen)
    if written == text:
        return text
    topics = tuple(
        Topic(label=label, words=(*topic.words, *chosen), ambiguous=topic.ambiguous)
        if topic.label == label
        else topic
        for topic in taxonomy.topics
    )
    after = Taxonomy(topics, taxonomy.samples)
    added = Topic(label=label, words=chosen)
    return with_entry(written, _sample(candidate, added, after, cut or cutter()))


def _topic(label: str, words: Sequence[str], taxonomy: Taxonomy) -> Topic:
    if label in taxonomy.labels:
        raise LabelRefused(label, fault="is there already; merge the cluster into it")
    chosen = dict.fromkeys(word.lstrip("#").strip() for word in words)
    try:
        return Topic(label=label, words=tuple(filter(None, chosen)))
    except ValidationError:
        raise LabelRefused(label, fault="needs two levels, such as 'food/ice'") from None


def _sample(candidate: Candidate, topic: Topic, after: Taxonomy, cut: Cut) -> str:
    """Return a sample that gets the label, having seen that the old ones keep theirs.

    It is made of the words alone: posts stay where an erasure reaches them.
    """
    found = _labelled(after, candidate.samples, cut)
    if not any(topic.label in each.labels for each in found):
        raise NothingFinds(topic.label)
    _refuse_others(after, topic.label, after.samples, cut)
    plain = _labelled(after, ["、".join(topic.words), *topic.words], cut)
    return next((_sample_table(each) for each in plain if topic.label in each.labels), "")


def _labelled(taxonomy: Taxonomy, texts: Sequence[str], cut: Cut) -> list[Sample]:
    found = taxonomy.find_all(texts, [cut(text) for text in texts])
    return [
        Sample(text=text, labels=tuple(sorted(topic.label for topic in topics)))
        for text, topics in zip(texts, found, strict=True)
    ]


def _refuse_others(after: Taxonomy, label: str, samples: Sequence[Sample], cut: Cut) -> None:
    found = _labelled(after, [sample.text for sample in samples], cut)
    for now, before in zip(found, samples, strict=True):
        if label in set(now.labels) - set(before.labels):
            raise FindsOthers(label, text=before.text)


def _topic_table(topic: Topic) -> str:
    return f"[[topic]]\nlabel = {quoted(topic.label)}\nwords = [{listed(topic.words)}]"


def _sample_table(sample: Sample) -> str:
    return f"[[sample]]\ntext = {quoted(sample.text)}\nlabels = [{listed(sample.labels)}]"
