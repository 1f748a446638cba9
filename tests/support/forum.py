"""A small Discourse forum, answering as the real one does: new ones, and those before 2024."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

BEGAN = datetime(2024, 5, 1, tzinfo=UTC)


@dataclass
class FakeForum:
    """Posts by id, each an hour after the one before; answers to requests.

    Attributes:
        windowed: whether /posts.json answers the fifty ids below `before`, as forums once did.
        pinned: topics that stand before all others in lists.
        closed: topics that nobody may read.
        asked: paths and queries so far.
    """

    windowed: bool = False
    pinned: tuple[int, ...] = ()
    closed: tuple[int, ...] = ()
    posts: dict[int, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    counts: dict[int, int] = field(default_factory=dict)

    def say(self, post_id: int, topic: int, **more: Any) -> None:
        """Let a post be written."""
        number = self.counts[topic] = self.counts.get(topic, 0) + 1
        moment = (BEGAN + timedelta(hours=post_id)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        self.posts[post_id] = {
            "id": post_id,
            "username": "lin",
            "user_id": 9,
            "created_at": moment,
            "updated_at": moment,
            "cooked": f"<p>Text {post_id}</p>",
            "post_number": number,
            "post_type": 1,
            "topic_id": topic,
            "version": 1,
            "actions_summary": [],
            **more,
        }

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        self.asked.append(str(request.url.raw_path, "ascii"))
        told = self._told(request.url.path, request.url.params)
        return httpx.Response(404, json={}) if told is None else httpx.Response(200, json=told)

    def _told(self, path: str, params: httpx.QueryParams) -> Mapping[str, Any] | None:
        parts = path.removesuffix(".json").strip("/").split("/")
        if path == "/posts.json":
            return {"latest_posts": list(self._latest(int(params.get("before", 0))))}
        if parts[0] == "posts":
            return self.posts.get(int(parts[1]))
        if parts[0] == "t":
            return self._topic(int(parts[1]), params.get_list("post_ids[]"))
        if parts[0] in ("c", "tag"):
            return self._list(int(params["page"]))
        return self._hits(params) if path == "/search.json" else None

    def _latest(self, before: int) -> Iterator[dict[str, Any]]:
        top = before or max(self.posts, default=0) + 1
        if self.windowed:
            ids = [one for one in self.posts if top - 50 < one <= top]
        else:
            ids = [one for one in sorted(self.posts, reverse=True) if one < top][:50]
        yield from (self.posts[one] for one in sorted(ids, reverse=True))

    def _topic(self, topic: int, chosen: list[str]) -> Mapping[str, Any] | None:
        ids = [one for one, post in sorted(self.posts.items()) if post["topic_id"] == topic]
        if not ids or topic in self.closed:
            return None
        wanted = [one for one in ids if str(one) in chosen] if chosen else ids[:20]
        assert len(chosen) <= 20, "a forum gives twenty posts at once"
        stream: dict[str, Any] = {"posts": [self.posts[one] for one in wanted]}
        if chosen:
            return {"id": topic, "post_stream": stream}
        return {
            "id": topic,
            "title": f"Topic {topic}",
            "highest_post_number": self.counts[topic],
            "last_posted_at": self.posts[ids[-1]]["created_at"],
            "post_stream": {**stream, "stream": ids},
        }

    def _list(self, page: int) -> Mapping[str, Any]:
        moved = {post["topic_id"]: post["created_at"] for _, post in sorted(self.posts.items())}
        order = sorted(moved, key=lambda one: moved[one], reverse=True)
        plain = [one for one in order if one not in self.pinned]
        shown = plain[page * 3 : page * 3 + 3]
        first = [one for one in order if one in self.pinned] if page == 0 else []
        topics = [
            {"id": one, "bumped_at": moved[one], "pinned": one in self.pinned}
            for one in [*first, *shown]
        ]
        more = {"more_topics_url": "/c/x"} if len(plain) > page * 3 + 3 else {}
        return {"topic_list": {"topics": topics, **more}}

    def _hits(self, params: httpx.QueryParams) -> Mapping[str, Any]:
        word, _, order = params["q"].partition(" ")
        assert order == "order:latest"
        page = int(params["page"]) - 1
        ids = [one for one in sorted(self.posts, reverse=True) if word in self.posts[one]["cooked"]]
        names = ("id", "topic_id", "created_at", "username")
        hits = [{name: self.posts[one][name] for name in names} for one in ids]
        shown = hits[page * 20 : page * 20 + 20]
        more = len(hits) > page * 20 + 20
        return {"posts": shown, "grouped_search_result": {"more_full_page_results": more or None}}
