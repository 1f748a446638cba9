"""From tags and labels in the record to interests of authors and profiles of customers."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import tags

from flows.settings import Settings
from flows.steps.enriching import declared_interests, enrich_customers
from flows.steps.project import shipped
from flows.store import tables
from flows.store.derived import replace_table
from flows.store.frames import read_table
from flows.store.privacy import author_key
from flows.store.record import Record
from nlp.interests.taxonomy import read_interests

KEY = b"a key that only tests may know"
AS_OF = tags.NOW + timedelta(days=45)
PHONE = {"label": "digital/phone", "stance": "wants", "score": 0.8, "start": 0, "end": 2}
COFFEE = {"label": "food/drinks", "stance": "dislikes", "score": 0.6, "start": 3, "end": 5}


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record.open(f"sqlite:///{tmp_path / 'record.db'}", key=KEY) as opened:
        yield opened


def declared(*labels: str) -> dict[str, float]:
    given = {"author_key": ["a"], "labels": [json.dumps(labels)], "seen_at": [tags.NOW]}
    found = declared_interests(pd.DataFrame(given), read_interests(shipped("interests")))
    return dict(zip(found["label"], found["score"], strict=True))


@pytest.mark.parametrize(
    ("labels", "interests"),
    [
        (("95后", "数码控", "铲屎官"), {"digital/phone": 0.9, "pets/keeping": 0.9}),
        (("健身", "爱旅游", "程序员"), {"sport/fitness": 0.7, "travel/trips": 0.9}),
        (("coffee lover", "dog dad", "he/him"), {"food/drinks": 0.9, "pets/keeping": 0.9}),
        (("不是美妆博主", "商务合作请私信"), {}),
        (("做饭", "咖啡店店长", "美食"), {"food/cooking": 0.7, "food/drinks": 0.5}),
        ((), {}),
    ],
    ids=" ".join,
)
def test_own_labels_declare_interests(labels: tuple[str, ...], interests: dict[str, float]) -> None:
    found = declared(*labels)
    assert interests.items() <= found.items()
    assert bool(found) == bool(interests)


@pytest.mark.parametrize("wrong", ["", "数码控", '"数码控"', "{}", "3", "[3]", "[" * 100_000])
def test_labels_that_are_no_list_are_passed_over_with_a_warning(
    wrong: str, caplog: pytest.LogCaptureFixture
) -> None:
    given = {"author_key": ["a", "b"], "labels": [wrong, '["数码控"]'], "seen_at": [tags.NOW] * 2}
    found = declared_interests(pd.DataFrame(given), read_interests(shipped("interests")))
    assert set(found["author_key"]) == {"b"}
    assert [told.getMessage() for told in caplog.records] == [
        "labels of the author a are no JSON list of texts; they are passed over"
    ]


def held(record: Record) -> dict[str, Any]:
    rows = read_table(record, "author_interests").itertuples()
    return {f"{row.interest} {row.stance}": row for row in rows}


def test_posts_and_labels_become_interests_with_stances(record: Record) -> None:
    tags.add(record, 1, text="想买手机，不喜欢咖啡", author_labels=("数码控", "养猫"))
    tags.tag(record, sentences=[], interests=[PHONE, COFFEE])
    enrich_customers(record, Settings(home=Path()), as_of=AS_OF)
    found = held(record)
    assert {name: round(row.weight, 4) for name, row in found.items()} == {
        "digital/phone wants": 0.4,
        "food/drinks dislikes": 0.3,
        "digital/phone declares": 0.9,
        "pets/keeping declares": 0.5,
    }
    assert found["digital/phone wants"].mean_polarity == 0.5
    assert found["digital/phone declares"].last_evidence_at == tags.NOW
    assert [row.posts for row in found.values()].count(0) == 2


def test_a_profile_lists_them_with_stance_weight_and_last_evidence(record: Record) -> None:
    tags.add(record, 1, text="不喜欢咖啡", author_id="a", author_labels=("数码控",))
    tags.tag(record, sentences=[], interests=[COFFEE])
    link = {
        "customer_id": "c1", "author_key": author_key(KEY, "shop", "a"), "evidence": "form",
        "purpose": "service", "consent_at": tags.NOW,
    }  # fmt: skip
    replace_table(record, tables.identities, pd.DataFrame([link]))
    enrich_customers(record, Settings(home=Path()), as_of=AS_OF)
    (profile,) = read_table(record, "profiles").itertuples()
    seen = f"{tags.NOW:%Y-%m-%dT%H:%M:%SZ}"
    assert json.loads(profile.interests) == [
        {
            "interest": "digital/phone", "stance": "declares", "weight": 0.9,
            "half_life_days": None, "last_evidence_at": seen,
        },
        {
            "interest": "food/drinks", "stance": "dislikes", "weight": 0.3,
            "half_life_days": 45.0, "last_evidence_at": seen,
        },
    ]  # fmt: skip


def test_withdrawn_words_show_no_interest(record: Record) -> None:
    tags.add(record, 1, text="想买手机")
    tags.tag(record, sentences=[], interests=[PHONE])
    with record.begin() as connection:
        connection.execute(tables.posts.update().values(deleted_at=tags.NOW))
    enrich_customers(record, Settings(home=Path()), as_of=AS_OF)
    assert held(record) == {}
