"""Floors under the measured figures: a set that falls below its floor fails the benchmark."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("floors.toml")
MARGIN, TEXTS = 1.0, 2
"""A floor is so many points under the figure that was measured, and so many texts of the set."""
_HEAD = """\
# Accuracy, in per cent, that each model must reach on each set; pinned by
# `python benchmarks/quality/run.py --pin`, which never lowers one unless told `--lower`.
"""

Floors = Mapping[str, Mapping[str, float]]


class Miss(NamedTuple):
    """One figure below its floor."""

    model: str
    name: str
    figure: float
    floor: float

    def __str__(self) -> str:
        return f"{self.model} on {self.name}: {self.figure:.1f}, floor {self.floor:.1f}"


def read_floors(file: Path = FILE) -> Floors:
    """Return the floor of each set, by model; none if there is no such file."""
    if not file.is_file():
        return {}
    found: Floors = tomllib.loads(file.read_text(encoding="utf-8"))
    return found


def misses(figures: Floors, floors: Floors) -> list[Miss]:
    """Return what lies below its floor; a set that was not measured lies below it too."""
    return [
        Miss(model, name, figures[model].get(name, 0.0), floor)
        for model, sets in floors.items()
        if model in figures
        for name, floor in sets.items()
        if not figures[model].get(name, 0.0) >= floor
    ]


def pinned(
    figures: Floors, floors: Floors, *, texts: Mapping[str, int], lower: bool = False
) -> Floors:
    """Return new floors a little under `figures`; models and sets not measured keep theirs.

    Args:
        figures: what was measured.
        floors: those that are there.
        texts: how many texts a set has.
        lower: a floor may sink.
    """
    under = {
        model: {name: _under(figure, texts[name]) for name, figure in sets.items()}
        for model, sets in figures.items()
    }
    return {
        model: _kept(under.get(model, {}), floors.get(model, {}), lower=lower)
        for model in sorted({*figures, *floors})
    }


def _under(figure: float, texts: int) -> float:
    return round(max(figure - MARGIN - 100 * TEXTS / texts, 0.0), 1)


def _kept(new: Mapping[str, float], old: Mapping[str, float], *, lower: bool) -> dict[str, float]:
    if not lower:
        new = {name: max(floor, old.get(name, 0.0)) for name, floor in new.items()}
    return dict(sorted({**old, **new}.items()))


def write_floors(floors: Floors, file: Path = FILE) -> None:
    """Write `floors`, models and sets in order."""
    parts = [
        "\n".join([f"[{model}]", *(f"{name} = {floor:.1f}" for name, floor in sets.items())])
        for model, sets in floors.items()
    ]
    file.write_text("\n\n".join([_HEAD.rstrip(), *parts]) + "\n", encoding="utf-8")
