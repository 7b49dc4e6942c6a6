"""A mock for an SDK to call, and the SDKs that run in processes of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from facebook_business.api import FacebookAdsApi

from mock_meta.server import MetaSettings, MockMeta
from tests.mock_meta.sdk.cases import Case
from tests.mock_meta.sdk.driver import Driver, installed, node_sdk, without_php
from tests.mock_meta.sdk.python_sdk import sdk_at

HERE = Path(__file__).parent


@pytest_asyncio.fixture
async def meta(tmp_path: Path) -> AsyncIterator[MockMeta]:
    """A mock that knows one pixel and one token."""
    async with MockMeta(tmp_path / "journal.db", settings=MetaSettings(graph=Case().graph)) as running:
        yield running


@pytest.fixture
def sdk(meta: MockMeta) -> Iterator[FacebookAdsApi]:
    """The Python SDK, pointed at the mock."""
    with sdk_at(meta) as api:
        yield api


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The official Node SDK; skips where it can't be had."""
    return node_sdk()


@pytest.fixture(scope="session")
def node(node_modules: Path) -> Iterator[Driver]:
    """A Node process with the official SDK."""
    with Driver(["node", HERE / "node/driver.js"], {"NODE_PATH": str(node_modules)}) as driver:
        yield driver


@pytest.fixture(scope="session")
def php() -> list[str]:
    """The PHP command, with warnings on standard error; skips where it or one of its extensions is missing."""
    missing = without_php(("curl", "mbstring"))
    if missing:
        pytest.skip(f"php: {missing}")
    return ["php", "-d", "display_errors=stderr", "-d", "log_errors=0"]


@pytest.fixture(scope="session")
def php_curl(php: list[str]) -> Iterator[Driver]:
    """A PHP process that sends what the PHP SDK sends, with PHP's own curl."""
    with Driver([*php, HERE / "php/plain.php"]) as driver:
        yield driver


@pytest.fixture(scope="session")
def php_sdk(php: list[str]) -> Iterator[Driver]:
    """A PHP process with the official SDK, installed by Composer; skips where it can't be had."""
    command = ["composer", "install", "--no-interaction", "--no-progress", "--no-dev", "--prefer-dist"]
    folder = installed("php-sdk", [HERE / "php/composer.json"], command)
    with Driver([*php, HERE / "php/driver.php", folder]) as driver:
        yield driver
