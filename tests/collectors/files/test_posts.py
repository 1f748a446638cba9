import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from collectors.base import Page
from collectors.errors import BadOptions, NoTextColumn, NotThisFormat
from collectors.files.columns import match_columns
from collectors.files.posts import posts_from

NOW = datetime(2024, 5, 20, 4, 30, tzinfo=UTC)


def table(tmp_path: Path, text: str, name: str = "a.csv") -> Path:
    path = tmp_path / name
    path.write_text(text)
    return path


def read(path: Path, **options: Any) -> Page:
    pages = list(posts_from(path, source="survey", **options))
    posts = tuple(post for page in pages for post in page.posts)
    return Page(posts, tuple(one for page in pages for one in page.rejected))


def test_the_columns_of_a_chinese_export_are_known(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "评论ID,用户名,评论内容,评分,发布时间,点赞数,商品名称,链接\n"
        "77,小林,屏幕很亮&amp;便宜,4星,2023年5月13日 12:00,1.2万,N1,https://a.example/7?utm_source=x\n",
    )
    (post,) = read(path).posts
    assert (post.id, post.author, post.text, post.raw_text) == (
        "77",
        "小林",
        "屏幕很亮&便宜",
        "屏幕很亮&amp;便宜",
    )
    assert (post.rating, post.rating_low, post.rating_high) == (4.0, 1.0, 5.0)
    assert post.published_at == datetime(2023, 5, 13, 4, tzinfo=UTC)
    assert (post.published_precision, post.published_assumed) == ("minute", True)
    assert (post.likes, post.subject, post.url) == (12_000, "N1", "https://a.example/7")
    assert (post.kind, post.source) == ("review", "survey")


def test_the_columns_of_a_crawlers_file_are_known(tmp_path: Path) -> None:
    row = {
        "comment_id": "5029145847120563",
        "create_time": 1715900000,
        "note_id": "502",
        "content": "好",
        "like_count": "10+",
        "parent_comment_id": 0,
        "creator_hash": "ab12",
        "nickname": "小***林",
        "last_modify_ts": 1715900000000,
    }
    (post,) = read(table(tmp_path, json.dumps(row), "a.jsonl")).posts
    assert (post.id, post.author_id, post.author) == ("5029145847120563", "ab12", "小***林")
    assert (post.parent_id, post.likes, post.kind) == (None, 10, "post")
    assert post.published_at == datetime(2024, 5, 16, 22, 53, 20, tzinfo=UTC)


def test_a_mapping_comes_before_known_names(tmp_path: Path) -> None:
    path = table(tmp_path, "text,答案,who\ninternal note,很好,7\n")
    (post,) = read(path, mapping={"text": "答案", "author_id": "who"}).posts
    assert (post.text, post.author_id) == ("很好", "7")


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"words": "text"}, "words: no part of a post"),
        ({"text": "absent"}, r"text: there is no column 'absent'; columns: id, text"),
    ],
)
def test_a_mapping_that_does_not_fit_is_told(tmp_path: Path, mapping: Any, message: str) -> None:
    with pytest.raises(BadOptions, match=message):
        read(table(tmp_path, "id,text\n1,a\n"), mapping=mapping)


def test_a_zone_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadOptions, match="zone"):
        read(table(tmp_path, "id,text\n1,a\n"), zone="Mars")


def test_a_table_without_words_is_told_with_its_columns(tmp_path: Path) -> None:
    with pytest.raises(NoTextColumn, match="columns: id, price"):
        read(table(tmp_path, "id,price\n1,2\n"))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotThisFormat, match="no such file"):
        read(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("4.5E+15,好,,", "id 4.5E+15 was rounded by a spreadsheet; export it again as text"),
        ("4,5E15,好,,", "5 cells where the header has 4"),
        ("1,好,01/02/2023,", "published_at '01/02/2023' is not a time"),
        ("1,好,,wonderful", "rating 'wonderful' is no rating"),
        ("1,,,", "no words, no heading and no rating"),
    ],
)
def test_a_row_that_cannot_be_read_for_sure_is_rejected_and_the_rest_goes_on(
    tmp_path: Path, row: str, reason: str
) -> None:
    page = read(table(tmp_path, f"id,text,time,rating\n{row}\n2,还行,2024-05-01,3\n"))
    assert [post.id for post in page.posts] == ["2"]
    (bad,) = page.rejected
    assert bad.where == "a.csv line 2"
    assert bad.reason.startswith(reason)


