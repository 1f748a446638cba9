"""How each sample is read: served again to the live source it is from, or imported as a file."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel

SUPPORT = Path(__file__).parents[2] / "tests" / "support"
sys.path.insert(0, str(SUPPORT))

from acts import good  # noqa: E402  # the path comes first
from hostile import Hostile  # noqa: E402  # the path comes first
from replaying import Reply  # noqa: E402  # the path comes first

from collectors.base import Page, Query  # noqa: E402  # the path comes first
from collectors.errors import CollectorError  # noqa: E402  # the path comes first
from collectors.files.imported import import_posts  # noqa: E402  # the path comes first
from collectors.http import Client, Policy  # noqa: E402  # the path comes first
from collectors.post import Post  # noqa: E402  # the path comes first
from collectors.sources.appstore import AppStore  # noqa: E402  # the path comes first
from collectors.sources.bluesky import Bluesky  # noqa: E402  # the path comes first
from collectors.sources.discourse import Discourse  # noqa: E402  # the path comes first
from collectors.sources.feed import Feed  # noqa: E402  # the path comes first
from collectors.sources.hackernews import HackerNews  # noqa: E402  # the path comes first
from collectors.sources.jetstream import Jetstream  # noqa: E402  # the path comes first
from collectors.sources.mastodon import Mastodon  # noqa: E402  # the path comes first
from collectors.sources.page import ReviewPage  # noqa: E402  # the path comes first
from collectors.sources.reddit import Reddit  # noqa: E402  # the path comes first
from collectors.sources.steam import Steam  # noqa: E402  # the path comes first
from collectors.sources.woocommerce import WooCommerce  # noqa: E402  # the path comes first
from collectors.sources.wordpress import WordPress  # noqa: E402  # the path comes first
from collectors.sources.youtube import YouTube  # noqa: E402  # the path comes first

NOW = datetime(2027, 1, 1, tzinfo=UTC)
SAVED = {
    "weibo/m_container_user_timeline.json": datetime(2019, 12, 19, 12, tzinfo=UTC),
    "weibo/weibo_cn_profile_p1.html": datetime(2020, 6, 18, 12, tzinfo=UTC),
    "weibo/weibo_cn_comment_page.html": datetime(2020, 6, 18, 12, tzinfo=UTC),
}
"""When files were saved whose times lack the year, or are relative."""
NO_MORE = Reply(400, (), b'{"code": "rest_post_invalid_page_number"}')
"""What comes after the last answer: the words of WordPress, an end for all others as well."""
TYPES = {"xml": "application/xml", "rss": "application/rss+xml", "html": "text/html"}


@dataclass(frozen=True, slots=True)
class Live:
    """A sample that a live source reads.

    Attributes:
        made: the source.
        settings: its settings; `{url}` stands for the server.
        answers: part of a target -> the answers to it, in order; "" is any target; `...` stands
            for what the sample holds.
        change: makes an answer of what the sample holds.
        apart: each answer of the sample is read by a run of its own.
        before: posts that come before those which the README counts.
    """

    made: type[BaseModel]
    settings: Mapping[str, Any]
    answers: Mapping[str, Any] = field(default_factory=lambda: {"": ...})
    change: Callable[[str], str] = str
    apart: bool = False
    before: int = 0


def _listed(body: str) -> str:
    """Return Steam's reviews as the list of the live endpoint; a downloader keyed them by id."""
    whole = json.loads(body)
    reviews = list(whole["reviews"].values())
    return json.dumps({"success": 1, "reviews": reviews, "cursor": "*", "query_summary": {}})


def _thread(_body: str = "") -> str:
    """Return a thread of our own with two replies that must be asked for."""
    said = {"textOriginal": "ours", "textDisplay": "ours", "authorDisplayName": "us",
            "publishedAt": "2019-11-30T00:00:00Z", "updatedAt": "2019-11-30T00:00:00Z"}  # fmt: skip
    top = {"id": "Ugw5zYU6n9pmIgAZWvN4AaABAg", "snippet": said}
    snippet = {"videoId": "AAAAAAAAAAA", "topLevelComment": top, "totalReplyCount": 2}
    return json.dumps({"items": [{"id": top["id"], "snippet": snippet}]})


