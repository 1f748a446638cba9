import csv
import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.base import Page
from collectors.errors import CollectorError, NotThisFormat
from collectors.files.formats.mediacrawler import FORMATS
from collectors.files.formats.registry import format_of
from collectors.files.imported import import_posts
from collectors.post import Post

NOW = datetime(2026, 8, 1, tzinfo=UTC)
AT = datetime(2024, 5, 16, 22, 53, 20, tzinfo=UTC)
S, MS = 1715900000, 1715900000000

OLD = {"user_id": "u1", "nickname": "小林", "avatar": "", "ip_location": "广东"}
NEW = {"creator_hash": "0123456789abcdef", "nickname": "小***林"}

CONTENTS: dict[str, dict[str, Any]] = {
    "xhs": {
        "note_id": "64e1", "type": "normal", "title": "新手机", "desc": "屏幕很亮 #数码[话题]#",
        "video_url": "", "time": MS, "last_update_time": MS, "liked_count": "1.2万",
        "collected_count": "10+", "comment_count": "28", "share_count": "赞", "image_list": "",
        "tag_list": "数码", "last_modify_ts": MS, "source_keyword": "手机",
        "note_url": "https://www.xiaohongshu.com/explore/64e1?xsec_token=SECRET&xsec_source=pc",
        "xsec_token": "SECRET",
    },
    "douyin": {
        "aweme_id": "7370", "aweme_type": "0", "title": "屏幕很亮", "desc": "屏幕很亮",
        "create_time": S, "liked_count": "1.2万", "collected_count": "1", "comment_count": "28",
        "share_count": "", "last_modify_ts": MS, "aweme_url": "https://www.douyin.com/video/7370",
        "cover_url": "", "video_download_url": "", "source_keyword": "手机",
    },
    "kuaishou": {
        "video_id": "3x7", "video_type": "1", "title": "新手机", "desc": "屏幕很亮",
        "create_time": MS, "liked_count": "1.2万", "viewd_count": "28k", "last_modify_ts": MS,
        "video_url": "https://www.kuaishou.com/short-video/3x7", "source_keyword": "手机",
    },
    "bili": {
        "video_id": "170001", "video_type": "video", "title": "新手机", "desc": "屏幕很亮",
        "create_time": S, "liked_count": "12000", "disliked_count": "0", "video_play_count": "9",
        "video_favorite_count": "3", "video_share_count": "0", "video_coin_count": "1",
        "video_danmaku": "3", "video_comment": "28", "last_modify_ts": MS,
        "video_url": "https://www.bilibili.com/video/av170001", "source_keyword": "手机",
    },
    "weibo": {
        "note_id": "5034", "content": "屏幕很亮", "create_time": S,
        "create_date_time": "2024-05-17 06:53:20+08:00", "liked_count": "12000",
        "comments_count": "28", "shared_count": "0", "last_modify_ts": MS,
        "note_url": "https://m.weibo.cn/detail/5034", "source_keyword": "手机",
    },
    "tieba": {
        "note_id": "9117", "title": "新手机", "desc": "屏幕很亮", "tieba_name": "手机吧",
        "note_url": "https://tieba.baidu.com/p/9117", "publish_time": "2024-05-17 06:53",
        "tieba_id": "", "tieba_link": "https://tieba.baidu.com/f?kw=x", "total_replay_num": 28,
        "total_replay_page": 2, "last_modify_ts": MS, "source_keyword": "手机",
    },
    "zhihu": {
        "content_id": "3501", "content_type": "answer", "content_text": "<p>屏幕很亮</p>",
        "content_url": "https://www.zhihu.com/question/6/answer/3501", "question_id": "6",
        "title": "新手机", "desc": "", "created_time": S, "updated_time": S + 60,
        "voteup_count": 12000, "comment_count": 28, "source_keyword": "", "last_modify_ts": MS,
    },
}  # fmt: skip

