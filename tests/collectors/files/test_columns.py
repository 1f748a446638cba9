import pytest

from collectors.files.columns import match_columns, plain_name

TRADITIONAL = {
    "編號": "id",
    "作者": "author",
    "暱稱": "author",
    "用戶": "author",
    "使用者": "author",
    "評論": "text",
    "內容": "text",
    "留言內容": "text",
    "貼文": "text",
    "評價": "text",
    "標題": "title",
    "評分": "rating",
    "滿意度": "rating",
    "日期": "published_at",
    "時間": "published_at",
    "發佈時間": "published_at",
    "連結": "url",
    "網址": "url",
    "讚數": "likes",
    "按讚數": "likes",
    "回覆數": "replies",
    "評論數": "replies",
    "分享數": "reposts",
    "產品": "subject",
    "語言": "lang",
}


@pytest.mark.parametrize(("column", "part"), TRADITIONAL.items())
def test_traditional_names_are_known_like_the_simplified_ones(column: str, part: str) -> None:
    assert match_columns(["x", column], {}) == {part: column}


def test_a_table_from_taiwan_needs_no_mapping() -> None:
    columns = ["編號", "作者", "評論", "評分", "日期"]
    parts = ("id", "author", "text", "rating", "published_at")
    assert match_columns(columns, {}) == dict(zip(parts, columns, strict=True))


def test_names_are_compared_without_case_blanks_signs_and_kind_of_writing() -> None:
    assert plain_name(" Review_ID ") == plain_name("review id")
    assert plain_name("回覆數") == plain_name("回复数")
