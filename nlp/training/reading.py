"""An encoder that has read texts without labels, kept in a folder so that it can read on.

In the folder: `encoder.json` (vocabulary), `encoder.pt` (weights) and `reading.json`, how many
batches were read in each run, the first of which made the vocabulary.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor

from nlp.training.network import Encoder, Shape
from nlp.training.pieces import learned
from nlp.training.pretraining import Learning, pretrained
from nlp.training.texts import plain_texts

PIECES = 20_000
LEARNING = Learning()

_PEAK_AGAIN, _WARM_AGAIN = 1.0e-3, 150  # of every reading but the first
_VOCABULARY_TEXTS, _VOCABULARY_SIGNS = 450_000, 2000


def read_encoder(data: Path, work: Path, steps: int | None = None) -> Encoder:
    """Return an encoder that has read the texts of `data`.

    Args:
        data: folder of the sets.
        work: folder that keeps it with its vocabulary, now and then while reading too.
        steps: batches to read beyond those kept; None for what the first reading lacks.
    """
    done = batches_read(work)
    learning = lesson(done, steps)
    if not learning.steps:
        return _kept(work)
    texts = plain_texts(data, seed=LEARNING.seed)
    tokenizer = vocabulary(work) if done else _learned(texts, work)
    encoder = _kept(work) if done else None
    keep = partial(_keep, work, done)
    return pretrained(texts, tokenizer, learning, encoder=encoder, keep=keep)


def batches_read(work: Path) -> list[int]:
    """Return how many batches were read in each run whose encoder `work` keeps."""
    if not (work / "encoder.pt").exists():
        return []
    found: list[int] = json.loads((work / "reading.json").read_bytes())
    return found


def readings(work: Path) -> list[Learning]:
    """Return how the encoder that `work` keeps has read, run by run."""
    done = batches_read(work)
    return [lesson(done[:run], steps) for run, steps in enumerate(done)]


def lesson(done: Sequence[int], steps: int | None) -> Learning:
    """Return how to read `steps` batches after those `done`, other ones than then."""
    asked = max(0, LEARNING.steps - sum(done)) if steps is None else steps
    if not done:
        return replace(LEARNING, steps=asked)
    seed = LEARNING.seed + len(done)
    return replace(LEARNING, steps=asked, peak=_PEAK_AGAIN, warm=_WARM_AGAIN, seed=seed)


def vocabulary(work: Path) -> Any:
    """Return the vocabulary that `work` keeps."""
    return Tokenizer.from_file(str(work / "encoder.json"))


def _learned(texts: Sequence[str], work: Path) -> Any:
    short = [text for text in texts if len(text) < _VOCABULARY_SIGNS]
    tokenizer = learned(short[:_VOCABULARY_TEXTS], pieces=PIECES)
    work.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(work / "encoder.json"))
    return tokenizer


def _kept(work: Path) -> Encoder:
    encoder = Encoder(Shape(vocabulary(work).get_vocab_size()))
    encoder.load_state_dict(torch.load(work / "encoder.pt", weights_only=True))
    return encoder


def _keep(work: Path, done: Sequence[int], weights: Mapping[str, Tensor], steps: int) -> None:
    # A run stopped while it writes must not take the weights of before with it.
    torch.save(weights, work / "encoder.part")
    (work / "encoder.part").replace(work / "encoder.pt")
    (work / "reading.json").write_text(json.dumps([*done, steps]), encoding="utf-8")
