from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors.base import Page, Rejected
from collectors.files.posts import posts_from
from collectors.post import Post
from flows.store import tables
from flows.store.collected import Saved, read_cursors, save_page
from flows.store.frames import read_table
from flows.store.privacy import author_key
from flows.store.record import Record

KEY = b"a key that only tests may know"
NOW = datetime(2026, 5, 13, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis adds the zone


def post(number: int = 1, **given: Any) -> Post:
    said: dict[str, Any] = {
        "source": "shop",
        "id": str(number),
        "kind": "review",
        "author_id": "anna",
        "author": "Anna",
        "text": f"第{number}条评价",
        "published_at": NOW,
        "published_precision": "second",
        "likes": 1,
    }
    return Post(**{**said, **given})


def save(record: Record, *posts: Post, at: datetime = NOW, **page: Any) -> Saved:
    return save_page(record, Page(posts=posts, **page), source="shop", seen_at=at)


def dump(record: Record) -> dict[str, list[Any]]:
    with record.read() as connection:
        return {
            name: sorted(map(repr, connection.execute(sa.select(table))))
            for name, table in tables.metadata.tables.items()
        }


def only(record: Record) -> Any:
    with record.read() as connection:
        return connection.execute(sa.select(tables.posts)).one()


def test_what_a_page_holds_is_stored_whole(record: Record) -> None:
    rejected = (Rejected("item 3", "no text", "<li>"),)
    saved = save(record, post(1), post(2), rejected=rejected, cursor={"since": "2"})
    assert saved == Saved(new=2, changed=0, unchanged=0, refused=1)
    assert read_cursors(record, "shop") == {"": {"since": "2"}}
    kept = only_post(record, "1")
    assert (kept.text, kept.published_at, kept.likes, kept.version) == ("第1条评价", NOW, 1, 1)
    assert read_table(record, "quarantine")["reason"].tolist() == ["no text"]


def only_post(record: Record, number: str) -> Any:
    with record.read() as connection:
        return connection.execute(sa.select(tables.posts).where(tables.posts.c.id == number)).one()


def test_the_same_page_again_changes_no_row(record: Record) -> None:
    page = {"rejected": (Rejected("item", "bad", "raw"),), "cursor": {"at": 1}}
    save(record, post(1), post(2), **page)
    before = dump(record)
    saved = save(record, post(1), post(2), at=LATER, **page)
    assert saved == Saved(new=0, changed=0, unchanged=2, refused=1)
    assert dump(record) == before


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    pages=st.lists(
        st.lists(
            st.builds(
                post,
                st.integers(1, 4),
                text=st.text(max_size=20),
                title=st.none() | st.text(max_size=5),
                rating=st.none() | st.floats(0, 5),
                likes=st.none() | st.integers(0, 2**63 - 1),
                deleted_at=st.none() | MOMENTS,
                published_at=st.none() | MOMENTS,
                published_precision=st.sampled_from(["second", "hour", "day"]),
                author_id=st.none() | st.text(max_size=4),
                author_labels=st.just(()) | st.just(("摄影",)),
            ),
            max_size=5,
        ),
        min_size=1,
        max_size=3,
    )
)
def test_no_page_changes_anything_the_second_time(record: Record, pages: list[list[Post]]) -> None:
    for posts in pages:
        save(record, *posts)
        before = dump(record)
        again = save(record, *posts, at=LATER)
        assert (again.new, again.changed) == (0, 0)
        assert dump(record) == before


def test_an_edit_makes_a_version_and_keeps_the_old_words(record: Record) -> None:
    save(record, post(1, text="很好"))
    assert save(record, post(1, text="很差"), at=LATER).changed == 1
    kept = only(record)
    assert (kept.text, kept.version, kept.first_seen_at, kept.changed_at) == ("很差", 2, NOW, LATER)
    versions = read_table(record, "post_versions")
    assert versions[["version", "text"]].to_numpy().tolist() == [[1, "很好"]]
    assert versions["replaced_at"].tolist() == [LATER]


def test_more_likes_change_the_row_but_make_no_version(record: Record) -> None:
    save(record, post(1, likes=1))
    assert save(record, post(1, likes=2), at=LATER).changed == 1
    kept = only(record)
    assert (kept.likes, kept.version, kept.changed_at) == (2, 1, NOW)
    assert read_table(record, "post_versions").empty


