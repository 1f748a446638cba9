"""A new project: settings to edit, written from the settings' own descriptions."""

import json
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from flows.settings import MORE, SETTINGS_FILE, FileSettings, Settings, SettingsError
from flows.steps.project import shipped
from nlp.aspects.taxonomy import GENERAL
from nlp.discovery.editing import ending, with_entry

OWN_FILES = {
    "taxonomy": "taxonomy.toml",
    "brands": "brands.toml",
    "segments": "segments.toml",
}
"""What every project has: what sets one company apart from the next."""

MORE_FILES = {what: f"{what}.toml" for what in MORE}
"""What a project gets when asked for. A copy no longer follows the shipped file, and these hold
thousands of words on how people speak, which are the same for most companies."""
SOURCES = """
# What to read. Each source has a name, a kind, and the settings of that kind:
#   opinionflow collect --help          lists the kinds
#   opinionflow collect KIND --help     lists the settings of one
#
# [[sources]]
# name = "shop"
# kind = "page"
# urls = ["https://shop.example/products/1"]
#
# [[sources]]
# name = "forum"
# kind = "feed"
# url = "https://forum.example/latest.rss"

# Files that the company already has: posts, customers, orders or identities.
#
# [[imports]]
# what = "orders"
# file = "orders.csv"
# map = { order_id = "订单号", customer_id = "会员号" }
"""


def start_project(folder: Path, more: Collection[str] = ()) -> list[Path]:
    """Write settings, taxonomy, brands and segment rules into `folder`; return their paths.

    Args:
        folder: made if need be.
        more: further word lists to copy: keys of `MORE_FILES`.

    Raises:
        SettingsError: one of them is there already, or the folder cannot be made; nothing is
            written.
    """
    path, files = folder / SETTINGS_FILE, OWN_FILES | _chosen(more)
    _refuse_present([path, *(folder / name for name in files.values())])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(str(folder), f"cannot be made: {error.strerror}") from error
    path.write_text(commented_settings(files), encoding="utf-8")
    return [path, *_copied(folder, files)]


def add_files(settings: Settings, more: Collection[str]) -> list[Path]:
    """Copy further word lists into a project and name them in its settings; return their paths.

    Args:
        settings: of the project.
        more: keys of `MORE_FILES`; those that the settings name already are left alone.

    Raises:
        SettingsError: a file of that name is there, or the settings cannot be written to; nothing
            is written.
    """
    files = {
        what: name for what, name in _chosen(more).items() if not getattr(settings.files, what)
    }
    _refuse_present([settings.path(name) for name in files.values()])
    path = settings.path(SETTINGS_FILE)
    named = naming(path, files)
    copied = _copied(settings.home, files, settings.tag.industry)
    path.write_text(named, encoding="utf-8")
    return copied


def naming(path: Path, files: Mapping[str, str]) -> str:
    """Return the text of settings that also name `files` (key of [files] -> file).

    Raises:
        SettingsError: the text is not as usual; nobody but a person can add to it.
    """
    text = path.read_bytes().decode("utf-8-sig")
    lines = "".join(f'{ending(text)}{what} = "{name}"' for what, name in files.items())
    head = re.search(r"^\[files\][^\r\n]*", text, re.MULTILINE)
    end = head.end() if head else 0
    written = f"{text[:end]}{lines}{text[end:]}" if head else with_entry(text, f"[files]{lines}")
    wanted = tomllib.loads(text)
    wanted["files"] = {**wanted.get("files", {}), **files}
    with suppress(tomllib.TOMLDecodeError):
        if tomllib.loads(written) == wanted:
            return written
    told = ", ".join(lines.strip().splitlines())
    raise SettingsError(str(path), f"cannot be added to; write {told} under [files] yourself")


def _chosen(more: Collection[str]) -> dict[str, str]:
    return {what: name for what, name in MORE_FILES.items() if what in more}


def _refuse_present(paths: Iterable[Path]) -> None:
    for own in paths:
        if own.exists():
            raise SettingsError(str(own), "is there already; edit it, or choose another folder")


def _copied(folder: Path, files: Mapping[str, str], industry: str = GENERAL) -> list[Path]:
    for what, name in files.items():
        text = shipped(what).read_text(encoding="utf-8")
        if what == "aspects":
            text = text.replace(f'base = "{GENERAL}"', f'base = "{industry}"')
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in files.values()]


def commented_settings(files: Mapping[str, str] = OWN_FILES) -> str:
    """Return an `opinionflow.toml` in which every setting stands with its default and meaning.

    Args:
        files: those that it names: key of [files] -> file.
    """
    lines = ["# Settings of an opinionflow project. A line with # in front shows the default."]
    lines += _lines({"executor": Settings.model_fields["executor"]}, {})
    for name, field in Settings.model_fields.items():
        part = field.annotation
        if isinstance(part, type) and issubclass(part, BaseModel):
            about = (part.__doc__ or "").partition("\n")[0]
            lines += ["", f"# {about}", f"[{name}]"]
            lines += _lines(part.model_fields, files if part is FileSettings else {})
    return "\n".join(lines) + "\n" + SOURCES


def _lines(fields: Mapping[str, FieldInfo], files: Mapping[str, str]) -> Iterator[str]:
    for name, field in fields.items():
        yield f"# {field.description}"
        yield f'{name} = "{files[name]}"' if name in files else f"# {_default(name, field)}"


def _default(name: str, field: FieldInfo) -> str:
    value: Any = field.default
    return f"{name} =" if value is None else f"{name} = {json.dumps(value, ensure_ascii=False)}"
