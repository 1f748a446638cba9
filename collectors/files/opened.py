"""Text files opened in the encoding they were written in."""

import codecs
import gzip
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from collectors.charsets import bom_charset, likely_charset
from collectors.errors import NotThisFormat

_ILLEGAL = re.compile("[\udc80-\udcff]")
SAMPLE_BYTES = 256 * 1024
KEPT = "surrogateescape"


@contextmanager
def opened(path: Path) -> Iterator[IO[str]]:
    """Open `path` as text; bytes that are illegal in its encoding become lone surrogates.

    Raises:
        NotThisFormat: it cannot be opened, or is not the gzip file that it claims to be.
    """
    gzipped = path.suffix.lower() == ".gz"
    try:
        encoding = _encoding(path, gzipped=gzipped)
        # the escape keeps illegal bytes to be told of; UTF-16 cannot hold them
        errors = "replace" if encoding.startswith(("utf-16", "utf_16", "utf-32")) else KEPT
        options = {"mode": "rt", "encoding": encoding, "errors": errors, "newline": ""}
        with gzip.open(path, **options) if gzipped else path.open(**options) as stream:  # type: ignore[call-overload]  # the same options for both
            yield stream
    except (OSError, EOFError, UnicodeError, zlib.error) as error:
        raise NotThisFormat(str(path), expected="a readable text file", why=str(error)) from error


def is_whole(text: str) -> bool:
    """Return whether no byte of `text` was illegal in its encoding."""
    return _ILLEGAL.search(text) is None


def _encoding(path: Path, *, gzipped: bool) -> str:
    with gzip.open(path) if gzipped else path.open("rb") as stream:
        sample = stream.read(SAMPLE_BYTES)
    if marked := bom_charset(sample):
        return marked
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(sample)
    except UnicodeDecodeError as error:
        # one bad byte in a long file of UTF-8 is a bad row, not another encoding
        legal = sum(byte >= 0xC2 for byte in sample[: error.start])  # lead bytes  # noqa: PLR2004  # first of the lead bytes
        return "utf-8" if legal > len(sample) // 1000 + 3 else likely_charset(sample)
    return "utf-8"
