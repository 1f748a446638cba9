import io
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.base import Rejected
from collectors.errors import NotThisFormat
from collectors.files import json_list
from collectors.files.json_list import list_items
from collectors.files.posts import posts_from
from collectors.files.rows import read_rows

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


class Sips(io.StringIO):
    """A stream that gives a few characters at a time, whatever is asked."""

    def read(self, _size: int | None = -1, /) -> str:
        return super().read(3)


@settings(deadline=None)
@given(st.lists(VALUES), st.sampled_from([None, 2]))
def test_a_list_read_in_sips_is_the_list(values: list[object], indent: int | None) -> None:
    text = json.dumps(values, ensure_ascii=False, indent=indent)
    assert [value for _, value in list_items(Sips(text))] == values


@settings(deadline=None)
@given(st.lists(VALUES, min_size=1), st.data())
def test_a_list_cut_anywhere_gives_its_beginning_and_an_error(
    values: list[object], data: st.DataObject
) -> None:
    text = json.dumps(values)
    cut = text[: data.draw(st.integers(0, len(text) - 1))]
    got: list[object] = []
    with pytest.raises(ValueError, match=r".+"):
        got.extend(value for _, value in list_items(Sips(cut)))
    assert got == values[: len(got)]


def test_what_stands_before_a_break_is_kept_as_posts(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"id": "1", "text": "一"}, {"id": "2", "text": "二"}, {"id": ')
    pages = posts_from(path, source="s")
    assert [post.id for post in next(pages).posts] == ["1", "2"]
    with pytest.raises(NotThisFormat, match=r"a\.json is not JSON"):
        next(pages)


def test_what_follows_the_list_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"a": 1}] and more')
    with pytest.raises(NotThisFormat, match="something follows the list"):
        list(read_rows(path))


def test_half_a_pair_in_a_list_is_replaced_and_illegal_bytes_are_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(
        '[{"a": "屏幕很好\\ud83d"}, {"a": "'.encode() + b'\xff"}, {"a": "\xe5\xa5\xbd"}]'
    )
    first, second, third = read_rows(path)
    assert first == ("a.json item 1", {"a": "屏幕很好\ufffd"})
    assert isinstance(second, Rejected)
    assert third == ("a.json item 3", {"a": "好"})


def test_a_long_list_needs_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    item = json.dumps({"id": "1", "text": "好" * 300}, ensure_ascii=False)
    path.write_text("[" + ",\n".join([item] * 20_000) + "]")
    tracemalloc.start()
    assert sum(1 for _ in read_rows(path)) == 20_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 48 * json_list.CHUNK < path.stat().st_size
