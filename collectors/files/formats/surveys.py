"""Answers of surveys: a row an answer (long), or a row a respondent with a column a question.

Neither can be told from other tables for sure, so they are read only when they are named. An
answer is a post of kind `survey`: `subject` the question, `author_id` the respondent, `text` the
words; an answer on a scale is a `rating` with its ends. Its id depends on respondent, question and
time, so that a corrected answer replaces the one before and another wave does not.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from collectors.base import Page, Rejected
from collectors.errors import BadOptions, NotThisFormat
from collectors.files.cells import identifier, plain, rejected_row, text_of
from collectors.files.columns import MAPPABLE, plain_name
from collectors.files.formats.base import Format, Reading
from collectors.files.formats.survey_scales import Answers, scale_of
from collectors.files.made import PostMaker, zone_of
from collectors.files.pages import Seen, in_pages
from collectors.files.rows import Row, read_rows
from collectors.post import Post, digest

LONG, WIDE = NAMES = ("survey-long", "survey-wide")
Scales = Mapping[str, tuple[float, float] | None]

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
_LONG = {
    "author_id": _RESPONDENT,
    "subject": "question question_text item prompt 问题 题目 问题内容 题干",
    "text": "answer response reply value text content 回答 答案 答复 回答内容 内容 选项",
    "id": "answer_id id 回答id 回答编号",
    **_SHARED,
}
_WIDE = {"author_id": f"{_RESPONDENT} id 序号 编号 答题序号", **_SHARED}
_ABOUT_THE_ROW = re.compile(
    r"(?:^|[\W_])(?:age|gender|sex|city|country|region|province|phone|e?mail|ip|ip ?address"
    r"|duration|seconds|status|progress|finished|channel|device|browser|latitude|longitude|zip|income"
    r"|start ?date)(?:$|[\W_])"
    r"|年龄|性别|城市|省份|地区|手机|电话|邮箱|来源|来自|用时|时长|学历|职业|收入|总分|开始时间",
    re.IGNORECASE,
)


def _never(_path: Path, _head: str) -> bool:
    return False


def read_long(path: Path, reading: Reading) -> Iterator[Page]:
    """Yield the answers of a table with a row an answer.

    Raises:
        NotThisFormat: it cannot be read, or has no columns for question and answer.
        BadOptions: `mapping` names a part or a column that there is not.
    """
    return in_pages(_Survey(path, reading, _LONG).long())


def read_wide(path: Path, reading: Reading) -> Iterator[Page]:
    """Yield the answers of a table with a row a respondent.

    Questions are the columns of `reading.questions`; by default those answered in words of one's
    own and those answered on a scale.

    Raises:
        NotThisFormat: it cannot be read, or has no columns that are questions.
        BadOptions: `mapping` or `questions` names a part or a column that there is not.
    """
    return in_pages(_Survey(path, reading, _WIDE).wide())


def matched(path: Path, reading: Reading, *, wide: bool) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return (part of a post -> column, columns that are questions) as a survey would be read.

    Raises:
        NotThisFormat: as `read_wide` raises it.
        BadOptions: as `read_wide` raises it.
    """
    survey = _Survey(path, reading, _WIDE if wide else _LONG)
    return survey.columns, tuple(survey.questions()) if wide else ()


