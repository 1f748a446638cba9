"""Hacker News, through the search that Algolia keeps of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import groupby
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import quote, urlencode

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from collectors.base import About, Held, Page, Query, Rejected, Withdrawn
from collectors.errors import Gone, NotThisFormat
from collectors.fields import Fields, fields, identifier, published, read_each, reference, words
from collectors.http import Client
from collectors.post import Kind, Post
from collectors.ratings import count
from collectors.several import each_asked
from collectors.sources.settings import WebAddress
from collectors.texts import from_html
from collectors.times import parse_time
from collectors.walk import Batch, Bounds, walk

PAGE_SIZE = 1000
"""Hits an answer: as many as can be reached of one question at all."""

Tag = Literal["story", "comment", "poll", "job", "ask_hn", "show_hn", "front_page"]


def _trimmed(query: str | None) -> str | None:
    return query.strip() or None if query else None


class HackerNews(BaseModel):
    """Stories and comments that hold some words, are by somebody, or belong to one story."""

    kind: ClassVar[str] = "hackernews"
    about: ClassVar[About] = About(
        title="Hacker News",
        access="open",
        limits="10,000 requests an hour; all there is can be reached, a thousand hits a request.",
        terms="A free service of Algolia's: be sparing with it, and honour deletions.",
        example={"query": "kettle", "tags": ["story", "comment"]},
    )
    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: WebAddress = Field(
        "https://hn.algolia.com/api/v1", description="Address of the search interface."
    )
    query: Annotated[str | None, AfterValidator(_trimmed)] = Field(
        None, description="Only what holds these words."
    )
    tags: tuple[Tag, ...] = Field(
        ("story", "comment"), min_length=1, description="Kinds that are wanted, any of them."
    )
    author: Annotated[str, StringConstraints(pattern=r"^[\w-]{1,32}$")] | None = Field(
        None, description="Only what this member wrote."
    )
    story: Annotated[str, StringConstraints(pattern=r"^\d{1,18}$")] | None = Field(
        None, description="Only this story, by its number, and the comments on it."
    )
    look_back_days: float = Field(
        3.0, ge=0, description="Days before the last run that are read again, so that edits show."
    )
    max_pages: int = Field(20, ge=1, description="Pages of 1,000 read in one run, at most.")

    def collect(self, client: Client, query: Query) -> Iterator[Page]:
        """Yield pages newest first, whose times only ever go back.

        Raises:
            CollectorError: it could not be read any further.
        """
        bounds = Bounds(self.max_pages, timedelta(days=self.look_back_days))

        def read(token: str) -> Batch:
            url = f"{self.base_url.rstrip('/')}/search_by_date?{self._asking(token)}"
            answer = client.get(url, robots=False)
            return read_hits(answer.json(), query, token=token, where=answer.url)

        yield from walk(read, "", asked=self._asked(), query=query, bounds=bounds)

    def revisit(self, client: Client, query: Query, held: Sequence[Held]) -> Iterator[Page]:
        """Yield for each story its held posts as they are now, and all that hangs below them.

        Raises:
            CollectorError: the first failure, after the other stories were read.
        """
        ordered = sorted(held, key=_story_of)
        stories = [(story, {one.id for one in some}) for story, some in groupby(ordered, _story_of)]
        asks = [partial(self._revisited, client, story, ids) for story, ids in stories]
        yield from each_asked(client, replace(query, limit=None), asks)

    def _revisited(
        self, client: Client, story: str, held: set[str], query: Query
    ) -> Iterator[Page]:
        tree = self._tree(client, story)
        page = read_tree(tree, query, held=held) if tree is not None else Page(())
        if page.visited:
            yield page
        # killed comments are left out of a tree, though they may still be there by themselves
        for name in sorted(held - set(page.visited)):
            alone = None if name == story else self._tree(client, name)
            if alone is None:
                yield Page((), withdrawn=(Withdrawn("404", name),), visited=(name,))
            else:
                found = read_tree(alone, query, held={name})
                yield Page(found.posts, found.rejected, withdrawn=found.withdrawn, visited=(name,))

    def _tree(self, client: Client, name: str) -> Any:
        url = f"{self.base_url.rstrip('/')}/items/{quote(name, safe='')}"
        try:
            found = client.get(url, robots=False).json()
        except Gone:
            return None
        if reference(fields(found), "id") is None:
            raise NotThisFormat(url, expected="a story or comment", why="it has no id")
        return found

    def _asking(self, token: str) -> str:
        tags = [f"({','.join(self.tags)})"]
        tags += [f"author_{self.author}"] if self.author else []
        tags += [f"story_{self.story}"] if self.story else []
        params = {"tags": ",".join(tags), "hitsPerPage": str(PAGE_SIZE)}
        if self.query:
            params["query"] = self.query
        if token:
            params["numericFilters"] = f"created_at_i<={token}"
        return urlencode(params)

    def _asked(self) -> str:
        named = {
            "query": self.query,
            "tags": ",".join(self.tags),
            "author": self.author,
            "story": self.story,
        }
        return " ".join(f"{name}/{value}" for name, value in named.items() if value)


def read_hits(found: Any, query: Query, *, token: str, where: str) -> Batch:
    """Return the hits of one answer of the search, and the second from which to read on.

    Args:
        found: the answer, as JSON.
        query: whose source and moment are stamped on the posts.
        token: the latest second that was asked for (since 1970), empty for the newest.
        where: address of the answer.

    Raises:
        NotThisFormat: it is no answer of the search.
    """
    hits = fields(found).get("hits")
    if not isinstance(hits, list):
        raise NotThisFormat(where, expected="hits of a search", why="it has no list of hits")
    posts, rejected = read_each(hits, lambda hit: [_hit(hit, query)], where=where)
    following, lost = _onward(hits, count(fields(found).get("nbHits")) or 0, token)
    # hits of the last second come again with the next answer: its own second makes it new
    ids = (*(post.id for post in posts), f"until {token}")
    return Batch(
        tuple(posts),
        (*rejected, *(Rejected(where, why, "") for why in lost)),
        following=following,
        ids=ids if hits else (),
    )


def _onward(hits: list[Any], known: int, token: str) -> tuple[str | None, list[str]]:
    """Return the second to read on from, and why something is left out on the way.

    The search gives a thousand hits of a question and no more; so each further question asks for
    what is as old as the last hit, or older.
    """
    if not hits or known <= len(hits) < PAGE_SIZE:
        return None, []
    seconds = [second for hit in hits if (second := count(fields(hit).get("created_at_i")))]
    if not seconds:
        return None, ["no hit says when it was written; older ones cannot be reached"]
    oldest = min(seconds)
    if not token or oldest < int(token):
        return str(oldest), []
    why = f"more than {len(hits)} hits in the second {token}; the others cannot be reached"
    return str(int(token) - 1), [why]


def _hit(hit: Fields, query: Query) -> Post:
    marks = hit.get("_tags")
    is_comment = "comment" in marks if isinstance(marks, list) else "comment_text" in hit
    raw = words(hit, "comment_text", "story_text", "text") or ""
    return _post(
        hit,
        query,
        name=identifier(hit, "objectID"),
        kind="comment" if is_comment else "post",
        raw=raw,
        subject=words(hit, "story_title") if is_comment else None,
    )


def read_tree(found: Any, query: Query, *, held: set[str]) -> Page:
    """Return of a story the held posts and all below them.

    Args:
        found: the story, or a comment, with its `children`, as JSON.
        query: whose source and moment are stamped on the posts.
        held: ids of the posts that are looked at again, one at least; those found are named in
            `visited`.
    """
    story = fields(found)
    title = words(story, "title")
    nodes = list(_below(story, held))
    alive = [node for node in nodes if not _is_gone(node)]
    gone = [name for node in nodes if _is_gone(node) and (name := reference(node, "id"))]
    # the tree of a story gives no number of comments, but the comments themselves
    alive = [{**one, "num_comments": len(alive) - 1} if one is story else one for one in alive]
    posts, rejected = read_each(
        alive, lambda node: [_item(node, query, title=title)], where=f"item {min(held)}"
    )
    settled = {reference(node, "id") for node in nodes} & held
    return Page(
        tuple(posts),
        tuple(rejected),
        withdrawn=tuple(Withdrawn("placeholder", name) for name in gone),
        visited=tuple(sorted(name for name in settled if name)),
    )


def _below(found: Any, held: set[str]) -> Iterator[Fields]:
    """Yield the held nodes and those below them; without recursion, for threads go deep."""
    waiting = [(fields(found), False)]
    while waiting:
        node, wanted = waiting.pop()
        wanted = wanted or reference(node, "id") in held
        if wanted:
            yield node
        children = node.get("children")
        listed: Iterable[Any] = children if isinstance(children, list) else ()
        waiting += [(fields(child), wanted) for child in listed]


def _is_gone(node: Fields) -> bool:
    """Return whether only the place of an item is left: it has neither author nor words."""
    return words(node, "author") is None and words(node, "text", "title") is None


def _item(node: Fields, query: Query, *, title: str | None) -> Post:
    is_comment = node.get("type") == "comment"
    return _post(
        node,
        query,
        name=identifier(node, "id"),
        kind="comment" if is_comment else "post",
        raw=words(node, "text") or "",
        subject=title if is_comment else None,
    )


def _post(  # each is said by name  # noqa: PLR0913  # each is said by name
    node: Fields, query: Query, *, name: str, kind: Kind, raw: str, subject: str | None
) -> Post:
    text = from_html(raw)
    author = words(node, "author")
    title = None if kind == "comment" else words(node, "title")
    return Post(
        source=query.source,
        id=name,
        kind=kind,
        url=f"https://news.ycombinator.com/item?id={name}",
        author_id=author,
        author=author,
        title=title and from_html(title),
        text=text,
        raw_text=raw if raw != text else None,
        parent_id=reference(node, "parent_id"),
        thread_id=reference(node, "story_id") or (None if kind == "comment" else name),
        likes=count(node.get("points")),
        replies=count(node.get("num_comments")),
        subject=subject and from_html(subject),
        **published(parse_time(_moment(node), now=query.now)),
    )


def _moment(node: Fields) -> Any:
    """Return when it was written; the seconds are exact, the text is there for people."""
    return node.get("created_at_i") or node.get("created_at")


def _story_of(held: Held) -> str:
    return held.thread_id or held.id
