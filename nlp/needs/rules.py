"""What texts say of needs, intents, roles and psychology, by the rules of a file."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from heapq import heapify, heappop, heappush
from pathlib import Path
from typing import Final, NamedTuple

from nlp.checked import are_checked
from nlp.needs.file import KINDS, Rule, RulesFile, read_file
from nlp.needs.negation import Negations
from nlp.needs.pieces import Context, Found, Pieces, regex
from nlp.stage import digest
from nlp.text.lazy import Lazy
from nlp.topics.toml import mismatch

SHIPPED = Path(__file__).parents[1] / "lexicons" / "needs.toml"
SURE: Final = 0.7
"""Score of one piece; a second, elsewhere, makes it 0.91, a third 0.97."""
LIKELY: Final = 0.5
"""Score of a hint, of a sentence, and of a label that follows from another."""
STAGE: Final = "stage/"
"""Of labels that begin so the one furthest down the file is given."""
_SCORES: Final = (SURE, LIKELY)


class Evidence(NamedTuple):
    """What shows a label."""

    start: int
    end: int
    score: float


class Sentence(NamedTuple):
    """A stretch of text of one sort: question, wish or negative."""

    start: int
    end: int
    sort: str


class Label(NamedTuple):
    """A label of a text, with its column and the first characters that show it."""

    kind: str
    label: str
    score: float
    start: int
    end: int


Heard = Mapping[str, Sequence[Evidence]]
Groups = Mapping[int, Sequence[Evidence]]
_NOTHING: Final[Sequence[Evidence]] = ()
_ENOUGH: Final = 20
"""Places looked at for one rule: in a long text more say nothing new."""
_BESIDE: Final = 30
"""Characters on either side of what shows a label over which a denial may reach."""


@dataclass(slots=True)
class _Reading:
    """A text and what is known of it."""

    text: str
    pieces: dict[int, list[Evidence]] = field(default_factory=lambda: defaultdict(list))
    sentences: dict[str, list[Evidence]] = field(default_factory=lambda: defaultdict(list))
    labels: dict[str, list[Evidence]] = field(default_factory=dict)
    contexts: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Step:
    """A rule with what is searched for it only where it matters."""

    rule: Rule
    owner: int
    contexts: Mapping[str, Context]
    denied: Lazy | None
    never: Lazy | None
    negations: Negations

    def shown(self, reading: _Reading) -> list[Evidence]:
        """Return what shows the label."""
        found = [*reading.pieces.get(self.owner, _NOTHING), *self._hinted(reading)]
        if self.denied:
            found = [each for each in found if not _denies(self.denied, reading.text, each)]
        if self.rule.negatable:
            found = [each for each in found if not self._denied(each, reading)]
        if self.rule.told and found and "question" in reading.sentences:
            found = [each for each in found if not self._asked(each, reading)]
        return [] if found and self._barred(reading) else found

    def _hinted(self, reading: _Reading) -> list[Evidence]:
        hints = reading.pieces.get(self.owner + 1, _NOTHING)
        found = [*hints, *reading.sentences.get(self.rule.sentences, _NOTHING)]
        for label in self.rule.follows:
            found += (each._replace(score=LIKELY) for each in reading.labels.get(label, ())[:1])
        asked = [labels for labels in (self.rule.near, self.rule.beside) if labels]
        return found if found and all(self._any(each, reading) for each in asked) else []

    def _denied(self, shown: Evidence, reading: _Reading) -> bool:
        return self.negations.denies(reading.text, shown.start)

    def _asked(self, shown: Evidence, reading: _Reading) -> bool:
        """Return whether it stands in a question that is no reproach."""
        return any(
            start <= shown.start < end and not self.negations.reproaches(reading.text[start:end])
            for start, end, _ in reading.sentences["question"]
        )

    def _barred(self, reading: _Reading) -> bool:
        never = self.never is not None and self.never.search(reading.text) is not None
        return never or self._any(self.rule.unless, reading)

    def _any(self, labels: Sequence[str], reading: _Reading) -> bool:
        return any(label in reading.labels or self._stands(label, reading) for label in labels)

    def _stands(self, label: str, reading: _Reading) -> bool:
        """Return whether a context stands in the text, looked for once."""
        found = reading.contexts.get(label)
        if found is None:
            context = self.contexts.get(label)
            found = context is not None and context.stands(reading.text)
            reading.contexts[label] = found
        return found


def _denies(denied: Lazy, text: str, shown: Evidence) -> bool:
    """Return whether a denial overlaps what shows a label."""
    place, end = max(0, shown.start - _BESIDE), shown.end + _BESIDE
    while match := denied.search(text, place, end):
        if match.start() >= shown.end:
            return False
        if match.end() > shown.start:
            return True
        place = match.start() + 1
    return False


@dataclass(frozen=True)
class Rules:
    """Rules ready for use; each sees what those above it found."""

    file: RulesFile
    _pieces: Pieces = field(init=False, repr=False, compare=False)
    _steps: list[_Step] = field(init=False, repr=False, compare=False)
    _woken: dict[str, list[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        steps = list(_steps(self.file))
        object.__setattr__(self, "_steps", steps)
        object.__setattr__(self, "_woken", _woken(self.file.rule))
        object.__setattr__(self, "_pieces", Pieces(_sought(self.file.rule), self.file.lists))

    @property
    def version(self) -> str:
        """Changes with any label, piece or list; samples do not count."""
        return digest(self.file.model_dump_json(exclude={"sample"}))

    def labels(self, kind: str) -> list[str]:
        """Return the labels of a kind, in the order of the file."""
        return list(dict.fromkeys(rule.label for rule in self.file.rule if rule.kind == kind))

    def find_all(self, texts: Sequence[str]) -> list[tuple[str, list[Found]]]:
        """Return each text as it is searched, and its pieces, for `judge`."""
        return self._pieces.find_all(texts)

    def judge(
        self, text: str, found: Iterable[Found], sentences: Iterable[Sentence] = ()
    ) -> list[Label]:
        """Return the labels of a text, best first.

        Args:
            text: as it is searched.
            found: its pieces.
            sentences: those that a rule may ask for.
        """
        reading = _Reading(text)
        for owner, start, end in found:
            kept = reading.pieces[owner]
            if len(kept) < _ENOUGH:
                kept.append(Evidence(start, end, _SCORES[owner % len(_SCORES)]))
        for start, end, sort in sentences:
            reading.sentences[sort].append(Evidence(start, end, LIKELY))
        return _ranked(self._given(reading))

    def _given(self, reading: _Reading) -> dict[str, Label]:
        given: dict[str, Label] = {}
        waiting = [owner // len(_SCORES) for owner in reading.pieces]
        for sort in reading.sentences:
            waiting += self._woken.get(sort, ())
        for place in _upwards(waiting):
            step = self._steps[place]
            if shown := step.shown(reading):
                known = reading.labels.setdefault(step.rule.label, [])
                known += shown
                given[step.rule.label] = _label(step.rule, known)
                for later in self._woken.get(step.rule.label, ()):
                    heappush(waiting, later)
        return given


def _sought(rules: Sequence[Rule]) -> Iterator[tuple[int, str]]:
    """Give what is looked for in every text: all but what is asked for beside something else."""
    followed = {label for rule in rules for label in rule.follows}
    for place, rule in enumerate(rules):
        if rule.kind != "context" or rule.label in followed:
            yield from ((place * len(_SCORES), piece) for piece in rule.pieces)
            yield from ((place * len(_SCORES) + 1, piece) for piece in rule.hints)


def _steps(file: RulesFile) -> Iterator[_Step]:
    contexts: dict[str, list[str]] = defaultdict(list)
    for rule in file.rule:
        if rule.kind == "context":
            contexts[rule.label] += rule.pieces
    asked = {label: Context(pieces) for label, pieces in contexts.items()}
    negations = Negations(file.negation)
    for place, rule in enumerate(file.rule):
        denied, never = (
            Lazy(regex, each, file.lists) if each else None for each in (rule.denied, rule.never)
        )
        yield _Step(rule, place * len(_SCORES), asked, denied, never, negations)


def _woken(rules: Sequence[Rule]) -> dict[str, list[int]]:
    """Return the rules that a sort of sentence, or a label, is enough for to look at."""
    woken: dict[str, list[int]] = defaultdict(list)
    for place, rule in enumerate(rules):
        for name in {rule.sentences, *rule.follows} - {""}:
            woken[name].append(place)
    return dict(woken)


def _upwards(waiting: list[int]) -> Iterator[int]:
    """Give the places in a heap, to which higher ones may be added meanwhile, each once."""
    heapify(waiting)
    last = -1
    while waiting:
        place = heappop(waiting)
        if place > last:
            last = place
            yield place


def _label(rule: Rule, shown: Sequence[Evidence]) -> Label:
    """Return the label with the surest evidence, of those as sure the first."""
    best = min(shown, key=lambda each: (-each.score, each.start, -each.end))
    doubt, end = 1.0, -1
    for each in sorted(shown, key=lambda each: (each.start, -each.score)):
        if each.start >= end:
            doubt, end = doubt * (1 - each.score), each.end
    return Label(rule.kind, rule.label, round(1 - doubt, 4), best.start, best.end)


def _ranked(given: Mapping[str, Label]) -> list[Label]:
    stages = [label for label in given if label.startswith(STAGE)]
    kept = [each for name, each in given.items() if name not in stages[:-1]]
    return sorted(kept, key=lambda each: (-each.score, each.start, each.label))


@cache
def shipped_rules() -> Rules:
    """Return the rules that come with this package; see `read_rules` for what an edit may raise."""
    return Rules(read_file(SHIPPED)) if are_checked([SHIPPED]) else read_rules(SHIPPED)


def read_rules(path: Path) -> Rules:
    """Return the rules in a TOML file, its samples checked.

    Raises:
        LexiconError: the file can not be read or used; names file, line and key.
        SampleMismatch: a sample does not get its labels.
    """
    rules = Rules(read_file(path))
    samples = rules.file.sample
    for place, read in enumerate(rules.find_all([sample.text for sample in samples])):
        labels = {each.label for each in rules.judge(*read) if each.kind in KINDS}
        if labels != set(samples[place].labels):
            raise mismatch(
                path,
                path.read_text(encoding="utf-8-sig"),
                place,
                said=samples[place].text,
                expected=sorted(samples[place].labels),
                found=sorted(labels),
            )
    return rules
