"""From stored texts to stored tags."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import datetime
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from threading import Thread

import pandas as pd

from flows.settings import Settings
from flows.steps.project import TaggerRecipe, build_tagger, tagger_recipe
from flows.store.record import Record
from flows.store.tagging import save_tags, untagged
from nlp.pipeline import Pipeline

WAITING = 2
"""Batches that wait for each process: enough to keep it busy, few enough to stay small."""


def tag_new(record: Record, settings: Settings, *, now: datetime) -> int:
    """Tag every post that is new, changed or tagged by another version; return how many.

    Each batch is stored as soon as it is tagged, so a killed run goes on where it stopped.
    """
    pipeline = build_tagger(settings)
    batches = untagged(record, model=pipeline.version, batch=settings.tag.batch)
    count = 0
    for batch in _tag_all(batches, settings, pipeline):
        save_tags(record, batch, model=pipeline.version, tagged_at=now)
        count += len(batch)
    return count


def _tag_all(
    batches: Iterable[pd.DataFrame], settings: Settings, pipeline: Pipeline
) -> Iterator[pd.DataFrame]:
    if settings.executor == "inline":
        return map(pipeline, batches)
    return in_processes(batches, tagger_recipe(settings))


def in_processes(
    batches: Iterable[pd.DataFrame], recipe: TaggerRecipe, processes: int | None = None
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


def _start(recipe: TaggerRecipe) -> None:
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
