"""Answers of services that have a live collector, saved as JSON: read as the collector reads them.

One answer a file, a list of answers or of their items, or one of them a line.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from collectors.base import Page, Query, Rejected
from collectors.discourse.posts import read_posts
from collectors.errors import NotThisFormat
from collectors.fields import Fields, fields, identifier, objects, published, read_each, words
from collectors.files.formats.base import Format, Reading
from collectors.files.formats.saved_json import is_data, json_values, names
from collectors.post import Post
from collectors.ratings import count
from collectors.sources.appstore_entries import read_entries
from collectors.sources.googleplay_reviews import read_review as read_play_review
from collectors.sources.hackernews_items import read_hits, read_tree
from collectors.sources.reddit_things import read_things
from collectors.sources.statuses import read_statuses
from collectors.sources.steam_reviews import read_reviews
from collectors.sources.woocommerce import read_review as read_shop_review
from collectors.sources.wordpress import read_comment
from collectors.sources.youtube_comments import read_comments, read_thread
from collectors.texts import from_html
from collectors.times import parse_time

Parse = Callable[[Any, Query, Path], Page]
"""Makes one page of what one value of a file says; the path is for its name."""

Known = Callable[[str], bool]

_STEAM_APP = re.compile(r"(?:^|[^0-9])([0-9]{2,8})$")
_STORE_APP = re.compile(r"/id=?(\d{5,12})\b")
_PACKAGE = re.compile(r"[A-Za-z]\w*(?:\.\w+)+")


def _steam(value: Any, query: Query, path: Path) -> Page:
    app = _STEAM_APP.search(path.stem)
    answer = value if fields(value).get("reviews") else {"reviews": _listed(value)}
    posts, rejected = read_reviews(answer, query, app=app and app[1])
    return Page(tuple(posts), tuple(rejected))


def _appstore(value: Any, query: Query, path: Path) -> Page:
    feed = fields(value, "feed")
    links = [*objects(feed, "link"), {"attributes": {"href": words(fields(feed, "id"), "label")}}]
    named = (_STORE_APP.search(words(fields(link, "attributes"), "href") or "") for link in links)
    app = next((one[1] for one in named if one), path.stem)
    entries = feed.get("entry", value if isinstance(value, list) else [])
    listed = entries if isinstance(entries, list) else [entries]
    posts, rejected = read_entries(listed, query, app, where=path.name)
    return Page(tuple(posts), tuple(rejected))


def _googleplay(value: Any, query: Query, path: Path) -> Page:
    package = _PACKAGE.fullmatch(path.stem)
    if package is None:
        why = (
            "the answer does not say which app it is about; name the file so, com.example.app.json"
        )
        raise NotThisFormat(str(path), expected="reviews of an app", why=why)
    return _each(
        fields(value).get("reviews", value),
        lambda one: read_play_review(one, query=query, package=package[0]),
        path,
    )


def _youtube(value: Any, query: Query, path: Path) -> Page:
    items = fields(value).get("items", value)

    def read(item: Any) -> list[Post]:
        if "topLevelComment" in fields(item, "snippet"):
            return read_thread(item, query)
        posts, rejected = read_comments([item], query, video=None, where=path.name)
        if rejected:
            raise ValueError(rejected[0].reason)
        return posts

    return _each(items, read, path)


def _woocommerce(value: Any, query: Query, path: Path) -> Page:
    reviews = fields(value).get("data", value)
    return _each(reviews, lambda one: read_shop_review(one, query=query), path)


def _wordpress(value: Any, query: Query, path: Path) -> Page:
    comments = fields(value).get("data", value)
    return _each(comments, lambda one: read_comment(one, query=query, mentions=False), path)


def _hackernews(value: Any, query: Query, path: Path) -> Page:
    if "hits" not in fields(value):
        return read_tree(value, query, held={identifier(fields(value), "id")})
    found = read_hits(value, query, token="", where=str(path))
    # what is said of the pages behind this answer has no item
    return Page(found.posts, tuple(one for one in found.rejected if one.raw))


def _reddit(value: Any, query: Query, path: Path) -> Page:
    things = read_things(_things_in(value), query, where=path.name)
    return Page(things.posts, things.rejected, withdrawn=things.withdrawn)


def _things_in(value: Any) -> Iterator[Any]:
    """Yield comments and submissions in the order of the page, answers behind what they answer."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        data = fields(one, "data")
        if isinstance(one, list):
            waiting += reversed(one)
        elif isinstance(data.get("children"), list) and fields(one).get("kind") == "Listing":
            waiting += reversed(data["children"])
        elif data:
            yield one
            waiting.append(data.get("replies"))


