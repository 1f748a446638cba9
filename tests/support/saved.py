"""Saved files for the tests of import formats: written aside, read whole."""

import json
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mutating import mutated

from collectors.base import Page
from collectors.charsets import decode
from collectors.errors import CollectorError
from collectors.files.formats.base import Format, Reading

NOW = datetime(2024, 6, 1, 4, 0, tzinfo=UTC)
"""Noon in Beijing."""

HEAD = 65536


def saved(content: Any) -> bytes:
    """Return bytes as they are, text in UTF-8, anything else as JSON."""
    if isinstance(content, bytes):
        return content
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    return text.encode()


def read(form: Format, content: Any, *, name: str = "saved.json", zone: str | None = None) -> Page:
    """Return all that `form` reads of a file with that content, as one page."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(saved(content))
        pages = list(form.read(path, Reading("saved", NOW, zone)))
    return Page(
        tuple(post for page in pages for post in page.posts),
        tuple(one for page in pages for one in page.rejected),
        withdrawn=tuple(one for page in pages for one in page.withdrawn),
    )


def claimants(forms: Sequence[Format], content: Any, *, name: str = "saved.json") -> list[str]:
    """Return the names of the formats that take the content for theirs."""
    head = decode(saved(content)[:HEAD])
    return [form.name for form in forms if form.known_by(Path(name), head)]


def spoilt(form: Format, content: Any, seed: int, *, name: str = "saved.json") -> None:
    """Read the content after it was mutated; only our own errors are let pass.

    Whatever was read must be storable: as JSON, in UTF-8.
    """
    try:
        page = read(form, mutated(saved(content), random.Random(seed)), name=name)
    except CollectorError:
        return
    for post in page.posts:
        post.model_dump_json()
    json.dumps([(one.where, one.reason, one.raw) for one in page.rejected]).encode()
