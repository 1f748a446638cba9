import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from replaying import Replay, exchanges_in

from collectors.base import Collector, Query
from collectors.declared.item import Place
from collectors.declared.json_items import ItemPaths, read_items
from collectors.declared.paths import at
from collectors.errors import (
    BadRequest,
    Blocked,
    CollectorError,
    NotThisFormat,
    Refused,
    RobotsDisallow,
)
from collectors.http import Client, Policy
from collectors.sources.json_api import DeclaredJson

EXAMPLE = Path(__file__).parent / "examples" / "json.http.json"
NOW = datetime(2024, 5, 20, 12, 0, tzinfo=UTC)


def item(number: int, **more: Any) -> dict[str, Any]:
    return {"id": number, "text": f"t{number}", "at": 1716100000 - number * 86400, **more}


def source(url: str, **changed: Any) -> DeclaredJson:
    given_: dict[str, Any] = {"items": "list", "id": "id", "text": "text", "date": "at"}
    return DeclaredJson.model_validate({"url": url, **given_, **changed})


def say(site: Any, path: str, *numbers: int, link: str = "", **more: Any) -> None:
    body = json.dumps({"list": [item(number) for number in numbers], **more})
    site.say(path, body, content_type="application/json", link=link)


def texts(pages: Any) -> list[str]:
    return [post.text for page in pages for post in page.posts]


def reasons(pages: Any) -> list[str]:
    return [one.reason for page in pages for one in page.rejected]


def one_answer(*found: Any, **paths: Any) -> Any:
    chosen = ItemPaths.model_validate({"items": "@", "text": "text", **paths})
    place = Place("shop", "https://api.example/list", None, NOW, chosen)
    return read_items(list(found), chosen, place, base="https://api.example/list")


def test_the_example_is_read_whole(client: Client, query: Query) -> None:
    with Replay(exchanges_in(EXAMPLE)) as replay:
        example = {**DeclaredJson.about.example, "url": f"{replay.url}/api/reviews"}
        collector: Collector = DeclaredJson.model_validate(example)
        pages = list(collector.collect(client, query))
    assert reasons(pages) == []
    first, second, third = (post for page in pages for post in page.posts)
    assert (first.id, first.author, first.author_id, first.rating) == ("905", "Ada", "u-ada", 5.0)
    assert (first.text, first.title, first.likes) == ("Warm light,\nno flicker.", "Good", 4)
    assert second.edited_at == datetime(2024, 5, 18, 8, 13, 20, tzinfo=UTC)
    assert (third.text, third.url) == ("Hums & gets hot.", "https://shop.example/r/903")


@pytest.mark.parametrize(
    ("text", "more", "expected"),
    [
        ("<p>a<br>b</p>", {}, "a\nb"),
        ("a &lt; b", {}, "a < b"),
        ("1 <b and c> 2 &amp;", {"text_is_plain": True}, "1 <b and c> 2 &amp;"),
        (["one", "two"], {}, "one\ntwo"),
        (12, {}, "12"),
    ],
)
def test_words_are_cleaned_of_markup_unless_they_are_plain(
    text: Any, more: Any, expected: str
) -> None:
    assert one_answer({"text": text}, **more).posts[0].text == expected


def test_paths_reach_into_lists_and_names_in_any_script() -> None:
    found = {"content": [{"value": "x"}], "用户": {"昵称": "小满"}}
    (post,) = one_answer(found, text="content[0].value", author='"用户"."昵称"').posts
    assert (post.text, post.author) == ("x", "小满")


@pytest.mark.parametrize("written", ["0", 0, "", None, "7", 7, "null"])
def test_sources_write_no_parent_in_many_ways(written: Any) -> None:
    (post,) = one_answer({"text": "x", "id": 7, "to": written}, id="id", parent="to").posts
    assert post.parent_id is None


def test_items_that_cannot_be_read_are_rejected_and_the_rest_goes_on() -> None:
    reading = one_answer(
        {"text": "a", "id": 1}, None, "x", {"text": "b"}, {"text": "c", "id": 1.5e15},
        {"text": "", "id": 3}, {"text": {"no": "words"}, "id": 4}, {"text": "d", "id": "5"},
        id="id",
    )  # fmt: skip
    assert [post.id for post in reading.posts] == ["1", "5"]
    assert [one.reason for one in reading.rejected] == [
        "an item that is nothing, not an object",
        "an item that is str, not an object",
        "an item without id at id",
        "an item without id at id",
        "an item without words, heading and rating",
        "an item without words, heading and rating",
    ]
    assert json.loads(reading.rejected[2].raw) == {"text": "b"}