def test_a_rating_without_words_is_a_review(tmp_path: Path) -> None:
    (post,) = read(table(tmp_path, "id,text,rating\n1,,5\n")).posts
    assert (post.text, post.rating) == ("", 5.0)


@pytest.mark.parametrize("nothing", ["", "-", "N/A", "null", "暂无"])
def test_all_ways_of_writing_nothing_are_nothing(tmp_path: Path, nothing: str) -> None:
    (post,) = read(
        table(tmp_path, f"id,text,time,rating,author\n1,好,{nothing},{nothing},{nothing}\n")
    ).posts
    assert (post.published_at, post.rating, post.author) == (None, None, None)


def test_zones_and_relative_words_are_read_as_the_caller_says(tmp_path: Path) -> None:
    path = table(tmp_path, "id,text,time\n1,a,2024-05-01 08:00\n2,b,昨天 18:12\n")
    first, second = read(path, zone="Asia/Shanghai", now=NOW).posts
    assert first.published_at == datetime(2024, 5, 1, tzinfo=UTC)
    assert second.published_at == datetime(2024, 5, 19, 10, 12, tzinfo=UTC)


def test_rows_without_an_id_have_the_same_one_again(tmp_path: Path) -> None:
    path = table(
        tmp_path, "text,author,time\n很好,a,2024-05-01\n很好,b,2024-05-01\n很好,a,2024-05-01\n"
    )
    once, again = (tuple(post.id for post in read(path).posts) for _ in range(2))
    assert once == again
    assert len(set(once)) == 2


def test_nameless_answers_with_the_same_words_stay_apart(tmp_path: Path) -> None:
    posts = read(table(tmp_path, "反馈\n很好\n很好\n一般\n")).posts
    assert len({post.id for post in posts}) == 3


def test_rows_of_different_shapes_in_one_file_are_read(tmp_path: Path) -> None:
    lines = [{"id": "1", "text": "a"}, {"id": "2", "content": "b"}, {"id": "3"}]
    page = read(
        table(tmp_path, "\n".join(map(json.dumps, lines)), "a.jsonl"), mapping={"text": "text"}
    )
    assert [(post.id, post.text) for post in page.posts] == [("1", "a"), ("2", "b")]
    assert [one.where for one in page.rejected] == ["a.jsonl line 3"]


def test_ids_that_a_frame_made_decimal_are_whole_again(tmp_path: Path) -> None:
    (post,) = read(table(tmp_path, '[{"id": 77.0, "text": "a"}]', "a.json")).posts
    assert post.id == "77"


def test_what_is_nested_is_no_text(tmp_path: Path) -> None:
    lines = '[{"text": {"a": 1}}, {"text": "b", "author": ["x"]}]'
    page = read(table(tmp_path, lines, "a.json"))
    assert [(post.text, post.author) for post in page.posts] == [("b", None)]
    assert len(page.rejected) == 1


def test_many_rows_come_in_pages(tmp_path: Path) -> None:
    path = table(tmp_path, "id,text\n" + "".join(f"{n},a\n" for n in range(1200)))
    sizes = [len(page.posts) for page in posts_from(path, source="s")]
    assert sizes == [500, 500, 200]


def test_the_better_known_name_wins_and_no_column_is_used_twice() -> None:
    chosen = match_columns(["Review Text", "comment", "User_Name", "user id", "Date"], {})
    assert chosen == {
        "text": "comment",
        "author": "User_Name",
        "author_id": "user id",
        "published_at": "Date",
    }


def test_of_rows_with_one_id_the_first_counts_and_others_are_rejected(tmp_path: Path) -> None:
    between = "".join(f"{number},fine\n" for number in range(2, 700))
    path = table(tmp_path, f"id,text\n1,first\n{between}1,second\n2,fine\n")
    page = read(path)
    assert {post.id: post.text for post in page.posts}["1"] == "first"
    assert len(page.posts) == 700
    (rejected,) = page.rejected
    assert rejected.reason == "the id 1 came before in this file, with other content"
    assert (rejected.where.endswith("701"), "second" in rejected.raw) == (True, True)
