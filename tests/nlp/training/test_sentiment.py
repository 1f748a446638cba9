"""The whole command on a few texts put together here."""

import json
from pathlib import Path

from nlp.sentiment.linear import load
from nlp.sentiment.model import FAST
from nlp.training import sentiment


def test_the_command_writes_weights_that_learned_and_their_card(data: Path) -> None:
    weights = data / "own.npz"
    sentiment.main(["--data", str(data), "--output", str(weights), "--date", "2026-11-22"])
    card = json.loads(weights.with_suffix(".json").read_text(encoding="utf-8"))
    assert card["version"] == load(weights).version
    assert card["seed"] == sentiment.SEED
    assert card["scores"]["own_zh"]["accuracy"] > 90
    assert "own_en" in weights.with_suffix(".md").read_text(encoding="utf-8")


def test_emoticons_are_learned_alone_and_not_from_the_words_beside_them(data: Path) -> None:
    weights = data / "own.npz"
    rows = sentiment.emoticons(data)
    assert set(rows["text"]) == {"[乐]", "[哭][哭]"}
    sentiment.main(["--data", str(data), "--output", str(weights)])
    words = [["[乐]"], ["[哭]"]]
    chances = load(weights).predict(["[乐]", "[哭]"], words=words, langs=["zh", "zh"])
    assert chances[0, 2] > chances[0, 0]
    assert chances[1, 0] > chances[1, 2]


def test_a_set_that_only_teaches_is_learned_from_and_not_measured(data: Path) -> None:
    frame = sentiment.read_all(data)
    rows = sentiment.lessons(data, frame)
    assert set(rows["part"]) == {"train"}
    assert 30 < len(rows) < 60
    sentiment.main(["--data", str(data), "--output", str(data / "own.npz")])
    card = json.loads((data / "own.json").read_text(encoding="utf-8"))
    assert card["data"]["own_lesson"]["train"] == len(rows)
    assert "own_lesson" not in card["scores"]


def test_the_same_data_gives_the_same_weights_to_the_byte(data: Path) -> None:
    first, second = data / "first.npz", data / "second.npz"
    for weights in (first, second):
        sentiment.main(["--data", str(data), "--output", str(weights)])
    assert first.read_bytes() == second.read_bytes()


def test_the_shipped_card_belongs_to_the_shipped_weights() -> None:
    card = json.loads(FAST.with_suffix(".json").read_text(encoding="utf-8"))
    assert card["version"] == load(FAST).version
    assert FAST.stat().st_size < 12_000_000
