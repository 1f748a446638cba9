import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Response
from websockets.sync.server import ServerConnection, serve

from collectors.base import Page, Query, Reach, Withdrawn
from collectors.errors import (
    BadAddress,
    BadRequest,
    NetworkTrouble,
    PrivateAddress,
    Refused,
    TooLarge,
)
from collectors.http import Client, Policy
from collectors.sockets import frame, opened
from collectors.sources.jetstream import Jetstream
from collectors.sources.jetstream_events import Wanted, read_event

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
ANA, BO = "did:plc:ana", "did:plc:bo"
Say = Callable[[ServerConnection, int], None]


def us(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


def event(seconds: float, text: str = "", *, did: str = ANA, key: str = "", **more: Any) -> str:
    """A commit, so many seconds after NOW, that creates a post unless `more` says otherwise."""
    moment = NOW + timedelta(seconds=seconds)
    record = {
        "$type": "app.bsky.feed.post",
        "createdAt": moment.isoformat(),
        "langs": ["en"],
        "text": text,
    }
    commit = {
        "operation": "create",
        "collection": "app.bsky.feed.post",
        "rkey": key or f"k{int(seconds * 1000)}".replace("-", "m"),
        "record": {**record, **more.pop("record", {})},
        **more,
    }
    told = {"did": did, "time_us": us(moment), "kind": "commit", "commit": commit}
    return json.dumps(told)


def account(seconds: float, *, active: bool, did: str = BO, **more: Any) -> str:
    moment = us(NOW + timedelta(seconds=seconds))
    told = {"did": did, "active": active, **more}
    return json.dumps({"did": did, "time_us": moment, "kind": "account", "account": told})


@dataclass
class Stream:
    """What a loopback Jetstream says at each connection, and how it was asked."""

    url: str = ""
    says: list[Say] = field(default_factory=list)
    asked: list[dict[str, list[str]]] = field(default_factory=list)

    def cursors(self) -> list[int | None]:
        return [int(one["cursor"][0]) if "cursor" in one else None for one in self.asked]


def these(*frames: str | bytes, stay: bool = True) -> Say:
    """Send frames from the cursor on, as servers do; then wait to be left, or hang up."""

    def say(connection: ServerConnection, cursor: int) -> None:
        for one in frames:
            told = json.loads(one) if isinstance(one, str) and one.startswith("{") else {}
            if told.get("time_us", cursor) >= cursor:
                connection.send(one)
        if stay:
            connection.recv()

    return say


@contextmanager
def streaming(*says: Say, **options: Any) -> Iterator[Stream]:
    stream = Stream(says=list(says))

    def handle(connection: ServerConnection) -> None:
        assert connection.request
        asked = parse_qs(urlsplit(connection.request.path).query)
        stream.asked.append(asked)
        say = stream.says.pop(0) if len(stream.says) > 1 else stream.says[0]
        with suppress(ConnectionClosed):
            say(connection, int(asked.get("cursor", ["0"])[0]))

    with serve(handle, "127.0.0.1", 0, **options) as server:
        stream.url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield stream
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def listener() -> Iterator[Client]:
    policy = Policy(allow_private=("127.0.0.1",), pause_s=0, retries=2, backoff_s=0.01)
    with Client(policy) as client:
        yield client


def asking(**more: Any) -> Query:
    return Query("sky", NOW, **more)


def hour_ago(**more: Any) -> Query:
    return asking(since=NOW - timedelta(hours=1), **more)


def heard(stream: Stream, client: Client, query: Query, **options: Any) -> list[Page]:
    collector = Jetstream(base_url=stream.url, **{"max_seconds": 5.0, **options})
    return list(collector.collect(client, query))


def texts(pages: list[Page]) -> list[str]:
    return [post.text for page in pages for post in page.posts]


LIKE = json.dumps(
    {
        "did": ANA,
        "time_us": us(NOW),
        "kind": "commit",
        "commit": {"operation": "create", "collection": "app.bsky.feed.like", "rkey": "x"},
    }
)
IDENTITY = json.dumps({"did": ANA, "time_us": us(NOW), "kind": "identity", "identity": {}})


def test_a_commit_becomes_a_post() -> None:
    reply = {"parent": {"uri": "at://b/app.bsky.feed.post/1"}, "root": {"uri": "at://r"}}
    made = read_event(
        event(-5, "boils fast", key="k1", record={"reply": reply}), asking(), Wanted()
    )
    post = made.post
    assert post
    assert post.id == "at://did:plc:ana/app.bsky.feed.post/k1"
    assert post.url == "https://bsky.app/profile/did:plc:ana/post/k1"
    assert (post.kind, post.author_id, post.author, post.lang) == ("comment", ANA, None, "en")
    assert (post.parent_id, post.thread_id) == ("at://b/app.bsky.feed.post/1", "at://r")
    assert (post.published_at, post.published_assumed) == (NOW - timedelta(seconds=5), False)


def test_a_false_date_gives_way_to_that_of_the_stream() -> None:
    made = read_event(
        event(-5, "x", record={"createdAt": "2031-01-01T00:00:00Z"}), asking(), Wanted()
    )
    assert made.post
    assert (made.post.published_at, made.post.published_assumed) == (
        NOW - timedelta(seconds=5),
        True,
    )


def test_an_update_is_an_edit() -> None:
    made = read_event(event(-5, "y", operation="update"), asking(), Wanted())
    assert made.post
    assert made.post.edited_at == NOW - timedelta(seconds=5)


def test_a_deletion_and_a_closed_account_are_withdrawals() -> None:
    gone = read_event(event(-5, key="k9", operation="delete", record={}), asking(), Wanted())
    assert gone.withdrawn == Withdrawn("event", f"at://{ANA}/app.bsky.feed.post/k9", erase=True)
    hidden = read_event(account(-4, active=False, status="deactivated"), asking(), Wanted())
    assert hidden.withdrawn == Withdrawn("event", author_id=BO)
    left = read_event(account(-4, active=False, status="deleted"), asking(), Wanted())
    assert left.withdrawn == Withdrawn("event", author_id=BO, erase=True)


@pytest.mark.parametrize("told", [LIKE, IDENTITY, account(0, active=True)])
def test_what_says_nothing_of_posts_only_moves_the_mark(told: str) -> None:
    made = read_event(told, asking(), Wanted())
    assert (made.post, made.withdrawn, made.rejected) == (None, None, None)
    assert made.time_us == us(NOW)


BROKEN = [
    "",
    "[]",
    "not json",
    "[" * 100_000,
    b"\xff\x00",
    "{}",
    '{"time_us": "7"}',
    '{"time_us": 7}',
    '{"time_us": 99999999999999999999999}',
    event(0, "x", did="nobody"),
    event(0, "x", key="a/b"),
    event(0, "x", operation="burn"),
    event(0, "x", record={"text": None}),
]


@pytest.mark.parametrize("told", BROKEN, ids=lambda told: str(told)[:30])
def test_a_frame_that_cannot_be_read_is_rejected(told: Any) -> None:
    made = read_event(told, asking(), Wanted())
    assert made.post is None
    assert made.rejected
    assert len(made.rejected.raw) <= 2000


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        (Wanted(), True),
        (Wanted(words=("kettle",)), True),
        (Wanted(words=("teapot",)), False),
        (Wanted(frozenset({"en"})), True),
        (Wanted(frozenset({"zh"})), False),
        (Wanted(frozenset({"en"}), ("teapot",)), False),
    ],
)
def test_only_posts_with_the_words_and_languages_are_kept(wanted: Wanted, kept: bool) -> None:  # noqa: FBT001  # a case
    made = read_event(event(0, "My KETTLE", record={"langs": ["en-GB"]}), asking(), wanted)
    assert (made.post is not None) is kept
    assert made.rejected is None


