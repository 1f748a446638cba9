from datetime import UTC, datetime
from typing import Any

import pytest

from collectors.markup.found import Found
from collectors.markup.joined import joined
from collectors.markup.nodes import normal
from collectors.markup.review import Place, to_post
from collectors.times import BEIJING

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
PAGE = "https://shop.example/p/1"


def post(
    node: Any,
    *,
    subject: Any = None,
    now: Any = NOW,
    page: Any = PAGE,
    zone: Any = None,
) -> Any:
    place = Place(source="shop", page=page, url=f"{page}?x=1", now=now, zone=zone)
    return to_post(Found(normal(node), subject, "jsonld"), place)


def test_a_review_becomes_a_post() -> None:
    made = post(
        {
            "@type": "Review",
            "author": {"@type": "Person", "name": "Lin", "url": "https://shop.example/u/7"},
            "name": "Gut &amp; günstig",
            "datePublished": "2024-05-01T10:00:00+08:00",
            "dateModified": "2024-05-02",
            "reviewBody": "<p>屏幕很亮</p>",
            "reviewRating": {"ratingValue": "4,5", "bestRating": "5"},
            "inLanguage": "zh",
        },
        subject="N1",
    )
    assert (made.author, made.author_id, made.title) == (
        "Lin",
        "https://shop.example/u/7",
        "Gut & günstig",
    )
    assert (made.text, made.raw_text) == ("屏幕很亮", "<p>屏幕很亮</p>")
    assert (made.rating, made.rating_low, made.rating_high) == (4.5, 1.0, 5.0)
    assert made.published_at == datetime(2024, 5, 1, 2, tzinfo=UTC)
    assert (made.published_precision, made.published_assumed) == ("second", False)
    assert made.edited_at == datetime(2024, 5, 2, tzinfo=UTC)
    assert (made.kind, made.subject, made.lang, made.url) == ("review", "N1", "zh", f"{PAGE}?x=1")


@pytest.mark.parametrize(
    ("node", "scale"),
    [
        ({"reviewRating": {"ratingValue": 4}}, (4, 1, 5)),
        ({"reviewRating": 4}, (4, 1, 5)),
        ({"reviewRating": "4"}, (4, 1, 5)),
        ({"ReviewRating": {"ratingValue": "4"}}, (4, 1, 5)),
        ({"reviewRating": [{"ratingValue": "4"}]}, (4, 1, 5)),
        ({"reviewRating": {"ratingValue": "8/10"}}, (8, 1, 10)),
        ({"reviewRating": {"ratingValue": 8, "bestRating": 10, "worstRating": 0}}, (8, 0, 10)),
        ({"reviewRating": {"ratingValue": 0, "worstRating": 0}}, (0, 0, 5)),
        ({"reviewRating": {"ratingValue": 0}}, (None, None, None)),
        ({"reviewRating": {"ratingValue": 8}}, (8, None, None)),
        ({"reviewRating": {"ratingValue": None}}, (None, None, None)),
        ({"reviewRating": {}}, (None, None, None)),
        ({"rating": "★★★★☆"}, (4, 1, 5)),
    ],
)
def test_a_rating_is_read_in_all_its_forms(node: Any, scale: Any) -> None:
    made = post({"author": "Lin", **node})
    assert (made.rating, made.rating_low, made.rating_high) == scale


@pytest.mark.parametrize(
    ("author", "name", "own"),
    [
        ("Lin", "Lin", None),
        ({"name": "Lin"}, "Lin", None),
        ([{"name": "Lin"}, {"name": "Mei"}], "Lin", None),
        ({"name": ["Lin"]}, "Lin", None),
        ("https://shop.example/u/7", None, "https://shop.example/u/7"),
        (None, None, None),
        ({}, None, None),
    ],
)
def test_an_author_is_read_in_all_its_forms(author: Any, name: Any, own: Any) -> None:
    made = post({"reviewBody": "好", "author": author})
    assert (made.author, made.author_id) == (name, own)


