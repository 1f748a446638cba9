import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.base import Collector, Query
from collectors.errors import BadRequest, Blocked, NotThisFormat, Refused
from collectors.http import Client
from collectors.sources.mastodon import Mastodon
from collectors.sources.statuses import read_statuses

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
HASHTAG = "/api/v1/timelines/tag/%E6%96%B0%E5%93%81?limit=40"


def status(number: int, *, days: float = 0, **more: Any) -> dict[str, Any]:
    moment = NOW - timedelta(days=days)
    return {
        "id": str(number),
        "created_at": moment.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "edited_at": None,
        "content": f"<p>text {number}</p>",
        "account": {"id": "1", "acct": "lin", "display_name": "Lin"},
        "url": f"https://social.example/@lin/{number}",
        "language": "zh",
        **more,
    }


def one(given_status: dict[str, Any], **options: Any) -> Any:
    page = read_statuses([given_status], Query("social", NOW), host="social.example", **options)
    return page.posts[0]


def timeline(site: Any, *pages: list[dict[str, Any]], path: str = HASHTAG) -> None:
    """Serve `pages` one after the other, each linked to the next by Link."""
    for number, statuses in enumerate(pages):
        here = path if number == 0 else f"{path}&max_id=p{number}"
        links = {}
        if number + 1 < len(pages):
            following = f"{site.url}{path}&max_id=p{number + 1}"
            links["Link"] = f'<{following}>; rel="next", <{site.url}{path}&min_id=9>; rel="prev"'
        site.say(here, json.dumps(statuses), **links)


def collector_of(site: Any, **options: Any) -> Collector:
    return Mastodon(base_url=site.url, hashtag="新品", **options)


def ids(pages: Any) -> list[str]:
    return [post.id for page in pages for post in page.posts]


def test_a_status_becomes_a_post() -> None:
    made = one(
        status(
            9007199254740993,
            content='<p>新品<br>很好</p><p><a href="https://social.example/tags/x">#<span>新品</span></a></p>',
            spoiler_text="开箱",
            edited_at="2024-05-20T13:00:00.000Z",
            favourites_count=3,
            reblogs_count=0,
            replies_count=1,
            account={
                "acct": "mei@other.example",
                "display_name": "Mei",
                "note": "<p>爱 #咖啡 和 #徒步</p>",
                "fields": [{"name": "职业", "value": "<p>老师</p>"}],
            },
        )
    )
    assert (made.id, made.kind, made.title) == ("9007199254740993", "post", "开箱")
    assert made.text == "新品\n很好\n\n#新品"
    assert (made.author_id, made.author) == ("mei@other.example", "Mei")
    assert made.author_labels == ("职业: 老师", "#咖啡", "#徒步")
    assert (made.published_at, made.published_assumed) == (NOW, False)
    assert made.edited_at == datetime(2024, 5, 20, 13, tzinfo=UTC)
    assert (made.likes, made.reposts, made.replies, made.lang) == (3, 0, 1, "zh")


def test_members_of_the_instance_get_its_host() -> None:
    assert one(status(1)).author_id == "lin@social.example"


def test_an_answer_is_a_comment() -> None:
    made = one(status(2, in_reply_to_id="1"))
    assert (made.kind, made.parent_id) == ("comment", "1")


def test_a_boost_is_a_record_of_its_own_and_the_original_another() -> None:
    original = status(1, account={"acct": "mei@other.example", "display_name": ""})
    page = read_statuses([status(2, reblog=original)], Query("social", NOW), host="social.example")
    boost, boosted = page.posts
    assert (boost.kind, boost.repost_of, boost.text, boost.author_id) == (
        "repost",
        "1",
        "",
        "lin@social.example",
    )
    assert (boosted.kind, boosted.id, boosted.text, boosted.author) == (
        "post",
        "1",
        "text 1",
        "mei@other.example",
    )


def test_the_choices_of_a_poll_are_words_too() -> None:
    made = one(
        status(1, content="<p>which?</p>", poll={"options": [{"title": "a<b"}, {"title": "c"}]})
    )
    assert made.text == "which?\n\n- a<b\n- c"


def test_authors_who_do_not_want_to_be_indexed_can_be_left_out() -> None:
    hidden = status(1, account={"acct": "a", "display_name": "", "indexable": False})
    args = ([hidden, status(2)], Query("social", NOW))
    assert len(read_statuses(*args, host="h").posts) == 2
    assert [post.id for post in read_statuses(*args, host="h", skip_noindex=True).posts] == ["2"]


NAMELESS: list[dict[str, Any]] = [
    {"id": None},
    {"id": ""},
    {"id": float("nan")},
    {"id": ["3"]},
    {"account": None},
    {"account": {"acct": None}},
    {"account": {"acct": " "}},
    {"reblog": {"id": None}},
]


