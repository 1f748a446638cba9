"""Brands and products by all their names, and the stage that finds where they are named."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import Field

from nlp.errors import LexiconError
from nlp.stage import Batch, Stage, digest, stage
from nlp.text.cleaning import way_back
from nlp.topics.matching import Match, Matcher, Pattern
from nlp.topics.taxonomy import Ambiguous, Word
from nlp.topics.toml import Entry, line_of, read_toml

_CLOSED = re.compile(r"(?<=[^\W\d_]) (?=\d)|(?<=\d) (?=[^\W\d_])")
_OPENED = re.compile(r"(?:(?<=[A-Za-z]{3})|(?<=[\u3400-\u9fff]{2}))(?=\d)")


class Brand(Entry):
    """One brand and the names people use for it."""

    name: Word = Field(description="The name to report; people may write it too.")
    aliases: tuple[Word, ...] = Field((), description="Other names, spellings, products.")
    ambiguous: tuple[Ambiguous, ...] = Field((), description="Names that need their company.")


class BrandsFile(Entry):
    """The file as a whole."""

    brand: tuple[Brand, ...] = ()


@dataclass(frozen=True)
class Brands:
    """Brands and their names."""

    brands: tuple[Brand, ...] = ()
    _matcher: Matcher = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        patterns = [
            *(
                Pattern(each.name, spelling)
                for each in self.brands
                for word in _plain(each)
                for spelling in _spellings(word)
            ),
            *(
                Pattern(each.name, spelling, word.near, word.never)
                for each in self.brands
                for word in each.ambiguous
                for spelling in _spellings(word.word)
            ),
        ]
        object.__setattr__(self, "_matcher", Matcher(patterns))

    @property
    def words(self) -> tuple[str, ...]:
        """Every unambiguous name, for whoever cuts texts into words."""
        return tuple(word for each in self.brands for word in _plain(each))

    @property
    def version(self) -> str:
        """Changes with any name."""
        return digest(*(brand.model_dump_json() for brand in self.brands))

    def find(self, text: str, words: Sequence[str]) -> list[Match]:
        """Return where brands are named, left to right; the pattern's label is the brand."""
        return _once(self._matcher.find(text, words))

    def find_all(self, texts: Sequence[str], words: Sequence[Sequence[str]]) -> list[list[Match]]:
        """Return where brands are named in each text, given its cut."""
        return list(map(_once, self._matcher.find_all(texts, words)))


def _once(found: list[Match]) -> list[Match]:
    """Return one match of each brand where names that differ in case alone are several."""
    return list({(match.start, match.pattern.label): match for match in found}.values())


def _spellings(word: str) -> tuple[str, ...]:
    """Return `word` with and without the blank before or after figures: Mate 60, Mate60."""
    return tuple(dict.fromkeys((word, _CLOSED.sub("", word), _OPENED.sub(" ", word))))


def _plain(brand: Brand) -> list[str]:
    needing = {each.word for each in brand.ambiguous}
    return [word for word in dict.fromkeys((brand.name, *brand.aliases)) if word not in needing]


def read_brands(path: Path) -> Brands:
    """Return the brands in a TOML file.

    Raises:
        LexiconError: the file can not be read or used; names file, line and key.
    """
    held = read_toml(path, BrandsFile)
    owners: dict[str, str] = {}
    for place, brand in enumerate(held.brand):
        for word in chain.from_iterable(map(_spellings, _plain(brand))):
            owner = owners.setdefault(word.lower(), brand.name)
            if owner != brand.name or brand.name in {each.name for each in held.brand[:place]}:
                _refuse(path, place, word, owner)
    return Brands(held.brand)


def _refuse(path: Path, place: int, word: str, owner: str) -> None:
    line = line_of(path.read_text(encoding="utf-8-sig"), "brand", place, "name")
    fault = f"{word!r} already names {owner!r}; a name can belong to one brand"
    raise LexiconError(path, line=line, key=f"brand.{place}", fault=fault)


def brands(known: Brands) -> Stage:
    """Return the stage that finds where the brands of `known` are named."""

    @stage(requires=("text", "clean", "words"), assigns={"brands": "object"}, version=known.version)
    def brands(batch: Batch) -> Batch:
        """Add (n,) lists of `{label, start, end}`, left to right; offsets into `text`."""
        found = known.find_all(batch["clean"].tolist(), batch["words"].tolist())
        lists = list(map(_stored, batch["text"], batch["clean"], found))
        return pd.DataFrame({"brands": pd.Series(lists, index=batch.index, dtype="object")})

    return brands


def _stored(text: Any, own: str, matches: list[Match]) -> list[dict[str, Any]]:
    if not matches:
        return []
    span = way_back(text, own).span
    return [
        {"label": match.pattern.label, "start": start, "end": end}
        for match in matches
        for start, end in [span(match.start, match.end)]
    ]