def test_a_run_goes_on_from_a_moment_and_ends_when_it_has_caught_up(listener: Client) -> None:
    frames = [event(-3590, "one"), event(-20, "two"), account(1, active=True)]
    with streaming(these(*frames)) as stream:
        pages = heard(stream, listener, hour_ago())
    assert texts(pages) == ["one", "two"]
    assert pages[-1].cursor == {"time_us": us(NOW + timedelta(seconds=1))}
    assert pages[-1].reach == Reach(NOW - timedelta(hours=1))
    assert stream.cursors() == [us(NOW - timedelta(hours=1)) - 5_000_000]
    assert stream.asked[0]["wantedCollections"] == ["app.bsky.feed.post"]


def test_the_next_run_steps_back_a_little_and_changes_nothing_by_it(listener: Client) -> None:
    first = [event(-3590, "one"), event(-1, "late"), event(0, "two")]
    with streaming(these(*first), these(*first, event(60, "three"))) as stream:
        pages = heard(stream, listener, hour_ago())
        marks = {pages[-1].asked: pages[-1].cursor or {}}
        later = replace(asking(cursors=marks), now=NOW + timedelta(seconds=60))
        again = heard(stream, listener, later)
    assert stream.cursors()[1] == us(NOW) - 5_000_000
    assert texts(again) == ["late", "two", "three"]
    ids = {post.id for page in pages for post in page.posts}
    assert {post.id for page in again for post in page.posts} - ids == {
        f"at://{ANA}/app.bsky.feed.post/k60000"
    }


