"""Stages in a row, refused at construction when their order can not work."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nlp.errors import ImpossibleOrder
from nlp.stage import Batch, Stage, digest

# Rooms whose code has no part in what a tagged text says.
_SILENT = ("training", "errors.py", "schema.py")


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Stages in a row; itself a function on batches.

    Attributes:
        given: columns every batch must have.
        stages: in the order they run.

    Raises:
        ImpossibleOrder: a stage requires what neither `given` nor an earlier stage offers, or
            assigns what is already there.
    """

    given: frozenset[str]
    stages: tuple[Stage, ...]

    def __post_init__(self) -> None:
        known = set(self.given)
        for stage in self.stages:
            _refuse(stage, "comes before what it requires:", set(stage.requires) - known)
            _refuse(stage, "would overwrite", set(stage.assigns) & known)
            known |= set(stage.assigns)

    @property
    def adds(self) -> dict[str, str]:
        """Columns added, each with its pandas type, in order."""
        return {name: kind for stage in self.stages for name, kind in stage.assigns.items()}

    @property
    def version(self) -> str:
        """16 hexadecimal digits that change with any stage's code or data."""
        parts = (
            f"{stage.name} {stage.requires} {stage.assigns} {stage.version}"
            for stage in self.stages
        )
        return digest(_code_version(), *parts)

    def __call__(self, batch: Batch) -> Batch:
        """Return `batch` with the columns of every stage added; same rows, same order."""
        for stage in self.stages:
            batch = stage(batch)
        return batch


def _refuse(stage: Stage, fault: str, columns: set[str]) -> None:
    if columns:
        raise ImpossibleOrder(stage.name, fault=fault, columns=columns)


@cache
def _code_version() -> str:
    root = Path(__file__).parent
    files = sorted(path for path in root.rglob("*.py") if not _silent(path.relative_to(root)))
    return digest(*(meaning(path.read_text(encoding="utf-8")) for path in files))


def _silent(path: Path) -> bool:
    return path.parts[0] in _SILENT


def meaning(source: str) -> str:
    """Return what the Python text `source` does, whatever its comments and docstrings say.

    To tag a million posts again because a typo was mended would be absurd.
    """
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.value = ""
    return ast.dump(tree)
