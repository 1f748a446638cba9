import gzip
import socket
import struct
import threading
import time
import traceback
import zlib
from pathlib import Path
from typing import Any

import httpcore
import httpx
import pytest
from pydantic import ValidationError

from collectors import errors
from collectors.errors import (
    BadAddress,
    BadRequest,
    Gone,
    LedAstray,
    NetworkTrouble,
    NotThisFormat,
    PrivateAddress,
    Refused,
    RobotsDisallow,
    ServerTrouble,
    Throttled,
    TooLarge,
    TooSlow,
)
from collectors.http import Client, Policy, translate


def subclasses(kind: type[Exception]) -> list[type[Exception]]:
    return [kind, *(deeper for one in kind.__subclasses__() for deeper in subclasses(one))]


def test_an_answer_is_read_whole(site: Any, client: Client) -> None:
    site.say("/a", "你好", content_type="text/plain; charset=utf-8")

    answer = client.get(f"{site.url}/a", params={})

    assert (answer.status, answer.text(), answer.charset) == (200, "你好", "utf-8")


def test_it_says_truthfully_who_asks(site: Any, make_client: Any) -> None:
    site.say("/a")
    make_client(user_agent="brandwatcher/2.0 (mail@example.org)").get(f"{site.url}/a")

    assert {seen["user-agent"] for _, seen in site.asked} == {"brandwatcher/2.0 (mail@example.org)"}


def test_parameters_are_added_to_those_of_the_address(site: Any, client: Client) -> None:
    site.say("/a?x=1&q=%E6%96%B0")
    assert client.get(f"{site.url}/a?x=1", params={"q": "新"}).status == 200


@pytest.mark.parametrize(
    ("status", "error"),
    [(400, BadRequest), (401, Refused), (403, Refused), (404, Gone), (410, Gone), (451, Refused)],
)
def test_what_cannot_change_is_asked_once(
    site: Any, client: Client, clock: Any, status: int, error: Any
) -> None:
    site.say("/a", status=status)

    with pytest.raises(error):
        client.get(f"{site.url}/a")

    assert site.paths() == ["/a"]
    assert clock.slept == []


def test_a_503_is_asked_again_after_growing_pauses(site: Any, client: Client, clock: Any) -> None:
    for _ in range(2):
        site.say("/a", status=503)
    site.say("/a", "there")

    assert client.get(f"{site.url}/a").text() == "there"
    assert 1 <= clock.slept[0] <= 2 <= clock.slept[1] <= 3


def test_a_server_that_stays_in_trouble_is_given_up(site: Any, make_client: Any) -> None:
    site.say("/a", status=500)
    with pytest.raises(ServerTrouble, match="answered 500"):
        make_client(retries=2).get(f"{site.url}/a")
    assert len(site.paths()) == 3


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry_After": "7"},
        {"Retry_After": "Mon, 20 May 2024 12:00:07 GMT"},
        {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "7"},
        {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "2024-05-20T12:00:07Z"},
        {"X_RateLimit_Remaining": "0.0", "X_RateLimit_Reset": "1716206407"},
    ],
    ids=["seconds", "HTTP date", "reset in seconds", "reset as ISO time", "reset as epoch"],
)
def test_a_429_waits_as_long_as_it_says(
    site: Any, client: Client, clock: Any, headers: Any
) -> None:
    site.say("/a", status=429, **headers)
    site.say("/a", "there")

    assert client.get(f"{site.url}/a").text() == "there"
    assert sum(clock.slept) == pytest.approx(7, abs=0.01)


def test_a_429_that_asks_for_too_long_says_how_long(
    site: Any, make_client: Any, clock: Any
) -> None:
    site.say("/a", status=429, Retry_After="3600")

    with pytest.raises(Throttled) as caught:
        make_client(max_wait_s=60).get(f"{site.url}/a")

    assert caught.value.retry_after_s == 3600
    assert (len(site.paths()), clock.slept) == (1, [])


def test_a_spent_rate_limit_is_waited_out_before_the_next_request(
    site: Any, client: Client, clock: Any
) -> None:
    site.say("/a", X_RateLimit_Remaining="0", X_RateLimit_Reset="9")
    site.say("/b")

    client.get(f"{site.url}/a")
    client.get(f"{site.url}/b")

    assert sum(clock.slept) == pytest.approx(9)


def test_two_requests_to_a_host_are_kept_apart(site: Any, make_client: Any, clock: Any) -> None:
    site.say("/a")
    client = make_client(pause_s=2, obey_robots=False)
    for _ in range(3):
        client.get(f"{site.url}/a")
    assert clock.slept == [2, 2]


