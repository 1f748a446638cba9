"""How well the shipped sentiment models do, from the figures that travel with their weights."""

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

FIGURES: Final = files("nlp") / "models" / "quality.json"
DEFAULT: Final = "auto"
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


def read_card(name: str = DEFAULT) -> Card | None:
    """Return the figures of a shipped model; None where the program came without them."""
    told = json.loads(FIGURES.read_text(encoding="utf-8")).get(name) if FIGURES.is_file() else None
    if told is None:
        return None
    trained = {place: found for place, found in sorted(told["sets"].items()) if found["trains"]}
    return Card(name, told["version"], tuple(_score(*each) for each in trained.items()))


def _score(name: str, found: dict[str, Any]) -> Score:
    return Score(
        name=name,
        language=LANGUAGES.get(found["lang"], found["lang"]),
        texts=found["texts"],
        accuracy=found["accuracy"] / 100,
        poles=found["poles"] / 100,
    )
