"""Hits and trees of Hacker News, as Algolia gives them, as posts."""

from collections.abc import Iterable, Iterator
from typing import Any

from collectors.base import Page, Query, Rejected, Withdrawn
from collectors.errors import NotThisFormat
from collectors.fields import Fields, fields, identifier, published, read_each, reference, words
from collectors.post import Kind, Post
from collectors.ratings import count
from collectors.texts import from_html
from collectors.times import parse_time
from collectors.walk import Batch

PAGE_SIZE = 1000
"""Hits an answer: as many as can be reached of one question at all."""


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
    settled = {reference(node, "id") for node in nodes if is_item(node)} & held
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


def is_item(node: Fields) -> bool:
    """Return whether a node has what every item has, also one of which only the place is left."""
    whole = node.keys() >= {"author", "text", "type"} and isinstance(node.get("children"), list)
    return whole and reference(node, "id") is not None


def _is_gone(node: Fields) -> bool:
    """Return whether only the place of an item is left: it has neither author nor words."""
    bare = words(node, "author") is None and words(node, "text", "title") is None
    return bare and is_item(node)


def _item(node: Fields, query: Query, *, title: str | None) -> Post:
    if not is_item(node) and words(node, "author") is None:
        msg = "neither a story nor a comment: it lacks what all have"
        raise ValueError(msg)
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
