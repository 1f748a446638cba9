"""Words that judge whatever they are said of, from a file the analyst edits."""

from functools import cache
from pathlib import Path

from pydantic import BaseModel, Field

from nlp.text.traditional import plain
from nlp.topics.toml import Entry, Word, misfit, read_toml, refuse_gaps

SHIPPED = Path(__file__).parents[1] / "lexicons" / "opinions.toml"
Pieces = tuple[Word, ...]


class Judging(Entry):
    """Words for or against."""

    words: Pieces = Field(description="Adjectives and the like: they stand behind, or before 的.")
    verbs: Pieces = Field((), description="Words that judge what follows: to like, recommend.")


class Middling(Entry):
    """Words that judge neither way."""

    words: Pieces


class Measure(Entry):
    """Words of size, number and speed: good or bad by what they are said of."""

    much: Pieces
    little: Pieces
    quick: Pieces = Field(description="As much, but good where nothing else is known.")
    slow: Pieces = Field(description="As little, but bad where nothing else is known.")


class Around(Entry):
    """Words that change those next to them."""

    negations: Pieces
    lacking: Pieces = Field(description="Negations that may stand before a thing: no, without.")
    strong: Pieces
    weak: Pieces
    over: Pieces = Field(description="Too: they make a measure bad.")
    idle: Pieces = Field(description="Pieces in which the words above say nothing.")


class Joints(Entry):
    """Words between things and clauses."""

    joins: Pieces = Field(description="Between things that share an opinion: and.")
    turns: Pieces = Field(description="Where a clause turns: but.")
    tails: Pieces = Field(description="Behind a thing, part of its name: 方面.")


class OpinionsFile(Entry):
    """The file as a whole."""

    praise: Judging
    blame: Judging
    middling: Middling
    measure: Measure
    around: Around
    joints: Joints


def read_opinions(path: Path) -> OpinionsFile:
    """Return the words in a TOML file.

    Raises:
        LexiconError: the file can not be read or used; names file, line and key.
    """
    held = read_toml(path, OpinionsFile)
    for table in OpinionsFile.model_fields:
        part: BaseModel = getattr(held, table)
        for key in type(part).model_fields:
            refuse_gaps(path, (table, key), getattr(part, key))
    _refuse_both(path, held)
    return held


def _refuse_both(path: Path, held: OpinionsFile) -> None:
    """Refuse a word that praises and blames: it would do one of it, and nobody told which."""
    praise = {plain(word) for word in (*held.praise.words, *held.praise.verbs)}
    for key in type(held.blame).model_fields:
        for number, word in enumerate(getattr(held.blame, key)):
            if plain(word) in praise:
                fault = f"{word!r} stands in [praise] as well; leave it in one of them"
                raise misfit(path, "blame", key, number, fault=fault)


@cache
def shipped_opinions() -> OpinionsFile:
    """Return the words that come with this package."""
    return read_opinions(SHIPPED)
