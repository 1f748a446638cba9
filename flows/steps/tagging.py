"""From stored texts to stored tags."""

import os
import re
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Protocol

import pandas as pd

from flows.settings import Settings
from flows.steps.project import TaggerRecipe, build_tagger, tagger_recipe
from flows.store.lineage import Outdated, Versions, keep_versions, outdated, stages_for
from flows.store.record import Record
from flows.store.tagging import ALL_KINDS, save_tags, tagged_by, untagged
from nlp.pipeline import Pipeline
from nlp.text.traditional import simplified
from nlp.topics.brands import read_brands

WAITING = 2
"""Batches that wait for each process: enough to keep it busy, few enough to stay small."""


class Recipe(Protocol):
    """All that a process needs to build a tagger; picklable."""

    def build(self) -> Pipeline:
        """Return the tagger."""
        ...


@dataclass(frozen=True, slots=True)
class PartRecipe:
    """The recipe of a tagger that gives some kinds of tags only."""

    whole: TaggerRecipe
    kinds: frozenset[str]

    def build(self) -> Pipeline:
        """Return the tagger without the stages that these kinds do not need."""
        return part(self.whole.build(), self.kinds)


def part(pipeline: Pipeline, kinds: Collection[str]) -> Pipeline:
    """Return a tagger with the stages that `kinds` need, and no others."""
    return Pipeline(pipeline.given, stages_for(pipeline, kinds))


def tag_new(
    record: Record,
    settings: Settings,
    *,
    now: datetime,
    tell: Callable[[list[Outdated]], None] = lambda _found: None,
) -> int:
    """Tag every post that is new, changed or tagged by other versions; return how many.

    Of posts that other versions tagged, only the kinds of tags that these have changed are
    written again. Each batch is stored as soon as it is tagged, so a killed run goes on where it
    stopped.

    Args:
        record: where posts and tags are.
        settings: those of the project.
        now: when the tags are given (aware).
        tell: is told, before any work, what other versions tagged; not called where nothing.
    """
    pipeline = build_tagger(settings)
    versions = versions_of(pipeline, settings)
    old = outdated(record, versions)
    if old:
        tell(old)
    keep_versions(record, versions, now=now)
    batches = untagged(record, batch=settings.tag.batch)
    count = 0
    for batch in tag_all(batches, settings, pipeline):
        save_tags(record, batch, versions=versions, tagged_at=now)
        count += len(batch)
    return count + tag_again(record, settings, pipeline, old, now=now)


def tag_again(
    record: Record,
    settings: Settings,
    pipeline: Pipeline,
    old: Iterable[Outdated],
    *,
    now: datetime,
) -> int:
    """Write the kinds of tags again that have changed, of the posts that need it; return how many.

    Each batch is stored as soon as it is tagged.
    """
    versions = versions_of(pipeline, settings)
    keep_versions(record, versions, now=now)
    count = 0
    for one, share in [(each, share) for each in old for share in shares(each)]:
        batches = share.of(tagged_by(record, one.version, batch=settings.tag.batch))
        for batch in tag_all(batches, settings, pipeline, share.kinds):
            save_tags(record, batch, versions=versions, tagged_at=now, kinds=share.kinds)
            count += len(batch)
    return count


def versions_of(pipeline: Pipeline, settings: Settings) -> Versions:
    """Return the versions of the tagger of these settings, with the names that it keeps whole."""
    return Versions.of(pipeline, read_brands(tagger_recipe(settings).brands).words)


@dataclass(frozen=True, slots=True)
class Share:
    """Some of the posts that are tagged again, and the kinds of tags that are.

    Attributes:
        kinds: the kinds.
        names: what tells which posts; None for all.
        having: those that have one of the names, or those that have none.
    """

    kinds: frozenset[str]
    names: re.Pattern[str] | None = None
    having: bool = True

    def of(self, batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        """Yield what is meant of each batch, empty ones left out."""
        for batch in batches:
            some = batch if self.names is None else batch[batch["text"].map(self._is_meant)]
            if len(some):
                yield some.reset_index(drop=True)

    def _is_meant(self, text: str) -> bool:
        if self.names is None:
            return True
        found = self.names.search(text) or self.names.search(simplified(text))
        return bool(found) == self.having


def shares(one: Outdated) -> tuple[Share, ...]:
    """Return who is tagged again how: a name that is new to the dictionary moves its posts only."""
    if not one.cut:
        return (Share(one.kinds),)
    names = re.compile("|".join(map(re.escape, sorted(one.names))) or r"(?!)")
    return (Share(one.kinds | one.cut, names), Share(one.kinds, names, having=False))


def tag_all(
    batches: Iterable[pd.DataFrame],
    settings: Settings,
    pipeline: Pipeline,
    kinds: frozenset[str] = ALL_KINDS,
) -> Iterator[pd.DataFrame]:
    """Yield the batches with the columns that some kinds of tags need, by the settings' executor.

    `pipeline` is the whole tagger of these settings.
    """
    if settings.executor == "inline":
        return map(part(pipeline, kinds), batches)
    return in_processes(batches, PartRecipe(tagger_recipe(settings), kinds))


def in_processes(
    batches: Iterable[pd.DataFrame], recipe: Recipe, processes: int | None = None
) -> Iterator[pd.DataFrame]:
    """Yield the tagged batches in their order, from `processes` (all cores) at once.

    A stream of one batch is not worth starting processes for; it is tagged here.
    """
    stream = iter(batches)
    first = list(islice(stream, 2))
    if len(first) < 2:  # noqa: PLR2004  # one batch or none
        yield from map(recipe.build(), first)
        return
    workers = processes or os.cpu_count() or 1
    with ProcessPoolExecutor(workers, get_context("spawn"), _start, (recipe,)) as pool:
        yield from _in_order(chain(first, stream), _tag, pool, WAITING * workers)


def _in_order(
    batches: Iterator[pd.DataFrame],
    work: Callable[[pd.DataFrame], pd.DataFrame],
    pool: ProcessPoolExecutor,
    most: int,
) -> Iterator[pd.DataFrame]:
    waiting: deque[Future[pd.DataFrame]] = deque()
    for batch in batches:
        waiting.append(pool.submit(work, batch))
        if len(waiting) >= most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


_pipeline: Pipeline | None = None


def _start(recipe: Recipe) -> None:
    Thread(target=_leave_with_parent, daemon=True).start()
    global _pipeline  # noqa: PLW0603  # one tagger a process, built once
    _pipeline = recipe.build()


def _leave_with_parent() -> None:
    """End this process when its parent is gone: a killed run leaves nobody waiting for work."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _tag(batch: pd.DataFrame) -> pd.DataFrame:
    if _pipeline is None:
        msg = "the process was not started with a tagger"
        raise RuntimeError(msg)
    return _pipeline(batch)
