"""The page as a whole: what stands in it, what does not, and what keeps it from being written."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from flows.report.build import build_report
from flows.report.errors import FigureMismatch, PeriodRefused
from flows.report.evidence import MOST_POSTS, as_script, excerpt, fitting

MakeWorld = Callable[[int], Any]


class Page(HTMLParser):
    """Elements with their attributes, the text of all, and that of each script."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, Any]]] = []
        self.words: list[str] = []
        self.scripts: list[str] = []
        self._inside = ""
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, _tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        (self.scripts if self._inside == "script" else self.words).append(data)

    def all(self, tag: str) -> list[dict[str, Any]]:
        return [attrs for name, attrs in self.elements if name == tag]

    @property
    def evidence(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.scripts[0])
        return found


@pytest.fixture(scope="module")
def markup(report: Path) -> str:
    return report.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(markup: str) -> Page:
    return Page(markup)


def test_colours_of_quotes_are_those_of_their_side_and_none_in_comparisons(markup: str) -> None:
    chapters = dict(re.findall(r'<section id="(\w+)"(.*?)</section>', markup, re.DOTALL))
    found = {
        name: re.findall(r'<b class="(\w+)">|class="brief ?(\w*)', chapters[name])
        for name in ("aspects", "comparisons")
    }
    sides = list(zip(found["aspects"], found["aspects"][1:], strict=False))
    shown = {(side, colour) for (side, _), (_, colour) in sides if side and colour}
    assert shown == {("for", "positive"), ("against", "negative")}
    assert {colour for _, colour in found["comparisons"]} <= {"", "doubted"}


def test_every_figure_and_mark_leads_to_evidence(page: Page) -> None:
    links = [a["href"][1:] for a in page.all("a") if a.get("class") in {"fig", "mark"}]
    assert len(links) > 200
    assert set(links) <= set(page.evidence["figures"])


def test_the_evidence_of_a_count_is_as_many_posts_as_it_says(page: Page) -> None:
    posts = page.evidence["posts"]
    for figure in page.evidence["figures"].values():
        if figure["measure"] == "count(*)" and "posts" in figure:
            assert figure["value"] == f"{figure['total']:,}"
            assert len(figure["posts"]) == min(figure["total"], 200)
            assert all(posts[n] for n in figure["posts"])


def test_the_page_asks_nobody_for_anything(markup: str, page: Page) -> None:
    loading = {"img", "link", "iframe", "object", "embed", "video", "audio", "source", "base"}
    assert loading.isdisjoint(tag for tag, _ in page.elements)
    assert not any("src" in attrs or "srcset" in attrs for _, attrs in page.elements)
    assert not re.search(r"@import|url\(", markup.split("</style>", maxsplit=1)[0])
    outward = [a for a in page.all("a") if not a["href"].startswith("#")]
    assert outward
    assert all(a["href"].startswith("https://forum.example/") for a in outward)
    assert all(a["rel"] == "noopener noreferrer" for a in outward)


def test_the_policy_lets_nothing_in_but_our_own_style_and_script(page: Page) -> None:
    policy = next(m["content"] for m in page.all("meta") if "http-equiv" in m)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert not any("style" in attrs for _, attrs in page.elements)
    assert not any(name.startswith("on") for _, attrs in page.elements for name in attrs)


def test_the_same_tables_make_the_same_bytes(
    report: Path, marts_url: str, tmp_path: Path, as_of: datetime, days: int
) -> None:
    out = tmp_path / "x.html"
    again = build_report(marts_url, out=out, title="云雀 · weekly", as_of=as_of, days=days)
    assert again.read_bytes() == report.read_bytes()


HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "{{ 7 * 7 }} ]]> <!--  &lt;b&gt;",
]


@pytest.fixture(scope="module")
def hostile(make_world: MakeWorld, as_of: datetime, page_of: Callable[[Any], str]) -> str:
    """Texts, titles, addresses, sources, labels: everything that strangers may choose."""
    world = make_world(200)
    for n, attack in enumerate(HOSTILE * 6):
        post = world.say(
            f"{attack} {n}", "negative", at=as_of.replace(hour=n % 18), title=attack,
            url="javascript:alert(1)", source=attack, author_key=f"evil{n}",
            terms=[("topic", attack), ("brand", f"{attack}!")],
        )  # fmt: skip
        world.find(post, attack, attack, -0.9)
        world.tag(post, "need", attack)
        world.compare(post, attack, f"{attack}!", attack)
    world.count_trends()
    world["segments"][0]["why"] = HOSTILE[1]
    world["coverage"][0]["last_error"] = HOSTILE[0]
    return page_of(world)


