"""One Discourse forum, asked in its own way: every page has a twin in JSON."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from collectors.answer import Answer
from collectors.errors import NotThisFormat
from collectors.fields import Fields, fields, words
from collectors.http import Client

_NUMBER = re.compile(r"[0-9]{1,18}")

CHUNK = 20
"""Posts that a topic's first page holds, and that are asked for at once."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as its first page shows it.

    Attributes:
        id: its number.
        title: its heading.
        items: its first posts, as answered.
        stream: the ids of all its posts, in their order.
        last: when somebody last wrote in it, as written.
        numbers: ids of its posts by their numbers within it, as far as is sure.
    """

    id: str
    title: str | None
    items: list[Any]
    stream: tuple[str, ...]
    last: Any
    numbers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Forum:
    """A forum, asked through a client; `base` is its address."""

    client: Client
    base: str

    def topic(self, topic_id: str) -> Topic:
        """Return a topic with its first posts.

        Raises:
            CollectorError: it is gone, or was not answered.
        """
        told, answer = self._told(f"/t/{topic_id}.json", {})
        stream = fields(told, "post_stream").get("stream")
        ids = tuple(map(str, filter(_is_id, stream))) if isinstance(stream, list) else ()
        return Topic(
            topic_id,
            words(told, "title"),
            _posts_in(told, answer),
            ids,
            told.get("last_posted_at"),
            _numbers(told, ids),
        )

    def posts(self, topic_id: str, ids: Sequence[str]) -> list[Any]:
        """Return some posts of a topic, twenty at most, as answered."""
        chosen = urlencode([("post_ids[]", one) for one in ids])
        return _posts_in(*self._told(f"/t/{topic_id}/posts.json?{chosen}", {}))

    def post(self, post_id: str) -> Fields:
        """Return one post as answered."""
        return self._told(f"/posts/{post_id}.json", {})[0]

    def latest(self, before: str) -> list[Any]:
        """Return the newest posts of the whole forum; with ids up to `before`, if it says one.

        Raises:
            NotThisFormat: there is no list of posts.
        """
        told, answer = self._told("/posts.json", {"before": before} if before else {})
        items = told.get("latest_posts")
        if not isinstance(items, list):
            raise NotThisFormat(answer.url, expected="the latest posts", why="it has none")
        return items

    def listing(self, path: str, params: Mapping[str, str]) -> tuple[Fields, str]:
        """Return a list of topics or of hits, and the address that answered."""
        told, answer = self._told(path, params)
        return told, answer.url

    def _told(self, path: str, params: Mapping[str, str]) -> tuple[Fields, Answer]:
        # without this header, addresses of further pages come without .json
        headers = {"accept": "application/json"}
        answer = self.client.get(f"{self.base}{path}", params=params or None, headers=headers)
        told = answer.json()
        if not isinstance(told, dict):
            raise NotThisFormat(answer.url, expected="an object", why="it is something else")
        return told, answer


def number_of(item: Any, name: str = "id") -> str | None:
    """Return the number of a post or a topic, None where there is none."""
    written = words(fields(item), name) or ""
    return written if _NUMBER.fullmatch(written) else None


def _numbers(told: Fields, stream: Sequence[str]) -> dict[str, str]:
    """Return all posts of a topic by their numbers; none where numbers were left out (deleted)."""
    whole = told.get("highest_post_number") == len(stream)
    return {str(number): one for number, one in enumerate(stream, start=1)} if whole else {}


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and bool(_NUMBER.fullmatch(str(value)))


def _posts_in(told: Fields, answer: Answer) -> list[Any]:
    items = fields(told, "post_stream").get("posts")
    if not isinstance(items, list):
        raise NotThisFormat(answer.url, expected="a topic", why="it has no posts")
    return items
