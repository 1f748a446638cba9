"""What a text is about as a trained model says, beside what the rules of the taxonomy find.

The model knows what no list of words can hold (teams, persons, turns of phrase), but not where in
the text it stands: its evidence is the whole text. It reads Chinese.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from nlp.errors import ModelUnavailable
from nlp.sentiment.features import Words
from nlp.sentiment.linear import Arrays, array, features_of, learned, read_archive, refuse_unless
from nlp.stage import Batch, Stage, digest, stage
from nlp.text.cleaning import way_back
from nlp.topics.examples import Learned
from nlp.topics.judge import Judge
from nlp.topics.rows import Floats, Rows
from nlp.topics.taxonomy import Found, Taxonomy

TOPICS = Path(__file__).parents[1] / "models" / "topics.npz"
FLOOR = 0.6
"""A label that is less likely is not said (`docs/methods.md` says how often it is right)."""
FEWEST = 7
"""Words of the shortest text that the model speaks of. What is shorter is seldom about one subject
(还没用，先给好评) and the model, which knows headlines, names one all the same."""
RULE, MODEL = "rule", "model"
_LANG = "zh"
_JUDGE, _VECTORS = "zh", "words"  # parts of the archive

Tag = dict[str, Any]


@dataclass(frozen=True)
class TopicsModel:
    """The shipped weights.

    Attributes:
        version: changes with them.
        judge: of the shipped labels.
        vectors: where words lie; what analysts teach by example lies there too.
    """

    version: str
    judge: Judge
    vectors: Rows

    def probabilities(self, words: Words) -> Floats:
        """Return (n, c) how likely each label of the judge is."""
        return self.judge.probabilities(words, self.vectors)


def topics(
    taxonomy: Taxonomy,
    model: TopicsModel,
    examples: Sequence[Learned] = (),
    *,
    floor: float = FLOOR,
) -> Stage:
    """Return the stage that finds topics by rules, by the model, and by what examples taught.

    Args:
        taxonomy: the rules.
        model: says nothing of a text where a rule found a label of the same first level.
        examples: what analysts taught; each says its own labels.
        floor: how likely a label of the model must be.

    Raises:
        ExamplesError: a classifier was learned beside another model.
    """
    for each in examples:
        each.refuse_unless_beside(model.vectors)
    versions = (taxonomy.version, model.version, f"{floor}", *(each.version for each in examples))
    names = [*(each.name for each in examples), MODEL]

    @stage(
        requires=("text", "clean", "words", "lang"),
        assigns={"topics": "object"},
        version=digest(*versions),
    )
    def topics(batch: Batch) -> Batch:
        """Add (n,) lists of `{label, score, start, end, by}`, best first; offsets into `text`.

        `by` is rule, model, or the name of what examples taught; the last two have the whole text
        as evidence. A label stands once: that of a rule first, then of examples, then the model's.
        """
        texts, own, words = (batch[name].tolist() for name in ("text", "clean", "words"))
        ruled = map(_ruled, texts, own, taxonomy.find_all(own, words))
        taught = [each.say(words, model.vectors) for each in examples]
        others = zip(*taught, _said(model, words, batch["lang"].tolist(), floor), strict=True)
        lists = [
            _joined(tags, tuple(zip(names, found, strict=True)), text) if any(found) else tags
            for tags, found, text in zip(ruled, others, texts, strict=True)
        ]
        return pd.DataFrame({"topics": pd.Series(lists, index=batch.index, dtype="object")})

    return topics


def _said(
    model: TopicsModel, words: Words, langs: Sequence[str], floor: float
) -> list[Mapping[str, float]]:
    """Return for each text the labels of the model, with how likely they are."""
    said: list[Mapping[str, float]] = [{}] * len(words)
    read = [
        place
        for place, (lang, cut) in enumerate(zip(langs, words, strict=True))
        if lang == _LANG and sum(map(str.isalnum, cut)) >= FEWEST
    ]
    likely = model.probabilities([words[place] for place in read])
    for row, column in np.argwhere(likely >= floor).tolist():
        known = said[read[row]]
        said[read[row]] = {**known, model.judge.labels[column]: float(likely[row, column])}
    return said


def _ruled(text: Any, own: str, found: Sequence[Found]) -> list[Tag]:
    """Return what the rules found in `own`, the clean form of `text`, at its place in `text`."""
    if not found:
        return []
    span = way_back(text, own).span if text != own else None
    tags = []
    for each in found:
        start, end = span(each.start, each.end) if span else (each.start, each.end)
        place = {"start": start, "end": end}
        tags.append({"label": each.label, "score": each.score, **place, "by": RULE})
    return tags


def _joined(
    tags: list[Tag], others: Sequence[tuple[str, Mapping[str, float]]], text: Any
) -> list[Tag]:
    labels = {tag["label"] for tag in tags}
    levels, ruled = {label.partition("/")[0] for label in labels}, len(tags)
    for name, found in others:
        for label, score in found.items():
            if label not in labels and not (name == MODEL and label.partition("/")[0] in levels):
                whole = {"start": 0, "end": len(text)}
                tags.append({"label": label, "score": score, **whole, "by": name})
                labels.add(label)
    if len(tags) > ruled:
        tags.sort(key=lambda tag: (-tag["score"], tag["start"], tag["label"]))
    return tags


def save(path: Path, judge: Judge, vectors: Rows) -> None:
    """Write weights as one compressed archive of plain arrays."""
    table = judge.table
    arrays: dict[str, Any] = {
        **features_of(_JUDGE, table.recipe, table.buckets, "gaps"),
        "zh.squares": table.numbers[:, 0],
        "zh.weights": table.numbers[:, 1:].T.astype(np.int8),
        "zh.steps": judge.steps,
        "zh.offsets": judge.offsets,
        "zh.heads": judge.heads,
        "zh.head_steps": judge.head_steps,
        "zh.labels": np.frombuffer("\n".join(judge.labels).encode(), np.uint8),
        **features_of(_VECTORS, vectors.recipe, vectors.buckets, "gaps"),
        "words.values": vectors.numbers.T,
    }
    np.savez_compressed(path, **arrays)


def load(path: Path = TOPICS) -> TopicsModel:
    """Read what `save` wrote; no code is run on loading.

    Raises:
        ModelUnavailable: there is no such file, or it is not one of ours.
    """
    version, parts = read_archive(path, _part)
    judge, vectors = parts.get(_JUDGE), parts.get(_VECTORS)
    if not isinstance(judge, Judge) or not isinstance(vectors, Rows):
        raise ModelUnavailable(path.stem, fault="the file holds no topics")
    if len(judge.heads) != vectors.numbers.shape[1]:
        raise ModelUnavailable(path.stem, fault="the file is damaged (wrong zh.heads)")
    return TopicsModel(version, judge, vectors)


def _part(arrays: Arrays, name: str) -> Judge | Rows:
    recipe, buckets = learned(arrays, name, "gaps")
    if name == _VECTORS:
        values = array(arrays, "words.values", None, len(buckets))
        refuse_unless(values.dtype == np.int8, "words.values")
        return Rows(recipe, buckets, np.ascontiguousarray(values.T))
    labels = bytes(array(arrays, "zh.labels", None).astype(np.uint8)).decode().split("\n")
    count = len(labels)
    refuse_unless(len(set(labels)) == count and all(labels), "zh.labels")
    squares = array(arrays, "zh.squares", len(buckets))
    weights = array(arrays, "zh.weights", count, len(buckets))
    heads = array(arrays, "zh.heads", None, count)
    kinds = [str(each.dtype) for each in (squares, weights, heads)]
    refuse_unless(kinds == ["int16", "int8", "int16"], "zh.weights")
    values = np.concatenate([squares[:, None], weights.T], axis=1, dtype=np.int16)
    steps = (array(arrays, f"zh.{each}", count) for each in ("steps", "offsets", "head_steps"))
    step, offset, head_step = steps
    return Judge(tuple(labels), Rows(recipe, buckets, values), step, offset, heads, head_step)
