"""Parts of the labelled sets that stay apart, whatever set a text comes from."""

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nlp.sentiment.features import Recipe, features
from nlp.stage import digest

TEST, CALIBRATE = 0.10, 0.05
"""Shares of all texts kept for measuring and for making scores into probabilities."""

_RUNS = {"zh": 8, "en": 20}
_SHARED = 0.5
_MARKS = re.compile(r"[\W_]+")
_BATCH = 2000


def split(frame: pd.DataFrame) -> pd.DataFrame:
    """Return `frame` with `part`: train, calibrate or test; repeats and near-repeats left out.

    The part follows from the text alone (case, space and punctuation aside), so the same text in
    two sets lands in the same part, and a grown set keeps its parts. A training row is dropped if
    half or more of its runs of 8 characters (20 in English) occur in what is held out.

    Args:
        frame: columns `set`, `lang`, `clean`, `polarity` at least.
    """
    frame = frame.reset_index(drop=True)
    keys = pd.Series(list(map(key, frame["clean"])), frame.index, dtype="str")
    frame = frame.assign(key=keys, part=list(map(part, keys)))
    frame = frame[frame["key"] != ""].drop_duplicates(["set", "key", "polarity"])
    return frame[~_near(frame)].drop(columns="key").reset_index(drop=True)


def key(text: str) -> str:
    """Return what tells the clean `text` from others: no case, space or punctuation."""
    return _MARKS.sub("", text).lower()


def part(key: str) -> str:
    """Return which part the texts of that key belong to, in whatever set they are."""
    place = int(digest(key), 16) / 2**64
    if place < TEST:
        return "test"
    return "calibrate" if place < TEST + CALIBRATE else "train"


def _near(frame: pd.DataFrame) -> pd.Series:
    near = pd.Series(data=False, index=frame.index)
    for lang, rows in frame.groupby("lang"):
        train = rows[rows["part"] == "train"]
        held = rows.loc[rows["part"] != "train", "key"].tolist()
        near[train.index] = _covered(train["key"].tolist(), held, run=_RUNS[str(lang)])
    return near


def _covered(texts: Sequence[str], held: Sequence[str], *, run: int) -> NDArray[np.bool_]:
    if not texts or not held:
        return np.zeros(len(texts), np.bool_)
    known = np.unique(_runs(held, run)[0])
    hashes, owners = _runs(texts, run)
    found = np.bincount(owners, np.isin(hashes, known), len(texts))
    total = np.bincount(owners, minlength=len(texts))
    return (total > 0) & (found >= _SHARED * total)


def _runs(texts: Sequence[str], run: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    recipe = Recipe(bits=40, words=0, chars=(run, run))
    starts = range(0, len(texts), _BATCH)
    found = [features([[text] for text in texts[s : s + _BATCH]], recipe) for s in starts]
    counts = np.concatenate([np.diff(part.offsets) for part in found])
    return np.concatenate([part.buckets for part in found]), np.repeat(
        np.arange(len(texts)), counts
    )
