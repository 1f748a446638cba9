"""The page in a real browser, offline."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Visited = tuple[Any, list[str], list[str]]
Visit = Callable[..., Visited]
MakeWorld = Callable[[int], Any]


@pytest.fixture
def visit(browser: "Browser") -> Iterator[Visit]:
    """Open a file; return the page, and what it asked for and complained of."""
    contexts = []

    def open_file(path: Path, **options: Any) -> Visited:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        asked: list[str] = []
        wrong: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text))
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.goto(path.as_uri())
        return page, asked, wrong

    yield open_file
    for context in contexts:
        context.close()


def test_a_click_on_a_figure_shows_its_posts_and_asks_the_network_for_nothing(
    report: Path, visit: Visit
) -> None:
    page, asked, wrong = visit(report)
    page.locator("#headline a.fig").first.click()
    assert page.locator("dialog[open] .post").count() == 200
    assert "The newest 200 of" in page.locator(".drawer-count").inner_text()
    assert page.locator("dialog mark").count() > 100
    assert (asked, wrong) == ([report.as_uri()], [])


def test_a_click_on_a_bar_shows_its_posts(report: Path, visit: Visit) -> None:
    page, _, wrong = visit(report)
    bar = page.locator("#hotspots a.mark").first
    posts = int(bar.get_attribute("aria-label").split(": ")[-1].split(" posts")[0])
    bar.click()
    assert page.locator("dialog .post").count() == posts
    assert wrong == []


def test_the_posts_of_an_aspect_have_its_words_marked_and_no_others(
    report: Path, visit: Visit
) -> None:
    page, _, _ = visit(report)
    row = page.locator("#aspects table").first.locator("tbody tr").first
    name = row.locator("th").inner_text()
    row.locator("a.fig").first.click()
    titles = page.locator("dialog mark").evaluate_all("marks => marks.map((it) => it.title)")
    assert len(titles) == page.locator("dialog .post").count()
    assert set(titles) == {f"aspect: {name}"}


def test_the_keyboard_alone_opens_walks_and_closes(report: Path, visit: Visit) -> None:
    page, _, _ = visit(report)
    bar = page.locator("#volume a.mark").first
    bar.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.locator("dialog[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0


def test_an_anchor_opens_its_figure(report: Path, visit: Visit) -> None:
    page, _, _ = visit(report)
    page.goto(f"{report.as_uri()}#f1")
    page.reload()
    assert page.locator("dialog[open] .drawer-value").count() == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_a_switch_shows_the_figures_of_trusted_posts_in_the_place_of_those_of_all(
    report: Path,
    visit: Visit,
    scripts: bool,  # noqa: FBT001
) -> None:
    page, _, wrong = visit(report, java_script_enabled=scripts)
    posts = page.locator("#headline .card .big").first
    every, kept = posts.locator(".all").inner_text(), posts.locator(".kept").inner_text()
    switch = page.get_by_role("switch", name="Trusted posts only", exact=True)
    switch.focus()
    page.keyboard.press("Space")
    assert posts.inner_text().strip() == kept.strip() != every.strip()
    assert page.locator("#volume .instead svg").is_visible()
    assert not page.locator("#volume .all svg").is_visible()
    page.keyboard.press("Space")
    assert posts.inner_text().startswith(every)
    assert not page.locator("#volume .instead svg").is_visible()
    assert wrong == []


def test_posts_that_are_not_trusted_say_why_and_go_where_only_trusted_ones_count(
    report: Path, visit: Visit
) -> None:
    page, _, _ = visit(report)
    page.locator("#headline a.fig").first.click()
    doubted = page.locator("dialog .doubted")
    assert re.search(
        r"Promotion: 再也不买.*opinionflow correct \w{32} --kind trust --label trusted",
        doubted.first.inner_text(),
        re.DOTALL,
    )
    page.keyboard.press("Escape")
    page.get_by_role("switch").check()
    page.locator("#headline a.fig").first.click()
    assert doubted.count() > 0
    assert not doubted.first.is_visible()
    assert f"not shown: {doubted.count()}" in page.locator(".drawer-count").inner_text()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_runs_over_the_side_of_the_screen(report: Path, visit: Visit, width: int) -> None:
    page, _, _ = visit(report, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_hostile_posts_run_nothing_in_a_browser(
    make_world: MakeWorld,
    as_of: datetime,
    page_of: Callable[[Any], str],
    tmp_path: Path,
    visit: Visit,
) -> None:
    world = make_world(150)
    attack = '</script><img src="https://evil.example/x" onerror=alert(1)><script>alert(2)</script>'
    world.say(
        attack, "negative", at=as_of.replace(hour=17), url="javascript:alert(3)", title=attack
    )
    path = tmp_path / "report.html"
    path.write_text(page_of(world), encoding="utf-8")
    page, asked, wrong = visit(path)
    page.locator("#headline a.fig").first.click()
    shown = page.locator("dialog .post").first
    assert attack in shown.inner_text()
    assert shown.locator("a").count() == 0
    assert (asked, wrong) == ([path.as_uri()], [])
