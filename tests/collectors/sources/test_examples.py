"""Every example of docs/sources.md, run against its recorded answers."""

import json
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from replaying import Replay, exchanges_in

from collectors.base import Page, Query
from collectors.http import Client
from collectors.policy import Policy
from collectors.registry import collectors_by_kind, make_collector

HERE = Path(__file__).parent
PAGE = HERE.parents[2] / "docs" / "sources.md"
SPOKEN = {"jetstream"}
"""Kinds that do not speak HTTP; their own tests run their examples."""
KINDS = sorted(set(collectors_by_kind()) - SPOKEN)


def examples() -> dict[str, dict[str, Any]]:
    """Return the settings in the page, by kind."""
    blocks = re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)
    found = [tomllib.loads(block)["sources"][0] for block in blocks]
    return {one["kind"]: one for one in found}


def at_home(value: Any, replay: Replay) -> Any:
    """Return settings with recorded hosts replaced, and a word for each secret."""
    if isinstance(value, str):
        return replay.at_home(value)
    if isinstance(value, list):
        return [at_home(one, replay) for one in value]
    if isinstance(value, dict):
        named = set(value) in ({"from_env"}, {"from_block"})
        return "secret" if named else {key: at_home(one, replay) for key, one in value.items()}
    return value


def collected(kind: str, replay: Replay, cursors: dict[str, Any]) -> list[Page]:
    options = at_home(examples()[kind], replay)
    del options["name"], options["kind"]
    fields: dict[str, Any] = collectors_by_kind()[kind].model_fields
    for name in ("base_url", "token_url", "auth_url"):
        if name in fields and name not in options:
            options[name] = replay.at_home(str(fields[name].default))
    query = Query(kind, datetime(2026, 5, 20, 12, tzinfo=UTC), cursors=cursors)
    policy = Policy(allow_private=("127.0.0.1",), pause_s=0, retries=0)
    with Client(policy) as client:
        return list(make_collector(kind, options).collect(client, query))


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_of_each_kind_brings_posts_and_goes_on_where_it_ended(kind: str) -> None:
    with Replay(exchanges_in(HERE / "examples" / f"{kind}.http.json")) as replay:
        pages = collected(kind, replay, {})
        cursors = {page.asked: page.cursor for page in pages if page.cursor is not None}
        again = collected(kind, replay, json.loads(json.dumps(cursors)))
    posts = [post for page in pages for post in page.posts]
    assert len(posts) >= 3
    assert [item for page in pages for item in page.rejected] == []
    assert len({post.id for post in posts}) == len(posts)
    assert all(post.text or post.rating is not None for post in posts)
    assert {post.id for page in again for post in page.posts} <= {post.id for post in posts}


def test_every_kind_has_an_example() -> None:
    assert set(examples()) == set(collectors_by_kind())
