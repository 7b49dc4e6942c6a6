"""The redirector: trackers that hand on what they are given."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from harness.redirector import HOPS, Redirector, origins


@pytest_asyncio.fixture
async def redirector() -> AsyncIterator[Redirector]:
    served = Redirector()
    await served.start()
    yield served
    await served.stop()


async def followed(redirector: Redirector, address: str) -> str:
    """Where the link leads in the end, by a client for whom every host is the redirector's."""
    async with aiohttp.ClientSession() as session:
        while address.startswith("http://"):
            host, _, path = address.removeprefix("http://").partition("/")
            url = f"http://127.0.0.1:{redirector.port}/{path}"
            async with session.get(url, headers={"Host": host}, allow_redirects=False) as answer:
                address = answer.headers["Location"]
    return address


@pytest.mark.parametrize(
    "landing",
    [
        "https://shop.example/",
        "https://shop.example/?fbclid=IwAR-1_x",
        "https://shop.example/products/mug?utm=a%20b&fbclid=IwAR1",
    ],
)
async def test_a_link_leads_to_its_landing_page_by_every_hop(redirector: Redirector, landing: str) -> None:
    """And to the very address, with each sign as it was."""
    assert await followed(redirector, redirector.link_to(landing)) == landing
    assert [address.split("/")[0] for address in redirector.seen] == [*HOPS]
    assert origins(redirector.seen) == 2