def test_what_a_path_cannot_do_gives_nothing() -> None:
    assert at("join(',', a)", {"a": [1]}) is None
    assert at("max_by(a, &b)", {"a": [{"b": "x"}, {"b": 1}]}) is None
    assert at("a.b[3].c", {"a": 1}) is None


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"items": "a["}, "items"),
        ({"text": "a-b"}, "text"),
        ({"paging": "cursor"}, ""),
        ({"paging": "next"}, ""),
        ({"paging": "scroll"}, "paging"),
        ({"size": 20}, ""),
        ({"first_page": -1}, "first_page"),
        ({"body": "[1]"}, "body"),
        ({"colour": "b"}, "colour"),
    ],
)
def test_wrong_settings_name_their_key(changed: Any, key: str) -> None:
    with pytest.raises(ValidationError) as error:
        source("https://x.example", **changed)
    assert ".".join(str(part) for part in error.value.errors()[0]["loc"][:1]) == key


def test_the_command_line_may_write_pairs_as_one_text() -> None:
    made = source(
        "https://x.example",
        params="q=a b&n=1",
        headers="Accept-Language: de\nX-A: b:c",
        secret_headers="X-Key: k",
        body='{"n": 1}',
    )
    assert (made.params, made.headers) == (
        {"q": "a b", "n": "1"},
        {"Accept-Language": "de", "X-A": "b:c"},
    )
    assert made.secret_headers["X-Key"].get_secret_value() == "k"
    assert made.body == {"n": 1}
    assert source("https://x.example", params={"n": 1, "all": True}).params == {
        "n": "1",
        "all": "true",
    }


def test_pages_are_counted_until_one_is_empty(site: Any, client: Client, query: Query) -> None:
    say(site, "/a?q=x&page=1", 1, 2)
    say(site, "/a?q=x&page=2", 3)
    say(site, "/a?q=x&page=3")
    made = source(f"{site.url}/a", params={"q": "x"}, paging="page")
    pages = list(made.collect(client, query))
    assert texts(pages) == ["t1", "t2", "t3"]
    assert {page.asked for page in pages} == {f"{site.url}/a?q=x"}


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_page_past_the_end_may_be_refused(
    site: Any, client: Client, query: Query, status: int
) -> None:
    say(site, "/a?page=1", 1)
    site.say("/a?page=2", status=status)
    assert texts(source(f"{site.url}/a", paging="page").collect(client, query)) == ["t1"]


def test_an_error_with_status_200_is_no_end(site: Any, client: Client, query: Query) -> None:
    say(site, "/a?page=1", 1)
    site.say("/a?page=2", '{"error": {"message": "try again"}}')
    pages = source(f"{site.url}/a", paging="page").collect(client, query)
    assert texts([next(pages)]) == ["t1"]
    with pytest.raises(NotThisFormat, match="try again"):
        list(pages)


def test_a_first_page_that_is_refused_is_an_error(site: Any, client: Client, query: Query) -> None:
    site.say("/a?page=1", status=400)
    with pytest.raises(BadRequest):
        list(source(f"{site.url}/a", paging="page").collect(client, query))


def test_offsets_go_on_by_what_was_given(site: Any, client: Client, query: Query) -> None:
    say(site, "/a?limit=50&start=0", 1, 2)
    say(site, "/a?limit=50&start=2", 3)
    say(site, "/a?limit=50&start=3")
    made = source(f"{site.url}/a", paging="offset", page_param="start", size_param="limit", size=50)
    assert texts(made.collect(client, query)) == ["t1", "t2", "t3"]


@pytest.mark.parametrize("end", [None, "", 0, "0"])
def test_cursors_are_sent_back_until_there_is_none(
    site: Any, client: Client, query: Query, end: Any
) -> None:
    say(site, "/a", 1, page={"next": "b+/="})
    say(site, "/a?after=b%2B%2F%3D", 2, page={"next": end})
    made = source(f"{site.url}/a", paging="cursor", cursor_param="after", cursor_path="page.next")
    assert texts(made.collect(client, query)) == ["t1", "t2"]


def test_the_link_header_is_followed(site: Any, client: Client, query: Query) -> None:
    say(site, "/a", 1, link='</a?p=9>; rel="last", </a?p=2>; rel="next"')
    say(site, "/a?p=2", 2)
    assert texts(source(f"{site.url}/a", paging="link").collect(client, query)) == ["t1", "t2"]


