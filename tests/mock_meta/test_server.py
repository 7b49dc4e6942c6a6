"""The mock over real sockets: what is answered, and what is recorded of it."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import sqlite3
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from mock_meta.errors import JournalError
from mock_meta.event import Answer, Channel
from mock_meta.faults import Fault, Misdeed
from mock_meta.intake import MAX_BODY
from mock_meta.journal import Journal
from mock_meta.pixel_script import pixel_script
from mock_meta.server import MockMeta
from tests.mock_meta.factories import (
    PATIENCE_S,
    PIXEL,
    capi_body,
    capi_event,
    closed,
    content,
    http,
    say,
    status,
    tr_url,
    until,
)

EDGE = f"/v26.0/{PIXEL}/events"
JSON = "Content-Type: application/json"


@pytest.fixture
async def meta(tmp_path: Path) -> AsyncIterator[MockMeta]:
    async with MockMeta(tmp_path / "journal") as meta:
        yield meta


def fault(answer: Answer | None) -> Fault:
    """A fault that gives one answer to everything."""
    misdeed = Misdeed(answer=answer, keeps=False) if answer is not None else None
    return Fault(name="odd", summary="Odd.", doc="Odd.", takes=(), misbehave=lambda _: misdeed)


async def test_a_pixel_event_gets_a_picture_and_is_recorded(meta: MockMeta) -> None:
    """A 1x1 GIF, and the request as it was."""
    answer = await say(meta.http_port, http("GET", tr_url(eid="1"), "Cookie: a=1", "Cookie: b=2", "X-Odd:  ü "))
    assert status(answer) == 200
    assert b"image/gif" in answer
    assert content(answer).startswith(b"GIF89a")
    recorded = meta.journal.requests()[0]
    assert (recorded.method, recorded.url, recorded.answer.status) == ("GET", tr_url(eid="1"), 200)
    assert recorded.headers[2:] == (("Cookie", "a=1"), ("Cookie", "b=2"), ("X-Odd", "Ã¼".encode("latin-1").decode()))
    assert meta.journal.events()[0].event_id == "1"


async def test_who_is_known_to_meta_gets_a_cookie_of_its_own(meta: MockMeta) -> None:
    """Only if the stand-in is told so, and until it starts anew."""
    meta.sets_cookies = True
    assert b"Set-Cookie: fr=" in await say(meta.http_port, http("GET", tr_url(eid="1")))
    meta.reset()
    assert b"Set-Cookie" not in await say(meta.http_port, http("GET", tr_url(eid="1")))


async def test_a_server_event_is_answered_as_graph_does(meta: MockMeta) -> None:
    """Counted, traced, recorded on the server's channel."""
    answer = await say(meta.http_port, http("POST", EDGE, JSON, body=capi_body()))
    told = json.loads(content(answer))
    assert (status(answer), told["events_received"]) == (200, 1)
    heard = meta.journal.events()[0]
    assert (heard.channel, heard.pixel_id, heard.accepted) == (Channel.SERVER, PIXEL, True)


async def test_meta_tells_what_it_has_heard(meta: MockMeta) -> None:
    """Statistics and quality of a dataset, of the events in the journal; a gateway's calls are among them."""
    for edge, expected in ((EDGE, 200), (f"/capi/{PIXEL}/events", 202)):
        body = json.dumps({"data": [capi_event()], "access_token": "t", "accessKey": "k"}).encode()
        assert status(await say(meta.http_port, http("POST", edge, JSON, body=body))) == expected
    stats = await say(meta.http_port, http("GET", f"/v26.0/{PIXEL}/stats?access_token=t"))
    assert sum(one["count"] for hour in json.loads(content(stats))["data"] for one in hour["data"]) == 2
    quality = await say(meta.http_port, http("GET", f"/v26.0/dataset_quality?dataset_id={PIXEL}&access_token=t"))
    assert [one["event_name"] for one in json.loads(content(quality))["web"]] == ["Lead"]


async def test_a_refused_event_is_kept_beside_its_error(meta: MockMeta) -> None:
    """Rejections are evidence too."""
    answer = await say(meta.http_port, http("POST", EDGE, JSON, body=capi_body(capi_event(event_name=None))))
    assert status(answer) == 400
    recorded, heard = meta.journal.requests()[0], meta.journal.events()[0]
    assert recorded.answer.error == heard.answer.error is not None
    assert recorded.answer.body == content(answer)


async def test_a_batch_is_recorded_with_its_parts(meta: MockMeta) -> None:
    """Each operation is a request of its own that names the batch."""
    operation = {"method": "POST", "relative_url": f"{PIXEL}/events", "body": f"data={json.dumps([capi_event()])}"}
    body = json.dumps({"access_token": "t", "batch": [operation, operation]}).encode()
    assert status(await say(meta.http_port, http("POST", "/v26.0/", JSON, body=body))) == 200
    assert [one.part_of for one in meta.journal.requests()] == [None, 1, 1]
    assert [one.request for one in meta.journal.events()] == [2, 3]


