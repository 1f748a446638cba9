"""From a trained classifier to the file that `nlp.sentiment.encoder` runs."""

import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from nlp.training.network import Alone, Classifier

_OPSET = 20
_QUANTISED = ["MatMul", "Gemm", "Gather"]


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
