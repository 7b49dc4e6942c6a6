"""Runs of the real command that several tests read."""

from __future__ import annotations

import socket
from collections.abc import Iterator
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


@pytest.fixture(scope="session")
def shop_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The packaged site, healthy: one sale, and one visitor who agrees to nothing."""
    return Run(tmp_path_factory.mktemp("shop"), "healthy_purchase", "consent_denied", "--slots", "2")


@pytest.fixture(scope="session")
def tiny_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Every scenario on the tiny site as it is."""
    return Run(tmp_path_factory.mktemp("tiny"), "--site", TINY / "site.toml")


@pytest.fixture(scope="session")
def cents_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One sale on the tiny site, with a wrong value and with a foreign picture on every page."""
    words = ("healthy_purchase", "--site", TINY / "site.toml", "--bug", "cents", "--bug", "leaky")
    return Run(tmp_path_factory.mktemp("cents"), *words)


@pytest.fixture(scope="session")
def broken_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The tiny site with journeys of which all but one break."""
    folder = tmp_path_factory.mktemp("broken journeys")
    (folder / "journeys.py").write_text(BROKEN_JOURNEYS)
    (folder / "site.toml").write_text(site_text(folder))
    names = ("healthy_lead", "healthy_purchase", "account_registered", "product_viewed_twice")
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
