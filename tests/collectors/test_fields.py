from typing import Any

import lxml.html
import pytest

from collectors.base import Rejected
from collectors.fields import fields, identifier, objects, raw_of, read_each, reference, words
from collectors.post import Post


def post_of(item: Any) -> list[Post]:
    return [Post(source="s", id=item["id"], kind="post", text=item["text"])]


def test_what_is_not_there_is_an_empty_object() -> None:
    node = {"a": {"b": {"c": 1}}, "x": [1]}
    assert fields(node, "a", "b") == {"c": 1}
    assert fields(node, "x", "b") == fields(None) == fields([1]) == {}


def test_of_a_list_only_its_objects_are_taken() -> None:
    assert objects({"a": {"list": [{"n": 1}, None, 7]}}, "a", "list") == [{"n": 1}]
    assert objects({"a": "no list"}, "a") == objects(7) == []


@pytest.mark.parametrize("value", [None, "", "  ", True, 1.5, [], {}])
def test_only_text_and_whole_numbers_are_words(value: Any) -> None:
    assert words({"a": value}, "a") is None
    assert words({"a": value, "b": " x "}, "a", "b") == "x"


def test_zero_refers_to_nothing() -> None:
    assert reference({"root": 0, "parent": "0"}, "root", "parent") is None
    assert reference({"root": 0, "parent": 77}, "root", "parent") == "77"


def test_a_rounded_id_is_refused() -> None:
    with pytest.raises(ValueError, match="no id"):
        identifier({"id": 4.45e15}, "id")


def test_an_odd_item_is_rejected_and_the_rest_goes_on() -> None:
    early = Rejected("line 1", "not JSON", "{")
    posts, rejected = read_each(
        [early, {"id": "1", "text": "好"}, 7, {"id": "2"}], post_of, where="list", first=3
    )
    assert [post.id for post in posts] == ["1"]
    assert [one.where for one in rejected] == ["line 1", "list 5", "list 6"]
    assert rejected[2].raw == '{"id": "2"}'


def test_an_element_is_kept_as_its_markup() -> None:
    assert raw_of(lxml.html.fromstring("<p id='a'>好</p>")) == '<p id="a">好</p>'


def test_an_item_without_a_bottom_is_told_all_the_same() -> None:
    item: Any = []
    for _ in range(100_000):
        item = [item]
    assert raw_of(item) == "nested too deep to be written"
