import socket
import threading
import time
from typing import Any

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.errors import PrivateAddress, TooSlow
from collectors.http import Client, Policy
from collectors.public import Deadline, GuardedBackend, in_time, is_public, look_up


def backend(*addresses: str, allow: tuple[str, ...] = ()) -> GuardedBackend:
    return GuardedBackend(
        allow_private=allow, resolve=lambda _host, _port: list(addresses), deadline=Deadline()
    )


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "2001:0:808:808:0:0:80ff:fffe",
        "::10.0.0.1",
        "64:ff9b:1::7f00:1",
        "64:ff9b:1:808:8:800::",
        "::ffff:0:127.0.0.1",
        "2a00:1450::5efe:10.0.0.1",
        "2a00:1450::200:5efe:10.0.0.1",
        "fec0::1",
        "4000::1",
        "5f00::1",
        "168.63.129.16",
        "::ffff:168.63.129.16",
        "64:ff9b::168.63.129.16",
        "no address",
    ],
)
def test_what_leads_into_a_private_network_is_not_public(address: Any) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"]
)
def test_public_addresses_are_public(address: Any) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_is_as_public_wrapped_in_ipv6_as_it_is_bare(address: Any) -> None:
    bare = is_public(str(address))
    for wrapped in ("::ffff:{}", "64:ff9b::{}", "2a00:1450::5efe:{}"):
        assert is_public(wrapped.format(address)) == bare


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(PrivateAddress, match=r"10\.0\.0\.7"):
        backend("1.1.1.1", "10.0.0.7").connect_tcp("shop.example", 80, timeout=0.1)


@pytest.mark.parametrize("allowed", ["shop.example", "SHOP.example", "shop.example:{port}"])
def test_a_host_allowed_by_name_is_connected_to_its_private_address(
    site: Any, allowed: Any
) -> None:
    port = int(site.url.rsplit(":", 1)[1])
    guarded = backend("127.0.0.1", allow=(allowed.format(port=port),))

    stream = guarded.connect_tcp("shop.example", port, timeout=1)

    assert stream.get_extra_info("server_addr") == ("127.0.0.1", port)
    stream.close()


def test_a_host_allowed_on_one_port_is_not_allowed_on_another() -> None:
    with pytest.raises(PrivateAddress):
        backend("127.0.0.1", allow=("shop.example:8080",)).connect_tcp("shop.example", 80)


def test_the_name_is_looked_up_once_so_that_it_cannot_change_its_mind(site: Any) -> Any:
    port = int(site.url.rsplit(":", 1)[1])
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    guarded = GuardedBackend(allow_private=("shop.example",), resolve=resolve, deadline=Deadline())
    guarded.connect_tcp("shop.example", port, timeout=1).close()
    assert asked == ["shop.example"]


def test_the_next_address_is_tried_when_one_does_not_answer(site: Any) -> None:
    port = int(site.url.rsplit(":", 1)[1])
    guarded = backend("127.0.0.2", "127.0.0.1", allow=("shop.example",))
    stream = guarded.connect_tcp("shop.example", port, timeout=1)
    assert stream.get_extra_info("server_addr")[0] == "127.0.0.1"
    stream.close()


def test_a_host_without_an_address_cannot_be_connected_to() -> None:
    with pytest.raises(httpcore.ConnectError, match="no address"):
        backend().connect_tcp("shop.example", 80)


def test_the_system_knows_the_loopback() -> None:
    assert "127.0.0.1" in look_up("127.0.0.1", 80)
    with pytest.raises(socket.gaierror):
        look_up("no.such.host.invalid", 80)


def test_a_look_up_that_never_ends_is_not_waited_for() -> None:
    end = threading.Event()

    def dead(_host: str, _port: int) -> list[str]:
        end.wait(10)
        return []

    began = time.monotonic()
    client = Client(Policy(timeout_s=0.2, retries=0, obey_robots=False), resolve=dead)
    with client, pytest.raises(TooSlow):
        client.get("http://slow.example/")
    assert time.monotonic() - began < 2
    end.set()


def test_a_look_up_brings_its_own_errors() -> None:
    def fail() -> list[str]:
        raise socket.gaierror(-2, "not known")

    with pytest.raises(socket.gaierror):
        in_time(fail, seconds=5)
    assert in_time(lambda: ["1.1.1.1"], seconds=None) == ["1.1.1.1"]


def test_an_address_that_never_answers_leaves_time_to_the_next(site: Any) -> None:
    port = int(site.url.rsplit(":", 1)[1])
    full = socket.create_server(("127.0.0.3", port), backlog=0)
    waiting = [socket.socket() for _ in range(3)]
    for one in waiting:  # its queue is full from here on
        one.settimeout(0)
        one.connect_ex(("127.0.0.3", port))
    guarded = backend("127.0.0.3", "127.0.0.1", allow=("shop.example",))

    stream = guarded.connect_tcp("shop.example", port, timeout=1)

    assert stream.get_extra_info("server_addr")[0] == "127.0.0.1"
    stream.close()
    for one in (*waiting, full):
        one.close()
