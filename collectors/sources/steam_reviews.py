"""Steam's reviews as posts, from an answer or from a file of merged answers."""

from collections.abc import Iterator, Mapping
from typing import Any

from collectors.base import Query, Rejected
from collectors.bbcode import from_bbcode
from collectors.fields import Fields, fields, identifier, published, read_each, words
from collectors.post import Post
from collectors.ratings import count
from collectors.review_parts import wording
from collectors.times import When, parse_time

MOST_VOTES = 2**31 - 1
"""Counts beyond it have run below zero at the service (4294967295 votes)."""

# https://partner.steamgames.com/doc/store/localization/languages, names and web codes
LANGUAGES: Mapping[str, str] = {
    "arabic": "ar", "bulgarian": "bg", "schinese": "zh-CN", "tchinese": "zh-TW", "czech": "cs",
    "danish": "da", "dutch": "nl", "english": "en", "finnish": "fi", "french": "fr",
    "german": "de", "greek": "el", "hungarian": "hu", "indonesian": "id", "italian": "it",
    "japanese": "ja", "koreana": "ko", "norwegian": "no", "polish": "pl", "portuguese": "pt",
    "brazilian": "pt-BR", "romanian": "ro", "russian": "ru", "spanish": "es", "latam": "es-419",
    "swedish": "sv", "thai": "th", "turkish": "tr", "ukrainian": "uk", "vietnamese": "vi",
}  # fmt: skip


def read_reviews(
    answer: Mapping[str, Any], query: Query, *, app: str | None = None
) -> tuple[list[Post], list[Rejected]]:
    """Return the reviews of one answer, each followed by the developer's answer if there is one.

    Args:
        answer: as the service gives it (`reviews` is a list), or answers merged by a downloader
            (`reviews` is an object, by the ids of the reviews).
        query: whose source and moment are stamped on the posts.
        app: number of the app that the reviews are about.
    """
    reviews = answer.get("reviews")
    items = list(reviews.values()) if isinstance(reviews, dict) else reviews
    return read_each(
        items if isinstance(items, list) else [],
        lambda review: _posts(review, query, app=app),
        where=f"app {app or '?'} review",
    )


def _posts(review: Fields, query: Query, *, app: str | None) -> Iterator[Post]:
    made = _review(review, query, app=app)
    yield made
    if reply := words(review, "developer_response"):
        said = parse_time(review.get("timestamp_dev_responded"), now=query.now)
        yield Post(
            source=query.source,
            id=f"{made.id}/developer",
            kind="comment",
            url=made.url,
            **published(said),
            **wording(reply, from_bbcode(reply)),
            parent_id=made.id,
            thread_id=made.id,
            subject=app,
        )


def _review(review: Fields, query: Query, *, app: str | None) -> Post:
    author = fields(review, "author")
    steam_id = words(author, "steamid")
    created = parse_time(review.get("timestamp_created"), now=query.now)
    said = str(review.get("review") or "")
    return Post(
        source=query.source,
        id=identifier(review, "recommendationid"),
        kind="review",
        url=_page_of(steam_id, app),
        author_id=steam_id,
        author=words(author, "personaname"),
        **published(created),
        edited_at=_changed(review, created, query),
        **wording(said, from_bbcode(said)),
        **_verdict(review),
        likes=_votes(review.get("votes_up")),
        replies=_votes(review.get("comment_count")),
        subject=app,
        lang=LANGUAGES.get(str(review.get("language"))),
    )


def _changed(review: Fields, created: When | None, query: Query) -> Any:
    updated = parse_time(review.get("timestamp_updated"), now=query.now)
    moved = updated and not (created and updated.moment <= created.moment)
    return updated.moment if updated and moved else None


def _verdict(review: Fields) -> Fields:
    """Return yes or no as 1 or 0 with the scale beside it.

    Raises:
        ValueError: it says neither; a review on Steam always does.
    """
    verdict = review.get("voted_up")
    if verdict not in (True, False):
        msg = f"voted_up is {verdict!r:.40}"
        raise ValueError(msg)
    return {"rating": float(verdict), "rating_low": 0.0, "rating_high": 1.0}


def _votes(written: Any) -> int | None:
    votes = count(written)
    return votes if votes is not None and votes <= MOST_VOTES else None


def _page_of(steam_id: str | None, app: str | None) -> str | None:
    if not (steam_id and steam_id.isdecimal() and app):
        return None
    return f"https://steamcommunity.com/profiles/{steam_id}/recommended/{app}/"
