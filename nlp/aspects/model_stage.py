"""The stage that says which categories of its industry a text speaks of."""

import numpy as np
import pandas as pd

from nlp.aspects.categories import CategoryModel, general
from nlp.sentiment.linear import read_as
from nlp.stage import Batch, Stage, digest, stage


def categories(model: CategoryModel, industry: str) -> Stage:
    """Return the stage for texts about one industry.

    Args:
        model: asked about Chinese texts; others get no categories.
        industry: a name of `model.industries`.
    """
    labels = model.industries[industry].labels
    aspects = {label: general(industry, label) for label in labels}

    @stage(
        requires=("clean", "words", "lang"),
        assigns={"categories": "object"},
        version=digest(model.version, industry, *aspects.values()),
    )
    def categories(batch: Batch) -> Batch:
        """Add (n,) lists of {category, aspect, score}, likeliest first."""
        texts, words = batch["clean"].tolist(), batch["words"].tolist()
        langs = map(read_as, words, batch["lang"].tolist())
        rows = np.flatnonzero([lang == "zh" for lang in langs]).tolist()
        found: list[list[dict[str, object]]] = [[] for _ in texts]
        asked = [texts[row] for row in rows], [words[row] for row in rows]
        for row, named in zip(rows, model.categories(*asked, industry), strict=True):
            found[row] = [
                {"category": label, "aspect": aspects[label], "score": score}
                for label, score in named
            ]
        return pd.DataFrame({"categories": pd.Series(found, index=batch.index, dtype="object")})

    return categories
