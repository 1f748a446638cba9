from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.base import Page
from collectors.errors import BadOptions, CollectorError, NotThisFormat
from collectors.files.formats.base import Reading
from collectors.files.formats.registry import format_of
from collectors.files.formats.survey_scales import Answers, scale_of
from collectors.files.formats.surveys import matched
from collectors.files.imported import import_posts

NOW = datetime(2024, 5, 20, tzinfo=UTC)

LONG = """答卷编号,问题,回答,提交时间
1001,您对屏幕满意吗,4,2024-05-01 10:00
1001,您还想说什么,续航可以再长一点,2024-05-01 10:00
1002,您对屏幕满意吗,5,2024-05-02 11:30
1002,您还想说什么,无,2024-05-02 11:30
1003,您对屏幕满意吗,2,2024-05-03 12:00
1003,您还想说什么,客服态度不好,2024-05-03 12:00
"""

WIDE = """序号,提交答卷时间,来自IP,性别,年龄,您会推荐我们吗（0-10）,对物流打几分,常用颜色,请写下建议
1,2024/5/1 10:00:00,1.2.3.4,男,31,9,5,白,包装盒压坏了两次
2,2024/5/1 10:05:00,1.2.3.5,女,28,3,4,黑,希望出小一号的版本
3,2024/5/1 10:09:00,1.2.3.6,女,45,10,4,白,
"""


def table(tmp_path: Path, text: str, name: str = "answers.csv") -> Path:
    path = tmp_path / name
    path.write_text(text)
    return path


def read(path: Path, name: str, **options: Any) -> Page:
    pages = list(import_posts(path, source="survey", now=NOW, format=name, **options))
    posts = tuple(post for page in pages for post in page.posts)
    return Page(posts, tuple(one for page in pages for one in page.rejected))


def test_a_row_an_answer_is_a_post_of_its_respondent(tmp_path: Path) -> None:
    page = read(table(tmp_path, LONG), "survey-long", zone="Asia/Shanghai")
    first, second = page.posts[:2]
    assert {post.kind for post in page.posts} == {"survey"}
    assert (first.author_id, first.subject) == ("1001", "您对屏幕满意吗")
    assert (first.rating, first.rating_low, first.rating_high, first.text) == (4.0, 1.0, 5.0, "")
    assert (second.text, second.rating) == ("续航可以再长一点", None)
    assert second.published_at == datetime(2024, 5, 1, 2, tzinfo=UTC)
    assert len({post.id for post in page.posts}) == len(page.posts) == 5
    assert page.rejected == ()


def test_an_answer_without_a_question_is_told(tmp_path: Path) -> None:
    page = read(table(tmp_path, "respondent,question,answer\n1,,fine\n1,Why?,\n"), "survey-long")
    assert [one.reason for one in page.rejected] == ["an answer without a question"]
    assert page.posts == ()


def test_questions_written_below_the_names_of_columns_are_the_subjects(tmp_path: Path) -> None:
    lines = [
        "StartDate,EndDate,IPAddress,ResponseId,RecipientLastName,Q1,Q2",
        "Start Date,End Date,IP Address,Response ID,Recipient Last Name,How likely? (0-10),Why?",
        ",".join('"{""ImportId"":""x""}"' for _ in range(7)),
        "2024-05-01 10:00:00,2024-05-01 10:05:00,1.2.3.4,R_1,Smithson,9,Fast and friendly",
        "2024-05-01 11:00:00,2024-05-01 11:05:00,1.2.3.4,R_2,Johnson,2,Nobody answered me",
    ]
    page = read(table(tmp_path, "\n".join(lines)), "survey-wide")
    assert [(post.author_id, post.subject, post.rating or post.text) for post in page.posts] == [
        ("R_1", "How likely? (0-10)", 9.0),
        ("R_1", "Why?", "Fast and friendly"),
        ("R_2", "How likely? (0-10)", 2.0),
        ("R_2", "Why?", "Nobody answered me"),
    ]
    assert page.posts[0].published_at == datetime(2024, 5, 1, 10, 5, tzinfo=UTC)


