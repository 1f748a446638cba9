from typing import Any

import pandas as pd
import pytest

from nlp.trust.origin import origins

PAID = pd.DataFrame({"post_key": ["p"], "code": ["paid"], "weight": [0.4], "detail": [""]})
LISTS: dict[str, Any] = {
    "owned_authors": {"brand"},
    "owned_sources": {"site"},
    "media_sources": {"news"},
    "media_authors": {"daily"},
}


@pytest.mark.parametrize(
    ("row", "paid", "origin", "producer"),
    [
        ({}, False, "earned", "user"),
        ({}, True, "paid", "user"),
        ({"author_key": "brand"}, True, "owned", "brand"),
        ({"source": "site"}, False, "owned", "brand"),
        ({"source": "news"}, False, "earned", "professional"),
        ({"author_key": "daily"}, True, "paid", "professional"),
        ({"kind": "article"}, False, "earned", "professional"),
        ({"headed": True, "signs": 900}, False, "earned", "professional"),
        ({"signs": 900}, False, "earned", "user"),
        ({"author_key": None}, False, "earned", "user"),
    ],
)
def test_where_a_post_comes_from_and_who_made_it(
    row: dict[str, Any],
    paid: bool,  # noqa: FBT001
    origin: str,
    producer: str,
) -> None:
    usual = {"post_key": "p", "author_key": "a", "source": "feed", "kind": "post"}
    posts = pd.DataFrame([usual | {"headed": False, "signs": 4} | row])
    found = origins(posts, signals=PAID if paid else PAID.iloc[:0], **LISTS)
    assert found[["origin", "producer"]].iloc[0].tolist() == [origin, producer]
