"""What holds for every format of saved answers and pages."""

import importlib
from contextlib import suppress
from typing import Any

import pytest
from answer_examples import ANSWERS
from hypothesis import given, settings
from hypothesis import strategies as st
from saved import claimants, read, saved, spoilt
from saved_examples import EXAMPLES, OTHER_EXAMPLES

from collectors.errors import CollectorError
from collectors.files.formats.base import Format

MODULES = (
    *("amazon", "bilibili", "douban", "jd", "saved_answers", "saved_bluesky", "taobao"),
    *("tieba", "weibo_cn", "weibo_json", "zhihu"),
)
FORMATS: dict[str, Format] = {
    form.name: form
    for module in MODULES
    for form in importlib.import_module(f"collectors.files.formats.{module}").FORMATS
}
FILES = [
    pytest.param(name, file, content, id=f"{name}-{file}")
    for name, (first, example, _) in EXAMPLES.items()
    for file, content in [(first, example), *OTHER_EXAMPLES.get(name, [])]
] + [
    pytest.param(name, file, content, id=f"{name}-{file}")
    for name, answers in ANSWERS.items()
    for file, content, _ in answers
]


def test_every_format_has_an_example() -> None:
    assert FORMATS.keys() == EXAMPLES.keys() | ANSWERS.keys()


@pytest.mark.parametrize(("name", "file", "content"), FILES)
def test_a_file_is_claimed_by_its_own_format_alone(name: str, file: str, content: Any) -> None:
    assert claimants(list(FORMATS.values()), content, name=file) == [name]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_gives_the_expected_posts(name: str) -> None:
    file, content, expected = EXAMPLES[name]
    assert len(read(FORMATS[name], content, name=file).posts) == expected


@pytest.mark.parametrize("name", EXAMPLES)
def test_reading_again_gives_the_same(name: str) -> None:
    file, content, _ = EXAMPLES[name]
    assert read(FORMATS[name], content, name=file) == read(FORMATS[name], content, name=file)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plain.json", [{"id": "1", "text": "好", "author": "小林"}]),
        ("note.json", {"note_id": "1", "title": "好", "desc": "很好", "liked_count": "3"}),
        ("feed.xml", '<?xml version="1.0"?><rss><channel><title>知乎每日</title></channel></rss>'),
        ("page.html", "<!doctype html><html><head><title>Lampen</title></head><p>nah</p></html>"),
        ("table.csv", "id,content,created_at\n1,好,2024-05-30\n"),
        ("toot.json", [{"id": "1", "created_at": "x", "reblogs_count": 0, "account": {}}]),
        ("empty.json", ""),
    ],
)
def test_other_peoples_files_are_left_alone(name: str, content: Any) -> None:
    assert claimants(list(FORMATS.values()), content, name=name) == []


@pytest.mark.parametrize(("name", "file", "content"), FILES)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_spoilt_file_gives_our_own_errors_only(
    name: str, file: str, content: Any, seed: int
) -> None:
    spoilt(FORMATS[name], content, seed, name=file)


JSON_FORMATS = [*(name for name, one in EXAMPLES.items() if "html" not in one[0]), *ANSWERS]
NAMES = [
    *("id", "idstr", "text", "content", "created_at", "user", "rootid", "data", "cards", "mblog"),
    *("rateList", "rateType", "feedback", "comments", "creationTime", "rpid", "member", "message"),
    *("replies", "type", "target", "author", "rating", "value", "title", "url", "paging", "code"),
    *("error", "ret"),
]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(NAMES),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@pytest.mark.parametrize("name", JSON_FORMATS)
@settings(max_examples=25, deadline=None)
@given(value=ANYTHING)
def test_any_json_gives_our_own_errors_only(name: str, value: Any) -> None:
    with suppress(CollectorError):
        read(FORMATS[name], saved(value))
