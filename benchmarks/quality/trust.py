"""How well trust is judged: planted tricks, sentences of our own, deceptive reviews, rumours."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import trust_world
from cells import NONE, cell, table, whole
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from nlp.pipeline import Pipeline
from nlp.sentiment.model import load_model, sentiment
from nlp.text.cleaning import cleaned
from nlp.text.language import language
from nlp.text.words import words
from nlp.trust.rating import disagreeing
from nlp.trust.signals import of_texts, score, signals, trusted
from nlp.trust.stage import trust

SENTENCES = Path(__file__).parents[2] / "tests" / "nlp" / "trust" / "sentences.csv"
KEYWORDS = {
    "default_review": ["默认好评", "未填写", "没有填写", "no written review"],
    "promotion": ["链接", "优惠", "抢购", "领券", "off", "code", "抽奖", "批发"],
    "contact": ["微信", "私信", "电话", "dm me"],
    "incentive": ["返现", "好评", "红包"],
    "paid": ["广告", "#ad", "品牌方", "free"],
    "shop_voice": ["亲", "本店", "感谢您", "thank you"],
    "padding": ["字数"],
}
"""The plain rival: a text with one of these words gets the code."""
_HEAD = """\
## Trust

Rules judge each text alone (`nlp/lexicons/trust.toml`) and all posts together
(`nlp/trust/signals.py`); nothing is trained. The sentences and the planted world are of our own
wording, by the hand that wrote the word lists, so they show that the rules do what they say, not
how much of real trickery they catch.
"""
_NO_MODEL = """
No such model ships. Taught by the older half it is right for {:.1f} % of the newer half, where one
answer for all is right for {:.1f} %: it learns what the rumours of a time are about, not what is
false. Of texts that are no news it calls rumours {}. The author's figures are followers, friends,
posts, verified; how often a post was passed on is left out: that is known only later.
"""
_PLAIN_HEAD = ["posts by", "texts", "accuracy", "precision", "recall", "F1"]


def section(data: Path) -> str:
    """Return the section of the quality page."""
    parts = [_HEAD, *_sentences(), *_planted(), *_ratings(data)]
    return "\n".join([*parts, *_deceptive(data), *_rumours(data)])


@cache
def _tagger() -> Pipeline:
    stages = (cleaned, language, words(()), sentiment(load_model("fast")), trust())
    return Pipeline(frozenset({"text"}), stages)


def _tag(texts: pd.Series) -> pd.DataFrame:
    return _tagger()(pd.DataFrame({"text": texts.tolist()}))


def _codes(tagged: pd.DataFrame) -> list[set[str]]:
    return [{each["code"] for each in found["reasons"]} for found in tagged["trust"]]


def _sentences() -> list[str]:
    frame = pd.read_csv(SENTENCES, keep_default_na=False)
    frame = frame[frame["part"] == "held"]
    wanted = [set(codes.split()) for codes in frame["codes"]]
    said = _codes(_tag(frame["text"]))
    plain = list(map(_plainly, frame["text"]))
    codes = sorted(set().union(*wanted))
    pairs = {tool: _counts(codes, wanted, got) for tool, got in (("rules", said), ("words", plain))}
    rows = [
        [code, whole(counts[2]), *_prf(*counts), *_prf(*pairs["words"][code])]
        for code, counts in pairs["rules"].items()
    ]
    clean = [place for place, codes in enumerate(wanted) if not codes]
    false = [sum(bool(got[place]) for place in clean) for got in (said, plain)]
    head = ["code", "n", "precision", "recall", "F1", "words: precision", "recall", "F1"]
    return [
        "### Texts alone: sentences of ours that the rules were not made on\n",
        table(head, rows),
        (
            f"\nOf {len(clean)} sentences that only sound alike (praise for the service, a coupon "
            f"used), the rules mark {false[0]}, a few words a code {false[1]}.\n"
        ),
    ]


def _plainly(text: str) -> set[str]:
    return {code for code, keys in KEYWORDS.items() if any(key in text.lower() for key in keys)}


def _counts(
    codes: list[str], wanted: list[set[str]], said: list[set[str]]
) -> dict[str, tuple[int, int, int]]:
    """Return for each code: right, said and wanted."""
    pairs = list(zip(wanted, said, strict=True))
    return {
        code: (
            sum(code in want and code in got for want, got in pairs),
            sum(code in got for _, got in pairs),
            sum(code in want for want, _ in pairs),
        )
        for code in codes
    }


def _prf(right: int, said: int, wanted: int) -> list[str]:
    precision = NONE if not said else cell(100 * right / said)
    return [
        precision,
        cell(100 * right / max(wanted, 1)),
        cell(200 * right / max(said + wanted, 1)),
    ]


def _planted() -> list[str]:
    posts = trust_world.make()
    tagged = _tag(posts["text"]).drop(columns="text").set_index(posts.index)
    posts = posts.join(tagged).assign(
        rating_low=1.0,
        rating_high=5.0,
        brands=[[{"label": name}] if isinstance(name, str) else [] for name in posts["brand"]],
    )
    found = pd.concat([signals(posts), of_texts(posts)])
    held = found.merge(posts[["post_key", "wanted", "fair"]], on="post_key")
    kept = trusted(score(posts["post_key"], found)).to_numpy()
    honest = ~posts["wanted"].map(bool).to_numpy()
    return [
        f"### Planted: {len(posts)} posts, of them {int(honest.sum())} honest\n",
        table(["code", "planted", "marked", "precision", "recall"], _by_code(posts, held)),
        (
            "\nPrecision counts as right what follows from another trick as well (a sleepless "
            "account also bursts). Where only posts with a score of 0.5 or more count, "
            f"{100 * kept[honest].mean():.1f} % of the honest posts stay and "
            f"{100 * (1 - kept[~honest].mean()):.1f} % of the planted ones go; one light "
            "reason alone (padding, a paid marker, stock praise, a burst) throws no post out.\n"
        ),
    ]


def _by_code(posts: pd.DataFrame, held: pd.DataFrame) -> list[list[str]]:
    rows = []
    for code in sorted(set().union(*posts["wanted"])):
        said = held[held["code"] == code]
        meant = [code in wanted for wanted in said["wanted"]]
        fair = [code in each for each in said["fair"]]
        planted = int(posts["wanted"].map(lambda codes, code=code: code in codes).sum())
        right = sum(a or b for a, b in zip(meant, fair, strict=True))
        figures = cell(100 * right / max(len(said), 1)), cell(100 * sum(meant) / planted)
        rows.append([code, whole(planted), whole(len(said)), *figures])
    return rows


def _ratings(data: Path) -> list[str]:
    frame = pd.read_csv(data / "dianping_aspect_categories" / "train.csv.gz")
    tagged = _tag(frame["text"])
    told = {"source": "dianping", "rating_low": 1.0, "rating_high": 5.0}
    rated = tagged.assign(rating=frame["star"].to_numpy(float), **told)
    rated = rated[rated["rating"].notna()]
    marked = len(disagreeing(rated.assign(post_key=rated.index.astype(str))))
    counts = pd.Series([code for codes in _codes(tagged) for code in codes]).value_counts()
    told = ", ".join(f"{code} {count}" for code, count in sorted(counts.items()))
    return [
        "### Real restaurant reviews (dianping_aspect_categories)\n",
        (
            f"Of {len(rated)} with stars {marked} are said to disagree with them. Of all "
            f"{len(tagged)} the words give reasons to: {told}. Nearly all of the paid ones that "
            "were looked at by hand are dinners the site gave away (霸王餐); nobody has labelled "
            "the rest.\n"
        ),
    ]


def _deceptive(data: Path) -> list[str]:
    frame = pd.read_csv(data / "deceptive_hotel_en" / "train.csv.gz")
    truth = (frame["label"] == "deceptive").to_numpy()
    tagged = _tag(frame["text"])
    doubt = 1 - np.array([found["score"] for found in tagged["trust"]])
    told = {
        "n-gram SVM, 5-fold": _folds(_grams((1, 2), "word"), frame["text"], truth),
        "20 words, 5-fold": _folds(_grams((1, 1), "word"), frame["text"], truth, best=20),
        "shipped rules": doubt > 0,
    }
    rows = [[tool, *_figures(truth, said)] for tool, said in told.items()]
    area = roc_auc_score(truth, doubt)
    return [
        "### deceptive_hotel_en: reviews that were paid for and made up\n",
        table(["deceptive by", *_PLAIN_HEAD[1:]], rows),
        (
            f"\nArea under the curve of the rules: {area:.2f}; 0.5 is chance. Who makes up a stay "
            "leaves no words that a rule could name; such reviews show only together (copies, "
            "bursts, new accounts), which this set does not hold. Published: n-gram SVM 88-90 "
            "(Ott et al. 2011, 2013, 5-fold). The set is for non-commercial use: it measures and "
            "trains nothing that ships.\n"
        ),
    ]


def _figures(truth: NDArray[np.bool_], said: NDArray[np.bool_]) -> list[str]:
    right = int((truth & said).sum())
    accuracy = cell(100 * float((truth == said).mean()))
    return [whole(len(truth)), accuracy, *_prf(right, int(said.sum()), int(truth.sum()))]


Make = Callable[[], Any]


def _grams(span: tuple[int, int], kind: str) -> Make:
    return lambda: TfidfVectorizer(analyzer=kind, ngram_range=span, min_df=2, sublinear_tf=True)


def _folds(
    make: Make,
    texts: pd.Series,
    truth: NDArray[np.bool_],
    *,
    more: NDArray[np.float64] | None = None,
    best: int = 0,
) -> NDArray[np.bool_]:
    """Return what a linear machine says of each text, having learned from the other folds."""
    said = np.zeros(len(truth), np.bool_)
    for train, test in StratifiedKFold(5, shuffle=True, random_state=0).split(truth, truth):
        maker = make()
        known = maker.fit_transform(texts.iloc[train])
        asked = maker.transform(texts.iloc[test])
        if best:
            places = _telling(known, truth[train], best)
            known, asked = known[:, places], asked[:, places]
        if more is not None:
            known, asked = sparse.hstack([known, more[train]]), sparse.hstack([asked, more[test]])
        said[test] = LinearSVC(C=1.0).fit(known, truth[train]).predict(asked)
    return said


def _telling(known: Any, truth: NDArray[np.bool_], best: int) -> NDArray[np.int64]:
    there = known > 0
    shares = [np.asarray(there[truth == side].mean(axis=0)).ravel() for side in (True, False)]
    return np.argsort(-np.abs(shares[0] - shares[1]), kind="stable")[:best]


def _rumours(data: Path) -> list[str]:
    frame = pd.read_csv(data / "weibo_rumour_ced" / "train.csv.gz")
    truth = (frame["label"] == "rumour").to_numpy()
    make, author = _grams((1, 3), "char"), _author(frame)
    doubt = [found["score"] < 1 for found in _tag(frame["text"])["trust"]]
    told = {
        "words of the text, 5-fold": _folds(make, frame["text"], truth),
        "and the author's figures, 5-fold": _folds(make, frame["text"], truth, more=author),
        "20 signs, 5-fold": _folds(_grams((1, 1), "char"), frame["text"], truth, best=20),
        "shipped rules": np.array(doubt),
    }
    rows = [[tool, *_figures(truth, said)] for tool, said in told.items()]
    later, ordinary = _elsewhere(frame, truth, data)
    return [
        "### weibo_rumour_ced: rumours\n",
        table(["rumour by", *_PLAIN_HEAD[1:]], rows),
        _NO_MODEL.format(*later, ordinary),
    ]


def _author(frame: pd.DataFrame) -> NDArray[np.float64]:
    counts = frame[["followers", "friends", "messages"]].astype(float).fillna(0).clip(lower=0)
    verified = frame["verified"].astype(str).eq("True").astype(float)
    return np.column_stack([np.log1p(counts) / 10, verified])


def _elsewhere(
    frame: pd.DataFrame, truth: NDArray[np.bool_], data: Path
) -> tuple[list[float], str]:
    """Return how right it and one answer are on newer posts, and what it says of other sets."""
    order = np.argsort(frame["time"].to_numpy(), kind="stable")
    old, new = np.array_split(order, 2)
    maker = _grams((1, 3), "char")()
    machine = LinearSVC(C=1.0).fit(maker.fit_transform(frame["text"].iloc[old]), truth[old])
    right = (machine.predict(maker.transform(frame["text"].iloc[new])) == truth[new]).mean()
    share = truth[new].mean()
    shares: Mapping[str, float] = {
        name: machine.predict(maker.transform(_some(data / name / "train.csv.gz"))).mean()
        for name in ("smp2020_usual", "online_shopping_10_cats", "waimai_10k")
    }
    told = ", ".join(f"{100 * share:.0f} % of {name}" for name, share in shares.items())
    return [100 * float(right), 100 * float(max(share, 1 - share))], told


def _some(path: Path) -> pd.Series:
    return pd.read_csv(path, usecols=["text"])["text"].astype(str).iloc[::10]
