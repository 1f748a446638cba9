"""What the shipped models say of texts, asked the way `opinionflow tag` asks them."""

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from held import cached, key_of

import nlp
from nlp.emotion.model import load as load_feelings
from nlp.errors import ModelError
from nlp.sentiment.model import load_model
from nlp.tagger import tagger
from nlp.topics.brands import read_brands
from nlp.topics.taxonomy import read_taxonomy

os.environ["HF_HUB_OFFLINE"] = "1"  # a model that does not ship is not fetched
LEXICONS = Path(nlp.__file__).parent / "lexicons"
BATCH = 2000
ANSWER = ["said", "polarity", "confidence"]


class Asked(NamedTuple):
    """One model or peer and what it said.

    Attributes:
        name: as on the page.
        answers: `said` (a class or "undecided"), `polarity` (above 0 is positive), `confidence`
            (null if it has none); the index is that of the texts asked.
        version: of the weights; "" for a peer.
        rate: texts a second, 0 if not measured.
    """

    name: str
    answers: pd.DataFrame
    version: str = ""
    rate: float = 0.0


def ask(names: Iterable[str], texts: pd.DataFrame, cache: Path | None) -> list[Asked]:
    """Return what each model says of `texts`; one that is not there is named and left out."""
    found = (_asked(name, texts, cache) for name in names)
    return [asked for asked in found if asked is not None]


def _asked(name: str, texts: pd.DataFrame, cache: Path | None) -> Asked | None:
    try:
        model = load_model(name)
    except (ModelError, ImportError) as error:
        print(f"model {name} skipped: {error}")
        return None
    lists = {"taxonomy": read_taxonomy(LEXICONS / "topics.toml")}
    brands = read_brands(LEXICONS / "brands.toml")
    tag = tagger(**lists, brands=brands, sentiment=model, emotions=load_feelings())

    def tagged() -> Asked:
        tag(texts[["text"]].head())  # dictionaries are read at the first text
        started = time.monotonic()
        starts = range(0, len(texts), BATCH)
        parts = [tag(texts[["text"]].iloc[start : start + BATCH]) for start in starts]
        answers = pd.concat(parts).rename(columns={"sentiment": "said"})[[*ANSWER, "lang"]]
        rate = len(texts) / (time.monotonic() - started)
        print(f"model {name}: {rate:,.0f} texts a second")
        return Asked(name, answers, model.version, rate)

    return cached(cache, f"model-{name}", tag.version + key_of(texts), tagged)
