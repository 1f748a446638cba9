"""What a source answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from collectors.charsets import bom_charset, decode
from collectors.errors import Blocked, NotThisFormat
from collectors.json_text import read_json


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, read to the end.

    Attributes:
        url: the address that answered, after redirects.
        status: 2xx, or 304 when the question was conditional.
        headers: names in any case.
        content: the body, decompressed.
        charset: as the `Content-Type` header states it.
        moved_to: where what was asked for lives from now on, by redirects that hold for good
            (301, 308); None where it did not move.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes
    charset: str | None = None
    moved_to: str | None = None

    @property
    def not_modified(self) -> bool:
        """Return whether the source says that nothing changed since the last time."""
        return self.status == 304  # the number is its name  # noqa: PLR2004  # the number is its name

    def text(self) -> str:
        """Return the body as text; never raises."""
        return decode(self.content, declared=self.charset)

    def json(self) -> Any:
        """Return the body read as JSON.

        Raises:
            Blocked: there is HTML, or nothing, where JSON was due.
            NotThisFormat: it is not JSON, or was cut short.
        """
        text = _unicode(self.content).strip()
        if not text:
            raise Blocked(self.url, why="an empty answer where JSON was due")
        if text.startswith("<"):
            raise Blocked(self.url, why="HTML where JSON was due")
        try:
            return read_json(text)
        except (ValueError, RecursionError) as error:
            raise NotThisFormat(self.url, expected="JSON", why=str(error)) from error


def _unicode(content: bytes) -> str:
    # JSON is UTF-8 whatever the header says (RFC 8259, 8.1); a mark at the start is forgiven
    return content.decode(bom_charset(content) or "utf-8", errors="replace")