def _mastodon(value: Any, query: Query, _path: Path) -> Page:
    answer = fields(value)
    parts = [answer.get(name) for name in ("ancestors", "descendants", "statuses")]
    statuses = (
        _listed(value) if not any(parts) else [one for part in parts for one in _listed(part)]
    )
    return read_statuses(statuses, query, host=_home(statuses))


def _home(statuses: list[Any]) -> str:
    """Return the host of the instance: that of its own members, who are named without one."""
    for status in statuses:
        account = fields(status, "account")
        if "@" not in str(account.get("acct", "@")):
            try:
                return urlsplit(words(account, "url") or "").hostname or ""
            except ValueError:
                continue
    return ""


def _discourse(value: Any, query: Query, path: Path) -> Page:
    answer = fields(value)
    topics = fields(answer, "topic_list").get("topics")
    if isinstance(topics, list):
        return _each(topics, lambda one: [_topic(fields(one), query)], path)
    stream = fields(answer, "post_stream").get("posts", answer.get("latest_posts", value))
    found = read_posts(_listed(stream), query, base="", numbers={}, title=words(answer, "title"))
    return Page(found.posts, found.rejected, withdrawn=found.withdrawn)


def _topic(topic: Fields, query: Query) -> Post:
    """Return a topic of a list, of which the first words are given at most.

    Topics and posts are numbered apart: ids of topics have their kind before the number.
    """
    title = from_html(words(topic, "title") or "")
    return Post(
        source=query.source,
        id=f"topic/{identifier(topic, 'id')}",
        kind="post",
        title=title or None,
        text=from_html(words(topic, "excerpt") or "") or title,
        replies=count(topic.get("reply_count")),
        likes=count(topic.get("like_count")),
        **published(parse_time(topic.get("created_at"), now=query.now)),
    )


def _each(items: Any, read: Callable[[Any], Any], path: Path) -> Page:
    posts, rejected = read_each(_listed(items), read, where=path.name)
    return Page(tuple(posts), tuple(rejected))


def _listed(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [value] if value else []


def _has(*groups: tuple[str, ...]) -> Known:
    """Return what tells a file by its names of fields: all of any of the groups."""
    return lambda head: any(names(head, *group) for group in groups)


def _format(name: str, title: str, known: Known, parse: Parse) -> Format:
    def known_by(_path: Path, head: str) -> bool:
        return is_data(head) and known(head)

    def read(path: Path, reading: Reading) -> Iterator[Page]:
        query = Query(reading.source, reading.now)
        for value in json_values(path):
            if isinstance(value, Rejected):
                yield Page((), (value,))
                continue
            yield _safely(parse, value, query, path)

    return Format(name, f"{title}: answers saved as JSON", known_by, read)


def _safely(parse: Parse, value: Any, query: Query, path: Path) -> Page:
    """Return what `parse` makes of a value.

    Raises:
        NotThisFormat: it is of another shape.
    """
    try:
        return parse(value, query, path)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        why = f"{type(error).__name__}: {error}".splitlines()[0]
        raise NotThisFormat(str(path), expected="a saved answer", why=why[:200]) from error


FORMATS: tuple[Format, ...] = (
    _format("steam", "Steam", _has(("recommendationid", "voted_up")), _steam),
    _format("appstore", "App Store", _has(("feed", "entry", "im:rating")), _appstore),
    _format("googleplay", "Google Play", _has(("reviewId", "userComment")), _googleplay),
    _format("youtube", "YouTube", lambda head: '"youtube#comment' in head, _youtube),
    _format("woocommerce", "WooCommerce", _has(("reviewer", "review", "product_id")), _woocommerce),
    _format(
        "wordpress", "WordPress", _has(("author_name", "content", "rendered", "post")), _wordpress
    ),
    _format(
        "hackernews",
        "Hacker News",
        _has(("created_at_i", "objectID"), ("created_at_i", "children", "author")),
        _hackernews,
    ),
    _format(
        "reddit",
        "Reddit",
        _has(("kind", "data", "subreddit", "created_utc")),
        _reddit,
    ),
    _format("mastodon", "Mastodon", _has(("account", "reblogs_count", "uri")), _mastodon),
    _format(
        "discourse",
        "Discourse",
        _has(("cooked", "post_number"), ("topic_list", "topics")),
        _discourse,
    ),
)
