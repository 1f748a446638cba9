"""Secrets of sources: named in the settings, opened when a run needs them, shown nowhere."""

import base64
import json
import os
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, SecretStr

from flows.settings import SettingsError, SourceSettings, is_reference

Block = Callable[[str], str]
"""Returns the secret that a Prefect block of that name holds."""

LEAST = 4
"""Shorter values are not looked for in texts: they would be found everywhere."""


def no_block(name: str) -> str:
    """Stand for Prefect where there is none.

    Raises:
        ValueError: always.
    """
    msg = f"{name} can be read by a flow only"
    raise ValueError(msg)


def opened_options(source: SourceSettings, *, block: Block) -> dict[str, Any]:
    """Return a source's settings with what they name put in its place.

    Args:
        source: its settings; a value may be `{ from_env = "NAME" }` or `{ from_block = "name" }`.
        block: returns the secret of a Prefect block.

    Raises:
        SettingsError: a variable is not set, or there is no such block.
    """
    place = f"sources.{source.name}"
    return {key: _opened(value, f"{place}.{key}", block) for key, value in source.options.items()}


def _opened(value: Any, place: str, block: Block) -> Any:
    if not isinstance(value, Mapping):
        return value
    if not is_reference(value):
        return {key: _opened(one, f"{place}.{key}", block) for key, one in value.items()}
    ((kind, name),) = value.items()
    try:
        # a line end, as editors leave it, belongs to no secret and to no header
        return (os.environ[name] if kind == "from_env" else block(name)).strip()
    except KeyError:
        raise SettingsError(place, f"the variable {name} is not set") from None
    except ValueError as error:
        raise SettingsError(place, f"no secret in a block named {name!r}: {error}") from error


def secrets_of(settings: object) -> tuple[str, ...]:
    """Return the values of all secrets in a collector's settings."""
    if isinstance(settings, SecretStr):
        value = settings.get_secret_value()
        return (value,) if len(value) >= LEAST else ()
    if isinstance(settings, BaseModel):
        parts = [getattr(settings, name) for name in type(settings).model_fields]
    elif isinstance(settings, Mapping):
        parts = list(settings.values())
    else:
        parts = list(settings) if isinstance(settings, (list, tuple)) else []
    return tuple(value for part in parts for value in secrets_of(part))


def without_secrets(text: str, secrets: tuple[str, ...]) -> str:
    """Return `text` with each secret in it as `***`: a source may echo what it was sent.

    Found are also its forms in JSON, in addresses, and in a header of basic authentication.
    """
    for form in _forms(secrets):
        text = text.replace(form, "***")
    return text


@cache
def _forms(secrets: tuple[str, ...]) -> tuple[str, ...]:
    pairs = [f"{one}:{other}" for one in secrets for other in secrets]
    plain = [form for one in secrets for form in (one, quote(one, safe=""), json.dumps(one)[1:-1])]
    coded = [base64.b64encode(one.encode()).decode() for one in (*secrets, *pairs)]
    return tuple(sorted({*plain, *coded}, key=len, reverse=True))
