"""Files of MediaCrawler, as its users keep them: CSV, JSON, JSONL, XLSX and SQLite.

A file is known by its columns, whatever it is called; where those of two platforms are alike,
the path says which it is (`data/xhs/csv/search_contents_2026-07-02.csv`).
"""

import re
from pathlib import Path

from collectors.files.formats.base import Format
from collectors.files.formats.known_tables import Family
from collectors.files.formats.mediacrawler_tables import TABLES
from collectors.files.formats.table_file import format_for
from collectors.files.shapes import shape_of

_PLATFORMS = {
    "xhs": "Xiaohongshu",
    "douyin": "Douyin",
    "kuaishou": "Kuaishou",
    "bili": "Bilibili",
    "weibo": "Weibo",
    "tieba": "Tieba",
    "zhihu": "Zhihu",
}
_SHORT = {"dy": "douyin", "ks": "kuaishou", "bilibili": "bili", "wb": "weibo"}
_NAME = re.compile(
    r"(?:(?P<platform>[a-z]+)_)?(?:\d+_)?(?:search|detail|creator)_"
    r"(?:contents|comments|creators|dynamics|\d{6,8})"
)


def _family(platform: str | None) -> Family:
    tables = [table for table in TABLES if platform in (None, table.name) or table.name == "people"]
    title = _PLATFORMS.get(platform or "", "several platforms")
    return Family(
        f"MediaCrawler, {title}",
        tables,
        zone="Asia/Shanghai",
        version="last_modify_ts",
        blank_is_zero=True,
    )


_ALL = _family(None)
_FAMILIES = {platform: _family(platform) for platform in _PLATFORMS}


def platform_of(path: Path, head: str) -> str | None:
    """Return the one platform that the tables of `path` are from, None for none or several."""
    stated = _stated(path)
    if stated and _FAMILIES[stated].knows(path, head):
        return stated
    tables = map(_ALL.table_of, shape_of(path, head).values())
    found = {table.name for table in tables if table} - {"people"}
    return found.pop() if len(found) == 1 else None


def _stated(path: Path) -> str | None:
    """Return the platform that the names of `path` and its folders say, None without such."""
    found = _NAME.match(path.name.lower())
    if not found:
        return None
    names = (found["platform"] or "", *(part.lower() for part in reversed(path.parts[:-1])))
    full = (_SHORT.get(name, name) for name in names)
    return next((name for name in full if name in _PLATFORMS), None)


def _format(platform: str) -> Format:
    made = format_for(f"mediacrawler-{platform}", _FAMILIES[platform])
    return Format(
        made.name, made.title, lambda path, head: platform_of(path, head) == platform, made.read
    )


BY_PLATFORM: tuple[Format, ...] = tuple(map(_format, _PLATFORMS))
ANY_PLATFORM = format_for("mediacrawler", _ALL)
"""For databases, which hold the tables of all platforms, and for profiles of people."""

FORMATS: tuple[Format, ...] = (*BY_PLATFORM, ANY_PLATFORM)