@pytest.mark.parametrize("broken", NAMELESS, ids=str)
def test_nobody_and_nothing_are_made_up_for_what_has_no_name(broken: Any) -> None:
    page = read_statuses([status(3, **broken)], Query("social", NOW), host="h")
    assert page.posts == ()
    assert len(page.rejected) == 1


@pytest.mark.parametrize(
    ("url", "uri", "kept"),
    [
        ("javascript:alert(1)", None, None),
        (" JavaScript:alert(1)", "https://social.example/s/3", "https://social.example/s/3"),
        (None, "tag:social.example,2024:3", None),
        ("data:text/html,x", "file:///etc/passwd", None),
        ("https://social.example/@lin/3?utm_source=x", None, "https://social.example/@lin/3"),
    ],
)
def test_only_addresses_of_the_web_are_kept(url: Any, uri: Any, kept: Any) -> None:
    assert one(status(3, url=url, uri=uri)).url == kept


@pytest.mark.parametrize("broken", [None, 7, {}, {"id": "3"}, {"id": "3", "account": None}, []])
def test_a_broken_status_is_rejected_and_the_rest_goes_on(broken: Any) -> None:
    page = read_statuses([status(1), broken, status(2)], Query("social", NOW), host="h")
    assert [post.id for post in page.posts] == ["1", "2"]
    assert [one.where for one in page.rejected] == ["h status 2"]


def test_pages_are_followed_by_their_link_to_the_end(
    site: Any, client: Client, query: Query
) -> None:
    timeline(site, [status(5), status(4)], [status(4), status(3)], [status(2)])

    pages = list(collector_of(site).collect(client, query))

    assert ids(pages) == ["5", "4", "3", "2"]
    assert [page.cursor is None for page in pages] == [True, True, False]


def test_the_hashtag_may_be_given_with_its_sign(site: Any, client: Client, query: Query) -> None:
    timeline(site, [status(1)])
    assert ids(Mastodon(base_url=f"{site.url}/", hashtag="#新品").collect(client, query)) == ["1"]


def test_an_account_is_looked_up_first(site: Any, client: Client, query: Query) -> None:
    site.say("/api/v1/accounts/lookup?acct=lin@other.example", '{"id": "77"}')
    timeline(site, [status(1)], path="/api/v1/accounts/77/statuses?limit=40")
    collector = Mastodon(base_url=site.url, account="@lin@other.example")
    assert ids(collector.collect(client, query)) == ["1"]


def test_without_hashtag_and_account_the_public_timeline_is_read(
    site: Any, client: Client, query: Query
) -> None:
    timeline(site, [status(1)], path="/api/v1/timelines/public?limit=40&local=true")
    assert ids(Mastodon(base_url=site.url, local=True).collect(client, query)) == ["1"]


def test_since_bounds_the_way_back(site: Any, client: Client, query: Query) -> None:
    timeline(
        site,
        [status(5), status(4, days=2)],
        [status(3, days=8), status(2, days=9)],
        [status(1, days=10)],
    )
    since = replace(query, since=NOW - timedelta(days=5))
    assert ids(collector_of(site).collect(client, since)) == ["5", "4"]
    assert len(site.paths()) == 2


def test_the_next_run_reads_back_a_few_days_so_that_edits_show(
    site: Any, client: Client, query: Query
) -> None:
    timeline(site, [status(3, days=1), status(2, days=3)], [status(1, days=30)])
    collector = collector_of(site, look_back_days=5)
    cursor = list(collector.collect(client, query))[-1].cursor
    site.replies.clear()
    edited = status(2, days=3, content="<p>changed</p>", edited_at="2024-05-20T11:00:00Z")
    timeline(
        site, [status(4), status(3, days=1), edited], [status(1, days=30)], [status(0, days=40)]
    )

    pages = list(collector.collect(client, replace(query, cursor=cursor)))

    assert ids(pages) == ["4", "3", "2"]
    assert pages[0].posts[2].text == "changed"
    assert pages[-1].cursor["newest_at"] == NOW.isoformat()
    assert not any("max_id=p2" in path for path in site.paths())


def test_a_clock_ahead_of_ours_does_not_move_the_mark_ahead(
    site: Any, client: Client, query: Query
) -> None:
    timeline(site, [status(1, days=-400)])
    (page,) = collector_of(site).collect(client, query)
    assert page.cursor["newest_at"] == NOW.isoformat()


