"""The edge of a site: what a load balancer before it adds to every request."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Protocol

Screen = Callable[[bytes], bool]
"""Whether a request with this head is stopped."""


class Readable(Protocol):
    """Where bytes come from."""

    async def read(self, n: int = -1) -> bytes:
        """At most ``n`` bytes; none at the end."""
        ...


class Edge:
    """A balancer that tells the site from which network address the visitor came."""

    def __init__(self, header: str, address: str) -> None:
        """``header`` is its name, such as ``X-Forwarded-For``; what a client says in it itself is dropped."""
        self._header = header
        self._address = address

    def telling(self, client: asyncio.StreamReader, screen: Screen | None = None) -> Readable:
        """A client's HTTP/1.1 connection, with the header in every request."""
        return _Told(client, screen, self._header.lower().encode(), f"{self._header}: {self._address}".encode())


def screened(client: asyncio.StreamReader, screen: Screen) -> Readable:
    """A client's HTTP/1.1 connection, which breaks at the first request that is stopped."""
    return _Told(client, screen)


class _Told:
    """Reads heads and bodies in turn. ``_left`` is how much of a body is to come; None passes all that follows."""

    def __init__(
        self, client: asyncio.StreamReader, screen: Screen | None, name: bytes = b"", line: bytes = b""
    ) -> None:
        self._client = client
        self._screen = screen
        self._name = name
        self._line = line
        self._left: int | None = 0

    async def read(self, n: int = -1) -> bytes:
        """The next bytes: a whole head, or a piece of a body.

        Raises:
            ConnectionAbortedError: the request that begins here is stopped.
        """
        if self._left is None:
            return await self._client.read(n)
        if self._left:
            chunk = await self._client.read(min(n, self._left) if n >= 0 else self._left)
            self._left -= len(chunk)
            return chunk
        return await self._head()

    async def _head(self) -> bytes:
        try:
            head = await self._client.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError as error:
            return error.partial
        except asyncio.LimitOverrunError as error:
            self._left = None
            return await self._client.read(error.consumed)
        if self._screen is not None and self._screen(head):
            raise ConnectionAbortedError("a blocker stops this request")
        start, _, headers = head.partition(b"\r\n")
        self._left = body_length(headers)
        if not self._line:
            return head
        own = self._name + b":"
        kept = [line for line in headers.split(b"\r\n") if line and not line.lower().startswith(own)]
        return b"\r\n".join([start, *kept, self._line, b"", b""])


def body_length(headers: bytes) -> int | None:
    """How many bytes a request has after its head; None if only they themselves tell."""
    if re.search(rb"^(transfer-encoding|upgrade):", headers, re.IGNORECASE | re.MULTILINE):
        return None
    length = re.search(rb"^content-length:[ \t]*(\d+)", headers, re.IGNORECASE | re.MULTILINE)
    return int(length[1]) if length else 0
