"""Files of MediaCrawler, as its users keep them: CSV, JSON, JSONL, XLSX and SQLite.

A file is known by its columns, whatever it is called; where those of two platforms are alike,
the path says which it is (`data/xhs/csv/search_contents_2026-07-02.csv`).

Two platforms may give the same id: posts of a file of several platforms, and of a folder, have
sources of their own (`mine-xhs`, `mine-weibo`).
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from collectors.base import Page
from collectors.files.formats.base import Format, Reading, of_platform
from collectors.files.formats.known_tables import Family
from collectors.files.formats.mediacrawler_tables import TABLES
from collectors.files.formats.table_file import read_tables
from collectors.files.head import head_of
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
        weibo=platform == "weibo",
    )


_ALL = _family(None)
_FAMILIES = {platform: _family(platform) for platform in _PLATFORMS}
_OF_PEOPLE = replace(
    _ALL,
    title="MediaCrawler, profiles of people, who are no posts",
    tables=[table for table in TABLES if table.holds == "people"],
)
_OF_ONE = {name: [table for table in TABLES if table.name == name] for name in _PLATFORMS}
_OF_POSTS = replace(_ALL, tables=[table for table in TABLES if table.holds != "people"])


def platform_of(path: Path, head: str) -> str | None:
    """Return the one platform that the tables of `path` are from, None for none or several."""
    stated = _stated(path)
    shapes = shape_of(path, head).values()
    if stated and any(table.fits(columns) for table in _OF_ONE[stated] for columns in shapes):
        return stated
    found = {table.name for table in map(_OF_POSTS.table_of, shapes) if table}
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
    family = _FAMILIES[platform]
    return Format(
        f"mediacrawler-{platform}",
        family.title,
        lambda path, head: platform_of(path, head) == platform,
        partial(read_tables, family),
        platform=platform,
    )


def read_any(path: Path, reading: Reading) -> Iterator[Page]:
    """Yield the posts of a file platform by platform, each under a source of its own.

    Raises:
        NotThisFormat: it cannot be read, or holds no posts of any platform.
    """
    tables = _tables_of(path, reading.table)
    if not tables:
        yield from read_tables(_ALL, path, reading)
    for platform in filter(tables.__contains__, _PLATFORMS):
        family, own = _FAMILIES[platform], of_platform(reading, platform)
        yield from read_tables(family, path, own, only=tables[platform])


def _tables_of(path: Path, wanted: str | None) -> dict[str, list[str | None]]:
    """Return platform -> names of its tables in `path`, of `wanted` alone if that is given."""
    found: defaultdict[str, list[str | None]] = defaultdict(list)
    for name, columns in shape_of(path, head_of(path)).items():
        table = _OF_POSTS.table_of(columns) if wanted in (None, name) else None
        if table:
            found[table.name].append(name)
    return found


BY_PLATFORM: tuple[Format, ...] = tuple(map(_format, _PLATFORMS))
ANY_PLATFORM = Format("mediacrawler", _ALL.title, _OF_POSTS.knows, read_any)
"""For databases, which hold the tables of all platforms."""

CREATORS = Format(
    "mediacrawler-creators",
    _OF_PEOPLE.title,
    _OF_PEOPLE.knows,
    partial(read_tables, _OF_PEOPLE),
    holds_posts=False,
)

FORMATS: tuple[Format, ...] = (*BY_PLATFORM, ANY_PLATFORM, CREATORS)
