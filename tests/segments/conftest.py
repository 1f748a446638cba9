from datetime import UTC, datetime

import pandas as pd
import pytest

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def customers() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": ["ann", "bo", "cy"],
            "sex": ["female", None, "male"],
            "birth_year": [1990, None, 2012],
            "place": ["Chengdu", None, None],
            "joined_at": pd.to_datetime(["2025-01-01", None, "2026-02-01"], utc=True),
        }
    )


@pytest.fixture
def orders() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "order_id": ["o1", "o1", "o2", "o3"],
            "line": [1, 2, 1, 1],
            "customer_id": ["ann", "ann", "ann", None],
            "ordered_at": pd.to_datetime(
                ["2026-01-10", "2026-01-10", "2026-02-27", "2026-02-01"], utc=True
            ),
            "quantity": [1.0, 2.0, 1.0, 1.0],
            "amount": [10.0, 30.0, 20.0, 99.0],
            "currency": "CNY",
        }
    )


@pytest.fixture
def identities() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": ["ann", "ann", "bo"],
            "author_key": ["k1", "k2", "k3"],
            "evidence": "account form",
            "purpose": "service",
            "consent_at": pd.to_datetime(["2025-01-01", "2025-06-01", "2025-01-01"], utc=True),
            "ends_at": pd.to_datetime([None, None, "2026-01-01"], utc=True),
        }
    )
