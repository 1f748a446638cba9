"""Clusters found without labels, beside KMeans that is told how many there are.

    python benchmarks/quality/discovery.py --data DIR

Prints the section of `docs/quality.md`; some five minutes on one core.
"""

import argparse
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from cells import table
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from nlp.discovery.clusters import Discovered, discover
from nlp.discovery.wording import best_words, found_by
from nlp.text.cleaning import clean
from nlp.text.words import cutter

CUT = cutter()
TOPICS = 100
LAST = "2026-08-19"
"""The day that is left out first, and added then."""
INTRODUCTION = (
    "Posts with a known group (topic_id of weibo_hot_hub; label of short_text_clusters_en), which"
    " nobody is told; adjusted mutual information (AMI) and adjusted Rand index (ARI), 100 at"
    " best. KMeans on TF-IDF of the same words is told the true number of groups; discovery is"
    " not. Over all posts, outliers count as one group more; over members they are left out, for"
    " both."
)
STAYING = (
    "How many members of the run before stand in a cluster of the same id: when the same posts"
    " are read again in another order, and when the last day's posts come to those of the days"
    " before."
)
PROMOTING = (
    "What `topics accept` would make of the largest clusters of hot topics: words are chosen on one"
    " half of the posts, drawn at random, to find the members and not the others. Recall over"
    " members and precision on those posts; then the same on the other half, which nobody had seen,"
    " where a post counts as a member if its topic is that of most members. (Hot topics live for a"
    " day or two: the last day has none of the largest before it.)"
)
PROMOTED = 20
HEAD = ("posts", "method", "groups", "AMI", "ARI", "AMI of members", "ARI of members", "outliers")
PROMOTED_HEAD = (
    "posts",
    "clusters",
    "words",
    "recall",
    "precision",
    "recall, other half",
    "precision, other half",
)
KEPT_HEAD = ("posts", "run", "same id", "clusters before", "gone", "new", "AMI", "ARI")


def section(data: Path) -> str:
    """Return the section as Markdown."""
    hot = _hot(data)
    sets = {
        "100 largest hot topics": hot,
        "the same without hashtags": _posts(hot, text=hot["bare"]),
        **_short(data),
    }
    found = {name: discover(posts) for name, posts in sets.items()}
    rows = [row for name, posts in sets.items() for row in _rows(name, posts, found[name])]
    kept = [row for name in list(sets)[:2] for row in _kept(name, sets[name], found[name])]
    return "\n\n".join(
        [
            "## Discovery of topics",
            INTRODUCTION,
            table(HEAD, rows),
            STAYING,
            table(KEPT_HEAD, kept),
            PROMOTING,
            table(PROMOTED_HEAD, [_promoted(name, sets[name]) for name in list(sets)[:2]]),
        ]
    )


def _posts(frame: pd.DataFrame, *, text: "pd.Series[str]") -> pd.DataFrame:
    own = [clean(each).text for each in text]
    return frame.assign(clean=own, words=[CUT(each) for each in own])


def _hot(data: Path) -> pd.DataFrame:
    """Return the posts of the largest topics; those of several topics count to the first."""
    posts = pd.read_csv(data / "weibo_hot_hub" / "posts.csv.gz").drop_duplicates("post_id")
    posts = posts[posts["topic_id"].isin(posts["topic_id"].value_counts().index[:TOPICS])]
    posts = posts.rename(columns={"post_id": "post_key", "topic_id": "truth"})
    posts = posts.assign(
        text=posts["text"].fillna(""), published_at=pd.to_datetime(posts["time"], utc=True)
    )
    posts["bare"] = [re.sub(r"#[^#\n]{1,60}#", " ", text) for text in posts["text"]]
    return _posts(posts, text=posts["text"])


def _short(data: Path) -> dict[str, pd.DataFrame]:
    texts = pd.read_csv(data / "short_text_clusters_en" / "train.csv.gz")
    texts = texts.rename(columns={"label": "truth"}).assign(published_at=pd.NaT)
    texts["post_key"] = [f"{place:06d}" for place in range(len(texts))]
    return {str(name): _posts(rows, text=rows["text"]) for name, rows in texts.groupby("corpus")}


