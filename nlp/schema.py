"""Frames that enter and leave language work."""

from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from nlp.emotion.model import EMOTIONS

_SPANNED = (
    "parts", "lang_spans", "sentences", "topics", "brands", "comparisons", "aspects", "needs",
    "intents", "roles", "psychology", "interests",
)  # fmt: skip


class Texts(pa.DataFrameModel):
    """What a tagger takes: a text a row, null allowed; other columns pass through."""

    text: Series[Any] = pa.Field(nullable=True)


class Tagged(Texts):
    """What a tagger gives; offsets count characters of `text` as stored, end excluded."""

    clean: Series[str] = pa.Field(description="The author's own words.")
    parts: Series[object] = pa.Field(description="[{kind, start, end}], all of the text.")
    lang: Series[str] = pa.Field(str_matches=r"^[a-z]{2,3}$", description="ISO 639-1, or und.")
    lang_spans: Series[object] = pa.Field(description="[{lang, start, end}], all of the text.")
    words: Series[object] = pa.Field(description="The words of `clean`; they join to it.")
    sentiment: Series[str] = pa.Field(isin=("negative", "neutral", "positive", "undecided"))
    polarity: Series[float] = pa.Field(ge=-1, le=1)
    confidence: Series[float] = pa.Field(ge=0, le=1)
    sentences: Series[object] = pa.Field(
        description="[{start, end, sentiment, polarity, confidence, kind}], left to right."
    )
    emotion: Series[str] = pa.Field(isin=EMOTIONS)
    emotion_confidence: Series[float] = pa.Field(ge=0, le=1)
    sarcasm: Series[float] = pa.Field(ge=0, le=1, description="0 where it is not judged.")
    topics: Series[object] = pa.Field(description="[{label, score, start, end, by}], best first.")
    brands: Series[object] = pa.Field(
        description="[{label, product, start, end, polarity}], left to right."
    )
    comparisons: Series[object] = pa.Field(description="[{winner, loser, aspect, start, end}].")
    aspects: Series[object] = pa.Field(
        description="[{aspect, target, opinion, polarity, start, end}], left to right."
    )
    needs: Series[object] = pa.Field(description="[{label, score, start, end}], best first.")
    intents: Series[object] = pa.Field(description="The same.")
    roles: Series[object] = pa.Field(description="The same.")
    psychology: Series[object] = pa.Field(description="The same.")
    interests: Series[object] = pa.Field(description="[{label, stance, score, start, end}].")
    trust: Series[object] = pa.Field(description="{score, reasons: [{code, start, end, weight}]}.")

    @pa.dataframe_check(error="words must join to clean")
    def words_join(cls, frame: pd.DataFrame) -> bool:  # noqa: N805  # pandera passes the class
        """Return whether no character was lost or added in cutting."""
        return frame["words"].map("".join).tolist() == frame["clean"].tolist()

    @pa.dataframe_check(error="evidence must lie within text")
    def spans_fit(cls, frame: pd.DataFrame) -> bool:  # noqa: N805  # pandera passes the class
        """Return whether every span is a stretch of the text."""
        reasons = frame["trust"].map(lambda trust: trust["reasons"])
        rows = zip(frame["text"], reasons, *(frame[name] for name in _SPANNED), strict=True)
        return all(
            0 <= span["start"] < span["end"] <= len(text)
            for text, *found in rows
            for spans in found
            for span in spans
        )