def test_a_row_a_respondent_gives_the_answers_in_words_and_on_scales(tmp_path: Path) -> None:
    page = read(table(tmp_path, WIDE), "survey-wide")
    assert page.rejected == ()
    assert [
        (post.author_id, post.rating, post.rating_high) for post in page.posts if post.rating
    ] == [
        ("1", 9.0, 10.0),
        ("1", 5.0, 5.0),
        ("2", 3.0, 10.0),
        ("2", 4.0, 5.0),
        ("3", 10.0, 10.0),
        ("3", 4.0, 5.0),
    ]
    words = [post for post in page.posts if post.text]
    assert [(post.subject, post.text) for post in words] == [
        ("请写下建议", "包装盒压坏了两次"),
        ("请写下建议", "希望出小一号的版本"),
    ]


def test_questions_can_be_named(tmp_path: Path) -> None:
    page = read(table(tmp_path, WIDE), "survey-wide", questions=("常用颜色",))
    assert [post.text for post in page.posts] == ["白", "黑", "白"]


def test_the_questions_that_would_be_read_can_be_asked_for(tmp_path: Path) -> None:
    columns, found = matched(table(tmp_path, WIDE), Reading("survey", NOW), wide=True)
    assert columns == {"author_id": "序号", "published_at": "提交答卷时间"}
    assert found == ("您会推荐我们吗（0-10）", "对物流打几分", "请写下建议")


def test_the_ends_of_a_scale_can_be_said(tmp_path: Path) -> None:
    path = table(tmp_path, "id,ease\n1,40\n2,80\n3,95\n")
    page = read(path, "survey-wide", questions=("ease",), rating_low=0.0, rating_high=100.0)
    assert [(post.rating, post.rating_high) for post in page.posts] == [
        (40.0, 100.0),
        (80.0, 100.0),
        (95.0, 100.0),
    ]


def test_columns_can_be_mapped_by_the_words_people_use(tmp_path: Path) -> None:
    path = table(tmp_path, "who,what,said\n7,Anything else?,It is too loud\n")
    mapping = {"respondent": "who", "question": "what", "answer": "said"}
    (post,) = read(path, "survey-long", mapping=mapping).posts
    assert (post.author_id, post.subject, post.text) == ("7", "Anything else?", "It is too loud")


def test_a_corrected_answer_keeps_its_id_and_another_wave_has_its_own(tmp_path: Path) -> None:
    header = "respondent,question,answer,date\n"
    before = read(table(tmp_path, header + "7,Why?,bad,2024-01-01\n"), "survey-long").posts[0]
    after = read(table(tmp_path, header + "7,Why?,worse,2024-01-01\n"), "survey-long").posts[0]
    wave = read(table(tmp_path, header + "7,Why?,worse,2024-04-01\n"), "survey-long").posts[0]
    assert before.id == after.id != wave.id


def test_respondents_without_a_name_may_say_the_same(tmp_path: Path) -> None:
    path = table(tmp_path, "question,answer\nWhy?,too dear\nWhy?,too dear\nHow?,too dear\n")
    page = read(path, "survey-long")
    assert len({post.id for post in page.posts}) == 3
    assert [post.id for post in read(path, "survey-long").posts] == [p.id for p in page.posts]


def test_a_workbook_of_answers_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["编号", "意见"], [1.0, "声音太小了听不清"], [4.5e15, "屏幕有坏点"]):
        sheet.append(row)
    book.save(path)
    page = read(path, "survey-wide")
    assert [(post.author_id, post.text) for post in page.posts] == [("1", "声音太小了听不清")]
    assert "rounded by a spreadsheet" in page.rejected[0].reason


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("survey-long", {}, "no columns for question and answer; columns: id, colour"),
        ("survey-wide", {}, "no columns that are questions"),
        ("survey-wide", {"questions": ("mood",)}, "questions: there is no column 'mood'"),
        ("survey-long", {"mapping": {"answer": "mood"}}, "text: there is no column 'mood'"),
        ("survey-long", {"mapping": {"mood": "id"}}, "mood: no part of an answer"),
    ],
)
def test_a_table_that_is_no_survey_is_told(
    tmp_path: Path, name: str, options: Any, message: str
) -> None:
    path = table(tmp_path, "id,colour\n1,red\n2,red\n3,red\n4,red\n")
    with pytest.raises((NotThisFormat, BadOptions), match=message):
        read(path, name, **options)


