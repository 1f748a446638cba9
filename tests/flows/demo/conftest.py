from collections.abc import Iterator

import httpx
import pytest

from flows.demo.servers import DemoServers
from flows.demo.world import World, make_world


@pytest.fixture(scope="session")
def world() -> World:
    return make_world()


@pytest.fixture
def servers(world: World) -> Iterator[DemoServers]:
    with DemoServers(world, refusals=0) as running:
        yield running


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=10) as reader:
        yield reader
