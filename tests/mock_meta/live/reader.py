"""A client of the live page's news, which keeps what it is told as the page does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from tests.mock_meta.factories import PATIENCE_S


class Reader:
    """What a page knows: lines by key, the last state, and how often it was told to forget."""

    def __init__(self, content: aiohttp.StreamReader) -> None:
        self._content = content
        self.lines: dict[str, dict[str, Any]] = {}
        self.state: dict[str, Any] = {}
        self.forgotten = 0
        self.messages = 0
        self.mark = ""

    async def until(self, holds: Callable[[], bool]) -> None:
        """Read on until something holds of what is known."""
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                await self._message()

    @property
    def actions(self) -> dict[str, set[str]]:
        """The keys of the copies of each action."""
        found: dict[str, set[str]] = {}
        for line in self.lines.values():
            if "action" in line:
                found.setdefault(line["action"], set()).add(line["key"])
        return found

    async def _message(self) -> None:
        fields: dict[str, str] = {}
        while (text := await self._text_line()) or not fields:
            name, _, value = text.partition(": ")
            fields[name] = value
        self.messages += 1
        self.mark = fields.get("id", self.mark)
        self._hear(fields.get("event", ""), fields.get("data", "null"))

    async def _text_line(self) -> str:
        line = await self._content.readuntil(b"\n")
        if not line.endswith(b"\n"):
            raise EOFError("the mock has let this page go")
        return line.decode().rstrip("\n")

    def _hear(self, kind: str, data: str) -> None:
        told = json.loads(data)
        if kind == "lines":
            self.lines |= {line["key"]: line for line in told}
        elif kind == "state":
            self.state = told
        elif kind == "forget":
            self.forgotten += 1
            self.lines.clear()


@asynccontextmanager
async def reading(http_port: int, after: str = "", **headers: str) -> AsyncIterator[Reader]:
    """An open page of the mock at this port."""
    timeout = aiohttp.ClientTimeout(sock_read=PATIENCE_S)
    async with (
        aiohttp.ClientSession(f"http://127.0.0.1:{http_port}", read_bufsize=2**24, timeout=timeout) as session,
        session.get("/mock/live/stream", params={"after": after} if after else {}, headers=headers) as answer,
    ):
        assert answer.status == 200
        assert answer.content_type == "text/event-stream"
        yield Reader(answer.content)
