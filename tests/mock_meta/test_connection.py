"""What is no request, at the places where it is easily lost: behind others, behind an upgrade, or cut off."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mock_meta.server import MockMeta
from tests.mock_meta.factories import PATIENCE_S, PIXEL, capi_body, capi_event, closed, http, say, status, tr_url, until

NOISE = b"nonsense \xff\r\n\r\n"
UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket"


@pytest.fixture
async def meta(tmp_path: Path) -> AsyncIterator[MockMeta]:
    async with MockMeta(tmp_path / "journal") as meta:
        yield meta


def get(eid: str, *headers: str) -> bytes:
    """A pixel event after which the connection stays open."""
    lines = (f"GET {tr_url(eid=eid)} HTTP/1.1", "Host: www.facebook.com", *headers)
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def recorded(meta: MockMeta) -> list[tuple[str, int]]:
    """Method and status of each record."""
    return [(one.method, one.answer.status) for one in meta.journal.requests()]


@pytest.mark.parametrize("half", [b"GET /tr/?id=1", b"POST /tr HTTP/1.1\r\nHost: a\r\nContent-Le"])
async def test_half_a_head_is_recorded(meta: MockMeta, half: bytes) -> None:
    """A client that goes away before its head is whole hears nothing, and what it sent is on record."""
    reader, writer = await asyncio.open_connection("127.0.0.1", meta.http_port)
    writer.write(half)
    writer.write_eof()
    async with asyncio.timeout(PATIENCE_S):
        assert await reader.read() == b""
    await closed(writer)
    assert await meta.journal.wait_until(lambda: len(meta.journal) == 1, PATIENCE_S)
    (one,) = meta.journal.requests()
    assert (one.method, one.body, one.answer.status) == ("", half, 0)


async def test_half_a_head_when_the_stand_in_ends(tmp_path: Path) -> None:
    """It is written before the journal is closed."""
    async with MockMeta(tmp_path / "journal") as meta:
        reader, writer = await asyncio.open_connection("127.0.0.1", meta.http_port)
        writer.write(get("1"))
        assert status(await until(reader, b"\r\n\r\n")) == 200
        writer.write(b"GET /tr")
        assert status(await say(meta.http_port, http("GET", tr_url()))) == 200
    again = MockMeta(tmp_path / "journal")
    assert [(one.method, one.body) for one in again.journal.requests()][-1] == ("", b"GET /tr")
    await again.stop()
    await closed(writer)


async def test_clients_that_are_gone_before_anybody_reads(meta: MockMeta, caplog: pytest.LogCaptureFixture) -> None:
    """Half a body and the end of its connection may come at once: it is on record, nothing hangs, nothing breaks."""
    wire = http("POST", f"/v26.0/{PIXEL}/events", "Content-Length: 99") + b"half"
    for _ in range(200):
        _, writer = await asyncio.open_connection("127.0.0.1", meta.http_port)
        writer.write(wire)
        writer.transport.abort()
        await closed(writer)
    assert await meta.journal.wait_until(lambda: len(meta.journal) == 200, PATIENCE_S)
    assert await meta.activity.quiet(0.0, PATIENCE_S)
    assert {(one.body, one.answer.status) for one in meta.journal.requests()} == {(b"half", 0)}
    assert not caplog.records


async def test_empty_lines_between_requests_are_nothing(meta: MockMeta) -> None:
    """Some clients send one more line break behind a body."""
    await say(meta.http_port, get("1"), b"\r\n\r\n", http("GET", tr_url()), b"\r\n")
    assert recorded(meta) == [("GET", 200), ("GET", 200)]


async def test_noise_behind_many_requests(meta: MockMeta) -> None:
    """More requests at once than the server queues: what comes behind them is on record once, as refused."""
    answer = await say(meta.http_port, b"".join(get(str(number)) for number in range(64)), NOISE)
    assert answer.count(b" 400 Bad Request") == 1
    assert answer.count(b"HTTP/1.1 200") == len(meta.journal.events())
    assert [one.body.endswith(NOISE) for one in meta.journal.requests() if not one.method] == [True]


async def test_many_requests_at_once_leave_nothing_behind(meta: MockMeta) -> None:
    """All of them are answered, and no record stands for bytes that were read."""
    await say(meta.http_port, b"".join(get(str(number)) for number in range(64)) + http("GET", tr_url()))
    assert recorded(meta) == [("GET", 200)] * 65


async def test_requests_at_once_behind_bodies_that_came_later(meta: MockMeta) -> None:
    """However many bodies came apart from their heads on a connection, what is pipelined behind them is answered."""
    reader, writer = await asyncio.open_connection("127.0.0.1", meta.http_port)
    for _ in range(40):
        writer.write(b"POST /tr HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
        await until(reader, b"100 Continue\r\n\r\n")
        writer.write(b"id=1")
        await until(reader, b"GIF89a")
    writer.write(b"".join(get(str(number)) for number in range(40)) + http("GET", tr_url()))
    async with asyncio.timeout(PATIENCE_S):
        assert (await reader.read()).count(b"HTTP/1.1 200") == 41
    await closed(writer)
    assert recorded(meta) == [("POST", 200)] * 40 + [("GET", 200)] * 41


async def test_nothing_is_upgraded(meta: MockMeta) -> None:
    """A request that asks for another protocol is answered as ever, and so is what follows it."""
    body = json.dumps({"data": [capi_event()], "access_token": "t"}).encode()
    post = http("POST", f"/v26.0/{PIXEL}/events", UPGRADE, body=body).replace(b"Connection: close\r\n", b"")
    answer = await say(meta.http_port, get("1", UPGRADE) + post + get("2", UPGRADE) + http("GET", tr_url(eid="3")))
    assert answer.count(b"HTTP/1.1 200") == 4
    assert [one.event_id for one in meta.journal.events()] == ["1", "lead-1", "2", "3"]


async def test_noise_behind_a_request_for_an_upgrade(meta: MockMeta) -> None:
    """It is refused, and on record."""
    answer = await say(meta.http_port, get("1", UPGRADE) + NOISE)
    assert (answer.count(b"HTTP/1.1 200"), answer.count(b" 400 Bad Request")) == (1, 1)
    assert sorted(one.body for one in meta.journal.requests()) == [b"", NOISE]


async def test_a_client_that_takes_this_for_its_proxy(meta: MockMeta) -> None:
    """The host that it wants to be connected to is on record."""
    assert status(await say(meta.http_port, http("CONNECT", "graph.facebook.com:443"))) == 400
    assert [(one.method, one.url) for one in meta.journal.requests()] == [("CONNECT", "graph.facebook.com:443")]


@pytest.mark.parametrize("place", ["data", "access_token", "value"])
async def test_a_number_that_no_float_can_hold(meta: MockMeta, place: str) -> None:
    """It makes the body unreadable, as infinity would; the answer is Meta's, and the record has the bytes."""
    huge = int("9" * 400)
    said = {"data": [capi_event(custom_data={"value": huge})], "access_token": "t"}
    body = json.dumps(said if place == "value" else {**said, place: huge}).encode()
    kind = "Content-Type: application/json"
    assert status(await say(meta.http_port, http("POST", f"/v26.0/{PIXEL}/events", kind, body=body))) == 400
    assert meta.journal.requests()[0].body == body


