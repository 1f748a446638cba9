"""JSON-LD, read leniently and script by script."""

import html
import re
from collections.abc import Callable, Iterator
from typing import Any

from collectors.addresses import shown
from collectors.base import Rejected
from collectors.json_text import read_json
from collectors.markup.document import Document
from collectors.markup.nodes import normal

RAW_LENGTH = 4000
"""Characters of a broken script that are kept."""

_OPENING = re.compile(r"\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?)")
_CLOSING = re.compile(r"(?:-->|(?://|/\*)?\s*\]\]>\s*(?:\*/)?)\s*$")
_CLOSING_LENGTH = 20
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')


def jsonld_nodes(document: Document) -> Iterator[Any | Rejected]:
    """Yield what each script says, or why it could not be read."""
    scripts = document.tree.xpath("//script[contains(@type, 'ld+json')]")
    for position, script in enumerate(scripts, start=1):
        text = "".join(script.itertext()).strip()
        if not text:
            continue
        try:
            yield normal(_read(text))
        except (ValueError, RecursionError) as error:
            where = f"{shown(document.url)} JSON-LD script {position}"
            yield Rejected(where, f"not JSON: {error}", text[:RAW_LENGTH])


def _read(text: str) -> Any:
    """Return the first reading that works, from strict to lenient; raise the strict complaint."""
    complaint: Exception | None = None
    for mend in _MENDED:
        text = mend(text)
        try:
            return read_json(text)
        except (ValueError, RecursionError) as error:
            complaint = complaint or error
    raise complaint or ValueError(text[:40])


def _unwrapped(text: str) -> str:
    """Return `text` without comments in it and without what is wrapped around it."""
    opening = _OPENING.match(text)
    bare = text[opening.end() :] if opening else _uncommented(text)
    bare = bare[:-_CLOSING_LENGTH] + _CLOSING.sub("", bare[-_CLOSING_LENGTH:])
    return bare.strip().rstrip(";").strip()


def _uncommented(text: str) -> str:
    # only as far as there are ends, or each beginning would be sought to the end of the text
    last = text.rfind("-->") + 3 if "-->" in text else 0
    return _COMMENT.sub("", text[:last]) + text[last:]


_MENDED: tuple[Callable[[str], str], ...] = (
    str,
    _unwrapped,
    lambda text: _TRAILING_COMMA.sub(r"\1", text),
    lambda text: _BAD_ESCAPE.sub(r"\\\\", text),
    html.unescape,
)
