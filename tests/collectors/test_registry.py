from typing import Any

import pytest

from collectors.errors import BadOptions, UnknownCollector
from collectors.registry import collectors_by_kind, make_collector
from collectors.sources.feed import Feed
from collectors.sources.page import ReviewPage


def test_the_collectors_are_found_by_their_entry_points() -> None:
    found = collectors_by_kind()
    assert {"feed", "mastodon", "page"} <= set(found)
    assert list(found) == sorted(found)
    assert all(kind.kind == name for name, kind in found.items())


def test_a_collector_is_made_from_its_settings() -> None:
    assert make_collector("feed", {"url": "https://a.example/f"}) == Feed(url="https://a.example/f")
    page = make_collector(
        "page", {"urls": ["https://a.example"], "follow_next": "true", "max_pages": "3"}
    )
    assert page == ReviewPage(urls=("https://a.example",), follow_next=True, max_pages=3)


def test_an_unknown_kind_is_told_with_those_there_are() -> None:
    with pytest.raises(
        UnknownCollector, match=r"no collector of kind 'pgae'; known: .*feed, .*page"
    ):
        make_collector("pgae", {})


@pytest.mark.parametrize(
    ("kind", "options", "key", "words"),
    [
        (
            "page",
            {"urls": ["https://a.example"], "zome": "x"},
            "zome",
            "keys of page: urls, sitemap",
        ),
        ("page", {}, "", "give urls"),
        ("page", {"urls": []}, "", "give urls"),
        ("page", {"urls": ["https://a.example"], "max_addresses": 0}, "max_addresses", "greater"),
        ("page", {"urls": ["https://a.example", "ftp://b"]}, "urls.1", "pattern"),
        ("page", {"urls": ["https://a.example"], "zone": "Mars"}, "zone", "Asia/Shanghai"),
        ("feed", {"url": "https://a.example", "max_pages": 0}, "max_pages", "greater than"),
        ("feed", {"url": "https://a.example", "post_kind": "x"}, "post_kind", "'review'"),
        (
            "mastodon",
            {"base_url": "https://a.example", "hashtag": "a", "account": "b"},
            "",
            "not both",
        ),
    ],
)
def test_a_setting_that_does_not_fit_is_named(
    kind: Any, options: Any, key: Any, words: Any
) -> None:
    with pytest.raises(BadOptions) as caught:
        make_collector(kind, options)
    assert caught.value.key == key
    assert words in str(caught.value)


@pytest.mark.parametrize("kind", ["feed", "mastodon", "page"])
def test_every_setting_is_described_and_every_collector_frozen(kind: Any) -> None:
    made = collectors_by_kind()[kind]
    assert made.__doc__
    assert [name for name, info in made.model_fields.items() if not info.description] == []
    assert made.model_config["frozen"]
    assert made.model_config["extra"] == "forbid"
