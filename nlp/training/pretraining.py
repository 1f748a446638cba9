"""An encoder learns its languages by guessing hidden pieces (Devlin et al. 2019).

Each guess is among the pieces hidden in the same batch and some drawn by lot, not the whole
vocabulary (Jean et al. 2015), which takes a third of the cost away.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from nlp.training.network import Encoder, Shape
from nlp.training.optimizing import HalfPrecision, batches, padded, rate
from nlp.training.pieces import HIDDEN_PIECE

_SPECIAL = 5
"""Pieces below this number stand for no sign."""

_KEPT_EVERY = 250
_ENCODER = "encoder."


@dataclass(frozen=True, slots=True)
class Learning:
    """How an encoder is trained.

    Attributes:
        steps: batches read.
        size: pieces in a batch, padding included.
        peak: the highest learning rate.
        warm: steps up to it.
        chosen: share of pieces to guess.
        hidden: share of these that are hidden.
        swapped: share of these that are another piece.
        drawn: pieces drawn by lot that a guess must be told from.
        longest: pieces of a stretch; longer texts are several.
        decay: weight decay.
        seed: of all that is drawn by lot.
    """

    steps: int = 2600
    size: int = 8192
    peak: float = 1.2e-3
    warm: int = 250
    chosen: float = 0.2
    hidden: float = 0.85
    swapped: float = 0.08
    drawn: int = 2500
    longest: int = 128
    decay: float = 0.01
    seed: int = 20261122


class Guesser(nn.Module):
    """An encoder and what makes a guess of a state."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        width = encoder.shape.width
        self.encoder = encoder
        self.bent, self.norm = nn.Linear(width, width), nn.LayerNorm(width)
        self.common = nn.Parameter(torch.zeros(encoder.shape.pieces))

    def forward(self, pieces: Tensor, kept: Tensor, asked: Tensor, choice: Tensor) -> Tensor:
        """Return (asked, choice) log odds of the pieces in `choice` at the places `asked`."""
        states = self.encoder(pieces, kept).flatten(0, 1)[asked]
        guess = self.norm(functional.relu(self.bent(states)))
        return functional.linear(guess, self.encoder.pieces.weight[choice], self.common[choice])


def pretrained(
    texts: Sequence[str],
    tokenizer: Any,
    learning: Learning,
    *,
    encoder: Encoder | None = None,
    keep: Callable[[Mapping[str, Tensor], int], None],
) -> Encoder:
    """Return an encoder that has read `texts`.

    Args:
        texts: as the network reads them.
        tokenizer: that cuts them into pieces.
        learning: how to read.
        encoder: that goes on reading; a new one where there is none.
        keep: given the encoder's weights now and then, and at the end, with the batches read.
    """
    torch.manual_seed(learning.seed)
    dice = np.random.default_rng(learning.seed)
    stretches = _stretches(texts, tokenizer, learning.longest)
    guesser = Guesser(encoder or Encoder(Shape(tokenizer.get_vocab_size())))
    trained = HalfPrecision(guesser, decay=learning.decay)
    losses = []
    for step, picked in zip(
        range(1, learning.steps + 1), _endless(stretches, learning, dice), strict=False
    ):
        pieces, kept = padded([stretches[row] for row in picked])
        loss = _loss(guesser, pieces, kept, learning, dice)
        loss.backward()  # type: ignore[no-untyped-call]
        trained.step(rate(step - 1, learning.steps, peak=learning.peak, warm=learning.warm))
        losses.append(loss.item())
        if step % 100 == 0:
            print(f"read {step} of {learning.steps}, loss {np.mean(losses[-100:]):.3f}", flush=True)
        if step % _KEPT_EVERY == 0 or step == learning.steps:
            keep(_encoder(trained.averaged(guesser)), step)
    trained.finish(guesser)
    return guesser.encoder


def _encoder(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {
        name.removeprefix(_ENCODER): weight
        for name, weight in weights.items()
        if name.startswith(_ENCODER)
    }


def _stretches(texts: Sequence[str], tokenizer: Any, longest: int) -> list[NDArray[np.int32]]:
    found = []
    for start in range(0, len(texts), 20_000):
        for each in tokenizer.encode_batch(texts[start : start + 20_000]):
            ids = np.array(each.ids, np.int32)
            found += [ids[place : place + longest] for place in range(0, len(ids), longest)]
    return [stretch for stretch in found if len(stretch) >= 4]  # noqa: PLR2004  # else no context


def _endless(
    stretches: Sequence[NDArray[np.int32]], learning: Learning, dice: np.random.Generator
) -> Iterator[NDArray[np.intp]]:
    lengths = np.array(list(map(len, stretches)))
    while True:
        yield from batches(lengths, learning.size, dice)


def _loss(
    guesser: Guesser, pieces: Tensor, kept: Tensor, learning: Learning, dice: np.random.Generator
) -> Tensor:
    shown = pieces.numpy()
    drawn = dice.random(shown.shape)
    asked = np.flatnonzero((dice.random(shown.shape) < learning.chosen) & (shown > 0))
    lots = drawn.ravel()[asked]
    others = dice.integers(_SPECIAL, guesser.encoder.shape.pieces, len(asked))
    truth = shown.ravel()[asked]
    seen = np.where(lots < learning.hidden + learning.swapped, others, truth)
    changed = shown.copy().ravel()
    changed[asked] = np.where(lots < learning.hidden, HIDDEN_PIECE, seen)
    wrong = dice.integers(_SPECIAL, guesser.encoder.shape.pieces, learning.drawn)
    choice, places = np.unique(np.concatenate([truth, wrong]), return_inverse=True)
    found = guesser(
        torch.from_numpy(changed.reshape(shown.shape)),
        kept,
        torch.from_numpy(asked),
        torch.from_numpy(choice),
    )
    return functional.cross_entropy(found.float(), torch.from_numpy(places[: len(truth)]))
