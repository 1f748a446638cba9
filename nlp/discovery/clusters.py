"""Clusters of posts that no label covers, with ids that stay from run to run."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nlp.discovery.bags import Bags, bags
from nlp.discovery.graph import Labels, communities, neighbours
from nlp.discovery.ids import identified
from nlp.discovery.naming import cohesion, fits, name, words_of
from nlp.discovery.refining import informing, refined

FEWEST = 5
"""Fewer posts are no cluster."""
FIT = 0.05
"""A post less like the middle of its cluster (cosine) is an outlier; one that was there before
stays down to half of it."""
CLOSE = 0.03
"""Where two posts of a cluster are less like each other (mean cosine), it is none: chance brought
them together; one that was there before stays down to half of it."""
TYPICAL = 3
"""Typical posts told of a cluster."""


@dataclass(frozen=True)
class Discovered:
    """What one run found.

    Attributes:
        clusters: a cluster a row, largest first: `id`, `name`, `words` (best first), `n` posts,
            `share` of all posts of the run, `cohesion` (mean cosine of two of its posts),
            `typical` post keys, `first_seen`, `last_seen`.
        members: a post a row, sorted by key: `post_key`, `cluster` (null for an outlier), `score`
            (0 to 1, how like the middle of its cluster; 0 for an outlier).
    """

    clusters: pd.DataFrame
    members: pd.DataFrame

    @property
    def outliers(self) -> float:
        """Share of the posts that are in no cluster; 0 where there are no posts."""
        return float(self.members["cluster"].isna().mean()) if len(self.members) else 0.0


def discover(posts: pd.DataFrame, previous: Discovered | None = None) -> Discovered:
    """Return clusters of posts that speak of the same.

    The same posts give the same clusters, in whatever order they stand. With `previous`, the
    clusters of that run keep their ids and start from their members; posts in none of them may
    join them or make new ones. Where that run knew all of the posts, they stay where they were.

    Args:
        posts: `post_key` (unique), `clean`, `words`, `published_at` (null allowed).
        previous: the run before, over some of the same posts or over others.
    """
    ordered = posts.sort_values("post_key", ignore_index=True)
    held = bags(ordered["clean"].tolist(), ordered["words"].tolist())
    if previous is not None and ordered["post_key"].isin(previous.members["post_key"]).all():
        return _as_before(ordered, held, previous)
    known = _known(ordered["post_key"], previous)
    places = pd.factorize(known, sort=True)[0].astype(np.int64)
    groups = _grouped(held, places)
    carried = dict(zip(groups[places >= 0].tolist(), known[places >= 0], strict=True))
    numbers, scores = _settled(held, groups, places >= 0)
    left, numbers = _numbered(numbers)
    words = words_of(held, numbers, len(left))
    keys = [ordered["post_key"][numbers == place].tolist() for place in range(len(left))]
    before = None if previous is None else previous.clusters
    ids = identified([carried.get(each) for each in left.tolist()], words, keys, before)
    return _told(ordered, numbers, scores, dict(zip(ids, words, strict=True)))


def _as_before(posts: pd.DataFrame, held: Bags, previous: Discovered) -> Discovered:
    told = previous.members.set_index("post_key").loc[posts["post_key"]]
    places, ids = pd.factorize(told["cluster"], sort=True)
    left, numbers = _numbered(_large(places.astype(np.int64)))
    words = words_of(held, numbers, len(left))
    scores = np.where(numbers >= 0, told["score"].to_numpy(dtype=np.float64), 0)
    return _told(posts, numbers, scores, dict(zip(ids[left].tolist(), words, strict=True)))


def _numbered(numbers: Labels) -> tuple[Labels, Labels]:
    """Return the numbers that there are, and for each post the place of its own; -1 stays."""
    left = np.unique(numbers[numbers >= 0])
    return left, np.where(numbers >= 0, np.searchsorted(left, numbers), -1)


def _large(numbers: Labels) -> Labels:
    """Return the numbers with -1 for those of too few posts."""
    sizes = np.bincount(numbers + 1)
    return np.where(sizes[numbers + 1] >= FEWEST, numbers, -1)


def _known(keys: "pd.Series[str]", previous: Discovered | None) -> "pd.Series[str]":
    """Return the cluster of each post in the run before, null where there was none."""
    if previous is None:
        return pd.Series([None] * len(keys), dtype="object")
    return keys.map(previous.members.set_index("post_key")["cluster"])


def _grouped(held: Bags, known: Labels) -> Labels:
    """Return the community of each post; new posts of the same words are in one."""
    alike = held.alike()
    before = pd.Series(known).groupby(alike).transform("max").to_numpy()
    known = np.where(known >= 0, known, before)
    groups = communities(neighbours(held.tying()), known)
    nodes = pd.DataFrame({"words": alike, "known": known, "group": groups})
    return nodes.groupby(["words", "known"])["group"].transform("first").to_numpy(dtype=np.int64)


def _settled(
    held: Bags, groups: Labels, before: NDArray[np.bool_]
) -> tuple[Labels, NDArray[np.float64]]:
    """Return the number of each post's cluster, or -1, and how well it fits."""
    numbers = refined(held, groups, before)
    clusters = int(numbers.max(initial=-1)) + 1
    scores = fits(held.weighted(held.idf * informing(held, numbers)), numbers, clusters)
    stays = before & (numbers == groups)
    numbers = np.where(scores > np.where(stays, FIT / 2, FIT), numbers, -1)
    old = np.zeros(clusters, np.bool_)
    old[numbers[stays & (numbers >= 0)]] = True
    loose = cohesion(scores, numbers, clusters) < np.where(old, CLOSE / 2, CLOSE)
    numbers = _large(np.where(np.append(loose, False)[numbers], -1, numbers))
    return numbers, np.where(numbers >= 0, scores, 0).round(4)


def _told(
    posts: pd.DataFrame,
    numbers: Labels,
    scores: NDArray[np.float64],
    words: dict[str, list[str]],
) -> Discovered:
    ids = [*words, None]
    cluster = pd.Series([ids[number] for number in numbers.tolist()], dtype="object")
    members = posts[["post_key"]].assign(cluster=cluster, score=scores)
    held = posts[["post_key", "clean", "published_at"]].assign(cluster=cluster, score=scores)
    rows = [_cluster(each, words[str(each)], rows) for each, rows in held.groupby("cluster")]
    columns = ["id", "name", "words", "n", "typical", "first_seen", "last_seen"]
    found = pd.DataFrame(rows, columns=columns)
    found.insert(4, "share", found["n"] / max(len(posts), 1))
    close = pd.Series(cohesion(scores, numbers, len(words)), index=list(words), dtype="float64")
    found.insert(5, "cohesion", found["id"].map(close))
    return Discovered(
        found.sort_values(["n", "id"], ascending=[False, True], ignore_index=True), members
    )


def _cluster(cluster: object, words: list[str], posts: pd.DataFrame) -> tuple[object, ...]:
    best = posts.sort_values(["score", "post_key"], ascending=[False, True])
    typical = best.drop_duplicates("clean")["post_key"].head(TYPICAL).tolist()
    seen = posts["published_at"]
    return cluster, name(words), words, len(posts), typical, seen.min(), seen.max()
