"""The forum: boards as feeds in three dialects, threads as pages."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from html import escape
from itertools import islice

from flows.demo.clock import Clock, View
from flows.demo.pages import article, links, not_found, page, paragraphs
from flows.demo.posts import DemoPost
from flows.demo.serving import Answer, Request
from flows.demo.world import World

BOARDS = {"digital": "数码", "beauty": "护肤", "food": "吃喝", "life": "生活"}
FEEDS = {
    "/feeds/digital.rss": "digital",
    "/feeds/beauty.atom": "beauty",
    "/feeds/food.json": "food",
    "/feeds/life.atom": "life",
}
MOST = 2000
"""Items of an RSS or Atom feed, at most: the newest."""
JSON_PAGE = 100
HARMLESS = "User-agent: *\nAllow: /\n"
NAMESPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
)


class Forum:
    """Answers as a forum does: `/`, `/t/<post>`, and a feed for each board."""

    def __init__(self, world: World, clock: Clock) -> None:
        self.base = ""
        self._view = View(world, clock, channel="forum")
        self._all = self._view.shelf()
        self._shelves = {board: self._view.shelf(_on(board)) for board in BOARDS}

    def __call__(self, request: Request) -> Answer:
        """Return the answer to one request."""
        if request.path in FEEDS:
            return self._feed(request)
        if request.path == "/robots.txt":
            return Answer(HARMLESS, "text/plain")
        if request.path == "/":
            return self._index()
        return self._thread(request.path.removeprefix("/t/"))

    def _index(self) -> Answer:
        feeds = links((path, f"{BOARDS[board]} ({path})") for path, board in FEEDS.items())
        newest = islice(self._all.newest(), 30)
        threads = links((f"/t/{post.id}", post.title or post.text[:20]) for post in newest)
        return page("风铃论坛", f"<nav>{feeds}</nav>{threads}")

    def _thread(self, post_id: str) -> Answer:
        first = self._view.find(post_id)
        if first is None:
            return not_found()
        answers = [post for post in self._all.oldest() if post_id in (post.parent_id, post.id)]
        body = "".join(article(post, name=self._view.author(post).name) for post in answers)
        return page(first.title or "帖子", body)

    def _feed(self, request: Request) -> Answer:
        writers: dict[str, Callable[[str, Request], Answer]] = {
            "rss": self._rss,
            "atom": self._atom,
            "json": self._json,
        }
        answer = writers[request.path.rpartition(".")[2]](FEEDS[request.path], request)
        tag = f'"{hashlib.blake2b(answer.body.encode(), digest_size=12).hexdigest()}"'
        headers = {"ETag": tag, "Cache-Control": "max-age=0"}
        if request.headers.get("if-none-match") == tag:
            return Answer("", answer.kind, 304, headers)
        return Answer(answer.body, answer.kind, 200, headers)

    def _posts(self, board: str, *, most: int, start: int = 0) -> list[DemoPost]:
        return list(islice(self._shelves[board].newest(), start, start + most))

    def _rss(self, board: str, request: Request) -> Answer:
        items = "".join(map(self._rss_item, self._posts(board, most=MOST)))
        # One item that says nothing at all, as broken generators write now and then.
        broken = "<item><title></title><pubDate>someday</pubDate></item>"
        body = (
            f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" {NAMESPACES}><channel>'
            f"<title>风铃论坛 {BOARDS[board]}</title><link>{self.base}/</link>"
            f"<description>{request.path}</description>{broken}{items}</channel></rss>"
        )
        return Answer(body, "application/rss+xml; charset=utf-8")

    def _rss_item(self, post: DemoPost) -> str:
        return (
            f"<item><title>{escape(post.title or '')}</title>"
            f'<link>{self._address(post)}</link><guid isPermaLink="false">{post.id}</guid>'
            f"<dc:creator>{escape(self._view.author(post).name)}</dc:creator>"
            f"<pubDate>{format_datetime(post.published_at)}</pubDate>"
            f"<content:encoded>{escape(paragraphs(post.text))}</content:encoded></item>"
        )

    def _atom(self, board: str, request: Request) -> Answer:
        posts = self._posts(board, most=MOST)
        updated = _stamp(max(map(self._changed, posts), default=self._view.clock.moment))
        body = (
            '<?xml version="1.0" encoding="utf-8"?>\n'
            '<feed xmlns="http://www.w3.org/2005/Atom" '
            'xmlns:thr="http://purl.org/syndication/thread/1.0">'
            f"<title>风铃论坛 {BOARDS[board]}</title><id>{self.base}{request.path}</id>"
            f"<updated>{updated}</updated>{''.join(map(self._atom_entry, posts))}</feed>"
        )
        return Answer(body, "application/atom+xml; charset=utf-8")

    def _atom_entry(self, post: DemoPost) -> str:
        answers = f'<thr:in-reply-to ref="{post.parent_id}"/>' if post.parent_id else ""
        return (
            f"<entry><id>{post.id}</id><title>{escape(post.title or '')}</title>"
            f'<link rel="alternate" href="{self._address(post)}"/>{answers}'
            f"<author><name>{escape(self._view.author(post).name)}</name></author>"
            f"<published>{_stamp(post.published_at)}</published>"
            f"<updated>{_stamp(self._changed(post))}</updated>"
            f'<content type="html">{escape(paragraphs(post.text))}</content></entry>'
        )

    def _json(self, board: str, request: Request) -> Answer:
        number = request.number("page", 1, most=10**6)
        found = self._posts(board, most=JSON_PAGE + 1, start=(number - 1) * JSON_PAGE)
        items: list[object] = [self._json_item(post) for post in found[:JSON_PAGE]]
        if number == 1:
            # A bare word instead of an item, and an item that is nothing but a wrong date.
            items += ["oops", {"date_published": "yesterday-ish"}]
        feed: dict[str, object] = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": f"风铃论坛 {BOARDS[board]}",
            "items": items,
        }
        if len(found) > JSON_PAGE:
            feed["next_url"] = f"{self.base}{request.path}?page={number + 1}"
        text = json.dumps(feed, ensure_ascii=False, indent=1)
        return Answer(text, "application/feed+json; charset=utf-8")

    def _json_item(self, post: DemoPost) -> dict[str, object]:
        item: dict[str, object] = {
            "id": post.id,
            "url": self._address(post),
            "title": post.title,
            "content_html": paragraphs(post.text),
            "date_published": _stamp(post.published_at),
            "authors": [{"name": self._view.author(post).name}],
            "language": post.lang,
        }
        edited = self._view.edited_at(post)
        return {**item, "date_modified": _stamp(edited)} if edited else item

    def _address(self, post: DemoPost) -> str:
        return f"{self.base}/t/{post.id}"

    def _changed(self, post: DemoPost) -> datetime:
        return self._view.edited_at(post) or post.published_at


def _on(board: str) -> Callable[[DemoPost], bool]:
    return lambda post: board_of(post) == board


def board_of(post: DemoPost) -> str:
    """Return the board a forum post stands on: that of its first topic that has one."""
    levels = (topic.partition("/")[0] for topic in post.said.topics)
    return next((level for level in levels if level in BOARDS), "life")


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