def test_a_connection_reset_is_asked_again(site: Any, client: Client) -> None:
    def reset(handler: Any) -> None:
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()
        handler.close_connection = True

    site.do("/a", reset)
    site.say("/a", "there")
    assert client.get(f"{site.url}/a").text() == "there"


def test_an_answer_cut_short_is_no_answer(site: Any, make_client: Any) -> None:
    def cut(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nshort")
        handler.close_connection = True

    site.do("/a", cut)
    with pytest.raises(NetworkTrouble):
        make_client(retries=0).get(f"{site.url}/a")


def test_an_unknown_host_is_network_trouble(make_client: Any) -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(NetworkTrouble, match="not known"):
        make_client(resolve=unknown, retries=0).get("http://nowhere.example/")


@pytest.mark.parametrize("part", ["head", "body"])
def test_a_server_that_drips_is_cut_off(site: Any, part: Any) -> None:
    def drip(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if part == "body" else b""))
        for _ in range(40):
            handler.wfile.write(b"x: y\r\n" if part == "head" else b"y")
            time.sleep(0.05)

    site.do("/a", drip)
    policy = Policy(allow_private=("127.0.0.1",), total_s=0.3, retries=0, obey_robots=False)
    began = time.monotonic()
    with Client(policy) as client, pytest.raises(TooSlow):
        client.get(f"{site.url}/a")
    assert time.monotonic() - began < 1.5


@pytest.mark.parametrize("announced", [True, False])
def test_an_answer_that_is_too_large_is_not_read_to_its_end(
    site: Any, make_client: Any, announced: Any
) -> None:
    def pour(handler: Any) -> None:
        handler.send_response(200)
        if announced:
            handler.send_header("content-length", "100000000")
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"x" * 10_000)

    site.do("/a", pour)
    with pytest.raises(TooLarge, match="50000"):
        make_client(max_bytes=50_000, obey_robots=False).get(f"{site.url}/a")


def test_a_gzip_bomb_is_not_blown_up(site: Any, make_client: Any) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    site.say("/a", bomb, content_encoding="gzip")
    with pytest.raises(TooLarge):
        make_client(max_bytes=100_000, obey_robots=False).get(f"{site.url}/a")


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", raw_deflate)],
    ids=["gzip", "deflate", "deflate without its header"],
)
@pytest.mark.parametrize("size", [0, 10, 200_000])
def test_compressed_answers_are_unpacked(
    site: Any, client: Client, coding: Any, pack: Any, size: Any
) -> None:
    site.say("/a", pack(b"x" * size), content_encoding=coding)
    assert client.get(f"{site.url}/a").content == b"x" * size


def test_what_was_packed_in_parts_is_unpacked_whole(site: Any, client: Client) -> None:
    parts = gzip.compress(b"one ") + gzip.compress(b"two") + b"\0" * 9
    site.say("/a", parts, content_encoding="gzip")
    assert client.get(f"{site.url}/a").content == b"one two"


def test_what_follows_a_packed_answer_without_end_is_not_read(site: Any, make_client: Any) -> None:
    def pour(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("content-encoding", "gzip")
        handler.end_headers()
        handler.wfile.write(gzip.compress(b"there"))
        for _ in range(200):
            handler.wfile.write(b"\0" * 10_000)
        time.sleep(3)

    site.do("/a", pour)
    began = time.monotonic()
    assert make_client(obey_robots=False).get(f"{site.url}/a").content == b"there"
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("coding", "body", "error"),
    [
        ("gzip", gzip.compress(b"x" * 9000)[:-9], NetworkTrouble),
        ("gzip", b"\x1f\x8bgarbage", NetworkTrouble),
        ("gzip, gzip", gzip.compress(gzip.compress(b"x")), NotThisFormat),
        ("br", b"x", NotThisFormat),
    ],
    ids=["cut short", "garbled", "packed twice", "never offered"],
)
def test_bad_compression_is_told(
    site: Any, make_client: Any, coding: Any, body: Any, error: Any
) -> None:
    site.say("/a", body, content_encoding=coding)
    with pytest.raises(error):
        make_client(retries=0).get(f"{site.url}/a")


def test_redirects_are_followed_to_their_end(site: Any, client: Client) -> None:
    site.say("/a", status=301, location="/b")
    site.say("/b", status=302, location=f"{site.url}/c")
    site.say("/c", "here")

    answer = client.get(f"{site.url}/a")

    assert (answer.url, answer.text()) == (f"{site.url}/c", "here")


