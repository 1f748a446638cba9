import json
from pathlib import Path

from answer_examples import BLUESKY_FEED, BLUESKY_THREAD, JETSTREAM_DELETED, JETSTREAM_POST
from saved import NOW, read

from collectors.base import Withdrawn
from collectors.files.formats.base import Reading
from collectors.files.formats.saved_bluesky import FORMATS
from collectors.files.formats.saved_json import PAGE_ITEMS

ANSWERS, EVENTS = FORMATS


def test_a_thread_is_read_from_its_first_post_on() -> None:
    texts = [post.text for post in read(ANSWERS, BLUESKY_THREAD).posts]
    assert texts == ["First", "Second", "Third", "Fourth"]


def test_what_was_passed_on_stands_behind_the_record_of_that() -> None:
    _, repost, original = read(ANSWERS, BLUESKY_FEED).posts
    assert (repost.kind, repost.text, repost.repost_of) == ("repost", "", original.id)
    assert repost.author == "bob.example"


def test_events_are_posts_and_withdrawals() -> None:
    lines = "\n".join(json.dumps(one) for one in (JETSTREAM_POST, JETSTREAM_DELETED))
    page = read(EVENTS, lines, name="events.jsonl")
    (post,) = page.posts
    assert post.text == "Bright"
    assert page.withdrawn == (Withdrawn("event", post.id, erase=True),)


def test_lines_are_put_together_into_pages(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text("\n".join([json.dumps(JETSTREAM_POST)] * (PAGE_ITEMS + 1)))
    pages = EVENTS.read(path, Reading("saved", NOW))
    assert [len(page.posts) for page in pages] == [PAGE_ITEMS, 1]
