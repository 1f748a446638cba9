"""Settings of names and values, which the command line gives as one text."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import parse_qsl

from pydantic import BeforeValidator, SecretStr

from collectors.json_text import read_json


def _of_query(given: Any) -> Any:
    """Return the pairs of a=1&b=2; numbers and truth as an address writes them."""
    pairs = dict(parse_qsl(given, keep_blank_values=True)) if isinstance(given, str) else given
    if not isinstance(pairs, Mapping):
        return pairs
    return {name: _in_address(value) for name, value in pairs.items()}


def _in_address(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, (int, float)) else value


def _of_headers(given: Any) -> Any:
    """Return the pairs of lines such as Accept-Language: de."""
    if not isinstance(given, str):
        return given
    lines = (line.partition(":") for line in given.splitlines() if line.strip())
    return {name.strip(): value.strip() for name, _, value in lines}


def _of_json(given: Any) -> Any:
    return read_json(given) if isinstance(given, str) else given


Params = Annotated[Mapping[str, str], BeforeValidator(_of_query)]
"""Parameters of an address; also written a=1&b=2."""

Headers = Annotated[Mapping[str, str], BeforeValidator(_of_headers)]
"""Headers of a request; also written as lines of `Name: value`."""

SecretHeaders = Annotated[Mapping[str, SecretStr], BeforeValidator(_of_headers)]
"""The same, shown to nobody."""

Body = Annotated[Mapping[str, Any], BeforeValidator(_of_json)]
"""A JSON object; also written as JSON."""
