"""Figures that others published, with their source; none was measured here.

Only those whose source was looked up; what is known from memory alone is left out.
"""

from typing import NamedTuple


class Published(NamedTuple):
    """One published figure."""

    name: str
    model: str
    measure: str
    figure: float
    source: str
    note: str


_OWN_TEST = "their test part; trained on the whole train part"
_TWEETS = "TweetEval README"
_TWEET_NOTE = "TweetEval's test part, which is not here"

PUBLISHED = (
    Published("chnsenticorp", "BERT-base", "accuracy", 95.0,
              "ymcui/Chinese-BERT-wwm README", _OWN_TEST),
    Published("chnsenticorp", "RoBERTa-wwm-ext", "accuracy", 95.6,
              "ymcui/Chinese-BERT-wwm README", _OWN_TEST),
    Published("douban_book_review", "BERT-base", "accuracy", 86.9,
              "autoliuweijie/FastBERT README", _OWN_TEST),
    Published("smp2020_usual", "BERT-base", "accuracy", 77.2,
              "BrownSweater/BERT_SMP2020-EWECT README",
              "six emotions, not three classes: harder"),
    Published("weibo_senti", "a transformer, 2 epochs", "accuracy", 98.0,
              "SophonPlus/ChineseNlpCorpus issue 1",
              "with the emoticons in the text, which are the labels: not the task here"),
    Published("tweet_sentiment_en", "SVM", "macro-recall", 62.9, _TWEETS, _TWEET_NOTE),
    Published("tweet_sentiment_en", "RoBERTa-base", "macro-recall", 71.3, _TWEETS, _TWEET_NOTE),
    Published("tweet_sentiment_en", "TimeLMs", "macro-recall", 73.7, _TWEETS, _TWEET_NOTE),
)  # fmt: skip

COMPARABLE = {"chnsenticorp": 95.0, "douban_book_review": 86.9}
"""Accuracy of BERT-base where the task is the same, for the table of all sets."""