@pytest.mark.parametrize(
    ("statuses", "moved_to"),
    [((301, 308), "/c"), ((301, 302), "/b"), ((302, 301), None), ((307, 303), None)],
)
def test_where_something_moved_for_good_is_told(
    site: Any, client: Client, statuses: Any, moved_to: Any
) -> None:
    site.say("/a", status=statuses[0], location="/b")
    site.say("/b", status=statuses[1], location="/c")
    site.say("/c", "here")
    assert client.get(f"{site.url}/a").moved_to == (moved_to and f"{site.url}{moved_to}")


def test_redirects_without_an_end_are_given_up(site: Any, client: Client) -> None:
    site.say("/a", status=302, location="/a")
    with pytest.raises(BadRequest, match="more than 5 redirects"):
        client.get(f"{site.url}/a")
    assert len(site.paths()) == 6


@pytest.mark.parametrize(
    "target", ["http://localhost:1/x", "http://169.254.169.254/x", "http://[::1]/"]
)
def test_a_redirect_into_a_private_network_is_refused(
    site: Any, client: Client, target: Any
) -> None:
    site.say("/a", status=302, location=target)
    with pytest.raises(PrivateAddress, match="allow_private"):
        client.get(f"{site.url}/a")


def test_a_private_host_is_not_opened_where_another_host_leads_to_it(
    site: Any, make_client: Any
) -> None:
    inner = site.url.replace("127.0.0.1", "localhost")
    site.say("/a", status=302, location=f"{inner}/admin")
    site.say("/b", status=302, location=f"{site.url}/c")
    site.say("/c", "here")
    client = make_client(allow_private=("127.0.0.1", "localhost"))

    assert client.get(f"{site.url}/b").text() == "here"
    assert client.get(f"{inner}/c").text() == "here"
    asked = len(site.asked)
    with pytest.raises(LedAstray, match="localhost"):
        client.get(f"{site.url}/a")
    with pytest.raises(LedAstray):
        client.get(f"{inner}/c", sent_by=f"{site.url}/b")

    assert [path for path, _ in site.asked[asked:]] == ["/a"]


def test_a_host_that_another_leads_back_to_is_not_asked_directly(make_client: Any) -> None:
    onward = {"10.0.0.7": "http://evil.example/", "evil.example": "http://10.0.0.7/admin"}

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"location": onward[request.url.host]})

    client = make_client(
        transport=httpx.MockTransport(answer), allow_private=("10.0.0.7",), obey_robots=False
    )
    with pytest.raises(LedAstray):
        client.get("http://10.0.0.7/")


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/"])
def test_a_redirect_off_the_web_is_refused(site: Any, client: Client, target: Any) -> None:
    site.say("/a", status=302, location=target)
    with pytest.raises(BadAddress):
        client.get(f"{site.url}/a")


def test_secrets_are_not_carried_to_another_host(make_client: Any) -> None:
    seen = {}

    def answer(request: httpx.Request) -> httpx.Response:
        seen[request.url.path] = request.headers
        status = 302 if request.url.path == "/a" else 200
        stream = httpx.ByteStream(b"")
        return httpx.Response(status, headers={"location": "https://b.example/b"}, stream=stream)

    told = {"authorization": "Bearer s", "x-api-key": "k", "accept": "text/html"}
    client = make_client(transport=httpx.MockTransport(answer))
    client.get("https://a.example/a", headers=told, etag='"v1"')

    assert {name: seen["/a"][name] for name in told} == told
    assert not {"authorization", "x-api-key"} & seen["/b"].keys()
    assert (seen["/b"]["accept"], seen["/b"]["if-none-match"]) == ("text/html", '"v1"')


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "ftp://example.org/",
        "http://",
        "http://a:b:c/",
        "javascript:alert(1)",
        "http://[/",
        "http://a:99999/",
        "http://a b/",
    ],
)
def test_only_addresses_of_the_web_are_opened(client: Client, url: str) -> None:
    with pytest.raises(BadAddress):
        client.get(url)


def test_a_conditional_question_may_be_answered_by_nothing(site: Any, client: Client) -> None:
    site.say("/a", status=304)

    answer = client.get(f"{site.url}/a", etag='W/"x"', last_modified="yesterday, as you said")

    assert answer.not_modified
    seen = dict(site.asked)["/a"]
    assert seen["if-none-match"] == 'W/"x"'
    assert seen["if-modified-since"] == "yesterday, as you said"


@pytest.mark.parametrize("told", [{"etag": None}, {"etag": ""}])
def test_a_304_that_was_not_asked_for_is_no_answer(site: Any, client: Client, told: Any) -> None:
    site.say("/a", status=304)
    with pytest.raises(BadRequest, match="304"):
        client.get(f"{site.url}/a", **told)


