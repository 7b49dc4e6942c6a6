"""Runs of the real command that several tests read."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.harness.command import TINY, Run

BROKEN_JOURNEYS = """
from pathlib import Path
from playwright.async_api import expect


async def buy(page, shopper):
    await page.get_by_role("link", name="Zur Kasse").click()
    await page.get_by_role("button", name="Jetzt kaufen").click()
    await expect(page.get_by_role("heading", name="Danke!")).to_be_visible()
    return {"id": await page.locator("#nr").inner_text(), "value": 12.5, "currency": "EUR"}


async def lead(page, shopper):
    await expect(page.get_by_role("heading", name="Kontakt")).to_be_visible(timeout=100)


async def register(page, shopper):
    return {"value": 12.5}


async def browse(page, shopper):
    raise KeyError
"""


SOME_BUYING = (
    "bought_on_a_phone",
    "consent_manager_accepted",
    "healthy_purchase",
    "order_button_double_clicked",
    "slow_checkout",
    "two_orders",
    "two_tabs_open",
)
NOT_HERE = (
    "account_registered",
    "ad_blocked_endpoint",
    "ad_blocked_script",
    "an_hour_after_buying",
    "consent_denied",
    "consent_granted_late",
    "crawlers_pass",
    "graph_down",
    "healthy_lead",
    "payment_redirect",
    "payment_redirect_no_return",
    "thank_you_by_back_button",
)


@contextmanager
def one_for_all(tmp_path_factory: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    """A folder that all processes of this test run share, for one of them at a time."""
    own = tmp_path_factory.getbasetemp()
    root = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder = root / f"shared {name}"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


@pytest.fixture(scope="session")
def shop_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The packaged site, healthy: one sale, and one visitor who agrees to nothing."""
    with one_for_all(tmp_path_factory, "shop") as folder:
        return Run(folder, "healthy_purchase", "consent_denied", "--slots", "2")


@pytest.fixture(scope="session")
def tiny_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """On the tiny site as it is: stories of buying, and one for each reason why a story can't be told there."""
    with one_for_all(tmp_path_factory, "tiny") as folder:
        return Run(folder, *SOME_BUYING, *NOT_HERE, "--site", TINY / "site.toml")


@pytest.fixture(scope="session")
def whole_tiny_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Every scenario on the tiny site as it is."""
    with one_for_all(tmp_path_factory, "whole tiny") as folder:
        return Run(folder, "--site", TINY / "site.toml")


@pytest.fixture(scope="session")
def cents_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One sale on the tiny site, with a wrong value and with a foreign picture on every page."""
    words = ("healthy_purchase", "--site", TINY / "site.toml", "--bug", "cents", "--bug", "leaky")
    with one_for_all(tmp_path_factory, "cents") as folder:
        return Run(folder, *words)


@pytest.fixture(scope="session")
def broken_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The tiny site with journeys of which all but one break."""
    names = ("healthy_lead", "healthy_purchase", "account_registered", "product_viewed_twice")
    with one_for_all(tmp_path_factory, "broken journeys") as folder:
        (folder / "journeys.py").write_text(BROKEN_JOURNEYS)
        (folder / "site.toml").write_text(site_text(folder))
        return Run(folder, *names, "--site", "site.toml", "--slots", "2")


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port of loopback that somebody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def site_text(folder: Path, **changes: str) -> str:
    """The tiny site's description for another folder, with lines changed by their key.

    Its server stays where it is.
    """
    lines = (TINY / "site.toml").read_text().replace('"laden.py"', f'"{TINY / "laden.py"}"').splitlines()
    for key, line in changes.items():
        place = next(number for number, old in enumerate(lines) if old.startswith(f"{key} ="))
        lines[place] = line
    return "\n".join(lines)
