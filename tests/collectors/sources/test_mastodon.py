import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from answering import ids
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.base import Held, Page, Query, Withdrawn
from collectors.errors import (
    BadRequest,
    Blocked,
    CollectorError,
    Gone,
    NotThisFormat,
    Refused,
    ServerTrouble,
)
from collectors.http import Client, Policy
from collectors.sources.mastodon import Mastodon
from collectors.sources.mastodon_api import Instance
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


def collector_of(site: Any, **options: Any) -> Mastodon:
    return Mastodon(base_url=site.url, hashtag="新品", **options)


def after(query: Query, cursor: Any, asked: str = "tag/新品") -> Query:
    """Return the query of the run after one that left `cursor`."""
    return replace(query, cursors={asked: cursor})


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
    assert [page.reach is None for page in pages] == [True, True, False]
    assert {page.asked for page in pages} == {"tag/新品"}


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

    pages = list(collector.collect(client, after(query, cursor)))

    assert ids(pages) == ["4", "3", "2", "1"]
    assert pages[0].posts[2].text == "changed"
    assert pages[-1].cursor
    assert pages[-1].cursor["newest_at"] == NOW.isoformat()
    assert not any("max_id=p2" in path for path in site.paths())


def test_a_clock_ahead_of_ours_does_not_move_the_mark_ahead(
    site: Any, client: Client, query: Query
) -> None:
    timeline(site, [status(1, days=-400)])
    (page,) = collector_of(site).collect(client, query)
    assert page.cursor
    assert page.cursor["newest_at"] == NOW.isoformat()


def test_a_limit_cuts_and_the_next_run_goes_on_behind_it(
    site: Any, client: Client, query: Query
) -> None:
    timeline(site, [status(5), status(4)], [status(3), status(2)])
    first = list(collector_of(site).collect(client, replace(query, limit=3)))
    behind = after(query, first[-1].cursor)
    second = list(collector_of(site).collect(client, replace(behind, limit=9)))
    assert ids(first) == ["5", "4", "3"]
    assert "2" in ids(second)


def test_a_limit_at_the_end_of_a_page_asks_for_no_more(
    site: Any, client: Client, query: Query
) -> None:
    timeline(site, [status(5), status(4)], [status(3)])
    pages = list(collector_of(site).collect(client, replace(query, limit=2)))
    assert ids(pages) == ["5", "4"]
    assert len(site.paths()) == 1


def test_a_spent_budget_of_pages_is_told(site: Any, client: Client, query: Query) -> None:
    timeline(site, [status(5)], [status(4)], [status(3)])
    pages = list(collector_of(site, max_pages=2).collect(client, query))
    assert ids(pages) == ["5", "4"]
    assert "2 pages read" in pages[-1].rejected[0].reason


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
    with pytest.raises(Refused, match=f"answered {code}.*access_token"):
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


NEITHER = [
    ({"hashtag": "a", "account": "b"}, "hashtag, account or status"),
    ({"hashtags": ("a",), "status": "1"}, "hashtag, account or status"),
    ({"any_tags": ("a",)}, "go with hashtag"),
    ({"local": True, "remote": True}, "leave nothing"),
    ({"status": "https://other.example/@lin/7"}, "another instance"),
    ({"status": "://"}, "neither the id nor the address"),
]


