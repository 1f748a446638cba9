from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.errors import BadOptions, NoTextColumn
from collectors.files.columns import MAPPABLE
from collectors.files.imported import import_posts
from collectors.files.saved_mapping import (
    SavedMapping,
    matched_mapping,
    read_mapping,
    write_mapping,
)

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
SAVED = st.builds(
    SavedMapping,
    format=st.none() | WORDS,
    kind=st.sampled_from([None, "review", "survey"]),
    zone=st.sampled_from([None, "Asia/Shanghai"]),
    table=st.none() | WORDS,
    questions=st.lists(WORDS, max_size=3).map(tuple),
    rating_low=st.none() | st.floats(-10, 10),
    rating_high=st.none() | st.floats(0, 1000),
    columns=st.dictionaries(st.sampled_from(MAPPABLE) | WORDS, WORDS, max_size=4),
)


@settings(deadline=None)
@given(SAVED)
def test_a_mapping_that_was_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, saved: SavedMapping
) -> None:
    path = tmp_path_factory.mktemp("mapping") / "a.toml"
    write_mapping(path, saved)
    assert read_mapping(path) == saved


def test_what_was_matched_reads_the_next_table_of_its_kind(tmp_path: Path) -> None:
    first, second = tmp_path / "may.csv", tmp_path / "june.csv"
    first.write_text("nr,Kommentar,评分\n1,gut,4\n")
    second.write_text("nr,Kommentar,评分\n2,schlecht,1\n")
    matched = matched_mapping(first, mapping={"text": "Kommentar", "id": "nr"})
    assert matched.columns == {"text": "Kommentar", "id": "nr", "rating": "评分"}
    path = tmp_path / "own.toml"
    write_mapping(path, matched.model_copy(update={"rating_low": 1.0, "rating_high": 5.0}))
    (page,) = import_posts(second, source="own", **read_mapping(path).options())
    (post,) = page.posts
    assert (post.id, post.text, post.rating, post.rating_high) == ("2", "schlecht", 1.0, 5.0)


def test_questions_of_a_survey_are_kept_with_its_format(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("编号,请写下建议,颜色\n1,包装盒压坏了两次,白\n2,希望出小一号的,白\n")
    matched = matched_mapping(path, format="survey-wide")
    assert (matched.columns, matched.questions) == ({"author_id": "编号"}, ("请写下建议",))
    pages = list(import_posts(path, source="own", **matched.options()))
    assert [post.author_id for page in pages for post in page.posts] == ["1", "2"]


def test_of_a_known_format_the_name_is_kept(tmp_path: Path) -> None:
    matched = matched_mapping(tmp_path / "a.csv", format="weibo-search")
    assert matched == SavedMapping(format="weibo-search")
    with pytest.raises(BadOptions, match="there is no format 'pigeon'"):
        matched_mapping(tmp_path / "a.csv", format="pigeon")


def test_a_table_without_words_cannot_be_matched(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,price\n1,2\n")
    with pytest.raises(NoTextColumn, match="columns: id, price"):
        matched_mapping(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("zone = 1", "zone: Input should be a valid string"),
        ("kind = 'rumour'", "kind: Input should be 'review'"),
        ("colums = {}", "colums: there is no such key; keys of mapping: format, kind"),
        ("columns = {text = 1}", "columns.text"),
        ("zone = ", "a.toml"),
        (None, "a.toml"),
    ],
)
def test_a_mapping_that_does_not_fit_is_told_with_its_key(
    tmp_path: Path, text: Any, message: str
) -> None:
    path = tmp_path / "a.toml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(BadOptions, match=message):
        read_mapping(path)


def test_answers_a_row_are_matched_as_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("respondent,question,answer\nr1,why,cheap\n")
    found = matched_mapping(path)
    assert found.format == "survey-long"
    assert found.columns["subject"] == "question"
