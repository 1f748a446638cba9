"""Copies found among many posts: recall, precision, time and memory, on copies planted by rule.

Run: `python benchmarks/near_copies.py [--posts 1000000] [--loop 20000] [--seed 1]`. Posts are
made here, of words of two signs drawn as rarely as words are (Zipf), 8 to 120 signs long. A
quarter of them are copies of an earlier one, of a known kind; a pair counts as found if the copy
stands in the group of its original. A plain loop over datasketch's `MinHash` and `MinHashLSH`
with the same shingles does the first `--loop` posts, for comparison.
"""

import argparse
import resource
import time
from collections.abc import Callable, Sequence
from importlib.resources import files

import numpy as np
import pandas as pd
from datasketch import MinHash, MinHashLSH
from numpy.random import Generator

from nlp.trust.copies import ALIKE, copies
from nlp.trust.shingles import normal, shingles

WORDS = 30_000
EMOJI = ("😀", "🔥", "👍", "❤️", "😭")
OPENINGS = ("转发：", "【推荐】", "姐妹们快看！", "今天看到的，")
CLOSINGS = ("！！！", "，大家怎么看？", "（转）", "……真的假的")
SHARES = ("0-5", "5-10", "10-15", "15-20")
"""Percent of the signs edited; kinds beside them: exact, framed, emoji, traditional."""


def words(dice: Generator) -> list[str]:
    """Return words of two signs, all different."""
    pairs = dice.choice(3500 * 3500, WORDS, replace=False)
    return [chr(0x4E00 + pair // 3500) + chr(0x4E00 + pair % 3500) for pair in pairs.tolist()]


def originals(count: int, dice: Generator) -> list[str]:
    """Return posts that share no more than their commonest words."""
    table = np.array(words(dice))
    weights = 1 / np.arange(10, WORDS + 10)
    lengths = np.clip(dice.lognormal(2.9, 0.6, count), 4, 60).astype(int)
    drawn = table[dice.choice(WORDS, int(lengths.sum()), p=weights / weights.sum())].tolist()
    ends = np.cumsum(lengths).tolist()
    return [
        "".join(drawn[end - size : end]) for end, size in zip(ends, lengths.tolist(), strict=True)
    ]


def edited(text: str, low: int, dice: Generator) -> str:
    """Return `text` with `low` to `low + 5` percent changed, in runs of one to three signs."""
    wanted, signs = round(len(text) * dice.uniform(low, low + 5) / 100), list(text)
    while wanted > 0:
        size = min(wanted, int(dice.integers(1, 4)))
        place, wanted = int(dice.integers(len(signs))), wanted - size
        new = [chr(code) for code in dice.integers(0x4E00, 0x4E00 + 3500, size).tolist()]
        change = int(dice.integers(3))  # replaced, put in, taken out
        signs[place : place + (0 if change == 1 else size)] = [] if change == 2 else new
    return "".join(signs)


def makers(dice: Generator) -> dict[str, Callable[[str], str]]:
    """Return how each kind of copy is made."""
    lines = (files("nlp") / "lexicons" / "traditional.txt").read_text(encoding="utf-8").splitlines()
    traditional = {ord(line[1]): line[0] for line in lines if line and line[0] != "#"}

    def emoji(text: str) -> str:
        places = sorted(dice.integers(0, len(text), 3).tolist())
        parts = [text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True)]
        return str(dice.choice(EMOJI)).join(parts)

    kinds: dict[str, Callable[[str], str]] = {
        "exact": str,
        "framed": lambda text: str(dice.choice(OPENINGS)) + text + str(dice.choice(CLOSINGS)),
        "emoji": emoji,
        "traditional": lambda text: text.translate(traditional),
    }
    for share in SHARES:
        low = int(share.split("-")[0])
        kinds[f"edited {share} %"] = lambda text, low=low: edited(text, low, dice)
    return kinds


def planted(count: int, seed: int) -> pd.DataFrame:
    """Return `count` posts: `text`, `truth` (place of the original), `kind`; originals first."""
    dice = np.random.default_rng(seed)
    fresh = originals(count - count // 4, dice)
    made = makers(dice)
    sources = dice.integers(0, len(fresh), count // 4)
    kinds = dice.choice(list(made), count // 4)
    twins = [made[kind](fresh[source]) for kind, source in zip(kinds, sources, strict=True)]
    return pd.DataFrame(
        {
            "text": [*fresh, *twins],
            "truth": [*range(len(fresh)), *sources.tolist()],
            "kind": ["original"] * len(fresh) + kinds.tolist(),
        }
    )


def scores(posts: pd.DataFrame, found: Sequence[int]) -> pd.DataFrame:
    """Return recall by kind, and precision: groups' posts that go to their true original."""
    group = np.asarray(found)
    head = group[posts["truth"].to_numpy()]
    right = pd.Series(group == head)
    twins = posts["kind"] != "original"
    recall = right[twins].groupby(posts["kind"][twins]).agg(["mean", "size"])
    moved = group != np.arange(len(group))
    true = posts["truth"].to_numpy() == posts["truth"].to_numpy()[group]
    recall.loc["all"] = [right[twins].mean(), twins.sum()]
    recall.loc["precision"] = [true[moved].mean(), moved.sum()]
    return recall


def loop(texts: Sequence[str]) -> float:
    """Return the seconds that a plain loop over datasketch takes."""
    begun = time.process_time()
    index = MinHashLSH(params=(32, 4), num_perm=128)
    held = shingles(normal(texts))
    for place in range(len(texts)):
        own = held.hashes[held.offsets[place] : held.offsets[place + 1]]
        signature = MinHash(128, hashfunc=int)
        signature.update_batch(own)
        index.query(signature)
        index.insert(place, signature)
    return time.process_time() - begun


def main() -> None:
    """Make the posts, find the copies, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--loop", type=int, default=20_000, help="posts for the plain loop")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    posts = planted(asked.posts, asked.seed)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    found = copies(posts["text"].tolist(), range(len(posts)))
    taken = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(scores(posts, found["group"].astype(int).tolist()).to_string())
    told = f"peak {peak / 1e6:.2f} GB, {before / 1e6:.2f} before"
    print(f"{asked.posts:,} posts: {taken:.0f} s of one core; {told}")
    few = posts["text"].sample(asked.loop, random_state=1).tolist()
    begun = time.process_time()
    copies(few, range(len(few)))
    batch, plain = time.process_time() - begun, loop(few)
    told = f"a plain loop {plain:.1f} s ({plain / batch:.1f} times)"
    print(f"{asked.loop:,} posts: {batch:.1f} s of one core, {told}")
    print(f"Jaccard from {ALIKE}; seed {asked.seed}")


if __name__ == "__main__":
    main()
