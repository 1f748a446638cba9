"""Brands and products by all their names, and where texts name them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from nlp.stage import digest
from nlp.text.traditional import plain
from nlp.text.words import Cut, cutter
from nlp.topics.matching import Match, Matcher, Pattern
from nlp.topics.taxonomy import Ambiguous
from nlp.topics.toml import Entry, Word, misfit, mismatch, read_toml
from nlp.topics.toml_places import Place

_CLOSED = re.compile(r"(?<=[^\W\d_]) (?=\d)|(?<=\d) (?=[^\W\d_])")
_OPENED = re.compile(r"(?:(?<=[A-Za-z]{3})|(?<=[\u3400-\u9fff]{2}))(?=\d)")
_WEAK = "?"  # behind the key of a name that only a competitor beside it makes sure


class Product(Entry):
    """Something with a name of its own, and the names people use for it."""

    name: Word = Field(description="The name to report; people may write it too.")
    aliases: tuple[Word, ...] = Field((), description="Other names and spellings.")
    ambiguous: tuple[Ambiguous, ...] = Field((), description="Names that need their company.")


class Brand(Product):
    """One brand, its names and its products."""

    products: tuple[Product, ...] = Field((), description="To name one is to name the brand.")
    own: bool = Field(default=False, description="Whether it is one of ours.")
    markets: tuple[Word, ...] = Field((), description="Brands that share one compete.")


class Sample(Entry):
    """A post and what it names."""

    text: str = Field(description="The post.")
    names: tuple[Word, ...] = Field(description="Exactly these brands, or products if named.")


class BrandsFile(Entry):
    """The file as a whole."""

    brand: tuple[Brand, ...] = ()
    sample: tuple[Sample, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A brand, and product if any, named at the characters `start` to `end` (excluded)."""

    label: str
    product: str | None
    start: int
    end: int


