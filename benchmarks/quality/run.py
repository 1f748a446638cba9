"""How often the shipped tagger is right, set by set, beside a plain baseline of the same run.

Run: `python benchmarks/quality/run.py --data DIR --date YYYY-MM-DD` (about ten minutes on one
core). Writes `docs/quality.md`. DIR holds the labelled sets of `nlp.training.sets`, and `tnews`.
"""

import argparse
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from topics import topic_scores

import nlp
from nlp.sentiment.model import CLASSES, load_model
from nlp.topics.taxonomy import read_taxonomy
from nlp.training.card import table
from nlp.training.scores import score, score_chances
from nlp.training.sentiment import read_all
from nlp.training.sets import SETS
from nlp.training.splits import TEST

ROOT = Path(__file__).parents[2]
SEED = 7
HEAD = """\
# How often it is right

Written by `python benchmarks/quality/run.py --data DIR` on {date}; do not edit.
Figures are per cent, `ece` (calibration error of the winning class, 15 bins) in points.

## Sentiment, model `fast` ({version})

Texts held out by us: {test:.0%} of every set, chosen by digest of the text, with training texts
that share half their character runs with a held-out text removed. They are not the sets' official
test parts; published figures, got with whole train parts, can not be compared to the point.

- `accuracy`, `macro_f1`: over the classes the set has; calling a text of a two-class set neutral
  is wrong. `poles`: positive against negative only, on texts that judge. `neutral`: share called
  neutral.
- `baseline`: words and word pairs, TF-IDF, logistic regression (C = 5), one model a language, on
  the same training texts with their labels as they are. It is told nothing of sets that lack
  neutral.
- Sets marked * only measure; no weights come of them.

{sentiment}

Mean over the sets that train: accuracy {mean:.1f}, baseline {base_mean:.1f}; poles {poles:.1f},
baseline {base_poles:.1f}.

What the figures hide:

- Weibo posts without emoticons (`weibo_senti`) are labelled by the emoticon that was cut out. Only
  the author's own words are read, and in many of these posts the emoticon stood in the repost
  chain: what is left says little.
- `bdci_car_topics` calls neutral what passes no judgement on the topic asked for; its texts are
  often plain praise or blame.
- `nlpcc2014_weibo_emotion` calls neutral what shows no emotion, opinions included.

## Topics, shipped taxonomy

Against the channels of {headlines} news headlines (`tnews`). A channel is an editor's shelf, a
topic is words in the text: precision says how often a topic of ours stands on its shelf, recall
how much of the shelf has one. The taxonomy is made for posts and reviews and names no
persons or teams.

{topics}
"""


def baseline(frame: pd.DataFrame) -> NDArray[np.float32]:
    """Return (n, 3) probabilities of the baseline for the test rows of one language."""
    trains = {labelled.name: labelled.trains for labelled in SETS}
    train = frame[(frame["part"] == "train") & frame["set"].map(trains)]
    vectors = TfidfVectorizer(analyzer=_runs, min_df=2, sublinear_tf=True)
    matrix = vectors.fit_transform(train["words"])
    one = LogisticRegression(C=5, solver="liblinear", random_state=SEED)
    model = OneVsRestClassifier(one).fit(matrix, train["polarity"])
    test = frame.loc[frame["part"] == "test", "words"]
    chances = model.predict_proba(vectors.transform(test))
    return chances[:, [model.classes_.tolist().index(name) for name in CLASSES]]


def _runs(words: list[str]) -> list[str]:
    plain = [word.lower() for word in words if not word.isspace()]
    return plain + [f"{first}\t{second}" for first, second in pairwise(plain)]


def compare(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the scores of the shipped model with those of the baseline beside them."""
    ours = score(load_model("fast"), frame[frame["part"] == "test"])
    plain = []
    for lang, rows in frame.groupby("lang"):
        plain.append(score_chances(baseline(rows), rows[rows["part"] == "test"]))
        print(f"baseline {lang} done")
    theirs = pd.concat(plain)[["accuracy", "macro_f1", "poles", "ece"]].add_prefix("baseline ")
    return ours.join(theirs)


def page(scores: pd.DataFrame, topics: pd.DataFrame, *, date: str) -> str:
    """Return the page that states the figures."""
    measured = {labelled.name for labelled in SETS if not labelled.trains}
    mean = scores.drop(index=sorted(measured)).mean()
    return HEAD.format(
        date=date,
        version=load_model("fast").version,
        test=TEST,
        sentiment=table(
            scores.rename(lambda name: f"{name}*" if name in measured else name).round(1)
        ),
        mean=mean["accuracy"],
        base_mean=mean["baseline accuracy"],
        poles=mean["poles"],
        base_poles=mean["baseline poles"],
        headlines=int(topics["headlines"].sum()),
        topics=table(topics.round(1)),
    )


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--date", required=True, help="date to write on the page")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "quality.md")
    asked = parser.parse_args()
    taxonomy = read_taxonomy(Path(nlp.__file__).parent / "lexicons" / "topics.toml")
    topics = topic_scores(taxonomy, asked.data)
    print(topics.round(1).to_string())
    scores = compare(read_all(asked.data))
    print(scores.round(1).to_string())
    asked.output.write_text(page(scores, topics, date=asked.date), encoding="utf-8")


if __name__ == "__main__":
    main()
