"""A tiny web server that is the shop and Meta at once, and remembers every request that reached it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from email.parser import BytesParser
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl

from aiohttp import web

from mock_meta.pixel_script import PixelConfig, config_script, pixel_script
from mock_meta.tls import Certificates

PATIENCE_S = 20.0
"""How long a request that must come is waited for."""

SNIPPET = """
if (!window.fbq) {
  const stub = (window.fbq = function () {
    if (stub.callMethod) stub.callMethod.apply(stub, arguments);
    else stub.queue.push(arguments);
  });
  if (!window._fbq) window._fbq = stub;
  Object.assign(stub, { push: stub, loaded: true, version: '2.0', queue: [] });
  const script = document.createElement('script');
  script.async = true;
  script.src = 'https://connect.facebook.net/en_US/fbevents.js';
  document.getElementsByTagName('script')[0].before(script);
}
"""
"""A page's loader, without double quotes, so that it also fits into an attribute."""


@dataclass(frozen=True)
class Seen:
    """One request as the server received it; ``params`` in order, from the query or from the body."""

    method: str
    host: str
    path: str
    content_type: str
    params: tuple[tuple[str, str], ...]
    body: str = ""

    def __getitem__(self, name: str) -> str | None:
        return dict(self.params).get(name)

    @property
    def is_event(self) -> bool:
        return self.path.startswith("/tr")


@dataclass
class Recorder:
    """The server; an async context manager.

    ``statuses`` are the bare answers of paths that shall fail, 0 being a cut connection; ``policies`` are the
    Content-Security-Policy headers of pages.
    """

    config: PixelConfig = field(default_factory=PixelConfig)
    pages: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    policies: dict[str, str] = field(default_factory=dict)
    certificates: Certificates = field(default_factory=Certificates)
    seen: list[Seen] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.holds: dict[str, asyncio.Event] = {}
        self._news = asyncio.Condition()

    def reset(self, config: PixelConfig) -> None:
        """Forget everything, and serve ``config`` from now on."""
        self.config = config
        for kept in (self.pages, self.statuses, self.policies, self.seen, self.holds):
            kept.clear()

    def hold(self, path: str) -> asyncio.Event:
        """Keep back the answer to ``path`` until the event is set."""
        return self.holds.setdefault(path, asyncio.Event())

    def release(self) -> None:
        """Let every answer go that is still kept back."""
        for event in self.holds.values():
            event.set()

    async def events(self, count: int) -> list[Seen]:
        """All events, as soon as there are ``count``, in order of pixel and counter."""
        await self.until(lambda: sum(seen.is_event for seen in self.seen) >= count)
        events = [seen for seen in self.seen if seen.is_event]
        return sorted(events, key=lambda seen: (seen["id"] or "", int(seen["ec"] or -1)))

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for a request that makes ``condition`` true; TimeoutError if none does."""
        async with asyncio.timeout(PATIENCE_S), self._news:
            await self._news.wait_for(condition)

    async def asked(self, path: str) -> None:
        """Wait until ``path`` was requested."""
        await self.until(lambda: any(seen.path == path for seen in self.seen))

    def paths(self, start: str) -> list[str]:
        """The paths requested so far that begin with ``start``."""
        return [seen.path for seen in self.seen if seen.path.startswith(start)]

    async def __aenter__(self) -> Self:
        self._runner = web.ServerRunner(web.Server(self._handle, max_line_size=65536, max_field_size=65536))
        await self._runner.setup()
        tls = web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=self.certificates.server_context())
        plain = web.TCPSite(self._runner, "127.0.0.1", 0)
        await tls.start()
        await plain.start()
        self.tls_port, self.http_port = (address[1] for address in self._runner.addresses)
        return self

    async def __aexit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()
        await self._runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        params = _params(request, body)
        self.seen.append(Seen(request.method, request.host, request.path, request.content_type, params, _text(body)))
        await self.tell()
        if request.path in self.holds:
            await self.holds[request.path].wait()
        if self.statuses.get(request.path) == 0 and request.transport is not None:
            request.transport.abort()
        return self._answer(request.path)

    async def tell(self) -> None:
        """Let all who wait look again."""
        async with self._news:
            self._news.notify_all()

    def _answer(self, path: str) -> web.Response:
        # Pages are loaded afresh; scripts too, unless the browser goes back.
        headers = {"Cache-Control": "no-cache" if path.endswith(".js") or "/config/" in path else "no-store"}
        if policy := self.policies.get(path):
            headers["Content-Security-Policy"] = policy
        if self.statuses.get(path):
            return web.Response(status=self.statuses[path], headers=headers)
        if path.endswith("/fbevents.js"):
            return web.Response(body=pixel_script(), content_type="text/javascript", headers=headers)
        if path.startswith("/signals/config/"):
            script = config_script(path.rsplit("/", 1)[1], self.config)
            return web.Response(body=script, content_type="text/javascript", headers=headers)
        if path.startswith("/tr"):
            return web.Response(body=b"", content_type="image/gif", headers=headers)
        return web.Response(text=self.pages.get(path, "<!doctype html>"), content_type="text/html", headers=headers)


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")


def _params(request: web.BaseRequest, body: bytes) -> tuple[tuple[str, str], ...]:
    if request.content_type == "multipart/form-data":
        header = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
        parts = BytesParser().parsebytes(header + body).get_payload()
        return tuple(_part(part) for part in parts)
    in_body = request.content_type == "application/x-www-form-urlencoded" and body
    text = body.decode() if in_body else request.raw_path.partition("?")[2]
    return tuple(parse_qsl(text, keep_blank_values=True))


def _part(part: object) -> tuple[str, str]:
    name = part.get_param("name", header="Content-Disposition")  # type: ignore[attr-defined]
    return str(name), part.get_payload(decode=True).decode()  # type: ignore[attr-defined]
