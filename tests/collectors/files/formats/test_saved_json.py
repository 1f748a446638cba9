from pathlib import Path
from typing import Any

import pytest

from collectors.base import Rejected
from collectors.errors import Blocked, NotThisFormat
from collectors.files.formats.saved_json import PAGE_ITEMS, json_values, names, pages_of
from collectors.post import Post


def values(folder: Path, content: str | bytes) -> list[Any]:
    path = folder / "saved.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(json_values(path))


@pytest.mark.parametrize(
    "content",
    [
        '{"a": "好"}',
        '\ufeff{"a": "好"}',
        '{\n  "a": "好"\n}\n',
        'callback({"a": "好"})',
        'jQuery.back_1({"a": "好"});\n',
        '/**/ back({"a": "好"});',
        '{"a": "好"}'.encode("gb18030"),
    ],
    ids=["plain", "marked", "pretty", "call", "call;", "guarded call", "GB18030"],
)
def test_one_value_is_read_however_it_is_wrapped(tmp_path: Path, content: str | bytes) -> None:
    assert values(tmp_path, content) == [{"a": "好"}]


def test_many_lines_are_many_values(tmp_path: Path) -> None:
    first, broken, last = values(tmp_path, '{"a": 1}\n\n{"a": \n{"a": 3}\n')
    assert (first, last) == ({"a": 1}, {"a": 3})
    assert isinstance(broken, Rejected)
    assert broken.where == "saved.json line 3"


def test_a_wall_among_lines_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    wall, good = values(tmp_path, '{"ok": -100}\n{"ok": 1}\n')
    assert isinstance(wall, Rejected)
    assert good == {"ok": 1}


@pytest.mark.parametrize("content", ["", "   ", '{"a": ', "back({", "[1, 2", "words"])
def test_what_is_no_json_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(NotThisFormat):
        values(tmp_path, content)


@pytest.mark.parametrize("content", ["<html>", ' <?xml version="1.0"?>', '{"ok": -100}'])
def test_a_wall_is_told(tmp_path: Path, content: str) -> None:
    with pytest.raises(Blocked):
        values(tmp_path, content)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotThisFormat):
        list(json_values(tmp_path / "none.json"))


def test_pages_hold_five_hundred_items_and_places_go_on() -> None:
    def post_of(item: Any) -> list[Post]:
        return [Post(source="s", id=str(item + 1), kind="post")]

    first, second = pages_of([*range(PAGE_ITEMS), "odd"], post_of, where="list")
    assert (len(first.posts), len(second.posts)) == (PAGE_ITEMS, 0)
    assert [one.where for one in second.rejected] == [f"list {PAGE_ITEMS + 1}"]


def test_names_of_fields_are_looked_for_as_names() -> None:
    assert names('{"a" : 1, "b": {"c":2}}', "a", "c")
    assert not names('{"a": "b"}', "b")