def _rows(name: str, posts: pd.DataFrame, found: Discovered) -> list[list[str]]:
    truth, groups = posts["truth"].astype(str), int(posts["truth"].nunique())
    plain = pd.Series(_kmeans(posts, groups), index=posts.index)
    own = _clusters(posts, found)
    member = own != ""
    return [
        [
            f"{name} ({len(posts)})",
            f"KMeans, told {groups}",
            str(groups),
            *_scores(truth, plain),
            *_scores(truth[member], plain[member]),
            "–",
        ],
        [
            "",
            "discovery",
            str(len(found.clusters)),
            *_scores(truth, own),
            *_scores(truth[member], own[member]),
            f"{found.outliers:.1%}",
        ],
    ]


def _kmeans(posts: pd.DataFrame, groups: int) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    words = [[word.lower() for word in cut if word.strip()] for cut in posts["words"]]
    plain: Callable[[list[str]], list[str]] = list
    rows = TfidfVectorizer(analyzer=plain, min_df=2, max_df=0.1, sublinear_tf=True)
    return np.asarray(
        KMeans(groups, n_init=1, random_state=0).fit_predict(rows.fit_transform(words))
    )


def _clusters(posts: pd.DataFrame, found: Discovered) -> "pd.Series[str]":
    """Return the cluster of each post, empty for outliers."""
    told = found.members.set_index("post_key")["cluster"]
    return posts["post_key"].map(told).fillna("").astype(str)


def _scores(truth: "pd.Series[str]", groups: "pd.Series[str]") -> list[str]:
    found = adjusted_mutual_info_score(truth, groups), adjusted_rand_score(truth, groups)
    return [f"{100 * each:.1f}" for each in found]


def _kept(name: str, posts: pd.DataFrame, whole: Discovered) -> list[list[str]]:
    again = discover(posts.sample(frac=1, random_state=1))
    days = discover(posts[posts["time"].str[:10] < LAST])
    more = discover(posts, days)
    return [
        [name, "the same posts again", *_same(posts, whole, again)],
        ["", "one day more", *_same(posts, days, more)],
    ]


def _promoted(name: str, posts: pd.DataFrame) -> list[str]:
    seen = posts.sample(frac=0.5, random_state=1)
    other = posts.drop(seen.index)
    found = discover(seen)
    told = seen["post_key"].map(found.members.set_index("post_key")["cluster"])
    counts, number = np.zeros(6), 0
    for row in found.clusters.head(PROMOTED).to_dict("records"):
        inside = told == row["id"]
        members, others = seen["clean"][inside].tolist(), seen["clean"][~inside].tolist()
        words = best_words(row["words"], members, others, cut=CUT)
        number += len(words)
        same = other["truth"] == seen["truth"][inside].mode().iloc[0]
        new, rest = other["clean"][same].tolist(), other["clean"][~same].tolist()
        found_in = [found_by(words, texts, cut=CUT) for texts in (members, others, new, rest)]
        counts += [*found_in, len(members), len(new)]
    right, wrong, new_right, new_wrong, members_, new_ = counts.tolist()
    shares = (
        right / members_,
        right / (right + wrong),
        new_right / new_,
        new_right / (new_right + new_wrong),
    )
    mean = f"{number / PROMOTED:.1f} each"
    return [name, f"{PROMOTED}", mean, *(f"{100 * each:.1f}" for each in shares)]


def _same(posts: pd.DataFrame, before: Discovered, after: Discovered) -> list[str]:
    members = before.members.dropna(subset="cluster").set_index("post_key")["cluster"]
    now = after.members.set_index("post_key")["cluster"].reindex(members.index)
    ids, left = set(before.clusters["id"]), set(after.clusters["id"])
    return [
        f"{(members == now).mean():.1%}",
        str(len(ids)),
        str(len(ids - left)),
        str(len(left - ids)),
        *_scores(posts["truth"].astype(str), _clusters(posts, after)),
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    print(section(parser.parse_args().data))
