"""Topics from a file the analyst edits."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from nlp.stage import digest
from nlp.text.words import Cut, cutter
from nlp.topics.matching import Match, Matcher, Pattern
from nlp.topics.toml import (
    Entry,
    Word,
    misfit,
    mismatch,
    offered,
    read_toml,
    refuse_repeats,
    shaped,
    visible,
)

Label = Annotated[
    str,
    shaped(r"[^/\s][^/]*/[^/]*[^/\s]", "should have two levels, such as a/b"),
    AfterValidator(visible),
]

SURE = 0.7
"""Score of one plain word; a second, other word makes it 0.91, a third 0.97."""
LIKELY = 0.5
"""Score of one word that needed its context."""


class Ambiguous(Entry):
    """A word that means the topic only in some company."""

    word: Word = Field(description="The word.")
    near: tuple[Word, ...] = Field((), description="One of these must be in the text too.")
    never: tuple[Word, ...] = Field((), description="None of these may be in the text.")


class Topic(Entry):
    """One label and the words that speak of it."""

    label: Label = Field(description="Two levels: 'digital/phone'.")
    words: tuple[Word, ...] = Field((), description="Words that always mean it, any language.")
    ambiguous: tuple[Ambiguous, ...] = Field((), description="Words that need their company.")


class Sample(Entry):
    """A post and the labels it must get."""

    text: str = Field(description="The post.")
    labels: tuple[Label, ...] = Field(description="Exactly these labels, in any order.")


class TopicsFile(Entry):
    """The file as a whole."""

    topic: tuple[Topic, ...]
    sample: tuple[Sample, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A topic in a text: score 0 to 1, and the first characters that speak of it."""

    label: str
    score: float
    start: int
    end: int


@dataclass(frozen=True)
class Taxonomy:
    """Labels and the words that speak of them.

    Attributes:
        topics: in the order of the file.
        samples: posts with the labels they must get.
    """

    topics: tuple[Topic, ...]
    samples: tuple[Sample, ...] = ()
    _matcher: Matcher = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_matcher", Matcher(_patterns(self.topics)))

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels, in the order of the file."""
        return tuple(topic.label for topic in self.topics)

    @property
    def version(self) -> str:
        """Changes with any label or word; samples do not count."""
        return digest(*(topic.model_dump_json() for topic in self.topics))

    def find(self, text: str, words: Sequence[str]) -> list[Found]:
        """Return the topics of a text, best first; offsets are characters of `text`."""
        return self.find_all([text], [words])[0]

    def find_all(self, texts: Sequence[str], words: Sequence[Sequence[str]]) -> list[list[Found]]:
        """Return the topics of each text, given its cut."""
        return list(map(_ranked, self._matcher.find_all(texts, words)))

    def check(self, path: Path, text: str = "", cut: Cut | None = None) -> None:
        """Make sure every sample gets its labels.

        Args:
            path: the file, for messages.
            text: its content, to name the line.
            cut: what cuts the samples into words; jieba's own dictionary by default.

        Raises:
            SampleMismatch: one does not.
        """
        cut = cut or cutter()
        for place, sample in enumerate(self.samples):
            found = sorted({topic.label for topic in self.find(sample.text, cut(sample.text))})
            if found != sorted(set(sample.labels)):
                raise mismatch(
                    path,
                    text,
                    place,
                    said=sample.text,
                    expected=sorted(sample.labels),
                    found=found,
                )


def _patterns(topics: Iterable[Topic]) -> Iterable[Pattern]:
    for topic in topics:
        yield from (Pattern(topic.label, word) for word in topic.words)
        for each in topic.ambiguous:
            yield Pattern(topic.label, each.word, each.near, each.never)


def _ranked(matches: list[Match]) -> list[Found]:
    groups: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        groups[match.pattern.label].append(match)
    found = [_found(label, group) for label, group in groups.items()]
    return sorted(found, key=lambda topic: (-topic.score, topic.start, topic.label))


def _found(label: str, matches: list[Match]) -> Found:
    doubt = 1.0
    for pattern in {match.pattern.word: match.pattern for match in matches}.values():
        doubt *= 1 - (LIKELY if pattern.near else SURE)
    return Found(label, round(1 - doubt, 4), matches[0].start, matches[0].end)


def read_taxonomy(path: Path, cut: Cut | None = None) -> Taxonomy:
    """Return the taxonomy in a TOML file, its samples checked.

    Args:
        path: the file.
        cut: what cuts texts into words where the taxonomy will be used: one dictionary takes as
            long to load as all the rest.

    Raises:
        LexiconError: the file can not be read or used; names file, line and key.
        SampleMismatch: a sample post does not get its labels.
    """
    held = read_toml(path, TopicsFile)
    text = path.read_text(encoding="utf-8-sig")
    refuse_repeats(path, "topic", [topic.label for topic in held.topic])
    taxonomy = Taxonomy(held.topic, held.sample)
    _refuse_unknown(path, taxonomy)
    taxonomy.check(path, text, cut)
    return taxonomy


def _refuse_unknown(path: Path, taxonomy: Taxonomy) -> None:
    known = frozenset(taxonomy.labels)
    for place, sample in enumerate(taxonomy.samples):
        unknown = sorted(set(sample.labels) - known)
        if unknown:
            fault = f"no topic {unknown[0]!r}; {offered(unknown[0], taxonomy.labels)}"
            raise misfit(path, "sample", place, "labels", fault=fault)
