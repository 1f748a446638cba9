from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from collectors.base import Page, Query
from collectors.errors import Blocked, Gone, Resting
from collectors.http import Client
from collectors.post import Post
from collectors.several import HOST_TROUBLE, Ask, each_asked


def brings(*ids: str, fails: Exception | None = None) -> Ask:
    def ask(query: Query) -> Iterator[Page]:
        wanted = ids if query.limit is None else ids[: query.limit]
        yield Page(tuple(Post(source="s", id=one, kind="post") for one in wanted))
        if fails:
            raise fails

    return ask


def read(client: Client, query: Query, *asks: Ask) -> tuple[list[str], BaseException | None]:
    ids: list[str] = []
    try:
        for page in each_asked(client, query, asks):
            ids += [post.id for post in page.posts]
    except (Blocked, Gone) as error:
        return ids, error
    return ids, None


def test_one_that_fails_does_not_keep_the_others_from_being_read(
    client: Client, query: Query
) -> None:
    first, later = Gone("https://a.example/1", status=404), Gone("https://a.example/2", status=404)
    ids, error = read(
        client, query, brings("1", fails=first), brings("2"), brings("3", fails=later)
    )
    assert ids == ["1", "2", "3"]
    assert error is first


def test_the_limit_is_that_of_all_together(client: Client, query: Query) -> None:
    asks = [brings("1", "2"), brings("3", "4"), brings("5")]
    assert read(client, replace(query, limit=3), *asks)[0] == ["1", "2", "3"]


def test_a_wall_before_one_lets_its_host_rest(client: Client, query: Query, site: Any) -> None:
    wall = Blocked(f"{site.url}/x", why="a captcha")
    assert read(client, query, brings("1", fails=wall), brings("2"))[0] == ["1", "2"]
    with pytest.raises(Resting):
        client.get(f"{site.url}/y", robots=False)


def test_a_host_in_trouble_ends_what_is_asked_of_it_alone(client: Client, query: Query) -> None:
    gone, wall = Gone("https://a.example/1", status=404), Blocked("https://a.example/2", why="x")
    asks = [brings("1", fails=gone), brings("2", fails=wall), brings("3")]
    pages: list[Page] = []
    with pytest.raises(Gone):
        pages.extend(each_asked(client, query, asks, ends_at=HOST_TROUBLE))
    assert [post.id for page in pages for post in page.posts] == ["1", "2"]
