"""A service in memory, and a client that asks it."""

from collections.abc import Callable

import pytest
from answering import Service

from collectors.http import Client


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def asking(service: Service, make_client: Callable[..., Client]) -> Client:
    return make_client(transport=service.transport(), retries=0)
