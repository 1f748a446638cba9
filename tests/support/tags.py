"""Posts with tags of our own making, by versions of our own naming."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from collectors.base import Page
from collectors.post import Post
from flows.store.collected import save_page
from flows.store.lineage import Versions, keep_versions, outdated
from flows.store.record import Record
from flows.store.tag_rows import kinds_of
from flows.store.tagging import save_tags, tagged_by, untagged

NOW = datetime(2026, 5, 13, 9, 30, tzinfo=UTC)
PRICE = {"label": "价格", "score": 0.9, "start": 0, "end": 2}
SAID: Mapping[str, Any] = {
    "lang": "zh",
    "sentiment": "positive",
    "polarity": 0.5,
    "confidence": 0.75,
    "topics": [PRICE],
    "brands": [{"label": "某牌", "start": 3, "end": 5}],
}


def add(record: Record, *numbers: int, **given: Any) -> None:
    said = {"source": "shop", "kind": "review", "text": "价格", "author_id": "a"}
    said |= {"published_at": NOW, "published_precision": "second"} | given
    posts = tuple(Post(**(said | {"id": str(n)})) for n in numbers)
    save_page(record, Page(posts), source="shop", seen_at=NOW)


def tags_for(batch: pd.DataFrame, **given: Any) -> pd.DataFrame:
    return batch.assign(**{name: [value] * len(batch) for name, value in (SAID | given).items()})


def versions(model: str = "m1", *columns: str, **other: str) -> Versions:
    """Return versions of the kinds that `SAID` and `columns` give, those of `other` apart."""
    kinds = kinds_of({*SAID, *columns})
    return Versions({kind: {kind: other.get(kind, model)} for kind in sorted(kinds)})


def tag(record: Record, by: Versions | None = None, **given: Any) -> int:
    """Tag what is new, and the changed kinds of what is old, as the flow does; count the rows."""
    used = by or versions("m1", *given)
    old = outdated(record, used)
    keep_versions(record, used, now=NOW)
    count = 0
    for kinds, batch in _waiting(record, old):
        chosen = {} if kinds is None else {"kinds": kinds}
        tagged = tags_for(batch, **given)
        count += save_tags(record, tagged, versions=used, tagged_at=NOW, **chosen)
    return count


def _waiting(record: Record, old: Any) -> Iterator[tuple[Any, pd.DataFrame]]:
    for batch in untagged(record, batch=2):
        yield None, batch
    for one in old:
        for batch in tagged_by(record, one.version, batch=2):
            yield one.kinds, batch


def waiting(record: Record, by: Versions | None = None) -> int:
    new = sum(len(batch) for batch in untagged(record))
    return new + sum(one.posts for one in outdated(record, by or versions()))
