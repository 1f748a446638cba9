from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.report.errors import QuoteMismatch
from flows.report.facts import read_facts
from flows.report.period import Period
from flows.report.quotes import (
    LONGEST,
    MOST,
    check_quote,
    passage_at,
    pick_quotes,
    web_address,
)
from flows.report.rows import posts_where
from flows.report.sections.hotspots import Story
from flows.store.marts import open_marts

AS_OF = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)


@pytest.fixture
def stories(marts: duckdb.DuckDBPyConnection) -> tuple[Story, ...]:
    return read_facts(marts, period=Period.ending(AS_OF, days=14)).stories


@given(st.text(max_size=600), st.integers(-1, 700))
def test_a_passage_is_part_of_its_text_and_not_too_long(text: str, place: int) -> None:
    start, end = passage_at(text, place)
    assert 0 <= start <= end <= len(text)
    assert end - start <= LONGEST
    assert text[start:end] == text[start:end].strip()


@given(st.text("ab。! \n.", min_size=1, max_size=400), st.data())
def test_a_passage_holds_its_place_unless_that_is_blank(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text) - 1))
    start, end = passage_at(text, place)
    assert start <= place < end or not text[place].isalnum()


def test_a_passage_keeps_sentences_whole() -> None:
    text = "前一句很长。" * 20 + "电池 3.5 小时就没电了！" + "后一句也很长。" * 40
    start, end = passage_at(text, text.index("电池"))
    assert text[start:end].startswith("前一句很长。") or text[start:end].startswith("电池")
    assert text[start:end].endswith("。")


def test_each_story_is_told_by_both_sides_in_different_words(stories: tuple[Story, ...]) -> None:
    for story in stories:
        moods = {quote.sentiment for quote in story.quotes}
        assert 1 <= len({quote.text for quote in story.quotes}) == len(story.quotes) <= MOST
        assert {"positive", "negative"} <= moods


def test_undecided_posts_are_quoted_after_all_others(
    make_marts: Callable[[], Any], tmp_path: Path
) -> None:
    moods = {"质量": ["undecided"], "价格": ["undecided", "negative", "positive", *["neutral"] * 3]}
    world = make_marts()
    for n, (topic, told) in enumerate((term, mood) for term in moods for mood in moods[term]):
        world.say(f"{topic} 第{n}条", told, at=AS_OF, terms=[("topic", topic)])
    with open_marts(world.write(tmp_path)) as marts:
        rows = posts_where("TRUE")
        quoted = {term: pick_quotes(marts, rows, kind="topic", term=term) for term in moods}
    assert [quote.sentiment for quote in quoted["质量"]] == ["undecided"]
    assert "undecided" not in {quote.sentiment for quote in quoted["价格"]}


def test_quotes_are_in_the_record_word_for_word(
    marts: duckdb.DuckDBPyConnection, stories: tuple[Story, ...]
) -> None:
    for story in stories:
        for quote in story.quotes:
            check_quote(marts, quote)


@pytest.mark.parametrize(
    "change", [{"text": "假的引用"}, {"text": ""}, {"start": 1}, {"post_key": "no such post"}]
)
def test_a_quote_that_the_record_does_not_hold_is_refused(
    marts: duckdb.DuckDBPyConnection, stories: tuple[Story, ...], change: dict[str, Any]
) -> None:
    false = replace(stories[0].quotes[0], **change)
    with pytest.raises(QuoteMismatch, match=false.post_key):
        check_quote(marts, false)


@pytest.mark.parametrize("url", ["https://a.example/1?q=手机", "http://a.example"])
def test_web_addresses_are_linked(url: str | None) -> None:
    assert web_address(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None, "", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//a.example",
        "https:", "http://[::1", "java\nscript:alert(1)", "https://a.example/\x01", "file:///etc",
        " https://a.example", "/t/1",
    ],
)  # fmt: skip
def test_other_addresses_are_not(url: str | None) -> None:
    assert web_address(url) is None
