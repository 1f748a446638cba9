import json
import random
from base64 import b64decode
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutating import mutated
from replaying import Replay, exchange

from collectors.base import Held, Query
from collectors.errors import BadAddress, Refused
from collectors.fields import read_each
from collectors.http import Client
from collectors.json_text import read_json
from collectors.sources.woocommerce import WooCommerce, read_review

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
QUERY = Query("shop", NOW)
LIST = (
    "https://shop.example/wp-json/wc/v3/products/reviews?per_page=100&orderby=date_gmt&order=desc"
)


def review(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "date_created": "2024-05-19T08:00:00",
        "date_created_gmt": "2024-05-19T06:00:00",
        "product_id": 88,
        "product_permalink": "https://shop.example/product/kettle/",
        "status": "approved",
        "reviewer": "Lin",
        "reviewer_email": "lin@mail.example",
        "review": "<p>Boils fast.</p>\n",
        "rating": 4,
        "_links": {"reviewer": [{"href": "https://shop.example/wp-json/wp/v2/users/12"}]},
        **more,
    }


def read(*reviews: Any) -> Any:
    return read_each(reviews, partial(read_review, query=QUERY), where="review")


def shop(url: str, **more: Any) -> WooCommerce:
    return WooCommerce(base_url=url, **{"key": "ck_sesame", "secret": "cs_sesame", **more})


def test_a_review_becomes_a_post_without_the_mailbox_of_its_author() -> None:
    made = read(review(5))[0][0]
    assert (made.id, made.kind, made.subject) == ("5", "review", "88")
    assert (made.text, made.author, made.author_id) == ("Boils fast.", "Lin", "12")
    assert (made.rating, made.rating_low, made.rating_high) == (4.0, 1.0, 5.0)
    assert made.published_at == datetime(2024, 5, 19, 6, tzinfo=UTC)
    assert made.url == "https://shop.example/product/kettle/#comment-5"
    assert "mail" not in made.model_dump_json()


def test_no_stars_are_no_rating() -> None:
    made = read(review(5, rating=0))[0][0]
    assert (made.rating, made.rating_low, made.rating_high) == (None, None, None)


def test_a_visitor_has_no_id() -> None:
    assert read(review(5, _links={}))[0][0].author_id is None


def test_what_is_no_review_is_rejected_and_the_rest_read() -> None:
    posts, rejected = read(review(1, rating=9), {}, None, review(3))
    assert ([post.id for post in posts], len(rejected)) == (["3"], 3)


def test_key_and_secret_go_in_a_header_alone(client: Client) -> None:
    answer = exchange(f"{LIST}&status=hold&product=88&page=1", [review(1)], X_WP_TotalPages="1")
    with Replay([answer]) as site:
        made = shop(site.url, status="hold", products=(88,))
        pages = list(made.collect(client, QUERY))
        scheme, _, coded = site.requests[0][2]["authorization"].partition(" ")
        assert "sesame" not in "".join(site.asked)
    assert (scheme, b64decode(coded)) == ("Basic", b"ck_sesame:cs_sesame")
    assert [page.asked for page in pages] == ["reviews/hold/88"]


def test_key_and_secret_do_not_go_over_an_open_line(client: Client) -> None:
    with pytest.raises(BadAddress, match="https"):
        list(shop("http://shop.example").collect(client, QUERY))


def test_an_open_line_within_the_house_can_be_allowed(make_client: Any) -> None:
    answer = exchange(f"{LIST}&status=approved&page=1", [review(1)], X_WP_TotalPages="1")
    with Replay([answer]) as site:
        named = site.url.replace("127.0.0.1", "shop.internal")
        client = make_client(
            allow_private=("shop.internal",), resolve=lambda _host, _port: ["127.0.0.1"]
        )
        pages = list(shop(named).collect(client, QUERY))
    assert [post.id for page in pages for post in page.posts] == ["1"]


def test_a_key_that_does_not_open_is_told_without_it(client: Client) -> None:
    closed = exchange(f"{LIST}&status=approved&page=1", {"code": "denied"}, status=401)
    with (
        Replay([closed]) as site,
        pytest.raises(Refused, match="make a key") as error,
    ):
        list(shop(site.url).collect(client, QUERY))
    assert "sesame" not in str(error.value) + repr(vars(error.value))


def test_held_reviews_are_looked_at_again(client: Client) -> None:
    answer = exchange(f"{LIST}&status=approved&include=1%2C2", [review(2)])
    with Replay([answer]) as site:
        held = [Held("1", "review"), Held("2", "review")]
        page = next(shop(site.url).revisit(client, QUERY, held))
    assert ([post.id for post in page.posts], [one.id for one in page.withdrawn]) == (["2"], ["1"])


def test_neither_key_nor_secret_is_shown() -> None:
    assert "sesame" not in repr(shop("https://shop.example"))


@given(st.randoms(use_true_random=False))
def test_any_review_is_read_or_rejected(chance: random.Random) -> None:
    good = [review(1), review(2, rating=0)]
    try:
        told = read_json(mutated(json.dumps(good).encode(), chance).decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return
    for post in read(*(told if isinstance(told, list) else [told]))[0]:
        post.model_dump_json()
