"""From posts that no label covers to candidates of topics."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from flows.settings import Settings
from flows.steps.project import chosen, tagger_recipe
from flows.store.candidates import found_before, keep_found
from flows.store.record import Record
from flows.store.uncovered import Asked, uncovered
from nlp.discovery.clusters import discover
from nlp.pipeline import code_version
from nlp.text.cleaning import clean
from nlp.text.words import Cut
from nlp.topics.brands import read_brands
from nlp.topics.examples import read_learned
from nlp.topics.taxonomy import read_taxonomy


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look for new topics gave.

    Attributes:
        uncovered: tagged posts of those days that no label covers.
        posts: how many of them were looked at, the newest.
        candidates: clusters found among them, those decided on before too.
        new: clusters that no run had found.
        outliers: share of the posts in no cluster, 0 to 1.
    """

    uncovered: int
    posts: int
    candidates: int
    new: int
    outliers: float


def look(
    record: Record,
    settings: Settings,
    *,
    as_of: datetime,
    days: int | None = None,
    sources: tuple[str, ...] = (),
) -> Looked:
    """Find what posts speak of that no label covers, and store it as candidates.

    Covered is a post with a label of the taxonomy or of what examples taught. The broad labels of
    the trained model (a shelf of a newspaper, a whole industry) cover nothing: a story within one
    is what is looked for.

    Args:
        record: where posts and candidates are.
        settings: those of the project.
        as_of: posts said before are looked at.
        days: how many days back; those of the settings if None.
        sources: names of sources; none for all.

    Raises:
        nlp.errors.NlpError: a word list can not be used.
    """
    since = as_of - timedelta(days=days or settings.discovery.days)
    asked = Asked(since, as_of, sources, settings.discovery.posts)
    cut = project_cut(settings)
    posts, count = uncovered(record, _labels(settings, cut), asked)
    found = discover(_worded(posts, cut), found_before(record, posts["post_key"].tolist()))
    new = keep_found(record, found, as_of=as_of, version=code_version())
    return Looked(count, len(posts), len(found.clusters), new, round(found.outliers, 4))


def project_cut(settings: Settings) -> Cut:
    """Return what cuts texts into words as the project's tagger does."""
    return read_brands(chosen(settings, "brands")).cut()


def _labels(settings: Settings, cut: Cut) -> frozenset[str]:
    taught = [read_learned(path) for path in tagger_recipe(settings).examples]
    ruled = read_taxonomy(chosen(settings, "taxonomy"), cut).labels
    return frozenset(ruled).union(*(each.judge.labels for each in taught))


def _worded(posts: pd.DataFrame, cut: Cut) -> pd.DataFrame:
    own = [clean(text).text for text in posts["text"]]
    known: dict[str, str] = {}  # a word that many posts have is held once
    words = [[known.setdefault(word, word) for word in cut(text)] for text in own]
    return posts[["post_key", "published_at"]].assign(
        clean=own, words=pd.Series(words, index=posts.index, dtype="object")
    )