def test_a_row_a_respondent_is_never_guessed(tmp_path: Path) -> None:
    assert format_of(table(tmp_path, WIDE)) is None


@pytest.mark.parametrize(
    ("question", "answers", "scale"),
    [
        ("Q1", [1, 5, "3"], (1.0, 5.0)),
        ("Q1", ["4分", "5分", "2 points"], (1.0, 5.0)),
        ("Q1", [1, 7, 3], (1.0, 7.0)),
        ("Q1", [0, 5, 3], (0.0, 10.0)),
        ("Q1", [4.5, 5, 3], (1.0, 5.0)),
        ("Would you recommend us?", [5], (0.0, 10.0)),
        ("Speed, 1 to 10", [5], (1.0, 10.0)),
        ("Speed, 1-5", [7, 1, 2], None),
        ("Q1", [5, 4], None),
        ("Q1", [0, 1, 1, 0], None),
        ("Q1", [31, 45, 28], None),
        ("Q1", [1.3, 2, 3], None),
        ("Q1", [1, 2, 3, "good"], None),
        ("Q1", [], None),
        ("Q1", [True, False, True], None),
    ],
)
def test_a_scale_is_the_one_written_or_the_least_that_holds_all_answers(
    question: str, answers: list[Any], scale: Any
) -> None:
    about = Answers()
    for answer in answers:
        about.add(answer)
    assert scale_of(question, about) == scale


CELLS = st.text(st.sampled_from('abc,"0123456789.\n-E+好😀\x00'), max_size=8)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=6),
    st.sampled_from(["survey-wide", "survey-long"]),
)
def test_whatever_the_cells_hold_there_are_answers_rejected_rows_or_our_errors(
    tmp_path_factory: pytest.TempPathFactory, cells: list[list[str]], name: str
) -> None:
    path = tmp_path_factory.mktemp("survey") / "a.csv"
    path.write_text("\n".join(map(",".join, [["id", "question", "answer", "date"], *cells])))
    with suppress(CollectorError):
        page = read(path, name)
        assert all(post.subject for post in page.posts)


@pytest.mark.parametrize(
    "header",
    ["respondent,date,question,answer", "受访者,日期,问题,回答", "受訪者,日期,問題,回答"],
)
def test_a_row_an_answer_is_known_by_its_columns(tmp_path: Path, header: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text(f"{header}\nr1,2024-05-01,为什么,便宜\nr1,2024-05-01,有何不满,太慢\n")
    pages = list(import_posts(path, source="survey", now=NOW))
    posts = [post for page in pages for post in page.posts]
    assert [(post.kind, post.subject, post.text) for post in posts] == [
        ("survey", "为什么", "便宜"),
        ("survey", "有何不满", "太慢"),
    ]


def test_who_names_the_questions_need_not_name_the_format(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("respondent,why,text\nr1,it is cheap,x\nr2,a friend told me,y\n")
    (page,) = import_posts(path, source="survey", now=NOW, questions=("why",))
    assert [(post.kind, post.subject, post.text) for post in page.posts] == [
        ("survey", "why", "it is cheap"),
        ("survey", "why", "a friend told me"),
    ]


def test_a_table_with_a_row_a_respondent_is_said_to_look_like_a_survey(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(
        "Respondent ID,Submitted,What do you like most?,What should be better?\n"
        "1,2024-05-01,The battery lasts for days,It could be lighter\n"
        "2,2024-05-02,Nothing comes to my mind,The support never answered me\n"
    )
    with pytest.raises(NotThisFormat, match="looks like a survey: name it by format survey-wide"):
        list(import_posts(path, source="survey", now=NOW))
