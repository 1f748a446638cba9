from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.addresses import clean_address, is_web, shown


@pytest.mark.parametrize(
    ("url", "stored"),
    [
        ("https://a.example/p?id=1&utm_source=x&utm_medium=y", "https://a.example/p?id=1"),
        ("https://a.example/p?spm=1.2&from=feed", "https://a.example/p"),
        ("https://a.example/p?xsec_token=ab&b=2&a=1#c4", "https://a.example/p?b=2&a=1#c4"),
        ("https://a.example/p?fromage=brie&q=新品", "https://a.example/p?fromage=brie&q=新品"),
        ("https://lin:s3@a.example/p?api_key=s3&q=1", "https://a.example/p?q=1"),
        ("https://lin@a.example:8080/p", "https://a.example:8080/p"),
        (
            "https://a.example/p?q=1;key=s3#access_token=s4",
            "https://a.example/p?q=1;key=***#access_token=***",
        ),
        ("https://a.example/p?code=LAMP-7", "https://a.example/p?code=LAMP-7"),
        (" tag:a.example,2024:1 ", "tag:a.example,2024:1"),
        ("http://[bad", "http://[bad"),
    ],
)
def test_marks_of_campaigns_and_tokens_are_cut_off(url: str, stored: Any) -> None:
    assert clean_address(url) == stored


@given(st.text(max_size=80) | st.text(alphabet="?#&/: x=", max_size=12))
def test_cleaning_an_address_twice_changes_nothing_more(url: str) -> None:
    assert clean_address(clean_address(url)) == clean_address(url)


def test_addresses_of_the_web_are_told_from_the_rest() -> None:
    told = [is_web(one) for one in ("https://a.example", "ftp://a", "Anna", "http://", "http://[x")]
    assert told == [True, False, False, False, False]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("https://a.example/p?access_token=s3&q=1", "https://a.example/p?access_token=***&q=1"),
        ("https://a.example/p?q=1&API_KEY=s3#x", "https://a.example/p?q=1&API_KEY=***#x"),
        ("https://a.example/p?X-Amz-Signature=s3", "https://a.example/p?X-Amz-Signature=***"),
        ("https://a.example/p?xsec_token=A%3D", "https://a.example/p?xsec_token=***"),
        ("https://lin:s3@a.example/p", "https://***@a.example/p"),
        ("https://lin:p@s3@a.example/p", "https://***@a.example/p"),
        ("see http://a.example/?sig=s3 there", "see http://a.example/?sig=*** there"),
        ("https://a.example/p?keyword=1&monkey=2&design=3", None),
        ("https://a.example/p?pageToken=2&key", None),
        ("http://a.example/?q=a@b.example", None),
        ("mail to lin@a.example", None),
    ],
)
def test_an_address_is_shown_without_what_opens_doors(text: str, seen: Any) -> None:
    assert shown(text) == (text if seen is None else seen)


NAMES = [
    *("access_token", "token", "key", "api_key", "apikey", "secret", "client_secret", "sig"),
    *("consumer_key", "consumer_secret", "signature", "password", "auth", "xsec_token"),
]


@given(
    st.lists(st.tuples(st.sampled_from([*NAMES, "q", "page"]), st.just("s3cr3t")), min_size=1),
    st.booleans(),
)
def test_no_secret_is_shown_wherever_it_stands(pairs: Any, user: Any) -> None:
    query = "&".join(f"{name}={value}" for name, value in pairs)
    told = shown(f"https://{'lin:s3cr3t@' if user else ''}a.example/p?{query}")
    assert told.count("s3cr3t") == sum(name in ("q", "page") for name, _ in pairs)


@given(st.text(alphabet="?&;#=:/@ak.", max_size=60))
def test_showing_an_address_twice_changes_nothing_more(text: str) -> None:
    assert shown(shown(text)) == shown(text)


@given(st.lists(st.tuples(st.sampled_from([*NAMES, "q", "page"]), st.just("s3cr3t"))))
def test_no_secret_is_left_in_an_address_that_is_stored(pairs: Any) -> None:
    query = "&".join(f"{name}={value}" for name, value in pairs)
    told = clean_address(f"https://lin:s3cr3t@a.example/p?{query}")
    assert told.count("s3cr3t") == sum(name in ("q", "page") for name, _ in pairs)