async def test_the_script_and_the_config_are_served_and_noted(meta: MockMeta) -> None:
    """Static answers are recorded without their bytes; an unknown one of the same host is a 404."""
    assert content(await say(meta.http_port, http("GET", "/en_US/fbevents.js"))) == pixel_script()
    assert PIXEL.encode() in content(await say(meta.http_port, http("GET", f"/signals/config/{PIXEL}?v=2")))
    assert status(await say(meta.http_port, http("GET", "/signals/plugins/"))) == 404
    assert status(await say(meta.http_port, http("GET", "/favicon.ico"))) == 200
    assert [one.answer.status for one in meta.journal.requests()] == [200, 200, 404, 200]
    assert all(one.answer.body == b"" for one in meta.journal.requests())
    assert meta.journal.events() == ()


async def test_long_addresses_and_headers(meta: MockMeta) -> None:
    """The pixel's request lines outgrow common limits; up to 256 KB pass, and more is refused, not fatal."""
    url = tr_url(dl="x" * 250_000)
    assert status(await say(meta.http_port, http("GET", url, f"X-Long: {'y' * 250_000}"))) == 200
    assert meta.journal.requests()[0].url == url
    assert status(await say(meta.http_port, http("GET", tr_url(dl="x" * 300_000)))) == 400
    assert status(await say(meta.http_port, http("GET", tr_url()))) == 200


async def test_large_bodies(meta: MockMeta) -> None:
    """Megabytes arrive whole: a thousand events with full baskets are no error."""
    events = [capi_event(event_id=str(n), custom_data={"note": "x" * 5000}) for n in range(1000)]
    body = capi_body(*events)
    assert len(body) > 5_000_000
    answer = await say(meta.http_port, http("POST", EDGE, JSON, body=body))
    assert json.loads(content(answer))["events_received"] == 1000
    assert meta.journal.requests()[0].body == body
    assert len(meta.journal.events()) == 1000


async def test_gzip_is_understood_and_kept_as_it_came(meta: MockMeta) -> None:
    """The record has the bytes of the wire."""
    body = gzip.compress(capi_body())
    answer = await say(meta.http_port, http("POST", EDGE, JSON, "Content-Encoding: gzip", body=body))
    assert status(answer) == 200
    assert meta.journal.requests()[0].body == body
    form = gzip.compress(b"id=1&ev=Lead")
    kind = "Content-Type: application/x-www-form-urlencoded"
    await say(meta.http_port, http("POST", "/tr/", kind, "Content-Encoding: gzip", body=form))
    assert [one.name for one in meta.journal.events()] == ["Lead", "Lead"]


@pytest.mark.parametrize(
    "body",
    [b"no gzip", gzip.compress(capi_body())[:40], zlib.compress(b"{}")],
    ids=["plain", "cut short", "of another kind"],
)
async def test_broken_gzip_is_refused_and_recorded(meta: MockMeta, body: bytes) -> None:
    """A body that can't be unpacked is a bad request of the site's, and evidence."""
    answer = await say(meta.http_port, http("POST", EDGE, JSON, "Content-Encoding: gzip", body=body))
    assert status(answer) == 400
    assert meta.journal.requests()[0].body == body


