"""Addresses as they are stored."""

import re
from urllib.parse import urlsplit, urlunsplit

# what opens doors: keys, tokens, signatures and passwords, in the names that services give them
_OPENS = (
    r"(?:[a-z0-9.]+[_-])*"
    r"(?:(?:access|auth|refresh|bearer|api|app|client|consumer|private|secret|csrf|session)?"
    r"(?:token|key|secret)|s?sig|signature|sign|pass(?:wd|word|phrase)?|pwd|auth|authorization"
    r"|credentials?|jwt|(?:php|j)?sess(?:ion)?(?:_?id)?|hmac)"
)
# marks of campaigns and sessions: they change from visit to visit and lead to the same page
_DROPPED = re.compile(
    r"(?:utm_[a-z_]+|spm|scm|from|fbclid|gclid|dclid|msclkid|yclid|mc_[ce]id|igshid|xsec_token"
    rf"|xsec_source|share_token|{_OPENS})",
    re.IGNORECASE,
)
_SECRET_PAIR = re.compile(rf"(?<=[?&;#])({_OPENS})=[^&;#\s\"'<>]+", re.IGNORECASE)
_USERINFO = re.compile(r"(?<=://)[^\s/?#\"'<>]*@")


def shown(text: str) -> str:
    """Return an address, or a text with addresses in it, as people may see it.

    Values of parameters that open doors (`access_token`, `key`, `sig` ...) and whatever stands
    before an `@` of a host are replaced by `***`; doing it twice changes nothing more.
    """
    return _SECRET_PAIR.sub(r"\1=***", _USERINFO.sub("***@", text))


def clean_address(url: str) -> str:
    """Return `url` without campaign marks and all that opens doors, as it may be stored.

    Anything that is no address is returned as it is. `code` stays: it names products and pages
    far more often than it opens a door.
    """
    cleaned = _cleaned(url.strip())
    # what was cut off may have hidden blanks, or the mark of an empty part
    while cleaned != url:
        url, cleaned = cleaned, _cleaned(cleaned.strip())
    return cleaned


def _cleaned(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return shown(url)
    kept = [pair for pair in parts.query.split("&") if not _DROPPED.fullmatch(pair.split("=")[0])]
    host = parts.netloc.rpartition("@")[2]
    # what other separators hide, and fragments, is masked instead
    return shown(urlunsplit(parts._replace(netloc=host, query="&".join(kept))))


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
