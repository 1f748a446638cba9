"""The aspects of an industry, ready for use."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from nlp.aspects.extraction import NOWHERE, Found, extract_all
from nlp.aspects.lexicon import Lexicon
from nlp.aspects.opinions import SHIPPED, OpinionsFile, shipped_opinions
from nlp.aspects.taxonomy import (
    FOLDER,
    GENERAL,
    Aspect,
    Expected,
    Sample,
    base_of,
    industries,
    merged,
    read_file,
    together,
)
from nlp.checked import are_checked
from nlp.stage import digest
from nlp.text.words import Cut, cutter
from nlp.topics.toml import misfit, mismatch, offered

LEAN = 0.2
"""Polarity from which on a judgement is for or against."""
PARTS = (*(FOLDER / f"{name}.toml" for name in industries()), SHIPPED)
"""The shipped lists, which are read together."""


@dataclass(frozen=True)
class Aspects:
    """Aspects with their words.

    Attributes:
        aspects: one of each label.
        opinions: words that judge anything.
        samples: posts with the rows they must give.
    """

    aspects: tuple[Aspect, ...]
    opinions: OpinionsFile
    samples: tuple[Sample, ...] = ()
    _lexicon: Lexicon = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_lexicon", Lexicon(self.aspects, self.opinions))

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels, in the order of the files."""
        return tuple(dict.fromkeys(aspect.label for aspect in self.aspects))

    @property
    def version(self) -> str:
        """Changes with any label or word; samples do not count."""
        told = (aspect.model_dump_json() for aspect in self.aspects)
        return digest(self.opinions.model_dump_json(), *told)

    def find(self, text: str, words: Sequence[str]) -> list[Found]:
        """Return what a text judges, given its cut; things only named are among them."""
        return self.find_all([text], [words])[0]

    def find_all(self, texts: Sequence[str], words: Sequence[Sequence[str]]) -> list[list[Found]]:
        """Return what each text judges, given its cut, left to right."""
        return extract_all(texts, words, self._lexicon)

    def check(self, path: Path, text: str = "", cut: Cut | None = None) -> None:
        """Make sure every sample gives its rows, by the words alone.

        Args:
            path: the file, for messages.
            text: its content, to name the line.
            cut: cuts the samples into words; that of no brand by default.

        Raises:
            SampleMismatch: one does not.
        """
        cut, posts = cut or cutter(), [sample.text for sample in self.samples]
        rows = self.find_all(posts, list(map(cut, posts)))
        for place, sample in enumerate(self.samples):
            found = [each for each in rows[place] if _judged(each)]
            if not _fits(sample, found):
                raise mismatch(
                    path,
                    text,
                    place,
                    said=sample.text,
                    expected=[_expected(row) for row in sample.rows],
                    found=[_shown(sample.text, each) for each in found],
                )


def _judged(found: Found) -> bool:
    return found.opinion != NOWHERE


def _fits(sample: Sample, found: Sequence[Found]) -> bool:
    return len(found) == len(sample.rows) and all(
        row.aspect == each.aspect
        and row.polarity == pole(each.polarity or 0.0)
        and row.target in (None, sample.text[slice(*each.target)])
        and row.opinion in (None, sample.text[slice(*each.opinion)])
        for row, each in zip(sample.rows, found, strict=True)
    )


def pole(polarity: float) -> str:
    """Return the name of a polarity."""
    if abs(polarity) < LEAN:
        return "neutral"
    return "positive" if polarity > 0 else "negative"


def _expected(row: Expected) -> str:
    parts = (row.aspect, row.target, row.opinion, row.polarity)
    return " | ".join("*" if part is None else part for part in parts)


def _shown(text: str, found: Found) -> str:
    target, opinion = text[slice(*found.target)], text[slice(*found.opinion)]
    return " | ".join((found.aspect, target, opinion, pole(found.polarity or 0.0)))


def read_aspects(
    path: Path, cut: Cut | None = None, opinions: OpinionsFile | None = None
) -> Aspects:
    """Return the aspects in a TOML file and in those it builds on, its samples checked.

    A file of one's own that builds on `general` has what `shipped_aspects` has for it: the words of
    all industries, in their company.

    Args:
        path: the file.
        cut: cuts the samples into words; that of no brand by default.
        opinions: words that judge anything; the shipped ones by default.

    Raises:
        LexiconError: a file can not be read or used; names file, line and key.
        SampleMismatch: a sample post does not give its rows.
    """
    held = _aspects(path, opinions)
    text = path.read_text(encoding="utf-8-sig")
    _refuse_unknown(path, held)
    held.check(path, text, cut)
    return held


def _aspects(path: Path, opinions: OpinionsFile | None) -> Aspects:
    layers, samples = _layers(path)
    return Aspects(merged(reversed(layers)), opinions or shipped_opinions(), samples)


def _layers(path: Path) -> tuple[list[tuple[Aspect, ...]], tuple[Sample, ...]]:
    """Return the aspects of a file and those below it, and the samples of the file."""
    held = read_file(path)
    layers, below, seen = [held.aspect], base_of(path, held), {path.resolve()}
    while below is not None and below.resolve() not in seen:
        seen.add(below.resolve())
        base = read_file(below)
        whole = below == FOLDER / f"{GENERAL}.toml" and path.parent != FOLDER
        layers.append(_general() if whole and len(layers) == 1 else base.aspect)
        below = base_of(below, base)
    return layers, held.sample


@cache
def shipped_aspects(
    industry: str = GENERAL, cut: Cut | None = None, opinions: OpinionsFile | None = None
) -> Aspects:
    """Return the shipped aspects of an industry.

    Their samples are checked where a shipped list was edited, or with opinions of one's own.

    Those for `general` hold what two industries share as well, for shops that sell anything, and
    the rest of each industry in its company: 床 where a hotel is spoken of.

    Args:
        industry: one of `industries`.
        cut: see `read_aspects`.
        opinions: see `read_aspects`.

    Raises:
        LexiconError: a file was edited and can not be used.
        SampleMismatch: a sample post does not give its rows.
    """
    path = FOLDER / f"{industry}.toml"
    if industry == GENERAL:
        held = Aspects(_general(), opinions or shipped_opinions(), read_file(path).sample)
    else:
        held = _aspects(path, opinions)
    if opinions is not None or not are_checked(PARTS):
        held.check(path, path.read_text(encoding="utf-8-sig"), cut)
    return held


@cache
def _general() -> tuple[Aspect, ...]:
    """Return the general aspects with what those of the industries add to them."""
    files = [read_file(FOLDER / f"{name}.toml") for name in industries()]
    others = [(each.company, each.aspect) for each in files[1:]]
    return together(files[0].aspect, others)


def _refuse_unknown(path: Path, held: Aspects) -> None:
    for place, sample in enumerate(held.samples):
        unknown = sorted({row.aspect for row in sample.rows} - set(held.labels))
        if unknown:
            fault = f"no aspect {unknown[0]!r}; {offered(unknown[0], held.labels)}"
            raise misfit(path, "sample", place, "rows", fault=fault)
