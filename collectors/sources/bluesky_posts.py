"""Bluesky's records and views of posts (app.bsky.feed.defs) as posts."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from collectors.base import Query
from collectors.fields import Fields, fields, objects, published, reference, words
from collectors.post import Post
from collectors.ratings import count
from collectors.texts import clean
from collectors.times import When, parse_time

POST, REPOST = "app.bsky.feed.post", "app.bsky.feed.repost"

LOGGED_IN_ONLY = "!no-unauthenticated"
"""What authors put on themselves who do not want to be shown to people without an account."""

POST_URI = re.compile(
    r"at://(?P<who>did:[a-z0-9]+:[\w.:%-]+|[\w.-]+)/app\.bsky\.feed\.post/(?P<key>[\w.:~-]+)"
)

_CLOCKS_DIFFER = timedelta(minutes=5)
# nobody posted short messages before; imported ones keep the date they had elsewhere
_EARLIEST = datetime(2006, 3, 21, tzinfo=UTC)
_SCHEME = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)


def post_of(view: Fields, query: Query) -> Post:
    """Return a view of a post as a post.

    The author is the handle: it is shown beside every post and, unlike the display name, nobody
    else's. `published_at` is what the author's program wrote, unless it lies after the moment at
    which the network saw the post, or before there were such posts; then it is that moment, and
    `published_assumed`.

    Raises:
        ValueError: there is no uri of a post, no author or no record.
    """
    author = fields(view, "author")
    post = from_record(
        fields(view, "record"),
        uri=words(view, "uri") or "",
        author_id=words(author, "did"),
        seen=parse_time(view.get("indexedAt"), now=query.now),
        query=query,
    )
    return post.model_copy(
        update={
            "author": words(author, "handle"),
            "likes": count(view.get("likeCount")),
            "replies": count(view.get("replyCount")),
            "reposts": count(view.get("repostCount")),
        }
    )


def from_record(
    record: Fields, *, uri: str, author_id: str | None, seen: When | None, query: Query
) -> Post:
    """Return what the author's program wrote as a post.

    Args:
        record: app.bsky.feed.post.
        uri: of the post, which is its id.
        author_id: the author's DID.
        seen: when the network saw it.
        query: whose source is stamped on it.

    Raises:
        ValueError: it is none.
    """
    found = POST_URI.fullmatch(uri)
    text = record.get("text")
    if not found or not author_id or not isinstance(text, str):
        msg = f"no post: uri {uri!r:.80}, author {author_id!r:.40}, text {text!r:.40}"
        raise ValueError(msg)
    said = clean(whole_links(text, objects(record, "facets")))
    reply = fields(record, "reply")
    parent = reference(fields(reply, "parent"), "uri")
    return Post(
        source=query.source,
        id=uri,
        kind="comment" if parent else "post",
        url=f"https://bsky.app/profile/{author_id}/post/{found['key']}",
        author_id=author_id,
        text=said,
        raw_text=text if text != said else None,
        parent_id=parent,
        thread_id=(reference(fields(reply, "root"), "uri") or parent) if parent else uri,
        repost_of=quoted(record),
        lang=_lang(record),
        **published(when_written(record.get("createdAt"), seen=seen, query=query)),
    )


def repost_of(item: Fields, query: Query) -> Post | None:
    """Return the repost that an item of a feed stands for; None where it is the post itself.

    Raises:
        ValueError: it does not say of what, or by whom.
    """
    reason = fields(item, "reason")
    if not str(reason.get("$type", "")).endswith("#reasonRepost"):
        return None
    by, original = fields(reason, "by"), words(fields(item, "post"), "uri")
    who = words(by, "did")
    if not who or not original:
        msg = f"a repost of {original!r:.80} by {who!r:.40}"
        raise ValueError(msg)
    return Post(
        source=query.source,
        # not every server tells the record's own uri; one account reposts a post once
        id=words(reason, "uri") or f"at://{who}/{REPOST}/{original.removeprefix('at://')}",
        kind="repost",
        author_id=who,
        author=words(by, "handle"),
        repost_of=original,
        **published(parse_time(reason.get("indexedAt"), now=query.now)),
    )


def when_written(written: Any, *, seen: When | None, query: Query) -> When | None:
    """Return when a post was written; what its author's program says may be years off."""
    when = parse_time(written, now=query.now)
    if seen is None:
        return when if when and _EARLIEST <= when.moment <= query.now + _CLOCKS_DIFFER else None
    if when and _EARLIEST <= when.moment <= seen.moment + _CLOCKS_DIFFER:
        return when
    return When(seen.moment, seen.precision, assumed=True)


def whole_links(text: str, facets: Iterable[Fields]) -> str:
    """Return `text` with the addresses whole that it shows cut short or without https://.

    Args:
        text: as written.
        facets: what is marked in it (app.bsky.richtext.facet), by places in its UTF-8 bytes;
            those that do not fit it, or lie across others, count for nothing.
    """
    whole, end = text.encode("utf-8", "replace"), None
    links = [link for facet in facets if (link := _link(facet))]
    for begin, stop, address in sorted(links, reverse=True):
        if stop <= (len(whole) if end is None else end):
            shown = whole[begin:stop].decode("utf-8", "replace")
            if _is_shortened(shown, address):
                whole = whole[:begin] + address.encode("utf-8", "replace") + whole[stop:]
            end = begin
    return whole.decode("utf-8", "replace")


def quoted(record: Fields) -> str | None:
    """Return the uri of the post that a record quotes; its words are not this author's."""
    embed = fields(record, "embed")
    one = fields(embed, "record")
    # a quote with pictures wraps the reference once more (app.bsky.embed.recordWithMedia)
    uri = words(one, "uri") or words(fields(one, "record"), "uri")
    return uri if uri and POST_URI.fullmatch(uri) else None


def labels_of(view: Fields) -> frozenset[str]:
    """Return the labels on a post, those of its author among them."""
    own = objects(fields(view, "record"), "labels", "values")
    told = [*objects(view, "labels"), *objects(view, "author", "labels"), *own]
    return frozenset(name for one in told if (name := words(one, "val")) and not one.get("neg"))


def _link(facet: Fields) -> tuple[int, int, str] | None:
    """Return first byte, end and address of a link."""
    index = fields(facet, "index")
    begin, end = index.get("byteStart"), index.get("byteEnd")
    uris = (words(one, "uri") for one in objects(facet, "features") if _is_link(one))
    uri = next(uris, None)
    placed = isinstance(begin, int) and isinstance(end, int) and 0 <= begin < end
    return (begin, end, uri) if placed and uri else None  # type: ignore[return-value]  # placed


def _is_link(feature: Fields) -> bool:
    return str(feature.get("$type", "")).endswith("#link")


def _is_shortened(shown: str, address: str) -> bool:
    """Return whether what is shown is the address, or its beginning and an ellipsis."""
    bare = _SCHEME.sub("", shown.strip(), count=1).rstrip("….").rstrip("/").casefold()
    return bool(bare) and _SCHEME.sub("", address, count=1).casefold().startswith(bare)


def _lang(record: Fields) -> str | None:
    langs = record.get("langs")
    first = langs[0] if isinstance(langs, list) and langs else None
    return first if isinstance(first, str) and first else None
