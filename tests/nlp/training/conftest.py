"""Small labelled sets of texts put together here."""

import gzip
import random
from pathlib import Path

import pytest

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
    (tmp_path / "own_posts").mkdir()
    with gzip.open(tmp_path / "own_posts" / "train.csv.gz", "wt", encoding="utf-8") as file:
        file.write(
            "text,label\n" + "走了[乐],positive\n走了[哭]回头[哭],negative\n走了,positive\n" * 40
        )
    posts = LabelledSet("own_posts", "zh", same, "ours", review=False)
    (tmp_path / "own_lesson").mkdir()
    with gzip.open(tmp_path / "own_lesson" / "train.csv.gz", "wt", encoding="utf-8") as file:
        file.write(
            "text,label\n" + "".join(f"第{number}次呜呜呜,negative\n" for number in range(60))
        )
    lesson = LabelledSet("own_lesson", "zh", same, "ours", review=False)
    (tmp_path / "own_headlines").mkdir()
    with gzip.open(tmp_path / "own_headlines" / "train.csv.gz", "wt", encoding="utf-8") as file:
        file.write("text,label\n" + "".join(f"第{number}届大会开幕,news\n" for number in range(60)))
    headlines = LabelledSet(
        "own_headlines", "zh", {"news": "neutral"}, "ours", neutral=True, weight=0.3
    )
    for module in ("sentiment", "card", "accurate"):
        monkeypatch.setattr(f"nlp.training.{module}.HEADLINES", headlines, raising=False)
    monkeypatch.setattr("nlp.training.sentiment.EMOTICONS", posts)
    monkeypatch.setattr("nlp.training.sentiment.SETS", sets)
    monkeypatch.setattr("nlp.training.sentiment.LESSONS", (lesson,))
    monkeypatch.setattr("nlp.training.card.SETS", sets)
    monkeypatch.setattr("nlp.training.card.LESSONS", (lesson,))
    return tmp_path