OWN_STATUS = json.dumps({
    "id": "109294719267373593", "created_at": "2022-11-06T03:00:00Z", "content": "ours",
    "account": {"acct": "us", "id": "1"},
})  # fmt: skip
SHOP = {"base_url": "{url}", "key": "k", "secret": "s"}
VIDEO = {"base_url": "{url}", "key": "k", "videos": ["AAAAAAAAAAA"], "max_pages": 1}
REDDIT = {
    "base_url": "{url}", "token_url": "{url}/token", "client_id": "i", "client_secret": "s",
    "user_agent": "linux:example:v1 (by /u/example)", "max_pages": 1,
}  # fmt: skip
TOKEN = '{"access_token": "t", "token_type": "bearer", "expires_in": 3600}'
QUOTED = "at://did:plc:5c2r73erhng4bszmxlfdtscf/app.bsky.feed.post/3lc5c5qv72r2w"
THREAD = "at://did:plc:ic6zqvuw5ulmfpjiwnhsr2ns/app.bsky.feed.post/3k7qmjev5lr2s"


def _mastodon(**settings: Any) -> Live:
    return Live(Mastodon, {"base_url": "{url}", "max_pages": 1, **settings}, {"/api/": ...})


def _bluesky(**settings: Any) -> Live:
    return Live(Bluesky, {"base_url": "{url}", "max_pages": 1, **settings}, {"/xrpc/": ...})


def _reddit(at: str, *, apart: bool = False, before: int = 0, **settings: Any) -> Live:
    answers = {"/token": [TOKEN], at: ...}
    return Live(Reddit, {**REDDIT, **settings}, answers, apart=apart, before=before)


def _youtube() -> Live:
    answers = {"/commentThreads": ..., "/comments": ['{"items": []}']}
    return Live(YouTube, VIDEO, answers)


def _steam(app: str) -> Live:
    settings = {"base_url": "{url}", "apps": [app], "max_pages": 1}
    return Live(Steam, settings, change=_listed)


LIVE: Mapping[str, Live] = {
    "appstore/customerreviews_jp.json": Live(
        AppStore,
        {"base_url": "{url}", "apps": ["1"], "countries": ["jp"], "format": "json", "max_pages": 1},
    ),
    "bluesky/search_posts.http.json": _bluesky(query="redistricting"),
    "bluesky/get_quotes.http.json": _bluesky(quotes=QUOTED),
    "bluesky/post_thread.http.json": _bluesky(thread=THREAD),
    "discourse/posts_latest.json": Live(Discourse, {"base_url": "{url}", "max_pages": 1}),
    "discourse/latest.json": Live(
        Discourse, {"base_url": "{url}", "tag": "any", "max_pages": 1}, {"/tag/": ...}
    ),
    "discourse/topic_posts.json": Live(
        Discourse, {"base_url": "{url}", "topics": ["123"], "max_pages": 1}
    ),
    "hackernews/algolia_a.http.json": Live(
        HackerNews, {"base_url": "{url}", "tags": ["story", "comment", "poll"], "max_pages": 1},
        {"/search": ...}, apart=True,
    ),
    "mastodon/hashtag_rstats.http.json": _mastodon(hashtag="rstats"),
    "mastodon/public_timeline.http.json": _mastodon(),
    "mastodon/hashtag_ichbinhanna_2pages.http.json": _mastodon(hashtag="ichbinhanna", max_pages=2),
    "mastodon/status_context.http.json": Live(
        Mastodon, {"base_url": "{url}", "status": "109294719267373593"},
        {"/context": ..., "/statuses/109294719267373593": [OWN_STATUS]}, before=1,
    ),
    "reddit/subreddit_new.http.json": _reddit("/r/", subreddits=["askreddit"], what=["posts"]),
    "reddit/subreddit_comments_before.http.json": _reddit(
        "/r/", subreddits=["any"], what=["comments"], apart=True
    ),
    "reddit/comments_tree_more_stubs.http.json": _reddit(
        "/comments/", threads=["6wmniq"], before=1
    ),
    "steam/review_49520.json": _steam("49520"),
    "steam/review_8930.json": _steam("8930"),
    "steam/review_440.json": _steam("440"),
    "woocommerce/reviews-all.json": Live(WooCommerce, SHOP),
    "woocommerce/product-reviews_10.json": Live(WooCommerce, SHOP),
    "wordpress/wp_v2_comments.json": Live(WordPress, {"base_url": "{url}"}),
    "youtube/comment_threads_by_video_paged_1.json": _youtube(),
    "youtube/comment_threads_by_video_paged_2.json": _youtube(),
    "youtube/comment_threads_multi.json": _youtube(),
    "youtube/comments_by_parent_paged_1.json": Live(
        YouTube, {**VIDEO, "max_reply_pages": 1},
        {"/commentThreads": [_thread()], "/comments": ...}, before=1,
    ),
}  # fmt: skip
"""Samples of single answers and recordings, by name; feeds and pages go by their folder."""
FOLDERS: Mapping[str, Live] = {
    "feeds": Live(Feed, {"url": "{url}/feed", "heed_ttl": False}),
    "schema_org": Live(ReviewPage, {"urls": ["{url}/page"]}),
}


