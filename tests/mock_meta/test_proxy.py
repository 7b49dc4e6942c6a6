"""The steering proxy, in every form that browsers and backends speak to it."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import socket
import ssl
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import WSMsgType, web

from mock_meta.proxy import BROWSER_BACKGROUND_HOSTS, is_meta_host
from mock_meta.server import MockMeta
from mock_meta.tls import Certificates
from tests.mock_meta.factories import PATIENCE_S, capi_body, closed, content, http, say, status, tr_url, until

SHOP = "shop.example"


class Site:
    """A plain site on loopback that remembers what it was asked, byte for byte as far as a server can."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        self.port = 0

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await self._echo(request)
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.asked.append((request.raw_path, headers, await request.content.read()))
        return web.Response(text=f"you asked for {request.raw_path}")

    async def _echo(self, request: web.BaseRequest) -> web.WebSocketResponse:
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        async for message in ws:
            if message.type is WSMsgType.TEXT:
                await ws.send_str(message.data.upper())
        return ws


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    runner = web.ServerRunner(web.Server(site.handle, access_log=None), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.port = runner.addresses[0][1]
    yield site
    await runner.cleanup()


@pytest.fixture
async def meta(tmp_path: Path, site: Site) -> AsyncIterator[MockMeta]:
    certificates = Certificates([SHOP])
    async with MockMeta(tmp_path / "journal", certificates=certificates, site_hosts={SHOP: site.port}) as meta:
        yield meta


@pytest.fixture
async def client(meta: MockMeta) -> AsyncIterator[aiohttp.ClientSession]:
    """A client whose every connection goes through the proxy, and which trusts the run's authority."""
    context = ssl.create_default_context()
    meta.certificates._authority.configure_trust(context)
    connector = aiohttp.TCPConnector(ssl=context, force_close=True)
    proxy = f"http://127.0.0.1:{meta.proxy_port}"
    async with aiohttp.ClientSession(connector=connector, proxy=proxy) as session:
        yield session


def connect(authority: str) -> bytes:
    return f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n".encode("latin-1")


def refused(meta: MockMeta) -> list[tuple[str, int]]:
    return [(one.host, one.port) for one in meta.refusals()]


@pytest.mark.parametrize("url", ["https://www.facebook.com", "http://www.facebook.com", "https://X.FACEBOOK.com:8443"])
async def test_metas_hosts_reach_the_mock(meta: MockMeta, client: aiohttp.ClientSession, url: str) -> None:
    """With TLS and without, at any port, in any case of letters."""
    async with client.get(url + tr_url(eid="1")) as answer:
        assert answer.status == 200
    assert meta.journal.requests()[0].url.startswith("/tr/?")
    assert meta.journal.events()[0].event_id == "1"


async def test_a_backends_call_reaches_the_mock(meta: MockMeta, client: aiohttp.ClientSession) -> None:
    """``HTTPS_PROXY`` and the authority are all that a backend needs."""
    url = "https://graph.facebook.com/v26.0/123/events"
    async with client.post(url, data=capi_body(), headers={"Content-Type": "application/json"}) as answer:
        assert (await answer.json())["events_received"] == 1


@pytest.mark.parametrize(
    "base", [f"https://{SHOP}", f"http://{SHOP}", "http://127.0.0.1:{port}", "http://localhost:{port}"]
)
async def test_the_site_is_passed(client: aiohttp.ClientSession, site: Site, meta: MockMeta, base: str) -> None:
    """By its public name with TLS or without, or as a loopback address."""
    url = base.format(port=site.port)
    async with client.post(f"{url}/cart?a=1", data=b"x" * 100_000, headers={"Cookie": "a=1"}) as answer:
        assert await answer.text() == "you asked for /cart?a=1"
    ((path, headers, body),) = site.asked
    assert (path, headers["cookie"], len(body)) == ("/cart?a=1", "a=1", 100_000)
    assert meta.refusals() == ()


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("", "/"),
        ("/", "/"),
        ("//double//slash", "//double//slash"),
        ("/a?", "/a?"),
        ("?q=1", "/?q=1"),
        ("/{0}/{}", "/{0}/{}"),
        ("/p;x?u=http://h/?b=%FF", "/p;x?u=http://h/?b=%FF"),
    ],
)
async def test_paths_are_passed_as_they_are(meta: MockMeta, site: Site, target: str, path: str) -> None:
    """Nothing is normalised on the way: what the site gets is what was sent."""
    assert status(await say(meta.proxy_port, http("GET", f"http://127.0.0.1:{site.port}{target}"))) == 200
    assert site.asked[0][0] == path