def test_a_cursor_that_was_moved_up_in_silence_is_told(listener: Client) -> None:
    with streaming(these(event(-600, "old"), event(1, "new"))) as stream:
        pages = heard(stream, listener, asking(since=NOW - timedelta(days=9)))
    assert pages[-1].reach == Reach(NOW - timedelta(seconds=600))


def test_of_a_few_people_a_silence_is_no_gap(listener: Client) -> None:
    with streaming(these(event(-600, "old"), event(1, "new"))) as stream:
        pages = heard(stream, listener, hour_ago(), wanted_dids=(ANA,))
    assert pages[-1].reach == Reach(NOW - timedelta(hours=1))
    assert stream.asked[0]["wantedDids"] == [ANA]


def test_a_first_run_listens_from_now_on_for_as_long_as_it_may(listener: Client) -> None:
    with streaming(these(event(1, "now"))) as stream:
        pages = heard(stream, listener, asking(), max_seconds=0.3)
    assert texts(pages) == ["now"]
    assert stream.cursors() == [None]
    assert pages[-1].reach == Reach(NOW)


def test_a_run_that_did_not_catch_up_says_so(listener: Client) -> None:
    frames = [event(-3590 + number, f"t{number}") for number in range(9)]
    with streaming(these(*frames)) as stream:
        pages = heard(stream, listener, hour_ago(), max_events=4)
    assert len(texts(pages)) == 4
    assert pages[-1].reach == Reach(NOW, more=True)


def test_a_limit_ends_the_run_and_the_mark_stands_there(listener: Client) -> None:
    frames = [event(-3590 + number, f"t{number}") for number in range(9)]
    with streaming(these(*frames)) as stream:
        pages = heard(stream, listener, hour_ago(limit=3))
    assert texts(pages) == ["t0", "t1", "t2"]
    assert pages[-1].cursor == {"time_us": us(NOW - timedelta(seconds=3588))}


def test_a_connection_that_breaks_is_made_anew_where_it_was(listener: Client) -> None:
    frames = [event(-3590, "one"), event(-1800, "two"), event(1, "three")]
    with streaming(these(frames[0], frames[1], stay=False), these(*frames)) as stream:
        pages = heard(stream, listener, hour_ago())
    assert texts(pages) == ["one", "two", "three"]
    assert stream.cursors()[1] == us(NOW - timedelta(seconds=1800)) - 5_000_000


def test_a_server_that_always_hangs_up_is_given_up(listener: Client) -> None:
    with streaming(these(stay=False)) as stream:
        collector = Jetstream(base_url=stream.url, max_seconds=5)
        pages: list[Page] = []
        with pytest.raises(NetworkTrouble):
            pages.extend(collector.collect(listener, hour_ago()))
    assert len(stream.asked) == 3


def test_what_was_heard_before_it_broke_off_is_handed_on(listener: Client) -> None:
    broken = these(stay=False)
    with streaming(these(event(-9, "one"), stay=False), broken) as stream:
        pages = Jetstream(base_url=stream.url, max_seconds=5).collect(listener, hour_ago())
        assert texts([next(pages)]) == ["one"]
        with pytest.raises(NetworkTrouble):
            next(pages)


def test_a_post_deleted_a_moment_later_does_not_come(listener: Client) -> None:
    frames = [
        event(-9, "oops", key="a"),
        event(-8, "fine", key="b"),
        event(-7, key="a", operation="delete", record={}),
        event(1, "end"),
    ]
    with streaming(these(*frames)) as stream:
        (page,) = heard(stream, listener, hour_ago())
    assert texts([page]) == ["fine", "end"]
    assert page.withdrawn == (Withdrawn("event", f"at://{ANA}/app.bsky.feed.post/a", erase=True),)


def test_many_events_come_in_several_pages(listener: Client) -> None:
    frames = [event(-1300 + number, f"t{number}") for number in range(1301)]
    with streaming(these(*frames)) as stream:
        pages = heard(stream, listener, hour_ago())
    assert [len(page.posts) for page in pages] == [500, 500, 301]
    assert [page.reach is None for page in pages] == [True, True, False]
    assert all(page.cursor for page in pages)


def test_broken_frames_are_told_beside_the_posts(listener: Client) -> None:
    with streaming(these(event(-9, "one"), b"\x00", "junk", event(1, "two"))) as stream:
        (page,) = heard(stream, listener, hour_ago())
    assert texts([page]) == ["one", "two"]
    assert len(page.rejected) == 2


