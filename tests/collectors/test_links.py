from typing import Any

import pytest

from collectors.answer import Answer
from collectors.links import next_link, stays


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('<https://a.example/x?p=2>; rel="next"', "https://a.example/x?p=2"),
        ('</x?p=1>; rel="prev", </x?p=3>; rel="next"', "https://a.example/x?p=3"),
        ('<?a=1,2&p=3>; rel="next"; title="a, b"', "https://a.example/x?a=1,2&p=3"),
        ("<p2>; rel=next", "https://a.example/p2"),
        ('<p2>; rel="last next"', "https://a.example/p2"),
        ('<p2>; REL="NEXT"', "https://a.example/p2"),
        ('</x?p=9>; rel="last"', None),
        ("<http://[>; rel=next", None),
        ("", None),
    ],
)
def test_the_next_link_of_a_header_is_found(header: str, expected: str | None) -> None:
    answer = Answer("https://a.example/x", 200, {"link": header}, b"")
    assert next_link(answer) == expected


@pytest.mark.parametrize(
    ("home", "onward", "expected"),
    [
        ("https://a.example/x", "https://A.example:443/y", True),
        ("http://a.example/x", "https://a.example/y", True),
        ("https://a.example/x", "http://a.example/y", False),
        ("https://a.example/x", "https://www.a.example/x", True),
        ("https://a.example/x", "https://a.example@b.example/x", False),
        ("https://a.example:8443/x", "https://a.example/x", False),
        ("https://a.example/x", "http://[", False),
    ],
)
def test_what_stays_is_on_the_same_server_and_as_safe(
    home: str, onward: str, expected: Any
) -> None:
    assert stays(home, onward) is expected


def test_a_leading_www_makes_no_other_server() -> None:
    assert stays("https://forum.example/a", "https://www.forum.example/b")
    assert stays("https://www.forum.example/a", "https://forum.example/b")
    assert not stays("https://forum.example/a", "https://wwwforum.example/b")
    assert not stays("https://www.forum.example/a", "https://other.forum.example/b")
