"""The demo as a project: the folder that a company with this world would keep."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from flows.demo.buyers import OrderLine
from flows.demo.pages import SHANGHAI
from flows.demo.servers import DemoServers
from flows.demo.survey import SurveyAnswer
from flows.demo.tricks import trick_accounts
from flows.demo.world import World

SEXES = {"female": "女", "male": "男"}
SURVEY = ("答卷编号", "提交时间", "产品", "渠道", "推荐分", "最低分", "最高分", "评论内容", "类型")
ORDERS = (
    "order_id",
    "line",
    "customer_id",
    "ordered_at",
    "product",
    "quantity",
    "amount",
    "currency",
    "channel",
)
CUSTOMERS = ("客户编号", "性别", "出生年份", "城市", "注册时间")
ACCOUNTS = (
    "customer_id",
    "account_source",
    "account_id",
    "evidence",
    "purpose",
    "consent_at",
    "ends_at",
)
MAPS = {
    "customers": {
        "customer_id": "客户编号",
        "sex": "性别",
        "birth_year": "出生年份",
        "place": "城市",
        "joined_at": "注册时间",
    },
    "posts": {
        "id": "答卷编号",
        "published_at": "提交时间",
        "subject": "产品",
        "rating": "推荐分",
        "rating_low": "最低分",
        "rating_high": "最高分",
        "text": "评论内容",
        "kind": "类型",
    },
}
FILES = {
    "customers": "customers.csv",
    "orders": "orders.csv",
    "identities": "accounts.csv",
    "posts": "survey.csv",
}
SOCIAL = "social"
"""Name of the social feed among the sources: accounts are declared for it."""


def write_project(home: Path, servers: DemoServers, world: World) -> Path:
    """Write a project that reads `servers` and the company's own files into `home`.

    Files that are there already are replaced.

    Returns:
        The path of its `opinionflow.toml`.
    """
    home.mkdir(parents=True, exist_ok=True)
    host = urlsplit(servers.social_url).hostname or ""
    _write(home / FILES["customers"], CUSTOMERS, _customer_rows(world))
    _write(home / FILES["orders"], ORDERS, _order_rows(world))
    _write(home / FILES["identities"], ACCOUNTS, _account_rows(world, host=host))
    _write(home / FILES["posts"], SURVEY, _survey_rows(world))
    (home / "brands.toml").write_text(_brands(world), encoding="utf-8")
    path = home / "opinionflow.toml"
    path.write_text("\n".join(_settings(servers, host)), encoding="utf-8")
    return path


def _settings(servers: DemoServers, host: str) -> Iterator[str]:
    """Yield the lines of the settings file."""
    yield "# A project on a made-up world: every address here is on this machine."
    yield '\n[record]\nurl = "sqlite:///record.db"'
    yield '\n[marts]\nurl = "marts"'
    yield '\n[http]\npause_s = 0.0\nallow_private = ["127.0.0.1"]'
    yield '\n[report]\ntitle = "微风百货 · 舆情 Opinion report"'
    own = f"{SOCIAL}:{trick_accounts()['owned'].acct}@{host}"
    yield f'\n[trust]\nowned_authors = ["{own}"]'
    yield '\n[files]\nbrands = "brands.toml"'
    yield _table("sources", {"name": "shop", "kind": "page", "follow_next": True})
    yield _pairs({"urls": list(servers.product_pages), "max_pages": 40})
    for board, url in servers.feeds.items():
        feed = {"name": f"forum-{board}", "kind": "feed", "url": url, "post_kind": "post"}
        yield _table("sources", feed)
    yield _table("sources", {"name": SOCIAL, "kind": "mastodon", "base_url": servers.social_url})
    for what, file in FILES.items():
        name = {"name": "survey"} if what == "posts" else {}
        yield _table("imports", {"what": what, "file": file, **name})
        if what in MAPS:
            yield _inline("map", MAPS[what])
    yield ""


def _table(name: str, values: Mapping[str, object]) -> str:
    return f"\n[[{name}]]\n{_pairs(values)}"


def _pairs(values: Mapping[str, object]) -> str:
    # JSON's strings, numbers, booleans and lists are TOML's too.
    rows = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    return "\n".join(rows)


def _inline(key: str, values: dict[str, str]) -> str:
    pairs = ", ".join(f"{ours} = {json.dumps(t, ensure_ascii=False)}" for ours, t in values.items())
    return f"{key} = {{ {pairs} }}"


def _brands(world: World) -> str:
    tables = (
        _table("brand", {"name": brand.name, "aliases": list(brand.aliases)})
        for brand in world.brands
    )
    return (
        "# The brands of the made-up market, and the names they go by.\n" + "\n".join(tables) + "\n"
    )


def _customer_rows(world: World) -> Iterator[Sequence[object]]:
    for customer in world.customers:
        sex = SEXES.get(customer.sex or "", "")
        joined = customer.joined_at.astimezone(SHANGHAI).strftime("%Y-%m-%d")
        yield customer.id, sex, customer.birth_year or "", customer.place, joined


def _order_rows(world: World) -> Iterator[Sequence[object]]:
    titles = {product.slug: product.title for product in world.products}
    for order in world.orders:
        yield _order_row(order, titles[order.product])
    first = world.orders[0]
    # An amount typed by hand, as it happens.
    yield (*_order_row(first, titles[first.product])[:6], "面议", "CNY", "store")


def _order_row(order: OrderLine, title: str) -> Sequence[object]:
    start = (order.order_id, order.line, order.customer_id or "", _stamp(order.ordered_at))
    return (*start, title, order.quantity, order.amount, "CNY", order.channel)


def _account_rows(world: World, *, host: str) -> Iterator[Sequence[object]]:
    for row in world.declared:
        account = f"{row.acct}@{host}"
        ends = _stamp(row.ends_at) if row.ends_at else ""
        consent = (row.evidence, row.purpose, _stamp(row.consent_at), ends)
        yield (row.customer_id, SOCIAL, account, *consent)


def _survey_rows(world: World) -> Iterator[Sequence[object]]:
    titles = {product.slug: product.title for product in world.products}
    for answer in world.survey:
        yield _survey_row(answer, titles[answer.product])
    answer = world.survey[0]
    # A date typed from memory, a cell too many, a line that broke off.
    yield ("S-1", "上个月吧", *_survey_row(answer, "不记得")[2:])
    yield (*_survey_row(answer, "多了一列"), "???")
    yield ("S-3", "2026-10-01 10:05")


def _survey_row(answer: SurveyAnswer, title: str) -> Sequence[object]:
    at = answer.answered_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    score = (answer.score, 0, 10)
    return (answer.id, at, title, answer.channel, *score, answer.text, "survey")


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file as spreadsheets in China save it: UTF-8 with a mark in front."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
