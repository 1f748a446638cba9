"""Emotion and sarcasm, and how often emotion and sentiment contradict each other.

The scores are those of `nlp.training.emotion` on its held-out parts; the contradictions are
counted on the held-out texts of every set of sentiment.
"""

from pathlib import Path

import pandas as pd
from cells import framed

from nlp.emotion.model import EMOTIONS, FeelingsModel, load
from nlp.sentiment.model import SentimentModel
from nlp.training.emotion import read_all
from nlp.training.feelings_scores import false_alarms, predicted, score_emotions, score_sarcasm
from nlp.training.sarcasm import read_sarcasm

FOR = [EMOTIONS.index(name) for name in ("happiness", "like")]
AGAINST = [EMOTIONS.index(name) for name in ("anger", "disgust", "fear", "sadness")]
SURE = 0.6
_SECTION = """\
One of seven emotions or none beside each text, and for Chinese the probability of sarcasm
(weights `{version}`; how they are taught: `nlp/models/feelings.md`). `accuracy` and `macro_f1`
are those among the set's own labels, as papers count; `open` says how often the answer as shipped,
one of eight, is among what the label means; `none` is the share answered none. Sets of reviews tell
only the side. For scale, on official test parts: SMP2020 usual BERT-base 77.2 accuracy, 73.9
macro-F1 (BrownSweater/BERT_SMP2020-EWECT); tweet emotion macro-F1 SVM 64.7, RoBERTa-base 76.1
(TweetEval).

{emotions}

Sarcasm on comments under news, most of them sarcastic; marked from {mark} on:

{sarcasm}

Marked as sarcastic among 1,000 texts of other sets, where hardly any is:

{alarms}

Emotion against the sentiment of the same text, in per cent of held-out texts: joy or praise called
negative, or anger, disgust, fear or sadness called positive; `sure`: both with a confidence of
{sure} or more.

{contradictions}"""


def feeling_scores(data: Path) -> pd.DataFrame:
    """Return one row a set of emotion: the columns of `score_emotions`."""
    frame = read_all(data)
    return score_emotions(load(), frame[frame["part"] == "test"])


def section(
    data: Path,
    *,
    sentiment: SentimentModel,
    held: pd.DataFrame,
    weights: FeelingsModel | None = None,
) -> str:
    """Return the Markdown of emotion and sarcasm.

    Args:
        data: folder of the labelled sets.
        sentiment: the model whose answers emotion is held against.
        held: held-out rows of the sets of sentiment: `set`, `lang`, `text`, `clean`, `words`.
        weights: the shipped ones by default.
    """
    from nlp.emotion.stage import SARCASTIC

    model = weights or load()
    frame, comments = read_all(data), read_sarcasm(data)
    test = frame[frame["part"] == "test"]
    return _SECTION.format(
        version=model.version,
        mark=SARCASTIC,
        sure=SURE,
        emotions=framed(score_emotions(model, test), "set"),
        sarcasm=framed(score_sarcasm(model, comments[comments["part"] == "test"]), "set"),
        alarms=framed(false_alarms(model, test), "set"),
        contradictions=framed(contradictions(model, sentiment, held), "set"),
    )


def contradictions(
    model: FeelingsModel, sentiment: SentimentModel, held: pd.DataFrame
) -> pd.DataFrame:
    """Return per set how many per cent of `held` are felt one way and judged the other."""
    rows = {str(name): _row(model, sentiment, part) for name, part in held.groupby("set")}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("set")


def _row(model: FeelingsModel, sentiment: SentimentModel, rows: pd.DataFrame) -> dict[str, float]:
    felt = predicted(model, rows).emotions
    texts = rows["text"].tolist()
    judged = sentiment.predict(texts, words=rows["words"].tolist(), langs=rows["lang"].tolist())
    best, side = felt.argmax(axis=1), judged.argmax(axis=1)
    told = felt.max(axis=1) > 0
    joy = pd.Series(best).isin(FOR).to_numpy() & told & (side == 0)
    pain = pd.Series(best).isin(AGAINST).to_numpy() & told & (side == 2)
    sure = (felt.max(axis=1) >= SURE) & (judged.max(axis=1) >= SURE)
    return {
        "texts": len(rows),
        "joy_but_negative": 100 * float(joy.mean()),
        "pain_but_positive": 100 * float(pain.mean()),
        "sure": 100 * float(((joy | pain) & sure).mean()),
    }
