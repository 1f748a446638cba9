import json
import random
from datetime import UTC, datetime
from typing import Any

import pytest
from answering import ids
from hypothesis import given
from hypothesis import strategies as st
from mutating import mutated
from pydantic import ValidationError
from replaying import Replay, exchange

from collectors.answer import Answer
from collectors.base import Page, Query
from collectors.errors import Blocked, CollectorError, NotThisFormat
from collectors.http import Client
from collectors.sources.appstore import AppStore
from collectors.sources.appstore_entries import json_entries, read_entries, xml_entries

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
APP = {"im:name": {"label": "Kettle"}, "id": {"label": "https://apps.example/id400"}}
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns:im="http://itunes.apple.com/rss" xmlns="http://www.w3.org/2005/Atom">
<entry><id>https://apps.example/id400</id><im:name>Kettle</im:name></entry>
<entry><updated>2024-05-19T21:10:02-07:00</updated><id>9001</id><title>Fine</title>
<content type="text">Boils &amp; whistles.</content><im:voteSum>2</im:voteSum>
<im:rating>4</im:rating><im:version>2.1</im:version>
<author><name>lin</name><uri>https://itunes.apple.com/us/reviews/id77</uri></author>
<link rel="related" href="https://itunes.apple.com/us/review?id=400"/>
<content type="html">&lt;table&gt;for display&lt;/table&gt;</content></entry>
</feed>"""


def entry(number: int, **more: Any) -> dict[str, Any]:
    told = {
        "id": str(number),
        "im:rating": "4",
        "im:version": "2.1",
        "im:voteSum": "2",
        "title": "Fine",
        "content": "Boils & whistles.",
        "updated": "2024-05-19T21:10:02-07:00",
        **more,
    }
    author = {
        "name": {"label": "lin"},
        "uri": {"label": "https://itunes.apple.com/us/reviews/id77"},
    }
    link = {"attributes": {"href": "https://itunes.apple.com/us/review?id=400"}}
    labels = {name: {"label": value} for name, value in told.items() if value is not None}
    return {**labels, "author": author, "link": link}


def page(number: int, *entries: Any, form: str = "json", body: str | None = None) -> Any:
    address = f"/us/rss/customerreviews/page={number}/id=400/sortby=mostrecent/{form}"
    told = {"feed": {"entry": list(entries)}} if entries else {"feed": {}}
    return exchange(f"https://feed.example{address}", told if body is None else body)


def collected(client: Client, *answers: Any, **options: Any) -> tuple[list[Page], list[str]]:
    with Replay(answers) as site:
        settings = {"apps": ("400",), "base_url": site.url, **options}
        pages = list(AppStore(**settings).collect(client, Query("apps", NOW)))
        return pages, [one.split("customerreviews/")[1] for one in site.asked]


def told(body: str) -> Answer:
    return Answer("https://feed.example/", 200, {}, body.encode())


def read(entries: list[Any]) -> Any:
    return read_entries(entries, Query("apps", NOW), "400", where="entry")


@pytest.mark.parametrize(
    "entries",
    [[entry(9001)], json_entries(told(json.dumps({"feed": {"entry": entry(9001)}})))],
    ids=["list", "one object"],
)
def test_an_entry_becomes_a_post(entries: list[Any]) -> None:
    posts, rejected = read(entries)
    made = posts[0]
    assert rejected == []
    assert (made.id, made.kind, made.subject, made.title) == ("9001", "review", "400", "Fine")
    assert (made.text, made.author, made.author_id) == ("Boils & whistles.", "lin", "77")
    assert (made.rating, made.rating_low, made.rating_high) == (4.0, 1.0, 5.0)
    assert made.published_at == made.edited_at == datetime(2024, 5, 20, 4, 10, 2, tzinfo=UTC)
    assert (made.likes, made.url) == (2, "https://itunes.apple.com/us/review?id=400")


def test_atom_says_the_same_as_json() -> None:
    assert read(xml_entries(told(ATOM)))[0] == read([entry(9001)])[0]


def test_the_app_itself_is_no_review() -> None:
    assert [post.id for post in read([APP, entry(1)])[0]] == ["1"]


@pytest.mark.parametrize("stars", ["0", "6", "", "many"])
def test_a_review_without_stars_is_rejected(stars: str) -> None:
    posts, rejected = read([entry(1, **{"im:rating": stars}), entry(2)])
    assert [post.id for post in posts] == ["2"]
    assert "1 to 5" in rejected[0].reason


def test_the_older_json_has_no_times() -> None:
    made = read([entry(1, updated=None)])[0][0]
    assert (made.published_at, made.edited_at) == (None, None)


def test_it_reads_until_a_page_is_empty(client: Client) -> None:
    pages, asked = collected(client, page(1, entry(3)), page(2, entry(2)), page(3))
    assert ids(pages) == ["3", "2"]
    assert len(asked) == 3
    assert pages[-1].reach is not None
    assert pages[-1].reach.since is None


def test_what_lies_beyond_ten_pages_was_not_read_and_that_is_said(client: Client) -> None:
    moments = [f"2024-05-{20 - number:02}T00:00:00-07:00" for number in range(1, 11)]
    answers = [page(n, entry(n, updated=moments[n - 1])) for n in range(1, 11)]
    pages, asked = collected(client, *answers)
    assert len(asked) == 10
    assert pages[-1].reach is not None
    assert pages[-1].reach.since == datetime(2024, 5, 10, 7, tzinfo=UTC)


def test_without_times_nothing_is_promised_of_the_past(client: Client) -> None:
    answers = [page(n, entry(n, updated=None)) for n in range(1, 11)]
    pages, _ = collected(client, *answers, format="json")
    assert pages[-1].reach is not None
    assert pages[-1].reach.since == NOW


def test_where_json_tells_no_times_atom_is_asked(client: Client) -> None:
    old = page(1, entry(9001, updated=None))
    pages, asked = collected(client, old, page(1, form="xml", body=ATOM), max_pages=1)
    assert [one.rpartition("/")[2] for one in asked] == ["json", "xml"]
    assert pages[0].posts[0].published_at is not None


def test_an_app_without_reviews_is_none_in_both_forms(client: Client) -> None:
    pages, asked = collected(client, page(1), page(1, form="xml", body=ATOM), max_pages=1)
    assert (ids(pages), len(asked)) == (["9001"], 2)
    pages, asked = collected(client, page(1))
    assert (ids(pages), len(asked)) == ([], 2)


def test_where_atom_fails_json_without_times_has_to_do(client: Client) -> None:
    pages, _ = collected(client, page(1, entry(1, updated=None)), page(2))
    assert ids(pages) == ["1"]


@pytest.mark.parametrize("body", [ATOM, "<html>", "", "{", "[]"])
def test_where_there_is_no_json_atom_is_asked(client: Client, body: str) -> None:
    answers = [page(1, body=body), page(1, form="xml", body=ATOM)]
    assert ids(collected(client, *answers, max_pages=1)[0]) == ["9001"]


def test_the_form_can_be_chosen(client: Client) -> None:
    pages, asked = collected(client, page(1, form="xml", body=ATOM), format="xml", max_pages=1)
    assert ids(pages) == ["9001"]
    assert asked[0].endswith("/xml")


@pytest.mark.parametrize("body", ["<html/>", "not xml", "<rss></rss>"])
def test_what_is_no_atom_is_an_error(body: str) -> None:
    with pytest.raises(NotThisFormat):
        xml_entries(told(body))


def test_an_empty_answer_is_a_wall() -> None:
    with pytest.raises(Blocked):
        xml_entries(told(" "))


def test_entities_reach_no_file() -> None:
    spoilt = ATOM.replace("<feed", '<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed')
    made = read(xml_entries(told(spoilt.replace("Fine", "&x;"))))
    assert "root" not in str(made)


def test_every_app_is_read_in_every_country(client: Client) -> None:
    with Replay([]) as site:
        source = AppStore(apps=("id1", "2"), countries=("JP", "de"), base_url=site.url)
        with pytest.raises(CollectorError):
            list(source.collect(client, Query("apps", NOW)))
        places = {(one.split("/")[1], one.split("id=")[1].split("/")[0]) for one in site.asked}
    assert places == {("jp", "1"), ("jp", "2"), ("de", "1"), ("de", "2")}


@pytest.mark.parametrize("changed", [{"apps": ("a",)}, {"countries": ("usa",)}, {"apps": ()}])
def test_apps_are_numbers_and_countries_two_letters(changed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        AppStore(**{"apps": ("400",), **changed})


@given(st.randoms(use_true_random=False), st.sampled_from(["json", "xml"]))
def test_any_answer_is_read_rejected_or_our_own_error(chance: random.Random, form: str) -> None:
    good = json.dumps({"feed": {"entry": [APP, entry(1), entry(2)]}}) if form == "json" else ATOM
    answer = Answer("https://feed.example/", 200, {}, mutated(good.encode(), chance))
    try:
        entries = json_entries(answer) if form == "json" else xml_entries(answer)
    except CollectorError:
        return
    for post in read(entries)[0]:
        post.model_dump_json()
