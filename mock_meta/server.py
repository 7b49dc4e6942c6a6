"""The mock itself: one journal, one clock, one HTTP port, one TLS port and one proxy port."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
from aiohttp import web

from mock_meta.activity import Activity
from mock_meta.clock import RunClock
from mock_meta.control import Control
from mock_meta.counting import Counted, CountingPolicy, count
from mock_meta.event import Answer, Event, Request
from mock_meta.faults import Armed, Fault
from mock_meta.journal import Journal
from mock_meta.misdeed import Call, FaultSettings, brief, carried_out, together
from mock_meta.near_misses import Explained, explain
from mock_meta.pixel_script import PixelConfig, config_script, pixel_script
from mock_meta.proxy import Proxy, Refusal, Upstream, is_meta_host
from mock_meta.streams import Delay, TlsFront, no_delay
from mock_meta.tls import Certificates
from mock_meta.wire.body import inflated
from mock_meta.wire.graph import GraphSettings, Outcome, answer_graph
from mock_meta.wire.tr import decode_tr

_MAX_LINE = 256 * 1024
_SHUTDOWN_S = 0.1
_LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")
_GIF = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c000000000100010000020144003b")
_TR_ANSWER = Answer(status=200, headers=(("Content-Type", "image/gif"), ("Cache-Control", "no-store")), body=_GIF)


class MetaSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What a mock is set to: Graph's rules, pixel configuration, deduplication policy, strength of the faults."""

    graph: GraphSettings = GraphSettings()
    pixel: PixelConfig = PixelConfig()
    counting: CountingPolicy = CountingPolicy()
    faults: FaultSettings = FaultSettings()