def test_an_address_in_the_answer_is_followed(site: Any, client: Client, query: Query) -> None:
    say(site, "/a?n=1", 1, next="/a?from=2&n=1")
    say(site, "/a?from=2&n=1", 2, next=None)
    made = source(f"{site.url}/a", params={"n": 1}, paging="next", next_path="next")
    assert texts(made.collect(client, query)) == ["t1", "t2"]


@pytest.mark.parametrize("onward", ["/a", "https://elsewhere.example/a", "http://[", "{}"])
def test_following_ends_at_circles_and_other_hosts(
    site: Any, client: Client, query: Query, onward: str
) -> None:
    say(site, "/a", 1, next=onward)
    say(site, "/%7B%7D", 1)
    pages = list(source(f"{site.url}/a", paging="next", next_path="next").collect(client, query))
    assert texts(pages) == ["t1"]
    assert bool(reasons(pages)) == onward.startswith("https://elsewhere")


def test_one_answer_is_read_without_paging(site: Any, client: Client, query: Query) -> None:
    say(site, "/a", 1, next="/b")
    assert texts(source(f"{site.url}/a").collect(client, query)) == ["t1"]
    assert site.paths() == ["/a"]


def test_the_next_run_ends_where_the_last_one_began(
    site: Any, client: Client, query: Query
) -> None:
    say(site, "/a?page=1", 5, 6)
    say(site, "/a?page=1", 1, 5, 6)
    say(site, "/a?page=2", 9)
    say(site, "/a?page=3")
    made = source(f"{site.url}/a", paging="page", look_back_days=0)
    first = list(made.collect(client, query))
    again = replace(query, cursors={first[-1].asked: first[-1].cursor or {}})
    assert texts(made.collect(client, again)) == ["t1", "t5", "t6", "t9"]
    assert site.paths()[-1] == "/a?page=2"


def test_an_answer_that_says_it_is_not_well_is_a_wall_with_its_words(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/a", json.dumps({"code": -412, "message": "too often", "list": []}))
    made = source(f"{site.url}/a", ok_path="code", ok_value=0)
    with pytest.raises(Blocked, match=r"code is -412: too often"):
        list(made.collect(client, query))


@pytest.mark.parametrize(
    ("said", "value"), [(0, 0), (0, "0"), ("ok", "ok"), (True, True), (True, None), (1, None)]
)
def test_an_answer_that_is_well_is_read(
    site: Any, client: Client, query: Query, said: Any, value: Any
) -> None:
    say(site, "/a", 1, ok=said)
    made = source(f"{site.url}/a", ok_path="ok", ok_value=value)
    assert texts(made.collect(client, query)) == ["t1"]


@pytest.mark.parametrize(("said", "value"), [(1, 0), (False, None), (None, None), (0, None)])
def test_an_answer_that_is_not_well_is_a_wall(
    site: Any, client: Client, query: Query, said: Any, value: Any
) -> None:
    say(site, "/a", 1, ok=said)
    with pytest.raises(Blocked):
        list(source(f"{site.url}/a", ok_path="ok", ok_value=value).collect(client, query))


@pytest.mark.parametrize("found", [None, {"1": {}}, "x", 3])
def test_no_list_where_one_should_be_is_an_error(
    site: Any, client: Client, query: Query, found: Any
) -> None:
    site.say("/a", json.dumps({"list": found, "message": "moved"}))
    with pytest.raises(
        NotThisFormat, match=r"items = 'list' finds .*: moved; the answer has: list"
    ):
        list(source(f"{site.url}/a").collect(client, query))


def test_an_empty_list_is_no_error_and_a_missing_one_may_be_none(
    site: Any, client: Client, query: Query
) -> None:
    say(site, "/a")
    site.say("/b", '{"list": null}')
    assert texts(source(f"{site.url}/a").collect(client, query)) == []
    assert texts(source(f"{site.url}/b", may_be_empty=True).collect(client, query)) == []


def test_secrets_are_sent_in_headers_and_shown_nowhere(
    site: Any, client: Client, query: Query
) -> None:
    site.say("/a", status=401)
    made = source(f"{site.url}/a", token="t0p\n", secret_headers={"X-Key": " s3cret\n"})
    with pytest.raises(Refused) as error:
        list(made.collect(client, query))
    sent = site.asked[-1][1]
    assert (sent["authorization"], sent["x-key"]) == ("Bearer t0p", "s3cret")
    for shown in (str(error.value), repr(made), made.model_dump_json()):
        assert "t0p" not in shown
        assert "s3cret" not in shown


def test_a_body_is_posted_with_the_page_in_it(client: Client, query: Query) -> None:
    def answer(number: int, *found: int) -> Mapping[str, Any]:
        body = json.dumps({"list": [item(one) for one in found]})
        url = "https://api.example/search?v=2"
        return {
            "request": {"method": "POST", "url": url},
            "response": {"status": 200, "headers": {}, "body": body},
        }

    with Replay([answer(1, 1, 2), answer(2, 3), answer(3)]) as replay:
        made = source(f"{replay.url}/search", params={"v": 2}, body={"q": "lamp"}, paging="page")
        assert texts(made.collect(client, query)) == ["t1", "t2", "t3"]
        posted = [json.loads(body) for method, _, _, body in replay.requests if method == "POST"]
    assert posted == [{"q": "lamp", "page": number} for number in (1, 2, 3)]


def test_robots_are_obeyed(site: Any, client: Client, query: Query) -> None:
    site.say("/robots.txt", "User-agent: *\nDisallow: /a")
    with pytest.raises(RobotsDisallow):
        list(source(f"{site.url}/a").collect(client, query))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
    | st.sampled_from(["3天前", "4.5/5", "1.2万", "http://[x", "<b", "\ud800", "9" * 40]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["id", "text", "a", "b", "at", "list"]), inner, max_size=5),
    max_leaves=12,
)  # fmt: skip
FULL = dict.fromkeys(
    ("author", "author_id", "title", "rating", "date", "edited", "link", "parent", "thread",
     "likes", "replies", "subject"),
    "a || b || at",
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(JSON, max_size=4))
def test_any_items_give_posts_and_rejected_items_only(found: list[Any]) -> None:
    reading = one_answer(*found, **FULL)
    assert len(reading.posts) <= len(found)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(content=JSON.map(json.dumps).map(str.encode) | st.binary(max_size=40))