@pytest.mark.parametrize(("options", "why"), NEITHER, ids=[why for _, why in NEITHER])
def test_settings_that_do_not_go_together_are_told(options: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Mastodon(base_url="https://social.example", **options)


def test_several_hashtags_have_marks_of_their_own(site: Any, client: Client, query: Query) -> None:
    timeline(site, [status(2), status(1)])
    timeline(site, [status(3), status(2)], path="/api/v1/timelines/tag/b?limit=40")
    collector = Mastodon(base_url=site.url, hashtag="新品", hashtags=("#b", "新品"))
    pages = list(collector.collect(client, query))
    assert [(page.asked, ids([page])) for page in pages] == [
        ("tag/新品", ["2", "1"]),
        ("tag/b", ["3", "2"]),
    ]


def test_a_hashtag_that_fails_does_not_keep_the_others_from_being_read(
    site: Any, client: Client, query: Query
) -> None:
    timeline(site, [status(3)], path="/api/v1/timelines/tag/b?limit=40")
    pages = Mastodon(base_url=site.url, hashtags=("a", "b")).collect(client, query)
    assert ids([next(pages)]) == ["3"]
    with pytest.raises(Gone):
        next(pages)


def test_further_tags_are_asked_for_under_another_mark(
    site: Any, client: Client, query: Query
) -> None:
    path = "/api/v1/timelines/tag/a?limit=40&remote=true&any%5B%5D=b&none%5B%5D=c"
    timeline(site, [status(1)], path=path)
    collector = Mastodon(
        base_url=site.url, hashtag="a", any_tags=("b",), none_tags=("#c",), remote=True
    )
    (page,) = collector.collect(client, query)
    assert (ids([page]), page.asked) == (["1"], "tag/a/any=b/none=c/remote")


def test_boosts_and_answers_of_an_account_can_be_left_out(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/api/v1/accounts/lookup?acct=lin", '{"id": "7"}')
    path = "/api/v1/accounts/7/statuses?limit=40&exclude_reblogs=true&exclude_replies=true"
    timeline(site, [status(1)], path=path)
    collector = Mastodon(
        base_url=site.url, account="lin", exclude_boosts=True, exclude_replies=True
    )
    assert ids(collector.collect(client, query)) == ["1"]


def test_an_account_without_an_id_is_told(site: Any, client: Client, query: Query) -> None:
    site.say("/api/v1/accounts/lookup?acct=lin", '{"id": null}')
    with pytest.raises(NotThisFormat, match="an account"):
        list(Mastodon(base_url=site.url, account="lin").collect(client, query))


def test_the_token_goes_in_a_header_and_is_shown_nowhere(
    site: Any, client: Client, query: Query
) -> None:
    timeline(site, [status(1)])
    collector = collector_of(site, access_token="s3cret\n")
    list(collector.collect(client, query))
    path, headers = site.asked[-1]
    assert headers["authorization"] == "Bearer s3cret"
    assert "s3cret" not in path + repr(collector)


def thread(site: Any, above: Any, one: Any, below: Any) -> None:
    site.say(f"/api/v1/statuses/{one['id']}", json.dumps(one))
    found = {"ancestors": above, "descendants": below}
    site.say(f"/api/v1/statuses/{one['id']}/context", json.dumps(found))


@pytest.mark.parametrize("written", ["7", " {url}/@lin/7 ", "{url}/users/lin/statuses/7/"])
def test_a_thread_is_read_from_the_status_that_opened_it(
    site: Any, client: Client, query: Query, written: str
) -> None:
    thread(site, [status(5)], status(7, in_reply_to_id="5"), [status(9, in_reply_to_id="7")])
    collector = Mastodon(base_url=site.url, status=written.format(url=site.url))
    (page,) = collector.collect(client, query)
    assert page.asked == "thread/7"
    assert [(one.id, one.kind, one.parent_id, one.thread_id) for one in page.posts] == [
        ("5", "post", None, "5"),
        ("7", "comment", "5", "5"),
        ("9", "comment", "7", "5"),
    ]


@pytest.mark.parametrize("body", ["[]", '{"ancestors": []}', '{"error": "x"}'])
def test_an_answer_that_is_no_thread_is_told(
    site: Any, client: Client, query: Query, body: str
) -> None:
    site.say("/api/v1/statuses/7", json.dumps(status(7)))
    site.say("/api/v1/statuses/7/context", body)
    with pytest.raises(NotThisFormat, match="a thread"):
        list(Mastodon(base_url=site.url, status="7").collect(client, query))


def test_a_code_of_the_instance_is_a_name_in_brackets() -> None:
    emoji = [{"shortcode": "blobcat"}]
    account = {"acct": "lin", "display_name": "Lin :blobcat:", "emojis": emoji}
    made = one(status(1, content="<p>:blobcat: 12:30:45</p>", emojis=emoji, account=account))
    assert (made.text, made.author) == ("[blobcat] 12:30:45", "Lin [blobcat]")


def held(*numbers: int) -> list[Held]:
    return [Held(str(number), "post") for number in numbers]


def revisited(site: Any, client: Client, query: Query, *numbers: int) -> list[Page]:
    return list(Mastodon(base_url=site.url).revisit(client, query, held(*numbers)))


def test_a_revisit_brings_edits_answers_and_withdrawals(
    site: Any, client: Client, query: Query
) -> None:
    edited = status(1, content="<p>changed</p>", edited_at="2024-05-20T11:00:00Z")
    site.say("/api/v1/statuses/1", json.dumps(edited))
    thread(site, [], status(2, replies_count=1), [status(9, in_reply_to_id="2")])
    site.say("/api/v1/statuses/3", "{}", status=410)

    pages = revisited(site, client, query, 1, 2, 3, 4)

    assert [page.visited for page in pages] == [("1",), ("2",), ("3",), ("4",)]
    assert ids(pages) == ["1", "2", "9"]
    assert pages[0].posts[0].text == "changed"
    assert pages[1].posts[1].thread_id == "2"
    gone = [one for page in pages for one in page.withdrawn]
    assert gone == [Withdrawn("410", "3"), Withdrawn("404", "4")]


def test_many_statuses_are_asked_for_at_once_where_the_instance_can(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/api/v1/statuses?id[]=1&id[]=2&id[]=3", json.dumps([status(1), status(3)]))
    pages = revisited(site, client, query, 1, 2, 3)
    assert ids(pages) == ["1", "3"]
    assert [one for page in pages for one in page.withdrawn] == [Withdrawn("404", "2")]
    assert site.paths() == ["/api/v1/statuses?id[]=1&id[]=2&id[]=3", "/api/v1/statuses/2"]


def test_a_thread_of_which_several_are_held_is_read_once(
    site: Any, client: Client, query: Query
) -> None:
    answer = status(9, in_reply_to_id="2", replies_count=1)
    thread(site, [], status(2, replies_count=2), [answer, status(10, in_reply_to_id="9")])
    site.say("/api/v1/statuses/9", json.dumps(answer))
    revisited(site, client, query, 2, 9)
    assert [path for path in site.paths() if path.endswith("context")] == [
        "/api/v1/statuses/2/context"
    ]


def test_a_revisit_that_cannot_go_on_says_so(site: Any, client: Client, query: Query) -> None:
    site.say("/api/v1/statuses/1", json.dumps(status(1)))
    site.say("/api/v1/statuses/2", "", status=403)
    pages = Mastodon(base_url=site.url).revisit(client, query, held(1, 2))
    assert next(pages).visited == ("1",)
    with pytest.raises(Refused):
        next(pages)


@pytest.mark.parametrize("status_code", [403, 500])
def test_a_status_that_fails_alone_stays_due_and_keeps_no_other_from_being_looked_at(
    site: Any, make_client: Any, query: Query, status_code: int
) -> None:
    site.say("/api/v1/statuses?id[]=1&id[]=2&id[]=3", "", status=status_code)
    site.say("/api/v1/statuses/1", "", status=status_code)
    site.say("/api/v1/statuses/2", json.dumps(status(2)))
    pages: list[Page] = []
    with pytest.raises((Refused, ServerTrouble)):
        pages.extend(
            Mastodon(base_url=site.url).revisit(make_client(retries=0), query, held(1, 2, 3))
        )
    assert [page.visited for page in pages] == [("2",), ("3",)]
    assert [one.id for page in pages for one in page.withdrawn] == ["3"]


def test_a_page_that_says_not_found_is_not_the_api(site: Any, client: Client, query: Query) -> None:
    for number in range(1, 9):
        site.say(f"/api/v1/statuses/{number}", "<html>maintenance</html>", status=404)
    with pytest.raises(Blocked):
        revisited(site, client, query, *range(1, 9))
    assert len(site.paths()) < 8


def test_a_thread_that_is_not_given_takes_no_status_back(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/api/v1/statuses/1", json.dumps(status(1, replies_count=2)))
    (page,) = revisited(site, client, query, 1)
    assert (ids([page]), page.withdrawn, page.visited) == (["1"], (), ("1",))


@pytest.mark.parametrize("named", ["http://social.example", "https://SOCIAL.example"])
def test_a_link_is_followed_as_we_came(named: str) -> None:
    link = f'<{named}/api/v1/timelines/public?max_id=3>; rel="next"'

    def answer(request: httpx.Request) -> httpx.Response:
        content = json.dumps([status(3)]).encode()
        return httpx.Response(200, stream=httpx.ByteStream(content), headers={"link": link})

    with Client(Policy(pause_s=0, obey_robots=False), transport=httpx.MockTransport(answer)) as one:
        _, following = Instance(one, "https://social.example").statuses_at(
            "https://social.example/api/v1/timelines/public"
        )
    assert following == "https://social.example/api/v1/timelines/public?max_id=3"


def test_a_mark_of_another_instance_begins_from_the_top(
    site: Any, client: Client, query: Query
) -> None:
    timeline(site, [status(3)])
    way: dict[str, Any] = {"at": "https://other.example/x", "until": None, "done": []}
    mark = {"newest_at": "2024-05-20T12:00:00+00:00", "back_to": None, "left": [way]}
    assert ids(collector_of(site).collect(client, after(query, mark))) == ["3"]
    assert set(site.paths()) == {HASHTAG}


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
@settings(max_examples=60, deadline=None)
def test_any_json_gives_posts_or_rejected_items(statuses: Any) -> None:
    page = read_statuses(statuses, Query("social", NOW), host="h")
    assert all(post.source == "social" for post in page.posts)


@given(st.dictionaries(st.sampled_from(list(status(1))), json_values))
@settings(max_examples=60, deadline=None)
def test_a_status_with_odd_parts_is_a_post_or_rejected(parts: Any) -> None:
    page = read_statuses([{**status(1), **parts}], Query("social", NOW), host="h")
    assert len(page.posts) + len(page.rejected) >= 1


@given(json_values)
@settings(max_examples=60, deadline=None)
def test_whatever_an_instance_answers_only_our_errors_come_out(body: Any) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=httpx.ByteStream(json.dumps(body).encode()))

    policy = Policy(pause_s=0, retries=0, obey_robots=False)
    sources = [Mastodon(base_url="https://s.example", **one) for one in ({}, {"status": "7"})]
    with Client(policy, transport=httpx.MockTransport(answer)) as client:
        for source in sources:
            with suppress(CollectorError):
                list(source.collect(client, Query("social", NOW)))
            with suppress(CollectorError):
                list(source.revisit(client, Query("social", NOW), held(1, 2)))
