"""The slot's proxy: steers Meta's hosts to the mock, passes the site's hosts, refuses and records everything else.

It speaks ``CONNECT``, absolute-form HTTP (loopback sites go that way) and ``Upgrade``. Nothing that it refuses leaves
the machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import fnmatch
import re
from collections.abc import Callable
from enum import StrEnum
from urllib.parse import urlsplit

import msgspec

from mock_meta.activity import Activity
from mock_meta.blocker import Blocking, fields
from mock_meta.clock import RunClock
from mock_meta.edge import body_length
from mock_meta.streams import Delay, Listener, close, join, no_delay
from mock_meta.tls import META_HOSTS

_MAX_HEAD = 256 * 1024
_DEFAULT_PORTS = {"http": 80, "https": 443}

BROWSER_BACKGROUND_HOSTS = (
    "accounts.google.com",
    "android.clients.google.com",
    "clients2.google.com",
    "clients2.googleusercontent.com",
    "clientservices.googleapis.com",
    "content-autofill.googleapis.com",
    "content-signature-2.cdn.mozilla.net",
    "firefox-settings-attachments.cdn.mozilla.net",
    "firefox.settings.services.mozilla.com",
    "optimizationguide-pa.googleapis.com",
    "redirector.gvt1.com",
    "safebrowsing.googleapis.com",
    "update.googleapis.com",
    "www.google.com",
)
"""Hosts that browsers call of their own accord. They are refused like any other, but are no finding about the site."""


class RefusedBy(StrEnum):
    """Why a connection was not let through."""

    GUARD = "guard"
    """It goes to no host of this run; letting it through would leave the machine."""
    BLOCKER = "blocker"
    """A condition blocks the host, as the visitor's network would."""
    UPSTREAM = "upstream"
    """The host is one of this run's, but nothing answers there."""


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A connection that the proxy did not let through. ``at`` is on the run clock."""

    at: float
    host: str
    port: int
    reason: str
    by: RefusedBy


class Upstream(msgspec.Struct, frozen=True, kw_only=True):
    """Where a host's connections really go, and how long its answers are held back."""

    address: str
    port: int
    delay_s: Delay = no_delay


Route = Callable[[str, int], Upstream | None]


def is_meta_host(host: str) -> bool:
    """Whether ``host`` is one of Meta's."""
    return any(fnmatch.fnmatchcase(host.lower(), pattern) for pattern in META_HOSTS)


