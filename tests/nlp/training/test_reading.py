"""An encoder of few steps that is kept, and reads on."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nlp.training import pretraining, reading, texts
from nlp.training.network import Encoder
from nlp.training.pretraining import Learning
from nlp.training.reading import batches_read, lesson, read_encoder, readings


@pytest.fixture
def small(data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small sets, read with small settings."""
    monkeypatch.setattr(texts, "_COLUMNS", {"own_zh": ("text",), "own_en": ("text",)})
    monkeypatch.setattr(reading, "PIECES", 300)
    monkeypatch.setattr(reading, "LEARNING", replace(reading.LEARNING, steps=2, size=1024))
    return data


def same(one: Encoder, other: Encoder) -> bool:
    both = zip(one.state_dict().values(), other.state_dict().values(), strict=True)
    return all(torch.equal(*weights) for weights in both)


def test_what_was_read_is_not_read_again(small: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    first = read_encoder(small, work)
    assert same(read_encoder(small, work), first)
    assert batches_read(work) == [2]


def test_reading_on_starts_from_what_is_kept_and_is_recorded(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, given_weights = tmp_path / "work", []
    first = read_encoder(small, work)
    read = pretraining.pretrained

    def watched(*asked: Any, encoder: Encoder, **more: Any) -> Encoder:
        given_weights.append(same(encoder, first))
        return read(*asked, encoder=encoder, **more)

    monkeypatch.setattr(reading, "pretrained", watched)
    second = read_encoder(small, work, steps=3)
    assert given_weights == [True]
    assert not same(first, second)
    assert same(read_encoder(small, work), second)
    assert batches_read(work) == [2, 3]
    assert [each.steps for each in readings(work)] == [2, 3]


def test_a_stopped_reading_loses_little(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> float:
        if batches_read(tmp_path / "work") == [1]:
            raise KeyboardInterrupt
        return 1e-3

    monkeypatch.setattr(pretraining, "_KEPT_EVERY", 1)
    monkeypatch.setattr(pretraining, "rate", stopped)
    with pytest.raises(KeyboardInterrupt):
        read_encoder(small, tmp_path / "work")
    monkeypatch.setattr(pretraining, "rate", lambda *_, **__: 1e-3)
    read_encoder(small, tmp_path / "work")
    assert batches_read(tmp_path / "work") == [1, 1]


def test_an_encoder_without_its_record_is_not_written_over(small: Path, tmp_path: Path) -> None:
    (tmp_path / "encoder.pt").write_bytes(b"of hours")
    with pytest.raises(FileNotFoundError, match=r"reading\.json"):
        read_encoder(small, tmp_path, steps=1)
    assert (tmp_path / "encoder.pt").read_bytes() == b"of hours"


@given(st.lists(st.integers(1, 4000), max_size=4), st.integers(1, 4000))
def test_every_reading_has_lots_of_its_own(done: Sequence[int], steps: int) -> None:
    seeds = {lesson(done[:run], steps).seed for run in range(len(done) + 1)}
    assert len(seeds) == len(done) + 1


def test_the_second_reading_is_gentler_than_the_first() -> None:
    assert lesson([], None) == Learning()
    second = Learning(steps=3500, peak=1.0e-3, warm=150, seed=Learning().seed + 1)
    assert lesson([2600], 3500) == second
