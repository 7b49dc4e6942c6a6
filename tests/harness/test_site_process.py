"""Ports for sites that are started."""

from __future__ import annotations

import socket

from harness.site_process import free_ports

NAMES = ("port", "bank_port", "other_port")


def test_no_port_is_given_twice() -> None:
    """Though each is free again until the site that got it has opened it."""
    given = [port for _ in range(200) for port in free_ports(NAMES).values()]
    assert len(set(given)) == len(given) == 600


def test_a_port_that_is_held_is_passed_over() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", free_ports(("port",))["port"] + 1))
        assert held.getsockname()[1] not in free_ports(NAMES).values()
