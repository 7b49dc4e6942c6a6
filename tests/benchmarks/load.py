"""A load on loopback: requests that are bytes already, over plain sockets, so that the client is never the limit."""

from __future__ import annotations

import itertools
import json
import selectors
import socket
import statistics
import time
import uuid
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

PIXEL = "1202835294532393"
_HASHES = ("em", "ph", "fn", "ln", "ct", "zp", "country", "external_id")
_AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


def server_event(number: int, identity: str = "") -> dict[str, object]:
    """A purchase as a shop's backend reports it, with an event id of its own if none is given."""
    hashed = {key: uuid.uuid4().hex * 2 for key in _HASHES[:4]}
    return {
        "event_name": "Purchase",
        "event_time": int(time.time()),
        "event_id": identity or f"order-{number}-{uuid.uuid4()}",
        "event_source_url": f"https://shop.example/thank-you?order={number}",
        "action_source": "website",
        "user_data": {
            **hashed,
            "client_ip_address": "203.0.113.7",
            "client_user_agent": _AGENT,
            "fbp": f"fb.1.1767225600000.{number}",
            "fbc": f"fb.1.1767225600000.IwAR{uuid.uuid4().hex}",
        },
        "custom_data": {
            "value": 142.52,
            "currency": "EUR",
            "content_type": "product",
            "contents": [{"id": "SKU-1", "quantity": 1, "item_price": 142.52}],
            "order_id": str(number),
        },
    }


def posts(requests: int, events: int = 1) -> list[bytes]:
    """So many different requests to the Conversions API, as JSON, with so many events each."""
    return [_post([server_event(at * events + n) for n in range(events)]) for at in range(requests)]


def _post(events: list[dict[str, object]]) -> bytes:
    body = json.dumps({"access_token": "EAAbenchmark", "data": events}, separators=(",", ":")).encode()
    head = (
        f"POST /v23.0/{PIXEL}/events HTTP/1.1\r\nHost: graph.facebook.com\r\nAccept: application/json\r\n"
        f"User-Agent: benchmark\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def gets(requests: int) -> list[bytes]:
    """So many different events as the pixel sends them in an image request, with about thirty parameters."""
    return [_get(number) for number in range(requests)]


def pairs(actions: int) -> list[bytes]:
    """So many purchases as both channels report them, two requests each; every other time the server's is first."""
    named = [(number, f"pair-{number}") for number in range(actions)]
    both = [(_get(*one), _post([server_event(*one)])) for one in named]
    return [copy for number, pair in enumerate(both) for copy in (pair if number % 2 else pair[::-1])]


def _get(number: int, identity: str = "") -> bytes:
    now = int(time.time() * 1000)
    query = {
        "id": PIXEL,
        "ev": "Purchase",
        "dl": f"https://shop.example/thank-you?order={number}",
        "rl": "https://shop.example/pay",
        "if": "false",
        "ts": now,
        "cd[value]": "142.52",
        "cd[currency]": "EUR",
        "cd[content_type]": "product",
        "cd[contents]": '[{"id":"SKU-1","quantity":1,"item_price":142.52}]',
        "cd[content_ids]": '["SKU-1"]',
        "cd[order_id]": str(number),
        "ud[em]": uuid.uuid4().hex * 2,
        "ud[ph]": uuid.uuid4().hex * 2,
        "cdl": "API_unavailable",
        "gcs": "granted",
        "cs_est": "true",
        "sw": "1920",
        "sh": "1080",
        "v": "2.9.364",
        "r": "stable",
        "ec": "3",
        "o": "4126",
        "ler": "empty",
        "fbp": f"fb.1.{now}.{number}",
        "fbc": f"fb.1.{now}.IwAR{number}",
        "it": now - 900,
        "coo": "false",
        "eid": identity or f"order-{number}-{uuid.uuid4()}",
        "tm": "1",
        "rqm": "GET",
    }
    return (
        f"GET /tr/?{urlencode(query)} HTTP/1.1\r\nHost: www.facebook.com\r\nAccept: image/avif,image/webp,*/*;q=0.8\r\n"
        f"User-Agent: {_AGENT}\r\nReferer: https://shop.example/\r\n\r\n"
    ).encode()


def burst(port: int, requests: Sequence[bytes], count: int, connections: int) -> None:
    """Send ``count`` requests over so many connections, each waiting for its answer before its next.

    A server that closes after each answer is met on a new connection, as it wants.

    Raises:
        ConnectionError: the server answered with another status than 200.
    """
    source = itertools.cycle(requests)
    selector = selectors.DefaultSelector()
    for at in range(connections):
        count_here = count // connections + (at < count % connections)
        connection = _Connection(port, selector, source, count_here)
        connection.send()
    while selector.get_map():
        for key, _ in selector.select():
            key.data.hear()


class _Connection:
    def __init__(self, port: int, selector: selectors.BaseSelector, source: Iterator[bytes], count: int) -> None:
        self._port = port
        self._selector = selector
        self._source = source
        self._left = count
        self._answer = bytearray()
        self._socket = self._connected()

    def _connected(self) -> socket.socket:
        client = _connected(self._port)
        self._selector.register(client, selectors.EVENT_READ, self)
        return client

    def _close(self) -> None:
        self._selector.unregister(self._socket)
        self._socket.close()

    def send(self) -> None:
        """Send the next request, or leave if there is none."""
        if not self._left:
            self._close()
            return
        self._left -= 1
        self._answer.clear()
        self._socket.sendall(next(self._source))

    def hear(self) -> None:
        """Take what has arrived, and go on when the answer is whole."""
        more = self._socket.recv(65536)
        if more and not _whole(self._answer, more):
            return
        if not more or b"\r\nconnection: close" in bytes(self._answer[:400]).lower():
            self._close()
            self._socket = self._connected()
        self.send()


def _connected(port: int) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port))
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client


def _whole(answer: bytearray, more: bytes) -> bool:
    answer += more
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return False
    if answer.split(b" ", 2)[1:2] != [b"200"]:
        raise ConnectionError(f"the server answered {bytes(answer[:300])!r}")
    at = answer.lower().find(b"content-length:", 0, end)
    length = int(answer[at + 15 : answer.find(b"\r", at)])
    return len(answer) >= end + 4 + length


def acknowledged(port: int, requests: Sequence[bytes], count: int) -> float:
    """The median wall seconds from sending to the whole answer, one request after the other on one connection."""
    source = itertools.cycle(requests)
    times = []
    with _connected(port) as client:
        for _ in range(count):
            request, answer = next(source), bytearray()
            began = time.perf_counter()
            client.sendall(request)
            while not _whole(answer, client.recv(65536)):
                pass
            times.append(time.perf_counter() - began)
    return statistics.median(times)
