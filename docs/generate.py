"""What `make docs` writes into the pages here, read from the code."""

import json
from collections.abc import Iterator
from typing import Any, get_origin

import click
from click.testing import CliRunner
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from collectors.registry import collectors_by_kind
from flows.cli import cli
from flows.settings import Settings
from flows.store.tables import INTERNAL, metadata


def data_dictionary() -> str:
    """Return every published table with its columns."""
    return "\n".join(_tables())


def _tables() -> Iterator[str]:
    for name, table in sorted(metadata.tables.items()):
        if name in INTERNAL:
            continue
        yield f"\n## `{name}`\n\n| column | type | key | meaning |\n|---|---|---|---|"
        for column in table.columns:
            kind = type(column.type).__name__.removeprefix("Utc").lower()
            key = "key" if column.primary_key else ""
            yield f"| `{column.name}` | {kind} | {key} | {column.comment} |"


def settings() -> str:
    """Return every setting with its default and meaning."""
    return "\n".join(_settings())


def _settings() -> Iterator[str]:
    yield "\n| setting | default | meaning |\n|---|---|---|"
    for name, field in Settings.model_fields.items():
        part = field.annotation
        if isinstance(part, type) and issubclass(part, BaseModel):
            yield from (
                _setting(f"{name}.{key}", inner) for key, inner in part.model_fields.items()
            )
        elif get_origin(part) is not tuple and not field.is_required():
            yield _setting(name, field)


def _setting(name: str, field: FieldInfo) -> str:
    default = "–" if field.is_required() or field.default is None else f"`{field.default}`"
    return f"| `{name}` | {default} | {field.description} |"


def sources() -> str:
    """Return every kind of source with its settings."""
    return "\n".join(_sources())


def _sources() -> Iterator[str]:
    for name, kind in sorted(collectors_by_kind().items()):
        yield f"\n## `{name}`\n\n{_first_line(kind)}"
        yield "\n| setting | default | meaning |\n|---|---|---|"
        for key, field in kind.model_fields.items():  # type: ignore[attr-defined]
            yield _setting(key, field)


def _first_line(kind: Any) -> str:
    return str(kind.__doc__ or "").strip().partition("\n")[0]


def commands() -> str:
    """Return the help text of every command."""
    context = click.Context(cli, info_name="opinionflow")
    return "\n".join(_commands(context))


def _commands(context: click.Context) -> Iterator[str]:
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        if command is not None:
            inner = click.Context(command, info_name=name, parent=context, max_content_width=88)
            yield f"\n## {name}\n\n```text\n{command.get_help(inner)}\n```"


def tagged_example() -> str:
    """Return what the tagger makes of one sentence, as JSON."""
    text = "屏幕很清晰，就是续航太差了"
    result = CliRunner().invoke(cli, ["tag"], input=json.dumps({"text": text}))
    row = json.loads(result.stdout)
    return f"\n```json\n{json.dumps(row, ensure_ascii=False, indent=1)}\n```\n"
