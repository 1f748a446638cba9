"""Where an answer leads on: Link headers (RFC 8288), and whether it stays on its server."""

import re
from urllib.parse import urljoin

import httpx

from collectors.answer import Answer
from collectors.asked import is_same_site, target
from collectors.errors import BadAddress

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


def stays(home: str, onward: str) -> bool:
    """Return whether `onward` is on the server of `home`, and reached no less safely.

    Compare with what the settings name, not with where an answer came from: a redirect must not
    choose who is asked next, and what he is sent. A leading `www.` makes no other server: many
    sites redirect from one name to the other.
    """
    try:
        return is_same_site(_bare(home), _bare(onward))
    except BadAddress:
        return False


def _bare(url: str) -> httpx.URL:
    read = target(url)
    return read.copy_with(host=read.host.removeprefix("www."))
