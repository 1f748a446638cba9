"""Aspects from files the analyst edits: their names, and the words that judge them."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from nlp.aspects.opinions import Pieces
from nlp.topics.taxonomy import Ambiguous
from nlp.topics.toml import (
    Entry,
    Word,
    misfit,
    read_toml,
    refuse_gaps,
    refuse_repeats,
    shaped,
    visible,
)

FOLDER = Path(__file__).parents[1] / "lexicons" / "aspects"
GENERAL = "general"
Label = Annotated[
    str,
    shaped(r"[^/\s]+(/[^/\s]+)?", "should have one level or two without blanks, such as a or a/b"),
    AfterValidator(visible),
]
_NAMES = ("words", "more_good", "more_bad", "endings")
_JUDGEMENTS = ("good", "bad", "fair")
_LISTS = (*_NAMES, *_JUDGEMENTS, "better", "worse")


class Aspect(Entry):
    """One aspect, its names and what judges it."""

    label: Label = Field(description="One level or two: 'price', 'room/cleanliness'.")
    broad: bool = Field(default=False, description="A thing with many sides: room, dish.")
    words: Pieces = Field((), description="Its names, any language.")
    ambiguous: tuple[Ambiguous, ...] = Field((), description="Names that need their company.")
    more_good: Pieces = Field((), description="Names of which much is good: 性价比.")
    more_bad: Pieces = Field((), description="Names of which much is bad: 价格.")
    endings: Pieces = Field((), description="Last signs of words that are names: 鱼 of 烤鱼.")
    good: Pieces = Field((), description="What praises it, named or not: 便宜; * is a gap.")
    bad: Pieces = Field((), description="What blames it, named or not: 用*天就没电.")
    fair: Pieces = Field((), description="What judges it neither way, named or not.")
    better: Pieces = Field((), description="What praises it only where it is named.")
    worse: Pieces = Field((), description="What blames it only where it is named.")


class Guest(Aspect):
    """An aspect of one industry among the general ones."""

    company: Pieces = Field(description="One of these must be in the text for its words to count.")


class Expected(Entry):
    """A row that a sample must give."""

    aspect: Label
    polarity: Literal["positive", "neutral", "negative"]
    target: str | None = Field(None, description="The name as written, if it matters.")
    opinion: Word | None = Field(None, description="The words that judge, if they matter.")


class Sample(Entry):
    """A post and the rows it must give, left to right."""

    text: str
    rows: tuple[Expected, ...] = ()


class AspectsFile(Entry):
    """The file as a whole."""

    base: str = Field("", description="The file, without .toml, whose aspects it has as well.")
    company: Pieces = Field((), description="In general, its words count beside one of these.")
    aspect: tuple[Aspect, ...] = ()
    sample: tuple[Sample, ...] = ()


def industries() -> tuple[str, ...]:
    """Return the names of the shipped files, `general` first."""
    names = sorted(path.stem for path in FOLDER.glob("*.toml"))
    return tuple(sorted(names, key=lambda name: name != GENERAL))


def read_file(path: Path) -> AspectsFile:
    """Return what one file says, its base not looked at.

    Raises:
        LexiconError: it can not be read or used; names file, line and key.
    """
    held = read_toml(path, AspectsFile)
    refuse_repeats(path, "aspect", [aspect.label for aspect in held.aspect])
    _refuse_words(path, held)
    return held


def base_of(path: Path, held: AspectsFile) -> Path | None:
    """Return the file it builds on: beside it, or shipped.

    Raises:
        LexiconError: there is none of that name.
    """
    if not held.base:
        return None
    for folder in (path.parent, FOLDER):
        found = folder / f"{held.base}.toml"
        if found.is_file() and found.resolve() != path.resolve():
            return found
    fault = f"no file {held.base}.toml beside it; shipped are {', '.join(industries())}"
    raise misfit(path, "base", fault=fault)


def industry_of(path: Path) -> str:
    """Return whose shipped file a file builds on, be it through others; `general` for none.

    Raises:
        LexiconError: a file can not be read or used; names file, line and key.
    """
    below: Path | None = path
    seen: set[Path] = set()
    while below is not None and below.parent != FOLDER and below.resolve() not in seen:
        seen.add(below.resolve())
        below = base_of(below, read_file(below))
    return below.stem if below is not None and below.parent == FOLDER else GENERAL


def merged(layers: Iterable[Sequence[Aspect]]) -> tuple[Aspect, ...]:
    """Return the aspects of all layers, one of each label; a later layer takes words over.

    Guests stay apart: one of each label and company.
    """
    held: dict[tuple[str, Pieces], Aspect] = {}
    for layer in layers:
        taken = {word for aspect in layer for word in _said(aspect)}
        held = {key: _without(aspect, taken) for key, aspect in held.items()}
        for aspect in layer:
            key = (aspect.label, aspect.company if isinstance(aspect, Guest) else ())
            held[key] = _joined(held.get(key), aspect)
    return tuple(held.values())


def together(
    general: Sequence[Aspect], others: Iterable[tuple[Pieces, Sequence[Aspect]]]
) -> tuple[Aspect, ...]:
    """Return general aspects with those of industries; general's own words stay its own.

    A word enters if two industries have it under one label, or else only in company.

    Args:
        general: the general aspects.
        others: company and aspects of each industry.
    """
    layers = list(others)
    owners = _owners(aspect for _, layer in layers for aspect in layer)
    taken = {word for word, labels in owners.items() if len(set(labels)) > 1}
    taken |= {word for aspect in general for word in _said(aspect)}
    shared = {word for word, labels in owners.items() if len(labels) > 1} - taken
    held, rest = {aspect.label: aspect for aspect in general}, taken | shared
    broad = {aspect.label for aspect in general if aspect.broad}
    guests: list[Guest] = []
    for company, aspect in ((near, aspect) for near, layer in layers for aspect in layer):
        if not shared.isdisjoint(_said(aspect)):
            common = _without(aspect, set(_said(aspect)) - shared)
            held[aspect.label] = _joined(held.get(aspect.label), common)
        if company:
            own = _without(aspect, rest)
            guests.append(_guest(own, company, broad=own.broad or own.label in broad))
    return (*held.values(), *guests)


def _owners(aspects: Iterable[Aspect]) -> dict[str, list[str]]:
    """Return the labels of each word, one for each aspect that has it."""
    owners: dict[str, list[str]] = {}
    for aspect in aspects:
        for word in _said(aspect):
            owners.setdefault(word, []).append(aspect.label)
    return owners


def _guest(aspect: Aspect, company: Pieces, *, broad: bool) -> Guest:
    given = {name: getattr(aspect, name) for name in Aspect.model_fields}
    return Guest.model_construct(**{**given, "broad": broad}, company=company)


def _said(aspect: Aspect) -> Iterator[str]:
    for name in (*_NAMES, *_JUDGEMENTS):
        yield from getattr(aspect, name)
    yield from (each.word for each in aspect.ambiguous)


def _without(aspect: Aspect, taken: set[str]) -> Aspect:
    lists = {
        name: tuple(word for word in getattr(aspect, name) if word not in taken)
        for name in (*_NAMES, *_JUDGEMENTS)
    }
    kept = tuple(each for each in aspect.ambiguous if each.word not in taken)
    return aspect.model_copy(update={**lists, "ambiguous": kept})


def _joined(one: Aspect | None, other: Aspect) -> Aspect:
    if one is None:
        return other
    names = (*_LISTS, "ambiguous")
    lists = {
        name: tuple(dict.fromkeys((*getattr(one, name), *getattr(other, name)))) for name in names
    }
    return one.model_copy(update={**lists, "broad": one.broad or other.broad})


def _refuse_words(path: Path, held: AspectsFile) -> None:
    """Refuse a word that names or judges two aspects, or one aspect in two ways."""
    owners: dict[str, str] = {}
    for place, aspect in enumerate(held.aspect):
        for name in _LISTS:
            refuse_gaps(path, ("aspect", place, name), getattr(aspect, name))
        for name in (*_NAMES, *_JUDGEMENTS):
            for number, word in enumerate(getattr(aspect, name)):
                owner = owners.setdefault(word, f"{aspect.label}.{name}")
                if owner != f"{aspect.label}.{name}":
                    fault = f"{word!r} already stands in {owner}; a word can stand in one list"
                    raise misfit(path, "aspect", place, name, number, fault=fault)
