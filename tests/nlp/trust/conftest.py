"""Frames of posts to judge together."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest

START = datetime(2026, 5, 1, tzinfo=UTC)
Make = Callable[..., pd.DataFrame]


@pytest.fixture
def make() -> Make:
    """Return what makes posts, given rows of what is special about each."""

    def made(rows: list[dict[str, Any]]) -> pd.DataFrame:
        usual = {
            "source": "feed",
            "published_at": START,
            "rating": None,
            "rating_low": 1.0,
            "rating_high": 5.0,
            "polarity": 0.0,
            "confidence": 1.0,
        }
        held = [
            {"post_key": f"p{n}", "author_key": f"a{n}", "clean": f"第{n}条", "brands": []}
            | usual
            | row
            for n, row in enumerate(rows)
        ]
        floats = ["rating", "rating_low", "rating_high"]
        frame = pd.DataFrame(held).astype(dict.fromkeys(floats, float))
        return frame.assign(published_at=pd.to_datetime(frame["published_at"], utc=True))

    return made
