import gzip
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors import sitemaps
from collectors.answer import Answer
from collectors.errors import Blocked, CollectorError, NetworkTrouble, NotThisFormat, TooLarge
from collectors.sitemaps import Listed, read_sitemap

URL = "https://shop.example/sitemap.xml"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def read(content: str | bytes) -> Any:
    body = content.encode() if isinstance(content, str) else content
    return read_sitemap(Answer(URL, 200, {}, body))


def urlset(*addresses: str, more: str = "") -> str:
    urls = "".join(f"<url><loc>{one}</loc>{more}</url>" for one in addresses)
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {SPACE}>{urls}</urlset>'


A, B = "https://shop.example/a", "https://shop.example/b"


def test_addresses_are_read_in_order_each_once() -> None:
    assert read(urlset(B, f"\n {A} ", B)).pages == (Listed(B), Listed(A))


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-05-20", datetime(2024, 5, 20, 23, 59, 59, tzinfo=UTC)),
        ("2024-05-20T10:00:00+08:00", datetime(2024, 5, 20, 2, tzinfo=UTC)),
        ("2024-05-20T10:00:00Z", datetime(2024, 5, 20, 10, tzinfo=UTC)),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_last_change_is_read_at_the_latest_it_can_mean(written: str, moment: Any) -> None:
    (page,) = read(urlset(A, more=f"<lastmod>{written}</lastmod>")).pages
    assert page.changed_at == moment


def test_an_index_names_further_sitemaps() -> None:
    inner = f"<sitemap><loc>{A}.xml.gz</loc><lastmod>2024-05-20</lastmod></sitemap>"
    found = read(f"<sitemapindex {SPACE}>{inner}</sitemapindex>")
    assert (found.pages, [one.url for one in found.further]) == ((), [f"{A}.xml.gz"])


def test_translations_and_pictures_are_no_pages_of_their_own() -> None:
    more = (
        f'<x:link xmlns:x="http://www.w3.org/1999/xhtml" rel="alternate" href="{B}"/>'
        f'<i:image xmlns:i="http://www.google.com/schemas/sitemap-image/1.1"><i:loc>{B}</i:loc>'
        "</i:image>"
    )
    assert read(urlset(A, more=more)).pages == (Listed(A),)


def test_a_packed_sitemap_is_unpacked() -> None:
    assert read(gzip.compress(urlset(A).encode())).pages == (Listed(A),)


def test_plain_lines_are_addresses() -> None:
    assert read(f"\ufeff{A}\r\n\r\nno address\n{B}\n{A}").pages == (Listed(A), Listed(B))


def test_a_sitemap_that_breaks_off_gives_what_came() -> None:
    assert read(urlset(A, B)[:-20]).pages[0] == Listed(A)


def test_no_more_is_read_than_the_standard_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MOST_ADDRESSES", 50)
    many = "\n".join(f"{A}{n}" for n in range(59))
    assert len(read(many).pages) == 50
    assert len(read(urlset(*many.split())).pages) == 50


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("<!DOCTYPE html><title>no</title>", Blocked),
        ("", Blocked),
        ("<rss><channel/></rss>", NotThisFormat),
        ("<", NotThisFormat),
        ("just words", NotThisFormat),
        (b"\x1f\x8bgarbage", NetworkTrouble),
        (gzip.compress(b" " * 53_000_000), TooLarge),
    ],
    ids=["page", "nothing", "feed", "cut", "words", "garbled", "bomb"],
)
def test_what_is_no_sitemap_is_told(content: Any, error: Any) -> None:
    with pytest.raises(error):
        read(content)


@pytest.mark.parametrize(
    "entity",
    ['SYSTEM "file:///etc/passwd"', 'SYSTEM "http://127.0.0.1:1/x"', '"https://x.example/"'],
)
def test_entities_reach_nothing(entity: str) -> None:
    doctype = f"<!DOCTYPE urlset [<!ENTITY x {entity}>]>"
    body = f"<urlset><url><loc>{A}</loc></url><url><loc>https://h.example/&x;</loc></url></urlset>"
    found = read(doctype + body)
    assert found.pages[0] == Listed(A)
    assert not any("root" in page.url or "x.example" in page.url for page in found.pages)


@given(
    st.binary(max_size=200)
    | st.from_regex(
        r"(</?(urlset|url|loc|sitemap|sitemapindex|lastmod)>?|https://a\.example/|&\w;){0,20}"
    ).map(str.encode)
)
def test_any_bytes_give_addresses_or_an_error_of_ours(content: bytes) -> None:
    try:
        found = read(content)
    except CollectorError:
        return
    assert all(page.url.startswith("http") for page in found.pages)