def tell(number: int) -> bytes:
    """A call whose answer needs nothing but itself."""
    body = capi_body(capi_event(event_id=str(number)))
    return staying(http("POST", f"/v23.0/{PIXEL}/events", "Content-Type: application/json", body=body))


def staying(request: bytes) -> bytes:
    """The same of a client that keeps its connection."""
    return request.replace(b"Connection: close\r\n", b"")


async def test_answers_come_in_the_order_asked(meta: MockMeta) -> None:
    """Whatever way a request is answered, and however the requests are cut and joined on their way."""
    script = staying(http("GET", f"/signals/config/{PIXEL}", host="connect.facebook.net"))
    asked = [get("1"), tell(2), script, tell(4), get("5"), script, get("7"), get("8"), tell(9)]
    kinds = [b"image/gif", b"events_received", b"x-javascript"]
    expected = [0, 1, 2, 1, 0, 2, 0, 0, 1]
    stream = b"".join(asked)
    for cut in (1, 7, 120, 333, len(asked[0]), 2000, len(stream)):
        reader, writer = await asyncio.open_connection("127.0.0.1", meta.http_port)
        for start in range(0, len(stream), cut):
            writer.write(stream[start : start + cut])
            await writer.drain()
            await asyncio.sleep(0)
        heard = b""
        for which in expected:
            heard = await until(reader, kinds[which])
            others = [kind for kind in kinds if kind != kinds[which]]
            assert not any(kind in heard for kind in others)
        await closed(writer)
