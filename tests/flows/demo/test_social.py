import re
import time
from datetime import timedelta
from html import unescape

import httpx
import pytest

from flows.demo.servers import DemoServers
from flows.demo.social import hashtags
from flows.demo.world import World

PUBLIC = "/api/v1/timelines/public"


def words(content: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", content.replace("</p><p>", "\n")))


def walk(client: httpx.Client, url: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    while url:
        answer = client.get(url).raise_for_status()
        found += answer.json()
        url = answer.links.get("next", {}).get("url", "")
    return found


def standing(world: World) -> list[str]:
    social = (post for post in world.posts if post.channel == "social")
    return [post.id for post in social if post.at(world.end)]


def test_paging_gives_every_status_exactly_once_newest_first(
    world: World, servers: DemoServers, client: httpx.Client
) -> None:
    found = [status["id"] for status in walk(client, f"{servers.social_url}{PUBLIC}?limit=40")]
    assert found == standing(world)[::-1]


def test_min_id_pages_forward_without_a_gap(
    world: World, servers: DemoServers, client: httpx.Client
) -> None:
    expected = standing(world)
    at, found = expected[-200], []
    while page := client.get(f"{servers.social_url}{PUBLIC}?limit=30&min_id={at}").json():
        found += [status["id"] for status in reversed(page)]
        at = found[-1]
    assert found == expected[-199:]


def test_since_id_gives_the_newest_page_after_it(
    world: World, servers: DemoServers, client: httpx.Client
) -> None:
    expected = standing(world)
    page = client.get(f"{servers.social_url}{PUBLIC}?limit=10&since_id={expected[-100]}").json()
    assert [status["id"] for status in page] == expected[-10:][::-1]


@pytest.mark.parametrize(("asked", "given"), [("0", 1), ("7", 7), ("400", 40), ("many", 20)])
def test_the_limit_is_kept_within_bounds(
    servers: DemoServers, client: httpx.Client, asked: str, given: int
) -> None:
    assert len(client.get(f"{servers.social_url}{PUBLIC}?limit={asked}").json()) == given


def test_a_status_says_what_its_author_wrote(
    world: World, servers: DemoServers, client: httpx.Client
) -> None:
    posts = {post.id: post.at(world.end) for post in world.posts if post.at(world.end)}
    for status in walk(client, f"{servers.social_url}{PUBLIC}?limit=40"):
        post = posts[str(status["id"])]
        assert post
        assert words(str(status["content"])).endswith(post.text)
        assert [tag["name"] for tag in status["tags"]] == hashtags(post)  # type: ignore[attr-defined]


def test_a_hashtag_timeline_holds_the_posts_with_that_tag(
    world: World, servers: DemoServers, client: httpx.Client
) -> None:
    found = walk(client, f"{servers.social_url}/api/v1/timelines/tag/曜桐发热?limit=40")
    posts = {post.id: post for post in world.posts}
    expected = [one for one in standing(world) if "曜桐发热" in hashtags(posts[one])]
    assert [status["id"] for status in found] == expected[::-1]
    assert len(expected) > 10


def test_an_account_is_found_by_its_name_and_shows_its_statuses(
    world: World, servers: DemoServers, client: httpx.Client
) -> None:
    root = f"{servers.social_url}/api/v1/accounts"
    account = client.get(f"{root}/lookup", params={"acct": "user007"}).json()
    found = walk(client, f"{root}/{account['id']}/statuses?limit=40")
    authors = {post.id: post.author for post in world.posts}
    own = [one for one in standing(world) if authors[one] == "p007"]
    assert [status["id"] for status in found] == own[::-1]


def test_a_thread_gives_what_came_before_and_after(
    world: World, servers: DemoServers, client: httpx.Client
) -> None:
    answers = [p for p in world.posts if p.channel == "social" and p.parent_id and p.at(world.end)]
    parents = set(standing(world))
    answer = next(post for post in answers if post.parent_id in parents)
    root = f"{servers.social_url}/api/v1/statuses"
    above = client.get(f"{root}/{answer.id}/context").json()["ancestors"]
    below = client.get(f"{root}/{answer.parent_id}/context").json()["descendants"]
    assert above[-1]["id"] == answer.parent_id
    assert answer.id in [status["id"] for status in below]


def test_an_edit_shows_from_its_moment_on(
    world: World, servers: DemoServers, client: httpx.Client
) -> None:
    edit = next(edit for edit in world.truths.edits if edit.post_id.isdecimal())
    url = f"{servers.social_url}/api/v1/statuses/{edit.post_id}"
    servers.moment = edit.at - timedelta(seconds=1)
    before = client.get(url).json()
    servers.moment = edit.at
    after = client.get(url).json()
    assert before["edited_at"] is None
    assert words(before["content"]).endswith(edit.before)
    assert after["edited_at"].startswith(f"{edit.at:%Y-%m-%dT%H:%M}")
    assert words(after["content"]).endswith(edit.after)


def test_a_withdrawn_status_is_gone_from_its_moment_on(
    world: World, servers: DemoServers, client: httpx.Client
) -> None:
    gone = next(one for one in world.truths.deletions if one.post_id.isdecimal())
    url = f"{servers.social_url}/api/v1/statuses/{gone.post_id}"
    servers.moment = gone.at - timedelta(seconds=1)
    assert client.get(url).status_code == 200
    servers.moment = gone.at
    assert client.get(url).status_code == 404


def test_later_posts_wait_for_their_time(
    world: World, servers: DemoServers, client: httpx.Client
) -> None:
    servers.moment = world.end - timedelta(days=30)
    newest = client.get(f"{servers.social_url}{PUBLIC}?limit=1").json()[0]
    assert newest["created_at"] < f"{servers.moment:%Y-%m-%dT%H:%M:%S}"
    servers.moment = world.end - timedelta(days=200)
    assert client.get(f"{servers.social_url}{PUBLIC}").json() == []


def test_the_first_request_is_refused_with_a_wait_and_the_second_works(
    world: World, client: httpx.Client
) -> None:
    with DemoServers(world) as servers:
        first = client.get(f"{servers.social_url}{PUBLIC}")
        second = client.get(f"{servers.social_url}{PUBLIC}")
    assert (first.status_code, first.headers["Retry-After"]) == (429, "1")
    assert first.headers["X-RateLimit-Remaining"] == "0"
    assert second.status_code == 200
    assert int(second.headers["X-RateLimit-Remaining"]) > 0


def test_what_nobody_wrote_is_not_found(servers: DemoServers, client: httpx.Client) -> None:
    for path in ("/api/v1/statuses/1", "/api/v1/accounts/lookup?acct=nobody", "/@nobody/1"):
        assert client.get(servers.social_url + path).status_code == 404


def test_each_answer_waits_as_long_as_it_is_told(
    servers: DemoServers, client: httpx.Client
) -> None:
    servers.delay_s = 0.2
    started = time.monotonic()
    client.get(f"{servers.social_url}{PUBLIC}")
    assert time.monotonic() - started >= 0.2


def test_a_reader_may_look_with_a_browser(
    world: World, servers: DemoServers, client: httpx.Client
) -> None:
    post = standing(world)[-1]
    for path in ("/", "/@user007", f"/@user007/{post}", "/tags/新品"):
        answer = client.get(servers.social_url + path)
        assert answer.status_code == 200
        assert answer.text.startswith("<!DOCTYPE html>")