def test_hostile_posts_stay_text(hostile: str, page: Page) -> None:
    evil = Page(hostile)
    assert {tag for tag, _ in evil.elements} <= {tag for tag, _ in page.elements} | {"p", "ul"}
    assert len(evil.all("script")) == 2
    assert not any(name.startswith("on") for _, attrs in evil.elements for name in attrs)
    assert not any("javascript" in a["href"] for a in evil.all("a"))
    words = "".join(evil.words)
    assert all(attack in words for attack in HOSTILE)


def test_hostile_addresses_reach_neither_page_nor_evidence(hostile: str) -> None:
    assert "javascript:" not in hostile


def test_evidence_cannot_end_its_script() -> None:
    text = as_script({"text": "</script><!-- \u2028 & 手机"})
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == {"text": "</script><!-- \u2028 & 手机"}


def test_long_posts_are_cut_around_their_evidence() -> None:
    text = "a" * 5000 + "电池" + "b" * 5000
    shown, offset = excerpt(text, [(5000, 5002, "topic: 电池")])
    assert shown[5000 - offset :].startswith("电池")
    assert len(shown) == 700


def test_an_empty_record_makes_a_page_that_says_so(
    make_marts: Callable[[], Any], page_of: Callable[[Any], str]
) -> None:
    words = "".join(Page(page_of(make_marts())).words)
    assert "Nothing was published in this period" in words
    assert "the record is empty" in words
    assert "No customers were imported" in words
    assert "No post of this period judges an aspect" in words
    assert "No need, intent, role or motive was found" in words
    assert "No post of this period holds one brand" in words


def test_without_bursts_the_page_says_that_nothing_stood_out(
    make_world: MakeWorld, page_of: Callable[[Any], str]
) -> None:
    world = make_world(300)
    world.rows |= {"hotspots": [], "stories": []}
    assert "No topic or brand stood out" in "".join(Page(page_of(world)).words)


@pytest.mark.parametrize(
    ("table", "column", "added"),
    [
        pytest.param("hotspots", "observed", 1, id="hotspot"),
        pytest.param("hotspots", "mean_polarity", 0.5, id="polarity of a hotspot"),
        pytest.param("stories", "posts", 1, id="story"),
        pytest.param("segments", "members", 1, id="segment"),
        pytest.param("share_of_voice", "share", 0.01, id="share of voice"),
    ],
)
def test_a_figure_that_was_tampered_with_is_found(
    make_world: MakeWorld, page_of: Callable[[Any], str], table: str, column: str, added: float
) -> None:
    world = make_world(300)
    newest = max(world[table], key=lambda row: str(row.get("starts_at", "")))
    newest[column] += added
    with pytest.raises(FigureMismatch, match="of different ages"):
        page_of(world)


def test_a_post_that_was_withdrawn_since_the_count_keeps_the_page_from_being_written(
    make_world: MakeWorld, tmp_path: Path, as_of: datetime
) -> None:
    world = make_world(300)
    hot = world["hotspots"][0]
    tagged = {tag["post_key"] for tag in world["post_tags"] if tag["label"] == hot["term"]}
    counted = (
        post
        for post in world["posts"]
        if post["post_key"] in tagged and post["published_at"].date() == hot["starts_at"].date()
    )
    next(counted)["deleted_at"] = world["posts"][0]["published_at"]
    url = world.write(tmp_path / "marts")
    with pytest.raises(FigureMismatch):
        build_report(url, out=tmp_path / "out" / "x.html", title="", as_of=as_of, days=10)
    assert not list(tmp_path.rglob("*.html*"))


def test_posts_without_sentiment_are_counted_apart(
    make_world: MakeWorld, page_of: Callable[[Any], str], as_of: datetime
) -> None:
    world = make_world(200)
    world.post("还没有标签", at=as_of.replace(hour=1))
    page = Page(page_of(world))
    labels = [figure["label"] for figure in page.evidence["figures"].values()]
    assert "20 Nov 2026: untagged posts" in labels


@pytest.mark.parametrize(("figures", "limit"), [(1, 200), (20, 200), (21, 100), (1000, 3)])
def test_no_more_posts_travel_than_a_phone_can_open(figures: int, limit: int) -> None:
    lists = [tuple(f"{n}-{m}" for m in range(200)) for n in range(figures)]
    assert fitting(lists) == limit
    assert figures * limit <= MOST_POSTS


def test_days_that_make_no_period_write_nothing(
    marts_url: str, tmp_path: Path, as_of: datetime
) -> None:
    with pytest.raises(PeriodRefused):
        build_report(marts_url, out=tmp_path / "x.html", title="", as_of=as_of, days=0)
    assert not list(tmp_path.iterdir())
