"""What the chapters say, each from a few posts made for it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.report import figures
from flows.report.baseline import usual_days
from flows.report.evidence import back, snapshot
from flows.report.figures import Figure, Ledger, Unit, check_figure
from flows.report.period import Period
from flows.report.sections import accuracy
from flows.report.sections.accuracy import read_card
from flows.report.sections.coverage import dark_days, read_coverage
from flows.report.sections.emotions import read_emotions
from flows.report.sections.headline import change_text, read_headline
from flows.report.sections.hotspots import read_stories
from flows.report.sections.segments import read_segmentations
from flows.report.sections.topics import read_topics
from flows.report.sections.volume import read_volume

AS_OF = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
PERIOD = Period.ending(AS_OF, days=10)
Connect = Callable[[Any], Any]


def number(value: float | None, unit: Unit = "count") -> Figure:
    return Figure("f1", "", value, figures.COUNT, "SELECT 1", "", unit)


@pytest.mark.parametrize(
    ("now", "before", "unit", "text"),
    [
        (110, 100, "count", "+10.0\N{NARROW NO-BREAK SPACE}%"),
        (0, 4, "count", "\N{MINUS SIGN}100.0\N{NARROW NO-BREAK SPACE}%"),
        (5, 0, "count", "none before"),
        (0, 0, "count", "unchanged"),
        (0.42, 0.40, "share", "+2.0 points"),
        (-0.5, 0.25, "polarity", "\N{MINUS SIGN}0.75"),
        (None, 0.4, "share", "no figure now"),
        (0.4, None, "share", "no earlier figure"),
    ],
)
def test_a_change_is_told_in_the_terms_of_its_figure(
    now: float | None, before: float | None, unit: Unit, text: str
) -> None:
    assert change_text(number(now, unit), number(before, unit)) == text


def test_withdrawn_posts_and_posts_of_unknown_time_count_nowhere(
    make_marts: Callable[[], Any], connect: Connect
) -> None:
    world = make_marts()
    world.say("还在", "positive", at=AS_OF - timedelta(days=1))
    world.say("撤回了", "negative", at=AS_OF - timedelta(days=1), deleted_at=AS_OF)
    world.say("不知何时", "negative", at=AS_OF, published_at=None)
    headline = read_headline(connect(world), PERIOD, Ledger())
    assert headline["Posts"].now.value == 1
    assert headline["Positive"].now.value == 1.0


def test_a_post_known_by_its_month_is_in_the_period_but_on_no_day(
    make_marts: Callable[[], Any], connect: Connect
) -> None:
    world = make_marts()
    for precision in ("month", "day"):
        world.say(
            "物流慢",
            "negative",
            at=AS_OF - timedelta(days=1),
            terms=[("topic", "物流")],
            published_precision=precision,
        )
    world.count_trends(AS_OF)
    marts, ledger = connect(world), Ledger()
    (topic,) = read_topics(marts, PERIOD, ledger)
    assert topic.posts.value == 2
    assert [figure.value for _, figure in topic.days] == [1]
    with snapshot(marts) as held:
        for one, backing in back(held, ledger):
            check_figure(one, backing.value)


def test_a_post_exactly_at_the_end_belongs_to_the_next_period(
    make_marts: Callable[[], Any], connect: Connect
) -> None:
    world = make_marts()
    world.say("刚刚", "neutral", at=AS_OF)
    world.say("之前", "neutral", at=PERIOD.start)
    assert read_headline(connect(world), PERIOD, Ledger())["Posts"].now.value == 1


def test_undecided_posts_are_counted_apart_and_weigh_nothing_in_shares_and_means(
    make_marts: Callable[[], Any], connect: Connect
) -> None:
    world = make_marts()
    for mood in ("positive", "positive", "negative", "undecided"):
        world.say("物流 ...", mood, at=AS_OF - timedelta(days=1), terms=[("topic", "物流")])
    world.count_trends(AS_OF)
    marts, ledger = connect(world), Ledger()
    headline, volume = read_headline(marts, PERIOD, ledger), read_volume(marts, PERIOD, ledger)
    (topic,) = read_topics(marts, PERIOD, ledger)
    told = {one.label: one.now.value for one in headline.comparisons}
    assert (told["Posts"], told["Undecided"]) == (4, 0.25)
    assert [told[name] for name in ("Positive", "Neutral", "Negative")] == pytest.approx(
        [2 / 3, 0, 1 / 3]
    )
    assert told["Mean polarity"] == topic.polarity.value == pytest.approx((0.7 + 0.7 - 0.65) / 3)
    assert (topic.shares["undecided"].value, topic.shares["positive"].value) == (
        0.25,
        pytest.approx(2 / 3),
    )
    assert volume.classes == ("positive", "negative", "undecided")


def test_where_nothing_is_decided_there_are_no_shares_and_no_mean(
    make_marts: Callable[[], Any], connect: Connect
) -> None:
    world = make_marts()
    world.say("。。。", "undecided", at=AS_OF - timedelta(days=1))
    headline = read_headline(connect(world), PERIOD, Ledger())
    assert headline["Undecided"].now.value == 1.0
    assert headline["Positive"].now.value is None
    assert headline["Mean polarity"].now.value is None


def test_emotions_are_shares_of_all_negative_posts(
    make_marts: Callable[[], Any], connect: Connect
) -> None:
    world = make_marts()
    for emotion in ("anger", "anger", "sadness", None):
        post = world.say("太差了", "negative", at=AS_OF - timedelta(days=1))
        if emotion:
            world.tag(post, "emotion", emotion)
    world.tag(world.say("真好", "positive", at=AS_OF - timedelta(days=1)), "emotion", "anger")
    found = read_emotions(connect(world), PERIOD, Ledger())
    assert [(one.label, one.share.value) for one in found] == [("anger", 0.5), ("sadness", 0.25)]


def test_topics_compare_with_the_period_before(
    make_marts: Callable[[], Any], connect: Connect
) -> None:
    world = make_marts()
    for days in (1, 2, 3, 12):
        world.say("物流慢", "negative", at=AS_OF - timedelta(days=days), terms=[("topic", "物流")])
    world.count_trends(AS_OF)
    (topic,) = read_topics(connect(world), PERIOD, Ledger())
    assert (topic.label, topic.posts.value) == ("物流", 3)
    assert topic.before.value == 1
    assert topic.shares["negative"].value == 1.0
    assert len(topic.days) == 3


@pytest.mark.parametrize(
    ("asked", "answered", "new", "dark_hours", "state"),
    [
        (4, 4, 2, 0.0, "heard"),
        (4, 4, 0, 0.0, "silent"),
        (4, 3, 2, 5.0, "partly"),
        (4, 0, 0, 14.0, "dark"),
        (0, 0, 0, 24.0, "dark"),
        (4, 0, 0, 0.0, "silent"),
    ],
)
def test_silence_is_told_from_darkness(  # noqa: PLR0913, PLR0917  # one day of a source
    make_marts: Callable[[], Any],
    connect: Connect,
    asked: int,
    answered: int,
    new: int,
    dark_hours: float,
    state: str,
) -> None:
    world = make_marts()
    day = {"source": "forum", "day": "2026-11-19", "asked": asked, "answered": answered}
    world["coverage"].append(day | {"new": new, "dark_hours": dark_hours})
    (source,) = read_coverage(connect(world), PERIOD, Ledger())
    assert dict(source.days)[AS_OF.date() - timedelta(days=1)] == state
    assert bool(dark_days((source,))) == (state in {"dark", "partly"})


def test_an_imported_source_was_never_asked(
    make_marts: Callable[[], Any], connect: Connect
) -> None:
    world = make_marts()
    world.say("问卷里的话", "neutral", at=AS_OF - timedelta(days=1), source="survey.csv")
    (source,) = read_coverage(connect(world), PERIOD, Ledger())
    assert (source.name, source.posts.value, source.asked) == ("survey.csv", 1, False)
    assert source.last_look is None


def test_a_source_that_was_looked_at_later_says_when(
    make_marts: Callable[[], Any], connect: Connect
) -> None:
    world = make_marts()
    day = {"source": "forum", "day": "2026-12-24", "asked": 1, "answered": 1}
    world["coverage"].append(day | {"new": 9, "dark_hours": 0.0})
    (source,) = read_coverage(connect(world), PERIOD, Ledger())
    assert (source.asked, source.last_look) == (False, date(2026, 12, 24))


def test_a_story_has_a_baseline_for_days_that_were_not_hot(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    story = read_stories(marts, PERIOD, Ledger())[0]
    assert story.hot_days
    assert {day for day, _ in story.expected} == set(PERIOD.days)


def test_the_baseline_is_the_one_that_the_hotspots_were_held_against(
    marts: duckdb.DuckDBPyConnection, world: Any
) -> None:
    usual = usual_days(marts, Period.ending(AS_OF, days=14))
    for hot in world["hotspots"]:
        day = hot["starts_at"].date()
        if day in usual[hot["kind"], hot["term"]]:
            assert usual[hot["kind"], hot["term"]][day] == pytest.approx(hot["expected"])


def test_segments_keep_the_order_of_their_rules_and_add_up(
    make_world: Callable[[int], Any], connect: Connect
) -> None:
    (value,) = read_segmentations(connect(make_world(150)), PERIOD, Ledger())
    assert [segment.name for segment in value.segments] == [
        "high-value stable", "at risk", "low-value",
    ]  # fmt: skip
    assert sum(segment.share.value or 0 for segment in value.segments) == pytest.approx(1)
    assert value.moves[0].customers.value == 11


def test_a_model_without_figures_has_no_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accuracy, "FIGURES", tmp_path / "quality.json")
    assert read_card() is None
    (tmp_path / "quality.json").write_text('{"fast": {"version": "1", "sets": {}}}', "utf-8")
    assert read_card() is None
    assert read_card("fast") == accuracy.Card("fast", "1", ())


def test_the_shipped_models_card_can_be_read() -> None:
    card = read_card("fast")
    assert card is not None
    for mean in card.by_language:
        sets = [score.accuracy for score in card.scores if score.language == mean.language]
        assert min(sets) <= mean.accuracy <= max(sets)
