from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.addresses import clean_address, is_web


@pytest.mark.parametrize(
    ("url", "stored"),
    [
        ("https://a.example/p?id=1&utm_source=x&utm_medium=y", "https://a.example/p?id=1"),
        ("https://a.example/p?spm=1.2&from=feed", "https://a.example/p"),
        ("https://a.example/p?xsec_token=ab&b=2&a=1#c4", "https://a.example/p?b=2&a=1#c4"),
        ("https://a.example/p?fromage=brie&q=新品", "https://a.example/p?fromage=brie&q=新品"),
        (" tag:a.example,2024:1 ", "tag:a.example,2024:1"),
        ("http://[bad", "http://[bad"),
    ],
)
def test_marks_of_campaigns_and_tokens_are_cut_off(url: str, stored: Any) -> None:
    assert clean_address(url) == stored


@given(st.text(max_size=80))
def test_cleaning_an_address_twice_changes_nothing_more(url: str) -> None:
    assert clean_address(clean_address(url)) == clean_address(url)


def test_addresses_of_the_web_are_told_from_the_rest() -> None:
    told = [is_web(one) for one in ("https://a.example", "ftp://a", "Anna", "http://", "http://[x")]
    assert told == [True, False, False, False, False]
