"""What is wrong with settings, told with the line or the variable that says so."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from nlp.topics.toml import in_words, line_of
from nlp.topics.toml_places import places

_SAID = {"extra_forbidden": "no such setting", "missing": "is missing"}


def placed(path: Path, *where: str | int) -> str:
    """Return the variable that says a setting, or else the line of the file, as editors open it."""
    text = path.read_text("utf-8")
    names = {name.upper(): name for name in os.environ}
    for end in range(len(where), 0, -1):
        variable = f"OPINIONFLOW_{'__'.join(map(str, where[:end]))}".upper()
        if variable in names and (end == len(where) or where not in places(text)):
            return f"environment: {names[variable]}"
    return f"{path}:{line_of(text, *where)}"


def told(path: Path, error: ValidationError) -> tuple[str, str]:
    """Return where the first fault is, and all faults: of the file, and of the environment."""
    found = error.errors(include_url=False, include_context=False)
    places_of = [placed(path, *each["loc"]) for each in found]
    faults = [_fault(each) for each in found]
    others = zip(places_of[1:], faults[1:], strict=True)
    return places_of[0], "; ".join((faults[0], *(f"{place}: {fault}" for place, fault in others)))


def _fault(problem: Mapping[str, Any]) -> str:
    key = ".".join(map(str, problem["loc"]))
    return f"{key}: {_SAID.get(problem['type']) or in_words(problem)}"