async def test_the_proxys_own_headers_stay_with_it(meta: MockMeta, site: Site) -> None:
    """Hop-by-hop headers end here; the site's connection is for one request."""
    own = (
        "Proxy-Connection: keep-alive",
        "Proxy-Authorization: Basic x",
        "Keep-Alive: 5",
        "Upgrade-Insecure-Requests: 1",
    )
    await say(meta.proxy_port, http("GET", f"http://127.0.0.1:{site.port}/", *own))
    _, headers, _ = site.asked[0]
    assert set(headers) == {"host", "connection", "upgrade-insecure-requests"}
    assert headers["connection"] == "close"


async def test_keep_alive_is_for_tunnels_only(meta: MockMeta, site: Site) -> None:
    """A second request on an absolute-form connection might be for another host, so it is never passed on."""
    one = f"GET http://127.0.0.1:{site.port}/one HTTP/1.1\r\nHost: a\r\n\r\n".encode()
    two = b"GET http://evil.example/two HTTP/1.1\r\nHost: evil.example\r\n\r\n"
    answer = await say(meta.proxy_port, one + two)
    assert answer.count(b"HTTP/1.1 ") == 1
    assert [path for path, _, _ in site.asked] == ["/one"]


async def test_many_requests_through_one_tunnel(meta: MockMeta, site: Site) -> None:
    """A tunnel stays open as long as both sides like, pipelined or not."""
    reader, writer = await asyncio.open_connection("127.0.0.1", meta.proxy_port)
    writer.write(connect(f"127.0.0.1:{site.port}"))
    await until(reader, b"established\r\n\r\n")
    for number in range(3):
        writer.write(f"GET /{number} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        await until(reader, f"asked for /{number}".encode())
    writer.write(b"GET /p HTTP/1.1\r\nHost: a\r\n\r\n" * 2)
    await until(reader, b"asked for /p")
    await until(reader, b"asked for /p")
    await closed(writer)
    assert len(site.asked) == 5


async def test_a_client_that_does_not_wait_for_the_tunnel(meta: MockMeta, site: Site) -> None:
    """Bytes that come together with CONNECT are not lost."""
    answer = await say(meta.proxy_port, connect(f"127.0.0.1:{site.port}") + http("GET", "/early"))
    assert answer.endswith(b"you asked for /early")


@pytest.mark.parametrize("base", [f"wss://{SHOP}", f"ws://{SHOP}", "ws://127.0.0.1:{port}"])
async def test_websockets(client: aiohttp.ClientSession, site: Site, base: str) -> None:
    """Upgrades pass through absolute form and CONNECT, both ways, for as long as they last."""
    async with asyncio.timeout(PATIENCE_S), client.ws_connect(f"{base.format(port=site.port)}/ws") as ws:
        for word in ("hello", "x" * 100_000):
            await ws.send_str(word)
            assert await ws.receive_str() == word.upper()


async def test_a_websocket_through_connect_without_tls(meta: MockMeta, site: Site) -> None:
    """So browsers do it for ``ws:``."""
    key = base64.b64encode(os.urandom(16)).decode()
    headers = ("Upgrade: websocket", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}")
    upgrade = http("GET", "/ws", *headers).replace(b"Connection: close", b"Connection: Upgrade")
    reader, writer = await asyncio.open_connection("127.0.0.1", meta.proxy_port)
    writer.write(connect(f"127.0.0.1:{site.port}"))
    await until(reader, b"established\r\n\r\n")
    writer.write(upgrade)
    assert b"101 Switching" in await until(reader, b"\r\n\r\n")
    await closed(writer)


@pytest.mark.parametrize(
    ("asked", "host", "port"),
    [
        (connect("evil.example:443"), "evil.example", 443),
        (connect("Evil.Example:8443"), "evil.example", 8443),
        (connect("evil.example"), "evil.example", 443),
        (connect("[2001:db8::1]:443"), "2001:db8::1", 443),
        (http("GET", "http://evil.example/x?y"), "evil.example", 80),
        (http("POST", "http://evil.example:81/", body=b"secret"), "evil.example", 81),
        (connect("facebook.com.evil.example:443"), "facebook.com.evil.example", 443),
        (connect("93.184.216.34:443"), "93.184.216.34", 443),
    ],
)
async def test_everything_else_is_refused_and_named(meta: MockMeta, asked: bytes, host: str, port: int) -> None:
    """The client hears why, and the list has it with the run's time."""
    before = meta.clock.now()
    answer = await say(meta.proxy_port, asked)
    assert status(answer) == 403
    assert content(answer).decode() == f"{host} was refused: not a host of this run"
    assert refused(meta) == [(host, port)]
    assert meta.refusals()[0].at >= before


@pytest.mark.parametrize("host", BROWSER_BACKGROUND_HOSTS)
async def test_the_browsers_own_calls_are_refused_and_not_recorded(meta: MockMeta, host: str) -> None:
    """They say nothing about the site."""
    assert status(await say(meta.proxy_port, connect(f"{host}:443"))) == 403
    assert meta.refusals() == ()


async def test_a_blocked_host_is_refused_with_the_blockers_reason(meta: MockMeta) -> None:
    """One host is blocked and its neighbours aren't, until the reset."""
    meta.block("Connect.Facebook.net", "an ad blocker")
    assert b"an ad blocker" in await say(meta.proxy_port, connect("connect.facebook.net:443"))
    assert [one.reason for one in meta.refusals()] == ["an ad blocker"]
    assert status(await say(meta.proxy_port, http("GET", f"http://www.facebook.com{tr_url()}"))) == 200
    meta.reset()
    assert status(await say(meta.proxy_port, http("GET", f"http://connect.facebook.net{tr_url()}"))) == 200


@pytest.mark.parametrize("form", ["CONNECT", "absolute"])
async def test_a_site_that_is_down(meta: MockMeta, form: str) -> None:
    """A dead port is a refusal that says so, not silence."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        dead = held.getsockname()[1]
    asked = connect(f"127.0.0.1:{dead}") if form == "CONNECT" else http("GET", f"http://127.0.0.1:{dead}/")
    assert status(await say(meta.proxy_port, asked)) == 403
    assert refused(meta) == [("127.0.0.1", dead)]
    assert "no connection" in meta.refusals()[0].reason


@pytest.mark.parametrize(
    "noise",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET /{x} HTTP/1.1{y}\r\n\r\n",
        b"{0}{x} http://127.0.0.1:1/{y} HTTP/1.1{z}\r\n\r\n",
        b"GET http:/// HTTP/1.1\r\n\r\n",
        b"GET http://[::1 HTTP/1.1\r\n\r\n",
        b"GET http://h:99999/ HTTP/1.1\r\n\r\n",
        b"GET http://h:port/ HTTP/1.1\r\n\r\n",
        b"GET http://127.0.0.1:0/ HTTP/1.1\r\n\r\n",
        b"CONNECT  HTTP/1.1\r\n\r\n",
        b"CONNECT :443 HTTP/1.1\r\n\r\n",
        b"CONNECT 127.0.0.1:99999 HTTP/1.1\r\n\r\n",
        b"CONNECT 127.0.0.1:\xb2 HTTP/1.1\r\n\r\n",
        b"CONNECT [[]:443 HTTP/1.1\r\n\r\n",
        b"GET http://\xff\xfe/ HTTP/1.1\r\n\r\n",
        b"x" * 300_000 + b"\r\n\r\n",
        b"GET http://127.0.0.1/ HTTP/1.1\r\nunfinished",
    ],
)
async def test_noise_is_answered_or_dropped(meta: MockMeta, noise: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """No bytes bring it down, none leave a connection open, and the next client is served."""
    reader, writer = await asyncio.open_connection("127.0.0.1", meta.proxy_port)
    writer.write(noise)
    writer.write_eof()
    try:
        async with asyncio.timeout(PATIENCE_S):
            assert status(await reader.read()) in (0, 400, 403)
    except ConnectionError:
        pass
    await closed(writer)
    assert status(await say(meta.proxy_port, http("GET", f"http://www.facebook.com{tr_url()}"))) == 200
    assert not caplog.records


async def test_random_noise(meta: MockMeta, site: Site, caplog: pytest.LogCaptureFixture) -> None:
    """A hundred clients at once that speak at random."""
    heads = (b"", b"CONNECT ", b"GET http://", b"GET http://127.0.0.1:%d/" % site.port)
    await asyncio.gather(
        *(say(meta.proxy_port, heads[n % 4] + os.urandom(n) + b" HTTP/1.1\r\n\r\n" + os.urandom(9)) for n in range(100))
    )
    assert status(await say(meta.proxy_port, http("GET", f"http://127.0.0.1:{site.port}/"))) == 200
    assert not [record for record in caplog.records if record.name != "aiohttp.server"]


async def test_long_heads(meta: MockMeta) -> None:
    """The pixel's long addresses and a site's many cookies pass up to 256 KB."""
    url = f"http://www.facebook.com{tr_url(dl='x' * 120_000)}"
    assert status(await say(meta.proxy_port, http("GET", url, f"Cookie: {'y' * 120_000}"))) == 200
    assert len(meta.journal.requests()[0].url) > 120_000


async def test_a_slow_site_is_slow_and_meta_is_not(meta: MockMeta, client: aiohttp.ClientSession, site: Site) -> None:
    """The delay holds back the site's answers by either way in."""
    meta.site_delay_s = lambda: 0.15
    for url in (f"https://{SHOP}/", f"http://127.0.0.1:{site.port}/"):
        began = time.monotonic()
        async with client.get(url) as answer:
            await answer.read()
        assert time.monotonic() - began >= 0.15
    meta.site_delay_s = lambda: PATIENCE_S * 2
    async with asyncio.timeout(PATIENCE_S), client.get(f"https://www.facebook.com{tr_url()}") as answer:
        assert answer.status == 200


async def test_stopping_cuts_tunnels(tmp_path: Path, site: Site) -> None:
    """A mock that stops leaves nobody hanging."""
    async with MockMeta(tmp_path / "another") as meta:
        reader, writer = await asyncio.open_connection("127.0.0.1", meta.proxy_port)
        writer.write(connect(f"127.0.0.1:{site.port}"))
        await until(reader, b"established\r\n\r\n")
    with contextlib.suppress(ConnectionError):
        assert await asyncio.wait_for(reader.read(), PATIENCE_S) == b""
    await closed(writer)


@pytest.mark.parametrize(
    ("host", "is_metas"),
    [
        ("www.facebook.com", True),
        ("GRAPH.FACEBOOK.COM", True),
        ("connect.facebook.net", True),
        ("facebook.com", True),
        ("notfacebook.com", False),
        ("facebook.com.evil.example", False),
        ("evilfacebook.net", False),
        ("", False),
    ],
)
def test_whose_host_it_is(host: str, is_metas: bool) -> None:
    """Only Meta's own names are Meta's."""
    assert is_meta_host(host) is is_metas
