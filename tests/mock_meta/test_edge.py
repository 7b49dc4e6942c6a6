"""The edge of a site tells it from where the visitor came, in every request of a connection."""

from __future__ import annotations

import asyncio

import pytest

from mock_meta.edge import Edge

TOLD = b"X-Forwarded-For: 203.0.113.7\r\n"


async def passed(*pieces: bytes) -> bytes:
    """What a site hears when a client has sent these bytes."""
    reader = asyncio.StreamReader()
    for piece in pieces:
        reader.feed_data(piece)
    reader.feed_eof()
    told = Edge("X-Forwarded-For", "203.0.113.7").telling(reader)
    heard = b""
    while chunk := await told.read(7):
        heard += chunk
    return heard


async def test_every_request_of_a_connection_bears_the_address() -> None:
    """Bodies pass as they are, and the next head is found behind them."""
    post = b"POST /cart HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 12\r\n"
    get = b"GET / HTTP/1.1\r\nHost: shop.example\r\n"
    heard = await passed(post + b"\r\nsku=1\r\n\r\nGET", get + b"\r\n")
    assert heard == post + TOLD + b"\r\nsku=1\r\n\r\nGET" + get + TOLD + b"\r\n"


async def test_what_a_client_claims_is_dropped() -> None:
    """Only the edge knows."""
    heard = await passed(b"GET / HTTP/1.1\r\nx-forwarded-for: 1.2.3.4\r\nHost: shop.example\r\n\r\n")
    assert heard == b"GET / HTTP/1.1\r\nHost: shop.example\r\n" + TOLD + b"\r\n"


@pytest.mark.parametrize("kind", [b"Transfer-Encoding: chunked", b"Upgrade: websocket"])
async def test_a_body_without_a_length_passes_to_the_end(kind: bytes) -> None:
    """Nothing in it is taken for a head."""
    body = b"5\r\nhello\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n"
    heard = await passed(b"POST / HTTP/1.1\r\n" + kind + b"\r\n\r\n" + body)
    assert heard == b"POST / HTTP/1.1\r\n" + kind + b"\r\n" + TOLD + b"\r\n" + body


async def test_half_a_head_passes_as_it_is() -> None:
    """The client broke off."""
    assert await passed(b"GET / HT") == b"GET / HT"
