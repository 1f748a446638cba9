"""Import formats by name, and which of them a file is in."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from types import MappingProxyType

from collectors.errors import BadOptions
from collectors.files.formats import (
    amazon,
    app_reviews,
    bilibili,
    douban,
    jd,
    mediacrawler,
    saved_answers,
    saved_bluesky,
    saved_web,
    surveys,
    taobao,
    tieba,
    weibo_cn,
    weibo_json,
    weibo_tables,
    zhihu,
)
from collectors.files.formats.base import Format
from collectors.files.head import head_of

GROUP = "opinionflow.formats"
"""Group of entry points; other packages may add a `Format` or several (a tuple) to it."""

# the most special first: exact columns, then what saved answers and pages hold
_OURS = (
    *mediacrawler.BY_PLATFORM,
    *weibo_tables.FORMATS,
    *app_reviews.FORMATS,
    *weibo_json.FORMATS,
    *weibo_cn.FORMATS,
    *douban.FORMATS,
    *bilibili.FORMATS,
    *taobao.FORMATS,
    *jd.FORMATS,
    *amazon.FORMATS,
    *tieba.FORMATS,
    *zhihu.FORMATS,
    *saved_bluesky.FORMATS,
    *saved_answers.FORMATS,
    mediacrawler.ANY_PLATFORM,
    mediacrawler.CREATORS,
    *surveys.FORMATS,
    *saved_web.FORMATS,
)


@cache
def formats_by_name() -> Mapping[str, Format]:
    """Return the formats there are, by name; those of other packages come first."""
    return MappingProxyType({format_.name: format_ for format_ in (*_added(), *_OURS)})


def format_named(name: str) -> Format:
    """Return the format of that name.

    Raises:
        BadOptions: there is none.
    """
    known = formats_by_name()
    if name not in known:
        why = f"there is no format {name!r}"
        raise BadOptions("import", key="format", why=why, allowed=tuple(known))
    return known[name]


def format_of(path: Path) -> Format | None:
    """Return the format that knows `path`, None when none does, as for somebody's own table.

    Formats that cannot be told from others for sure are only read when they are named.
    """
    head = head_of(path)
    return next((one for one in formats_by_name().values() if one.known_by(path, head)), None)


def _added() -> Iterator[Format]:
    for point in entry_points(group=GROUP):
        found = point.load()
        yield from (found,) if isinstance(found, Format) else found
