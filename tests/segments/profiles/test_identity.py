from datetime import datetime, timedelta

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from segments.profiles.identity import link


def pairs(frame: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(frame["customer_id"], frame["author_key"], strict=True))


def claim(customer: str, account: str, since: str, until: str | None = None) -> dict[str, object]:
    return {
        "customer_id": customer,
        "author_key": account,
        "evidence": "form",
        "purpose": "service",
        "consent_at": pd.Timestamp(since, tz="UTC"),
        "ends_at": pd.Timestamp(until, tz="UTC") if until else pd.NaT,
    }


def test_only_consent_in_force_links(identities: pd.DataFrame, now: datetime) -> None:
    assert pairs(link(identities, as_of=now).identities) == [("ann", "k1"), ("ann", "k2")]


def test_consent_holds_from_its_first_moment_to_just_before_its_end() -> None:
    declared = pd.DataFrame([claim("ann", "k", "2026-01-01", "2026-02-01")])
    start, end = declared["consent_at"][0], declared["ends_at"][0]
    tick = timedelta(microseconds=1)
    linked = [
        len(link(declared, as_of=at).identities) for at in (start - tick, start, end - tick, end)
    ]
    assert linked == [0, 1, 1, 0]


def test_an_account_of_two_customers_is_linked_to_neither_and_reported(now: datetime) -> None:
    declared = pd.DataFrame(
        [
            claim("bo", "k", "2025-02-01"),
            claim("ann", "k", "2025-01-01"),
            claim("ann", "own", "2025-01-01"),
        ]
    )
    links = link(declared, as_of=now)
    assert pairs(links.identities) == [("ann", "own")]
    assert pairs(links.conflicts) == [("ann", "k"), ("bo", "k")]


def test_an_ended_claim_contests_nothing(now: datetime) -> None:
    declared = pd.DataFrame(
        [claim("ann", "k", "2025-01-01", "2025-06-01"), claim("bo", "k", "2025-07-01")]
    )
    links = link(declared, as_of=now)
    assert pairs(links.identities) == [("bo", "k")]
    assert links.conflicts.empty


def test_a_later_withdrawal_undoes_an_open_consent(now: datetime) -> None:
    declared = pd.DataFrame(
        [claim("ann", "k", "2025-05-01", "2025-05-01"), claim("ann", "k", "2025-01-01")]
    )
    assert link(declared, as_of=now).identities.empty


@settings(max_examples=12, deadline=None)
@given(st.permutations(range(6)))
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    rows = [claim(c, a, "2025-01-01") for c in "abc" for a in ("k", c)]
    declared = pd.DataFrame(rows)
    as_of = pd.Timestamp("2026-01-01", tz="UTC")
    straight, shuffled = link(declared, as_of=as_of), link(declared.iloc[order], as_of=as_of)
    pd.testing.assert_frame_equal(straight.identities, shuffled.identities)
    pd.testing.assert_frame_equal(straight.conflicts, shuffled.conflicts)