@dataclass(frozen=True, slots=True)
class Read:
    """What came of a sample: how, the posts in order, and what went wrong."""

    way: str
    posts: tuple[Post, ...]
    error: str = ""


def read_sample(name: str, samples: Path) -> Read:
    """Read one sample the way it is meant to be read."""
    path = samples / name
    if name.endswith(".jsonl"):
        return _streamed(path)
    live = LIVE.get(name) or FOLDERS.get(name.partition("/")[0])
    if live is None:
        now = SAVED.get(name, NOW)
        return _taken("import", import_posts(path, source="any", now=now))
    return _served(path, live)


def _taken(way: str, pages: Iterator[Page]) -> Read:
    posts: list[Post] = []
    error = ""
    try:
        for page in pages:
            posts += page.posts
    except CollectorError as failure:
        error = str(failure)
    return Read(way, tuple(posts), error)


def _served(path: Path, live: Live) -> Read:
    held = _held(path)
    groups: Sequence[list[Reply]] = [[one] for one in held] if live.apart else [held]
    parts = [_run(live, group) for group in groups]
    posts = tuple(post for part in parts for post in part.posts)
    error = next((part.error for part in parts if part.error), "")
    way = f"live {live.made.kind}"  # type: ignore[attr-defined]  # every source has it
    return Read(way, posts[live.before :], error)


def _held(path: Path) -> list[Reply]:
    """Return the answers that a sample holds: those of a recording, or the file itself."""
    if not path.name.endswith(".http.json"):
        kind = TYPES.get(path.suffix.strip("."), "application/json")
        return [Reply(200, (("content-type", kind),), path.read_bytes())]
    found = []
    for one in json.loads(path.read_text("utf-8"))["interactions"]:
        told = {name.lower(): value for name, value in one["response"]["headers"].items()}
        link = told.get("link", "")
        headers = (("link", link[0] if isinstance(link, list) else link),) if link else ()
        body = one["response"]["body"].encode("utf-8", "surrogateescape")
        found.append((one["request"]["url"], Reply(one["response"]["status"], headers, body)))
    return [reply for url, reply in found if not url.partition("?")[0].endswith(_OTHER)]


_OTHER = ("/items/17", "/api/info/")
"""Targets in the recordings that are beside the point."""


def _run(live: Live, held: list[Reply]) -> Read:
    left = list(held)
    changed = live.change if live.change is not str else None

    def told(target: str) -> Reply:
        fragment = next((one for one in live.answers if one in target), None)
        if fragment is None:
            return Reply(404)
        answers = live.answers[fragment]
        if answers is not ...:
            return Reply(200, (("content-type", "application/json"),), answers[0].encode())
        if not left:
            return NO_MORE
        reply = left.pop(0)
        headers = tuple((name, _at_home(value, server.url)) for name, value in reply.headers)
        body = changed(reply.body.decode()).encode() if changed else reply.body
        return Reply(reply.status, headers, body)

    with Hostile(told, good) as server:
        settings = json.loads(json.dumps(live.settings).replace("{url}", server.url))
        policy = Policy(allow_private=("127.0.0.1",), pause_s=0, retries=0, obey_robots=False)
        collector: Any = live.made.model_validate(settings)
        with Client(policy, sleep=lambda _seconds: None) as client:
            return _taken("", collector.collect(client, Query("any", NOW)))


def _at_home(link: str, url: str) -> str:
    return link.replace("https://mastodon.social", url)


def _streamed(path: Path) -> Read:
    """Read recorded events through a websocket on loopback."""
    from threading import Thread

    from websockets.sync.server import ServerConnection, serve

    def speak(connection: ServerConnection) -> None:
        for line in path.read_text("utf-8").splitlines():
            connection.send(line)

    with serve(speak, "127.0.0.1", 0) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        source = Jetstream(base_url=url, max_seconds=3)
        with Client(Policy(allow_private=("127.0.0.1",), pause_s=0)) as client:
            read = _taken("live jetstream", source.collect(client, Query("any", NOW)))
        server.shutdown()
    return read
