"""From a trained classifier to the file that `nlp.sentiment.encoder` runs."""

import math
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional

from nlp.training.network import Classifier, Layer

_OPSET = 20
_QUANTISED = ["MatMul", "Gemm", "Gather"]


class Alone(nn.Module):
    """A classifier that reads one whole text at a time, as `nlp.sentiment.encoder` asks it.

    It does without what padding needs, and all sizes but the number of pieces are constants: a
    graph that works them out spends half of a short text's time on that.
    """

    def __init__(self, classifier: Classifier) -> None:
        super().__init__()
        self.classifier = classifier

    def forward(self, pieces: Tensor) -> Tensor:
        """(1, pieces) numbers -> (1, answers) log odds."""
        encoder = self.classifier.encoder
        states = encoder.pieces(pieces.view(-1)) + encoder.places.weight[: pieces.shape[1]]
        for layer in encoder.layers:
            states = _passed(cast("Layer", layer), states)
        states = encoder.norm(states)
        whole = torch.cat([states.mean(0, keepdim=True), states.amax(0, keepdim=True)], -1)
        answer: Tensor = self.classifier.answer(whole)
        return answer


def _passed(layer: Layer, states: Tensor) -> Tensor:
    states = states + _attended(layer, _shifted(layer.first(states), layer.width))
    inner = functional.relu(layer.out(_shifted(layer.second(states), layer.width)))
    changed: Tensor = states + layer.back(inner)
    return changed


def _attended(layer: Layer, states: Tensor) -> Tensor:
    size = layer.width // layer.heads
    query, key, value = (
        part.view(-1, layer.heads, size).transpose(0, 1)
        for part in torch.split(layer.attention(states), [layer.width] * 3, -1)
    )
    paid = (query @ key.transpose(-1, -2) * (1 / math.sqrt(size))).softmax(-1)
    mixed: Tensor = layer.mixed((paid @ value).transpose(0, 1).reshape(-1, layer.width))
    return mixed


def _shifted(states: Tensor, width: int) -> Tensor:
    quarter = width // 4
    before, after, own = torch.split(states, [quarter, quarter, width - 2 * quarter], -1)
    before = functional.pad(before, (0, 0, 1, -1))
    after = functional.pad(after, (0, 0, -1, 1))
    return torch.cat([before, after, own], -1)


def export(network: Classifier, path: Path) -> None:
    """Write `network` in the ONNX format, its weights as 8-bit integers, a scale a column."""
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        _traced(network, whole)
        quantize_dynamic(
            whole,
            path,
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=_QUANTISED,
        )


def _traced(network: Classifier, path: Path) -> None:
    pieces = torch.arange(5, 17).unsqueeze(0)
    with warnings.catch_warnings():
        # Sizes that the tracer takes for constants are those of the network.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Alone(network).eval(),
            (pieces,),
            path,
            input_names=["pieces"],
            output_names=["odds"],
            dynamic_axes={"pieces": {1: "pieces"}},
            opset_version=_OPSET,
            dynamo=False,
        )
