"""Interests from a file the analyst edits."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nlp.interests.file import InterestsFile
from nlp.interests.finding import Held, Place, Reading, Sentence
from nlp.interests.stances import Shown, Stances
from nlp.stage import digest
from nlp.text.words import Cut, cutter
from nlp.topics.taxonomy import Found, Taxonomy, Topic
from nlp.topics.toml import misfit, mismatch, offered, read_toml, refuse_gaps, refuse_repeats

_SENTENCE = re.compile(r"[^。.!?！？\n]+[。.!?！？\n]*")


@dataclass(frozen=True)
class Interests:
    """Interests, what speaks of them, and what shows how authors stand to them.

    Attributes:
        file: as read.
        words: those of the interests, as a taxonomy of their own.
    """

    file: InterestsFile
    words: Taxonomy = field(init=False, repr=False, compare=False)
    _labels: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    _stances: Stances = field(init=False, repr=False, compare=False)
    _unowned: frozenset[str] = field(init=False, repr=False, compare=False)
    _order: Mapping[str, int] = field(init=False, repr=False, compare=False)
    _weight: Mapping[str, float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        held = self.file
        own = (Topic(label=each.label, words=each.words) for each in held.interest if each.words)
        labels: dict[str, tuple[str, ...]] = {}
        for interest in held.interest:
            for topic in interest.topics:
                labels[topic] = (*labels.get(topic, ()), interest.label)
        pieces = (
            (word, each.name, each.right_before) for each in held.stance for word in each.words
        )
        people = held.stances.model_dump(include={"others", "beside", "author"})
        object.__setattr__(self, "words", Taxonomy(tuple(own)))
        unowned = frozenset(each.label for each in held.interest if not each.owned)
        order = {stance: row for row, stance in enumerate(held.stances.order)}
        object.__setattr__(self, "_order", order)
        object.__setattr__(self, "_weight", held.stances.weight)
        object.__setattr__(self, "_labels", labels)
        object.__setattr__(self, "_unowned", unowned)
        object.__setattr__(self, "_stances", Stances(pieces, **people))

    @property
    def version(self) -> str:
        """Changes with any label, word or rule; samples do not count."""
        return digest(self.file.model_dump_json(exclude={"sample"}))

    def places(self, topics: Sequence[Mapping[str, Any]], own: Sequence[Found]) -> dict[str, Place]:
        """Return where a text first speaks of each interest.

        Args:
            topics: of the text: {label, score, start, end}.
            own: words of interests in the text.
        """
        found = [
            (label, Place(each["start"], each["end"], each["score"]))
            for each in topics
            for label in self._labels.get(each["label"], ())
        ]
        found += [(each.label, Place(each.start, each.end, each.score)) for each in own]
        places: dict[str, Place] = {}
        for label, place in found:
            before = places.get(label, place)
            score = max(before.score, place.score)
            places[label] = min(before, place)._replace(score=score)
        return places

    def find_all(
        self,
        texts: Sequence[str],
        places: Sequence[Mapping[str, Place]],
        sentences: Sequence[Sequence[Sentence]],
    ) -> list[list[Held]]:
        """Return the interests that each text shows, best first; offsets are those of `places`.

        Args:
            texts: as stored.
            places: where each speaks of which interest.
            sentences: of each, left to right.
        """
        shown = self._stances.shown_all(texts)
        rows = zip(shown, places, sentences, strict=True)
        return [self._ranked(*row) for row in rows]

    def _ranked(
        self, read: tuple[str, Shown], places: Mapping[str, Place], sentences: Sequence[Sentence]
    ) -> list[Held]:
        reading = Reading(*read, places=places, sentences=sentences, order=self._order)
        found, unowned = [], self._unowned.intersection(places)
        for label, place in places.items():
            foreign = label in unowned or reading.stands_in(label, unowned)
            stance = reading.stance(label, owned=not foreign)
            score = round(place.score * self._weight[stance], 4)
            found.append(Held(label, stance, score, place.start, place.end))
        return sorted(found, key=lambda held: (-held.score, held.start, held.label))

    def check(self, taxonomy: Taxonomy, path: Path, text: str = "", cut: Cut | None = None) -> None:
        """Make sure every sample gives its interests.

        Args:
            taxonomy: finds the topics of the samples.
            path: the file, for messages.
            text: its content, to name the line.
            cut: what cuts the samples into words; jieba's own dictionary by default.

        Raises:
            SampleMismatch: one does not.
        """
        cut = cut or cutter()
        for place, sample in enumerate(self.file.sample):
            words = cut(sample.text)
            topics = [_stored(each) for each in taxonomy.find(sample.text, words)]
            places = self.places(topics, self.words.find(sample.text, words))
            (held,) = self.find_all([sample.text], [places], [_sentences(sample.text)])
            found = sorted(f"{each.label} {each.stance}" for each in held)
            if found != sorted(sample.interests):
                raise mismatch(
                    path,
                    text,
                    place,
                    said=sample.text,
                    expected=sorted(sample.interests),
                    found=found,
                )


def _stored(found: Found) -> dict[str, Any]:
    return {
        "label": found.label,
        "score": found.score,
        "start": found.start,
        "end": found.end,
    }


def _sentences(text: str) -> list[Sentence]:
    return [
        Sentence(*each.span(), each[0].rstrip()[-1:] in {"?", "？"})
        for each in _SENTENCE.finditer(text)
    ]


def read_interests(
    path: Path, taxonomy: Taxonomy | None = None, cut: Cut | None = None
) -> Interests:
    """Return the interests in a TOML file.

    Args:
        path: the file.
        taxonomy: of the topics they are built on. Without one neither their names nor the samples
            are checked: a project may have topics that the shipped interests do not know.
        cut: cuts the samples into words; jieba's own dictionary by default.

    Raises:
        LexiconError: the file can not be read or used; names file, line and key.
        SampleMismatch: a sample does not give its interests.
    """
    held = read_toml(path, InterestsFile)
    text = path.read_text(encoding="utf-8-sig")
    refuse_repeats(path, "interest", [interest.label for interest in held.interest])
    for row, showing in enumerate(held.stance):
        refuse_gaps(path, ("stance", row, "words"), showing.words)
    found = Interests(held)
    if taxonomy is not None:
        _refuse_unknown(path, held, taxonomy.labels)
        found.check(taxonomy, path, text, cut)
    return found


def _refuse_unknown(path: Path, held: InterestsFile, known: Sequence[str]) -> None:
    topics, labels = frozenset(known), {interest.label for interest in held.interest}
    for place, interest in enumerate(held.interest):
        for name in (name for name in interest.topics if name not in topics):
            fault = f"no topic {name!r}; {offered(name, known)}"
            raise misfit(path, "interest", place, "topics", fault=fault)
    for place, sample in enumerate(held.sample):
        for told in (told for told in sample.interests if told.split(" ")[0] not in labels):
            fault = f"no interest {told!r}; {offered(told.split(' ')[0], sorted(labels))}"
            raise misfit(path, "sample", place, "interests", fault=fault)
