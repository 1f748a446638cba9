import csv
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.base import Page
from collectors.errors import CollectorError
from collectors.files.formats.registry import format_of
from collectors.files.imported import import_posts
from collectors.weibo import bid_of
from collectors.weibo_ids import moment_of

NOW = datetime(2024, 5, 20, 4, 0, tzinfo=UTC)

BASE = [
    "id", "bid", "正文", "头条文章url", "原始图片url", "视频url", "Live Photo视频url", "位置",
    "日期", "工具", "点赞数", "评论数", "转发数", "话题", "@用户",
    "完整日期", "是否编辑过", "编辑次数",
]  # fmt: skip
CRAWLED = [*BASE, "是否原创", "源用户id", "源用户昵称", *(f"源微博{name}" for name in BASE)]
ADDED = ("Live Photo视频url", "完整日期", "是否编辑过", "编辑次数")
OLDER = [name for name in BASE if name not in ADDED]
SEARCHED = [
    "id", "bid", "user_id", "用户昵称", "微博正文", "头条文章url", "发布位置", "艾特用户", "话题",
    "转发数", "评论数", "点赞数", "发布时间", "发布工具",
    "微博图片url", "微博视频url", "retweet_id", "ip",
]  # fmt: skip

OWN_ID, ORIGINAL_ID = "5034567890123456", "5034000000000123"


def status(native_id: str, text: str) -> list[str]:
    bid = bid_of(native_id) or ""
    at = "2024-05-17 06:53:20+08:00"
    return [
        f"{native_id}\t", bid, text, "", "", "", "", "", "2024-05-17", "手机", "12", "3", "1",
        "数码", "", at, "False", "0",
    ]  # fmt: skip


def table(path: Path, header: list[str], *rows: list[str], encoding: str = "utf-8-sig") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


def read(path: Path, **options: Any) -> Page:
    pages = list(import_posts(path, source="weibo", now=NOW, **options))
    posts = tuple(post for page in pages for post in page.posts)
    return Page(posts, tuple(one for page in pages for one in page.rejected))


def name_of(path: Path) -> str | None:
    found = format_of(path)
    return found.name if found else None


def test_the_author_stands_in_the_names_and_short_rows_are_whole(tmp_path: Path) -> None:
    row = [*status(OWN_ID, "屏幕很亮"), "True"]
    path = table(tmp_path / "weibo/小林的店/1234567890.csv", CRAWLED, row)
    assert name_of(path) == "weibo-crawler"
    page = read(path)
    assert page.rejected == ()
    (post,) = page.posts
    assert (post.id, post.kind, post.text) == (OWN_ID, "post", "屏幕很亮")
    assert (post.author_id, post.author) == ("1234567890", "小林的店")
    assert post.url == f"https://weibo.com/1234567890/{bid_of(OWN_ID)}"
    assert post.published_at == datetime(2024, 5, 16, 22, 53, 20, tzinfo=UTC)
    assert (post.likes, post.replies, post.reposts) == (12, 3, 1)


def test_a_repost_and_its_original_are_two_posts_and_the_original_comes_once(
    tmp_path: Path,
) -> None:
    original = status(ORIGINAL_ID, "新品发布")
    first = [*status(OWN_ID, "转发微博"), "False", "99", "店家", *original]
    second = [*status("5034567890123999", "真好//@小林:转发微博"), "False", "99", "店家", *original]
    page = read(table(tmp_path / "7.csv", CRAWLED, first, second))
    assert page.rejected == ()
    assert [(post.id, post.kind, post.text) for post in page.posts] == [
        (OWN_ID, "repost", ""),
        (ORIGINAL_ID, "post", "新品发布"),
        ("5034567890123999", "repost", "真好"),
    ]
    assert [post.repost_of for post in page.posts] == [ORIGINAL_ID, None, ORIGINAL_ID]
    assert [post.author_id for post in page.posts] == ["7", "99", "7"]
    assert page.posts[1].author == "店家"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_older_headers_and_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    row = [
        OWN_ID,
        "",
        "屏幕很亮，续航也不错",
        "",
        "",
        "",
        "",
        "昨天",
        "手机",
        "1万+",
        "",
        "0",
        "",
        "",
    ]
    path = table(tmp_path / "a.csv", OLDER, row, encoding=encoding)
    assert name_of(path) == "weibo-crawler"
    (post,) = read(path).posts
    assert (post.author_id, post.author, post.url) == (None, None, None)
    assert (post.likes, post.replies, post.published_precision) == (10_000, None, "second")
    assert post.published_at == moment_of(OWN_ID, now=NOW)  # 昨天 says less


