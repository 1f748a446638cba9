"""Make the shipped weights for aspects again: `python -m nlp.training.aspects --data DIR`.

Reads the sets of `nlp.training.aspect_sets` under DIR, fits how a text judges one thing in it and
which categories of its industry it speaks of, makes probabilities of answers on a part of its own,
scores on a third part, and writes weights and card. Same data, same weights.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from nlp.aspects import categories, model
from nlp.aspects.categories import CATEGORIES, CategoryModel
from nlp.aspects.model import ASPECTS, Table, TargetModel
from nlp.sentiment import linear
from nlp.sentiment.linear import LinearModel
from nlp.sentiment.model import FAST
from nlp.training import aspect_categories
from nlp.training.aspect_scores import counted, score_places, told_by
from nlp.training.aspect_sets import OPINIONS, SETS, read_categories, read_places
from nlp.training.aspect_sides import industry
from nlp.training.aspect_targets import SETTINGS, Read, alone, calibrated, fit, read
from nlp.training.aspects_card import write_card

SEED = 20261122
_MOST = {"restaurant_triplets_zh": 10_000, OPINIONS: 3_000}
"""At most so many places train: the larger set would else be all that is learned."""


def targets(rows: pd.DataFrame, sentiment: LinearModel) -> dict[str, Table]:
    """Return a table a language, fitted on the parts `train` and `calibrate` of places.

    A language of which no set may train gets what Chinese places teach about the sentiment
    model's answers, which speak of praise and blame and of no words.
    """
    ours = rows[rows["set"].isin([each.name for each in SETS if not each.why_not])]
    chosen = _drawn(ours[ours["part"] == "train"])
    chinese = chosen[chosen["lang"] == "zh"]
    found = _read(chinese, sentiment, "zh")
    tables = {"en": alone(found.odds, chinese["label"], SETTINGS["en"])}
    tables["zh"] = fit(found, chinese["label"], SETTINGS["zh"])
    english = chosen[chosen["lang"] == "en"]
    if len(english):
        tables["en"] = fit(_read(english, sentiment, "en"), english["label"], SETTINGS["en"])
    held, asked = ours[ours["part"] == "calibrate"], TargetModel("", tables, sentiment.scorers)
    return tables | {
        lang: calibrated(asked, lang, held[held["lang"] == lang]) for lang in set(held["lang"])
    }


def _read(rows: pd.DataFrame, sentiment: LinearModel, lang: str) -> Read:
    return read(rows, sentiment.scorers[lang], SETTINGS[lang].recipe)


def _drawn(rows: pd.DataFrame) -> pd.DataFrame:
    groups = rows.assign(of=rows["kind"].where(rows["kind"] == OPINIONS, rows["set"]))
    parts = [
        part.sample(min(len(part), _MOST.get(str(name), len(part))), random_state=SEED)
        for name, part in groups.groupby("of")
    ]
    return pd.concat(parts).drop(columns="of")


def industries(rows: pd.DataFrame, sentiment: LinearModel) -> dict[str, categories.Industry]:
    """Return the weights of each industry, fitted on the parts `train` and `calibrate`."""
    found = {}
    for name, settings in aspect_categories.SETTINGS.items():
        train = rows[(rows["industry"] == name) & (rows["part"] != "test")]
        asked = aspect_categories.fit(train, settings)
        found[name] = industry(asked, train, sentiment.scorers["zh"])
        print(f"{name}: {len(asked.labels)} categories, {len(asked.vocabulary.buckets)} features")
    return found


def score_categories(asked: CategoryModel, rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row a set, as `counted` counts."""
    found = {
        str(name): counted(part["opinions"].tolist(), told_by(asked, part, str(kind)))
        for (name, kind), part in rows.groupby(["set", "industry"])
    }
    return pd.DataFrame.from_dict(found, orient="index")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m nlp.training.aspects", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--output", type=Path, default=ASPECTS, help="weights of places (.npz)")
    parser.add_argument(
        "--categories", type=Path, default=CATEGORIES, help="weights of categories (.npz)"
    )
    parser.add_argument("--date", default="undated", help="date to write on the card")
    asked = parser.parse_args(arguments)
    started, sentiment = time.monotonic(), linear.load(FAST)
    texts, places = read_categories(asked.data), read_places(asked.data)
    categories.save(asked.categories, industries(texts, sentiment))
    model.save(asked.output, targets(places, sentiment))
    print(f"fitted in {time.monotonic() - started:.0f} s")
    _report((asked.output, asked.categories), sentiment, places, texts, asked.date)


def _report(
    weights: tuple[Path, Path],
    sentiment: LinearModel,
    places: pd.DataFrame,
    texts: pd.DataFrame,
    date: str,
) -> None:
    judge, sorter = model.load(sentiment, weights[0]), categories.load(sentiment, weights[1])
    scores = {
        "places": score_places(judge, places[places["part"] == "test"]),
        "categories": score_categories(sorter, texts[texts["part"] == "test"]),
    }
    for table in scores.values():
        print(table.round(1).to_string())
    rows = pd.concat([places, texts]).drop_duplicates(["set", "text"])
    write_card(weights, (judge.version, sorter.version), rows, scores, date=date)


if __name__ == "__main__":
    main()
