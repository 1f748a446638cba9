"""The whole command on a few texts put together here."""

import gzip
import json
import random
from pathlib import Path

import pytest

from nlp.sentiment.linear import load
from nlp.sentiment.model import FAST
from nlp.training import sentiment
from nlp.training.sets import LabelledSet

GOOD = {"zh": ("真好吃", "很满意", "推荐", "太棒了"), "en": (" great", " love it", " perfect")}
BAD = {"zh": ("真难吃", "很失望", "别买", "太差了"), "en": (" awful", " hate it", " broken")}
PLAIN = {"zh": ("几点开门", "在三楼", "周一发布"), "en": (" at noon", " on Monday", " room four")}
THINGS = {
    "zh": ("面条", "耳机", "酒店", "书", "外套", "相机"),
    "en": ("the phone", "this book", "a hotel"),
}


def texts(lang: str, endings: dict[str, tuple[str, ...]], dice: random.Random) -> list[str]:
    things = THINGS[lang]
    return [f"{dice.choice(things)}{number}{dice.choice(endings[lang])}" for number in range(250)]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two small sets with three classes, and the table that names them."""
    dice = random.Random(3)
    classes = {"negative": BAD, "neutral": PLAIN, "positive": GOOD}
    for lang in ("zh", "en"):
        rows = [
            f"{text},{name}" for name, ends in classes.items() for text in texts(lang, ends, dice)
        ]
        (tmp_path / f"own_{lang}").mkdir()
        with gzip.open(tmp_path / f"own_{lang}" / "train.csv.gz", "wt", encoding="utf-8") as file:
            file.write("\n".join(["text,label", *rows]))
    same = {name: name for name in classes}
    sets = tuple(
        LabelledSet(f"own_{lang}", lang, same, "ours", neutral=True) for lang in ("zh", "en")
    )
    monkeypatch.setattr("nlp.training.sentiment.SETS", sets)
    monkeypatch.setattr("nlp.training.card.SETS", sets)
    return tmp_path


def test_the_command_writes_weights_that_learned_and_their_card(data: Path) -> None:
    weights = data / "own.npz"
    sentiment.main(["--data", str(data), "--output", str(weights), "--date", "2026-11-22"])
    card = json.loads(weights.with_suffix(".json").read_text(encoding="utf-8"))
    assert card["version"] == load(weights).version
    assert card["seed"] == sentiment.SEED
    assert card["scores"]["own_zh"]["accuracy"] > 90
    assert "own_en" in weights.with_suffix(".md").read_text(encoding="utf-8")


def test_the_same_data_gives_the_same_weights_to_the_byte(data: Path) -> None:
    first, second = data / "first.npz", data / "second.npz"
    for weights in (first, second):
        sentiment.main(["--data", str(data), "--output", str(weights)])
    assert first.read_bytes() == second.read_bytes()


def test_the_shipped_card_belongs_to_the_shipped_weights() -> None:
    card = json.loads(FAST.with_suffix(".json").read_text(encoding="utf-8"))
    assert card["version"] == load(FAST).version
    assert FAST.stat().st_size < 10_000_000
