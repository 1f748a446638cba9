"""The labelled texts in their parts, with the source of each text where its set names one."""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pandas as pd

import nlp
from nlp.pipeline import meaning
from nlp.stage import digest
from nlp.text.words import cutter
from nlp.training.sentiment import read_all
from nlp.training.sets import SETS

SOURCES = {
    "online_shopping_10_cats": "category",
    "amazon_cn_clsc": "category",
    "tweet_sentiment_en": "part",
}
"""Column of a set that says where a text comes from."""
TRAINS = {labelled.name: labelled.trains for labelled in SETS}
LANGS = {labelled.name: labelled.lang for labelled in SETS}

Made = TypeVar("Made")


def cached(folder: Path | None, name: str, key: str, make: Callable[[], Made]) -> Made:
    """Return what `make` returns, kept in `folder` under `name` and `key`; None keeps nothing."""
    if folder is None:
        return make()
    file = folder / f"{name}-{digest(key)}.pickle"
    if file.is_file():
        found: Made = pickle.loads(file.read_bytes())
        return found
    made = make()
    folder.mkdir(parents=True, exist_ok=True)
    aside = file.with_suffix(".part")
    aside.write_bytes(pickle.dumps(made))
    aside.replace(file)
    return made


def read_held(data: Path, cache: Path | None) -> pd.DataFrame:
    """Return every row of every set: the columns of `read_all`, `source` and `stored`.

    `source` is empty where the set names none; `stored` are the words of the text as stored, with
    reposts, names and links.
    """
    return cached(cache, "texts", _fingerprint(data), lambda: _with_source(data))


def tested(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that nothing here was trained on."""
    return frame[frame["part"] == "test"]


def key_of(frame: pd.DataFrame, column: str = "text") -> str:
    """Return digits that change with any set, label or value of `column`."""
    values = frame[column].map("\t".join) if column == "stored" else frame[column]
    hashes = map(pd.util.hash_pandas_object, (frame["set"], frame["polarity"], values))
    return digest(*(held.to_numpy().tobytes() for held in hashes))


def _with_source(data: Path) -> pd.DataFrame:
    frame = read_all(data).assign(source="")
    for name, column in SOURCES.items():
        rows = frame["set"] == name
        frame.loc[rows, "source"] = frame.loc[rows, "text"].map(_told(data / name, column))
    return frame.assign(source=frame["source"].fillna(""), stored=_stored(frame))


def _stored(frame: pd.DataFrame) -> pd.Series:
    cut = cutter()
    rows = zip(frame["text"], frame["clean"], frame["words"], strict=True)
    words = [own if text == clean else cut(text) for text, clean, own in rows]
    return pd.Series(words, index=frame.index, dtype="object")


def _told(folder: Path, column: str) -> dict[str, str]:
    told: dict[str, str] = {}
    for file in sorted(folder.glob("*.csv.gz")):
        rows = pd.read_csv(file, dtype=str, keep_default_na=False)
        if column in rows:
            told |= dict(zip(rows["text"], rows[column], strict=True))
    return told


def _fingerprint(data: Path) -> str:
    root = Path(nlp.__file__).parent
    code = [*(root / "text").glob("*.py"), *(root / "training").glob("*.py"), Path(__file__)]
    told = [meaning(file.read_text(encoding="utf-8")) for file in sorted(code)]
    files = [file for name in TRAINS for file in sorted((data / name).glob("*.gz"))]
    return digest(*told, *(f"{file.name} {file.stat().st_size}" for file in files))
