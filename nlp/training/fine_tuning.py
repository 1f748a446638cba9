"""From an encoder that knows the language to one that knows what is for and what is against."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from nlp.sentiment.encoder import plain, shortened
from nlp.training.network import Classifier, Encoder
from nlp.training.optimizing import HalfPrecision, batches, padded, rate
from nlp.training.pieces import HIDDEN_PIECE
from nlp.training.sentiment import by_name

QUESTIONS = 2
"""Which way, and whether neutral: as `nlp.sentiment.linear` asks them."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """How the network is fitted to the labelled sets.

    Attributes:
        rounds: times that each text is read.
        size: pieces in a batch, padding included.
        peak: the highest learning rate.
        warm: steps up to it.
        hidden: share of pieces hidden, so that no single word decides.
        smooth: share of the other answer in a label.
        reviews: weight, in the second question, of a row from a set without neutral.
        decay: weight decay.
        average: share of the old in the running average of the weights.
        seed: of all that is drawn by lot.
    """

    rounds: int = 2
    size: int = 6144
    peak: float = 6e-4
    warm: int = 200
    hidden: float = 0.05
    smooth: float = 0.03
    reviews: float = 0.6
    decay: float = 0.02
    average: float = 0.998
    seed: int = 20261122


@dataclass(frozen=True, slots=True)
class Answers:
    """What n texts answer to the two questions.

    Attributes:
        labels: (n, 2) 1 for yes, 0 for no.
        weights: (n, 2) how much each counts; 0 where the text says nothing about the question.
    """

    labels: NDArray[np.float32]
    weights: NDArray[np.float32]


def answers(rows: pd.DataFrame, tuning: Tuning) -> Answers:
    """Return what the labels of `rows` (`set`, `polarity`) say to the two questions."""
    neutral = (rows["polarity"] == "neutral").to_numpy()
    positive = (rows["polarity"] == "positive").to_numpy()
    teaches, reviews = (rows["set"].map(by_name(it)).to_numpy(bool) for it in ("neutral", "review"))
    judges = np.where(neutral | teaches, 1.0, reviews * tuning.reviews)
    counts = rows["set"].map(by_name("weight")).to_numpy(np.float64)
    return Answers(
        np.stack([positive, neutral], 1).astype(np.float32),
        (np.stack([~neutral, judges], 1) * counts[:, None]).astype(np.float32),
    )


def numbered(texts: Sequence[str], tokenizer: Any) -> list[NDArray[np.int32]]:
    """Return the piece numbers of each text as stored, shortened; one unknown piece for no text."""
    found = tokenizer.encode_batch([plain(text) for text in texts])
    return [np.array(shortened(each.ids) or [1], np.int32) for each in found]


def fine_tuned(encoder: Encoder, rows: pd.DataFrame, tokenizer: Any, tuning: Tuning) -> Classifier:
    """Return a classifier on `encoder`, fitted to `rows` (`text`, `set`, `polarity`)."""
    torch.manual_seed(tuning.seed)
    network = Classifier(encoder, QUESTIONS)
    texts, said = numbered(rows["text"].tolist(), tokenizer), answers(rows, tuning)
    plan = list(_plan(np.array(list(map(len, texts))), tuning))
    trained = HalfPrecision(network, decay=tuning.decay, average=tuning.average)
    dice = np.random.default_rng(tuning.seed)
    network.train()
    losses = []
    for step, picked in enumerate(plan):
        pieces, kept = padded([texts[row] for row in picked])
        loss = _loss(network(_hidden(pieces, tuning, dice), kept), said, picked, tuning)
        loss.backward()  # type: ignore[no-untyped-call]
        trained.step(rate(step, len(plan), peak=tuning.peak, warm=tuning.warm))
        losses.append(loss.item())
        if step % 100 == 99:  # noqa: PLR2004  # what the person who waits sees
            print(f"tuned {step + 1} of {len(plan)}, loss {np.mean(losses[-100:]):.4f}", flush=True)
    trained.finish(network)
    return network.eval()


def _plan(lengths: NDArray[np.integer], tuning: Tuning) -> Iterator[NDArray[np.intp]]:
    dice = np.random.default_rng(tuning.seed)
    for _ in range(tuning.rounds):
        yield from batches(lengths, tuning.size, dice)


def _hidden(pieces: Tensor, tuning: Tuning, dice: np.random.Generator) -> Tensor:
    hidden = torch.from_numpy(dice.random(tuple(pieces.shape)) < tuning.hidden)
    return torch.where(hidden & (pieces > 0), HIDDEN_PIECE, pieces)


def _loss(found: Tensor, said: Answers, picked: NDArray[np.intp], tuning: Tuning) -> Tensor:
    labels = torch.from_numpy(said.labels[picked])
    weights = torch.from_numpy(said.weights[picked])
    smooth = labels * (1 - tuning.smooth) + (1 - labels) * tuning.smooth
    losses = functional.binary_cross_entropy_with_logits(found.float(), smooth, weights)
    return losses * labels.numel() / weights.sum()