COMMENTS: dict[str, dict[str, Any]] = {
    "xhs": {
        "comment_id": "66aa", "create_time": MS, "note_id": "64e1", "content": "续航短[笑哭R]",
        "sub_comment_count": "3", "pictures": "", "parent_comment_id": 0, "like_count": "10+",
        "last_modify_ts": MS,
    },
    "douyin": {
        "comment_id": "7371", "create_time": S, "aweme_id": "7370", "content": "续航短[笑哭R]",
        "sub_comment_count": "3", "like_count": "10+", "parent_comment_id": "0", "pictures": "",
        "last_modify_ts": MS,
    },
    "kuaishou": {
        "comment_id": "881", "create_time": MS, "video_id": "3x7", "content": "续航短[笑哭R]",
        "sub_comment_count": "3", "last_modify_ts": MS,
    },
    "bili": {
        "comment_id": "2201", "parent_comment_id": "0", "create_time": S, "video_id": "170001",
        "content": "续航短[笑哭R]", "sub_comment_count": "3", "like_count": "10+",
        "last_modify_ts": MS,
    },
    "weibo": {
        "comment_id": "5035", "create_time": S, "create_date_time": "2024-05-17 06:53:20+08:00",
        "note_id": "5034", "content": "续航短[笑哭R]", "sub_comment_count": "3",
        "comment_like_count": "10+", "parent_comment_id": "5035", "last_modify_ts": MS,
    },
    "tieba": {
        "comment_id": "1501", "parent_comment_id": "", "content": "续航短[笑哭R]",
        "publish_time": "2024-05-17 06:53", "sub_comment_count": 3, "note_id": "9117",
        "note_url": "https://tieba.baidu.com/p/9117", "tieba_id": "", "tieba_name": "手机吧",
        "tieba_link": "", "last_modify_ts": MS,
    },
    "zhihu": {
        "comment_id": "1090", "parent_comment_id": "0", "content": "续航短[笑哭R]",
        "publish_time": S, "sub_comment_count": 3, "like_count": 10, "dislike_count": 0,
        "content_id": "3501", "content_type": "answer", "last_modify_ts": MS,
    },
}  # fmt: skip

Rows = list[dict[str, Any]]


def as_csv(path: Path, rows: Rows) -> None:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8-sig"))


def as_json(path: Path, rows: Rows) -> None:
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=4))


def as_jsonl(path: Path, rows: Rows) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def as_xlsx(path: Path, rows: Rows) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Contents"
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    book.save(path)


def as_db(path: Path, rows: Rows) -> None:
    with sqlite3.connect(path) as connection:
        columns = ", ".join(f'"{name}"' for name in rows[0])
        connection.execute(f"CREATE TABLE rows (id INTEGER PRIMARY KEY, {columns})")
        marks = ", ".join("?" for _ in rows[0])
        for row in rows:
            values = tuple(row.values())
            connection.execute(f"INSERT INTO rows ({columns}) VALUES ({marks})", values)
    connection.close()


WRITERS: dict[str, Callable[[Path, Rows], None]] = {
    "csv": as_csv,
    "json": as_json,
    "jsonl": as_jsonl,
    "xlsx": as_xlsx,
    "db": as_db,
}


def read(path: Path, **options: Any) -> Page:
    pages = list(import_posts(path, source="mc", now=NOW, **options))
    posts = tuple(post for page in pages for post in page.posts)
    return Page(posts, tuple(one for page in pages for one in page.rejected))


def written(tmp_path: Path, *rows: dict[str, Any], ending: str = "jsonl") -> Path:
    path = tmp_path / f"renamed.{ending}"
    WRITERS[ending](path, list(rows))
    return path


def only(page: Page) -> Post:
    assert page.rejected == ()
    (post,) = page.posts
    return post


def cases() -> Iterator[Any]:
    for platform in CONTENTS:
        for ending in WRITERS:
            for age, people in (("old", OLD), ("new", NEW)):
                yield pytest.param(platform, ending, people, id=f"{platform}-{ending}-{age}")


@pytest.mark.parametrize(("platform", "ending", "people"), list(cases()))
def test_contents_of_every_platform_in_every_shape(
    tmp_path: Path, platform: str, ending: str, people: dict[str, str]
) -> None:
    row = CONTENTS[platform] | people
    if platform in ("tieba", "zhihu"):
        row["user_nickname"] = row.pop("nickname")
    path = written(tmp_path, row, ending=ending)
    found = format_of(path)
    assert found is not None
    assert found.name == f"mediacrawler-{platform}"
    post = only(read(path))
    assert (post.source, post.id) == ("mc", str(next(iter(CONTENTS[platform].values()))))
    assert (post.kind, post.text[:4]) == ("post", "屏幕很亮")
    assert (post.author_id, post.author) == tuple(people.values())[:2]
    assert post.published_at in (AT, AT.replace(second=0))
    assert post.url
    assert "xsec" not in post.url
    assert post.subject is None
    if platform != "tieba":
        assert post.likes == 12_000
    if platform != "kuaishou":
        assert post.replies == 28
    if platform not in ("weibo", "douyin"):
        assert post.title == "新手机"


