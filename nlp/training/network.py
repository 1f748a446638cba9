"""The network behind `accurate`: a small transformer that sees its neighbours from the start.

Layers are those of Vaswani et al. (2017) with the norm first (Xiong et al. 2020). A quarter of
each state is taken from the piece before and a quarter from the piece after (as in RWKV, Peng et
al. 2023): a network trained for an hour would else spend most of it on learning to look there.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

HIDDEN = -1e4
"""Added to the attention paid to what is not there."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of a network.

    Attributes:
        pieces: of the vocabulary.
        layers: of the transformer.
        width: of a state.
        inner: states between the two halves of a layer's second step.
        heads: of attention.
        longest: positions known.
    """

    pieces: int
    layers: int = 4
    width: int = 256
    inner: int = 1024
    heads: int = 4
    longest: int = 256


class Layer(nn.Module):
    """Attention and two linear steps, each after a norm and a look at the neighbours."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.width, self.heads = shape.width, shape.heads
        self.attention = _linear(shape.width, 3 * shape.width)
        self.mixed = _linear(shape.width, shape.width)
        self.first, self.second = nn.LayerNorm(shape.width), nn.LayerNorm(shape.width)
        self.out = _linear(shape.width, shape.inner)
        self.back = _linear(shape.inner, shape.width)

    def forward(self, states: Tensor, kept: Tensor) -> Tensor:
        """(n, pieces, width) states, (n, pieces, 1) 1 where a piece is -> states of like shape."""
        states = states + self._attended(_shifted(self.first(states), kept), kept)
        inner = functional.relu(self.out(_shifted(self.second(states), kept)))
        changed: Tensor = states + self.back(inner)
        return changed

    def _attended(self, states: Tensor, kept: Tensor) -> Tensor:
        count, pieces, width = states.shape
        size = width // self.heads
        apart = self.attention(states).view(count, pieces, 3, self.heads, size)
        query, key, value = apart.permute(2, 0, 3, 1, 4)
        hidden = (1 - kept).view(count, 1, 1, pieces) * HIDDEN
        paid = (query @ key.transpose(-1, -2) * (1 / math.sqrt(size)) + hidden).softmax(-1)
        mixed: Tensor = self.mixed((paid @ value).transpose(1, 2).reshape(count, pieces, width))
        return mixed


class Encoder(nn.Module):
    """Pieces of texts to states that know what stands around them."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.pieces = nn.Embedding(shape.pieces, shape.width)
        self.places = nn.Embedding(shape.longest, shape.width)
        nn.init.normal_(self.pieces.weight, std=0.04)
        nn.init.normal_(self.places.weight, std=0.02)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.norm = nn.LayerNorm(shape.width)

    def forward(self, pieces: Tensor, kept: Tensor) -> Tensor:
        """(n, pieces) numbers, (n, pieces, 1) 1 where a piece is -> (n, pieces, width) states."""
        states = self.pieces(pieces) + self.places.weight[: pieces.shape[1]]
        for layer in self.layers:
            states = layer(states, kept)
        normal: Tensor = self.norm(states)
        return normal


class Classifier(nn.Module):
    """An encoder with one linear answer per question on the mean and the maximum of its states."""

    def __init__(self, encoder: Encoder, answers: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.answer = _linear(2 * encoder.shape.width, answers)

    def forward(self, pieces: Tensor, kept: Tensor) -> Tensor:
        """(n, pieces) numbers, (n, pieces, 1) 1 where a piece is -> (n, answers) log odds."""
        states = self.encoder(pieces, kept)
        mean = (states * kept).sum(1) / kept.sum(1)
        top = (states + (kept - 1) * -HIDDEN).amax(1)
        answer: Tensor = self.answer(torch.cat([mean, top], -1))
        return answer


def _shifted(states: Tensor, kept: Tensor) -> Tensor:
    quarter = states.shape[-1] // 4
    states = states * kept
    before = functional.pad(states[:, :-1, :quarter], (0, 0, 1, 0))
    after = functional.pad(states[:, 1:, quarter : 2 * quarter], (0, 0, 0, 1))
    return torch.cat([before, after, states[:, :, 2 * quarter :]], -1)


def _linear(width: int, out: int) -> nn.Linear:
    layer = nn.Linear(width, out)
    nn.init.normal_(layer.weight, std=0.04)
    nn.init.zeros_(layer.bias)
    return layer
