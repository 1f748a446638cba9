import json
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.base import Page, Rejected
from collectors.post import Post
from flows.store.collected import save_page
from flows.store.frames import read_table
from flows.store.imports import save_identities
from flows.store.people import without_people
from flows.store.quarantine import Refused, put
from flows.store.record import Record

NOW = datetime(2026, 5, 13, 9, 30, tzinfo=UTC)


def raws(record: Record) -> list[str]:
    return list(read_table(record, "quarantine")["raw"])


def test_a_link_without_consent_is_kept_without_the_account(record: Record) -> None:
    columns = ("customer_id", "account_source", "account_id", "evidence", "purpose", "consent_at")
    frame = pd.DataFrame(
        [("c7", "social", "real_handle", "form", "service", None)], columns=columns
    )
    assert save_identities(record, frame, source="links", seen_at=NOW).refused == 1
    (raw,) = raws(record)
    assert json.loads(raw) == dict(zip(columns, frame.iloc[0], strict=True)) | {
        "account_id": "[left out]"
    }


def test_items_that_a_collector_refused_are_kept_without_names(record: Record) -> None:
    item = {"@type": "Review", "author": {"@type": "Person", "name": "night owl"}, "stars": "x"}
    post = Post(source="shop", id="1", kind="post", author="night owl", likes=2**63)
    page = Page((post,), (Rejected("item 1", "no rating", json.dumps(item)),))
    assert save_page(record, page, source="shop", seen_at=NOW).refused == 2
    assert len(raws(record)) == 2
    assert not any("owl" in raw for raw in raws(record))
    assert all("[left out]" in raw for raw in raws(record))


def test_items_that_differ_only_in_whose_they_are_stay_two(record: Record) -> None:
    items = [
        Refused("shop", "import", "row 1", "no time", json.dumps({"author": name, "text": "good"}))
        for name in ("one", "two")
    ]
    assert put(record, items, seen_at=NOW) == 2
    assert put(record, items, seen_at=NOW) == 0


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ('{"a": [{"User_Name": "x", "b": 1}]}', '{"a": [{"User_Name": "[left out]", "b": 1}]}'),
        ('{"作者": "x", "内容": "y"}', '{"作者": "[left out]", "内容": "y"}'),
        ('{"phone": 13800138000, "text": "y"}', '{"phone": "[left out]", "text": "y"}'),
        ('{"author": null, "name": ""}', '{"author": null, "name": ""}'),
        ('{"author": "x", "text": "cut sho', '{"author": "[left out]", "text": "cut sho'),
        (r'{"text": "y", "author": "cut \" sho', '{"text": "y", "author": "[left out]'),
        ('{"author": ["x", "y"], "text": "cut', '{"author": "[left out]", "text": "cut'),
        ('{"author": {"@type": "Person", "na', '{"author": {"@type": "Person", "na'),
        ('{"author": {"name": "x', '{"author": {"name": "[left out]'),
        ('{"uid": 17, "text": "cut', '{"uid": "[left out]", "text": "cut'),
        ("<p>author: x</p>", "<p>author: x</p>"),
        ("[" * 100_000, "[" * 100_000),
    ],
    ids=lambda value: value[:30],
)
def test_values_under_keys_that_name_people_are_left_out(raw: str, kept: str) -> None:
    assert without_people(raw).removesuffix('"') == kept.removesuffix('"')


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON, st.sampled_from(["author", "account_id", "e-mail", "Telephone", "昵称"]))
def test_wherever_a_name_stands_it_goes_and_the_rest_stays(rest: Any, key: str) -> None:
    told = {"rest": [rest], "inner": [{key: "SOMEBODY"}]}
    kept = without_people(json.dumps(told))
    assert "SOMEBODY" not in kept
    assert json.loads(kept)["inner"] == [{key: "[left out]"}]
    assert without_people(kept) == kept


@given(st.text())
def test_any_text_can_be_kept(raw: str) -> None:
    assert isinstance(without_people("{" + raw), str)
