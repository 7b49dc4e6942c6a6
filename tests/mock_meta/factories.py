"""Small makers of recorded values, and a client that speaks raw bytes."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import time
from typing import Any
from urllib.parse import urlencode

from mock_meta.event import Answer, Channel, Event, GraphError, Request

PIXEL = "1202835294532393"
NOW = 1_800_000_000.0
PATIENCE_S = 10.0
OK = Answer(status=200)
REFUSED = Answer(status=400, error=GraphError(message="Invalid parameter", type="OAuthException", code=100))

_keys = itertools.count(1)


def event(channel: Channel = Channel.BROWSER, **changes: Any) -> Event:
    """An accepted purchase, with a key that no other event has."""
    fields: dict[str, Any] = {
        "key": f"{next(_keys)}.0",
        "channel": channel,
        "pixel_id": PIXEL,
        "name": "Purchase",
        "event_id": "order-1",
        "received_at": NOW,
        "transport": "GET" if channel is Channel.BROWSER else "json",
        "answer": OK,
    }
    return Event(**{**fields, **changes})


def browser(at: float = 0.0, **changes: Any) -> Event:
    """The browser's copy, received so many seconds after the beginning."""
    return event(Channel.BROWSER, received_at=NOW + at, **changes)


def server(at: float = 0.0, **changes: Any) -> Event:
    """The server's copy, received so many seconds after the beginning."""
    return event(Channel.SERVER, received_at=NOW + at, **changes)


def request(**changes: Any) -> Request:
    """A recorded request to ``/tr``."""
    fields: dict[str, Any] = {
        "seq": 0,
        "received_at": NOW,
        "method": "GET",
        "url": tr_url(),
        "headers": (("Host", "www.facebook.com"), ("Cookie", "a=1"), ("Cookie", "b=2")),
        "body": b"",
        "answer": OK,
    }
    return Request(**{**fields, **changes})


def tr_url(**params: str) -> str:
    """Path and query of a pixel event."""
    return f"/tr/?{urlencode({'id': PIXEL, 'ev': 'PageView', **params})}"


def capi_event(**changes: Any) -> dict[str, Any]:
    """A valid server event, as a backend sends it now."""
    return {
        "event_name": "Lead",
        "event_time": int(time.time()),
        "event_id": "lead-1",
        "action_source": "website",
        "user_data": {"external_id": "user-1", "client_user_agent": "Mozilla/5.0"},
        **changes,
    }


def capi_body(*events: dict[str, Any]) -> bytes:
    """The JSON body of a call to the events edge."""
    return json.dumps({"data": list(events) or [capi_event()], "access_token": "EAAtest"}).encode()


def http(method: str, target: str, *headers: str, body: bytes = b"", host: str = "127.0.0.1") -> bytes:
    """One request as bytes, after which the server is asked to close."""
    length = [f"Content-Length: {len(body)}"] if body else []
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", "Connection: close", *length, *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


async def say(port: int, *parts: bytes) -> bytes:
    """Everything that a port answers to some bytes until it closes; nothing if it cuts the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    heard = b""
    try:
        with contextlib.suppress(ConnectionError):
            for part in parts:
                writer.write(part)
                await writer.drain()
            async with asyncio.timeout(PATIENCE_S):
                while chunk := await reader.read(65536):
                    heard += chunk
    finally:
        await closed(writer)
    return heard


async def until(reader: asyncio.StreamReader, mark: bytes) -> bytes:
    """What is read up to and with a mark."""
    async with asyncio.timeout(PATIENCE_S):
        return await reader.readuntil(mark)


async def closed(writer: asyncio.StreamWriter) -> None:
    """Close a client's connection, broken or not."""
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


def status(answer: bytes) -> int:
    """The status of a raw answer; 0 if there was none."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else 0


def content(answer: bytes) -> bytes:
    """The body of a raw answer."""
    return answer.partition(b"\r\n\r\n")[2]
