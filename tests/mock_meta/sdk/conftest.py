"""A mock for an SDK to call."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from facebook_business.api import FacebookAdsApi

from mock_meta.server import MetaSettings, MockMeta
from tests.mock_meta.sdk.cases import Case
from tests.mock_meta.sdk.python_sdk import sdk_at


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
