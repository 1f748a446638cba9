"""Tell a wall from content: login pages, captchas, and pages that do not want to be read."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from collectors.markup.document import Document

_TITLES = re.compile(
    r"安全验证|验证码|人机验证|滑块验证|访问验证|访问受限|访问过于频繁|请登录|登录 ?[-_|]|^登录$|"
    r"captcha|are you (?:a )?(?:human|robot)|robot check|just a moment|attention required|"
    r"access denied|security check|verify you are human|"
    r"please (?:log|sign) ?in|^(?:log|sign) ?in\b",
    re.IGNORECASE,
)
_MARKS = (
    "//*[contains(concat(' ', @class, ' '), ' Unhuman ')]",
    "//*[@id='challenge-form' or @id='cf-challenge-running' or @id='px-captcha']",
    "//form[.//input[@type='password']][not(//article)]",
    "//iframe[contains(@src, 'captcha')]",
)
_LOGIN_PATH = re.compile(
    r"/(?:login|signin|sign-in|passport|captcha|challenge)(?:[/.?]|$)", re.IGNORECASE
)

_NOT_OK = (-100,)
_CODES = (-101, -352, -412, -509, -799)
_RET = re.compile(r"FAIL_SYS_(?:USER_VALIDATE|SESSION_EXPIRED|ILLEGAL_ACCESS)|RGV587_ERROR")
_PROOF = re.compile(
    r"验证码|安全验证|人机验证|请(?:先)?登[录陆]|访问过于频繁|captcha|account/unhuman"
    r"|please (?:log|sign) ?in|login required|unusual traffic",
    re.IGNORECASE,
)


def wall_in(document: Document) -> str | None:
    """Return what makes `document` look like a wall, None if nothing does.

    Ask only about pages on which nothing else was found: a captcha may well stand below reviews.
    """
    if found := _TITLES.search(document.title[:300]):
        return f"its title says {found[0]!r}"
    if _LOGIN_PATH.search(urlsplit(document.url).path):
        return "it is a login page"
    if not document.tree.xpath("boolean(//body//* | //script)"):
        return "an empty page"
    hit = next((mark for mark in _MARKS if document.tree.xpath(f"boolean({mark})")), None)
    return hit and "it asks for a login or a captcha"


def wall_behind(said: str) -> str | None:
    """Return what makes an answer of "not found" a wall, None if nothing does.

    Args:
        said: what it said, or the beginning of that.
    """
    document = Document.parse(said, url="")
    words = " ".join(document.tree.itertext())
    if found := _TITLES.search(document.title[:300]) or _PROOF.search(words):
        return f"it says {found[0]!r}"
    return None


def soft_error(data: Any) -> str | None:
    """Return what makes the JSON of a good answer a wall, None if nothing does.

    Only signs that no empty result carries: numbers by which Weibo (`ok`), Bilibili (`code`) and
    Zhihu (`error.need_login`) turn programs away, Taobao's reasons (`ret`), and words that ask for
    a login or a captcha where there is no content.
    """
    if not isinstance(data, Mapping):
        return None
    if data.get("ok") in _NOT_OK or data.get("code") in _CODES:
        name = "ok" if data.get("ok") in _NOT_OK else "code"
        return f"it says {name} {data[name]}"
    error = data.get("error")
    if isinstance(error, Mapping) and (error.get("need_login") is True or _asks_for_proof(error)):
        return "it asks for a login or a captcha"
    reasons = data.get("ret")
    for reason in reasons if isinstance(reasons, list) else ():
        if isinstance(reason, str) and _RET.match(reason):
            return f"it says {reason[:60]!r}"
    return "it asks for a login or a captcha" if _asks_for_proof(data) else None


def _asks_for_proof(data: Mapping[str, Any]) -> bool:
    if any(isinstance(value, (list, Mapping)) and value for value in data.values()):
        return False
    words = (data.get(name) for name in ("msg", "message", "error", "redirect", "url"))
    return any(isinstance(one, str) and _PROOF.search(one[:300]) for one in words)


def reservation(document: Document, headers: Mapping[str, str], *, agent: str) -> str | None:
    """Return the mark by which the page keeps itself from being collected, None without one.

    Read are X-Robots-Tag and meta robots (noindex, none; for all or for `agent`) and the
    reservation of text and data mining (tdm-reservation: 1).
    """
    for rules in _tags(headers.get("x-robots-tag", ""), agent.lower()):
        if rules in ("noindex", "none"):
            return f"X-Robots-Tag says {rules}"
    for name in ("robots", agent.lower()):
        for rules in document.metas(name):
            if {"noindex", "none"} & set(re.split(r"[\s,]+", rules.lower())):
                return f"meta {name} says {rules}"
    mining = [headers.get("tdm-reservation", ""), *document.metas("tdm-reservation")]
    return "text and data mining is reserved" if "1" in map(str.strip, mining) else None


def _tags(header: str, agent: str) -> list[str]:
    """Return the directives of X-Robots-Tag that are meant for us."""
    ours, meant = True, []
    for part in header.lower().split(","):
        name, colon, rest = part.strip().partition(":")
        if colon and name.strip() != "unavailable_after":
            ours, part = name.strip() == agent, rest  # what follows the name  # noqa: PLW2901  # what follows the name
        if ours:
            meant.append(part.strip())
    return meant
