"""A mock whose control API is asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from mock_meta.server import MockMeta
from tests.mock_meta.control.remote import Remote


@pytest.fixture
async def remote(tmp_path: Path) -> AsyncIterator[Remote]:
    async with (
        MockMeta(tmp_path / "journal") as meta,
        aiohttp.ClientSession(f"http://127.0.0.1:{meta.http_port}") as session,
    ):
        yield Remote(meta, session)
