"""Frames that the judgement of a whole body of posts takes and gives."""

from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series


class Posts(pa.DataFrameModel):
    """Posts with their tags; other columns may stand beside these."""

    post_key: Series[str] = pa.Field(unique=True)
    author_key: Series[Any] = pa.Field(nullable=True, description="Null: nobody knows who.")
    source: Series[str]
    clean: Series[Any] = pa.Field(description="The author's own words, as str.")
    published_at: Series[pd.DatetimeTZDtype] = pa.Field(
        nullable=True, dtype_kwargs={"unit": "us", "tz": "UTC"}, coerce=True
    )
    published_precision: Series[Any] | None = pa.Field(
        nullable=True, description="second, minute, hour, day ...; null or missing: to the second."
    )
    rating: Series[float] = pa.Field(nullable=True, coerce=True)
    rating_low: Series[float] = pa.Field(nullable=True, coerce=True)
    rating_high: Series[float] = pa.Field(nullable=True, coerce=True)
    polarity: Series[float] = pa.Field(ge=-1, le=1)
    confidence: Series[float] = pa.Field(ge=0, le=1)
    brands: Series[object] = pa.Field(description="[{label, ...}] as tagged.")


class Signals(pa.DataFrameModel):
    """What speaks against posts, a row a post and code."""

    post_key: Series[str]
    code: Series[str]
    weight: Series[float] = pa.Field(gt=0, le=1)
    detail: Series[str] = pa.Field(description="The figures behind it, for people.")
