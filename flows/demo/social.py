"""The social feed: the part of Mastodon's API that readers without an account use."""

import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from threading import Lock
from urllib.parse import quote, urlencode

from flows.demo.clock import Clock, View
from flows.demo.pages import article, links, not_found, page
from flows.demo.people import Person
from flows.demo.posts import DemoPost
from flows.demo.serving import Answer, Request
from flows.demo.world import World

JSON = "application/json; charset=utf-8"
HASHTAG = re.compile(r"#(?P<tag>\w+)#?")
LIMIT, MOST = 20, 40
"""Statuses a page by default and at most, as on real instances."""
ALLOWANCE = 300
RETRY_AFTER_S = 1
HARMLESS = "User-agent: *\nAllow: /\n"


class Social:
    """Answers as a Mastodon instance does: timelines, accounts, statuses, and pages to look at.

    Attributes:
        refusals: how many of the next timeline requests are answered 429 with Retry-After.
    """

    def __init__(self, world: World, clock: Clock, *, refusals: int = 1) -> None:
        self.base = ""
        self.refusals = refusals
        self._lock = Lock()
        self._asked = 0
        self._clock = clock
        self._view = View(world, clock, channel="social")
        self._by_tag = _grouped(self._view.posts, hashtags)
        self._by_author = _grouped(self._view.posts, lambda post: [post.author])
        self._answers = _grouped(self._view.posts, lambda post: [post.parent_id or ""])
        self._accounts = {person.social_id: person for person in world.people}
        self._by_acct = {person.acct: person for person in world.people}

    def __call__(self, request: Request) -> Answer:
        """Return the answer to one request."""
        if request.path.startswith("/api/"):
            return self._limited(request)
        if request.path == "/robots.txt":
            return Answer(HARMLESS, "text/plain")
        return self._page(request.path)

    def _limited(self, request: Request) -> Answer:
        """Return the API's answer with the headers of its rate limit, or its refusal."""
        with self._lock:
            refused = self.refusals > 0 and request.path.startswith("/api/v1/timelines/")
            self.refusals -= refused
            self._asked += 1
            left = 0 if refused else ALLOWANCE - self._asked % (ALLOWANCE - 1)
        headers = {"X-RateLimit-Limit": str(ALLOWANCE), "X-RateLimit-Remaining": str(left)}
        if refused:
            waits = {**headers, "Retry-After": str(RETRY_AFTER_S)}
            return Answer('{"error": "Too many requests"}', JSON, 429, waits)
        answer = self._api(request)
        return Answer(answer.body, answer.kind, answer.status, {**headers, **answer.headers})

    def _api(self, request: Request) -> Answer:
        steps = request.path.removeprefix("/api/v1/").split("/")
        match steps:
            case ["timelines", "public"]:
                return self._timeline(request, self._view.posts)
            case ["timelines", "tag", tag]:
                return self._timeline(request, self._by_tag.get(tag.casefold(), ()))
            case ["accounts", "lookup"]:
                return self._lookup(request.query.get("acct", ""))
            case ["accounts", account, "statuses"] if account in self._accounts:
                own = self._by_author.get(self._accounts[account].id, ())
                return self._timeline(request, own)
            case ["statuses", status, *rest] if post := self._view.find(status):
                return self._status(post, rest)
        return _missing()

    def _lookup(self, acct: str) -> Answer:
        person = self._by_acct.get(acct.lstrip("@").partition("@")[0])
        return _json(self._account(person)) if person else _missing()

    def _status(self, post: DemoPost, rest: list[str]) -> Answer:
        if not rest:
            return _json(self._as_status(post))
        if rest == ["context"]:
            thread = {"ancestors": self._ancestors(post), "descendants": self._descendants(post)}
            found = {side: [*map(self._as_status, posts)] for side, posts in thread.items()}
            return _json(found)
        return _missing()

    def _ancestors(self, post: DemoPost) -> list[DemoPost]:
        parent = self._view.find(post.parent_id) if post.parent_id else None
        return [*self._ancestors(parent), parent] if parent else []

    def _descendants(self, post: DemoPost) -> list[DemoPost]:
        below: list[DemoPost] = []
        for answer in self._answers.get(post.id, ()):
            if (seen := answer.at(self._clock.moment)) is not None:
                below += [seen, *self._descendants(seen)]
        return below

    def _timeline(self, request: Request, posts: Sequence[DemoPost]) -> Answer:
        """Return a page of `posts`, newest first, with links to the pages beside it."""
        limit = request.number("limit", LIMIT, most=MOST)
        found = _window(posts, request.query, limit=limit, moment=self._clock.moment)
        body = [self._as_status(post) for post in found]
        return _json(body, headers=self._links(request, found, limit))

    def _links(self, request: Request, found: Sequence[DemoPost], limit: int) -> dict[str, str]:
        if not found:
            return {}
        path = f"{self.base}{quote(request.path)}"
        older = urlencode({"limit": limit, "max_id": found[-1].id})
        newer = urlencode({"limit": limit, "min_id": found[0].id})
        return {"Link": f'<{path}?{older}>; rel="next", <{path}?{newer}>; rel="prev"'}

    def _as_status(self, post: DemoPost) -> dict[str, object]:
        author = self._view.author(post)
        edited = self._view.edited_at(post)
        parent = self._view.find(post.parent_id) if post.parent_id else None
        url = f"{self.base}/@{author.acct}/{post.id}"
        return {
            "id": post.id,
            "uri": f"{self.base}/users/{author.acct}/statuses/{post.id}",
            "url": url,
            "created_at": _stamp(post.published_at),
            "edited_at": _stamp(edited) if edited else None,
            "in_reply_to_id": post.parent_id,
            "in_reply_to_account_id": self._view.author(parent).social_id if parent else None,
            "content": self._html(post, answering=parent),
            "spoiler_text": "",
            "sensitive": False,
            "visibility": "public",
            "language": post.lang,
            "account": self._account(author),
            "reblog": None,
            "media_attachments": [],
            "poll": None,
            "tags": [self._tag(tag) for tag in hashtags(post)],
            "mentions": [self._mention(self._view.author(parent))] if parent else [],
            "emojis": [],
            "reblogs_count": post.reposts,
            "favourites_count": post.likes,
            "replies_count": len(self._answers.get(post.id, ())),
        }

    def _account(self, person: Person) -> dict[str, object]:
        bio = " ".join(f"#{label}" for label in person.labels)
        return {
            "id": person.social_id,
            "username": person.acct,
            "acct": person.acct,
            "display_name": person.name,
            "url": f"{self.base}/@{person.acct}",
            "note": f"<p>{escape(bio)}</p>" if bio else "",
            "fields": [],
            "bot": False,
            "locked": False,
            "discoverable": True,
            "noindex": False,
            "created_at": "2024-05-01T00:00:00.000Z",
        }

    def _tag(self, tag: str) -> dict[str, str]:
        return {"name": tag, "url": f"{self.base}/tags/{quote(tag)}"}

    def _mention(self, person: Person) -> dict[str, str]:
        url = f"{self.base}/@{person.acct}"
        return {
            "id": person.social_id,
            "username": person.acct,
            "acct": person.acct,
            "url": url,
        }

    def _html(self, post: DemoPost, *, answering: DemoPost | None) -> str:
        """Return the words as instances write them: hashtags and mentions are anchors."""
        words = HASHTAG.sub(self._anchor, escape(post.text, quote=False)).replace("\n", "</p><p>")
        if answering is None:
            return f"<p>{words}</p>"
        other = self._view.author(answering)
        href = f"{self.base}/@{other.acct}"
        mention = f'<a href="{href}" class="u-url mention">@<span>{other.acct}</span></a>'
        return f'<p><span class="h-card">{mention}</span> {words}</p>'

    def _anchor(self, match: re.Match[str]) -> str:
        tag = match["tag"]
        href = f"{self.base}/tags/{quote(tag)}"
        closing = "#" if match[0].endswith("#") else ""
        return (
            f'<a href="{href}" class="mention hashtag" rel="tag">#<span>{tag}</span></a>{closing}'
        )

    def _page(self, path: str) -> Answer:
        match path.strip("/").split("/"):
            case [""]:
                return self._listing("街角广场", self._view.posts)
            case ["tags", tag] if tag.casefold() in self._by_tag:
                return self._listing(f"#{tag}", self._by_tag[tag.casefold()])
            case [name] if (person := self._by_acct.get(name.lstrip("@"))) is not None:
                return self._listing(person.name, self._by_author.get(person.id, ()))
            case [_, status] if (post := self._view.find(status)) is not None:
                body = self._html(post, answering=None)
                name = self._view.author(post).name
                return page(name, article(post, name=name, body=body))
        return not_found()

    def _listing(self, title: str, posts: Sequence[DemoPost]) -> Answer:
        shown = _window(posts, {}, limit=LIMIT, moment=self._clock.moment)
        rows = ((f"/@{self._view.author(post).acct}/{post.id}", post.text) for post in shown)
        return page(title, links(rows))


