"""Reviews of apps as the usual open-source readers write them into CSV, JSON and the like.

Google Play: JoMingyu/google-play-scraper (Python; its `at` is local time of the machine that ran
it, without a zone) and facundoolano/google-play-scraper (JavaScript). App Store:
cowboy-bebug/app-store-scraper (Python, no ids) and facundoolano/app-store-scraper (JavaScript).
Columns as in those projects, looked up 2026-11. 0 stars is no rating.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from collectors.files.cells import identifier, plain
from collectors.files.formats.base import Format
from collectors.files.formats.known_tables import Family, Parts, Table, first_of
from collectors.files.formats.table_file import format_for
from collectors.ratings import number

ANSWER = "/developer"
"""What the id of an answer has behind that of its review, as in the live source."""

_APP = {"subject": ("appName", "app_name", "appTitle", "appId", "app_id", "app")}


def _answered(column: str, parts: Parts, row: Mapping[str, Any]) -> Parts:
    """Count the developer's answer, a post of its own, and drop a rating of 0."""
    if column in row:
        nested = isinstance(row[column], (dict, list)) and bool(row[column])
        parts["replies"] = int(nested or plain(row[column]) is not None)
    if number(parts.get("rating")) == 0:
        parts["rating"] = None
    return parts


def _developer(parts_of: Mapping[str, str], row: Mapping[str, Any]) -> Parts | None:
    """Return the parts of the developer's answer, as the live source has them; None for none."""
    review, text = plain(row.get(parts_of["review"])), plain(row.get(parts_of["text"]))
    if review is None or text is None:
        return None
    return {
        "id": f"{identifier(review, 'id')}{ANSWER}",
        "kind": "comment",
        "text": text,
        "published_at": plain(row.get(parts_of["published_at"])),
        "parent_id": review,
        "thread_id": review,
        "subject": first_of(row, _APP["subject"]),
    }


def _table(name: str, marks: str, answer: str, answered_at: str = "", **columns: str) -> Table:
    told = {"review": columns.get("id", ""), "text": answer, "published_at": answered_at}
    return Table(
        name,
        frozenset(marks.split()),
        {**_APP, **{part: (column,) for part, column in columns.items()}},
        kind="review",
        amend=partial(_answered, answer),
        also=partial(_developer, told) if answered_at else lambda _row: None,
    )


_PLAY = Family(
    "google-play-scraper, reviews",
    (
        _table(
            "python",
            "reviewId content score at",
            "replyContent",
            "repliedAt",
            id="reviewId",
            author="userName",
            text="content",
            rating="score",
            likes="thumbsUpCount",
            published_at="at",
        ),
        _table(
            "javascript",
            "id userName userImage date score text",
            "replyText",
            "replyDate",
            id="id",
            author="userName",
            title="title",
            text="text",
            rating="score",
            likes="thumbsUp",
            url="url",
            published_at="date",
        ),
    ),
    low=1.0,
    high=5.0,
)
_STORE = Family(
    "app-store-scraper, reviews",
    (
        _table(
            "python",
            "userName rating review date title",
            "developerResponse",
            author="userName",
            title="title",
            text="review",
            rating="rating",
            published_at="date",
        ),
        _table(
            "javascript",
            "id userName userUrl score title text",
            "",
            id="id",
            author="userName",
            author_id="userUrl",
            title="title",
            text="text",
            rating="score",
            url="url",
            published_at="date",
            edited_at="updated",
        ),
    ),
    low=1.0,
    high=5.0,
)

FORMATS: tuple[Format, ...] = (
    format_for("google-play-scraper", _PLAY),
    format_for("app-store-scraper", _STORE),
)
