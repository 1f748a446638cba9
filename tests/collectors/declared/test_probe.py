import re
import tomllib
from datetime import UTC, datetime
from typing import Any

import pytest
from designs import DESIGNS, Design, shop
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors.declared.names import is_lasting
from collectors.declared.probe import Proposal, probe, probe_address
from collectors.errors import Blocked, CollectorError, RobotsDisallow
from collectors.http import Client
from collectors.sources.html import DeclaredHtml

NOW = datetime(2024, 5, 20, 12, 0, tzinfo=UTC)
URL = "https://site.example/lamps"
BY_NAME = pytest.mark.parametrize("design", DESIGNS, ids=[one.name for one in DESIGNS])


def proposed(html: str) -> Proposal:
    return probe(html, url=URL, now=NOW)


@BY_NAME
def test_the_items_of_a_design_are_found(design: Design) -> None:
    best = proposed(design.html).candidates[0]
    assert (best.items, best.rejected) == (design.items, ())


@BY_NAME
def test_the_fields_of_a_design_are_found(design: Design) -> None:
    first = proposed(design.html).candidates[0].examples[0]
    said = {**first.model_dump(), "day": first.published_at and f"{first.published_at:%Y-%m-%d}"}
    assert {name: said[name] for name in design.fields} == design.fields


@BY_NAME
def test_a_proposal_works_as_it_is_written(design: Design) -> None:
    best = proposed(design.html).candidates[0]
    (source,) = tomllib.loads(best.toml(name="lamps"))["sources"]
    assert (source.pop("name"), source.pop("kind")) == ("lamps", "html")
    assert source == dict(best.settings)
    assert DeclaredHtml.model_validate(source).item == best.settings["item"]


@BY_NAME
def test_selectors_hang_on_nothing_that_changes(design: Design) -> None:
    for candidate in proposed(design.html).candidates:
        written = " ".join(value for value in candidate.settings.values() if isinstance(value, str))
        assert "nth-" not in written
        assert not re.search(r"\.(?:css-|sc-)", written)


def test_the_menu_the_footer_and_other_products_are_not_proposed() -> None:
    for design in DESIGNS:
        texts = [one.text for best in proposed(design.html).candidates for one in best.examples]
        assert not any(text.startswith(("Lamps, part", "Imprint", "Shelf")) for text in texts)


@pytest.mark.parametrize(
    "html",
    [
        "",
        "words",
        "<h1>One</h1><p>Only one paragraph.</p>",
        "<ul>" + "<li><a href='/x'>Lamps</a></li>" * 20 + "</ul>",
        "<div class=a><div class=b></div></div>" * 9,
    ],
)
def test_a_page_without_items_gives_no_proposal(html: str) -> None:
    assert proposed(html) == Proposal(URL, ())


def test_items_that_come_oldest_first_are_not_read_as_newest_first() -> None:
    settings_of = {one.name: proposed(one.html).candidates[0].settings for one in DESIGNS}
    assert settings_of["forum"]["order"] == "oldest"
    assert "order" not in settings_of["microblog"]


def test_the_link_to_the_next_page_is_found_only_where_there_is_one() -> None:
    settings_of = {one.name: proposed(one.html).candidates[0].settings for one in DESIGNS}
    assert settings_of["forum"]["next"] == "a.next"
    assert settings_of["microblog"]["next"] == 'a[rel~="next"]'
    assert settings_of["chinese_forum"]["next"] == 'a:-soup-contains("下一页")'
    assert "next" not in settings_of["shop"]


@pytest.mark.parametrize(
    ("name", "lasting"),
    [
        ("comment", True),
        ("review-content", True),
        ("a-profile-name", True),
        ("d_post_content", True),
        ("css-1x2y3z", False),
        ("css-abcdef", False),
        ("sc-AxjAm", False),
        ("sc-bdVaJa-0", False),
        ("_3xA1b", False),
        ("comment-238205", False),
        ("even", False),
        ("depth-1", False),
        ("Comment_body__2Xk9a", False),
        ("jsx-1234", False),
    ],
)
def test_names_that_a_tool_or_one_item_made_do_not_last(name: str, lasting: bool) -> None:  # noqa: FBT001  # a table of cases
    assert is_lasting(name) is lasting


def test_a_page_is_fetched_politely_and_probed(site: Any, client: Client) -> None:
    site.say("/p", shop(), content_type="text/html; charset=utf-8")
    found = probe_address(client, f"{site.url}/p", now=NOW)
    assert found.candidates[0].settings["urls"] == [f"{site.url}/p"]
    assert [path for path, _ in site.asked] == ["/robots.txt", "/p"]


@pytest.mark.parametrize(
    ("page", "error"),
    [
        ("<title>安全验证</title><p>请完成验证</p>", Blocked),
        (shop().replace("<head>", "<head><meta name=robots content=noindex>"), RobotsDisallow),
    ],
)
def test_walls_and_pages_that_keep_to_themselves_are_told(
    site: Any, client: Client, page: str, error: type[CollectorError]
) -> None:
    site.say("/p", page, content_type="text/html; charset=utf-8")
    with pytest.raises(error):
        probe_address(client, f"{site.url}/p", now=NOW)


_PIECES = st.sampled_from([
    "<div class='comment'>", "</div>", "<li id='c-1'>", "</li>", "<a href='http://[/x'>n</a>",
    "<time datetime='x'>", "2024-05-03", "3天前", "★★★", "<i class='star-9-half'></i>",
    "<b style='width:999%'>", "<p>", "words and words", "<ul>", "</ul>", "\x00", "<base href='::'>",
    "<a rel=next href='http://['>", "<h1>", "\ud800", "<!--", "<table><tr>", "&#xffffff;",
])  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_PIECES, max_size=40).map("".join), st.integers(1, 5))
def test_no_page_breaks_the_probe(piece: str, times: int) -> None:
    for candidate in proposed(f"<ul>{piece}</ul>" * times * 2).candidates:
        assert tomllib.loads(candidate.toml())["sources"]


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(DESIGNS), st.integers(0, 3000), st.integers(0, 400), st.text(max_size=20))
def test_no_damaged_page_breaks_the_probe(design: Design, at: int, cut: int, put: str) -> None:
    proposed(design.html[:at] + put + design.html[at + cut :])
