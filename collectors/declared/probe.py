"""Look at a page nobody has declared yet, and propose the selectors of its items."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from bs4 import Tag

from collectors.base import Rejected
from collectors.declared.blocks import FEWEST, Block, bare, blocks_in
from collectors.declared.elements import ItemSelectors, cut_apart, read_elements
from collectors.declared.guess import guessed, of_page
from collectors.declared.item import Place
from collectors.declared.reading import Reading
from collectors.declared.selectors import soup_of
from collectors.declared.toml import written
from collectors.http import Client
from collectors.pages import document_of, raise_if_wall
from collectors.post import Post

BEST = 3
"""Proposals made, and items shown of each."""
LEAST = 40.0
"""Score below which a block is not worth showing."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to read a page.

    Attributes:
        settings: of a source of kind `html`, as they stand in the settings file.
        items: how many items these find on the page, and `rejected` what they could not read.
        examples: the first items, as they would be read.
        score: how much it looks like what people say; only to be compared.
    """

    settings: Mapping[str, Any]
    items: int
    rejected: tuple[Rejected, ...]
    examples: tuple[Post, ...]
    score: float

    def toml(self, *, name: str = "site") -> str:
        """Return the settings as a source of a project; `name` is the source's."""
        return written({"name": name, "kind": "html", **self.settings})


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a page was found to hold, the likeliest first; nothing where nothing repeats."""

    url: str
    candidates: tuple[Candidate, ...]


def probe(html_text: str, *, url: str, now: datetime) -> Proposal:
    """Propose how to read the items of a page.

    Args:
        html_text: the page, as text.
        url: where it stood.
        now: moment of fetching (aware), for times such as "2 days ago".
    """
    page = bare(soup_of(html_text))
    whole = of_page(page, url)
    found = [
        one for block in blocks_in(page) if (one := _candidate(block, html_text, whole, url, now))
    ]
    ranked = sorted(found, key=lambda one: -one.candidate.score)
    return Proposal(url, tuple(_different(ranked))[:BEST])


def probe_address(client: Client, url: str, *, now: datetime) -> Proposal:
    """Fetch a page as politely as any other, and propose how to read it.

    Raises:
        Blocked: it holds nothing that repeats, and looks like a wall.
        CollectorError: it could not be had.
    """
    answer = client.get(url)
    document = document_of(answer, client)
    proposal = probe(answer.text(), url=answer.url, now=now)
    if not proposal.candidates:
        raise_if_wall(document)
    return proposal


@dataclass(frozen=True, slots=True)
class _Tried:
    """A candidate, and all that it reads."""

    candidate: Candidate
    texts: frozenset[str]


def _candidate(
    block: Block, html_text: str, whole: Mapping[str, Any], url: str, now: datetime
) -> _Tried | None:
    """Return a block with guesses at its fields, as far as these really read the page."""
    settings = guessed(block.selector, _items(block, html_text), whole=whole, now=now)
    selectors = ItemSelectors.model_validate(
        {key: value for key, value in settings.items() if key not in ("urls", "next")}
    )
    place = Place("probe", url, url, now, selectors)
    reading = read_elements(soup_of(html_text), selectors, place)
    if len(reading.posts) < FEWEST or block.score * _worth(reading) < LEAST:
        return None
    settings |= {"order": "oldest"} if _rises(reading.posts) else {}
    candidate = Candidate(
        settings,
        len(reading.posts),
        tuple(reading.rejected),
        tuple(reading.posts[:BEST]),
        block.score * _worth(reading),
    )
    return _Tried(candidate, frozenset(post.text for post in reading.posts))


def _items(block: Block, html_text: str) -> list[Tag]:
    """Return the items of a block, each apart from those nested in it."""
    elements = {id(one) for one in block.elements}
    if not any(id(above) in elements for one in block.elements for above in one.parents):
        return list(block.elements)
    return [one.element for one in cut_apart(block.selector, bare(soup_of(html_text)))]


def _rises(posts: Sequence[Post]) -> bool:
    """Return whether the items that are no answers to others mostly come oldest first."""
    moments = [one.published_at for one in posts if one.published_at and not one.parent_id]
    rising = sum(one < other for one, other in pairwise(moments))
    return rising > sum(one > other for one, other in pairwise(moments))


def _worth(reading: Reading) -> float:
    """Return how much of what a post should have was found; 1 is half of it."""
    posts = reading.posts
    dated, by, rated, said = (
        sum(bool(getattr(post, name)) for post in posts) / len(posts)
        for name in ("published_at", "author", "rating", "text")
    )
    different = len({post.text for post in posts}) / len(posts)
    read = len(posts) / (len(posts) + len(reading.rejected))
    alone = 0.6 if by + rated == 0 else 1.0
    return alone * (0.5 + dated + by + 0.7 * rated) * said * read * (0.3 + 0.7 * different)


def _different(ranked: Sequence[_Tried]) -> Iterator[Candidate]:
    """Yield the candidates that do not read the same words as a better one."""
    known: list[frozenset[str]] = []
    for one in ranked:
        if not any(len(one.texts & texts) * 2 > min(len(one.texts), len(texts)) for texts in known):
            known.append(one.texts)
            yield one.candidate
