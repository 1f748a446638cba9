"""Stages in a row, refused at construction when their order can not work."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version as release
from pathlib import Path

import pandas as pd

from nlp.errors import ImpossibleOrder
from nlp.stage import Batch, Stage, digest

# Rooms whose code has no part in what a tagged text says.
_SILENT = ("training", "errors.py", "schema.py")
_STOP_WORDS = "stopwords.txt"  # for lists of words and phrases
_BORROWED = ("jieba", "rjieba", "py3langid")

_TOKEN = re.compile(
    r"""(?P<string>[a-zA-Z]{0,2}(?:\"{3}(?:[^\\]|\\.)*?\"{3}|'{3}(?:[^\\]|\\.)*?'{3}"""
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))|(?P<bracket>[()\[\]{}])"""
    r"""|(?P<lines>\n(?:[ \t]*(?:\#[^\n]*)?(?:\n|\Z))+)|(?P<comment>[ \t]*\#[^\n]*|[ \t]+(?=\n))""",
    re.DOTALL,
)
_NOTHING = re.compile(r"[ \t]*(?:#.*)?")
_INSTEAD = {"string": '""', "lines": "\n", "comment": ""}


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
        return digest(code_version(), *parts)

    def __call__(self, batch: Batch) -> Batch:
        """Return `batch` with the columns of every stage added; same rows, same order."""
        known, added = dict(batch.items()), [batch]
        for stage in self.stages:
            found = stage.added(known, batch.index)
            known.update(found.items())
            added.append(found)
        # All at once: to join a frame costs more than most stages take for a text.
        return pd.concat(added, axis="columns")


def _refuse(stage: Stage, fault: str, columns: set[str]) -> None:
    if columns:
        raise ImpossibleOrder(stage.name, fault=fault, columns=columns)


@cache
def code_version(root: Path = Path(__file__).parent) -> str:
    """Return what changes with the code, the word lists and the libraries that stages share.

    Lists in TOML (topics, brands, cues) are part of the version of the stage that is given them.
    """
    code, lists = (_heard(root, kind) for kind in ("*.py", "lexicons/*.txt"))
    told = (meaning(path.read_text(encoding="utf-8")) for path in code)
    data = (path.read_bytes() for path in lists)
    return digest(*told, *data, *(f"{name} {release(name)}" for name in _BORROWED))


def _heard(root: Path, kind: str) -> list[Path]:
    return sorted(path for path in root.rglob(kind) if not _silent(path.relative_to(root)))


def _silent(path: Path) -> bool:
    return path.parts[0] in _SILENT or path.name == _STOP_WORDS


def meaning(source: str) -> str:
    """Return the Python text `source` without comments, docstrings and blank lines.

    To tag a million posts again because a typo was mended would be absurd, and more so if two
    computers did it in turn: no parser is asked, since each Python has another.
    """
    depth, position, kept = 0, 0, list[str]()
    for match in _TOKEN.finditer(source):
        if match.lastgroup == "bracket":
            depth += 1 if match[0] in "([{" else -1
        elif match.lastgroup != "string" or (depth == 0 and _is_docstring(source, match)):
            kept += source[position : match.start()], _INSTEAD[str(match.lastgroup)]
            position = match.end()
    return "".join([*kept, source[position:]]).strip()


def _is_docstring(source: str, match: re.Match[str]) -> bool:
    """Return whether the string, in no brackets, is a statement of its own."""
    before = source[: match.start()].rpartition("\n")
    after = source[match.end() :].partition("\n")[0]
    alone = not before[2].strip() and not before[0].endswith("\\")
    return alone and match[0][0] in "\"'rR" and _NOTHING.fullmatch(after) is not None