SECRETS = [
    "TOPSECRET\n",
    " TOPSECRET",
    "TOPSECRET\r\nx: y",
    "TOPSECRETé",
    "TOPSECRET密",
    "TOP\0SECRET",
]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("ask", ["get", "post"])
def test_a_header_that_cannot_be_sent_is_named_and_its_value_kept_secret(
    site: Any, client: Client, secret: str, ask: str
) -> None:
    with pytest.raises(BadRequest, match="authorization") as caught:
        getattr(client, ask)(f"{site.url}/a", headers={"authorization": secret})
    told = "".join(traceback.format_exception(caught.value))
    assert "SECRET" not in told
    assert site.asked == []


@pytest.mark.parametrize("agent", ["", " ours/1", "ours/1\n", "ours/1 ", "我们/1"])
def test_a_name_that_cannot_be_sent_is_refused_at_once(agent: str) -> None:
    with pytest.raises(ValidationError):
        Policy(user_agent=agent)


@pytest.mark.parametrize("kind", [httpx.LocalProtocolError, httpcore.LocalProtocolError])
def test_words_about_what_we_send_are_passed_on_nowhere(make_client: Any, kind: Any) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        msg = "Illegal header value b'TOPSECRET'"
        raise kind(msg)

    client = make_client(transport=httpx.MockTransport(fail), retries=0, obey_robots=False)
    with pytest.raises(NetworkTrouble) as caught:
        client.get("http://example.org/")
    assert "TOPSECRET" not in str(caught.value)
    assert "TOPSECRET" not in "".join(traceback.format_exception(caught.value))


def test_a_mark_that_cannot_be_sent_back_is_not(site: Any, client: Client) -> None:
    site.say("/a", "there")
    assert client.get(f"{site.url}/a", etag='"v\n1"').text() == "there"
    assert "if-none-match" not in dict(site.asked)["/a"]


def test_robots_txt_is_obeyed_and_asked_once(site: Any, client: Client) -> None:
    site.say("/robots.txt", "User-agent: opinionflow\nDisallow: /private\nAllow: /private/open")
    site.say("/private/open")

    client.get(f"{site.url}/private/open")
    with pytest.raises(RobotsDisallow, match="opinionflow"):
        client.get(f"{site.url}/private/a")

    assert [path for path, _ in site.asked] == ["/robots.txt", "/private/open"]


def test_robots_txt_is_asked_again_after_a_day(site: Any, client: Client, clock: Any) -> None:
    site.say("/robots.txt", "User-agent: *\nDisallow:")
    site.say("/robots.txt", "User-agent: *\nDisallow: /")
    site.say("/a")
    client.get(f"{site.url}/a")
    clock.sleep(25 * 3600)
    with pytest.raises(RobotsDisallow):
        client.get(f"{site.url}/a")


def test_the_pause_that_robots_txt_asks_for_is_kept(site: Any, client: Client, clock: Any) -> None:
    site.say("/robots.txt", "User-agent: *\nCrawl-delay: 5")
    site.say("/a")
    client.get(f"{site.url}/a")
    client.get(f"{site.url}/a")
    assert clock.slept == [5]


@pytest.mark.parametrize("delay", ["3601", "1e12"])
def test_a_pause_beyond_reason_in_robots_txt_is_a_no_and_leaves_nothing_behind(
    site: Any, client: Client, clock: Any, delay: str
) -> None:
    site.say("/robots.txt", f"User-agent: *\nCrawl-delay: {delay}")
    site.say("/a")
    with pytest.raises(RobotsDisallow, match="pause"):
        client.get(f"{site.url}/a")
    assert client.get(f"{site.url}/a", robots=False).status == 200
    assert clock.slept == []


@pytest.mark.parametrize("delay", ["nan", "inf", "-5"])
def test_a_pause_that_is_none_is_not_kept(
    site: Any, client: Client, clock: Any, delay: str
) -> None:
    site.say("/robots.txt", f"User-agent: *\nCrawl-delay: {delay}")
    site.say("/a")
    for _ in range(2):
        client.get(f"{site.url}/a")
    assert clock.slept == []


