"""What axe-core, as its makers publish it, finds wrong with a page for people who can't see, hear or use a mouse."""

from __future__ import annotations

import tarfile
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from tests.mock_meta.sdk.driver import installed

_LISTED = Path(__file__).with_name("axe.txt")
SCREENS = [
    pytest.param(1280, "light"),
    pytest.param(390, "dark"),
    pytest.param(1280, "dark", marks=pytest.mark.proof),
    pytest.param(390, "light", marks=pytest.mark.proof),
]
"""Widths in pixels, and colour schemes; between them the first two have each width and each scheme."""
_SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="session")
def axe() -> str:
    """Its script; skips where it can't be had."""
    command = ["npm", "pack", "--silent", "--fetch-retries=1", *_LISTED.read_text(encoding="utf-8").split()]
    (archive,) = installed("axe", [_LISTED], command).glob("*.tgz")
    with tarfile.open(archive) as packed:
        script = packed.extractfile("package/axe.min.js")
        assert script is not None
        return script.read().decode()


async def serious(page: Page, axe: str) -> list[tuple[str, str]]:
    """The rule and the first element of each finding that is serious or worse, on the page as it is now."""
    await page.evaluate(axe)
    found: dict[str, Any] = await page.evaluate("axe.run()")
    assert found["passes"], "it looked at nothing"
    return [(one["id"], one["nodes"][0]["html"]) for one in found["violations"] if one["impact"] in _SERIOUS]