@pytest.mark.parametrize(("platform", "ending", "people"), list(cases()))
def test_comments_of_every_platform_in_every_shape(
    tmp_path: Path, platform: str, ending: str, people: dict[str, str]
) -> None:
    row = COMMENTS[platform]
    path = written(tmp_path, row | people, ending=ending)
    found = format_of(path)
    assert found is not None
    assert found.name == f"mediacrawler-{platform}"
    post = only(read(path))
    thread = next(iter(CONTENTS[platform].values()))
    assert (post.id, post.kind) == (row["comment_id"], "comment")
    assert (post.thread_id, post.parent_id) == (thread, thread)
    assert (post.text, post.author_id) == (
        "续航短[笑哭R]",
        people.get("user_id", NEW["creator_hash"]),
    )
    assert post.published_at in (AT, AT.replace(second=0))
    assert post.replies == 3
    if platform not in ("kuaishou", "tieba"):
        assert post.likes == 10


def test_an_answer_to_a_comment_names_that_comment(tmp_path: Path) -> None:
    row = COMMENTS["weibo"] | {"comment_id": "5036", "content": "回复@小林:是的"}
    post = only(read(written(tmp_path, row)))
    assert (post.parent_id, post.thread_id) == ("5035", "5034")
    assert (post.text, post.raw_text) == ("是的", "回复@小林:是的")


def test_a_repost_holds_its_authors_words_only(tmp_path: Path) -> None:
    row = CONTENTS["weibo"] | {"content": "转发微博//@小林:太贵"}
    post = only(read(written(tmp_path, row)))
    assert (post.kind, post.text, post.raw_text) == ("repost", "", "转发微博//@小林:太贵")


def test_an_article_of_zhihu_is_one_and_its_edit_is_told(tmp_path: Path) -> None:
    post = only(read(written(tmp_path, CONTENTS["zhihu"] | {"content_type": "article"})))
    assert post.kind == "article"
    assert post.edited_at == datetime(2024, 5, 16, 22, 54, 20, tzinfo=UTC)


def test_times_of_tieba_are_those_of_beijing(tmp_path: Path) -> None:
    post = only(read(written(tmp_path, CONTENTS["tieba"])))
    assert (post.published_at, post.published_precision) == (AT.replace(second=0), "minute")
    assert post.published_assumed


@pytest.mark.parametrize("ending", WRITERS)
def test_of_rows_with_one_id_the_newest_counts(tmp_path: Path, ending: str) -> None:
    row = CONTENTS["xhs"]
    later = row | {"desc": "屏幕很亮，改过", "liked_count": "2万", "last_modify_ts": MS + 9}
    path = written(tmp_path, row, later, row, later, ending=ending)
    post = only(read(path))
    assert (post.text, post.likes) == ("屏幕很亮，改过", 20_000)


def test_rows_with_one_id_of_which_none_is_newer_are_told(tmp_path: Path) -> None:
    row = CONTENTS["xhs"]
    page = read(written(tmp_path, row, row | {"desc": "anders"}))
    assert len(page.posts) == 1
    assert [one.reason for one in page.rejected] == [
        "the id 64e1 came before in this file, with other content"
    ]


@pytest.mark.parametrize("ending", ["csv", "jsonl", "xlsx"])
def test_an_id_that_a_spreadsheet_spoilt_is_refused(tmp_path: Path, ending: str) -> None:
    row = COMMENTS["weibo"]
    spoilt = [row | {"comment_id": "4.5E+15"}, row | {"comment_id": "7", "note_id": "4.5E+15"}]
    page = read(written(tmp_path, row, *spoilt, ending=ending))
    assert [post.id for post in page.posts] == ["5035"]
    assert ["rounded by a spreadsheet" in one.reason for one in page.rejected] == [True, True]


def test_ids_that_a_workbook_holds_as_numbers_are_read_where_they_are_exact(
    tmp_path: Path,
) -> None:
    row = CONTENTS["bili"] | {"video_id": 170001.0}
    rounded = row | {"video_id": 4500000000000000}
    page = read(written(tmp_path, row, rounded, ending="xlsx"))
    assert [post.id for post in page.posts] == ["170001"]
    assert "rounded by a spreadsheet" in page.rejected[0].reason


def test_a_hash_that_looks_like_an_exponent_is_one(tmp_path: Path) -> None:
    row = COMMENTS["xhs"] | NEW | {"creator_hash": "1e12345678901234"}
    assert only(read(written(tmp_path, row))).author_id == "1e12345678901234"