def test_posts_found_by_words_name_their_authors_and_originals(tmp_path: Path) -> None:
    bid = bid_of(OWN_ID) or ""
    row = [
        OWN_ID, bid, "42", "小林", "太贵了//@店家:新品发布", "", "", "", "", "1", "2", "3",
        "2024-05-17 06:53", "手机", "", "", ORIGINAL_ID, "广东",
    ]  # fmt: skip
    path = table(tmp_path / "新品.csv", SEARCHED, row)
    assert name_of(path) == "weibo-search"
    (post,) = read(path).posts
    assert (post.kind, post.text, post.repost_of) == ("repost", "太贵了", ORIGINAL_ID)
    assert post.raw_text == "太贵了//@店家:新品发布"
    assert (post.author_id, post.author) == ("42", "小林")
    assert (post.reposts, post.replies, post.likes) == (1, 2, 3)
    assert post.published_at == datetime(2024, 5, 16, 22, 53, tzinfo=UTC)
    assert post.url == f"https://weibo.com/42/{bid}"


@pytest.mark.parametrize("native_id", ["5.03E+15", "5034567890123450"])
def test_an_id_that_a_spreadsheet_rounded_is_refused_with_or_without_a_trace(
    tmp_path: Path, native_id: str
) -> None:
    row = status(OWN_ID, "屏幕很亮")
    page = read(table(tmp_path / "a.csv", BASE, [native_id, *row[1:]]))
    assert page.posts == ()
    assert "rounded by a spreadsheet" in page.rejected[0].reason


def test_an_id_whose_bid_says_something_else_altogether_is_kept(tmp_path: Path) -> None:
    row = status(OWN_ID, "屏幕很亮")
    assert read(table(tmp_path / "a.csv", BASE, [OWN_ID, "Abc12Xyz9", *row[2:]])).posts


def test_the_database_of_the_crawler_holds_posts_comments_and_reposts(tmp_path: Path) -> None:
    path = tmp_path / "weibodata.db"
    shared = {"bid": "", "user_id": "42", "created_at": "2024-05-17 06:53:20"}
    tables = {
        "comments": {
            "id": "51", "weibo_id": "50", "root_id": "51", "user_screen_name": "小林",
            "text": "续航短", "like_count": 2, **shared,
        },
        "reposts": {
            "id": "52", "weibo_id": "50", "user_screen_name": "阿花",
            "text": "真好//@小林:续航短", "like_count": 0, **shared,
        },
        "user": {"id": "42", "nick_name": "小林"},
        "weibo": {
            "id": "50", "screen_name": "店家", "text": "新品发布", "attitudes_count": 12,
            "comments_count": 1, "reposts_count": 1, "retweet_id": "", **shared,
        },
    }  # fmt: skip
    with sqlite3.connect(path) as connection:
        for name, row in tables.items():
            connection.execute(f"CREATE TABLE {name} ({', '.join(row)})")
            connection.execute(
                f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", tuple(row.values())
            )
    connection.close()
    assert name_of(path) == "weibo-crawler"
    page = read(path)
    assert page.rejected == ()
    assert [(post.id, post.kind, post.text, post.author) for post in page.posts] == [
        ("50", "post", "新品发布", "店家"),
        ("51", "comment", "续航短", "小林"),
        ("52", "repost", "真好", "阿花"),
    ]
    assert [(post.thread_id, post.parent_id, post.repost_of) for post in page.posts[1:]] == [
        ("50", "50", None),
        (None, None, "50"),
    ]


CELLS = st.text(st.sampled_from("0159E+.转发微博//@:a<\ud83d"), max_size=8) | st.just(OWN_ID)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(CELLS, max_size=len(CRAWLED)), max_size=4),
    st.sampled_from([CRAWLED, SEARCHED]),
)
def test_whatever_the_cells_hold_each_row_is_read_or_rejected(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], header: list[str]
) -> None:
    path = tmp_path_factory.mktemp("weibo") / "1.csv"
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    with suppress(CollectorError):
        assert len(read(path).posts) <= 2 * len(rows)