@dataclass(frozen=True)
class Brands:
    """Brands and their names.

    Attributes:
        brands: in the order of the file.
        samples: posts with what they name.
    """

    brands: tuple[Brand, ...] = ()
    samples: tuple[Sample, ...] = ()
    _matcher: Matcher = field(init=False, repr=False, compare=False)
    _owners: dict[str, tuple[str, str | None]] = field(init=False, repr=False, compare=False)
    _markets: dict[str, frozenset[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        named = {f"{place}": each for place, each in enumerate(_all(self.brands))}
        owners = {key: (brand, product) for key, (brand, product, _) in named.items()}
        patterns = chain.from_iterable(_patterns(key, each) for key, (*_, each) in named.items())
        markets = {brand.name: frozenset(brand.markets) for brand in self.brands}
        object.__setattr__(self, "_owners", owners)
        object.__setattr__(self, "_markets", markets)
        object.__setattr__(self, "_matcher", Matcher(patterns))

    @property
    def words(self) -> tuple[str, ...]:
        """Every name that needs no company, for whoever cuts texts into words."""
        return tuple(
            word
            for *_, named in _all(self.brands)
            for word in (*_plain(named), *(a.word for a in named.ambiguous if not a.near))
        )

    @property
    def version(self) -> str:
        """Changes with any name; who is ours says nothing of a text.

        Who competes does only where a name needs company, which competitors are.
        """
        needing = any(each.near for *_, named in _all(self.brands) for each in named.ambiguous)
        untagged = {"own"} if needing else {"own", "markets"}
        return digest(*(brand.model_dump_json(exclude=untagged) for brand in self.brands))

    @property
    def own(self) -> tuple[str, ...]:
        """The names of our own brands."""
        return tuple(brand.name for brand in self.brands if brand.own)

    def competitors(self, name: str) -> tuple[str, ...]:
        """Return the brands of others that share a market with the brand `name`."""
        ours = {brand.name: brand for brand in self.brands}[name]
        owned = {brand.name for brand in self.brands if brand.own and ours.own}
        return tuple(rival for rival in self._rivals(ours) if rival not in owned)

    def _rivals(self, brand: Brand) -> Iterator[str]:
        for other in self.brands:
            if other.name != brand.name and set(other.markets) & set(brand.markets):
                yield other.name

    def cut(self) -> Cut:
        """Return what cuts texts into words and keeps the names whole, as the tagger does."""
        # The names in this order, as the pipeline has them: its dictionary is built but once.
        return cutter(tuple(sorted(set(self.words))))

    def find(self, text: str, words: Sequence[str]) -> list[Mention]:
        """Return where brands are named, left to right."""
        return self.find_all([text], [words])[0]

    def find_all(self, texts: Sequence[str], words: Sequence[Sequence[str]]) -> list[list[Mention]]:
        """Return where brands are named in each text, given its cut."""
        return [
            self._mentions(found) if found else [] for found in self._matcher.find_all(texts, words)
        ]

    def _mentions(self, found: list[Match]) -> list[Mention]:
        sure = {
            self._owners[label][0]
            for label in (match.pattern.label for match in found)
            if not label.endswith(_WEAK)
        }
        # Names that differ in case alone are several patterns, but one mention.
        once: dict[tuple[int, str], Mention] = {}
        for match in found:
            key = match.pattern.label.removesuffix(_WEAK)
            brand, product = self._owners[key]
            if key == match.pattern.label or self._competes(brand, sure):
                once[match.start, key] = Mention(brand, product, match.start, match.end)
        return list(once.values())

    def _competes(self, name: str, others: set[str]) -> bool:
        mine = self._markets[name]
        return any(other != name and not mine.isdisjoint(self._markets[other]) for other in others)

    def check(self, path: Path, text: str = "") -> None:
        """Make sure every sample names what it says it does.

        Args:
            path: the file, for messages.
            text: its content, to name the line.

        Raises:
            SampleMismatch: one does not.
        """
        cut = self.cut() if self.samples else list
        for place, sample in enumerate(self.samples):
            mentions = self.find(sample.text, cut(sample.text))
            found = sorted({each.product or each.label for each in mentions})
            if found != sorted(set(sample.names)):
                raise mismatch(
                    path,
                    text,
                    place,
                    said=sample.text,
                    expected=sorted(sample.names),
                    found=found,
                )


def _all(brands: Sequence[Brand]) -> Iterator[tuple[str, str | None, Product]]:
    """Yield the name of the brand, of the product if it is one, and the names of either."""
    for brand in brands:
        yield brand.name, None, brand
        yield from ((brand.name, each.name, each) for each in brand.products)


def _patterns(label: str, named: Product) -> Iterator[Pattern]:
    for word in _plain(named):
        yield from (Pattern(label, spelling) for spelling in _spellings(word))
    for each in named.ambiguous:
        for spelling in _spellings(each.word):
            yield Pattern(label, spelling, each.near, each.never)
            if each.near:
                yield Pattern(label + _WEAK, spelling, (), each.never)


def _spellings(word: str) -> tuple[str, ...]:
    """Return `word` with and without the blank before or after figures: Mate 60, Mate60."""
    return tuple(dict.fromkeys((word, _CLOSED.sub("", word), _OPENED.sub(" ", word))))


def _plain(named: Product) -> list[str]:
    needing = {each.word for each in named.ambiguous}
    return [word for word in dict.fromkeys((named.name, *named.aliases)) if word not in needing]


def read_brands(path: Path) -> Brands:
    """Return the brands in a TOML file, its samples checked.

    Raises:
        LexiconError: the file can not be read or used; names file, line and key.
        SampleMismatch: a sample post does not name what it should.
    """
    held = read_toml(path, BrandsFile)
    _refuse_shared(path, _labels(held.brand))
    _refuse_shared(path, _names(held.brand))
    found = Brands(held.brand, held.sample)
    found.check(path, path.read_text(encoding="utf-8-sig"))
    return found


class _Named(NamedTuple):
    """A name, whose it is, and the ways in the file to that one and to the name within it."""

    word: str
    owner: str
    where: Place
    key: Place


def _refuse_shared(path: Path, names: Iterable[_Named]) -> None:
    """Refuse a name that two have, case and script aside."""
    all_names = list(names)
    plainly = plain("".join(f"{each.word}\n" for each in all_names)).split("\n")
    owners: dict[str, _Named] = {}
    for word, each in zip(plainly, all_names, strict=False):
        first = owners.setdefault(word, each)
        if first.where != each.where:
            fault = f"{each.word!r} already names {first.owner!r}; a name can belong to one brand"
            raise misfit(path, *each.where, *each.key, fault=fault)


def _labels(brands: Sequence[Brand]) -> Iterator[_Named]:
    for row, brand in enumerate(brands):
        yield _Named(brand.name, brand.name, ("brand", row), ("name",))


def _names(brands: Sequence[Brand]) -> Iterator[_Named]:
    """Yield every spelling of a name that needs no company."""
    for row, brand in enumerate(brands):
        for number, (_, product, named) in enumerate(_all([brand])):
            where: Place = ("brand", row, "products", number - 1) if product else ("brand", row)
            sure = set(_plain(named))
            keys: list[Place] = [("name",), *(("aliases", n) for n in range(len(named.aliases)))]
            for word, key in zip((named.name, *named.aliases), keys, strict=True):
                for spelling in _spellings(word) if word in sure else ():
                    yield _Named(spelling, product or brand.name, where, key)