def hashtags(post: DemoPost) -> list[str]:
    """Return the hashtags of a post, each once, in order."""
    return list(dict.fromkeys(match["tag"] for match in HASHTAG.finditer(post.text)))


def _grouped(
    posts: Iterable[DemoPost], keys: Callable[[DemoPost], list[str]]
) -> dict[str, list[DemoPost]]:
    groups: dict[str, list[DemoPost]] = defaultdict(list)
    for post in posts:
        for key in keys(post):
            groups[key.casefold()].append(post)
    return dict(groups)


def _window(
    posts: Sequence[DemoPost], query: Mapping[str, str], *, limit: int, moment: datetime
) -> list[DemoPost]:
    """Return at most `limit` posts that stand at `moment`, newest first.

    `max_id` and `since_id` bound the newest page; `min_id` asks for the page right after it
    (docs of Mastodon, API guidelines, "Pagination").
    """
    low = _place(posts, query.get("min_id") or query.get("since_id"), default=0, beyond=True)
    high = _place(posts, query.get("max_id"), default=len(posts), beyond=False)
    forward = "min_id" in query
    order = range(low, high) if forward else range(high - 1, low - 1, -1)
    found = _standing((posts[at] for at in order), limit=limit, moment=moment)
    return found[::-1] if forward else found


def _place(posts: Sequence[DemoPost], post_id: str | None, *, default: int, beyond: bool) -> int:
    if not post_id or not post_id.isdecimal():
        return default
    return bisect_left(posts, int(post_id) + beyond, key=lambda post: int(post.id))


def _standing(posts: Iterator[DemoPost], *, limit: int, moment: datetime) -> list[DemoPost]:
    found: list[DemoPost] = []
    for post in posts:
        if len(found) == limit:
            break
        if (seen := post.at(moment)) is not None:
            found.append(seen)
    return found


def _json(value: object, *, headers: dict[str, str] | None = None) -> Answer:
    return Answer(json.dumps(value, ensure_ascii=False), JSON, 200, headers or {})


def _missing() -> Answer:
    return Answer('{"error": "Record not found"}', JSON, 404)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
