import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.base import Page
from collectors.errors import BadOptions, CollectorError, NoTextColumn, NotThisFormat
from collectors.files.formats.registry import format_of, formats_by_name
from collectors.files.head import head_of
from collectors.files.imported import import_posts
from collectors.files.rows import TABLE_FORMATS

NOW = datetime(2024, 5, 20, 4, 0, tzinfo=UTC)
NOTE = {
    "note_id": "n1",
    "desc": "屏幕很亮",
    "time": 1715900000000,
    "tag_list": "",
    "title": "新手机",
}
COMMENT = {
    "comment_id": "c1", "note_id": "n1", "content": "续航短", "create_time": 1715900000000,
    "parent_comment_id": 0,
}  # fmt: skip


def put(folder: Path, name: str, *rows: dict[str, Any]) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return path


def read(path: Path, **options: Any) -> Page:
    pages = list(import_posts(path, source="mine", **({"now": NOW} | options)))
    posts = tuple(post for page in pages for post in page.posts)
    return Page(posts, tuple(one for page in pages for one in page.rejected))


def test_a_folder_is_read_contents_before_comments_and_the_rest_is_told(tmp_path: Path) -> None:
    put(tmp_path, "a/search_comments_2026-07-01.jsonl", COMMENT)
    put(tmp_path, "b/search_contents_2026-07-01.jsonl", NOTE)
    put(tmp_path, "b/search_contents_2026-07-02.jsonl", NOTE | {"note_id": "n2"})
    put(tmp_path, ".hidden/x.jsonl", NOTE | {"note_id": "n3"})
    (tmp_path / "b/photo.jpg").write_bytes(b"\xff\xd8\xff\x00\x10")
    (tmp_path / "notes.txt").write_text("call Ann")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 no more")
    page = read(tmp_path)
    assert [post.id for post in page.posts] == ["n1", "n2", "c1"]
    assert [one.where for one in page.rejected] == ["b/photo.jpg", "broken.xlsx", "notes.txt"]
    assert all("no format knows this file" in one.reason for one in page.rejected)


def test_the_later_state_of_a_post_comes_later(tmp_path: Path) -> None:
    put(tmp_path, "creator_contents_2026-07-03.jsonl", NOTE | {"desc": "改过"})
    put(tmp_path, "detail_contents_20260702.jsonl", NOTE)
    assert [post.text for post in read(tmp_path).posts] == ["屏幕很亮", "改过"]


def test_a_file_of_a_folder_that_breaks_off_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = json.dumps([NOTE, NOTE | {"note_id": "n2"}])
    (tmp_path / "a.json").write_text(good[:-9])
    put(tmp_path, "b.jsonl", NOTE | {"note_id": "n3"})
    page = read(tmp_path)
    assert [post.id for post in page.posts] == ["n1", "n3"]
    (told,) = page.rejected
    assert told.where == "a.json"
    assert "is not JSON" in told.reason


def test_all_files_of_a_folder_can_be_read_as_one_format(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,said\n1,good\n")
    (tmp_path / "b.csv").write_text("id,said\n2,bad\n")
    page = read(tmp_path, mapping={"text": "said"}, kind="review")
    assert [(post.id, post.text, post.kind) for post in page.posts] == [
        ("1", "good", "review"),
        ("2", "bad", "review"),
    ]
    assert [one.reason.split(";")[0] for one in read(tmp_path, format="json").rejected] != []


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotThisFormat, match="it is empty"):
        read(tmp_path)


def test_a_table_that_no_format_knows_is_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("编号,评价,打分\n1,很好,5\n")
    assert format_of(path) is None
    (post,) = read(path, rating_low=1.0, rating_high=5.0).posts
    assert (post.id, post.text, post.kind) == ("1", "很好", "review")
    assert (post.rating, post.rating_low, post.rating_high) == (5.0, 1.0, 5.0)


