"""The shop for each test, on a database of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fixture_site.support import Graph, Shopper, graph_on_loopback, shopping


@pytest.fixture
async def graph() -> AsyncIterator[Graph]:
    async with graph_on_loopback() as graph:
        yield graph


@pytest.fixture
async def shopper(tmp_path: Path, graph: Graph) -> AsyncIterator[Shopper]:
    async with shopping(tmp_path, graph) as shopper:
        yield shopper
