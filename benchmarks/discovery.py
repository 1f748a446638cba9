"""Topics found among many posts: time, memory and how well, on topics planted by rule.

Run: `python benchmarks/discovery.py [--posts 10000 30000 100000] [--seed 1]`. Posts are made here,
of words of two signs drawn as rarely as words are (Zipf). Seven in ten speak of a topic, one for
some 150 posts, the larger the rarer: a third to a half of their words are among the 16 of the
topic, which any post may use as well. The others speak of nothing. The last tenth of the posts is
left out of a run before, which shows what keeps its id.
"""

import argparse
import resource
import time
from itertools import pairwise

import numpy as np
import pandas as pd
from near_copies import WORDS, words
from numpy.random import Generator
from sklearn.metrics import adjusted_mutual_info_score

from nlp.discovery.clusters import Discovered, discover

SPEAKING = 0.7
POSTS_OF_A_TOPIC = 150
OWN = 16
RAREST = 500
"""Words of a topic come from behind this rank."""


def planted(count: int, seed: int) -> pd.DataFrame:
    """Return `count` posts for `discover`, and `truth`: the number of the topic, -1 for none."""
    dice = np.random.default_rng(seed)
    table = np.array(words(dice))
    topics = max(count * 7 // (10 * POSTS_OF_A_TOPIC), 2)
    sizes = 1 / np.arange(3, topics + 3)
    truth = dice.choice(topics, count, p=sizes / sizes.sum())
    truth[dice.random(count) >= SPEAKING] = -1
    lengths = np.clip(dice.lognormal(2.7, 0.5, count), 5, 60).astype(int)
    drawn = _drawn(truth, lengths, dice, topics)
    ends = np.cumsum(lengths).tolist()
    texts = [table[drawn[first:last]].tolist() for first, last in pairwise([0, *ends])]
    return pd.DataFrame(
        {
            "post_key": [f"{place:08d}" for place in range(count)],
            "clean": list(map("".join, texts)),
            "words": texts,
            "published_at": pd.Timestamp("2026-03-01", tz="UTC"),
            "truth": truth,
        }
    )


def _drawn(
    truth: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    lengths: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    dice: Generator,
    topics: int,
) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Return the ranks of the words of all posts, one post after the other."""
    weights = 1 / np.arange(10, WORDS + 10)
    ranks = dice.choice(WORDS, int(lengths.sum()), p=weights / weights.sum())
    own = dice.integers(RAREST, WORDS, (topics, OWN))
    topic = np.repeat(truth, lengths)
    share = np.repeat(dice.uniform(0.33, 0.5, len(truth)), lengths)
    told = (topic >= 0) & (dice.random(len(topic)) < share)
    ranks[told] = own[topic[told], dice.integers(0, OWN, int(told.sum()))]
    return ranks


def scores(posts: pd.DataFrame, found: Discovered) -> str:
    """Return how well topics were found, in words."""
    told = posts["post_key"].map(found.members.set_index("post_key")["cluster"])
    speaks = posts["truth"] >= 0
    held = told.notna() & speaks
    whole = adjusted_mutual_info_score(posts["truth"], told.fillna(""))
    inner = adjusted_mutual_info_score(posts["truth"][held], told[held])
    return (
        f"AMI {100 * whole:.1f}, of members that speak of a topic {100 * inner:.1f};"
        f" {len(found.clusters)} clusters for {posts['truth'].nunique() - 1} topics;"
        f" outliers {found.outliers:.1%}, of posts without a topic"
        f" {told[~speaks].isna().mean():.1%}, of the others {told[speaks].isna().mean():.1%}"
    )


def kept(before: Discovered, after: Discovered) -> float:
    """Return the share of the members before that stand in a cluster of the same id."""
    members = before.members.dropna(subset="cluster").set_index("post_key")["cluster"]
    now = after.members.set_index("post_key")["cluster"].reindex(members.index)
    return float((members == now).mean())


def main() -> None:
    """Make the posts, find the topics, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, nargs="+", default=[10_000, 30_000, 100_000])
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    for count in asked.posts:
        posts = planted(count, asked.seed)
        begun = time.process_time()
        found = discover(posts)
        taken = time.process_time() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"{count:,} posts: {taken:.0f} s of one core, peak {peak / 1e6:.2f} GB", flush=True)
        print(f"  {scores(posts, found)}", flush=True)
        before = discover(posts.iloc[: count - count // 10])
        begun = time.process_time()
        more = discover(posts, before)
        taken = time.process_time() - begun
        print(f"  a tenth more: {taken:.0f} s, {kept(before, more):.1%} keep their id", flush=True)


if __name__ == "__main__":
    main()
