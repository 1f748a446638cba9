"""What another version of models and word lists would move, told before anything is written."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

import pandas as pd

from flows.settings import Settings
from flows.steps.tagging import Share, shares, tag_all, versions_of
from flows.store.lineage import Outdated, outdated
from flows.store.record import Record
from flows.store.rows import Row, key_of
from flows.store.summaries import label_counts
from flows.store.tag_forms import as_tag
from flows.store.tag_rows import TABLES
from flows.store.tagging import stored_tags, tagged_by, tags_of
from nlp.pipeline import Pipeline
from nlp.sentiment.model import UNDECIDED

BIGGEST: Final = 10
"""Topics whose counts are told, and brands, aspects and comparisons."""

NAMED: Final = ("topic", "brand", "aspect", "comparison")
CLASSES: Final = ("positive", "neutral", "negative")

Label = tuple[str, str]
"""A kind of tag and a label."""


@dataclass(slots=True)
class Moves:
    """What becomes of tags, by kind and label; of a sample, each post stands for several.

    Attributes:
        added: tags that were not there.
        removed: tags that are there no more.
        changed: tags whose span, polarity or score is another.
        posts: change in how many posts have the label.
        looked_at: posts that were tagged to find out.
    """

    added: Counter[Label] = field(default_factory=Counter)
    removed: Counter[Label] = field(default_factory=Counter)
    changed: Counter[Label] = field(default_factory=Counter)
    posts: Counter[Label] = field(default_factory=Counter)
    looked_at: int = 0

    def take(self, other: "Moves", scale: float) -> None:
        """Add what `other` counted, each post standing for `scale` posts."""
        for name in ("added", "removed", "changed", "posts"):
            mine: Counter[Any] = getattr(self, name)
            mine.update({key: n * scale for key, n in getattr(other, name).items()})
        self.looked_at += other.looked_at

    def rows(self) -> list[dict[str, Any]]:
        """Return kind, label, added, removed, changed; whole numbers."""
        labels = sorted({*self.added, *self.removed, *self.changed})
        return [
            {"kind": kind, "label": label}
            | {
                name: round(getattr(self, name)[kind, label])
                for name in ("added", "removed", "changed")
            }
            for kind, label in labels
        ]


@dataclass(frozen=True, slots=True)
class Preview:
    """What tagging again would do.

    Attributes:
        outdated: what is not up to date.
        posts: how many posts those are.
        looked_at: how many of them the figures below were found on.
        moves: tags added, removed and changed: kind, label and how many.
        shares: of sentiments, of all standing posts: figure, before, after.
        counts: of standing posts with the most frequent topics, brands, aspects and comparisons:
            the same.
    """

    outdated: tuple[Outdated, ...]
    posts: int
    looked_at: int
    moves: tuple[dict[str, Any], ...]
    shares: tuple[dict[str, Any], ...]
    counts: tuple[dict[str, Any], ...]


def preview(
    record: Record, settings: Settings, pipeline: Pipeline, *, sample: int | None
) -> Preview:
    """Return what tagging outdated posts again would move; nothing is written.

    Args:
        record: where posts and tags are.
        settings: those of the project.
        pipeline: the whole tagger of these settings.
        sample: posts to look at, from each version as many as its share, those with the smallest
            keys; keys are digests, so that is as good as a draw. None for all.
    """
    old = outdated(record, versions_of(pipeline, settings))
    total, moves = sum(one.posts for one in old), Moves()
    for one in old:
        share = one.posts if sample is None else -(-sample * one.posts // total)
        seen = _moves_of(record, settings, pipeline, one, min(share, one.posts))
        moves.take(seen, one.posts / max(seen.looked_at, 1))
    before = label_counts(record, ("sentiment", *NAMED))
    after = before.copy()
    after.update(moves.posts)
    told = (tuple(moves.rows()), tuple(_shares(before, after)), tuple(_counts(before, after)))
    return Preview(tuple(old), total, moves.looked_at, *told)


def _moves_of(
    record: Record, settings: Settings, pipeline: Pipeline, one: Outdated, most: int
) -> Moves:
    versions, moves = versions_of(pipeline, settings), Moves()
    for share, batch in _tagged(record, settings, pipeline, one, most):
        keys = batch["post_key"].tolist()
        with record.read() as connection:
            before = stored_tags(connection, keys, share.kinds)
            after = tags_of(connection, batch, versions=versions, kinds=share.kinds)
        moves.looked_at += len(keys)
        for table in TABLES:
            _compare(moves, table, before[table], after[table])
    return moves


def _tagged(
    record: Record, settings: Settings, pipeline: Pipeline, one: Outdated, most: int
) -> Iterator[tuple[Share, pd.DataFrame]]:
    for share in shares(one):
        looked_at = _first(tagged_by(record, one.version, batch=settings.tag.batch), most)
        for batch in tag_all(share.of(looked_at), settings, pipeline, share.kinds):
            yield share, batch


def _first(batches: Iterable[pd.DataFrame], most: int) -> Iterator[pd.DataFrame]:
    left = most
    for batch in batches:
        if left > 0:
            yield batch.head(left)
        left -= len(batch)
        if left <= 0:
            return


def _compare(moves: Moves, table: Any, before: list[Row], after: list[Row]) -> None:
    # The last column is the version, which is another in any case.
    old, new = ({key_of(table, row): row[:-1] for row in rows} for rows in (before, after))
    moves.added.update(_label(table, new[key]) for key in new.keys() - old.keys())
    moves.removed.update(_label(table, old[key]) for key in old.keys() - new.keys())
    same = new.keys() & old.keys()
    moves.changed.update(_label(table, new[key]) for key in same if new[key] != old[key])
    had, has = ({(row[0], _label(table, row)) for row in rows.values()} for rows in (old, new))
    moves.posts.update(label for _, label in has - had)
    moves.posts.subtract(label for _, label in had - has)


def _label(table: Any, row: Row) -> Label:
    """Return kind and label of a row without its version."""
    tag = as_tag(table, (*row, ""))
    return tag.kind, tag.label


def _shares(before: Counter[Label], after: Counter[Label]) -> Iterator[dict[str, Any]]:
    for name in (*CLASSES, UNDECIDED):
        yield _figure(f"share {name}", _share(before, name), _share(after, name))


def _counts(before: Counter[Label], after: Counter[Label]) -> Iterator[dict[str, Any]]:
    for kind in NAMED:
        most = sorted(
            (label for label in {*before, *after} if label[0] == kind),
            key=lambda label: (-max(before[label], after[label]), label),
        )
        for label in islice(most, BIGGEST):
            yield _figure(f"{kind} {label[1]}", before[label], round(after[label]))


def _figure(name: str, before: float | None, after: float | None) -> dict[str, Any]:
    return {"figure": name, "before": before, "after": after}


def _share(counts: Counter[Label], name: str) -> float | None:
    """Return the share of a sentiment: of the decided posts, of undecided ones among all."""
    decided = sum(counts["sentiment", other] for other in CLASSES)
    of = decided + (counts["sentiment", UNDECIDED] if name == UNDECIDED else 0)
    return round(counts["sentiment", name] / of, 4) if of > 0 else None
