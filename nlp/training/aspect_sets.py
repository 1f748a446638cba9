"""The labelled sets for aspects: places with their polarity, texts with their categories."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from nlp.text.cleaning import clean
from nlp.text.words import cutter
from nlp.training.splits import split

_NONE = "none stated"
_PLACE = ["set", "lang", "text", "target", "start", "label"]
_UNNAMED: Final = "not_mentioned"


@dataclass(frozen=True, slots=True)
class AspectSet:
    """One public set and how it is used.

    Attributes:
        name: its folder.
        lang: its language.
        licence: as stated by its source.
        industry: what its categories are about; empty if it has places instead.
        why_not: why no weights come of it and it only measures; empty if it trains.
    """

    name: str
    lang: str
    licence: str
    industry: str = ""
    why_not: str = ""


SETS: Final = (
    AspectSet("aspect_terms_zh", "zh", "MIT on the collection"),
    AspectSet("restaurant_triplets_zh", "zh", "MIT on the collection"),
    AspectSet(
        "semeval2014_absa",
        "en",
        "MIT on the collection, SemEval terms for the data",
        why_not="terms of its own",
    ),
    AspectSet("bdci_car_topics", "zh", f"{_NONE}; contest data", "car"),
    AspectSet("se_absa16_zh", "zh", _NONE, "electronics"),
    AspectSet("dianping_aspect_categories", "zh", f"{_NONE}; ASAP part Apache-2.0", "restaurant"),
)
OPINIONS: Final = "opinions"
"""Name of the places that are opinions, not what they are about."""
WHOLE: Final = "whole"
"""Name of the places that are a whole sentence, with one polarity."""


def read_places(folder: Path) -> pd.DataFrame:
    """Return places with a polarity.

    Columns `set`, `kind` (target, opinions or whole), `lang`, `clean`, `words`, `start`, `end`,
    `label`, `part`. A place that is judged both ways is left out.
    """
    rows = [*_terms(folder), *_triplets(folder), *_sentences(folder)]
    frame = pd.DataFrame(rows, columns=["kind", *_PLACE])
    frame = _parted(frame)
    starts = map(_found, frame["clean"], frame["target"], frame["start"])
    frame = frame.assign(start=pd.Series(list(starts), frame.index))
    frame = frame[(frame["start"] >= 0) & (frame["target"] != "")]
    frame = frame.assign(end=frame["start"] + frame["target"].str.len())
    place = ["set", "kind", "text", "start", "end"]
    frame = frame.drop_duplicates([*place, "label"])
    return frame[~frame.duplicated(place, keep=False)].reset_index(drop=True)


def read_categories(folder: Path) -> pd.DataFrame:
    """Return texts with their categories.

    Columns `set`, `industry`, `lang`, `clean`, `words`, `opinions` ({category: polarity}), `part`.
    """
    rows = [*_car(folder), *_electronics(folder), *_restaurant(folder)]
    frame = pd.DataFrame(rows, columns=["set", "text", "opinions"]).drop_duplicates(["set", "text"])
    industries = {each.name: each.industry for each in SETS}
    return _parted(frame.assign(lang="zh", industry=frame["set"].map(industries)))


def _parted(frame: pd.DataFrame) -> pd.DataFrame:
    texts = frame.drop_duplicates(["set", "text"])[["set", "lang", "text"]]
    cleaned = [clean(text).text for text in texts["text"]]
    texts, cut = split(texts.assign(clean=cleaned, polarity="")), cutter()
    texts["words"] = pd.Series([cut(text) for text in texts["clean"]], dtype="object")
    return frame.merge(texts[["set", "text", "clean", "words", "part"]], on=["set", "text"])


def _found(text: str, target: str, start: int) -> int:
    """Return where `target` stands in the clean text, nearest to where it stood; -1 if nowhere."""
    later, earlier = text.find(target, start), text.rfind(target, 0, start + len(target))
    near = [place for place in (later, earlier) if place >= 0]
    return min(near, key=lambda place: abs(place - start), default=-1)


def _terms(folder: Path) -> Iterator[tuple[Any, ...]]:
    for each in SETS[0], SETS[2]:
        frame = _csv(folder / each.name)
        starts = frame["start"].astype(int)
        for row in zip(frame["text"], frame["aspect"], starts, frame["label"], strict=True):
            yield "target", each.name, each.lang, *row


def _triplets(folder: Path) -> Iterator[tuple[Any, ...]]:
    name = SETS[1].name
    for row in _json(folder / name):
        for found in row["triplets"]:
            for kind, part in (("target", "aspect"), (OPINIONS, "opinion")):
                start = len("".join(row["tokens"][: found[f"{part}_span"][0]]))
                yield kind, name, "zh", row["text"], found[part], start, found["label"]


def _sentences(folder: Path) -> Iterator[tuple[Any, ...]]:
    name = SETS[4].name
    for row in _json(folder / name):
        labels = {opinion["label"] for opinion in row["opinions"]}
        if len(labels) == 1:
            text = clean(row["text"]).text
            yield WHOLE, name, "zh", row["text"], text, 0, labels.pop()


def _car(folder: Path) -> Iterator[tuple[Any, ...]]:
    yield from _opinions(folder, SETS[3].name)


def _electronics(folder: Path) -> Iterator[tuple[Any, ...]]:
    yield from _opinions(folder, SETS[4].name)


def _opinions(folder: Path, name: str) -> Iterator[tuple[Any, ...]]:
    for row in _json(folder / name):
        yield name, row["text"], {each["category"]: each["label"] for each in row["opinions"]}


def _restaurant(folder: Path) -> Iterator[tuple[Any, ...]]:
    name = SETS[5].name
    frame = _csv(folder / name)
    aspects = [column for column in frame if column not in {"text", "source", "star"}]
    for row in frame.to_dict("records"):
        told = {name: row[name] for name in aspects if row[name] not in {_UNNAMED, ""}}
        # The rows of ASAP ask 18 of the 20; of the other two they say nothing, here "".
        yield name, row["text"], told | {name: "" for name in aspects if row[name] == ""}


def _json(folder: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def _csv(folder: Path) -> pd.DataFrame:
    files = sorted(folder.glob("*.csv.gz"))
    frames = [pd.read_csv(file, dtype=str, keep_default_na=False) for file in files]
    return pd.concat(frames, ignore_index=True)
