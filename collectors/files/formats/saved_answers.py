"""Answers of services that have a live collector, saved as JSON: read as the collector reads them.

One answer a file, a list of their items, or one of these a line.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from collectors.base import Page, Query
from collectors.discourse.posts import read_posts
from collectors.errors import NotThisFormat
from collectors.fields import Fields, fields, identifier, objects, published, words
from collectors.files.formats.answer_format import answer_format, each_of, has_names, listed
from collectors.files.formats.base import Format
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

_STEAM_APP = re.compile(r"(?:^|[^0-9])([0-9]{2,8})$")
_STORE_APP = re.compile(r"/id=?(\d{5,12})\b")
_PACKAGE = re.compile(r"[A-Za-z]\w*(?:\.\w+)+")


def _steam(value: Any, query: Query, path: Path) -> Page:
    app = _STEAM_APP.search(path.stem)
    answer = value if fields(value).get("reviews") else {"reviews": listed(value)}
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
    return each_of(
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

    return each_of(items, read, path)


def _woocommerce(value: Any, query: Query, path: Path) -> Page:
    reviews = fields(value).get("data", value)
    return each_of(reviews, lambda one: read_shop_review(one, query=query), path)


def _wordpress(value: Any, query: Query, path: Path) -> Page:
    comments = fields(value).get("data", value)
    return each_of(comments, lambda one: read_comment(one, query=query, mentions=False), path)


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
    statuses = listed(value) if not any(parts) else [one for part in parts for one in listed(part)]
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
        return each_of(topics, lambda one: [_topic(fields(one), query)], path)
    stream = fields(answer, "post_stream").get("posts", answer.get("latest_posts", value))
    found = read_posts(listed(stream), query, base="", numbers={}, title=words(answer, "title"))
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


FORMATS: tuple[Format, ...] = (
    answer_format("steam", "Steam", has_names(("recommendationid", "voted_up")), _steam),
    answer_format("appstore", "App Store", has_names(("feed", "entry", "im:rating")), _appstore),
    answer_format("googleplay", "Google Play", has_names(("reviewId", "userComment")), _googleplay),
    answer_format("youtube", "YouTube", lambda head: '"youtube#comment' in head, _youtube),
    answer_format(
        "woocommerce", "WooCommerce", has_names(("reviewer", "review", "product_id")), _woocommerce
    ),
    answer_format(
        "wordpress",
        "WordPress",
        has_names(("author_name", "content", "rendered", "post")),
        _wordpress,
    ),
    answer_format(
        "hackernews",
        "Hacker News",
        has_names(("created_at_i", "objectID"), ("created_at_i", "children", "author")),
        _hackernews,
    ),
    answer_format(
        "reddit",
        "Reddit",
        has_names(("kind", "data", "subreddit", "created_utc")),
        _reddit,
    ),
    answer_format(
        "mastodon", "Mastodon", has_names(("account", "reblogs_count", "uri")), _mastodon
    ),
    answer_format(
        "discourse",
        "Discourse",
        has_names(("cooked", "post_number"), ("topic_list", "topics")),
        _discourse,
    ),
)
