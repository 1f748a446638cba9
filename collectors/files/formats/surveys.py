"""Answers of surveys: a row an answer (long), or a row a respondent with a column a question.

The first is known by its columns; the second cannot be told from other tables for sure, and is
read only when it is named or its questions are. An answer is a post of kind `survey`: `subject`
the question, `author_id` the respondent, `text` the words; an answer on a scale is a `rating` with
its ends. Its id depends on respondent, question and time, so that a corrected answer replaces the
one before and another wave does not.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

from collectors.base import Page, Rejected
from collectors.errors import CollectorError, NotThisFormat
from collectors.files.cells import identifier, plain, rejected_row, text_of
from collectors.files.formats.base import Format, Reading
from collectors.files.formats.saved_json import is_data
from collectors.files.formats.survey_columns import (
    KNOWN_LONG,
    KNOWN_WIDE,
    ROWS_ABOVE,
    check_column,
    is_long,
    matched_columns,
    may_be_question,
    question_labels,
)
from collectors.files.formats.survey_scales import Answers, scale_of
from collectors.files.head import head_of
from collectors.files.made import PostMaker, zone_of
from collectors.files.pages import Seen, in_pages
from collectors.files.rows import Row, read_rows
from collectors.files.shapes import shape_of
from collectors.post import Post, digest

_SEVERAL = 2
LONG, WIDE = NAMES = ("survey-long", "survey-wide")
Scale = tuple[float, float]
Scales = Mapping[str, Scale | None]


def _is_long(path: Path, head: str) -> bool:
    """Return whether the only or first table has a column for respondent, question and answer."""
    columns = next(iter(shape_of(path, head).values()), ())
    return not is_data(head) and is_long(columns)


def is_long_table(path: Path) -> bool:
    """Return whether `path` is taken for answers with a row an answer when no format is named."""
    return _is_long(path, head_of(path))


def _never(_path: Path, _head: str) -> bool:
    return False


def looks_wide(path: Path, reading: Reading) -> bool:
    """Return whether several columns of a table are answered in words of one's own."""
    try:
        survey = _Survey(path, reading, KNOWN_WIDE)
        return survey.in_words() >= _SEVERAL
    except CollectorError:
        return False


def read_long(path: Path, reading: Reading) -> Iterator[Page]:
    """Yield the answers of a table with a row an answer.

    Raises:
        NotThisFormat: it cannot be read, or has no columns for question and answer.
        BadOptions: `mapping` names a part or a column that there is not.
    """
    return in_pages(_Survey(path, reading, KNOWN_LONG).long())


def read_wide(path: Path, reading: Reading) -> Iterator[Page]:
    """Yield the answers of a table with a row a respondent.

    Questions are the columns of `reading.questions`; by default those answered in words of one's
    own and those answered on a scale.

    Raises:
        NotThisFormat: it cannot be read, or has no columns that are questions.
        BadOptions: `mapping` or `questions` names a part or a column that there is not.
    """
    return in_pages(_Survey(path, reading, KNOWN_WIDE).wide())


def matched(path: Path, reading: Reading, *, wide: bool) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return (part of a post -> column, columns that are questions) as a survey would be read.

    Raises:
        NotThisFormat: as `read_wide` raises it.
        BadOptions: as `read_wide` raises it.
    """
    survey = _Survey(path, reading, KNOWN_WIDE if wide else KNOWN_LONG)
    return survey.columns, tuple(survey.questions()) if wide else ()


class _Survey:
    """One table of answers, read once to know its questions and once for the answers."""

    def __init__(self, path: Path, reading: Reading, known: Mapping[str, str]) -> None:
        self._path, self._reading = path, reading
        self._above = 0
        beginning = list(islice(self._good(), ROWS_ABOVE))
        self._names = tuple(map(str, beginning[0])) if beginning else ()
        self._labels = question_labels(beginning)
        self._above = ROWS_ABOVE if self._labels else 0
        self.columns = matched_columns(self._names, reading.mapping, known)
        self._maker = PostMaker(
            reading.source,
            reading.now,
            zone_of(reading.zone),
            kind=reading.kind or "survey",
            now_is_known=reading.now_is_known,
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
                parts = self._parts(found[1])
                yield from self._answer(found, parts, scales.get(str(parts["subject"])))

    def wide(self) -> Iterator[Post | Rejected]:
        scales = self.questions()
        for found in self._rows():
            if isinstance(found, Rejected):
                yield found
                continue
            where, row = found
            parts = self._parts(row)
            for question, scale in scales.items():
                said = {"subject": self._label(question), "text": plain(row.get(question))}
                yield from self._answer((f"{where} {question}", row), {**parts, **said}, scale)

    def questions(self) -> Scales:
        """Return the columns that are questions, with their scales.

        Raises:
            NotThisFormat: there are none.
            BadOptions: a column that was named is not there.
        """
        named = self._reading.questions or self._as_text()
        about = self._about(named or self._free())
        scales = {name: self._scale(self._label(name), one) for name, one in about.items()}
        if not named:
            scales = {name: one for name, one in scales.items() if one or about[name].in_words()}
        if not scales:
            self._refuse("columns that are questions; name them in questions")
        return scales

    def in_words(self) -> int:
        """Return how many columns that may be questions are answered in words of one's own."""
        return sum(answers.in_words() for answers in self._about(self._free()).values())

    def _about(self, questions: Iterable[str]) -> dict[str, Answers]:
        about = {name: Answers() for name in questions}
        for name in about:
            check_column("questions", name, self._names)
        for row in self._good():
            for name, answers in about.items():
                answers.add(plain(row.get(name)))
        return about

    def _label(self, column: str) -> str:
        return self._labels.get(column) or column

    def _as_text(self) -> tuple[str, ...]:
        """Return the column that was mapped to the words, if one was."""
        return (self.columns["text"],) if "text" in self.columns else ()

    def _free(self) -> list[str]:
        taken = set(self.columns.values())
        names = (name for name in self._names if name not in taken)
        return list(filter(may_be_question, names))

    def _scale(self, question: str, answers: Answers) -> Scale | None:
        low, high = self._reading.rating_low, self._reading.rating_high
        if low is None or high is None:
            return scale_of(question, answers)
        return (low, high) if answers.all_within(low, high) else scale_of(question, answers)

    def _answer(
        self, found: Row, parts: Mapping[str, Any], scale: Scale | None
    ) -> Iterator[Post | Rejected]:
        """Yield the answer; a question that was left open is none."""
        where, row = found
        if parts["text"] is None:
            return
        try:
            post = self._maker.post(self._made(parts, scale))
            if not self._seen.repeats(post):
                yield post
        except ValueError as error:
            yield rejected_row(where, row, error)

    def _made(self, parts: Mapping[str, Any], scale: Scale | None) -> dict[str, Any]:
        question, answer = text_of(parts.get("subject")), parts["text"]
        if not question:
            msg = "an answer without a question"
            raise ValueError(msg)
        said: dict[str, Any] = {"text": str(answer)}
        if scale:
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
        above = self._above
        for found in read_rows(self._path, table=self._reading.table):
            if above and not isinstance(found, Rejected):
                above -= 1
            else:
                yield found

    def _refuse(self, lacking: str) -> NoReturn:
        why = f"it has no {lacking}; columns: {', '.join(self._names) or 'none'}"
        raise NotThisFormat(str(self._path), expected="a table of survey answers", why=why)


FORMATS: tuple[Format, ...] = (
    Format(LONG, "A survey with a row an answer", _is_long, read_long),
    Format(WIDE, "A survey with a row a respondent", _never, read_wide),
)