class _Survey:
    """One table of answers, read once to know its questions and once for the answers."""

    def __init__(self, path: Path, reading: Reading, known: Mapping[str, str]) -> None:
        self._path, self._reading = path, reading
        self._names = tuple(map(str, next(self._good(), {})))
        self.columns = _matched(self._names, reading.mapping, known)
        self._maker = PostMaker(
            reading.source, reading.now, zone_of(reading.zone), kind=reading.kind or "survey"
        )
        self._seen = Seen()
        self._nameless: Counter[str] = Counter()

    def long(self) -> Iterator[Post | Rejected]:
        if not {"subject", "text"} <= self.columns.keys():
            self._refuse("columns for question and answer")
        about: defaultdict[str, Answers] = defaultdict(Answers)
        for row in self._good():
            parts = self._parts(row)
            about[str(parts["subject"])].add(parts["text"])
        scales = {name: self._scale(name, answers) for name, answers in about.items()}
        for found in self._rows():
            if isinstance(found, Rejected):
                yield found
            else:
                yield from self._answer(found, self._parts(found[1]), scales)

    def wide(self) -> Iterator[Post | Rejected]:
        scales = self.questions()
        for found in self._rows():
            if isinstance(found, Rejected):
                yield found
                continue
            where, row = found
            parts = self._parts(row)
            for question in scales:
                asked = {**parts, "subject": question, "text": plain(row.get(question))}
                if asked["text"] is not None:
                    yield from self._answer((f"{where} {question}", row), asked, scales)

    def questions(self) -> Scales:
        """Return the columns that are questions, with their scales.

        Raises:
            NotThisFormat: there are none.
            BadOptions: a column that was named is not there.
        """
        for name in self._reading.questions:
            _check_column("questions", name, self._names)
        named = self._reading.questions or self._as_text()
        about: dict[str, Answers] = {name: Answers() for name in named or self._free()}
        for row in self._good():
            for name, answers in about.items():
                answers.add(plain(row.get(name)))
        scales = {name: self._scale(name, answers) for name, answers in about.items()}
        if not named:
            scales = {name: one for name, one in scales.items() if one or about[name].in_words()}
        if not scales:
            self._refuse("columns that are questions; name them in questions")
        return scales

    def _as_text(self) -> tuple[str, ...]:
        """Return the column that was mapped to the words, if one was."""
        return (self.columns["text"],) if "text" in self.columns else ()

    def _free(self) -> list[str]:
        taken = set(self.columns.values())
        names = (name for name in self._names if name not in taken)
        return [name for name in names if not _ABOUT_THE_ROW.search(name)]

    def _scale(self, question: str, answers: Answers) -> tuple[float, float] | None:
        low, high = self._reading.rating_low, self._reading.rating_high
        if low is None or high is None:
            return scale_of(question, answers)
        return (low, high) if answers.all_within(low, high) else scale_of(question, answers)

    def _answer(
        self, found: Row, parts: Mapping[str, Any], scales: Scales
    ) -> Iterator[Post | Rejected]:
        where, row = found
        try:
            post = self._maker.post(self._made(parts, scales))
            if not self._seen.repeats(post):
                yield post
        except ValueError as error:
            yield rejected_row(where, row, error)

    def _made(self, parts: Mapping[str, Any], scales: Scales) -> dict[str, Any]:
        question, answer = text_of(parts.get("subject")), parts.get("text")
        if not question or answer is None:
            msg = "no answer" if question else "no question"
            raise ValueError(msg)
        said: dict[str, Any] = {"text": str(answer)}
        if scale := scales.get(str(parts["subject"])):
            low, high = scale
            said = {"text": "", "rating": answer, "rating_low": low, "rating_high": high}
        return {**parts, **said, "id": parts.get("id") or self._id(parts, question)}

    def _id(self, parts: Mapping[str, Any], question: str) -> str:
        """Return an id that tells answers apart; without a respondent, by how many were alike."""
        respondent = identifier(parts.get("author_id"), "author_id") or parts.get("author")
        written = str(parts.get("published_at") or "")
        if respondent:
            return digest(str(respondent), question, written)
        key = digest("", question, written, str(parts["text"]))
        self._nameless[key] += 1
        return digest(key, str(self._nameless[key]))

    def _parts(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {part: plain(row.get(column)) for part, column in self.columns.items()}

    def _good(self) -> Iterator[Mapping[str, Any]]:
        return (found[1] for found in self._rows() if not isinstance(found, Rejected))

    def _rows(self) -> Iterator[Row | Rejected]:
        return read_rows(self._path, table=self._reading.table)

    def _refuse(self, lacking: str) -> NoReturn:
        why = f"it has no {lacking}; columns: {', '.join(self._names) or 'none'}"
        raise NotThisFormat(str(self._path), expected="a table of survey answers", why=why)


def _matched(
    names: Sequence[str], mapping: Mapping[str, str], known: Mapping[str, str]
) -> dict[str, str]:
    """Return part of a post -> column, as `mapping` says, else the best known name."""
    chosen = {ALIASES.get(part, part): column for part, column in mapping.items()}
    for part, column in chosen.items():
        if part not in MAPPABLE:
            allowed = (*ALIASES, *MAPPABLE)
            raise BadOptions("map", key=part, why="no part of an answer", allowed=allowed)
        _check_column(part, column, names)
    for part, usual in known.items():
        free = {plain_name(name): name for name in reversed(names) if name not in chosen.values()}
        best = next((free[key] for key in map(plain_name, usual.split()) if key in free), None)
        if part not in chosen and best is not None:
            chosen[part] = best
    return chosen


def _check_column(key: str, column: str, names: Sequence[str]) -> None:
    if column not in names:
        why = f"there is no column {column!r}; columns: {', '.join(names)}"
        raise BadOptions("map", key=key, why=why)


FORMATS: tuple[Format, ...] = (
    Format(LONG, "A survey with a row an answer", _never, read_long),
    Format(WIDE, "A survey with a row a respondent", _never, read_wide),
)
