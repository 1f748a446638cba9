import pickle
from typing import Any

import pytest

from collectors import errors
from collectors.errors import (
    BadAddress,
    BadOptions,
    BadRequest,
    Blocked,
    CollectorError,
    Gone,
    LedAstray,
    NetworkTrouble,
    NoTextColumn,
    NotThisFormat,
    PrivateAddress,
    Refused,
    Resting,
    RobotsDisallow,
    ServerTrouble,
    Terminal,
    Throttled,
    TooLarge,
    TooSlow,
    Transient,
    UnknownCollector,
)

URL = "https://shop.example/p/1"
EVERY = [
    Throttled(URL, retry_after_s=90),
    Throttled(URL),
    Resting("shop.example", why="it met us with a wall", retry_after_s=900),
    ServerTrouble(URL, status=503),
    NetworkTrouble(URL, why="reset"),
    TooSlow(URL, limit_s=20),
    Refused(URL, status=403),
    Gone(URL, status=404),
    BadRequest(URL, why="answered 400"),
    BadRequest(URL, why="answered 422", status=422, detail='{"error": "no"}'),
    BadAddress("x:y", why="x, not http or https"),
    PrivateAddress("shop.example", address="10.0.0.1"),
    LedAstray("10.0.0.1", led_by="shop.example"),
    RobotsDisallow(URL, why="robots.txt forbids it"),
    Blocked(URL, why="a captcha"),
    TooLarge(URL, max_bytes=10),
    NotThisFormat(URL, expected="JSON", why="it is XML"),
    NoTextColumn("a.csv", columns=["x", "y"]),
    UnknownCollector("pgae", known=["feed", "page"]),
    BadOptions("page", key="url", why="there is no such key", allowed=["urls", "zone"]),
]


@pytest.mark.parametrize("error", EVERY, ids=lambda error: type(error).__name__)
def test_an_error_survives_the_way_to_another_process(error: Any) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)


def test_every_error_is_transient_or_terminal_and_stands_in_the_tree() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    for kind in kinds:
        if issubclass(kind, CollectorError):
            assert kind is CollectorError or issubclass(kind, (Transient, Terminal))
            assert kind.__name__ in (errors.__doc__ or "")
    assert {type(error) for error in EVERY} == {
        kind
        for kind in kinds
        if issubclass(kind, (Transient, Terminal)) and kind not in (Transient, Terminal)
    }


def test_an_error_says_what_where_and_what_to_do() -> None:
    assert str(EVERY[0]) == f"{URL} is throttled; ask again in 90 s"
    assert str(EVERY[-1]) == "page: url: there is no such key; keys of page: urls, zone"
    assert str(EVERY[-2]) == "no collector of kind 'pgae'; known: feed, page"
    assert "columns: x, y" in str(EVERY[-3])


def test_an_error_shows_no_secret_of_an_address_or_of_what_the_source_said() -> None:
    url = "https://user:pass@shop.example/p?access_token=abc&q=1"
    echo = "unknown: https://shop.example/p?key=abc"
    for error in (
        Throttled(url),
        ServerTrouble(url, status=500),
        NetworkTrouble(url, why=echo),
        TooSlow(url, limit_s=1),
        Refused(url, status=403, detail=echo),
        Gone(url, status=404, detail=echo),
        BadRequest(url, why=echo, status=400, detail=echo),
        BadAddress(url, why=echo),
        RobotsDisallow(url, why="no"),
        Blocked(url, why=echo),
        TooLarge(url, max_bytes=1),
        NotThisFormat(url, expected="JSON", why=echo),
    ):
        told = f"{error} {vars(error)}"
        assert "abc" not in told
        assert "pass" not in told
        assert "shop.example/p?access_token=***&q=1" in told
