"""Files of each import format, small and of our own making, for mutation."""

import random
import tempfile
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path

from fuzzing import Parse, check
from mutating import mutated
from running import NOW

from collectors.errors import CollectorError
from collectors.files.formats.registry import formats_by_name
from collectors.files.imported import TABLE_FORMATS, import_posts

FOLDER = Path(__file__).parent / "seeds" / "files"
STRANGERS = 0.15
"""Share of inputs that are another format's."""


def file_parsers() -> Mapping[str, Parse]:
    """Return a parser for each import format, each kind of table, and files left to be known."""
    names = [*formats_by_name(), *TABLE_FORMATS]
    return {f"file {name}": partial(_parse, name) for name in names} | {"file": _any}


def files() -> list[Path]:
    """Return the files there are."""
    return sorted(FOLDER.iterdir())


@cache
def _fitting(name: str) -> tuple[Path, ...]:
    """Return the files that this format reads posts from; all of them where none is."""
    return tuple(path for path in files() if _reads(path, name)) or tuple(files())


def _reads(path: Path, name: str) -> bool:
    try:
        pages = list(import_posts(path, source="any", now=NOW, format=name))
    except CollectorError:
        return False
    return any(page.posts for page in pages)


def _parse(name: str, chance: random.Random) -> None:
    stranger = chance.random() < STRANGERS
    _read(chance.choice(files() if stranger else _fitting(name)), name, chance)


def _any(chance: random.Random) -> None:
    _read(chance.choice(files()), None, chance)


def _read(path: Path, name: str | None, chance: random.Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        spoilt = Path(folder) / path.name
        spoilt.write_bytes(mutated(path.read_bytes(), chance))
        for page in import_posts(spoilt, source="any", now=NOW, format=name):
            check(list(page.posts), {})