def test_a_mark_that_reaches_less_far_back_than_asked_is_not_used(
    site: Any, client: Client, query: Query
) -> None:
    timeline(site, [status(3), status(2, days=20)], [status(1, days=50)])
    collector = collector_of(site)
    first = replace(query, since=NOW - timedelta(days=10))
    cursor = list(collector.collect(client, first))[-1].cursor
    wider = replace(query, since=NOW - timedelta(days=60), cursor=cursor)
    assert ids(collector.collect(client, wider)) == ["3", "2", "1"]


def test_the_mark_of_another_timeline_is_not_used(site: Any, client: Client, query: Query) -> None:
    timeline(site, [status(3), status(2, days=20)])
    cursor = {"timeline": "other", "newest_at": NOW.isoformat(), "back_to": None}
    assert ids(collector_of(site).collect(client, replace(query, cursor=cursor))) == ["3", "2"]


def test_a_limit_cuts_and_leaves_the_mark_alone(site: Any, client: Client, query: Query) -> None:
    timeline(site, [status(5), status(4)], [status(3), status(2)])
    pages = list(collector_of(site).collect(client, replace(query, limit=3)))
    assert ids(pages) == ["5", "4", "3"]
    assert [page.cursor for page in pages] == [None, None]


def test_a_limit_at_the_end_of_a_page_asks_for_no_more(
    site: Any, client: Client, query: Query
) -> None:
    timeline(site, [status(5), status(4)], [status(3)])
    pages = list(collector_of(site).collect(client, replace(query, limit=2)))
    assert (ids(pages), [page.cursor for page in pages]) == (["5", "4"], [None])
    assert len(site.paths()) == 1


def test_a_spent_budget_of_pages_is_told(site: Any, client: Client, query: Query) -> None:
    timeline(site, [status(5)], [status(4)], [status(3)])
    collector = collector_of(site, max_pages=2)

    first = list(collector.collect(client, query))
    later = replace(query, cursor={**first[-1].cursor, "newest_at": "2020-01-01T00:00:00Z"})
    second = list(collector.collect(client, later))

    assert ids(first) == ids(second) == ["5", "4"]
    assert "2 pages read" in first[-1].rejected[0].reason
    assert first[-1].cursor is not None
    assert second[-1].cursor is None


def test_a_pager_stops_when_the_instance_repeats_itself(
    site: Any, client: Client, query: Query
) -> None:
    link = f'<{site.url}{HASHTAG}>; rel="next"'
    site.say(HASHTAG, json.dumps([status(1)]), Link=link)
    assert ids(collector_of(site).collect(client, query)) == ["1"]
    assert len(site.paths()) == 1


def test_a_next_page_on_another_host_is_not_followed(
    site: Any, client: Client, query: Query
) -> None:
    site.say(HASHTAG, json.dumps([status(1)]), Link='<http://10.0.0.1/x>; rel="next"')
    with pytest.raises(BadRequest, match="another host"):
        list(collector_of(site).collect(client, query))


def test_an_empty_timeline_leaves_the_mark_alone(site: Any, client: Client, query: Query) -> None:
    timeline(site, [])
    (page,) = collector_of(site).collect(client, query)
    assert (page.posts, page.cursor) == ((), None)


@pytest.mark.parametrize("code", [401, 403, 422])
def test_an_instance_for_members_only_is_told(
    site: Any, client: Client, query: Query, code: Any
) -> None:
    site.say(HASHTAG, '{"error": "This method requires an authenticated user"}', status=code)
    with pytest.raises(Refused, match=str(code)):
        list(collector_of(site).collect(client, query))


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("<!DOCTYPE html><title>Log in</title>", Blocked),
        ("", Blocked),
        ('{"error": "odd"}', NotThisFormat),
        ('[{"id": "1"', NotThisFormat),
        ("7", NotThisFormat),
    ],
)
def test_an_answer_that_is_no_timeline_is_told(
    site: Any, client: Client, query: Query, body: Any, error: Any
) -> None:
    site.say(HASHTAG, body)
    with pytest.raises(error):
        list(collector_of(site).collect(client, query))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "created_at",
                    "account",
                    "acct",
                    "reblog",
                    "content",
                    "poll",
                    "options",
                    "fields",
                    "edited_at",
                    "language",
                    "url",
                    "favourites_count",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@given(st.lists(json_values, max_size=3))
@settings(max_examples=60)
def test_any_json_gives_posts_or_rejected_items(statuses: Any) -> None:
    page = read_statuses(statuses, Query("social", NOW), host="h")
    assert all(post.source == "social" for post in page.posts)


@given(st.dictionaries(st.sampled_from(list(status(1))), json_values))
@settings(max_examples=60)
def test_a_status_with_odd_parts_is_a_post_or_rejected(parts: Any) -> None:
    page = read_statuses([{**status(1), **parts}], Query("social", NOW), host="h")
    assert len(page.posts) + len(page.rejected) >= 1
