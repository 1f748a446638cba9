"""The whole command on a few texts put together here, with a network of few steps."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nlp.sentiment import auto, encoder, linear
from nlp.sentiment.model import FAST
from nlp.training import accurate, reading, texts
from nlp.training.accurate import cost_curve, doubts, scaled


@pytest.fixture
def small(data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small sets, read with small settings."""
    sets = {"own_zh": ("text",), "own_en": ("text",)}
    monkeypatch.setattr(texts, "_COLUMNS", sets)
    monkeypatch.setattr(reading, "PIECES", 300)
    monkeypatch.setattr(reading, "LEARNING", replace(reading.LEARNING, steps=2, size=1024))
    tuning = replace(accurate.TUNING, rounds=2, size=1024, warm=5, peak=2e-3, average=0.5)
    monkeypatch.setattr(accurate, "TUNING", tuning)
    return data


def test_the_command_writes_a_network_that_learned_its_card_and_the_doubt(small: Path) -> None:
    network, work = small / "own.onnx", small / "work"
    asked = ["--data", str(small), "--output", str(network), "--work", str(work)]
    accurate.main([*asked, "--rounds", "3"])
    fast = linear.load(FAST)
    model = encoder.load(network, fast)
    card = json.loads(network.with_suffix(".json").read_text(encoding="utf-8"))
    assert card["version"] == model.version
    assert card["scores"]["own_zh"]["poles"] > 90
    assert "asked" in network.with_suffix(".md").read_text(encoding="utf-8")
    both = auto.load(network, fast)
    assert set(both.doubt) == {"zh", "en"}
    assert card["settings"]["reading"] == [2]
    assert card["settings"]["tuning"]["rounds"] == 3
    first = network.read_bytes()
    network.unlink()
    (work / "encoder.pt").unlink()
    accurate.main([*asked, "--from-classifier"])
    assert network.read_bytes() == first
    assert json.loads(network.with_suffix(".json").read_bytes()) == card


def _rows(count: int) -> pd.DataFrame:
    polarity = np.resize(["positive", "negative", "neutral"], count)
    return pd.DataFrame({"set": "smp2020_usual", "polarity": polarity, "lang": "zh"})


def test_what_knows_the_answer_gets_the_weight() -> None:
    rows, dice = _rows(400), np.random.default_rng(2)
    truth = np.stack([rows["polarity"] == "positive", rows["polarity"] == "neutral"], 1)
    knows = np.where(truth, 2.0, -2.0) + dice.normal(0, 0.5, (400, 2))
    guess = dice.dirichlet((1, 1, 1), 400)
    weights = scaled(knows.astype(np.float32), guess.astype(np.float32), rows)
    assert (weights[:, 0] > 5 * abs(weights[:, 1])).all()


def test_doubt_is_the_confidence_that_the_share_stays_under() -> None:
    chances = np.stack([np.linspace(0.4, 1, 101), *[np.linspace(0.3, 0, 101)] * 2], 1)
    langs = pd.Series(["zh"] * 101)
    assert doubts(chances, langs, 0.25) == {"zh": pytest.approx(0.55)}


def test_the_curve_leads_from_the_one_model_to_the_other() -> None:
    rows, dice = _rows(200), np.random.default_rng(3)
    truth = rows["polarity"].map({"negative": 0, "neutral": 1, "positive": 2})
    second = np.eye(3)[truth].astype(np.float32)
    first = dice.dirichlet((1, 1, 1), 200).astype(np.float32)
    curve = cost_curve(first, second, rows)
    assert curve["accuracy"].iloc[-1] == 100
    assert curve["asked"].iloc[[0, -1]].tolist() == [0, 100]
    assert curve["accuracy"].is_monotonic_increasing
