"""How well the shipped sentiment model does, from the card that travels with its weights."""

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

CARD: Final = files("nlp") / "models" / "fast.json"
LANGUAGES: Final = {"zh": "Chinese", "en": "English"}


@dataclass(frozen=True, slots=True)
class Score:
    """What the model got right on one set of held-out texts; shares from 0 to 1.

    Attributes:
        name: the set.
        language: of its texts.
        texts: how many.
        accuracy: texts given the right one of three classes; neutral counts as wrong where the
            set has no neutral.
        poles: right among positive and negative only.
    """

    name: str
    language: str
    texts: int
    accuracy: float
    poles: float


@dataclass(frozen=True, slots=True)
class Card:
    """The model's version, its scores by set, and their means by language."""

    name: str
    version: str
    scores: tuple[Score, ...]

    @property
    def by_language(self) -> tuple[Score, ...]:
        """Return one score a language, each text of its sets weighing the same."""
        languages = dict.fromkeys(score.language for score in self.scores)
        return tuple(self._mean(language) for language in languages)

    def _mean(self, language: str) -> Score:
        held = [score for score in self.scores if score.language == language]
        texts = sum(score.texts for score in held)
        accuracy = sum(score.accuracy * score.texts for score in held) / texts
        poles = sum(score.poles * score.texts for score in held) / texts
        return Score(f"{len(held)} sets", language, texts, accuracy, poles)


def read_card() -> Card | None:
    """Return the card of the shipped model; None where the program came without one."""
    if not CARD.is_file():
        return None
    told = json.loads(CARD.read_text(encoding="utf-8"))
    scores = tuple(_score(name, told) for name in sorted(told["scores"]))
    return Card(told["name"], told["version"], scores)


def _score(name: str, told: dict[str, Any]) -> Score:
    found = told["scores"][name]
    lang = told["data"][name]["lang"]
    return Score(
        name=name,
        language=LANGUAGES.get(lang, lang),
        texts=found["texts"],
        accuracy=found["accuracy"] / 100,
        poles=found["poles"] / 100,
    )