def test_null_words_beside_a_rating_are_still_a_review() -> None:
    made = post({"author": "Lin", "reviewBody": None, "reviewRating": 5})
    assert (made.text, made.rating, made.raw_text) == ("", 5, None)


def test_a_review_without_anything_is_refused() -> None:
    with pytest.raises(ValueError, match="without author, words and rating"):
        post({"@type": "Review", "datePublished": "2024-05-01"})


def test_a_day_is_midnight_where_the_shop_is() -> None:
    made = post({"reviewBody": "好", "dateCreated": "2024-05-01"}, zone=BEIJING)
    assert made.published_at == datetime(2024, 4, 30, 16, tzinfo=UTC)
    assert (made.published_precision, made.published_assumed) == ("day", True)


def test_the_key_depends_on_page_author_date_and_words() -> None:
    base = {"author": "Lin", "datePublished": "2024-05-01", "reviewBody": "好"}
    others = [
        post({**base, "author": "Mei"}),
        post({**base, "datePublished": "2024-05-02"}),
        post({**base, "reviewBody": "很好"}),
        post(base, page="https://shop.example/p/2"),
    ]
    assert post(base).id == post({**base, "name": "title", "inLanguage": "zh"}).id
    assert len({post(base).id, *(other.id for other in others)}) == 5


@pytest.mark.parametrize("first", ["3天前", "2个月前"])
def test_the_key_does_not_change_as_relative_words_grow_older(first: Any) -> None:
    later = {"3天前": "4天前", "2个月前": "3个月前"}[first]
    today = post({"author": "Lin", "reviewBody": "好", "datePublished": first})
    tomorrow = post(
        {"author": "Lin", "reviewBody": "好", "datePublished": later},
        now=datetime(2024, 5, 21, 12, tzinfo=UTC),
    )
    assert today.id == tomorrow.id


BASE = {"author": "Lin", "datePublished": "2024-05-01", "reviewBody": "屏幕很亮，电池一般"}


def test_one_review_in_two_syntaxes_is_one_and_each_fills_what_the_other_lacks() -> None:
    rated = {**BASE, "author": "LIN", "datePublished": "2024-05-01T09:30:00Z", "reviewRating": 4}
    rated["reviewBody"] = "屏幕很亮 ， 电池一般"
    both = joined([(post(BASE), "jsonld"), (post(rated, subject="N1"), "microdata")])
    assert [(one.author, one.rating, one.subject) for one in both] == [("Lin", 4.0, "N1")]
    assert both[0].id == post(BASE).id


@pytest.mark.parametrize(
    "change",
    [{"author": "Mei"}, {"datePublished": "2024-05-02"}, {"reviewBody": "别的话"}],
    ids=["author", "day", "words"],
)
def test_reviews_that_differ_stay_two(change: Any) -> None:
    both = [(post(BASE), "jsonld"), (post({**BASE, **change}), "microdata")]
    assert len(joined(both)) == 2


def test_repeats_within_a_syntax_are_one() -> None:
    assert len(joined([(post(BASE), "jsonld")] * 3)) == 1


def test_alike_beginnings_within_a_syntax_stay_two() -> None:
    pair = [{**BASE, "reviewBody": "很好，" * 20 + end} for end in ("甲", "乙")]
    assert len(joined([(post(one), "jsonld") for one in pair])) == 2


def test_reviews_without_words_are_one_only_when_author_day_and_rating_agree() -> None:
    bare = {"author": "Lin", "datePublished": "2024-05-01", "reviewRating": 5}
    same = joined([(post(bare), "jsonld"), (post({**bare, "name": "x"}), "microdata")])
    vague = joined([(post({"reviewRating": 5}), "jsonld"), (post(bare), "microdata")])
    assert (len(same), len(vague)) == (1, 2)
