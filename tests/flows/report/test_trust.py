"""Figures with and without the posts that are not trusted, and the chapter that says why."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from markupsafe import Markup

from flows.report import wording
from flows.report.doubts import PUT_BACK, doubts
from flows.report.evidence import gather
from flows.report.facts import read_facts
from flows.report.figures import COUNT, Figure, Ledger
from flows.report.period import Period
from flows.report.quotes import check_quote, pick_quotes
from flows.report.rows import posts_saying
from flows.report.sections.headline import read_headline
from flows.report.sections.topics import read_topics
from flows.report.sections.trust import read_trust
from flows.report.trusted import Both
from nlp.trust.rhythm import WEIGHTS
from nlp.trust.rules import shipped_rules

AS_OF = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
PERIOD = Period.ending(AS_OF, days=10)
YESTERDAY = AS_OF - timedelta(days=1)
COPY = ("copy", 0.8, "of 0123456789abcdef0123456789abcdef: 3 posts by 3, similarity 1.00")
NEAR = ("near_copy", 0.4, "of 0123456789abcdef0123456789abcdef: 2 posts by 2, similarity 0.90")
PROMOTION = ("promotion", 0.7, "今天下单")
Connect = Callable[[Any], Any]


@pytest.fixture
def market(make_marts: Callable[[], Any]) -> Any:
    """Return five posts on one topic: two are left out, one of these for two reasons."""
    world = make_marts()
    for text, mood, signs, source in (
        ("物流很快", "positive", [], "shop"),
        ("物流太慢", "negative", [NEAR], "shop"),
        ("物流还行", "neutral", [], "forum"),
        ("物流超赞，今天下单", "positive", [COPY, PROMOTION], "forum"),
        ("物流第一", "positive", [COPY], "shop"),
    ):
        post = world.say(text, mood, at=YESTERDAY, terms=[("topic", "物流")], source=source)
        paid = "paid" if text == "物流第一" else "earned"
        world.judge(post, *signs, origin=paid)
    world.count_trends(AS_OF)
    return world


def test_the_drawer_marks_only_what_shows_the_reason(market: Any, connect: Connect) -> None:
    post = market["posts"][3]
    start = post["text"].index("今天下单")
    market.tag(post, "trust", "promotion", start=start, end=start + 4)
    ledger = Ledger()
    read_trust(connect(market), PERIOD, ledger)
    held = gather(connect(market), ledger)
    marked = {
        figure["label"]: {
            post[1][start:end]
            for place in figure["posts"]
            for post in [held["posts"][place]]
            for start, end, tag in post[-1]
            if held["tags"][tag] == figure["marks"]
        }
        for figure in held["figures"].values()
        if figure.get("marks", "trust") != "trust"
    }
    assert marked[wording.sign("promotion")] == {"今天下单"}
    assert marked[wording.sign("copy")] == set()


def figure(name: str, value: float | None, label: str = "Posts") -> Figure:
    return Figure(name, label, value, COUNT, "SELECT 1", "")


def test_each_figure_is_counted_again_without_the_posts_that_are_not_trusted(
    market: Any, connect: Connect
) -> None:
    marts, ledger = connect(market), Ledger()
    headline = read_headline(marts, PERIOD, ledger)
    (topic,) = read_topics(marts, PERIOD, ledger)
    told = gather(marts, ledger)["figures"]
    kept = {name: ledger.trusted.get(headline[name].now.id) for name in ("Posts", "Positive")}
    assert (headline["Posts"].now.value, headline["Positive"].now.value) == (5, 0.6)
    assert kept == {"Posts": 3, "Positive": pytest.approx(1 / 3)}
    assert ledger.trusted[topic.polarity.id] == pytest.approx((0.7 - 0.65 + 0.02) / 3)
    assert [ledger.trusted[of_day.id] for _, of_day in topic.days] == [3]
    assert headline["Sources"].now.id not in ledger.trusted
    assert told[topic.posts.id]["value"] == "5"
    assert told[topic.posts.id]["trusted"] == "3"


def test_a_mean_of_nothing_but_untrusted_posts_has_no_trusted_value(
    make_marts: Callable[[], Any], connect: Connect
) -> None:
    world = make_marts()
    world.judge(world.say("好极了", "positive", at=YESTERDAY), COPY)
    marts, ledger = connect(world), Ledger()
    polarity = read_headline(marts, PERIOD, ledger)["Mean polarity"].now
    gather(marts, ledger)
    assert polarity.value == pytest.approx(0.7)
    assert Both(ledger.trusted).kept(polarity).value is None


def test_trends_of_trusted_posts_alone_are_held_against_trusted_posts(
    make_world: Callable[[int], Any], connect: Connect
) -> None:
    world = make_world(300)
    world.count_trends(trusted_only=True)
    marts = connect(world)
    facts = read_facts(marts, period=PERIOD)
    gather(marts, facts.ledger)
    assert facts.spots
    assert facts.ledger.trusted.keys().isdisjoint(spot.observed.id for spot in facts.spots)
    assert facts.headline["Posts"].now.id in facts.ledger.trusted


def test_a_figure_stands_beside_that_of_trusted_posts_only_where_they_differ() -> None:
    both = Both({"f1": 97, "f2": 0.5001})
    assert str(both.link(figure("f1", 120))) == (
        '<a class="fig" href="#f1" aria-haspopup="dialog">'
        '<span class="all">120 </span><span class="kept">97</span></a>'
    )
    assert "kept" not in both.link(figure("f3", 120))
    share = Figure("f2", "", 0.5, COUNT, "SELECT 1", "", "share")
    assert "kept" not in both.link(share)


def test_a_change_is_told_for_trusted_posts_too() -> None:
    both = Both({"f1": 90})
    told = both.change(figure("f1", 120), figure("f2", 100))
    assert re.sub(r"<[^>]*>", "", told).split("\N{NARROW NO-BREAK SPACE}%") == [
        "+20.0", " \N{MINUS SIGN}10.0", "",
    ]  # fmt: skip


def test_a_chart_is_drawn_again_where_one_of_its_figures_differs() -> None:
    def draw(days: list[tuple[str, Figure]]) -> Markup:
        return Markup("<svg>{}</svg>").format([one.value for _, one in days])

    days = [("Mon", figure("f1", 5)), ("Tue", figure("f2", 6))]
    assert Both({}).chart(draw, days) == "<svg>[5, 6]</svg>"
    twice = '<div class="all"><svg>[5, 6]</svg></div><div class="instead"><svg>[5, 2]</svg></div>'
    assert Both({"f2": 2}).chart(draw, days) == twice


def test_the_chapter_tells_what_is_left_out_and_why(market: Any, connect: Connect) -> None:
    marts = connect(market)
    trust = read_trust(marts, PERIOD, Ledger())
    assert (trust.judged.value, trust.whole.left_out.value, trust.whole.share.value) == (5, 2, 0.4)
    assert [(one.words, one.posts.value, one.left_out.value) for one in trust.reasons] == [
        (wording.SIGNS["copy"], 2, 2),
        (wording.SIGNS["promotion"], 1, 1),
        (wording.SIGNS["near_copy"], 1, 0),
    ]
    assert [(one.name, one.share.value) for one in trust.sources] == [
        ("forum", 0.5), ("shop", pytest.approx(1 / 3)),
    ]  # fmt: skip
    assert [(one.origin, one.producer, one.posts.value) for one in trust.origins] == [
        ("paid", "user", 1), ("earned", "user", 4),
    ]  # fmt: skip


def test_the_examples_are_posts_left_out_word_for_word_each_once_with_all_reasons(
    market: Any, connect: Connect
) -> None:
    marts = connect(market)
    trust = read_trust(marts, PERIOD, Ledger())
    for quote in trust.quotes:
        check_quote(marts, quote)
    assert sorted(quote.text for quote in trust.quotes) == ["物流第一", "物流超赞，今天下单"]
    assert not any(quote.trusted for quote in trust.quotes)
    (two,) = [one for one in trust.reasons[0].examples if len(one.signs) == 2]
    assert [sign.words for sign in two.signs] == [
        wording.SIGNS["copy"], wording.SIGNS["promotion"],
    ]  # fmt: skip
    assert two.signs[0].shown == "of 01234567: 3 posts by 3, similarity 1.00"


def test_the_drawer_says_why_a_post_is_left_out_and_how_to_put_it_back(
    market: Any, connect: Connect
) -> None:
    keys = [post["post_key"] for post in market["posts"]]
    told = doubts(connect(market), keys)
    assert set(told) == {3, 4}
    trust, signs, command = told[3]
    assert (trust, [sign[1:] for sign in signs][1]) == ("0.06", ["今天下单", "0.70"])
    assert command == PUT_BACK.format(keys[3])


def test_trusted_posts_are_quoted_first_and_others_say_that_they_are_not(
    make_marts: Callable[[], Any], connect: Connect
) -> None:
    world, term = make_marts(), [("topic", "物流")]
    for text, signs in (("物流真好，强烈推荐给大家", [COPY]), ("物流好", []), ("物流快", [])):
        world.judge(world.say(text, "positive", at=YESTERDAY, terms=term), *signs)
    rows = posts_saying("topic", "物流")
    quotes = pick_quotes(connect(world), rows, kind="topic", term="物流")
    assert [quote.trusted for quote in quotes] == [True, True, False]


def test_without_judgements_one_line_says_so_and_nothing_else_changes(
    make_world: Callable[[int], Any], page_of: Callable[[Any], str]
) -> None:
    world = make_world(150)
    world.rows |= {"post_trust": [], "trust_signals": []}
    page = page_of(world)
    assert page.count("were not judged") == 1
    assert 'class="kept"' not in page
    assert 'id="trusted-only"' not in page
    assert page.count("</h3>", page.index('<section id="trust"'), page.index('id="coverage"')) == 0


def test_every_code_has_words() -> None:
    found = {"copy", "near_copy", "own_copy", "template", "burst", "surge", "rating_disagrees"}
    assert {*shipped_rules().file.codes, *WEIGHTS, *found} <= set(wording.SIGNS)
    assert wording.sign("of_our_own") == "Of our own"
