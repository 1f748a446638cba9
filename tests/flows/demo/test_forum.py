import json
from datetime import timedelta

import feedparser
import httpx
import pytest

from flows.demo.forum import FEEDS, board_of
from flows.demo.servers import DemoServers
from flows.demo.world import World


def ids(servers: DemoServers, client: httpx.Client, board: str) -> list[str]:
    url, found = servers.feeds[board], []
    while url:
        answer = client.get(url).raise_for_status()
        if not url.split("?")[0].endswith(".json"):
            return [entry.id for entry in feedparser.parse(answer.text).entries if "id" in entry]
        feed = answer.json()
        found += [item["id"] for item in feed["items"] if isinstance(item, dict) and "id" in item]
        url = feed.get("next_url", "")
    return found


@pytest.mark.parametrize("board", FEEDS.values())
def test_a_board_s_feed_holds_its_posts_exactly_once_newest_first(
    world: World, servers: DemoServers, client: httpx.Client, board: str
) -> None:
    own = [
        post.id
        for post in world.posts
        if post.channel == "forum" and board_of(post) == board and post.at(world.end)
    ]
    assert ids(servers, client, board) == own[::-1]
    assert len(own) > 40


def test_feeds_speak_three_dialects(servers: DemoServers, client: httpx.Client) -> None:
    versions = {feedparser.parse(client.get(url).text).version for url in servers.feeds.values()}
    assert {"rss20", "atom10"} <= versions
    assert client.get(servers.feeds["food"]).json()["version"].endswith("/1.1")


def test_an_unchanged_feed_answers_304_to_its_own_tag(
    world: World, servers: DemoServers, client: httpx.Client
) -> None:
    url = servers.feeds["digital"]
    tag = client.get(url).headers["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    servers.moment = world.end - timedelta(days=10)
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 200


def test_malformed_items_stand_where_they_are_said_to(
    world: World, servers: DemoServers, client: httpx.Client
) -> None:
    rss = feedparser.parse(client.get(servers.feeds["digital"]).text)
    empty = [entry for entry in rss.entries if "id" not in entry and "link" not in entry]
    items = client.get(servers.feeds["food"]).json()["items"]
    nothing = [item for item in items if not isinstance(item, dict) or "id" not in item]
    counts = {"/feeds/digital.rss": len(empty), "/feeds/food.json": len(nothing)}
    assert counts == world.truths.malformed_items


def test_an_edited_post_says_so_in_its_feed(
    world: World, servers: DemoServers, client: httpx.Client
) -> None:
    posts = {post.id: post for post in world.posts}
    edits = [edit for edit in world.truths.edits if edit.post_id.startswith("f")]
    edit = next(one for one in edits if board_of(posts[one.post_id]) in {"beauty", "life"})
    feed = feedparser.parse(client.get(servers.feeds[board_of(posts[edit.post_id])]).text)
    entry = next(entry for entry in feed.entries if entry.id == edit.post_id)
    assert entry.updated != entry.published
    assert edit.after.split()[-1] in entry.content[0].value


def test_a_thread_is_a_page_with_its_answers(
    world: World, servers: DemoServers, client: httpx.Client
) -> None:
    answer = next(p for p in reversed(world.posts) if p.channel == "forum" and p.parent_id)
    page = client.get(f"{servers.forum_url}/t/{answer.parent_id}")
    assert page.status_code == 200
    assert f'id="{answer.id}"' in page.text


def test_the_front_page_lists_the_feeds(servers: DemoServers, client: httpx.Client) -> None:
    front = client.get(servers.forum_url)
    assert all(path in front.text for path in FEEDS)
    assert client.get(f"{servers.forum_url}/t/nothing").status_code == 404


def test_every_request_is_in_the_log(servers: DemoServers, client: httpx.Client) -> None:
    client.get(f"{servers.forum_url}/robots.txt")
    client.head(f"{servers.shop_url}/nowhere")
    told = [(hit.server, hit.method, hit.target, hit.status) for hit in servers.log]
    assert told == [("forum", "GET", "/robots.txt", 200), ("shop", "HEAD", "/nowhere", 404)]


def test_json_feeds_are_json(servers: DemoServers, client: httpx.Client) -> None:
    answer = client.get(servers.feeds["food"])
    assert answer.headers["Content-Type"].startswith("application/feed+json")
    assert json.loads(answer.text)["next_url"].startswith(servers.forum_url)