@pytest.mark.parametrize(("ending", "empty"), [("csv", 0), ("xlsx", 0), ("jsonl", 0)])
def test_an_empty_count_is_a_heart_without_a_number(
    tmp_path: Path, ending: str, empty: int
) -> None:
    row = CONTENTS["xhs"] | {"liked_count": ""}
    assert only(read(written(tmp_path, row, ending=ending))).likes == empty


def test_a_count_that_is_not_there_is_not_said(tmp_path: Path) -> None:
    row = CONTENTS["xhs"] | {"liked_count": None}
    del row["share_count"]
    post = only(read(written(tmp_path, row)))
    assert (post.likes, post.reposts) == (None, None)


def test_a_picture_without_words_is_a_comment(tmp_path: Path) -> None:
    row = COMMENTS["xhs"] | {"content": "", "pictures": "https://a.example/1.jpg"}
    assert only(read(written(tmp_path, row))).text == ""


def test_a_row_without_a_time_is_kept(tmp_path: Path) -> None:
    assert only(read(written(tmp_path, CONTENTS["xhs"] | {"time": 0}))).published_at is None


PERSON = {"user_id": "7", "nickname": "小林", "desc": "爱好", "fans": 3}


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.parametrize("named", [None, "mediacrawler", "mediacrawler-creators"])
def test_a_file_of_profiles_of_people_is_said_to_hold_no_posts(
    tmp_path: Path, ending: str, named: str | None
) -> None:
    path = written(tmp_path, PERSON, ending=ending)
    with pytest.raises(NotThisFormat, match="profiles of people, which are no posts"):
        read(path, format=named)


@pytest.mark.parametrize("name", ["x.jsonl", "xhs/jsonl/search_creators_2026-07-02.jsonl"])
def test_profiles_of_people_in_a_folder_are_passed_over(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    as_jsonl(tmp_path / name, [PERSON])
    as_csv(tmp_path / "search_contents_2026-07-02.csv", [CONTENTS["xhs"]])
    assert only(read(tmp_path)).id == "64e1"


def test_the_same_id_of_two_platforms_is_two_posts(tmp_path: Path) -> None:
    rows = {"bili": COMMENTS["bili"], "xhs": COMMENTS["xhs"] | {"comment_id": "2201"}}
    for platform, row in rows.items():
        folder = tmp_path / "data" / platform
        folder.mkdir(parents=True)
        as_jsonl(folder / "search_comments_2026-07-02.jsonl", [row])
    in_folder = read(tmp_path / "data")
    as_db(tmp_path / "one.db", [rows["xhs"]])
    with sqlite3.connect(tmp_path / "one.db") as connection:
        names = ", ".join(rows["bili"])
        marks = ", ".join("?" for _ in rows["bili"])
        connection.execute(f"CREATE TABLE bili ({names})")
        connection.execute(f"INSERT INTO bili VALUES ({marks})", tuple(rows["bili"].values()))
        connection.execute("CREATE TABLE people (user_id, nickname, fans)")
    connection.close()
    for page in (in_folder, read(tmp_path / "one.db")):
        assert page.rejected == ()
        found = sorted((post.source, post.id) for post in page.posts)
        assert found == [("mc-bili", "2201"), ("mc-xhs", "2201")]
    alone = read(tmp_path / "data/xhs/search_comments_2026-07-02.jsonl")
    assert only(alone).source == "mc"


def test_a_folder_of_one_platform_names_it_too(tmp_path: Path) -> None:
    written(tmp_path, CONTENTS["weibo"])
    assert only(read(tmp_path)).source == "mc-weibo"


def test_a_database_holds_the_tables_of_all_platforms(tmp_path: Path) -> None:
    path = tmp_path / "sqlite_tables.db"
    with sqlite3.connect(path) as connection:
        for name, row in {
            "b_c": COMMENTS["bili"],
            "a": CONTENTS["xhs"],
            "z": CONTENTS["zhihu"],
        }.items():
            columns = ", ".join(f'"{column}"' for column in row)
            connection.execute(f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, {columns})")
            marks = ", ".join("?" for _ in row)
            connection.execute(
                f"INSERT INTO {name} ({columns}) VALUES ({marks})", tuple(row.values())
            )
        connection.execute("CREATE TABLE other (id, words)")
    connection.close()
    found = format_of(path)
    assert found is not None
    assert found.name == "mediacrawler"
    assert [post.id for post in read(path).posts] == ["64e1", "2201", "3501"]


def test_a_workbook_has_a_sheet_for_contents_and_one_for_comments(tmp_path: Path) -> None:
    path = tmp_path / "weibo_search_20260702.xlsx"
    book = openpyxl.Workbook()
    for name, row in (("Comments", COMMENTS["weibo"]), ("Contents", CONTENTS["weibo"])):
        sheet = book.create_sheet(name)
        sheet.append(list(row))
        sheet.append(list(row.values()))
    book.create_sheet("Creators").append(["user_id", "nickname", "fans"])
    book.save(path)
    assert [post.id for post in read(path).posts] == ["5034", "5035"]
    assert [post.id for post in read(path, table="Comments").posts] == ["5035"]


@pytest.mark.parametrize(
    ("name", "platform"),
    [
        ("data/kuaishou/csv/search_comments_2026-07-02.csv", "kuaishou"),
        ("data/bili/csv/search_comments_2026-07-02.csv", "bili"),
        ("data/bilibili/1_search_comments_20240101.csv", "bili"),
        ("data/ks/detail_comments_2024-01-01.csv", "kuaishou"),
        ("anything.csv", "kuaishou"),
    ],
)
def test_where_columns_are_alike_the_path_says_the_platform(
    tmp_path: Path, name: str, platform: str
) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    as_csv(path, [COMMENTS["kuaishou"]])
    found = format_of(path)
    assert found is not None
    assert found.name == f"mediacrawler-{platform}"
    assert only(read(path)).thread_id == "3x7"


def test_hand_edited_files_come_in_other_encodings(tmp_path: Path) -> None:
    path = tmp_path / "edited.csv"
    as_csv(path, [CONTENTS["weibo"] | OLD] * 3)
    text = path.read_text("utf-8-sig")
    for encoding in ("gb18030", "utf-16"):
        path.write_bytes(text.encode(encoding))
        post = only(read(path))
        assert (post.text, post.author, post.likes) == ("屏幕很亮", "小林", 12_000)


def test_a_table_of_another_tool_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, {"id": "1", "words": "好"})
    with pytest.raises(NotThisFormat, match=r"MediaCrawler, Weibo.*columns: id, words"):
        read(path, format="mediacrawler-weibo")