def test_a_frame_that_is_too_large_ends_it(listener: Client) -> None:
    with streaming(these("x" * 1_000_001)) as stream, pytest.raises(TooLarge):
        heard(stream, listener, hour_ago())


@pytest.mark.parametrize(
    ("status", "error"), [(403, Refused), (400, BadRequest), (302, BadRequest)]
)
def test_a_server_that_refuses_is_told(listener: Client, status: int, error: Any) -> None:
    def refuse(connection: ServerConnection, _: Any) -> Response:
        return connection.respond(status, "no")

    with streaming(these(), process_request=refuse) as stream, pytest.raises(error):
        heard(stream, listener, hour_ago())


def test_a_private_address_is_not_listened_to() -> None:
    with Client(Policy(pause_s=0)) as client, pytest.raises(PrivateAddress):
        list(Jetstream(base_url="ws://127.0.0.1:9").collect(client, asking()))


def secured(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@contextmanager
def secure_stream(certificate: Path) -> Iterator[Stream]:
    with streaming(these(event(1, "safe")), ssl=secured(certificate)) as stream:
        stream.url = stream.url.replace("ws://127.0.0.1", "wss://localhost")
        yield stream


def test_a_stream_over_tls_is_read_where_its_certificate_is_known(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = Policy(allow_private=("localhost",), pause_s=0, retries=0)
    with secure_stream(certificate) as stream:
        with Client(policy) as client, pytest.raises(NetworkTrouble, match="certificate"):
            heard(stream, client, hour_ago())
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with Client(policy) as client:
            assert texts(heard(stream, client, hour_ago())) == ["safe"]


def test_only_websockets_are_opened(listener: Client) -> None:
    with pytest.raises(BadAddress), opened(listener, "http://127.0.0.1:9"):
        pass


def test_nothing_is_compressed_so_nothing_can_swell(listener: Client) -> None:
    def say(connection: ServerConnection, _: int) -> None:
        assert connection.request
        connection.send(str(connection.request.headers.get("Sec-WebSocket-Extensions")))

    with streaming(say) as stream, opened(listener, stream.url) as connection:
        assert frame(connection, wait_s=5) == "None"


def test_silence_is_waited_out_and_no_error(listener: Client) -> None:
    with streaming(these()) as stream, opened(listener, stream.url) as connection:
        assert frame(connection, wait_s=0.05) is None


def test_the_name_of_what_is_asked_changes_with_it() -> None:
    one = Jetstream(words=(" Kettle ",), langs=("EN",), wanted_dids=(BO, ANA))
    assert one.asked == f"posts/{ANA}/{BO}/en/kettle"


@pytest.mark.parametrize("base_url", ["https://x.example", "wss://", "x"])
def test_an_address_that_is_no_websocket_is_refused(base_url: str) -> None:
    with pytest.raises(ValidationError):
        Jetstream(base_url=base_url)


def test_the_example_listens_and_brings_posts(listener: Client) -> None:
    frames = [
        event(-50, "A kettle that whistles", key="a"),
        event(-40, "Nothing to see"),
        event(-30, "kettle descaled", key="b"),
        event(-20, "my Kettle, in German", key="c", record={"langs": ["de"]}),
        event(-10, "Kettle: sent back", key="d"),
        event(1, ""),
    ]
    with streaming(these(*frames)) as stream:
        example = {**Jetstream.about.example, "base_url": stream.url}
        pages = list(Jetstream(**example).collect(listener, hour_ago()))
    assert [post.id[-1] for page in pages for post in page.posts] == ["a", "b", "d"]
    assert [one for page in pages for one in page.rejected] == []


odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["did", "time_us", "kind", "commit", "operation", "collection", "rkey", "record",
                 "text", "facets", "langs", "reply", "embed", "account", "active"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)  # fmt: skip


@given(odd, st.dictionaries(st.sampled_from(["langs", "text", "reply", "embed", "facets"]), odd))
@settings(max_examples=150, deadline=None)
def test_whatever_a_frame_holds_it_is_read_or_rejected(whole: Any, parts: Any) -> None:
    for told in (json.dumps(whole), event(0, "x", record=parts)):
        made = read_event(told, asking(), Wanted(frozenset({"en"}), ("x",)))
        assert made.rejected is None or made.post is None


@given(st.binary(max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_read_or_rejected(raw: bytes) -> None:
    assert read_event(raw, asking(), Wanted()).rejected
