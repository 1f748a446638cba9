"""What `make docs` writes into the pages here, read from the code."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, get_origin

import click
from click.testing import CliRunner
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from collectors.base import About, Revisiting
from collectors.files.formats.registry import formats_by_name
from collectors.registry import collectors_by_kind
from flows.cli import cli
from flows.cli.adhoc import from_environment
from flows.settings import Settings
from flows.store.tables import INTERNAL, metadata

ACCESS = {
    "open": "open",
    "key": "with a key of yours",
    "own": "owner of the app or shop only",
    "file": "files of yours",
}


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
    yield "\n| kind | source | access | limits |\n|---|---|---|---|"
    for name, kind in sorted(collectors_by_kind().items()):
        about = _about(kind)
        access = ACCESS[about.access]
        yield f"| [`{name}`](#{name}) | {about.title} | {access} | {about.limits} |"
    for name, kind in sorted(collectors_by_kind().items()):
        yield from _source(name, kind)


def _source(name: str, kind: Any) -> Iterator[str]:
    about = _about(kind)
    yield f"\n## `{name}`\n\n{about.title}: {_first_line(kind)}"
    yield f"\n- Access: {ACCESS[about.access]}.\n- Limits: {about.limits}\n- Terms: {about.terms}"
    again = "yes, by age" if issubclass(kind, Revisiting) else "no, beyond what is listed again"
    yield f"- Looked at again: {again}."
    yield f"\n```toml\n[[sources]]\nname = {_toml(name)}\nkind = {_toml(name)}"
    for key, value in about.example.items():
        kept = from_environment(name, key, kind.model_fields[key]).get("envvar")
        yield f"{key} = {_toml({'from_env': kept} if kept else value)}"
    yield "```\n\n| setting | default | meaning |\n|---|---|---|"
    for key, field in kind.model_fields.items():
        yield _setting(key, field)


def _about(kind: Any) -> About:
    about: About = kind.about
    return about


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {_toml(one)}' for key, one in value.items())} }}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def formats() -> str:
    """Return every import format."""
    rows = (f"| `{name}` | {one.title} |" for name, one in sorted(formats_by_name().items()))
    return "\n".join(("\n| format | what |\n|---|---|", *rows))


def _first_line(kind: Any) -> str:
    return str(kind.__doc__ or "").strip().partition("\n")[0]


def commands() -> str:
    """Return the help text of every command."""
    context = click.Context(cli, info_name="opinionflow")
    return "\n".join(_commands(context))


def _commands(context: click.Context) -> Iterator[str]:
    group = context.command
    if not isinstance(group, click.Group):
        return
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None:
            inner = click.Context(command, info_name=name, parent=context, max_content_width=88)
            title = inner.command_path.partition(" ")[2]
            yield f"\n## {title}\n\n```text\n{command.get_help(inner)}\n```"
            yield from _commands(inner)


def tagged_example() -> str:
    """Return what the tagger makes of one sentence, as JSON."""
    text = "屏幕很清晰，就是续航太差了"
    result = CliRunner().invoke(cli, ["tag"], input=json.dumps({"text": text}))
    row = json.loads(result.stdout)
    return f"\n```json\n{json.dumps(row, ensure_ascii=False, indent=1)}\n```\n"