async def test_a_client_that_asks_before_sending(meta: MockMeta) -> None:
    """``Expect: 100-continue``, as curl does for large bodies, gets its go-ahead and then one whole answer."""
    body = capi_body()
    head, _, _ = http("POST", EDGE, JSON, "Expect: 100-continue", body=body).partition(body)
    reader, writer = await asyncio.open_connection("127.0.0.1", meta.http_port)
    writer.write(head)
    assert await until(reader, b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    writer.write(body)
    async with asyncio.timeout(PATIENCE_S):
        answer = await reader.read()
    await closed(writer)
    assert status(answer) == 200
    assert len(content(answer)) == int(answer.lower().split(b"content-length: ")[1].split(b"\r\n")[0])


async def test_chunked_bodies(meta: MockMeta) -> None:
    """A body of unknown length is put together."""
    body = capi_body()
    pieces = [body[:7], body[7:]]
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    head = http("POST", EDGE, JSON, "Transfer-Encoding: chunked")
    assert status(await say(meta.http_port, head, chunks)) == 200
    assert meta.journal.requests()[0].body == body


async def test_several_requests_on_one_connection(meta: MockMeta) -> None:
    """Pipelined requests are answered in turn and recorded in order."""
    lines = [f"GET {tr_url(eid=str(n))} HTTP/1.1\r\nHost: www.facebook.com\r\n\r\n".encode() for n in range(5)]
    answer = await say(meta.http_port, *lines, http("GET", tr_url(eid="last")))
    assert answer.count(b"HTTP/1.1 200") == 6
    assert [one.event_id for one in meta.journal.events()] == ["0", "1", "2", "3", "4", "last"]


@pytest.mark.parametrize(
    "noise",
    [
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"hello\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /tr HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"POST /tr HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET " + b"\xff" * 50 + b" HTTP/1.1\r\n\r\n",
        b"",
    ],
)
async def test_noise_is_refused_and_recorded(meta: MockMeta, noise: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """Bytes that are no request get a 400, or nothing where the client has closed its side already.

    They stay on record as they came, and the next client is served.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", meta.http_port)
    writer.write(noise)
    writer.write_eof()
    async with asyncio.timeout(PATIENCE_S):
        answer = await reader.read()
    await closed(writer)
    recorded = [(one.method, one.body, one.answer.status) for one in meta.journal.requests()]
    assert status(answer) in (0, 400)
    assert recorded == ([("", noise, 400)] if noise else [])
    assert status(await say(meta.http_port, http("GET", tr_url()))) == 200


async def test_noise_behind_a_request(meta: MockMeta, caplog: pytest.LogCaptureFixture) -> None:
    """The good request counts; what follows it on the same connection is refused, and recorded too."""
    reader, writer = await asyncio.open_connection("127.0.0.1", meta.http_port)
    writer.write(http("GET", tr_url()).replace(b"Connection: close\r\n", b""))
    assert status(await until(reader, b"\r\n\r\n")) == 200
    writer.write(b"nonsense \xff\r\n\r\n")
    async with asyncio.timeout(PATIENCE_S):
        assert b" 400 Bad Request" in await reader.read()
    await closed(writer)
    recorded = [(one.method, one.body, one.answer.status) for one in meta.journal.requests()]
    assert recorded == [("GET", b"", 200), ("", b"nonsense \xff\r\n\r\n", 400)]


@pytest.mark.parametrize("host", ["[", "a:b:c d", "", "www.facebook.com:x"])
async def test_odd_host_headers(meta: MockMeta, host: str) -> None:
    """A host that can't be read is no reason to lose an event."""
    assert status(await say(meta.http_port, http("GET", tr_url(), host=host))) == 200
    assert len(meta.journal.events()) == 1


async def test_header_bytes_that_are_no_text(meta: MockMeta) -> None:
    """They are kept one to one, and the journal stays readable."""
    raw = http("GET", tr_url(), "X-Raw: @").replace(b"@", b"\xff\xfe\x80")
    assert status(await say(meta.http_port, raw)) == 200
    assert dict(meta.journal.requests()[0].headers)["X-Raw"].encode("latin-1") == b"\xff\xfe\x80"


async def test_a_client_that_leaves_in_the_middle(meta: MockMeta, caplog: pytest.LogCaptureFixture) -> None:
    """Half a body is recorded as far as it came, without an event; nothing hangs, and nobody is troubled."""
    body = capi_body()
    reader, writer = await asyncio.open_connection("127.0.0.1", meta.http_port)
    writer.write(http("POST", EDGE, JSON, "Expect: 100-continue", body=body)[:-20])
    await until(reader, b"Continue\r\n\r\n")
    assert meta.activity.in_flight == 1
    writer.transport.abort()
    assert await meta.activity.quiet(0.0, PATIENCE_S)
    (entry,) = meta.journal.entries()
    assert (entry.request.body, entry.request.answer.status, entry.events) == (body[:-20], 0, ())
    assert status(await say(meta.http_port, http("GET", tr_url()))) == 200
    assert not [record for record in caplog.records if record.exc_info]


async def test_a_body_that_breaks_its_framing(meta: MockMeta, caplog: pytest.LogCaptureFixture) -> None:
    """It gets a 400, and what could be read of it is on record, and so is what could not."""
    reader, writer = await asyncio.open_connection("127.0.0.1", meta.http_port)
    writer.write(http("POST", EDGE, JSON, "Transfer-Encoding: chunked", "Expect: 100-continue"))
    await until(reader, b"Continue\r\n\r\n")
    writer.write(b'5\r\n{"a":\r\n')
    writer.write(b"xyz\r\n")
    async with asyncio.timeout(PATIENCE_S):
        assert b" 400 Bad Request" in await reader.read()
    await closed(writer)
    recorded = b"".join(one.body for one in meta.journal.requests())
    assert b'{"a":' in recorded
    assert b"xyz" in recorded
    assert {one.answer.status for one in meta.journal.requests()} == {400}


async def test_a_body_without_end(meta: MockMeta) -> None:
    """More than the limit is refused with 413; what was read is on record, and memory is bounded by the limit."""
    head = http("POST", EDGE, JSON, f"Content-Length: {MAX_BODY + 1}")
    answer = await say(meta.http_port, head + b" " * (MAX_BODY + 1))
    assert status(answer) == 413
    assert b"send it in several requests" in answer
    assert len(meta.journal.requests()[0].body) == MAX_BODY


async def test_a_disk_that_takes_nothing(meta: MockMeta) -> None:
    """A request that can't be recorded is not answered as if it were."""
    other = sqlite3.connect(meta.journal.path, isolation_level=None)
    other.execute("create trigger full before insert on requests begin select raise(abort, 'disk full'); end")
    answer = await say(meta.http_port, http("GET", tr_url()))
    assert status(answer) == 503
    assert b"disk full" in answer
    other.execute("drop trigger full")
    other.close()
    assert status(await say(meta.http_port, http("GET", tr_url()))) == 200


async def test_a_fault_answers_in_metas_place(meta: MockMeta) -> None:
    """What the request carried is recorded as refused, with the fault's answer."""
    meta.arm(fault(Answer(status=503, body=b"later")))
    for one in (http("GET", tr_url()), http("POST", EDGE, JSON, body=capi_body()), http("GET", "/x/fbevents.js")):
        answer = await say(meta.http_port, one)
        assert (status(answer), content(answer)) == (503, b"later")
    assert [one.answer.status for one in meta.journal.requests()] == [503] * 3
    assert [(one.channel, one.accepted) for one in meta.journal.events()] == [
        (Channel.BROWSER, False),
        (Channel.SERVER, False),
    ]
    meta.disarm("odd")
    meta.disarm("never armed")
    assert status(await say(meta.http_port, http("GET", tr_url()))) == 200


async def test_a_fault_may_let_pass(meta: MockMeta) -> None:
    """No answer of a fault's is Meta's own answer."""
    meta.arm(fault(None))
    assert status(await say(meta.http_port, http("GET", tr_url()))) == 200


async def test_a_fault_of_status_zero_cuts_the_connection(meta: MockMeta, caplog: pytest.LogCaptureFixture) -> None:
    """The client hears nothing at all; the record says so."""
    meta.arm(fault(Answer(status=0)))
    assert await say(meta.http_port, http("POST", EDGE, JSON, body=capi_body())) == b""
    assert meta.journal.requests()[0].answer.status == 0
    assert not meta.journal.events()[0].accepted
    assert meta.counted() == ()
    assert not caplog.records


async def test_an_answer_comes_after_the_commit(meta: MockMeta, tmp_path: Path) -> None:
    """Whoever saw an answer finds the request on disk."""
    async with aiohttp.ClientSession(f"http://127.0.0.1:{meta.http_port}") as session:

        async def send(number: int) -> None:
            async with session.get(tr_url(eid=str(number))) as answer:
                await answer.read()

        await asyncio.gather(*(send(number) for number in range(100)))
    again = Journal(tmp_path / "journal", read_only=True)
    assert {one.event_id for one in again.events()} == {str(number) for number in range(100)}
    again.close()


async def test_receipt_is_stamped_by_the_run_clock(meta: MockMeta) -> None:
    """Time that passed for the run passed for Meta: an event of today is too old in eight days."""
    now = capi_event()
    meta.clock.advance(8 * 86400)
    answer = await say(meta.http_port, http("POST", EDGE, JSON, body=capi_body(now)))
    assert status(answer) == 400
    assert meta.journal.requests()[0].received_at > now["event_time"] + 7 * 86400


async def test_reset_forgets_everything(meta: MockMeta) -> None:
    """Requests, refusals, faults, blocks and delays go, and the clock shows the right time again."""
    await say(meta.http_port, http("GET", tr_url()))
    meta.arm(fault(Answer(status=503)))
    meta.block("www.facebook.com", "blocked")
    await say(meta.proxy_port, b"CONNECT www.facebook.com:443 HTTP/1.1\r\n\r\n")
    meta.site_delay_s = lambda: 9.0
    meta.clock.advance(5)
    meta.reset()
    assert (len(meta.journal), meta.refusals(), meta.faults, meta.site_delay_s()) == (0, (), {}, 0.0)
    assert meta.clock.offset_s == 0
    assert status(await say(meta.http_port, http("GET", tr_url()))) == 200


async def test_a_port_that_is_taken(tmp_path: Path) -> None:
    """The error comes out, and what was already listening does not stay."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        meta = MockMeta(tmp_path / "journal")
        with pytest.raises(OSError, match="in use"):
            await meta.start(tls_port=taken.getsockname()[1])
    with pytest.raises(OSError, match=r"refused|Connect"):
        await asyncio.open_connection("127.0.0.1", meta.http_port)


def test_a_journal_that_cannot_be_opened(tmp_path: Path) -> None:
    """It is said before anything listens."""
    with pytest.raises(JournalError):
        MockMeta(tmp_path)
