import json
import socket
import struct
from typing import Any

import pytest

from collectors.errors import (
    BadRequest,
    Gone,
    NetworkTrouble,
    Refused,
    ServerTrouble,
    Throttled,
    TooSlow,
)
from collectors.http import Client


class Inbox:
    """Answers every POST so, and keeps what was sent."""

    def __init__(self, *statuses: int, **headers: str) -> None:
        self.statuses, self.headers = list(statuses), headers
        self.sent: list[tuple[str, bytes]] = []

    def __call__(self, handler: Any) -> None:
        length = int(handler.headers.get("content-length") or 0)
        kind = handler.headers.get("content-type", "")
        self.sent.append((kind, handler.rfile.read(length)))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        handler.send_response(status)
        for name, value in self.headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("content-length", "2")
        handler.end_headers()
        handler.wfile.write(b"{}")


def test_a_form_is_sent(site: Any, client: Client) -> None:
    inbox = Inbox(200)
    site.do("/in", inbox)

    answer = client.post(f"{site.url}/in", form={"q": "新 品", "tag": ["a", "b"]})

    assert answer.json() == {}
    assert inbox.sent == [
        ("application/x-www-form-urlencoded", b"q=%E6%96%B0+%E5%93%81&tag=a&tag=b")
    ]


def test_json_is_sent(site: Any, client: Client) -> None:
    inbox = Inbox(200)
    site.do("/in", inbox)
    client.post(f"{site.url}/in", json={"q": "新品"}, headers={"accept": "application/json"})
    ((kind, body),) = inbox.sent
    assert (kind, json.loads(body)) == ("application/json", {"q": "新品"})


def test_nothing_can_be_sent_too(site: Any, client: Client) -> None:
    inbox = Inbox(200)
    site.do("/in", inbox)
    client.post(f"{site.url}/in")
    assert inbox.sent == [("", b"")]


@pytest.mark.parametrize(("idempotent", "asked"), [(False, 1), (True, 4)])
def test_what_may_have_been_done_is_not_asked_again(
    site: Any, client: Client, idempotent: Any, asked: Any
) -> None:
    inbox = Inbox(500)
    site.do("/in", inbox)
    with pytest.raises(ServerTrouble):
        client.post(f"{site.url}/in", form={}, idempotent=idempotent)
    assert len(inbox.sent) == asked


def test_a_connection_that_broke_is_not_asked_again_either(site: Any, client: Client) -> None:
    def reset(handler: Any) -> None:
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()
        handler.close_connection = True

    site.do("/in", reset)
    with pytest.raises(NetworkTrouble):
        client.post(f"{site.url}/in", form={})
    assert site.paths() == ["/in"]


def test_what_the_source_has_not_acted_on_is_asked_again(site: Any, client: Client) -> None:
    inbox = Inbox(429, 200, Retry_After="1")
    site.do("/in", inbox)
    assert client.post(f"{site.url}/in", form={}).status == 200
    assert len(inbox.sent) == 2


def test_where_nobody_answered_it_is_asked_again(make_client: Any) -> None:
    looked_up: list[str] = []

    def unknown(host: str, _port: int) -> list[str]:
        looked_up.append(host)
        raise socket.gaierror(-2, "Name or service not known")

    client = make_client(resolve=unknown, retries=2, obey_robots=False)
    with pytest.raises(NetworkTrouble):
        client.post("http://nowhere.example/", form={})
    assert len(looked_up) == 3


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_redirect_is_asked_for_without_what_was_sent(
    site: Any, client: Client, status: int
) -> None:
    site.do("/in", Inbox(status, location="/done"))
    site.say("/done", "there")
    assert client.post(f"{site.url}/in", form={"a": "b"}).text() == "there"
    seen = dict(site.asked)["/done"]
    assert not {"content-type", "content-length"} & seen.keys()


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_may_want_it_sent_once_more(site: Any, client: Client, status: int) -> None:
    inbox = Inbox(200)
    site.do("/in", Inbox(status, location="/moved"))
    site.do("/moved", inbox)
    client.post(f"{site.url}/in", form={"a": "b"})
    assert inbox.sent == [("application/x-www-form-urlencoded", b"a=b")]


def test_what_was_sent_is_not_carried_to_another_host(site: Any, make_client: Any) -> None:
    other = site.url.replace("127.0.0.1", "localhost")
    site.do("/in", Inbox(307, location=f"{other}/steal"))
    client = make_client(allow_private=("127.0.0.1", "localhost"))
    with pytest.raises(BadRequest, match="another host"):
        client.post(f"{site.url}/in", form={"password": "p"})
    assert site.paths() == ["/in"]


@pytest.mark.parametrize(
    ("status", "error"), [(400, BadRequest), (403, Refused), (404, Gone), (422, BadRequest)]
)
def test_a_refusal_says_what_the_source_said(
    site: Any, client: Client, status: int, error: Any
) -> None:
    site.say("/a", '{"reason": "commentsDisabled"}' + "x" * 900, status=status)
    with pytest.raises(error) as caught:
        client.get(f"{site.url}/a")
    told = caught.value
    assert (told.status, told.url) == (status, f"{site.url}/a")
    assert told.detail.startswith('{"reason": "commentsDisabled"}')
    assert len(told.detail) == 500


def test_a_refusal_that_breaks_off_is_still_one(site: Any, client: Client) -> None:
    def cut(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 403 No\r\ncontent-length: 1000\r\n\r\nshort")
        handler.close_connection = True

    site.do("/a", cut)
    with pytest.raises(Refused) as caught:
        client.get(f"{site.url}/a")
    assert caught.value.detail == "short"


def test_an_error_says_its_status(site: Any, make_client: Any) -> None:
    site.say("/a", status=429, Retry_After="3600")
    site.say("/b", status=502)
    for path, kind, status in (("/a", Throttled, 429), ("/b", ServerTrouble, 502)):
        with pytest.raises(kind) as caught:
            make_client(retries=0).get(f"{site.url}{path}")
        assert caught.value.status == status


def test_a_secret_in_the_address_stands_in_no_error(site: Any, make_client: Any) -> None:
    url = f"{site.url}/a?access_token=s3cr3t"
    for status in (400, 403, 404, 429, 500):
        site.replies.clear()
        site.say("/a?access_token=s3cr3t", "see /a?access_token=s3cr3t", status=status)
        with pytest.raises(Exception, match=r"access_token=\*\*\*") as caught:
            make_client(retries=0).get(url)
        assert "s3cr3t" not in f"{caught.value} {vars(caught.value)}"


def test_silence_after_the_question_is_no_reason_to_ask_again(site: Any, make_client: Any) -> None:
    site.do("/in", lambda handler: handler.rfile.read())
    with pytest.raises(TooSlow):
        make_client(timeout_s=0.2).post(f"{site.url}/in", form={}, robots=False)
    assert site.paths() == ["/in"]
