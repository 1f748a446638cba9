import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flows.cli import cli
from flows.store import tables
from flows.store.marts import publish
from flows.store.record import Record

NOW = datetime(2026, 5, 13, 9, 30, tzinfo=UTC)
MANY = 2_000_000_007
LIKED = {
    "interest": "food/drinks",
    "stance": "likes",
    "weight": 1.25,
    "half_life_days": 45.0,
    "last_evidence_at": "2026-05-12T08:00:00Z",
}
DECLARED = LIKED | {"interest": "pets/keeping", "stance": "declares", "half_life_days": None}
KINDS = [[f"kind-{n}", f"of the {n}. kind who is often here"] for n in range(5)]
PROFILES = [
    {
        "customer_id": "c1",
        "frequency": MANY,
        "monetary": 1.5,
        "accounts": 0,
        "posts": 2,
        "judged": 1,
        "interests": json.dumps([LIKED, DECLARED]),
    },
    {
        "customer_id": "c2",
        "frequency": 1,
        "monetary": 0.0,
        "accounts": 0,
        "posts": 0,
        "judged": 0,
        "r_score": 5,
    },
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with two customers, published."""
    folder = tmp_path_factory.mktemp("reading")
    (folder / "opinionflow.toml").write_text('[marts]\nurl = "marts"\n')
    with Record.open(f"sqlite:///{folder / 'record.db'}", key=b"k" * 16) as record:
        with record.begin() as connection:
            for profile in PROFILES:
                connection.execute(tables.profiles.insert(), {"as_of": NOW, **profile})
            held = [
                {"customer_id": "c1", "segmentation": kind, "segment": segment, "since": NOW}
                for kind, segment in KINDS
            ]
            connection.execute(tables.segment_members.insert(), held)
        publish(record, str(folder / "marts"), published_at=NOW)
    return folder


@pytest.fixture
def asked(home: Path) -> Callable[..., Result]:
    def ask(*arguments: str) -> Result:
        return CliRunner().invoke(cli, [*arguments, "--home", str(home)])

    return ask


def test_a_profile_has_whole_numbers_and_gaps(asked: Callable[..., Result]) -> None:
    (profile,) = json.loads(asked("profile", "c1", "--json").stdout)
    assert (profile["frequency"], profile["r_score"], profile["place"]) == (MANY, None, None)
    lines = [line.split() for line in asked("profile", "c1").stdout.splitlines()]
    assert ["frequency", str(MANY)] in lines
    assert ["r_score"] in lines


def test_a_profile_shows_interests_with_stance_weight_and_last_evidence(
    asked: Callable[..., Result],
) -> None:
    (profile,) = json.loads(asked("profile", "c1", "--json").stdout)
    assert profile["interests"] == [LIKED, DECLARED]
    lines = [line.split() for line in asked("profile", "c1").stdout.splitlines()]
    assert ["food/drinks", "likes", "1.25", "45.0", "2026-05-12"] in lines
    assert ["pets/keeping", "declares", "1.25", "2026-05-12"] in lines
    assert asked("profile", "c2").stdout.endswith("(no rows)\n")


def test_a_profile_shows_each_segment_on_a_line_and_whole(asked: Callable[..., Result]) -> None:
    said = asked("profile", "c1").stdout
    assert [line.split(maxsplit=1) for line in said.splitlines() if "kind-" in line] == KINDS
    (profile,) = json.loads(asked("profile", "c1", "--json").stdout)
    assert profile["segments"] == "; ".join(": ".join(pair) for pair in KINDS)


def test_a_customer_who_is_not_there_is_told(asked: Callable[..., Result]) -> None:
    done = asked("profile", "c3' OR true --")
    assert done.exit_code == 1
    assert "no customer" in done.stderr


@pytest.mark.parametrize("style", ["json", "csv", "table"])
def test_a_column_with_gaps_stays_whole(style: str, asked: Callable[..., Result]) -> None:
    sql = "SELECT customer_id, r_score, frequency FROM profiles ORDER BY customer_id"
    said = asked("query", sql, "--format", style).stdout
    assert str(MANY) in said
    assert "5.0" not in said  # a float would say so
    assert "nan" not in said.lower()


@pytest.mark.parametrize("command", ["hotspots", "segments"])
def test_nothing_yet_is_said(command: str, asked: Callable[..., Result]) -> None:
    assert asked(command).stdout == "(no rows)\n"
    assert json.loads(asked(command, "--json").stdout) == []
