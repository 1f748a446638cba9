"""Mastodon's statuses as posts."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from collectors.addresses import web_address
from collectors.base import Page, Query, Rejected
from collectors.post import Post
from collectors.ratings import count
from collectors.texts import from_html
from collectors.times import parse_time

_RAW_LENGTH = 2000
_HASHTAG = re.compile(r"[#＃]\w+")


def read_statuses(
    statuses: list[Any], query: Query, *, host: str, skip_noindex: bool = False
) -> Page:
    """Return the statuses of one answer as posts; a boosted one stands behind its boost.

    Args:
        statuses: as the instance gives them.
        query: whose source and moment are stamped on them.
        host: of the instance; completes the names of its own members.
        skip_noindex: leave out authors who ask not to be indexed.
    """
    posts: list[Post] = []
    rejected: list[Rejected] = []
    for position, status in enumerate(statuses, start=1):
        try:
            posts += _posts(status, query, host=host, skip_noindex=skip_noindex)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            why = f"not a status: {type(error).__name__}: {error}"
            raw = json.dumps(status, ensure_ascii=False)[:_RAW_LENGTH]
            rejected.append(Rejected(f"{host} status {position}", why, raw))
    return Page(tuple(posts), tuple(rejected))


def _posts(status: Any, query: Query, *, host: str, skip_noindex: bool) -> Iterator[Post]:
    account = status["account"]
    if skip_noindex and (account.get("noindex") or account.get("indexable") is False):
        return
    yield _post(status, query, host=host)
    if status.get("reblog"):
        original = {**status["reblog"], "reblog": None}
        yield from _posts(original, query, host=host, skip_noindex=skip_noindex)


def _post(status: Any, query: Query, *, host: str) -> Post:
    original = status.get("reblog")
    raw = "" if original else _words(status)
    text = from_html(raw)
    acct = _acct(status["account"], host)
    published = parse_time(status["created_at"], now=query.now)
    edited = parse_time(status.get("edited_at"), now=query.now)
    return Post(
        source=query.source,
        id=_given(status, "id"),
        kind=_kind(status),
        url=web_address(status.get("url")) or web_address(status.get("uri")),
        author_id=acct,
        author=from_html(status["account"].get("display_name") or "") or acct,
        author_labels=_labels(status["account"]),
        published_at=published and published.moment,
        published_precision=published and published.precision,
        edited_at=edited and edited.moment,
        title=from_html(status.get("spoiler_text") or "") or None,
        text=text,
        raw_text=raw if raw != text else None,
        parent_id=_id(status.get("in_reply_to_id")),
        repost_of=_given(original, "id") if original else None,
        likes=count(status.get("favourites_count")),
        replies=count(status.get("replies_count")),
        reposts=count(status.get("reblogs_count")),
        lang=status.get("language"),
    )


def _kind(status: Any) -> Any:
    if status.get("reblog"):
        return "repost"
    return "comment" if status.get("in_reply_to_id") else "post"


def _id(value: Any) -> str | None:
    return str(value) if value else None


def _given(thing: Any, name: str) -> str:
    """Return a name that must be there.

    Raises:
        ValueError: it is neither text nor a whole number, or empty.
    """
    value = thing[name]
    if isinstance(value, bool) or not isinstance(value, (int, str)) or not str(value).strip():
        msg = f"{name} is {value!r}"
        raise ValueError(msg)
    return str(value)


def _words(status: Any) -> str:
    """Return what was written, the choices of a poll below it."""
    poll = status.get("poll") or {}
    choices = "".join(f"<br>- {html.escape(one['title'])}" for one in poll.get("options") or [])
    return f"{status.get('content') or ''}{choices}"


def _acct(account: Any, host: str) -> str:
    acct = _given(account, "acct")
    return acct if "@" in acct else f"{acct}@{host}"


def _labels(account: Any) -> tuple[str, ...]:
    """Return what authors publish about themselves: their fields, and the hashtags of their bio."""
    fields = [
        f"{from_html(one.get('name') or '')}: {from_html(one.get('value') or '')}"
        for one in account.get("fields") or []
    ]
    tags = _HASHTAG.findall(from_html(account.get("note") or ""))
    return tuple(dict.fromkeys([*fields, *tags]))
