"""The frames that `segments` takes and gives, and the check at its edges.

Null always means "not known". Times are aware UTC, to the microsecond.
"""

from typing import Annotated, Any, TypeVar

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors
from pandera.typing import Series

from segments.errors import BadFrame

UtcTime = Annotated[pd.DatetimeTZDtype, "us", "UTC"]
Count = pd.Int64Dtype

SHOWN_ROWS = 5


class Frame(pa.DataFrameModel):
    """A frame whose other columns are ignored and whose numbers and texts are made to fit."""

    class Config:
        """Convert what can be converted; drop the columns nobody asked for."""

        coerce = True
        strict = "filter"


class Identity(Frame):
    """An account that a customer declared to be theirs, and what they agreed to."""

    customer_id: Series[str]
    author_key: Series[str]
    evidence: Series[str]
    purpose: Series[str]
    consent_at: Series[UtcTime]
    ends_at: Series[UtcTime] = pa.Field(nullable=True)


class Conflict(Frame):
    """One of several claims on the same account by different customers."""

    author_key: Series[str]
    customer_id: Series[str]
    evidence: Series[str]
    consent_at: Series[UtcTime]


class AuthorMention(Frame):
    """An author spoke of something. With `post_key`, a post counts once per label and stance."""

    author_key: Series[str] = pa.Field(nullable=True)
    label: Series[str]
    stance: Series[str]
    score: Series[float] = pa.Field(ge=0, le=1)
    published_at: Series[UtcTime] = pa.Field(nullable=True)
    polarity: Series[float] = pa.Field(nullable=True, ge=-1, le=1)
    post_key: Series[str] | None


class Declared(Frame):
    """What an author's own labels say of them, and when they last stood beside a post."""

    author_key: Series[str]
    label: Series[str]
    score: Series[float] = pa.Field(ge=0, le=1)
    seen_at: Series[UtcTime]


class Interest(Frame):
    """Table author_interests."""

    author_key: Series[str]
    interest: Series[str]
    stance: Series[str]
    weight: Series[float] = pa.Field(ge=0)
    share: Series[float] = pa.Field(ge=0, le=1)
    posts: Series[int] = pa.Field(ge=0)
    mean_polarity: Series[float] = pa.Field(nullable=True, ge=-1, le=1)
    half_life_days: Series[float] = pa.Field(nullable=True, gt=0)
    last_evidence_at: Series[UtcTime]
    as_of: Series[UtcTime]


class Customer(Frame):
    """What the company was told by its customers (table customers)."""

    customer_id: Series[str] = pa.Field(unique=True)
    sex: Series[str] = pa.Field(nullable=True)
    birth_year: Series[Count] = pa.Field(nullable=True)
    place: Series[str] = pa.Field(nullable=True)
    joined_at: Series[UtcTime] = pa.Field(nullable=True)


class OrderLine(Frame):
    """One line of an order (table orders)."""

    order_id: Series[str]
    customer_id: Series[str] = pa.Field(nullable=True)
    ordered_at: Series[UtcTime]
    quantity: Series[float]
    amount: Series[float]
    currency: Series[str] | None


class Rfm(Frame):
    """Recency, frequency and money of everyone with an order, refund or return."""

    customer_id: Series[str] = pa.Field(unique=True)
    recency_days: Series[float] = pa.Field(nullable=True, ge=0)
    frequency: Series[int] = pa.Field(ge=0)
    monetary: Series[float]
    r_score: Series[Count] = pa.Field(nullable=True, ge=1, le=5)
    f_score: Series[Count] = pa.Field(nullable=True, ge=1, le=5)
    m_score: Series[Count] = pa.Field(nullable=True, ge=1, le=5)


class Voice(Frame):
    """How much an author says, in what mood, and when last.

    `mean_polarity` is that of the `judged` posts; the mood of the others is not known.
    """

    author_key: Series[str] = pa.Field(unique=True)
    posts: Series[int] = pa.Field(ge=0)
    judged: Series[int] = pa.Field(ge=0)
    mean_polarity: Series[float] = pa.Field(nullable=True, ge=-1, le=1)
    last_post_at: Series[UtcTime] = pa.Field(nullable=True)


