import pytest

from collectors.files.formats.survey_columns import may_be_question


@pytest.mark.parametrize(
    ("column", "question"),
    [
        ("2、您的性别", False),
        ("所用时间", False),
        ("来自IP", False),
        ("您对手机屏幕满意吗", True),
        ("您对城市店的服务有什么建议", True),
        ("Duration (in seconds)", False),
        ("IPAddress", False),
        ("RecipientEmail", False),
        ("Why did you choose us?", True),
        ("What did you like about the packaging?", True),
    ],
)
def test_facts_about_a_row_are_told_from_questions(column: str, question: bool) -> None:  # noqa: FBT001  # a column of the table above
    assert may_be_question(column) is question
