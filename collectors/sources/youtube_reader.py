"""Questions to YouTube's Data API, and what its answers hold."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from collectors.answer import Answer
from collectors.base import Held, Page, Query, Rejected, Withdrawn
from collectors.errors import CollectorError, Gone
from collectors.fields import fields, read_each, reference, words
from collectors.http import Client
from collectors.post import Post
from collectors.sources.youtube_comments import explained, items_of, read_comments, read_thread
from collectors.walk import Batch

PAGE_SIZE = 100
"""Threads or comments an answer: the most that the interface gives."""

SURELY_SHOWN = 20
"""So many are given where nothing else is said (commentThreads/list, `maxResults`, which goes not
together with `id`): only of so few can it be said that those which are not shown are no more."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Asks for threads and comments, and reads them.

    Attributes:
        client: asks.
        query: whose source is stamped on the posts.
        base_url: of the Data API.
        key: sent with each question.
        max_reply_pages: pages of answers read below one comment, at most.
    """

    client: Client
    query: Query
    base_url: str
    key: SecretStr
    max_reply_pages: int

    def batch(self, params: Mapping[str, str], token: str) -> Batch:
        """Return a page of threads, each with all its answers."""
        answer = self._ask("commentThreads", {**params, "part": "snippet,replies"}, token)
        found = answer.json()
        threads = items_of(found, where=answer.url)
        posts, rejected = self._with_answers(threads, where=answer.url)
        return Batch(
            tuple(posts),
            tuple(rejected),
            following=words(fields(found), "nextPageToken"),
            times=tuple(post.published_at for post in posts if _opens(post) and post.published_at),
            ids=tuple(name for one in threads if (name := reference(fields(one), "id"))),
        )

    def threads(self, held: Sequence[Held]) -> Page:
        """Return what became of first comments, with the answers to them."""
        params = {"part": "snippet,replies", "id": ",".join(one.id for one in held)}
        answer = self._ask("commentThreads", params)
        threads = items_of(answer.json(), where=answer.url)
        posts, rejected = self._with_answers(threads, where=answer.url, held=held)
        shown = {reference(fields(one), "id") for one in threads}
        return _settled(posts, rejected, held, shown)

    def comments(self, held: Sequence[Held]) -> Page:
        """Return what became of answers to comments."""
        params = {"part": "snippet", "id": ",".join(one.id for one in held)}
        answer = self._ask("comments", params)
        items = items_of(answer.json(), where=answer.url)
        videos = {one.id: one.subject for one in held}
        posts, rejected = list[Post](), list[Rejected]()
        for item in items:
            video = videos.get(reference(fields(item), "id") or "")
            read, odd = read_comments([item], self.query, video=video, where=answer.url)
            posts, rejected = [*posts, *read], [*rejected, *odd]
        shown = {reference(fields(one), "id") for one in items}
        return _settled(posts, rejected, held, shown)

    def _with_answers(
        self, threads: list[Any], *, where: str, held: Sequence[Held] = ()
    ) -> tuple[list[Post], list[Rejected]]:
        """Return the posts of threads; answers that did not come along are asked for.

        Of held threads they are asked for only where there are more than there were.
        """
        known = {one.id: one.replies or 0 for one in held}
        posts, rejected = read_each(threads, lambda one: read_thread(one, self.query), where=where)
        along = Counter(post.parent_id for post in posts)
        for first in [post for post in posts if _opens(post)]:
            unread = (first.replies or 0) > max(along[first.id], known.get(first.id, 0))
            if unread and self.max_reply_pages:
                more, odd = self._answers_if_there(first)
                posts += more
                rejected += odd
        return list({post.id: post for post in posts}.values()), rejected

    def _answers_if_there(self, first: Post) -> tuple[list[Post], list[Rejected]]:
        """Return the answers to one comment; one that was removed just now keeps back no other."""
        try:
            return self._answers(first)
        except Gone as error:
            return [], [Rejected(f"answers to {first.id}", str(error), "")]

    def _answers(self, first: Post) -> tuple[list[Post], list[Rejected]]:
        """Return the answers to one comment, as many pages of them as the settings allow."""
        params = {"part": "snippet", "parentId": first.id, "maxResults": str(PAGE_SIZE)}
        posts, rejected = list[Post](), list[Rejected]()
        token: str | None = ""
        for _ in range(self.max_reply_pages):
            answer = self._ask("comments", params, token or "")
            found = answer.json()
            items = items_of(found, where=answer.url)
            read, odd = read_comments(items, self.query, video=first.subject, where=answer.url)
            known = {post.id for post in posts}
            fresh = [post for post in read if post.id not in known]
            posts, rejected = [*posts, *fresh], [*rejected, *odd]
            token = words(fields(found), "nextPageToken") if fresh else None
            if not token:
                return posts, rejected
        why = f"{len(posts)} of {first.replies} answers were read; raise max_reply_pages"
        return posts, [*rejected, Rejected(f"answers to {first.id}", why, "")]

    def _ask(self, what: str, params: Mapping[str, str], token: str = "") -> Answer:
        asked = {**params, "textFormat": "html", **({"pageToken": token} if token else {})}
        url = f"{self.base_url.rstrip('/')}/{what}"
        # in a header, so that no address that is shown or stored has it
        headers = {"x-goog-api-key": self.key.get_secret_value().strip()}
        try:
            return self.client.get(url, params=asked, headers=headers, robots=False)
        except CollectorError as error:
            raise explained(error) from error


def shows_none(page: Page) -> bool:
    """Return whether an answer about held comments shows not one of them."""
    return len(page.withdrawn) == len(page.visited)


def _opens(post: Post) -> bool:
    return post.thread_id == post.id


def _settled(
    posts: list[Post], rejected: list[Rejected], held: Sequence[Held], shown: set[str | None]
) -> Page:
    """Return what an answer settles: of many that were asked for, only those that it shows."""
    missing = [one.id for one in held if one.id not in shown]
    sure = missing if len(held) <= SURELY_SHOWN else []
    visited = tuple(one.id for one in held if one.id in shown or one.id in sure)
    lost = tuple(Withdrawn("missing", name, erase=True) for name in sure)
    return Page(tuple(posts), tuple(rejected), withdrawn=lost, visited=visited)
