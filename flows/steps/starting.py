"""A new project: settings to edit, written from the settings' own descriptions."""

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from flows.settings import SETTINGS_FILE, Settings, SettingsError
from flows.steps.project import shipped

OWN_FILES = {
    "taxonomy": "taxonomy.toml",
    "brands": "brands.toml",
    "segments": "segments.toml",
}
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


def start_project(folder: Path) -> list[Path]:
    """Write settings, taxonomy, brands and segment rules into `folder`; return their paths.

    Raises:
        SettingsError: one of them is there already, or the folder cannot be made; nothing is
            written.
    """
    path = folder / SETTINGS_FILE
    for own in (path, *(folder / name for name in OWN_FILES.values())):
        if own.exists():
            raise SettingsError(str(own), "is there already; edit it, or choose another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(str(folder), f"cannot be made: {error.strerror}") from error
    for what, name in OWN_FILES.items():
        shutil.copyfile(shipped(what), folder / name)
    path.write_text(commented_settings(), encoding="utf-8")
    return [path, *(folder / name for name in OWN_FILES.values())]


def commented_settings() -> str:
    """Return an `opinionflow.toml` in which every setting stands with its default and meaning."""
    lines = ["# Settings of an opinionflow project. A line with # in front shows the default."]
    lines += _lines({"executor": Settings.model_fields["executor"]})
    for name, field in Settings.model_fields.items():
        part = field.annotation
        if isinstance(part, type) and issubclass(part, BaseModel):
            about = (part.__doc__ or "").partition("\n")[0]
            lines += ["", f"# {about}", f"[{name}]"]
            lines += _lines(part.model_fields)
    return "\n".join(lines) + "\n" + SOURCES


def _lines(fields: Mapping[str, FieldInfo]) -> Iterator[str]:
    for name, field in fields.items():
        yield f"# {field.description}"
        yield f'{name} = "{OWN_FILES[name]}"' if name in OWN_FILES else f"# {_default(name, field)}"


def _default(name: str, field: FieldInfo) -> str:
    value: Any = field.default
    return f"{name} =" if value is None else f"{name} = {json.dumps(value, ensure_ascii=False)}"
