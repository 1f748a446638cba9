"""Settings of a source, written as they stand in the settings file."""

import json
from collections.abc import Mapping
from typing import Any


def written(settings: Mapping[str, Any]) -> str:
    """Return settings as a table of [[sources]]; values are words, numbers, truth, or lists."""
    lines = [f"{key} = {_value(value)}" for key, value in settings.items()]
    return "\n".join(["[[sources]]", *lines]) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, str) and "'" not in value and value.isprintable():
        # selectors are full of double quotes; a literal string needs no escapes
        return f"'{value}'" if '"' in value else f'"{value}"' if "\\" not in value else f"'{value}'"
    # JSON's strings, numbers and truth are TOML's
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
