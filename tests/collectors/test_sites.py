from typing import Any

import pytest

from collectors import sites
from collectors.base import Rejected
from collectors.errors import Gone
from collectors.http import Client
from collectors.sitemaps import Listed
from collectors.sites import Whole, listed_by

XML = "application/xml"


def index(*addresses: str) -> str:
    named = "".join(f"<sitemap><loc>{one}</loc></sitemap>" for one in addresses)
    return f"<sitemapindex>{named}</sitemapindex>"


def pages(*addresses: str) -> str:
    return f"<urlset>{''.join(f'<url><loc>{one}</loc></url>' for one in addresses)}</urlset>"


def listing(client: Client, *sitemaps: str) -> tuple[list[Listed], list[Rejected]]:
    return listed_by(client, sitemaps, wanted=lambda _: True)


def test_sitemaps_are_read_once_however_often_they_are_named(site: Any, client: Client) -> None:
    first, second = f"{site.url}/1", f"{site.url}/2"
    site.say("/1", index(second, first, second), content_type=XML)
    site.say("/2", pages("https://a.example/x", "https://a.example/y"), content_type=XML)
    found, rejected = listing(client, first, first)
    assert [one.url for one in found] == ["https://a.example/x", "https://a.example/y"]
    assert (rejected, site.paths()) == ([], ["/1", "/2"])


def test_what_was_named_is_bounded_not_only_what_is_read(
    site: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sites, "MOST_FILES", 3)
    longest = 0
    name = Whole.add_files

    def watched(met: Any, addresses: Any) -> None:
        nonlocal longest
        name(met, addresses)
        longest = max(longest, len(met.files))

    monkeypatch.setattr(Whole, "add_files", watched)
    site.say("/1", index(*(f"{site.url}/1?{n}" for n in range(500))), content_type=XML)
    for number in range(2):
        site.say(f"/1?{number}", pages(f"https://a.example/{number}"), content_type=XML)
    found, rejected = listing(client, f"{site.url}/1")
    assert (len(found), len(site.paths()), longest) == (2, 3, 3)
    assert "the rest was left out" in rejected[0].reason


@pytest.mark.parametrize(("bound", "most"), [("MOST_LISTED", 2), ("MOST_CHARACTERS", 40)])
def test_addresses_are_bounded_by_number_and_length(
    site: Any, client: Client, monkeypatch: pytest.MonkeyPatch, bound: str, most: int
) -> None:
    monkeypatch.setattr(sites, bound, most)
    listed = [f"https://a.example/{number}{'x' * 10}" for number in range(9)]
    site.say("/1", pages(*listed), content_type=XML)
    found, rejected = listing(client, f"{site.url}/1", f"{site.url}/2")
    assert [one.url for one in found] == listed[:2]
    assert (len(rejected), site.paths()) == (1, ["/1"])


def test_sitemaps_none_of_which_can_be_read_are_told(site: Any, client: Client) -> None:
    with pytest.raises(Gone):
        listing(client, f"{site.url}/1", f"{site.url}/2")
    assert site.paths() == ["/1", "/2"]
