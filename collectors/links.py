"""Link headers (RFC 8288)."""

import re
from urllib.parse import urljoin

from collectors.answer import Answer

_LINKS = re.compile(r",\s{0,9}(?=<)")
_NEXT = re.compile(r"""<([^<>]+)>.*;\s*rel\s*=\s*["']?(?:[\w-]+\s)*next\b""", re.IGNORECASE)


def next_link(answer: Answer) -> str | None:
    """Return the whole address that the answer's header names as following it."""
    links = map(_NEXT.match, _LINKS.split(answer.headers.get("link", "").strip()))
    found = next(filter(None, links), None)
    try:
        return urljoin(answer.url, found[1].strip()) if found else None
    except ValueError:
        return None
