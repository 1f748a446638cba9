"""Each kind of source with its own example settings and recorded exchanges."""

import json
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr
from replaying import exchanges_in
from small import SMALL

import collectors.sources
from collectors.base import Collector

SECRET = "hush-5f3a"
"""What every secret of an example is."""
FOLDER = Path(__file__).parents[1] / "collectors" / "sources" / "examples"


@cache
def kinds() -> Mapping[str, type[BaseModel]]:
    """Return every live source in the package that has an example and exchanges, by kind."""
    found: dict[str, type[BaseModel]] = {}
    for module in pkgutil.walk_packages(collectors.sources.__path__, "collectors.sources."):
        for thing in vars(import_module(module.name)).values():
            if _is_source(thing) and recording(thing.kind).exists():
                found[thing.kind] = thing
    return dict(sorted(found.items()))


def _is_source(thing: Any) -> bool:
    whole = isinstance(thing, type) and issubclass(thing, BaseModel)
    return whole and hasattr(thing, "kind") and hasattr(thing, "about")


def recording(kind: str) -> Path:
    """Return where the exchanges of a kind are."""
    return FOLDER / f"{kind}.http.json"


@cache
def exchanges_of(kind: str) -> list[Mapping[str, Any]]:
    """Return the exchanges that belong to the example of a kind."""
    return exchanges_in(recording(kind))


def collector_at(kind: str, url: str, **changed: Any) -> Collector:
    """Return the example of a kind, its addresses leading to `url` and its secrets told.

    It does not look back: whatever a broken run leaves out must be left to the next by the mark.
    """
    made, hosts = kinds()[kind], _hosts(kind)
    bare = {"look_back_days": 0} if "look_back_days" in made.model_fields else {}
    settings = {**_moved(dict(made.about.example), hosts, url), **bare, **changed}  # type: ignore[attr-defined]  # every source has it
    for name, field in made.model_fields.items():
        default = field.get_default()
        if _is_secret(field.annotation) and name in settings | _required(made):
            settings[name] = SECRET
        elif name not in settings and isinstance(default, str):
            moved = _moved(default, hosts, url)
            if moved != default:
                settings[name] = moved
    collector: Any = made.model_validate(settings)
    found: Collector = collector
    return found


def _required(made: type[BaseModel]) -> dict[str, None]:
    return {name: None for name, field in made.model_fields.items() if field.is_required()}


def _is_secret(annotation: Any) -> bool:
    return annotation is SecretStr or SecretStr in get_args(annotation)


def _hosts(kind: str) -> list[str]:
    urls = (urlsplit(one["request"]["url"]) for one in exchanges_of(kind))
    return sorted({f"{one.scheme}://{one.netloc}" for one in urls}, key=len, reverse=True)


def _moved(settings: Any, hosts: list[str], url: str) -> Any:
    """Return settings with the recorded hosts replaced by `url`."""
    text = json.dumps(settings, default=str, ensure_ascii=False)
    for host in hosts:
        text = text.replace(host, url)
    return json.loads(text)


@dataclass(frozen=True, slots=True)
class Source:
    """One source to test on: how it is made at an address, and its exchanges."""

    name: str
    at: Callable[[str], Collector]
    exchanges: list[Mapping[str, Any]]


def every_source() -> list[Source]:
    """Return the smallest sources, and the example of each kind."""
    small = [Source(f"small-{name}", at, exchanges) for name, (at, exchanges) in SMALL.items()]
    return small + [
        Source(kind, partial(collector_at, kind), exchanges_of(kind)) for kind in kinds()
    ]