class Profile(Frame):
    """Table profiles."""

    customer_id: Series[str] = pa.Field(unique=True)
    as_of: Series[UtcTime]
    sex: Series[str] = pa.Field(nullable=True)
    age_band: Series[str] = pa.Field(nullable=True)
    place: Series[str] = pa.Field(nullable=True)
    recency_days: Series[float] = pa.Field(nullable=True, ge=0)
    frequency: Series[int] = pa.Field(ge=0)
    monetary: Series[float]
    r_score: Series[Count] = pa.Field(nullable=True, ge=1, le=5)
    f_score: Series[Count] = pa.Field(nullable=True, ge=1, le=5)
    m_score: Series[Count] = pa.Field(nullable=True, ge=1, le=5)
    accounts: Series[int] = pa.Field(ge=0)
    posts: Series[int] = pa.Field(ge=0)
    judged: Series[int] = pa.Field(ge=0)
    mean_polarity: Series[float] = pa.Field(nullable=True, ge=-1, le=1)
    last_post_at: Series[UtcTime] = pa.Field(nullable=True)
    interests: Series[str] = pa.Field(nullable=True)


class SegmentRow(Frame):
    """Table segments."""

    segmentation: Series[str]
    segment: Series[str]
    position: Series[int] = pa.Field(ge=1)
    why: Series[str]
    rule: Series[str]
    members: Series[int] = pa.Field(ge=0)
    as_of: Series[UtcTime]


class Member(Frame):
    """Table segment_members: a customer is in one segment of each segmentation."""

    segmentation: Series[str]
    customer_id: Series[str]
    segment: Series[str]
    since: Series[UtcTime] | None

    class Config(Frame.Config):
        """Nobody is in two segments at once."""

        unique = ["segmentation", "customer_id"]  # noqa: RUF012  # pandera reads a plain list


class Move(Frame):
    """Table segment_moves."""

    segmentation: Series[str]
    customer_id: Series[str]
    moved_at: Series[UtcTime]
    from_segment: Series[str] = pa.Field(nullable=True)
    to_segment: Series[str]


class TermMention(Frame):
    """A post names a topic or brand. With `published_precision`, vague times are left out."""

    kind: Series[str]
    term: Series[str]
    post_key: Series[str]
    published_at: Series[UtcTime] = pa.Field(nullable=True)
    polarity: Series[float] = pa.Field(nullable=True, ge=-1, le=1)
    published_precision: Series[str] | None = pa.Field(nullable=True)
    trusted: Series[bool] | None


class TermCount(Frame):
    """Table term_counts: only hours and days with posts; the others are zero."""

    kind: Series[str]
    term: Series[str]
    granularity: Series[str] = pa.Field(isin=["hour", "day"])
    starts_at: Series[UtcTime]
    posts: Series[int] = pa.Field(ge=0)
    trusted_posts: Series[Count] | None = pa.Field(nullable=True, ge=0)
    mean_polarity: Series[float] = pa.Field(nullable=True, ge=-1, le=1)

    class Config(Frame.Config):
        """An hour or day of a term is counted once."""

        unique = ["kind", "term", "granularity", "starts_at"]  # noqa: RUF012  # as above


class Hotspot(Frame):
    """Table hotspots."""

    kind: Series[str]
    term: Series[str]
    granularity: Series[str] = pa.Field(isin=["hour", "day"])
    starts_at: Series[UtcTime]
    observed: Series[int] = pa.Field(ge=1)
    trusted_posts: Series[Count] | None = pa.Field(nullable=True, ge=0)
    expected: Series[float] = pa.Field(gt=0)
    score: Series[float] = pa.Field(ge=0)
    mean_polarity: Series[float] = pa.Field(nullable=True, ge=-1, le=1)


