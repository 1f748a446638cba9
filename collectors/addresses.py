"""Addresses as they are stored."""

import re
from urllib.parse import urlsplit, urlunsplit

# marks of campaigns and sessions: they change from visit to visit and lead to the same page
_DROPPED = re.compile(
    r"(?:utm_[a-z_]+|spm|scm|from|fbclid|gclid|dclid|msclkid|yclid|mc_[ce]id|igshid|xsec_token"
    r"|xsec_source|sig|ssig|token|access_token|sessionid|phpsessid|jsessionid|share_token)",
    re.IGNORECASE,
)


def clean_address(url: str) -> str:
    """Return `url` without campaign marks and tokens; anything that is no address as it is."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    kept = [pair for pair in parts.query.split("&") if not _DROPPED.fullmatch(pair.split("=")[0])]
    return urlunsplit(parts._replace(query="&".join(kept)))


def is_web(url: str) -> bool:
    """Return whether `url` is an address of http or https with a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def web_address(url: str | None) -> str | None:
    """Return `url` cleaned, None when it is missing or opens anything but a page of the web."""
    return clean_address(url) if url and is_web(url.strip()) else None
