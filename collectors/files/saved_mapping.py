"""How a table was read, kept in a small TOML file for the next one of its kind.

zone = "Asia/Shanghai"
kind = "review"

[columns]
text = "评论内容"
rating = "打分"
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from collectors.base import Rejected
from collectors.errors import BadOptions, NoTextColumn
from collectors.files.columns import match_columns
from collectors.files.formats import surveys
from collectors.files.formats.base import Reading
from collectors.files.formats.registry import format_named
from collectors.files.posts import age_of
from collectors.files.rows import TABLE_FORMATS, read_rows
from collectors.files.rows import Format as TableFormat
from collectors.post import Kind

_KIND = "mapping"


class SavedMapping(BaseModel):
    """What was decided about a table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: str | None = Field(None, description="Name of the format; none: by the file's looks.")
    kind: Kind | None = Field(None, description="What its rows are.")
    zone: str | None = Field(None, description="Zone of times that name none.")
    table: str | None = Field(None, description="Sheet or table.")
    questions: tuple[str, ...] = Field((), description="Columns that are questions of a survey.")
    rating_low: float | None = Field(None, description="The worst rating there is.")
    rating_high: float | None = Field(None, description="The best rating there is.")
    columns: dict[str, str] = Field(default_factory=dict, description="Part of a post -> column.")

    def options(self) -> dict[str, Any]:
        """Return the keywords of `import_posts` that it stands for."""
        kept = self.model_dump(exclude={"columns"}, exclude_none=True)
        return {**kept, "mapping": dict(self.columns)}


def read_mapping(path: Path) -> SavedMapping:
    """Return the mapping that `write_mapping`, or a person, wrote to `path`.

    Raises:
        BadOptions: it is not there, no TOML, or has a key or value that does not fit.
    """
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise BadOptions(_KIND, key=str(path), why=str(error)) from error
    try:
        return SavedMapping.model_validate(written)
    except ValidationError as error:
        raise _complaint(error) from error


def write_mapping(path: Path, saved: SavedMapping) -> None:
    """Write `saved` to `path`, so that `read_mapping` gives it again.

    Raises:
        OSError: it cannot be written.
    """
    path.write_text("\n".join(_lines(saved)) + "\n", encoding="utf-8")


def matched_mapping(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    table: str | None = None,
    format: str | None = None,  # what the command line calls it  # noqa: A002  # what the command line calls it
) -> SavedMapping:
    """Return which column of the table `path` is taken for what, as `import_posts` would.

    Args:
        path: a table of one's own, or answers of a survey.
        mapping: part of a post -> column, where that was said.
        table: sheet or table.
        format: as for `import_posts`; of formats whose columns are known only the name is kept.

    Raises:
        NotThisFormat: it cannot be read.
        NoTextColumn: no column can be taken for the words.
        BadOptions: `mapping` or `format` does not fit.
    """
    said = dict(mapping or {})
    if format is None and not said and surveys.is_long_table(path):
        format = surveys.LONG  # noqa: A001  # as above
    if format in surveys.NAMES:
        reading = Reading("", age_of(path), mapping=said, table=table)
        columns, questions = surveys.matched(path, reading, wide=format == surveys.WIDE)
        return SavedMapping(format=format, columns=columns, questions=questions, table=table)
    own = next((one for one in TABLE_FORMATS if one == format), None)
    if format and not own:
        return SavedMapping(format=format_named(format).name, columns=said, table=table)
    return SavedMapping(format=own, columns=_columns(path, said, table, own), table=table)


def _columns(
    path: Path, mapping: Mapping[str, str], table: str | None, own: TableFormat | None
) -> dict[str, str]:
    found = read_rows(path, format=own, table=table)
    rows = (one for one in found if not isinstance(one, Rejected))
    names = tuple(map(str, next(rows, ("", {}))[1]))
    columns = match_columns(names, mapping)
    if "text" not in columns:
        raise NoTextColumn(path.name, columns=names)
    return columns


def _lines(saved: SavedMapping) -> Iterator[str]:
    values = saved.model_dump(exclude={"columns"}, exclude_none=True, exclude_defaults=True)
    yield from (f"{name} = {_toml(value)}" for name, value in values.items())
    yield "\n[columns]"
    yield from (f"{_toml(part)} = {_toml(column)}" for part, column in saved.columns.items())


def _toml(value: str | float | tuple[str, ...]) -> str:
    """Return `value` as TOML, whose strings are those of JSON but for one character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _complaint(error: ValidationError) -> BadOptions:
    first = error.errors(include_url=False)[0]
    key = ".".join(map(str, first["loc"]))
    unknown = first["type"] == "extra_forbidden"
    why = "there is no such key" if unknown else first["msg"]
    return BadOptions(_KIND, key=key, why=why, allowed=tuple(SavedMapping.model_fields))
