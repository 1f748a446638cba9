import pytest

from collectors.answer import Answer
from collectors.links import next_link


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