def test_a_table_that_is_mapped_is_ones_own_whatever_it_looks_like(tmp_path: Path) -> None:
    path = put(tmp_path, "a.jsonl", NOTE)
    assert read(path).posts[0].text == "屏幕很亮"
    assert read(path, mapping={"text": "title", "id": "note_id"}).posts[0].text == "新手机"
    assert read(path, format="jsonl").posts[0].kind == "post"


def test_times_are_read_against_the_age_of_each_file(tmp_path: Path) -> None:
    for name, year in (("a.csv", 2020), ("b.csv", 2021)):
        path = tmp_path / name
        path.write_text("id,text,time\n1,好,昨天 08:00\n")
        at = datetime(year, 5, 20, 4, tzinfo=UTC).timestamp()
        os.utime(path, (at, at))
    read_as = {"now": None, "format": "csv"}
    years = [
        post.published_at.year for post in read(tmp_path, **read_as).posts if post.published_at
    ]
    assert years == [2020, 2021]
    assert read(tmp_path / "a.csv", format="csv").posts[0].published_at == datetime(
        2024, 5, 19, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"format": "pigeon"}, BadOptions, "there is no format 'pigeon'.*mediacrawler-xhs.*csv"),
        ({"zone": "Mars"}, BadOptions, "zone"),
        ({"format": "mediacrawler"}, NotThisFormat, "MediaCrawler"),
        ({}, NoTextColumn, "columns: id, price"),
    ],
)
def test_what_does_not_fit_is_told_before_anything_is_read(
    tmp_path: Path, options: Any, error: type[CollectorError], message: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,price\n1,2\n")
    with pytest.raises(error, match=message):
        read(path, **options)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotThisFormat, match="no such file"):
        read(tmp_path / "absent.csv")
    assert head_of(tmp_path / "absent.csv") == ""


def test_names_of_formats_are_told_apart_and_titled() -> None:
    known = formats_by_name()
    assert not set(known) & set(TABLE_FORMATS)
    assert all(one.name == name and one.title for name, one in known.items())


@pytest.mark.parametrize("name", sorted(formats_by_name()))
def test_no_format_takes_somebodys_own_table_or_words_for_its_own(
    tmp_path: Path, name: str
) -> None:
    chosen = formats_by_name()[name]
    for ending, text in {
        "csv": "id,text,rating,date,author\n1,good,5,2024-01-01,Ann\n",
        "jsonl": '{"id": 1, "text": "good", "title": "x", "user": {"id": 3}}\n',
        "json": '[{"id": "1", "content": "good", "created_at": "2024-01-01"}]',
        "html": "<html><body><p>good</p></body></html>",
        "txt": "good\nbad\n",
    }.items():
        path = tmp_path / f"a.{ending}"
        path.write_text(text)
        assert not chosen.known_by(path, head_of(path)), ending


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from(["", "csv", "json", "jsonl", "xlsx", "db", "parquet", "html", "txt", "csv.gz"]),
)
def test_any_bytes_under_any_name_give_posts_rejected_items_or_our_errors(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, ending: str
) -> None:
    path = tmp_path_factory.mktemp("any") / f"a.{ending}"
    path.write_bytes(content)
    with suppress(CollectorError):
        read(path)
    assert all(one.where == path.name for one in read(path.parent).rejected)


@pytest.mark.parametrize("written", ["昨天 08:00", "6小时前", "刚刚", "12-16"])
def test_a_time_that_hangs_on_the_age_of_a_file_is_assumed(tmp_path: Path, written: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"id,text,time\n1,好,{written}\n2,好,2020-01-01T08:00:00Z\n")
    guessed, whole = read(path, now=None).posts
    assert guessed.published_assumed
    assert not whole.published_assumed
    stated = read(path).posts[0].published_assumed
    assert not (stated and written in ("6小时前", "刚刚"))


def test_a_time_in_a_known_format_that_hangs_on_the_age_of_its_file_is_assumed(
    tmp_path: Path,
) -> None:
    path = put(tmp_path, "a.jsonl", COMMENT | {"create_time": "6小时前"})
    assert read(path, now=None).posts[0].published_assumed
    assert not read(path).posts[0].published_assumed
