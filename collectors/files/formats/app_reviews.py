"""Reviews of apps as the usual open-source readers write them into CSV, JSON and the like.

Google Play: JoMingyu/google-play-scraper (Python; its `at` is local time of the machine that ran
it, without a zone) and facundoolano/google-play-scraper (JavaScript). App Store:
cowboy-bebug/app-store-scraper (Python, no ids) and facundoolano/app-store-scraper (JavaScript).
Columns as in those projects, looked up 2026-11. 0 stars is no rating.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from collectors.files.cells import plain
from collectors.files.formats.base import Format
from collectors.files.formats.known_tables import Family, Parts, Table
from collectors.files.formats.table_file import format_for
from collectors.ratings import number

_APP = {"subject": ("appName", "app_name", "appTitle", "appId", "app_id", "app")}


def _answered(column: str, parts: Parts, row: Mapping[str, Any]) -> Parts:
    """Count the developer's answer, which is not the customer's word, and drop a rating of 0."""
    if column in row:
        nested = isinstance(row[column], (dict, list)) and bool(row[column])
        parts["replies"] = int(nested or plain(row[column]) is not None)
    if number(parts.get("rating")) == 0:
        parts["rating"] = None
    return parts


def _table(name: str, marks: str, answer: str, **columns: str) -> Table:
    return Table(
        name,
        frozenset(marks.split()),
        {**_APP, **{part: (column,) for part, column in columns.items()}},
        kind="review",
        amend=partial(_answered, answer),
    )


_PLAY = Family(
    "google-play-scraper, reviews",
    (
        _table(
            "python",
            "reviewId content score at",
            "replyContent",
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
