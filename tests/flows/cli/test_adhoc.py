"""One source from the command line: every kind's options, secrets, and a probe that works."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from replaying import Replay, exchange, exchanges_in

from collectors.registry import collectors_by_kind
from flows.cli import cli

EXAMPLES = Path(__file__).parents[2] / "collectors" / "sources" / "examples"
SITE = "https://forum.example"
POSTS = "".join(
    f"<li class='post' id='p{n}'><b class='who'>读者{n}</b><time datetime='2026-05-0{n}T08:00:00Z'>"
    f"</time><p class='said'>第{n}次来，还是很满意</p></li>"
    for n in range(1, 6)
)
PAGE = f"<html><title>留言</title><body><ul class='posts'>{POSTS}</ul></body></html>"


@pytest.fixture
def forum() -> Iterator[str]:
    with Replay([exchange(f"{SITE}/board", PAGE, content_type="text/html")]) as replay:
        yield replay.url


@pytest.mark.parametrize("kind", sorted(collectors_by_kind()))
def test_every_kind_tells_its_options_each_under_a_name_of_its_own(kind: str) -> None:
    group = cli.get_command(None, "collect")  # type: ignore[arg-type]  # it needs no context
    command = group.get_command(None, kind)  # type: ignore[union-attr]  # the same
    names = [name for option in command.params for name in option.opts]
    assert len(names) == len(set(names))
    shown = CliRunner().invoke(cli, ["collect", kind, "--help"])
    assert shown.exit_code == 0, shown.output


def test_a_secret_may_come_from_the_environment() -> None:
    with Replay(exchanges_in(EXAMPLES / "reddit.http.json")) as replay:
        base = ["--base-url", replay.url, "--token-url", f"{replay.url}/api/v1/access_token"]
        said = ["collect", "reddit", *base, "--subreddit", "kettles", "--client-id", "a"]
        done = CliRunner().invoke(
            cli,
            [*said, "--allow-private", "127.0.0.1", "--pause-s", "0"],
            env={"REDDIT_CLIENT_SECRET": "hush-hush"},
        )
        sent = [dict(headers) for method, *_, headers, _ in replay.requests if method == "POST"]
    assert sent, done.output
    assert "hush" not in done.output


def test_a_probe_proposes_settings_that_work_as_they_are(forum: str) -> None:
    said = ["--allow-private", "127.0.0.1", "--pause-s", "0"]
    proposed = CliRunner().invoke(cli, ["collect", "html", "--probe", f"{forum}/board", *said])
    assert proposed.exit_code == 0, proposed.output
    settings = tomllib.loads(proposed.stdout)["sources"][0]
    assert settings["kind"] == "html"

    options = [
        word
        for key, value in settings.items()
        if key not in {"name", "kind"}
        for one in (value if isinstance(value, list) else [value])
        for word in (f"--{key.removesuffix('s').replace('_', '-')}", str(one))
    ]
    done = CliRunner().invoke(cli, ["collect", "html", *options, *said])
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["text"] for row in rows] == [f"第{n}次来，还是很满意" for n in range(1, 6)]
    assert [row["author"] for row in rows] == [f"读者{n}" for n in range(1, 6)]


def test_a_page_without_repeated_blocks_is_told() -> None:
    with Replay([exchange(f"{SITE}/x", "<html><body><p>one</p></body></html>")]) as replay:
        said = ["--probe", f"{replay.url}/x", "--allow-private", "127.0.0.1", "--pause-s", "0"]
        done = CliRunner().invoke(cli, ["collect", "html", *said])
    assert done.exit_code == 1
    assert "write the selectors" in done.output


def test_parameters_of_a_request_are_given_as_pairs() -> None:
    items = [{"n": 1, "words": "很好"}, {"n": 2, "words": "不错"}]
    with Replay([exchange(f"{SITE}/api?board=7", {"data": items})]) as replay:
        fields = ["--items", "data", "--id", "n", "--text", "words", "--param", "board=7"]
        said = ["--url", f"{replay.url}/api", "--allow-private", "127.0.0.1", "--pause-s", "0"]
        done = CliRunner().invoke(cli, ["collect", "json", *said, *fields])
        wrong = CliRunner().invoke(cli, ["collect", "json", *said, *fields, "--param", "board"])
    assert [json.loads(line)["text"] for line in done.stdout.splitlines()] == ["很好", "不错"]
    assert (wrong.exit_code, "NAME=VALUE" in wrong.output) == (2, True)
