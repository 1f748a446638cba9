"""Which word lists of this package are as they were when their samples were last found right.

A start need not read the samples of those again; a list edited since is checked at each start, as
the lists of a project are. `python -m nlp.training.checked` checks them all and notes it.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from nlp.stage import digest

LEXICONS: Final = Path(__file__).parent / "lexicons"
NOTED: Final = LEXICONS / "checked.json"
"""Path below `LEXICONS` -> digest of the file."""


def are_checked(paths: Iterable[Path]) -> bool:
    """Return whether all these lists are as they were when they were checked."""
    noted = _noted()
    return all(
        path.is_relative_to(LEXICONS) and noted.get(_name(path)) == digest(path.read_bytes())
        for path in paths
    )


def note(paths: Iterable[Path]) -> None:
    """Keep that the samples of these lists were found right."""
    found = {_name(path): digest(path.read_bytes()) for path in paths}
    NOTED.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    _noted.cache_clear()


@cache
def _noted() -> Mapping[str, str]:
    return dict(json.loads(NOTED.read_text(encoding="utf-8"))) if NOTED.exists() else {}


def _name(path: Path) -> str:
    return path.relative_to(LEXICONS).as_posix()
