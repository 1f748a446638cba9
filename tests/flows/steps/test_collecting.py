"""One source into the record: posts, revisits, withdrawals, looks, and no secret anywhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from replaying import Replay, exchange

from collectors.errors import CollectorError, Resting
from collectors.http import Client
from collectors.policy import Policy
from flows.settings import SettingsError, SourceSettings
from flows.steps.collecting import Counts, Turn, collect_source
from flows.store import tables
from flows.store.hosts import RecordTurns
from flows.store.record import Record

NOON = datetime(2026, 5, 13, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOST = "https://social.example"
TOKEN = "hush-hush-hush"


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record.open(f"sqlite:///{tmp_path / 'r.db'}", key=b"k" * 32) as opened:
        yield opened


def status(number: int, **given: Any) -> dict[str, Any]:
    said = {
        "id": str(number),
        "uri": f"https://elsewhere.example/s/{number}",
        "created_at": NOON.isoformat(),
        "content": f"<p>话{number}</p>",
        "account": {"id": "1", "acct": "anna"},
        "replies_count": 0,
    }
    return said | given


def timeline(*statuses: dict[str, Any]) -> Any:
    return exchange(f"{HOST}/api/v1/timelines/tag/kettles?limit=40", list(statuses))


def one(number: int, **given: Any) -> Any:
    return exchange(f"{HOST}/api/v1/statuses/{number}", status(number, **given))


def thread(number: int, *answers: dict[str, Any]) -> Any:
    url = f"{HOST}/api/v1/statuses/{number}/context"
    return exchange(url, {"ancestors": [], "descendants": list(answers)})


def gone(number: int) -> Any:
    return exchange(f"{HOST}/api/v1/statuses/{number}", {"error": "not found"}, status=404)


@contextmanager
def asking(record: Record) -> Iterator[Client]:
    policy = Policy(allow_private=("127.0.0.1",), pause_s=0, retries=0)
    with Client(policy, turns=RecordTurns(record)) as client:
        yield client


def look(record: Record, *exchanges: Any, at: datetime = NOON, **options: Any) -> Counts:
    with Replay(exchanges) as replay, asking(record) as client:
        given = {"base_url": replay.url, "hashtag": "kettles", **options}
        settings = {key: value for key, value in given.items() if value is not None}
        source = SourceSettings(name="social", kind="mastodon", **settings)
        return collect_source(record, source, client, Turn(at))


def rows(record: Record, table: sa.Table) -> list[Any]:
    with record.read() as connection:
        return list(connection.execute(sa.select(table)).all())


def test_a_second_look_finds_the_edit_the_new_comment_and_the_deletion(record: Record) -> None:
    assert look(record, timeline(status(2), status(1))).new == 2

    edited = {"content": "<p>改过</p>", "edited_at": (NOON + HOUR).isoformat(), "replies_count": 1}
    answer = status(3, in_reply_to_id="1", created_at=(NOON + HOUR).isoformat())
    counts = look(
        record,
        timeline(status(1)),
        one(1, **edited),
        thread(1, answer),
        gone(2),
        at=NOON + 2 * HOUR,
    )

    assert (counts.new, counts.changed, counts.withdrawn) == (1, 1, 0)
    assert look(record, timeline(), gone(2), at=NOON + 5 * HOUR).withdrawn == 1
    stored = {row.id: row for row in rows(record, tables.posts)}
    assert stored["1"].text == "改过"
    assert (stored["3"].kind, stored["3"].parent_id) == ("comment", "1")
    assert (stored["2"].deleted_how, stored["2"].deleted_at) == ("404", NOON + 5 * HOUR)
    (day,) = rows(record, tables.coverage)
    assert (day.asked, day.answered, day.withdrawn, day.dark_hours) == (3, 3, 1, 0.0)


def test_what_was_looked_at_again_is_not_due_at_once(record: Record) -> None:
    look(record, timeline(status(1)))
    look(record, timeline(status(1)), one(1), at=NOON + 2 * HOUR)
    look(record, timeline(status(1)), gone(1), at=NOON + 3 * HOUR)
    look(record, timeline(status(1)), gone(1), at=NOON + 6 * HOUR)
    assert rows(record, tables.posts)[0].deleted_at is None
    assert look(record, timeline(), gone(1), at=NOON + 9 * HOUR).withdrawn == 1


def test_a_post_that_is_found_again_was_never_gone(record: Record) -> None:
    look(record, timeline(status(1)))
    look(record, timeline(), gone(1), at=NOON + 2 * HOUR)
    look(record, timeline(), one(1), at=NOON + 5 * HOUR)
    look(record, timeline(), gone(1), at=NOON + 6 * HOUR)
    assert rows(record, tables.posts)[0].deleted_at is None


def test_where_most_posts_are_not_found_nothing_is_withdrawn_for_a_day(record: Record) -> None:
    posts = [status(n) for n in range(1, 10)]
    all_gone = [gone(n) for n in range(1, 10)]
    look(record, timeline(*posts))
    for hours, withdrawn in ((2, 0), (6, 0), (12, 0), (30, 9)):
        counts = look(record, timeline(), *all_gone, at=NOON + hours * HOUR)
        assert counts.withdrawn == withdrawn, hours


def test_a_run_that_breaks_off_is_no_answered_look(record: Record) -> None:
    source = SourceSettings(name="social", kind="mastodon", base_url=HOST, hashtag="kettles")
    with asking(record) as client:
        client.get = lambda *_args, **_given: 1 / 0  # type: ignore[method-assign]  # a bug
        with pytest.raises(ZeroDivisionError):
            collect_source(record, source, client, Turn(NOON))
    (logged,) = rows(record, tables.looks)
    assert (logged.answered, logged.read_from) == (False, None)


def test_a_part_that_is_dead_keeps_no_post_from_being_looked_at_again(record: Record) -> None:
    look(record, timeline(status(1)))
    dead = exchange(f"{HOST}/api/v1/timelines/tag/lost?limit=40", {"error": "no"}, status=404)
    edited = one(1, content="<p>改过</p>", edited_at=(NOON + HOUR).isoformat())
    with pytest.raises(CollectorError):
        look(
            record, timeline(status(1)), dead, edited,
            at=NOON + 2 * HOUR, hashtag=None, hashtags=["kettles", "lost"],
        )  # fmt: skip
    assert rows(record, tables.posts)[0].text == "改过"


def test_no_answer_is_dark_and_no_post_is_lost(record: Record) -> None:
    look(record, timeline(status(1)))
    with pytest.raises(CollectorError):
        look(record, at=NOON + 5 * HOUR)
    (day,) = rows(record, tables.coverage)
    assert (day.asked, day.answered, day.dark_hours) == (2, 1, 5.0)
    assert "404" in day.last_error


def test_a_wall_rests_the_host_for_the_next_run_too(record: Record) -> None:
    wall = exchange(
        f"{HOST}/api/v1/timelines/tag/kettles?limit=40", "<html><title>请登录</title></html>"
    )
    with Replay([wall]) as replay:
        source = SourceSettings(
            name="social", kind="mastodon", base_url=replay.url, hashtag="kettles"
        )
        with asking(record) as client, pytest.raises(CollectorError):
            collect_source(record, source, client, Turn(NOON))
        asked = len(replay.asked)
        with asking(record) as client, pytest.raises(Resting):
            collect_source(record, source, client, Turn(NOON + HOUR))
        assert len(replay.asked) == asked
    (logged,) = rows(record, tables.looks)
    assert "wall" in logged.error


def test_a_secret_named_in_the_settings_is_sent_and_stands_nowhere(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOCIAL_TOKEN", TOKEN)
    echo = exchange(f"{HOST}/api/v1/timelines/tag/kettles?limit=40", [{"id": 7, "is": TOKEN}])
    with Replay([echo]) as replay, asking(record) as client:
        settings = {"base_url": replay.url, "hashtag": "kettles"}
        source = SourceSettings(
            name="s", kind="mastodon", access_token={"from_env": "SOCIAL_TOKEN"}, **settings
        )
        assert collect_source(record, source, client, Turn(NOON)).refused == 1
        sent = [headers for _, path, headers, _ in replay.requests if "timelines" in path]
    assert any(TOKEN in value for value in sent[0].values())
    assert TOKEN not in repr(source)
    for table in tables.metadata.tables.values():
        assert TOKEN not in repr(rows(record, table))


def test_an_error_that_echoes_a_secret_is_shown_without_it(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOCIAL_TOKEN", f"{TOKEN}\n")
    url = f"{HOST}/api/v1/timelines/tag/kettles?limit=40"
    with pytest.raises(CollectorError) as caught:
        look(
            record,
            exchange(url, {"error": f"the token {TOKEN} is wrong"}),
            access_token={"from_env": "SOCIAL_TOKEN"},
        )
    assert TOKEN not in str(caught.value)
    assert TOKEN not in repr(rows(record, tables.looks))


def test_a_secret_that_is_not_there_is_named(record: Record) -> None:
    with pytest.raises(SettingsError, match=r"sources\.social\.access_token.*NO_SUCH"):
        look(record, timeline(), access_token={"from_env": "NO_SUCH"})