def test_any_answer_gives_pages_or_an_error_of_ours(
    site: Any, client: Client, query: Query, content: bytes
) -> None:
    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("content-length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    site.replies.pop("/a", None)
    site.do("/a", act)
    made = source(
        f"{site.url}/a", items="list || @", paging="next", next_path="a", ok_path="b || `1`"
    )
    with suppress(CollectorError):
        list(made.collect(client, query))


def answering(answer: Callable[[httpx.Request], httpx.Response]) -> Client:
    def respond(request: httpx.Request) -> httpx.Response:
        told = answer(request)
        kept = {name: told.headers[name] for name in ("location", "link") if name in told.headers}
        return httpx.Response(told.status_code, headers=kept, stream=httpx.ByteStream(told.content))

    policy = Policy(pause_s=0, obey_robots=False)
    return Client(policy, transport=httpx.MockTransport(respond))


@pytest.mark.parametrize("paging", ["next", "link"])
@pytest.mark.parametrize("onward", ["https://b.example/a2", "http://a.example/a2"])
def test_secrets_go_to_no_server_that_an_answer_chose(
    query: Query, paging: str, onward: str
) -> None:
    sent: list[tuple[str, bool]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append((str(request.url), "authorization" in request.headers))
        if request.url == "https://a.example/a" and onward.startswith("https://b"):
            return httpx.Response(302, headers={"location": "https://b.example/a"})
        said = {"list": [item(len(sent))], "next": onward}
        return httpx.Response(200, json=said, headers={"link": f'<{onward}>; rel="next"'})

    made = source("https://a.example/a", paging=paging, next_path="next", token="t0p")
    with answering(answer) as one:
        pages = list(made.collect(one, query))
        way: dict[str, Any] = {"at": onward, "until": None, "done": []}
        mark = {"newest_at": NOW.isoformat(), "back_to": None, "left": [way]}
        list(made.collect(one, replace(query, cursors={made.asked: mark})))
    assert [url for url, secret in sent if secret and url != "https://a.example/a"] == []
    assert onward not in [url for url, _ in sent]
    assert "on another host" in reasons(pages)[0]


def test_no_secret_of_the_address_stands_in_what_is_stored(query: Query) -> None:
    url = "https://lin:s3cr3t@a.example/a?api_key=s3cr3t&q=1"
    made = source(url)
    with answering(lambda _: httpx.Response(200, json={"list": [item(1), {}]})) as one:
        (page,) = made.collect(one, query)
    assert (len(page.posts), page.asked) == (1, "https://a.example/a?q=1")
    assert "s3cr3t" not in repr(page)
