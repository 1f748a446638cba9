import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from collectors.files.formats.registry import format_of
from collectors.files.imported import import_posts
from collectors.post import Post

NOW = datetime(2024, 5, 20, tzinfo=UTC)

PLAY = {
    "reviewId": "2f1c-77", "userName": "Ann", "userImage": "https://a.example/1", "score": 2,
    "content": "Crashes on start", "thumbsUpCount": 5, "reviewCreatedVersion": "1.2",
    "at": "2024-05-01 12:00:00", "replyContent": "We mended it", "repliedAt": "2024-05-02 08:00:00",
    "appVersion": "1.2",
}  # fmt: skip
PLAY_JS = {
    "id": "gp:77", "userName": "Ann", "userImage": "https://a.example/1", "score": 2,
    "date": "2024-05-01T12:00:00.000Z", "scoreText": "2", "title": None, "text": "Crashes on start",
    "url": "https://play.example/store/apps/details?id=a&reviewId=gp:77", "replyDate": None,
    "replyText": None, "version": "1.2", "thumbsUp": 5, "criterias": [],
}  # fmt: skip
STORE = {
    "userName": "Ann", "rating": 2, "review": "Crashes on start", "date": "2024-05-01 12:00:00",
    "title": "No good", "isEdited": False, "developerResponse": {"body": "We mended it"},
}  # fmt: skip
STORE_JS = {
    "id": "11022", "userName": "Ann", "userUrl": "https://itunes.example/reviews/id77",
    "version": "1.2", "score": 2, "title": "No good", "text": "Crashes on start",
    "url": "https://itunes.example/review?id=1", "updated": "2024-05-01T12:00:00-07:00",
}  # fmt: skip

SHAPES = {
    "play": (PLAY, "google-play-scraper"),
    "play-js": (PLAY_JS, "google-play-scraper"),
    "store": (STORE, "app-store-scraper"),
    "store-js": (STORE_JS, "app-store-scraper"),
}


def saved(tmp_path: Path, row: dict[str, Any], ending: str) -> Path:
    path = tmp_path / f"reviews.{ending}"
    if ending == "json":
        path.write_text(json.dumps([row]))
        return path
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, ["", *row])
        writer.writeheader()
        writer.writerow({"": 0} | row)
    return path


def every(path: Path, **options: Any) -> tuple[Post, ...]:
    (page,) = import_posts(path, source="app", now=NOW, **options)
    assert page.rejected == ()
    return page.posts


def read(path: Path, **options: Any) -> Post:
    (post,) = (one for one in every(path, **options) if one.kind == "review")
    return post


@pytest.mark.parametrize("ending", ["csv", "json"])
@pytest.mark.parametrize(("row", "name"), SHAPES.values(), ids=SHAPES)
def test_reviews_are_known_by_their_columns(
    tmp_path: Path, row: dict[str, Any], name: str, ending: str
) -> None:
    path = saved(tmp_path, row, ending)
    found = format_of(path)
    assert found is not None
    assert found.name == name
    post = read(path)
    assert (post.kind, post.text, post.author) == ("review", "Crashes on start", "Ann")
    assert (post.rating, post.rating_low, post.rating_high) == (2.0, 1.0, 5.0)


def test_a_time_without_a_zone_is_read_in_the_zone_that_is_said(tmp_path: Path) -> None:
    path = saved(tmp_path, PLAY, "csv")
    post = read(path, zone="Asia/Shanghai")
    assert (post.published_at, post.published_assumed) == (
        datetime(2024, 5, 1, 4, tzinfo=UTC),
        True,
    )
    assert read(path).published_at == datetime(2024, 5, 1, 12, tzinfo=UTC)


def test_a_time_with_a_zone_is_not_assumed(tmp_path: Path) -> None:
    post = read(saved(tmp_path, PLAY_JS, "json"), zone="Asia/Shanghai")
    assert (post.published_at, post.published_assumed) == (
        datetime(2024, 5, 1, 12, tzinfo=UTC),
        False,
    )


@pytest.mark.parametrize("ending", ["csv", "json"])
@pytest.mark.parametrize(
    "row",
    [PLAY, PLAY_JS | {"replyText": "We mended it", "replyDate": "2024-05-02 08:00:00"}],
    ids=["python", "javascript"],
)
def test_the_developers_answer_in_google_play_is_a_comment(
    tmp_path: Path, row: dict[str, Any], ending: str
) -> None:
    review, answer = every(saved(tmp_path, row, ending))
    assert (answer.id, answer.kind, answer.text) == (
        f"{review.id}/developer",
        "comment",
        "We mended it",
    )
    assert (answer.parent_id, answer.thread_id) == (review.id, review.id)
    assert answer.published_at == datetime(2024, 5, 2, 8, tzinfo=UTC)
    assert (answer.author, answer.rating) == (None, None)


def test_the_developers_answer_is_counted(tmp_path: Path) -> None:
    assert read(saved(tmp_path, PLAY, "csv")).replies == 1
    assert read(saved(tmp_path, PLAY_JS, "json")).replies == 0
    assert read(saved(tmp_path, STORE, "json")).replies == 1


def test_no_stars_are_no_rating(tmp_path: Path) -> None:
    assert read(saved(tmp_path, PLAY | {"score": 0}, "json")).rating is None


def test_a_review_without_an_id_has_one_of_its_own(tmp_path: Path) -> None:
    first, again = (read(saved(tmp_path, STORE, ending)) for ending in ("csv", "json"))
    assert first.id == again.id