def test_a_withdrawn_post_makes_one_version_however_often_it_is_seen(record: Record) -> None:
    save(record, post(1))
    assert save(record, post(1, deleted_at=NOW), at=NOW).changed == 1
    assert save(record, post(1, deleted_at=LATER), at=LATER).unchanged == 1
    assert (only(record).deleted_at, only(record).version) == (NOW, 2)


@pytest.mark.parametrize(
    ("first", "then", "kept"),
    [("hour", "hour", 0), ("hour", "minute", 1), ("minute", "day", 0), ("second", "second", 1)],
)
def test_a_vaguer_time_does_not_replace_a_finer_one(
    record: Record, first: str, then: str, kept: int
) -> None:
    times = (NOW, NOW - timedelta(hours=1))
    save(record, post(1, published_at=times[0], published_precision=first))
    save(record, post(1, published_at=times[1], published_precision=then))
    assert only(record).published_at == times[kept]


def test_of_a_post_twice_in_a_page_the_last_counts_once(record: Record) -> None:
    assert save(record, post(1, text="a"), post(1, text="b")) == Saved(new=1)
    assert only(record).text == "b"


def test_names_are_not_kept_and_ids_are_pseudonyms(record: Record) -> None:
    save(record, post(1, author_labels=("摄影",)))
    author = read_table(record, "authors").iloc[0]
    assert author["author_key"] == author_key(KEY, "shop", "anna") == only(record).author_key
    assert (author.isna()["name"], author["labels"]) == (True, '["摄影"]')
    assert not [row for rows in dump(record).values() for row in rows if "nna" in row]


def test_names_are_kept_when_the_settings_say_so(record: Record) -> None:
    save(replace(record, keep_names=True), post(1))
    save(replace(record, keep_names=True), post(2, author=None))
    assert read_table(record, "authors")["name"].tolist() == ["Anna"]


def test_personal_numbers_are_masked_everywhere(record: Record) -> None:
    told = "打13800138000"
    save(
        record,
        post(1, text=told, title=told, raw_text=f"<b>{told}</b>", author_labels=(told,)),
        rejected=(Rejected("x", "bad", told),),
    )
    assert not [row for rows in dump(record).values() for row in rows if "13800138000" in row]
    assert only(record).text == "打[phone]"


def test_a_post_that_no_database_can_hold_goes_to_quarantine_alone(record: Record) -> None:
    saved = save(record, post(1, likes=2**63), post(2))
    assert saved == Saved(new=1, refused=1)
    assert read_table(record, "quarantine")["reason"].tolist() == ["likes is larger than 2^63 - 1"]


def test_nul_and_lone_surrogates_do_not_stop_a_page(record: Record) -> None:
    assert save(record, post(1, text="a\x00b\ud800c😀", url="\x00")).new == 1
    assert only(record).text == "ab\ufffdc😀"


def test_a_page_that_fails_leaves_nothing(record: Record) -> None:
    broken = {"at": object()}
    with pytest.raises(TypeError):
        save(record, post(1), cursor=broken)
    assert read_table(record, "posts").empty


def test_a_page_without_cursor_leaves_the_stored_ones(record: Record) -> None:
    save(record, cursor={"at": 1}, asked="tag/a")
    save(record, cursor={"at": 2}, asked="tag/b")
    save(record, post(1), asked="tag/a")
    assert read_cursors(record, "shop") == {"tag/a": {"at": 1}, "tag/b": {"at": 2}}
    assert read_cursors(record, "other") == {}


def test_a_file_with_an_id_twice_changes_nothing_when_it_comes_again(
    record: Record, tmp_path: Path
) -> None:
    between = "".join(f"{number},fine\n" for number in range(2, 700))
    path = tmp_path / "twice.csv"
    path.write_text(f"id,text\n1,first\n{between}1,second\n")
    for new in (699, 0, 0):
        pages = posts_from(path, source="file")
        saved = [save_page(record, page, source="file", seen_at=NOW) for page in pages]
        assert sum(one.new for one in saved) == new
        assert sum(one.changed for one in saved) == 0
        assert sum(one.refused for one in saved) == 1
    assert read_table(record, "post_versions").empty