class Proxy:
    """A forward proxy on loopback whose routes are given by one function."""

    def __init__(self, route: Route, clock: RunClock, activity: Activity, blocking: Blocking | None = None) -> None:
        """``route(host, port)`` returns the upstream of a host, or None to refuse it.

        ``blocking`` is asked of each plain request; what it stops, here or elsewhere, is on record here.
        """
        self._route = route
        self._blocking = blocking or Blocking()
        self._blocking.note = self._note_blocked
        self._clock = clock
        self._activity = activity
        self._listener = Listener(self._serve)
        self._blocked: dict[str, str] = {}
        self._refusals: list[Refusal] = []
        self.port = 0

    async def start(self, port: int = 0) -> None:
        """Listen on ``port`` of 127.0.0.1, or on a free one."""
        self.port = await self._listener.start(port, limit=_MAX_HEAD)

    async def stop(self) -> None:
        """Stop listening, and cut the connections that are open."""
        await self._listener.stop()

    def refusals(self) -> tuple[Refusal, ...]:
        """Every connection refused since the last reset."""
        return tuple(self._refusals)

    def block(self, host: str, reason: str) -> None:
        """Refuse ``host`` from now on, as a blocker on the visitor's network does."""
        self._blocked[host.lower()] = reason

    def unblock(self, host: str) -> None:
        """Let ``host`` through again; one that isn't blocked is no error."""
        self._blocked.pop(host.lower(), None)

    def _note_blocked(self, host: str, port: int, reason: str) -> None:
        self._note(host, port, reason, RefusedBy.BLOCKER)

    def _note(self, host: str, port: int, reason: str, by: RefusedBy) -> None:
        self._refusals.append(Refusal(at=self._clock.now(), host=host, port=port, reason=reason, by=by))

    def reset(self) -> None:
        """Lift all blocks and forget the refusals."""
        self._blocked.clear()
        self._refusals.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            method, target, version = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
        except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            await close(writer)
            return
        if method == "CONNECT":
            await self._tunnel(reader, writer, target)
        else:
            await self._forward(reader, writer, target, (method, version), head.split(b"\r\n", 1)[1])

    async def _tunnel(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: str) -> None:
        address = _address(f"//{target}", _DEFAULT_PORTS["https"])
        if address is None:
            await _answer(writer, "400 Bad Request", "CONNECT needs a host and a port")
            return
        upstream = await self._connect(writer, *address)
        if upstream is not None:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await join((reader, writer), upstream[0], self._activity, upstream[1])

    async def _forward(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        target: str,
        start_line: tuple[str, str],
        headers: bytes,
    ) -> None:
        scheme, _, rest = target.partition("://")
        address = _address(f"//{rest}", _DEFAULT_PORTS.get(scheme.lower(), 80))
        if address is None:
            await _answer(writer, "400 Bad Request", "this is a proxy: it needs an absolute URL")
            return
        if self._blocking.stops(target, fields(headers)):
            await close(writer)
            return
        upstream = await self._connect(writer, *address)
        if upstream is None:
            return
        method, version = start_line
        start = f"{method} {_path(rest)} {version}\r\n"
        upstream[0][1].write(start.encode("latin-1") + _hop_headers(headers))
        # One request a connection: what a client sends after it may be meant for another host.
        await join((reader, writer), upstream[0], self._activity, upstream[1], at_most=body_length(headers))

    async def _connect(
        self, writer: asyncio.StreamWriter, host: str, port: int
    ) -> tuple[tuple[asyncio.StreamReader, asyncio.StreamWriter], Delay] | None:
        self._activity.moved()
        if reason := self._blocked.get(host):
            await self._refuse(writer, host, port, reason, RefusedBy.BLOCKER)
            return None
        upstream = self._route(host, port)
        if upstream is None:
            await self._refuse(writer, host, port, "not a host of this run", RefusedBy.GUARD)
            return None
        try:
            streams = await asyncio.open_connection(upstream.address, upstream.port)
        except OSError as error:
            reason = f"no connection to {upstream.address}:{upstream.port}: {error}"
            await self._refuse(writer, host, port, reason, RefusedBy.UPSTREAM)
            return None
        return streams, upstream.delay_s

    async def _refuse(self, writer: asyncio.StreamWriter, host: str, port: int, reason: str, by: RefusedBy) -> None:
        if host not in BROWSER_BACKGROUND_HOSTS:
            self._note(host, port, reason, by)
        await _answer(writer, "403 Forbidden", f"{host} was refused: {reason}")


def _address(authority: str, default_port: int) -> tuple[str, int] | None:
    """Host in lower case and port of what begins with ``//host:port``; None if it isn't one."""
    try:
        url = urlsplit(authority)
        port = url.port
    except ValueError:
        return None
    return (url.hostname, default_port if port is None else port) if url.hostname else None


def _path(rest: str) -> str:
    """The path and the query of an address without its scheme, byte for byte as they were sent."""
    authority = re.match(r"[^/?]*", rest)
    path = rest[authority.end() :] if authority else ""
    return path if path.startswith("/") else f"/{path}"


def _hop_headers(headers: bytes) -> bytes:
    """The client's headers without the proxy's own; one request a connection, unless it upgrades."""
    lines = [line for line in headers.split(b"\r\n") if line]
    upgrade = any(line.lower().startswith(b"upgrade:") for line in lines)
    dropped = (b"proxy-",) if upgrade else (b"proxy-", b"connection:", b"keep-alive:")
    kept = [line for line in lines if not line.lower().startswith(dropped)]
    if not upgrade:
        kept.append(b"Connection: close")
    return b"\r\n".join(kept) + b"\r\n\r\n"


async def _answer(writer: asyncio.StreamWriter, status: str, text: str) -> None:
    body = text.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    with contextlib.suppress(OSError):
        writer.write(head.encode() + body)
        await writer.drain()
    await close(writer)
