"""The exported network against the one that was trained, on sizes that take no time."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nlp.training.exporting import export
from nlp.training.network import Classifier, Encoder, Shape

SHAPE = Shape(pieces=50, layers=2, width=64, inner=64, heads=2, longest=40)
NOISE = 1.0
"""More than 8-bit steps change log odds that are mostly beyond 5 here."""

Made = tuple[Classifier, onnxruntime.InferenceSession]


def exported(folder: Path) -> tuple[Classifier, Path]:
    torch.manual_seed(1)
    network = Classifier(Encoder(SHAPE), 2).eval()
    torch.nn.init.normal_(network.answer.weight)
    export(network, folder / "own.onnx")
    return network, folder / "own.onnx"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    network, path = exported(tmp_path_factory.mktemp("exported"))
    return network, onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])


@given(pieces=st.lists(st.integers(5, 49), min_size=1, max_size=40))
def test_texts_of_any_length_are_answered_as_by_the_trained_network(
    made: Made, pieces: list[int]
) -> None:
    network, session = made
    wanted = network(torch.tensor([pieces]), torch.ones(1, len(pieces), 1)).detach()
    found = session.run(None, {"pieces": [pieces]})[0]
    np.testing.assert_allclose(found, wanted, atol=NOISE)


def test_no_sizes_but_the_number_of_pieces_are_worked_out(tmp_path: Path) -> None:
    _, path = exported(tmp_path)
    kinds = [node.op_type for node in onnx.load(path).graph.node]
    assert kinds.count("Shape") == 1
