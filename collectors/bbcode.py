"""BBCode, as Steam's reviews are written in, to text with its lines kept."""

import re
from collections.abc import Iterator

from collectors.texts import clean

# https://steamcommunity.com/comment/Recommendation/formattinghelp, and what older reviews use
_BREAKS = frozenset({
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "list", "olist", "*", "quote", "code", "table",
    "tr", "p", "center",
})  # fmt: skip
_CELLS = frozenset({"td", "th"})
_PLAIN = frozenset({"b", "i", "u", "s", "strike", "spoiler", "url", "noparse", "color", "size"})
_SILENT = frozenset({"img", "previewyoutube", "dynamiclink", "youtube", "video"})
_VERBATIM = frozenset({"noparse", "code"})

_TAG = re.compile(
    r"\[(?P<end>/?)(?P<name>\*|[a-z][a-z0-9]{0,15})(?P<value>[= ][^\[\]\n]{0,500})?\]",
    re.IGNORECASE,
)


def from_bbcode(markup: str) -> str:
    """Return the words of `markup`: marks taken out, headings, items and rows as lines.

    What is in brackets but no mark ("[10/10]") stays; pictures and films go; a link keeps its
    label, or its address where it has none.
    """
    parts: list[str] = []
    for part in filter(None, _written(markup)):
        if not (part == "\n" and parts and parts[-1].endswith("\n")):
            parts.append(part)
    return clean("".join(parts))


def _written(markup: str) -> Iterator[str]:
    """Yield the text piece by piece; what stands in [noparse] and [code] is left as it is."""
    at, within, link = 0, "", ""
    for found in _TAG.finditer(markup):
        name, ends = found["name"].lower(), bool(found["end"])
        if within and not (ends and name == within):
            continue
        if not _is_mark(name):
            continue
        said = markup[at : found.start()]
        at = found.end()
        yield "" if within in _SILENT else said
        yield _in_place_of(name, link="" if said.strip() else link, ends=ends)
        link = _address(found["value"]) if name == "url" and not ends else ""
        within = name if name in _VERBATIM | _SILENT and not ends else ""
    yield markup[at:]


def _in_place_of(name: str, *, link: str, ends: bool) -> str:
    if name in _BREAKS:
        return "\n"
    if name in _CELLS:
        return " "
    return link if name == "url" and ends else ""


def _is_mark(name: str) -> bool:
    return name in _BREAKS or name in _CELLS or name in _PLAIN or name in _SILENT


def _address(value: str | None) -> str:
    return (value or "").lstrip("= ").strip("\"' ")
