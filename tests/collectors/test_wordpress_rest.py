from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from replaying import Replay, exchange

from collectors.base import Held, Page, Query
from collectors.errors import BadRequest, Blocked, NotThisFormat, Refused
from collectors.http import Client
from collectors.post import Post
from collectors.wordpress_rest import RestList, moment_of

NOW = datetime(2024, 5, 20, 12, tzinfo=UTC)
SITE = "https://site.example"
ORDER = "per_page=100&orderby=date_gmt&order=desc"
PRETTY, PLAIN = f"{SITE}/wp-json/x/v1/things?{ORDER}", f"{SITE}/?rest_route=/x/v1/things&{ORDER}"


def thing(item: Any) -> Iterator[Post]:
    if item["id"] != 0:
        yield Post(source="s", id=str(item["id"]), kind="comment")


def page(number: int, told: Any, root: str = PRETTY, **more: Any) -> Any:
    return exchange(f"{root}&page={number}", told, **more)


def items(*ids: int) -> list[dict[str, Any]]:
    return [{"id": one} for one in ids]


def read(client: Client, *answers: Any) -> tuple[list[str], list[str]]:
    with Replay(answers) as site:
        rest = RestList(client, f"{site.url}/", "x/v1/things", "ask the owner", robots=False)
        pages = rest.walk(Query("s", NOW), thing, {}, asked="things", bounds=(10, 1))
        return _ids(pages), site.asked


def _ids(pages: Iterator[Page]) -> list[str]:
    return [post.id for one in pages for post in one.posts]


def test_it_reads_as_many_pages_as_the_header_says(client: Client) -> None:
    answers = [page(1, items(4, 3), X_WP_TotalPages="2"), page(2, items(2), X_WP_TotalPages="2")]
    ids, asked = read(client, *answers)
    assert (ids, len(asked)) == (["4", "3", "2"], 2)


def test_without_the_header_it_reads_until_it_is_past_the_end(client: Client) -> None:
    past = {"code": "rest_comment_invalid_page_number", "message": "no such page"}
    ids, asked = read(client, page(1, items(4)), page(2, items(3)), page(3, past, status=400))
    assert (ids, len(asked)) == (["4", "3"], 3)


def test_without_the_header_an_empty_list_is_the_end(client: Client) -> None:
    assert read(client, page(1, items(4)), page(2, []))[0] == ["4"]


def test_another_400_is_no_end(client: Client) -> None:
    odd = page(2, {"code": "rest_invalid_param"}, status=400)
    with pytest.raises(BadRequest):
        read(client, page(1, items(4)), odd)


def test_without_pretty_links_the_list_has_a_plain_address(client: Client) -> None:
    answers = [page(1, items(4), PLAIN), page(2, items(3), PLAIN), page(3, [], PLAIN)]
    ids, asked = read(client, *answers)
    assert ids == ["4", "3"]
    assert sum("wp-json" in one for one in asked) == 1


@pytest.mark.parametrize(
    "answers",
    [
        [page(1, {"code": "rest_cannot_read"}, status=401)],
        [page(1, {}, status=403)],
        [page(1, {"code": "rest_no_route"}, status=404)],
        [page(1, "<html>front page</html>", PLAIN)],
    ],
    ids=["401", "403", "404", "page"],
)
def test_a_closed_list_is_told_with_what_to_do(client: Client, answers: list[Any]) -> None:
    with pytest.raises(Refused, match="ask the owner"):
        read(client, *answers)


def test_the_items_of_an_envelope_are_read(client: Client) -> None:
    assert read(client, page(1, {"data": items(4)}, X_WP_TotalPages="1"))[0] == ["4"]


@pytest.mark.parametrize("told", [{"message": "no"}, {"data": {}}, "3", '"x"'])
def test_what_is_no_list_is_an_error(client: Client, told: Any) -> None:
    with pytest.raises(NotThisFormat):
        read(client, page(1, told))


def test_a_page_where_data_was_due_is_a_wall(client: Client) -> None:
    with pytest.raises(Blocked):
        read(client, page(1, "<html>log in</html>"))


def test_a_page_of_which_nothing_is_wanted_is_no_end(client: Client) -> None:
    pages = [page(1, items(4)), page(2, items(0)), page(3, ["odd"]), page(4, items(1)), page(5, [])]
    assert read(client, *pages)[0] == ["4", "1"]


def test_held_posts_that_are_not_listed_any_more_are_withdrawn(client: Client) -> None:
    answer = exchange(f"{PRETTY}&include=1%2C2%2C3", [*items(3), {"no": "id"}, *items(1)])
    held = [Held(str(number), "comment") for number in (1, 2, 3)]
    with Replay([answer]) as site:
        rest = RestList(client, site.url, "x/v1/things", "ask the owner", robots=False)
        pages = list(rest.again(thing, {}, held, asked="things"))
    assert _ids(iter(pages)) == ["3", "1"]
    assert [(one.id, one.how) for one in pages[0].withdrawn] == [("2", "missing")]
    assert pages[0].visited == ("1", "2", "3")
    assert len(pages[0].rejected) == 1


def test_held_posts_are_looked_at_a_hundred_at_a_time(client: Client) -> None:
    held = [Held(str(number), "comment") for number in range(1, 251)]
    includes = [held[at : at + 100] for at in (0, 100, 200)]
    answers = [
        exchange(f"{PRETTY}&include={'%2C'.join(one.id for one in some)}", items(int(some[0].id)))
        for some in includes
    ]
    with Replay(answers) as site:
        rest = RestList(client, site.url, "x/v1/things", "ask the owner", robots=False)
        pages = list(rest.again(thing, {}, held, asked="things"))
    assert [len(one.visited) for one in pages] == [100, 100, 50]


def test_a_list_that_holds_none_of_several_settles_nothing(client: Client) -> None:
    answers = [exchange(f"{PRETTY}&include={held}", []) for held in ("1%2C2", "3")]
    with Replay(answers) as site:
        rest = RestList(client, site.url, "x/v1/things", "ask the owner", robots=False)
        both = [Held("1", "comment"), Held("2", "comment")]
        (several,) = rest.again(thing, {}, both, asked="things")
        (alone,) = rest.again(thing, {}, [Held("3", "comment")], asked="things")
    assert (several.withdrawn, several.visited) == ((), ())
    assert "none of 2" in several.rejected[0].reason
    assert ([one.id for one in alone.withdrawn], alone.visited) == (["3"], ("3",))


def test_times_in_utc_stand_there_without_a_zone() -> None:
    when = moment_of(
        {"date_gmt": "2024-05-20T06:00:00", "date": "2024-05-20T08:00:00"}, "date", now=NOW
    )
    assert when is not None
    assert (when.moment, when.assumed) == (datetime(2024, 5, 20, 6, tzinfo=UTC), False)


def test_the_sites_own_time_is_taken_for_want_of_better_and_said_to_be_assumed() -> None:
    odd = {"date_gmt": "0000-00-00T00:00:00", "date": "2024-05-20T08:00:00"}
    when = moment_of(odd, "date", now=NOW)
    assert when is not None
    assert when.assumed
