"""A mock, and a client of its control API."""

from __future__ import annotations

from typing import Any

import aiohttp

from mock_meta.server import MockMeta
from tests.mock_meta.factories import PIXEL, capi_body, capi_event, http, say, status, tr_url

EDGE = f"/v26.0/{PIXEL}/events"


class Remote:
    """A mock, and a client of its control API."""

    def __init__(self, meta: MockMeta, session: aiohttp.ClientSession) -> None:
        self.meta = meta
        self.session = session

    async def ask(self, noun: str, method: str = "GET", **query: Any) -> Any:
        """The JSON of an answer that must be 200."""
        code, told = await self.try_(noun, method, **query)
        assert code == 200, told
        return told

    async def try_(self, noun: str, method: str = "GET", **query: Any) -> tuple[int, Any]:
        """Status and JSON of an answer."""
        params = {name: str(value) for name, value in query.items()}
        async with self.session.request(method, f"/mock/{noun}", params=params) as answer:
            assert answer.content_type == "application/json"
            return answer.status, await answer.json()

    async def pixel(self, **params: str) -> None:
        """Send a pixel event."""
        assert status(await say(self.meta.http_port, http("GET", tr_url(**params)))) == 200

    async def server(self, **changes: Any) -> int:
        """Send a server event."""
        kind = "Content-Type: application/json"
        body = capi_body(capi_event(**changes))
        return status(await say(self.meta.http_port, http("POST", EDGE, kind, body=body)))

    async def read(self, noun: str, **query: str) -> bytes:
        """The bytes of an answer that must be 200."""
        async with self.session.get(f"/mock/{noun}", params=query) as answer:
            assert answer.status == 200
            return await answer.read()

    async def bring(self, noun: str, body: bytes) -> tuple[int, Any]:
        """Status and JSON of an answer to some bytes."""
        async with self.session.post(f"/mock/{noun}", data=body) as answer:
            return answer.status, await answer.json()


def assert_one_sentence(told: Any) -> None:
    """An error is one line for a person."""
    assert list(told) == ["error"]
    assert "\n" not in told["error"]
    assert "Traceback" not in told["error"]
