"""The house: names, dependencies, entry points, deployments."""

import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from prefect.flows import load_flow_from_entrypoint

from flows.deployments import DEPLOYMENTS, WORK_POOL, ZONE, Deployed

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.mark.parametrize("name", ["collectors", "flows", "nlp", "segments"])
def test_no_other_distribution_ships_our_package(name: str) -> None:
    assert set(packages_distributions().get(name, ())) <= {"opinionflow"}


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=]", line)[0] for line in requirements}


def test_every_dependency_has_its_line_and_is_pinned() -> None:
    extras = PROJECT["optional-dependencies"]
    wanted = _names(PROJECT["dependencies"]).union(*map(_names, extras.values()))
    page = (ROOT / "docs/dependencies.md").read_text("utf-8")
    listed = set(re.findall(r"^\| ([a-z0-9-]+) \|", page, re.MULTILINE)) - {"package"}
    pinned = _names((ROOT / "constraints.txt").read_text("utf-8").splitlines())
    assert listed == wanted
    assert wanted <= {name.lower().replace("_", "-") for name in pinned}


def test_constraints_carry_no_addresses() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9_.+!-]+", line) for line in lines)


@pytest.mark.parametrize("item", DEPLOYMENTS, ids=lambda item: item.name)
def test_every_entrypoint_loads_the_flow_itself(item: Deployed) -> None:
    loaded = load_flow_from_entrypoint(item.entrypoint, use_placeholder_flow=False)
    assert loaded.fn is item.flow.fn


def test_prefect_yaml_says_what_serve_deploys() -> None:
    written = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]
    ours = [
        {
            "name": item.name,
            "description": item.description,
            "entrypoint": item.entrypoint,
            "work_pool": {"name": WORK_POOL},
            "schedules": [{"cron": item.cron, "timezone": ZONE}] if item.cron else [],
        }
        for item in DEPLOYMENTS
    ]
    assert written == ours


@pytest.mark.parametrize("item", DEPLOYMENTS, ids=lambda item: item.name)
def test_the_run_form_explains_every_parameter(item: Deployed) -> None:
    properties = item.flow.parameters.properties
    assert properties
    assert [name for name, field in properties.items() if not field.get("description")] == []
