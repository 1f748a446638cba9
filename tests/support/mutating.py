"""Good answers made strange: values swapped, dropped, repeated; bytes cut, doubled, spoilt."""

import json
import random
from typing import Any

STRANGE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**63, 2**70, -(2**70), 1e308, 0.1, "", " ", "0", "-1", "null",
    "1e999", "NaN", "9" * 400, "x" * 5000, "\x00", "\ud800", "\u202e", "é" * 50, "<p>", "<a href='",
    "&#0;", "&#xd800;", "]]>", "{", "[", "\\", "../..", "javascript:alert(1)", "http://", "http://[",
    "http://a:b@c:99999/", "//", "?", "0000-00-00", "9999-12-31T23:59:59-23:59", "2024-02-30",
    "-0001-01-01", "昨天 25:61", "1.2万万", "★" * 40, [], {}, [[]], [None], {"a": None},
    {"$type": "x"}, {"label": None}, {"": ""}, [1, "a", None, {}],
    "Mon, 99 Foo 2024 99:99:99 +9999",
)  # fmt: skip
"""What stands in answers that nobody foresaw."""

PIECES = (
    b"<", b">", b"</", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<!DOCTYPE x [", b"&#", b"&amp;",
    b'"', b"'", b"{", b"}", b"[", b"]", b",", b":", b"\\", b"\\ud800", b"\x00", b"\xff\xfe",
    b"\xef\xbb\xbf", b"\x1f\x8b", b"\r\n", b"null", b"1e999", b"-", b"<script>", b"</div>",
    b"<div", b"itemscope ", b" itemprop=review ", b"<a rel=next href=", b"\xe4\xb8", b"NaN",
    b"<?xml version='1.0' encoding='klingon'?>", b"true",
)  # fmt: skip


def mutated(body: bytes, chance: random.Random) -> bytes:
    """Return `body` changed in one to four places."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        body = _by_value(body, chance) if chance.random() < _VALUES else _by_bytes(body, chance)
    return body


_VALUES = 0.6
"""Share of changes that keep JSON valid."""


def _by_value(body: bytes, chance: random.Random) -> bytes:
    try:
        whole = json.loads(body)
    except (ValueError, RecursionError):
        return _by_bytes(body, chance)
    changed = _changed(whole, chance)
    return json.dumps(changed, ensure_ascii=chance.random() < _VALUES).encode("utf-8", "replace")


def _changed(whole: Any, chance: random.Random) -> Any:
    """Return the value with one of its parts, chosen at random, changed."""
    places = list(_places(whole))
    if not places or chance.random() < 1 / (len(places) + 1):
        return chance.choice(STRANGE)
    holder, key = chance.choice(places)
    what = chance.randrange(6)
    if what == 0 and isinstance(holder, list):
        holder.append(holder[key])
    elif what == 0:
        del holder[key]
    elif what == 1:
        other, far = chance.choice(places)
        holder[key], other[far] = other[far], holder[key]
        return json.loads(json.dumps(whole)) if _is_finite(whole) else None
    elif what == 2:
        holder[key] = str(holder[key])
    elif what == 3:
        holder[key] = [holder[key]]
    else:
        holder[key] = chance.choice(STRANGE)
    return whole


def _is_finite(whole: Any) -> bool:
    """Return whether no part holds itself, as a swap may bring about."""
    try:
        json.dumps(whole)
    except (ValueError, RecursionError):
        return False
    return True


def _places(value: Any) -> Any:
    if isinstance(value, dict | list):
        keys = list(value) if isinstance(value, dict) else range(len(value))
        for key in keys:
            yield value, key
            yield from _places(value[key])


def _by_bytes(body: bytes, chance: random.Random) -> bytes:
    begin, end = sorted((chance.randint(0, len(body)), chance.randint(0, len(body))))
    end = min(end, begin + chance.choice((1, 8, 200)))
    what = chance.randrange(6)
    if what == 0:
        return body[:begin]
    if what == 1:
        return body[:begin] + body[end:]
    if what == 2:
        return body[:end] + body[begin:]
    if what == 3:
        return body[:begin] + bytes(chance.randrange(256) for _ in range(end - begin)) + body[end:]
    return body[:begin] + chance.choice(PIECES) * chance.choice((1, 1, 1, 30)) + body[begin:]
