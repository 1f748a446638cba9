"""A new kind of source: a small package with a collector that works, and its test."""

import keyword
import re
from importlib.resources import files
from pathlib import Path
from string import Template

from collectors.registry import collectors_by_kind
from flows.errors import Terminal

_KIND = re.compile(r"[a-z][a-z0-9-]{0,39}")
_FILES = {
    "pyproject.toml.txt": "pyproject.toml",
    "source.py.txt": "$module.py",
    "test_source.py.txt": "tests/test_$module.py",
}


class BadKind(Terminal):
    """A name that no new kind of source can have."""

    def __init__(self, kind: str, *, why: str) -> None:
        self.kind, self.why = kind, why
        super().__init__(f"{kind!r} cannot be a kind of source: {why}")


def new_source(kind: str, folder: Path) -> list[Path]:
    """Write a package with a collector of `kind` below `folder`; return its files.

    Raises:
        BadKind: the name will not do, or the package is there already.
    """
    _check(kind)
    root = folder / f"opinionflow-{kind}"
    if root.exists():
        raise BadKind(kind, why=f"{root} is there already")
    words = kind.split("-")
    names = {
        "kind": kind,
        "module": f"opinionflow_{'_'.join(words)}",
        "class_name": "".join(word.capitalize() for word in words),
    }
    return [_written(root, template, name, names) for template, name in _FILES.items()]


def _check(kind: str) -> None:
    if not _KIND.fullmatch(kind) or kind.endswith("-") or "--" in kind:
        raise BadKind(kind, why="write small letters, digits and single hyphens, a letter first")
    if kind in collectors_by_kind():
        raise BadKind(kind, why="there is one of that name")
    if keyword.iskeyword(kind.capitalize()):
        raise BadKind(kind, why="Python keeps that word to itself")


def _written(root: Path, template: str, name: str, names: dict[str, str]) -> Path:
    path = root / Template(name).substitute(names)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = (files("flows.steps") / "new_source" / template).read_text("utf-8")
    path.write_text(Template(text).safe_substitute(names), "utf-8")
    return path
