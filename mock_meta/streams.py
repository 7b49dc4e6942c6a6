"""Passing bytes between two connections, with a delay if one is asked for."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from collections.abc import Awaitable, Callable

from mock_meta.activity import Activity
from mock_meta.edge import Edge, Readable, Screen, screened

_CHUNK = 64 * 1024
Delay = Callable[[], float]
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def no_delay() -> float:
    """Seconds of delay: none."""
    return 0.0


async def join(
    client: tuple[Readable, asyncio.StreamWriter],
    upstream: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    activity: Activity,
    delay_s: Delay = no_delay,
    *,
    at_most: int | None = None,
) -> None:
    """Pass bytes both ways until both sides are done; what comes back from ``upstream`` is held for ``delay_s()``.

    Of what the client sends, ``at_most`` so many bytes are passed and the rest is dropped; None passes all.
    """
    try:
        await asyncio.gather(
            _pass_on(client[0], upstream[1], activity, no_delay, at_most),
            _pass_on(upstream[0], client[1], activity, delay_s),
        )
    finally:
        await close(upstream[1])
        await close(client[1])


async def _pass_on(
    reader: Readable,
    writer: asyncio.StreamWriter,
    activity: Activity,
    delay_s: Delay,
    at_most: int | None = None,
) -> None:
    with contextlib.suppress(OSError, ssl.SSLError):
        while chunk := await reader.read(_CHUNK):
            activity.moved()
            if at_most is not None:
                chunk, at_most = chunk[:at_most], max(0, at_most - len(chunk))
            due = time.monotonic() + delay_s()
            if (remaining := due - time.monotonic()) > 0:
                # The delay is the thing simulated: a slow site, held back on the wire.
                # What is held back is still under way.
                with activity.request():
                    await asyncio.sleep(remaining)
            writer.write(chunk)
            await writer.drain()
            activity.moved()
        if writer.can_write_eof():
            writer.write_eof()
            return
    await close(writer)


async def close(writer: asyncio.StreamWriter) -> None:
    """Close a connection; one that is broken already is closed too."""
    with contextlib.suppress(OSError, ssl.SSLError):
        writer.close()
        await writer.wait_closed()


class Listener:
    """A loopback port, and every connection to it."""

    def __init__(self, serve: Serve) -> None:
        """``serve`` is called for each connection."""
        self._serve = serve
        self._server: asyncio.Server | None = None
        self._serving: set[asyncio.Task[None]] = set()

    async def start(self, port: int, *, limit: int = _CHUNK, context: ssl.SSLContext | None = None) -> int:
        """Listen on ``port`` of 127.0.0.1, or on a free one if it is 0; the port that it became.

        Raises:
            OSError: the port is taken.
        """
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", port, limit=limit, ssl=context)
        bound: int = self._server.sockets[0].getsockname()[1]
        return bound

    async def stop(self) -> None:
        """Stop listening, and cut the connections that are open."""
        if self._server is not None:
            self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        try:
            await self._serve(reader, writer)
        except asyncio.CancelledError:
            # Not raised on: the callback of asyncio's own, which asks for the outcome, would print it.
            writer.transport.abort()


class TlsFront:
    """A loopback port that ends TLS for one host and passes the plain bytes to another loopback port."""

    def __init__(
        self,
        context: ssl.SSLContext,
        upstream_port: int,
        activity: Activity,
        delay_s: Delay,
        edge: Edge | None = None,
        screen: Callable[[], Screen | None] = lambda: None,
    ) -> None:
        """``edge`` adds to each request what the site's own edge would; None passes them as they are.

        ``screen`` gives, for each new connection, what stops requests on it; None stops none.
        """
        self._context = context
        self._upstream_port = upstream_port
        self._activity = activity
        self._delay_s = delay_s
        self._edge = edge
        self._screen = screen
        self._listener = Listener(self._serve)
        self.port = 0

    async def start(self) -> None:
        """Listen on a free port of 127.0.0.1."""
        self.port = await self._listener.start(0, context=self._context)

    async def stop(self) -> None:
        """Stop listening, and cut the connections that are open."""
        await self._listener.stop()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            upstream = await asyncio.open_connection("127.0.0.1", self._upstream_port)
        except OSError:
            await close(writer)
            return
        await join((self._heard(reader), writer), upstream, self._activity, self._delay_s)

    def _heard(self, reader: asyncio.StreamReader) -> Readable:
        screen = self._screen()
        if self._edge is not None:
            return self._edge.telling(reader, screen)
        return reader if screen is None else screened(reader, screen)
