"""Passing bytes between connections."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from mock_meta.activity import Activity
from mock_meta.streams import Delay, Listener, Serve, TlsFront, join, no_delay
from mock_meta.tls import Certificates
from tests.mock_meta.factories import PATIENCE_S, closed, say, until

LONG = bytes(range(256)) * 20_000
CERTIFICATES = Certificates(["shop.example"])


async def shout(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers everything in upper case once it was all heard."""
    heard = await reader.read()
    writer.write(heard.upper())
    await writer.drain()
    await closed(writer)


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Gives back every piece as it comes."""
    while piece := await reader.read(65536):
        writer.write(piece)
        await writer.drain()
    await closed(writer)


@asynccontextmanager
async def listening(serve: Serve) -> AsyncIterator[int]:
    listener = Listener(serve)
    yield await listener.start(0)
    await listener.stop()


@asynccontextmanager
async def joined(serve: Serve, activity: Activity, delay_s: Delay = no_delay) -> AsyncIterator[int]:
    """A port whose connections are joined to a server."""
    async with listening(serve) as behind:

        async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await join((reader, writer), await asyncio.open_connection("127.0.0.1", behind), activity, delay_s)

        async with listening(pass_on) as port:
            yield port


def trust() -> ssl.SSLContext:
    context = ssl.create_default_context()
    CERTIFICATES._authority.configure_trust(context)
    return context


async def test_bytes_pass_both_ways_unchanged() -> None:
    """Megabytes, every byte value, in order."""
    async with joined(echo, Activity()) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)

        async def send() -> None:
            writer.write(LONG)
            await writer.drain()
            writer.write_eof()

        sending = asyncio.create_task(send())
        async with asyncio.timeout(PATIENCE_S):
            assert await reader.read() == LONG
        await sending
        await closed(writer)


async def test_one_side_may_be_done_before_the_other() -> None:
    """The end of what a client says is passed on, and the answer still comes."""
    async with joined(shout, Activity()) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"hello")
        writer.write_eof()
        async with asyncio.timeout(PATIENCE_S):
            assert await reader.read() == b"HELLO"
        await closed(writer)


async def test_answers_are_held_back_and_questions_are_not() -> None:
    """The delay is read anew for each piece, so it can be switched on and off on an open connection."""
    delay = [0.15]
    heard = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while piece := await reader.read(100):
            heard.set()
            writer.write(piece)
        await closed(writer)

    async with joined(answer, Activity(), lambda: delay[0]) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        began = time.monotonic()
        writer.write(b"one.")
        await asyncio.wait_for(heard.wait(), PATIENCE_S)
        assert time.monotonic() - began < 0.15
        await until(reader, b".")
        assert time.monotonic() - began >= 0.15
        delay[0] = 0.0
        writer.write(b"two.")
        assert await until(reader, b".") == b"two."
        await closed(writer)


async def test_bytes_count_as_activity() -> None:
    """What passes disturbs the quiet."""
    activity = Activity()
    async with joined(echo, activity) as port:
        assert await activity.quiet(0.0, 1)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"hello.")
        await until(reader, b".")
        assert not await activity.quiet(PATIENCE_S, 0.01)
        await closed(writer)


async def test_a_side_that_breaks_ends_both() -> None:
    """A server that resets the connection closes the client's, and the other way round."""
    gone = asyncio.Event()

    async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.transport.abort()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b".")
        while await reader.read(100):
            pass
        gone.set()
        await closed(writer)

    async with joined(reset, Activity()) as port:
        assert await say(port, b"hello") == b""
    async with joined(listen, Activity()) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await until(reader, b".")
        writer.transport.abort()
        await asyncio.wait_for(gone.wait(), PATIENCE_S)


async def test_stopping_cuts_what_is_open(caplog: pytest.LogCaptureFixture) -> None:
    """A listener that stopped leaves no connection and takes no new one."""
    listener = Listener(echo)
    port = await listener.start(0)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"hello.")
    await until(reader, b".")
    await listener.stop()
    with contextlib.suppress(ConnectionError):
        assert await asyncio.wait_for(reader.read(), PATIENCE_S) == b""
    await closed(writer)
    assert not caplog.records
    with pytest.raises(OSError):  # noqa: PT011
        await asyncio.open_connection("127.0.0.1", port)


async def test_stopping_twice_or_before_starting_is_no_error() -> None:
    """A set-up that failed halfway can be taken down."""
    listener = Listener(echo)
    await listener.stop()
    await listener.start(0)
    await listener.stop()
    await listener.stop()


async def test_a_front_ends_tls() -> None:
    """The site behind it hears plain bytes."""
    async with listening(echo) as behind:
        front = TlsFront(CERTIFICATES.server_context(), behind, Activity(), no_delay)
        await front.start()
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", front.port, ssl=trust(), server_hostname="shop.example"
        )
        sending = asyncio.create_task(_write(writer, LONG))
        async with asyncio.timeout(PATIENCE_S):
            assert await reader.readexactly(len(LONG)) == LONG
        await sending
        await closed(writer)
        await front.stop()


async def test_a_front_survives_noise_and_a_site_that_is_down() -> None:
    """Bytes that are no TLS, and a port on which nothing listens, end the one connection only."""
    async with listening(echo) as behind:
        dead = behind
    front = TlsFront(CERTIFICATES.server_context(), dead, Activity(), no_delay)
    await front.start()
    for _ in range(2):
        await say(front.port, b"GET / HTTP/1.1\r\n\r\n")
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", front.port, ssl=trust(), server_hostname="shop.example"
        )
        async with asyncio.timeout(PATIENCE_S):
            assert await reader.read() == b""
        await closed(writer)
    await front.stop()


async def _write(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    await writer.drain()
