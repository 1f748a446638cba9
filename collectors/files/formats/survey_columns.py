"""Which column of a table of answers means what."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from collectors.errors import BadOptions
from collectors.files.cells import text_of
from collectors.files.columns import MAPPABLE, plain_name

ROWS_ABOVE = 2
"""Rows between the names of columns and the answers, where the questions stand there."""

ALIASES: Mapping[str, str] = {
    "respondent": "author_id",
    "question": "subject",
    "answer": "text",
    "date": "published_at",
}
"""What people call the parts of an answer -> part of the post."""

_RESPONDENT = (
    "respondent respondent_id author_id user_id userid customer_id participant participant_id"
    " response_id submission_id uid openid 受访者 受访者id 答卷编号 问卷编号 用户id 客户编号 会员号"
)
_SHARED = {
    "author": "name nickname user_name respondent_name 姓名 昵称 用户名 客户姓名",
    "published_at": (
        "submitted_at answered_at created_at submit_date end_date recorded_date timestamp datetime"
        " date time 提交时间 提交答卷时间 填写时间 答题时间 结束时间 日期 时间"
    ),
    "lang": "lang language user_language 语言",
}
KNOWN_LONG = {
    "author_id": _RESPONDENT,
    "subject": "question question_text item prompt 问题 题目 问题内容 题干",
    "text": "answer response reply value text content 回答 答案 答复 回答内容 内容 选项",
    "id": "answer_id id 回答id 回答编号",
    **_SHARED,
}
_SURELY_LONG = (
    _RESPONDENT,
    "question question_text 问题 题目 问题内容 题干",
    "answer response 回答 答案 答复 回答内容",
)
KNOWN_WIDE = {"author_id": f"{_RESPONDENT} id 序号 编号 答题序号", **_SHARED}
_ABOUT_THE_ROW = re.compile(
    r"(?:^|[\W_])(?:age|gender|sex|city|country|region|province|phone|e?mail|ip|ip ?address"
    r"|duration|seconds|status|progress|finished|channel|device|browser|latitude|longitude|zip|income"
    r"|start ?date)(?:$|[\W_])|^(?:recipient|externalref|external ?data|location|ipaddress)"
    r"|^(?:distributionchannel|startdate|enddate)$",
    re.IGNORECASE,
)
_ABOUT_THE_ROW_ZH = re.compile(
    r"年龄|性别|城市|省份|地区|手机号|电话|邮箱|来源|来自|用时|时长|学历|职业|收入|总分|开始时间"
)
_SHORT = 8  # characters; longer ones ask for an opinion on a city, and do not name one


def is_long(columns: Sequence[str]) -> bool:
    """Return whether a table with these columns has a row an answer: who, to what, and what."""
    there = set(map(plain_name, columns))
    return all(not there.isdisjoint(map(plain_name, names.split())) for names in _SURELY_LONG)


def may_be_question(column: str) -> bool:
    """Return whether a column of that name could be a question, not a fact about the row."""
    short = len(column) <= _SHORT
    return not (_ABOUT_THE_ROW.search(column) or (short and _ABOUT_THE_ROW_ZH.search(column)))


def matched_columns(
    names: Sequence[str], mapping: Mapping[str, str], known: Mapping[str, str]
) -> dict[str, str]:
    """Return part of a post -> column, as `mapping` says, else the best known name.

    Raises:
        BadOptions: `mapping` names a part or a column that there is not.
    """
    chosen = {ALIASES.get(part, part): column for part, column in mapping.items()}
    for part, column in chosen.items():
        if part not in MAPPABLE:
            allowed = (*ALIASES, *MAPPABLE)
            raise BadOptions("map", key=part, why="no part of an answer", allowed=allowed)
        check_column(part, column, names)
    for part, usual in known.items():
        free = {plain_name(name): name for name in reversed(names) if name not in chosen.values()}
        best = next((free[key] for key in map(plain_name, usual.split()) if key in free), None)
        if part not in chosen and best is not None:
            chosen[part] = best
    return chosen


def question_labels(beginning: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return column -> words of its question, where the first row holds them (Qualtrics).

    Its second row holds ids for importing, by which such a file is known.
    """
    if len(beginning) < ROWS_ABOVE:
        return {}
    words, ids = beginning
    marked = any(str(value).startswith('{"ImportId"') for value in ids.values())
    return {name: text_of(value) or "" for name, value in words.items()} if marked else {}


def check_column(key: str, column: str, names: Sequence[str]) -> None:
    """Raise BadOptions, with `key`, unless `column` is among `names`."""
    if column not in names:
        why = f"there is no column {column!r}; columns: {', '.join(names)}"
        raise BadOptions("map", key=key, why=why)
