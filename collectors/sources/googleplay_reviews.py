"""Reviews of Google Play's Developer API as posts."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from collectors.base import Held, Query
from collectors.fields import Fields, fields, identifier, objects, published, words
from collectors.post import Post
from collectors.ratings import count
from collectors.review_parts import five_stars, wording
from collectors.texts import clean
from collectors.times import When, parse_time

_ANSWER = "/developer"


def read_review(review: Any, *, query: Query, package: str) -> Iterator[Post]:
    """Yield the author's latest words, then the developer's answer if there is one.

    Only the last change is told: it is given as the time of publication too (the record keeps
    the first it was told).
    """
    review_id = identifier(review, "reviewId")
    comments = objects(review, "comments")
    own = _latest(comments, "userComment", query)
    if own is None:
        msg = "it has no userComment"
        raise ValueError(msg)
    made = _review(review, own, query, package=package)
    yield made
    if reply := _latest(comments, "developerComment", query):
        yield Post(
            source=query.source,
            id=f"{review_id}{_ANSWER}",
            kind="comment",
            url=made.url,
            **_times(_changed(reply, query)),
            **_words("", words(reply, "text") or ""),
            parent_id=review_id,
            thread_id=review_id,
            subject=package,
        )


def review_id_of(held: Held) -> str:
    """Return the id of the review that a held post is, or answers."""
    return (held.parent_id if held.kind == "comment" else None) or held.id


def _review(review: Fields, own: Fields, query: Query, *, package: str) -> Post:
    review_id = identifier(review, "reviewId")
    # what was translated is not what the author said
    said = words(own, "originalText", "text") or ""
    # a title, where there is one, stands before a tab (reference of the field `text`)
    title, text = said.split("\t", 1) if "\t" in said else ("", said)
    return Post(
        source=query.source,
        id=review_id,
        kind="review",
        url=_page_of(package, review_id),
        author=clean(words(review, "authorName") or "") or None,
        **_times(_changed(own, query)),
        **_words(title, text),
        **five_stars(own.get("starRating")),
        likes=count(own.get("thumbsUpCount")),
        subject=package,
        lang=_language(own),
    )


def _latest(comments: list[Fields], name: str, query: Query) -> Fields | None:
    found = [one[name] for one in comments if isinstance(one.get(name), dict)]

    def changed(comment: Fields) -> float:
        when = _changed(comment, query)
        return when.moment.timestamp() if when else 0.0

    return max(found, key=changed, default=None)


def _changed(comment: Fields, query: Query) -> When | None:
    return parse_time(words(fields(comment, "lastModified"), "seconds"), now=query.now)


def _times(changed: When | None) -> Fields:
    return {**published(changed), "edited_at": changed and changed.moment}


def _words(title: str, text: str) -> Fields:
    return {"title": clean(title) or None, **wording(text, clean(text))}


def _language(own: Fields) -> str | None:
    written = words(own, "reviewerLanguage")
    return written and written.replace("_", "-")


def _page_of(package: str, review_id: str) -> str:
    chosen = urlencode({"id": package, "reviewId": review_id})
    return f"https://play.google.com/store/apps/details?{chosen}"
