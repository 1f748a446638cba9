"""Laws of the network and of what trains it, on sizes that take no time."""

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from nlp.training.exporting import Alone
from nlp.training.network import Classifier, Encoder, Shape
from nlp.training.optimizing import HalfPrecision, batches, padded, rate

SHAPE = Shape(pieces=50, layers=2, width=16, inner=32, heads=2, longest=40)

texts = st.lists(st.integers(5, 49), min_size=1, max_size=30).map(np.array)


def network() -> Classifier:
    torch.manual_seed(1)
    return Classifier(Encoder(SHAPE), 3).eval()


@given(st.lists(texts, min_size=1, max_size=5))
def test_padding_and_company_change_no_answer(rows: list[np.ndarray]) -> None:
    made = network()
    pieces, kept = padded(rows)
    together = made(pieces, kept.float()).detach()
    alone = torch.cat([Alone(made)(torch.from_numpy(row)[None]) for row in rows]).detach()
    torch.testing.assert_close(together, alone, rtol=1e-4, atol=1e-5)


def test_a_piece_sees_what_stands_before_and_after_it() -> None:
    made = network().encoder
    first = torch.tensor([[7, 8, 9, 10, 11]])
    kept = torch.ones(1, 5, 1)
    for changed in (0, 4):
        other = first.clone()
        other[0, changed] = 20
        states = made(first, kept) - made(other, kept)
        assert states[0, 2].abs().max() > 1e-4


@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=200),
    st.integers(60, 400),
    st.integers(0, 9),
)
def test_a_round_reads_each_text_once_in_batches_of_bounded_size(
    lengths: list[int], size: int, seed: int
) -> None:
    counts = np.array(lengths)
    found = list(batches(counts, size, np.random.default_rng(seed)))
    assert sorted(np.concatenate(found).tolist()) == list(range(len(lengths)))
    assert max(len(rows) * counts[rows].max() for rows in found) <= size


@given(st.integers(10, 500), st.integers(1, 50))
def test_the_learning_rate_rises_to_its_peak_and_ends_at_a_twelfth(steps: int, warm: int) -> None:
    rates = [rate(step, steps, peak=1.0, warm=warm) for step in range(steps + 1)]
    assert min(rates) > 0
    assert max(rates) <= 1
    assert rates[:warm] == sorted(rates[:warm]) or warm > steps // 4
    if warm < steps:
        assert abs(rates[-1] - 0.08) < 1e-9


def test_training_in_half_precision_finds_the_answer_and_leaves_full_precision() -> None:
    made = network()
    trained = HalfPrecision(made, decay=0.0, average=0.5)
    pieces, kept = padded([np.array([5, 6, 7]), np.array([8, 9])])
    wanted = torch.tensor([[1.0, 0, 0], [0, 0, 1.0]])
    for _ in range(60):
        answer = made(pieces, kept).float()
        torch.nn.functional.binary_cross_entropy_with_logits(answer, wanted).backward()
        trained.step(0.01)
    trained.finish(made)
    assert all(weights.dtype == torch.float32 for weights in made.parameters())
    assert ((made(pieces, kept.float()) > 0) == (wanted > 0.5)).all()
