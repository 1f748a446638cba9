import json
import re
from collections import Counter

import extruct
import httpx
import pytest

from flows.demo.servers import DemoServers
from flows.demo.world import World

NEXT = re.compile(r'<link rel="next" href="([^"]+)"')
SYNTAXES = ("json-ld", "microdata", "rdfa")


def pages(client: httpx.Client, url: str) -> list[httpx.Response]:
    found = []
    while url:
        found.append(client.get(url).raise_for_status())
        following = NEXT.search(found[-1].text)
        url = following[1] if following else ""
    return found


@pytest.fixture
def listings(servers: DemoServers, client: httpx.Client) -> dict[str, list[httpx.Response]]:
    *whole, _ = servers.product_pages
    return {url.rpartition("/")[2]: pages(client, url) for url in whole}


def test_paging_shows_every_review_exactly_once(
    world: World, listings: dict[str, list[httpx.Response]]
) -> None:
    for slug, found in listings.items():
        shown = [one for page in found for one in re.findall(r'<article id="(s\d+)"', page.text)]
        own = [p.id for p in world.posts if p.channel == "shop" and p.product == slug]
        assert shown == own[::-1]


def test_all_three_ways_of_marking_up_are_used(world: World) -> None:
    assert Counter(product.markup for product in world.products).keys() == set(SYNTAXES)


def test_marked_up_reviews_are_the_planted_ones(
    world: World, listings: dict[str, list[httpx.Response]]
) -> None:
    product = next(product for product in world.products if product.markup == "json-ld")
    found = [
        review
        for page in listings[product.slug]
        for script in extruct.extract(page.text, syntaxes=["json-ld"])["json-ld"]
        for review in script["review"]
    ]
    own = [p for p in world.posts if p.channel == "shop" and p.product == product.slug]
    assert [review["reviewBody"] for review in found] == [post.text for post in reversed(own)]
    stars = [int(review["reviewRating"]["ratingValue"]) for review in found]
    assert stars == [post.rating for post in reversed(own)]


@pytest.mark.parametrize("syntax", ["microdata", "rdfa"])
def test_a_reader_of_each_syntax_finds_reviews(
    world: World, listings: dict[str, list[httpx.Response]], syntax: str
) -> None:
    slug = next(product.slug for product in world.products if product.markup == syntax)
    page = listings[slug][0]
    found = json.dumps(extruct.extract(page.text, base_url=str(page.url), syntaxes=[syntax]))
    assert found.count("reviewBody") == 25
    assert len(set(re.findall(r"/r/s[0-9]+", found))) == 25


def test_the_broken_page_cannot_be_read_and_says_why(
    servers: DemoServers, client: httpx.Client
) -> None:
    page = client.get(servers.product_pages[-1])
    script = re.search(r"<script[^>]*>(.*?)</script>", page.text, re.DOTALL)
    assert page.status_code == 200
    assert script
    with pytest.raises(json.JSONDecodeError):
        json.loads(script[1])


def test_index_robots_and_sitemap_lead_to_every_product(
    servers: DemoServers, client: httpx.Client
) -> None:
    index, robots = (client.get(f"{servers.shop_url}{path}").text for path in ("/", "/robots.txt"))
    sitemap = client.get(re.search(r"Sitemap: (\S+)", robots)[1]).text  # type: ignore[index]
    for url in servers.product_pages:
        assert f'href="{url.removeprefix(servers.shop_url)}"' in index
        assert f"<loc>{url}</loc>" in sitemap


def test_each_review_has_an_address_of_its_own(
    world: World, servers: DemoServers, client: httpx.Client
) -> None:
    post = next(post for post in world.posts if post.channel == "shop")
    assert post.text.split("\n")[0][:6] in client.get(f"{servers.shop_url}/r/{post.id}").text


@pytest.mark.parametrize("path", ["/p/nothing", "/r/s0", "/u/p000", "/x", "/p/yaotone-x3?page=99"])
def test_other_addresses_lead_nowhere(
    servers: DemoServers, client: httpx.Client, path: str
) -> None:
    assert client.get(servers.shop_url + path).status_code == 404
