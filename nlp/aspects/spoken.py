"""What trained weights add to the aspects that words find: those that a text speaks of in others.

用两天就没电 names no battery. Where the weights of an industry are sure of a category, its aspect
gets a row; where they are sure of the contrary, words that may mean it get none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from nlp.aspects import categories
from nlp.aspects.aspects import LEAN
from nlp.aspects.categories import Category, CategoryModel, general
from nlp.aspects.extraction import NOWHERE, Found, Span
from nlp.sentiment.linear import LinearModel, read_as
from nlp.stage import digest

Row = dict[str, Any]
IMPLIED = 0.6
"""How much the weights alone say of polarity: what they hold to be neutral lies under `LEAN`."""


class Weighing(NamedTuple):
    """How what weights and words say is put together in one industry.

    Attributes:
        doubt: probability under which an aspect found by words is left out.
        words: their share in the polarity where both speak; the rest is the weights'.
        short: characters under which a text is too short for all that its words seem to say.
    """

    doubt: float
    words: float = 1.0
    short: int = 1


WEIGHINGS: Mapping[str, Weighing] = {
    "car": Weighing(0.1, words=0.1),
    "electronics": Weighing(0.02),
    "restaurant": Weighing(0.0, short=100),
}
"""Of forums, where most is told and little judged, words say less than of reviews."""


class Told(NamedTuple):
    """What the weights say of one text.

    Attributes:
        chances: the probability of each of the L categories.
        named: the categories that it speaks of, by aspect, likeliest first.
    """

    chances: Sequence[float]
    named: Mapping[str, Category]


@dataclass(frozen=True)
class Spoken:
    """The categories of one industry as aspects of a taxonomy.

    Attributes:
        model: asked about Chinese texts; of others it says nothing.
        industry: a name of `model.industries` and of `WEIGHINGS`.
        labels: the aspects of the taxonomy; categories that are none of them are left out.
    """

    model: CategoryModel
    industry: str
    labels: tuple[str, ...]

    @property
    def version(self) -> str:
        """Changes whenever answers may."""
        weighing = map(str, (IMPLIED, *self._weighing))
        return digest(self.model.version, self.industry, *self._aspects, *weighing)

    @property
    def _weighing(self) -> Weighing:
        return WEIGHINGS[self.industry]

    @cached_property
    def _aspects(self) -> tuple[str, ...]:
        """The aspect of each category, empty where the taxonomy has none."""
        named = (general(self.industry, each) for each in self._held)
        return tuple(aspect if aspect in self.labels else "" for aspect in named)

    @property
    def _held(self) -> tuple[str, ...]:
        return self.model.industries[self.industry].labels

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Return where each aspect, and each first level of one, stands among the categories."""
        places: dict[str, list[int]] = {}
        for place, aspect in enumerate(self._aspects):
            for name in {aspect, aspect.partition("/")[0]} - {""}:
                places.setdefault(name, []).append(place)
        return places

    def told(
        self, texts: Sequence[str], words: Sequence[Sequence[str]], langs: Sequence[str]
    ) -> list[Told | None]:
        """Return what the weights say of each clean text; None of one that is not Chinese."""
        read = map(read_as, words, langs)
        asked = [place for place, lang in enumerate(read) if lang == "zh"]
        own = [texts[place] for place in asked], [words[place] for place in asked]
        chances, found = self.model.read(*own, self.industry, short=self._weighing.short)
        told: list[Told | None] = [None] * len(texts)
        for place, row, named in zip(asked, chances.tolist(), found, strict=True):
            told[place] = Told(row, self._named(named))
        return told

    @cached_property
    def _aspect_of(self) -> dict[str, str]:
        return dict(zip(self._held, self._aspects, strict=True))

    def _named(self, found: Iterable[Category]) -> dict[str, Category]:
        named: dict[str, Category] = {}
        for each in found:
            aspect = self._aspect_of[each.label]
            if aspect:
                named.setdefault(aspect, each)
        return named

    def kept(self, row: Row, told: Told) -> Row | None:
        """Return a row by words as the weights see it, or None where they are sure of no such."""
        named, weighing = row["aspect"], self._weighing
        places = self._places.get(named)
        if not places:
            return row
        if max(told.chances[place] for place in places) < weighing.doubt:
            return None
        aspect = named if named in told.named else _side(named, told)
        said = told.named.get(aspect)
        share = weighing.words if said else 1.0
        if share == 1 and aspect == named:
            return row
        polarity = share * row["polarity"] + (1 - share) * (said.polarity if said else 0.0)
        if row["opinion"] and _contrary(polarity, row["polarity"]):
            polarity = row["polarity"]
        return {**row, "aspect": aspect, "polarity": round(polarity, 4)}


def _contrary(one: float, other: float) -> bool:
    """Return whether one praises what the other blames."""
    return min(abs(one), abs(other)) >= LEAN and (one > 0) != (other > 0)


def _side(aspect: str, told: Told) -> str:
    """Return the side of a thing that a text speaks of, or the thing itself.

    屏幕 is the display; which side of it the text speaks of its other words say.
    """
    sides = (each for each in told.named if each.partition("/")[0] == aspect)
    return next(sides, aspect)


def shipped_spoken(industry: str, labels: tuple[str, ...], sentiment: LinearModel) -> Spoken | None:
    """Return what was learned of texts about an industry; None where nothing was.

    Args:
        industry: whose aspects are looked for.
        labels: the aspects of its taxonomy.
        sentiment: the shipped linear model.

    Raises:
        ModelUnavailable: the weights are missing or not ours.
    """
    if industry not in WEIGHINGS:
        return None
    return Spoken(categories.load(sentiment), industry, labels)


class Implied(NamedTuple):
    """An aspect that a clean text speaks of in no words that judge it, and where."""

    aspect: str
    target: Span
    place: Span
    polarity: float


def implied(text: str, found: Iterable[Found], told: Told, rows: Iterable[Row]) -> list[Implied]:
    """Return the aspects that no row has.

    Args:
        text: the clean text.
        found: what its words name; where they name the aspect, that is the evidence.
        told: what the weights say of it.
        rows: those it has.
    """
    held = {row["aspect"] for row in rows}
    left = [(aspect, said) for aspect, said in told.named.items() if aspect not in held]
    names: dict[str, Span] = {}
    for each in found if left else ():
        if each.target != NOWHERE:
            names.setdefault(each.aspect, each.target)
    return [
        Implied(
            aspect,
            names.get(aspect, NOWHERE),
            names.get(aspect) or _trimmed(text, said.start, said.end),
            round(IMPLIED * said.polarity, 4),
        )
        for aspect, said in left
    ]


def _trimmed(text: str, start: int, end: int) -> Span:
    """Return a stretch without blanks around it."""
    part = text[start:end]
    return end - len(part.lstrip()), start + len(part.rstrip())
