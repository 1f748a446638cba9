"""Mastodon's statuses as posts."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

from collectors.addresses import web_address
from collectors.base import Page, Query
from collectors.fields import objects, published, read_each
from collectors.post import Kind, Post
from collectors.ratings import count
from collectors.texts import from_html
from collectors.times import parse_time

_HASHTAG = re.compile(r"[#＃]\w+")


def read_statuses(
    statuses: Iterable[Any],
    query: Query,
    *,
    host: str,
    skip_noindex: bool = False,
    thread_id: str | None = None,
) -> Page:
    """Return the statuses of one answer as posts; a boosted one stands behind its boost.

    Ids are those of the asked instance; copies that were seen on two instances have the same
    address (`url`), that of the author's own instance.

    Args:
        statuses: as the instance gives them.
        query: whose source and moment are stamped on them.
        host: of the instance; completes the names of its own members.
        skip_noindex: leave out authors who ask not to be indexed or found.
        thread_id: the status that opened the thread, where all of them are of one.
    """

    def read(status: Any) -> Iterator[Post]:
        if skip_noindex and _hides(status["account"]):
            return
        yield _post(status, query, host=host, thread_id=thread_id)
        if status.get("reblog"):
            yield from read({**status["reblog"], "reblog": None})

    posts, rejected = read_each(statuses, read, where=f"{host} status")
    return Page(tuple(posts), tuple(rejected))


def _hides(account: Any) -> bool:
    refused = (account.get("indexable"), account.get("discoverable"))
    return bool(account.get("noindex")) or False in refused


def _post(status: Any, query: Query, *, host: str, thread_id: str | None) -> Post:
    original = status.get("reblog")
    raw = "" if original else _words(status)
    text = _named_emoji(from_html(raw), status)
    account = status["account"]
    acct = _acct(account, host)
    edited = parse_time(status.get("edited_at"), now=query.now)
    kind = _kind(status)
    return Post(
        source=query.source,
        id=_given(status, "id"),
        kind=kind,
        url=web_address(status.get("url")) or web_address(status.get("uri")),
        author_id=acct,
        author=_named_emoji(from_html(account.get("display_name") or ""), account) or acct,
        author_labels=_labels(account),
        edited_at=edited and edited.moment,
        title=_named_emoji(from_html(status.get("spoiler_text") or ""), status) or None,
        text=text,
        raw_text=raw if raw != text else None,
        parent_id=_id(status.get("in_reply_to_id")),
        thread_id=thread_id or (_given(status, "id") if kind == "post" else None),
        repost_of=_given(original, "id") if original else None,
        likes=count(status.get("favourites_count")),
        replies=count(status.get("replies_count")),
        reposts=count(status.get("reblogs_count")),
        lang=status.get("language"),
        **published(parse_time(status["created_at"], now=query.now)),
    )


def _kind(status: Any) -> Kind:
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


def _named_emoji(text: str, told_by: Any) -> str:
    """Return `text` with the instance's own emoji as [name] instead of :name:."""
    if ":" not in text:
        return text
    for emoji in objects(told_by, "emojis"):
        text = text.replace(f":{emoji.get('shortcode')}:", f"[{emoji.get('shortcode')}]")
    return text


def _acct(account: Any, host: str) -> str:
    acct = _given(account, "acct")
    return acct if "@" in acct else f"{acct}@{host}"


def _labels(account: Any) -> tuple[str, ...]:
    """Return what authors publish about themselves: their fields, and the hashtags of their bio."""
    stated = [
        f"{from_html(one.get('name') or '')}: {from_html(one.get('value') or '')}"
        for one in account.get("fields") or []
    ]
    tags = _HASHTAG.findall(from_html(account.get("note") or ""))
    return tuple(dict.fromkeys([*stated, *tags]))