def test_several_threads_ask_for_robots_txt_once(site: Any, client: Client) -> None:
    def slow(handler: Any) -> None:
        time.sleep(0.2)
        handler.send_response(404)
        handler.send_header("content-length", "0")
        handler.end_headers()

    site.do("/robots.txt", slow)
    site.say("/a")
    threads = [threading.Thread(target=client.get, args=[f"{site.url}/a"]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(path for path, _ in site.asked) == ["/a"] * 4 + ["/robots.txt"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_without_robots_txt_everything_is_allowed(site: Any, client: Client, status: int) -> None:
    site.say("/robots.txt", status=status)
    site.say("/a", "there")
    assert client.get(f"{site.url}/a").text() == "there"


def test_while_robots_txt_is_in_trouble_nothing_is_allowed(site: Any, client: Client) -> None:
    site.say("/robots.txt", status=500)
    site.say("/a", "there")
    with pytest.raises(ServerTrouble, match=r"robots\.txt"):
        client.get(f"{site.url}/a")
    assert site.paths() == []


def test_a_redirect_is_asked_of_robots_txt_too(site: Any, client: Client) -> None:
    site.say("/robots.txt", "User-agent: *\nDisallow: /b")
    site.say("/a", status=302, location="/b")
    with pytest.raises(RobotsDisallow):
        client.get(f"{site.url}/a")


def test_the_sitemaps_that_robots_txt_names_are_known(site: Any, client: Client) -> None:
    rules = "Sitemap: https://a.example/1.xml\nUser-agent: *\nSitemap:https://a.example/2.xml\n"
    site.say("/robots.txt", rules)
    named = client.sitemaps(f"{site.url}/any")
    assert named == ("https://a.example/1.xml", "https://a.example/2.xml")
    assert len(site.asked) == 1


def test_robots_txt_can_be_left_aside_by_policy_or_by_call(site: Any, make_client: Any) -> None:
    site.say("/robots.txt", "User-agent: *\nDisallow: /")
    site.say("/a")
    make_client(obey_robots=False).get(f"{site.url}/a")
    make_client().get(f"{site.url}/a", robots=False)
    assert site.paths() == ["/a", "/a"]


HTTPX = [
    kind
    for kind in [*subclasses(httpx.HTTPError), *subclasses(httpx.StreamError), httpx.InvalidURL]
    if kind
    not in (httpx.StreamConsumed, httpx.ResponseNotRead, httpx.RequestNotRead, httpx.StreamClosed)
]
HTTPCORE = [
    kind
    for kind in vars(httpcore).values()
    if isinstance(kind, type) and issubclass(kind, Exception)
]


@pytest.mark.parametrize(
    "kind", [*HTTPX, *HTTPCORE], ids=lambda kind: f"{kind.__module__}.{kind.__name__}"
)
def test_every_error_of_the_libraries_becomes_one_of_ours(make_client: Any, kind: Any) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        error = kind.__new__(kind, "it broke")
        error.args = ("it broke",)
        raise error

    client = make_client(transport=httpx.MockTransport(fail), retries=0, obey_robots=False)
    with pytest.raises(errors.CollectorError, match=r"it broke|longer than|what we send"):
        client.get("http://example.org/")


def test_timeouts_and_addresses_are_told_from_other_trouble() -> None:
    policy = Policy(timeout_s=3)
    told = [
        type(translate(error, url="http://x/", policy=policy))
        for error in (
            httpx.ReadTimeout("x"),
            httpcore.ConnectTimeout("x"),
            httpx.UnsupportedProtocol("x"),
            httpx.TooManyRedirects("x"),
            httpx.DecodingError("x"),
            httpcore.RemoteProtocolError("x"),
        )
    ]
    assert told == [TooSlow, TooSlow, BadAddress, BadRequest, NotThisFormat, NetworkTrouble]


def test_the_environment_sets_no_proxy(
    site: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    site.say("/a", "direct")
    assert client.get(f"{site.url}/a").text() == "direct"


def test_the_client_hangs_up_at_the_end() -> None:
    class Line(httpx.BaseTransport):
        closed = False

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, request=request)

        def close(self) -> None:
            self.closed = True

    line = Line()
    with Client(transport=line):
        pass
    assert line.closed


def test_tls_goes_to_the_checked_address_and_checks_the_name(
    secure_site: Any, certificate: Path, make_client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure_site.say("/a", "secret")
    url = f"{secure_site.url}/a"
    local = {"resolve": lambda _host, _port: ["127.0.0.1"], "retries": 0}
    with pytest.raises(NetworkTrouble, match=r"(?i)certificate"):
        make_client(allow_private=("localhost",), **local).get(url)

    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    trusting = make_client(allow_private=("localhost", "other.example"), **local)

    assert trusting.get(url).text() == "secret"
    with pytest.raises(NetworkTrouble, match=r"(?i)mismatch"):
        trusting.get(url.replace("localhost", "other.example"))
