"""Parsers fed with mutated good input: what came out, by parser."""

import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from examples import Source
from hostile import MEMORY, Memory, wire
from mutating import mutated
from replaying import Reply
from running import NOW, Kept, hurried

from collectors.base import Held, Query, Revisiting
from collectors.errors import CollectorError
from collectors.post import Post

LONGEST_S = 5.0
"""A longer parse of some kilobytes counts as a hang."""

Parse = Callable[[random.Random], None]
"""Feeds one mutated input to a parser; only CollectorError may come out."""


@dataclass
class Tally:
    """What became of the inputs of one parser."""

    tried: int = 0
    own: int = 0
    foreign: dict[str, int] = field(default_factory=dict)
    hangs: int = 0
    slowest_s: float = 0.0

    def feed(self, parse: Parse, seed: int) -> None:
        """Try the input that belongs to `seed`."""
        began = time.perf_counter()
        try:
            parse(random.Random(seed))
        except CollectorError:
            self.own += 1
        except Exception as error:  # noqa: BLE001  # what may not come out is what is counted
            where = _where(error)
            self.foreign.setdefault(f"{type(error).__name__}: {str(error)[:120]} at {where}", seed)
        took = time.perf_counter() - began
        self.tried += 1
        self.hangs += took > LONGEST_S
        self.slowest_s = max(self.slowest_s, took)


def _where(error: BaseException) -> str:
    step = error.__traceback__
    place = ""
    while step is not None:
        code = step.tb_frame.f_code
        if "collectors" in code.co_filename:
            place = f"{code.co_filename.rpartition('/')[2]}:{step.tb_lineno}"
        step = step.tb_next
    return place


def of_source(source: Source) -> Parse:
    """Return whole runs of a collector, one answer of each mutated."""
    whole = Kept()
    memory = Memory(source.exchanges, lambda reply: [wire(reply)])
    with hurried(transport=memory) as client:
        whole.run(source.at(MEMORY), client)
    requests = memory.troupe.number

    def parse(chance: random.Random) -> None:
        spoilt = chance.randrange(requests)
        kept = Kept()
        transport = Memory(
            source.exchanges,
            lambda reply: [wire(_spoilt(reply, chance))],
            when=lambda number, _target: number == spoilt,
        )
        with hurried(transport=transport) as client:
            kept.run(source.at(MEMORY), client)
        check(list(kept.posts.values()), kept.marks)
        if kept.errors:
            raise kept.errors[0]

    return parse


def of_revisits(source: Source) -> Parse | None:
    """Return looks at the posts of an example again, an answer mutated; None without `revisit`."""
    collector = source.at(MEMORY)
    if not isinstance(collector, Revisiting):
        return None
    whole = Kept()
    with hurried(transport=Memory(source.exchanges, lambda reply: [wire(reply)])) as client:
        whole.run(collector, client)
    held = [_held(post) for post in whole.posts.values()]
    again: Any = collector

    def parse(chance: random.Random) -> None:
        transport = Memory(
            source.exchanges,
            lambda reply: [wire(_spoilt(reply, chance))],
            when=lambda _number, _target: chance.random() < 0.5,
        )
        with hurried(transport=transport) as client:
            for page in again.revisit(client, Query("any", NOW), held):
                check(list(page.posts), {})

    return parse


def _held(post: Post) -> Held:
    return Held(
        id=post.id,
        kind=post.kind,
        url=post.url,
        thread_id=post.thread_id,
        parent_id=post.parent_id,
        subject=post.subject,
        published_at=post.published_at,
        replies=post.replies,
    )


def _spoilt(reply: Reply, chance: random.Random) -> Reply:
    headers = reply.headers
    if headers and chance.random() < 0.1:
        name, value = chance.choice(headers)
        odd = mutated(value.encode("utf-8", "replace"), chance).decode("latin-1")
        clean = "".join(sign for sign in odd if sign >= " ")[:500]
        headers = (*((n, v) for n, v in headers if n != name), (name, clean))
    return replace(reply, headers=headers, body=mutated(reply.body, chance))


def check(posts: list[Post], marks: Mapping[str, Any]) -> None:
    """Hold that what was read can be stored: as JSON, in UTF-8."""
    for post in posts:
        post.model_dump_json()
    json.dumps(marks)
