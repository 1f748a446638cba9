"""The beginning of a file, by which its format is known."""

from pathlib import Path

from collectors.errors import NotThisFormat
from collectors.files.opened import opened

HEAD_LENGTH = 64 * 1024
"""Characters of a file by which it is known."""

_BINARY = (b"PK\x03\x04", b"SQLite format 3\x00", b"PAR1")
_MARKED = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_SNIFFED = 4096


def head_of(path: Path) -> str:
    """Return the beginning of `path` as text; empty for a file that is none or cannot be read."""
    try:
        if _is_binary(path):
            return ""
        with opened(path) as stream:
            return stream.read(HEAD_LENGTH)
    except (NotThisFormat, OSError):
        return ""


def _is_binary(path: Path) -> bool:
    with path.open("rb") as stream:
        sample = stream.read(_SNIFFED)
    zipped = path.suffix.lower() == ".gz"
    zeros = b"\x00" in sample and not sample.startswith(_MARKED) and not zipped
    return zeros or sample.startswith(_BINARY)
