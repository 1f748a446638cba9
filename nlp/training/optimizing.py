"""Training in half precision on processors that multiply it fast, and batches of like lengths."""

import math
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

_BETAS, _SMALL = (0.9, 0.98), 1e-6


class HalfPrecision:
    """A network in bfloat16 whose weights are kept, and changed by AdamW, in full precision.

    Args:
        network: moved to bfloat16 here.
        decay: weight decay.
        average: share of the old in the running average of the weights at each step, 0 for none
            (Polyak and Juditsky 1992).
    """

    def __init__(self, network: nn.Module, *, decay: float, average: float = 0.0) -> None:
        self._halves = list(network.to(torch.bfloat16).parameters())
        self._weights = [half.detach().float().requires_grad_() for half in self._halves]
        self._means = [weight.detach().clone() for weight in self._weights]
        self._average = average
        self._adam = torch.optim.AdamW(
            self._weights, betas=_BETAS, eps=_SMALL, weight_decay=decay, fused=True
        )

    def step(self, rate: float) -> None:
        """Change the weights by the gradients of the network, which are forgotten."""
        for half, weight in zip(self._halves, self._weights, strict=True):
            weight.grad = None if half.grad is None else half.grad.float()
            half.grad = None
        torch.nn.utils.clip_grad_norm_(self._weights, 1.0)
        for group in self._adam.param_groups:
            group["lr"] = rate
        self._adam.step()
        with torch.no_grad():
            torch._foreach_lerp_(self._means, self._weights, 1 - self._average)
            self._written(self._weights)

    def averaged(self, network: nn.Module) -> dict[str, Tensor]:
        """Return the averaged weights of `network` by name, in full precision."""
        names = (name for name, _ in network.named_parameters())
        return dict(zip(names, self._means, strict=True))

    def finish(self, network: nn.Module) -> None:
        """Make `network` one in full precision with the averaged weights."""
        network.float().load_state_dict(self.averaged(network))

    def _written(self, weights: Sequence[Tensor]) -> None:
        for half, weight in zip(self._halves, weights, strict=True):
            half.copy_(weight)


def rate(step: int, steps: int, *, peak: float, warm: int) -> float:
    """Return the learning rate: up to `peak` in `warm` steps, then down a cosine to a twelfth."""
    down = 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps)))
    return peak * min(1.0, (step + 1) / warm) * (0.08 + 0.92 * down)


def batches(
    lengths: NDArray[np.integer], size: int, dice: np.random.Generator
) -> Iterator[NDArray[np.intp]]:
    """Yield row numbers in batches of at most `size` pieces with padding, all rows once.

    Texts of like length go together; which of them, and the order of batches, is drawn by lot.
    """
    order = np.argsort(lengths + dice.uniform(-2, 2, len(lengths)))
    found, start = [], 0
    for end in range(1, len(order) + 1):
        longest = lengths[order[start : end + 1]].max()
        if end == len(order) or longest * (end + 1 - start) > size:
            found.append(order[start:end])
            start = end
    dice.shuffle(found)
    yield from found


def padded(texts: Sequence[NDArray[np.integer]]) -> tuple[Tensor, Tensor]:
    """Return (n, longest) piece numbers, 0 behind a text's end, and (n, longest, 1) where not."""
    pieces = np.zeros((len(texts), max(map(len, texts))), np.int64)
    for row, text in enumerate(texts):
        pieces[row, : len(text)] = text
    return torch.from_numpy(pieces), torch.from_numpy(pieces > 0).unsqueeze(-1).bfloat16()