class Usual(Frame):
    """Posts seen and posts expected of a term in one period."""

    kind: Series[str]
    term: Series[str]
    granularity: Series[str] = pa.Field(isin=["hour", "day"])
    starts_at: Series[UtcTime]
    observed: Series[int] = pa.Field(ge=0)
    expected: Series[float] = pa.Field(gt=0)


class Story(Frame):
    """Table stories."""

    story_id: Series[str] = pa.Field(unique=True)
    kind: Series[str]
    term: Series[str]
    starts_at: Series[UtcTime]
    ends_at: Series[UtcTime]
    posts: Series[int] = pa.Field(ge=1)
    trusted_posts: Series[Count] | None = pa.Field(nullable=True, ge=0)
    peak: Series[int] = pa.Field(ge=1)
    score: Series[float] = pa.Field(ge=0)
    mean_polarity: Series[float] = pa.Field(nullable=True, ge=-1, le=1)


class ShareOfVoice(Frame):
    """Table share_of_voice."""

    starts_at: Series[UtcTime]
    brand: Series[str]
    posts: Series[int] = pa.Field(ge=1)
    trusted_posts: Series[Count] | None = pa.Field(nullable=True, ge=0)
    share: Series[float] = pa.Field(ge=0, le=1)
    trusted_share: Series[float] = pa.Field(nullable=True, ge=0, le=1)
    mean_polarity: Series[float] = pa.Field(nullable=True, ge=-1, le=1)


Model = TypeVar("Model", bound=Frame)


def checked(model: type[Model], frame: pd.DataFrame, *, name: str) -> pd.DataFrame:
    """Return `frame` with the columns of `model`, in its order and types.

    Rows stay as they are and are numbered from 0; errors name them by that number.

    Args:
        model: what the frame must hold.
        frame: any frame; columns that `model` does not name are left out.
        name: what error messages call the frame.

    Raises:
        BadFrame: a column is missing, or holds what it must not.
    """
    columns = [column for column in model.to_schema().columns if column in frame]
    _refuse_naive_times(model, frame, name=name)
    try:
        # Pandera stumbles over repeated labels, which frames put together often have.
        valid = model.validate(frame[columns].reset_index(drop=True), lazy=True)
    except SchemaErrors as error:
        raise _bad_frame(error.failure_cases, name=name) from error
    return pd.DataFrame(valid)[columns]


def _refuse_naive_times(model: type[Frame], frame: pd.DataFrame, *, name: str) -> None:
    """Pandera would take times without a zone for UTC; they are local times as often as not."""
    for column, spec in model.to_schema().columns.items():
        is_time = isinstance(getattr(spec.dtype, "type", None), pd.DatetimeTZDtype)
        if is_time and column in frame and _is_naive(frame[column]):
            raise BadFrame(name, column=column, reason="has times without a zone; give UTC")


def _is_naive(column: "pd.Series[Any]") -> bool:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return False
    if pd.api.types.is_datetime64_dtype(column):
        return bool(column.notna().any())
    return any(getattr(moment, "tzinfo", True) is None for moment in column.dropna())


def _bad_frame(cases: pd.DataFrame, *, name: str) -> BadFrame:
    first = cases.iloc[0]
    if first["check"] == "column_in_dataframe":
        return BadFrame(name, column=str(first["failure_case"]), reason="is missing")
    if first["check"] == "multiple_fields_uniqueness":
        return _repeated(cases, name=name)
    alike = cases[(cases["column"] == first["column"]) & (cases["check"] == first["check"])]
    reason = f"fails {first['check']} {len(alike)} times, first with {first['failure_case']}"
    return BadFrame(name, column=str(first["column"]), reason=reason, rows=_rows(alike))


def _repeated(cases: pd.DataFrame, *, name: str) -> BadFrame:
    first, *others = cases["column"].unique()
    reason = f"repeats with the same {', '.join(others)}"
    return BadFrame(name, column=first, reason=reason, rows=_rows(cases))


def _rows(cases: pd.DataFrame) -> list[object]:
    return list(cases["index"].dropna().unique()[:SHOWN_ROWS])