class MockMeta:
    """A stand-in for Meta: hears both channels, answers as Meta does, and keeps everything.

    Use it as an async context manager, or call `start` and `stop`.
    """

    def __init__(
        self,
        journal_path: Path,
        *,
        settings: MetaSettings | None = None,
        certificates: Certificates | None = None,
        site_hosts: Mapping[str, int] | None = None,
        passed_hosts: frozenset[str] = frozenset(),
        slot: int = 0,
    ) -> None:
        """Set up; nothing listens before `start`.

        Args:
            journal_path: the journal's file; what it already holds is kept.
            settings: Graph, pixel and counting settings; Meta's documented behaviour if None.
            certificates: shared by several mocks of one run; made here if None.
            site_hosts: host names of the site under test and the loopback port that serves each.
            passed_hosts: host names that the proxy passes to the network as they are.
            slot: which of several mocks in one process this is.
        """
        self.slot = slot
        self.settings = settings or MetaSettings()
        self.clock = RunClock()
        self.activity = Activity()
        self.journal = Journal(journal_path)
        self.certificates = certificates or Certificates(site_hosts or ())
        self.site_delay_s: Delay = no_delay
        self.faults: dict[str, Armed] = {}
        self._site_hosts = dict(site_hosts or {})
        self._passed_hosts = passed_hosts
        self._fronts: dict[str, TlsFront] = {}
        self._proxy = Proxy(self._route, self.clock, self.activity)
        self._control = Control(self)
        self._runner: web.ServerRunner | None = None
        self.http_port = 0
        self.tls_port = 0

    @property
    def proxy_port(self) -> int:
        """The loopback port of the proxy that steers a browser or a backend here."""
        return self._proxy.port

    async def start(self, http_port: int = 0, tls_port: int = 0, proxy_port: int = 0) -> None:
        """Listen on 127.0.0.1, on the given ports or on free ones.

        Raises:
            OSError: a port is taken.
        """
        server = web.Server(
            self._handle,
            access_log=None,
            max_line_size=_MAX_LINE,
            max_field_size=_MAX_LINE,
            auto_decompress=False,
        )
        self._runner = web.ServerRunner(server, shutdown_timeout=_SHUTDOWN_S)
        await self._runner.setup()
        try:
            self.http_port = await self._listen(http_port, tls=False)
            self.tls_port = await self._listen(tls_port, tls=True)
            for host, port in self._site_hosts.items():
                context = self.certificates.server_context()
                front = TlsFront(context, port, self.activity, self._site_delay_s)
                await front.start()
                self._fronts[host] = front
            await self._proxy.start(proxy_port)
        except OSError:
            await self.stop()
            raise

    async def _listen(self, port: int, *, tls: bool) -> int:
        assert self._runner is not None
        context = self.certificates.server_context() if tls else None
        site = web.TCPSite(self._runner, "127.0.0.1", port, ssl_context=context)
        await site.start()
        addresses: list[tuple[str, int]] = self._runner.addresses
        return addresses[-1][1]

    async def stop(self) -> None:
        """Stop listening and close the journal."""
        await self._proxy.stop()
        for front in self._fronts.values():
            await front.stop()
        if self._runner is not None:
            await self._runner.cleanup()
        self.journal.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def counted(self) -> tuple[Counted, ...]:
        """What Meta would count of everything in the journal."""
        return count(self.journal.events(), self.settings.counting)

    def explained(self) -> tuple[Explained, ...]:
        """The same, each with the other entries that it nearly folded into, and why it did not."""
        return explain(self.counted(), self.settings.counting)

    def refusals(self) -> tuple[Refusal, ...]:
        """Connections that the proxy refused."""
        return self._proxy.refusals()

    def block(self, host: str, reason: str) -> None:
        """Refuse ``host`` at the proxy from now on, as a blocker on the visitor's network does."""
        self._proxy.block(host, reason)

    def unblock(self, host: str) -> None:
        """Let ``host`` through again; one that isn't blocked is no error."""
        self._proxy.unblock(host)

    def arm(self, fault: Fault, strength: Mapping[str, Any] | None = None) -> None:
        """Let ``fault`` see every request from now on; one that is armed already begins anew.

        ``strength`` changes some of the fault settings for this arming.

        Raises:
            msgspec.ValidationError: there is no such setting, or it can't have this value.
        """
        self.faults[fault.name] = Armed(fault, self.settings.faults.changed(strength or {}))

    def disarm(self, name: str) -> None:
        """Lift a fault; one that isn't armed is no error."""
        self.faults.pop(name, None)

    def reset(self) -> None:
        """Forget all requests and refusals, lift all faults, blocks and delays, and set the clock right."""
        self.journal.reset()
        self.clock.reset()
        self._proxy.reset()
        self.faults.clear()
        self.site_delay_s = no_delay

    def _site_delay_s(self) -> float:
        return self.site_delay_s()

    def _route(self, host: str, port: int) -> Upstream | None:
        if is_meta_host(host):
            return Upstream(address="127.0.0.1", port=self.http_port if port == 80 else self.tls_port)
        if front := self._fronts.get(host):
            upstream = self._site_hosts[host] if port == 80 else front.port
            return Upstream(address="127.0.0.1", port=upstream)
        if host in _LOOPBACK or host in self._passed_hosts:
            return Upstream(address=host.strip("[]"), port=port, delay_s=self._site_delay_s)
        return None

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path.startswith("/mock/") and _host(request) in _LOOPBACK:
            return await self._control.handle(request)
        try:
            with self.activity.request():
                answer = await self._answer(request)
        except (ConnectionError, web.RequestPayloadError):
            # The client left, or broke its own framing, in the middle of the body: there is no request to record.
            answer = Answer(status=0)
        if answer.status == 0 and request.transport is not None:
            request.transport.abort()
        return web.Response(status=answer.status or 500, headers=list(answer.headers), body=answer.body)

    async def _answer(self, request: web.BaseRequest) -> Answer:
        received_at = self.clock.now()
        if request.headers.get("Expect", "").lower() == "100-continue":
            await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            request.writer.output_size = 0
        record = Request(
            seq=0,
            received_at=received_at,
            method=request.method,
            url=request.raw_path,
            headers=tuple((_plain(str(name)), _plain(value)) for name, value in request.headers.items()),
            body=await request.content.read(),
            answer=_TR_ANSWER,
        )
        call = Call(
            method=request.method,
            host=_host(request),
            path=request.path,
            trace=secrets.token_urlsafe(16),
            at=received_at,
        )
        misdeed = together(armed.meet(call) for armed in tuple(self.faults.values()))
        outcome = carried_out(misdeed, self._outcome(record, call))
        await self._record(record, outcome, kept_whole=call.is_graph)
        if misdeed.hold_s:
            await asyncio.sleep(misdeed.hold_s)
        return outcome.answer

    def _outcome(self, record: Request, call: Call) -> Outcome:
        """What Meta does with a request on a good day."""
        if call.is_pixel_event:
            return Outcome(answer=_TR_ANSWER, events=(_pixel_event(record),))
        if call.is_graph:
            return self._graph(record, call.trace)
        return Outcome(answer=self._static(call.path))

    def _static(self, path: str) -> Answer:
        """What Meta's script host serves, and the picture that small reports beside the pixel's get."""
        cached = (("Content-Type", "application/x-javascript; charset=utf-8"), ("Cache-Control", "public,max-age=1200"))
        if path.endswith("/fbevents.js"):
            return Answer(status=200, headers=cached, body=pixel_script())
        if path.startswith("/signals/config/"):
            body = config_script(path.rsplit("/", 1)[1], self.settings.pixel)
            return Answer(status=200, headers=cached, body=body)
        return Answer(status=404) if path.startswith("/signals/") else _TR_ANSWER

    def _graph(self, record: Request, trace: str) -> Outcome:
        return answer_graph(
            record.method,
            record.url,
            dict(record.headers),
            record.body,
            received_at=record.received_at,
            settings=self.settings.graph,
            trace=trace,
            heard=self.journal.events,
        )

    async def _record(self, record: Request, outcome: Outcome, *, kept_whole: bool) -> None:
        """Put a request on record with its parts; answers that are the same for everybody without their bytes."""
        answer = outcome.answer if kept_whole else brief(outcome.answer)
        whole = await self.journal.record(msgspec.structs.replace(record, answer=answer), outcome.events)
        for part in outcome.parts:
            inner = msgspec.structs.replace(
                record,
                method=part.method,
                url=part.url,
                body=part.body,
                answer=part.outcome.answer,
                part_of=whole.seq,
            )
            await self.journal.record(inner, part.outcome.events)


def _host(request: web.BaseRequest) -> str:
    """The host that the client meant, in lower case and without a port; empty if it named none that can be read."""
    try:
        return (request.url.host or "").lower()
    except ValueError:
        return ""


def _plain(text: str) -> str:
    """A header as text that can be stored: its bytes as Latin-1, which loses none, where they are not UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape").decode("latin-1")
    return text


def _pixel_event(record: Request) -> Event:
    headers = {name.lower(): value for name, value in record.headers}
    return decode_tr(
        record.method,
        record.url,
        headers.get("content-type", ""),
        inflated(record.body),
        received_at=record.received_at,
        answer=brief(_TR_ANSWER),
    )