SCRAPS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["1.2万", "4.5E+15", "0", "2024-13-45", "<p>", "\ud83d", "9" * 400])
    | st.lists(st.integers(), max_size=2)
    | st.dictionaries(st.text(max_size=3), st.integers(), max_size=2)
)
COLUMNS = sorted({name for row in (*CONTENTS.values(), *COMMENTS.values()) for name in row})


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.builds(
            lambda good, bad: good | bad,
            st.sampled_from([*CONTENTS.values(), *COMMENTS.values()]),
            st.dictionaries(st.sampled_from(COLUMNS), SCRAPS, max_size=5),
        ),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(FORMATS),
)
def test_whatever_the_rows_hold_each_is_a_post_or_rejected(
    tmp_path_factory: pytest.TempPathFactory, rows: Rows, chosen: Any
) -> None:
    path = tmp_path_factory.mktemp("mc") / "a.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    try:
        page = read(path, format=chosen.name)
    except CollectorError:
        return
    assert len(page.posts) + len(page.rejected) <= len(rows)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(WRITERS)), st.integers(0, 10_000), st.binary(max_size=6))
def test_a_damaged_file_gives_posts_rejected_items_or_our_errors(
    tmp_path_factory: pytest.TempPathFactory, ending: str, at: int, scrap: bytes
) -> None:
    path = tmp_path_factory.mktemp("mc") / f"a.{ending}"
    WRITERS[ending](path, [CONTENTS["xhs"] | OLD, CONTENTS["xhs"] | OLD | {"note_id": "8"}])
    good = path.read_bytes()
    cut = at % len(good)
    path.write_bytes(good[:cut] + scrap + good[cut + len(scrap) :])
    format_of(path)
    with suppress(CollectorError):
        page = read(path, format="mediacrawler-xhs")
        assert all(post.source == "mc" for post in page.posts)


@pytest.mark.parametrize("when", ["6小时前", "12-16"])
def test_weibos_ids_tell_the_time_where_a_row_does_not(tmp_path: Path, when: str) -> None:
    row = CONTENTS["weibo"] | {"note_id": "4451195839843564", "create_time": when}
    post = only(read(written(tmp_path, row)))
    assert post.published_at == datetime(2019, 12, 19, 4, 54, 10, tzinfo=UTC)
    assert (post.published_precision, post.published_assumed) == ("second", False)
