"""Find the reviews among the nodes of a page, each once."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from collectors.base import Rejected
from collectors.markup.document import Document
from collectors.markup.items import microdata_nodes, rdfa_nodes
from collectors.markup.microformats import microformat_nodes
from collectors.markup.nodes import Node, dicts_in, each, text_of, types_of
from collectors.markup.scripts import jsonld_nodes

REVIEW_TYPES = frozenset(
    {"review", "userreview", "criticreview", "employerreview", "reviewnewsarticle"}
)
_REVIEW_KEYS = frozenset({"review", "reviews", "hasreview"})
_MARKS = ("reviewbody", "reviewrating")
_SUBJECT_KEYS = ("itemreviewed", "about")


@dataclass(frozen=True, slots=True)
class Found:
    """One review as the page marks it up.

    Attributes:
        node: its properties, with references resolved.
        subject: name of the thing that it is about.
        syntax: jsonld, microdata, rdfa or microformats.
    """

    node: Node
    subject: str | None
    syntax: str


def read_reviews(document: Document) -> tuple[list[Found], list[Rejected]]:
    """Return the reviews of a page in its order, syntax after syntax, and what was not readable.

    The same review in two syntaxes is returned twice; see `collectors.markup.joined`.
    """
    found: list[Found] = []
    rejected: list[Rejected] = []
    for syntax, nodes in (
        ("jsonld", jsonld_nodes(document)),
        ("microdata", microdata_nodes(document)),
        ("rdfa", rdfa_nodes(document)),
        ("microformats", microformat_nodes(document)),
    ):
        roots = list(nodes)
        rejected += [one for one in roots if isinstance(one, Rejected)]
        found += reviews_among([one for one in roots if not isinstance(one, Rejected)], syntax)
    return found, rejected


def reviews_among(roots: list[Any], syntax: str) -> list[Found]:
    """Return the reviews in `roots`; one that a thing refers to by @id counts once."""
    index = _by_id(roots)
    seen: set[int] = set()
    direct = chain.from_iterable(_walk(root, index, seen) for root in roots)
    return [
        Found(_resolved(node, index), subject or _subject(node, index), syntax)
        for node, subject in _named_last(direct)
    ]


def _named_last(found: Iterator[tuple[Node, str | None]]) -> list[tuple[Node, str | None]]:
    """Keep each node once, with a subject if any way to it knew one."""
    subjects: dict[int, str | None] = {}
    nodes: dict[int, Node] = {}
    for node, subject in found:
        nodes.setdefault(id(node), node)
        subjects[id(node)] = subjects.get(id(node)) or subject
    return [(node, subjects[key]) for key, node in nodes.items()]


def _by_id(roots: list[Any]) -> dict[str, Node]:
    index: dict[str, Node] = {}
    for node in dicts_in(roots):
        name = node.get("@id")
        if isinstance(name, str) and len(node) > 1 and len(node) > len(index.get(name, {})):
            index[name] = node
    return index


def _target(value: Any, index: dict[str, Node]) -> Any:
    """Return the node that a bare reference means."""
    if isinstance(value, dict) and set(value) == {"@id"}:
        return index.get(str(value["@id"]), value)
    return value


def _resolved(node: Node, index: dict[str, Node]) -> Node:
    return {
        key: [_target(one, index) for one in value]
        if isinstance(value, list)
        else _target(value, index)
        for key, value in node.items()
    }


def _walk(root: Any, index: dict[str, Node], seen: set[int]) -> Iterator[tuple[Node, str | None]]:
    """Yield (review, name of the thing it hangs on), each way to it once."""
    stack: list[tuple[Any, str | None, bool]] = [(root, None, False)]
    while stack:
        value, subject, expected = stack.pop()
        if isinstance(value, list):
            stack.extend((one, subject, expected) for one in reversed(value))
            continue
        node = _target(value, index)
        if not isinstance(node, dict):
            continue
        if _is_review(node, expected=expected):
            yield node, subject
        if id(node) not in seen:
            seen.add(id(node))
            stack.extend(reversed(list(_children(node, subject))))


def _children(node: Node, subject: str | None) -> Iterator[tuple[Any, str | None, bool]]:
    name = None if types_of(node) & REVIEW_TYPES else text_of(node.get("name"))
    for key, value in node.items():
        if key in _REVIEW_KEYS:
            yield value, name or subject, True
        elif isinstance(value, (dict, list)):
            yield value, subject, False


def _is_review(node: Node, *, expected: bool) -> bool:
    types = types_of(node)
    if types:
        return bool(types & REVIEW_TYPES)
    return expected and any(mark in node for mark in _MARKS)


def _subject(node: Node, index: dict[str, Node]) -> str | None:
    for key in _SUBJECT_KEYS:
        for value in each(node.get(key)):
            if name := text_of(_target(value, index)):
                return name
    return None
