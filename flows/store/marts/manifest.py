"""Which files make up the published version, and the folder they lie in.

<url>/manifest.json               the newest version; written last, in one step
<url>/v000007/manifest.json       what version 7 was made of
<url>/v000007/posts.parquet       a table that changed in version 7
"""

import json
import operator
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Self

import fsspec

from flows.store.errors import MartsDamaged

KEPT = 3
"""Versions whose files stay, the newest included: readers of an older one may finish."""


@dataclass(frozen=True, slots=True)
class Mart:
    """One table's file.

    Attributes:
        path: where it lies within the marts' folder.
        rows: number of rows.
        digest: of its bytes.
        size: number of bytes; older programs did not note it.
    """

    path: str
    rows: int
    digest: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """One consistent version of all tables.

    Attributes:
        version: counts up from 1; a publication that finds nothing changed makes none.
        published_at: UTC.
        tables: table name to its file.
    """

    version: int
    published_at: datetime
    tables: Mapping[str, Mart]

    def to_json(self) -> str:
        """Return what `from_json` reads."""
        tables = {name: asdict(mart) for name, mart in sorted(self.tables.items())}
        told = {
            "version": self.version,
            "published_at": self.published_at.astimezone(UTC).isoformat(),
            "tables": tables,
        }
        return json.dumps(told, indent=1, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the manifest that `to_json` wrote.

        Raises:
            KeyError, ValueError, TypeError, AttributeError, RecursionError: it wrote no such thing.
        """
        told = json.loads(text)
        tables = {name: _mart(mart) for name, mart in told["tables"].items()}
        moment = datetime.fromisoformat(told["published_at"])
        return cls(operator.index(told["version"]), moment, tables)


def _mart(told: Mapping[str, Any]) -> Mart:
    return Mart(str(told["path"]), operator.index(told["rows"]), told["digest"], told.get("size"))


_NOT_OURS = (KeyError, ValueError, TypeError, AttributeError, RecursionError)


class Folder:
    """The marts' folder, wherever fsspec finds it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.fs, self.root = fsspec.url_to_fs(url)
        # Remote file systems remember listings; another process may have published since.
        self.fs.invalidate_cache()

    def path(self, relative: str) -> str:
        """Return where `relative` lies, as the file system names it."""
        return f"{self.root.rstrip('/')}/{relative}"

    def address(self, relative: str) -> str:
        """Return where `relative` lies, as DuckDB names it."""
        path = self.path(relative)
        return path if self.is_local else str(self.fs.unstrip_protocol(path))

    @property
    def is_local(self) -> bool:
        """Tell whether these are files of this machine."""
        return "file" in _protocols(self.fs)

    def manifest(self, version: int | None = None) -> Manifest | None:
        """Return the newest manifest, or that of `version`; None when there is none.

        Raises:
            MartsDamaged: it cannot be read.
        """
        name = "manifest.json" if version is None else f"{folder_of(version)}/manifest.json"
        try:
            return Manifest.from_json(self.fs.cat_file(self.path(name)).decode())
        except FileNotFoundError:
            return None
        except _NOT_OURS as error:
            reason = f"{type(error).__name__}: {error}"
            raise MartsDamaged(self.url, file=name, reason=reason) from error

    def mended(self) -> Manifest | None:
        """Return the newest manifest; a damaged one is laid aside for the newest that is whole."""
        try:
            return self.manifest()
        except MartsDamaged:
            whole = (self._whole(version) for version in reversed(self.versions()))
            found = next(filter(None, whole), None)
            self.fs.copy(self.path("manifest.json"), self.path("manifest.json.damaged"))
            if found:
                self.put(found)
            else:
                self.remove("manifest.json")
            return found

    def _whole(self, version: int) -> Manifest | None:
        try:
            return self.manifest(version)
        except MartsDamaged:
            return None

    def put(self, manifest: Manifest) -> None:
        """Make `manifest` the newest, in one step: readers see the old one or this one."""
        written = manifest.to_json().encode()
        self.fs.pipe_file(self.path(f"{folder_of(manifest.version)}/manifest.json"), written)
        if not self.is_local:
            # Object stores show a whole object or none.
            self.fs.pipe_file(self.path("manifest.json"), written)
            return
        aside = self.path("manifest.json.new")
        with open(aside, "wb") as file:  # noqa: PTH123  # fsspec's paths are strings
            file.write(written)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, self.path("manifest.json"))  # noqa: PTH105  # the same

    def remove(self, relative: str) -> None:
        """Remove a file or folder, if it is there."""
        if self.fs.exists(self.path(relative)):
            self.fs.rm(self.path(relative), recursive=True)

    def prune(self, newest: int) -> None:
        """Remove files of old versions that none of the kept manifests names."""
        kept = range(max(1, newest - KEPT + 1), newest + 1)
        manifests = [found for version in kept if (found := self._whole(version))]
        named = {mart.path for manifest in manifests for mart in manifest.tables.values()}
        for version in self.versions():
            if version < kept[0]:
                self._prune_version(folder_of(version), named)

    def versions(self) -> list[int]:
        """Return the versions that have a folder, oldest first."""
        if not self.fs.exists(self.root):
            return []
        names = (
            path.rstrip("/").rpartition("/")[2] for path in self.fs.ls(self.root, detail=False)
        )
        return sorted(int(name[1:]) for name in names if re.fullmatch(r"v\d{6,}", name))

    def _prune_version(self, folder: str, named: set[str]) -> None:
        files = self.fs.ls(self.path(folder), detail=False)
        relative = {path: f"{folder}/{path.rpartition('/')[2]}" for path in files}
        if not named & set(relative.values()):
            self.remove(folder)
            return
        for path, name in relative.items():
            if name not in named:
                self.fs.rm(path)


def folder_of(version: int) -> str:
    """Return the name of the folder of `version`."""
    return f"v{version:06d}"


def _protocols(fs: Any) -> tuple[str, ...]:
    return (fs.protocol,) if isinstance(fs.protocol, str) else tuple(fs.protocol)
