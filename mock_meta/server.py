"""The mock itself: one journal, one clock, one HTTP port, one TLS port and one proxy port."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import msgspec
from aiohttp import web

from mock_meta.activity import Activity
from mock_meta.blocker import Blocker, Blocking
from mock_meta.clock import RunClock
from mock_meta.connection import Intake, Say
from mock_meta.control import Control
from mock_meta.counting import Counted, CountingPolicy, count
from mock_meta.edge import Edge
from mock_meta.errors import JournalError
from mock_meta.event import Answer, Request
from mock_meta.faults import Armed, Fault, Misbehaviour
from mock_meta.guest_script import GuestScript
from mock_meta.intake import host_of, read_request
from mock_meta.journal import Journal
from mock_meta.live.beside import Beside
from mock_meta.live.record import Live
from mock_meta.misdeed import Call, FaultSettings, Misdeed, brief, carried_out, together
from mock_meta.near_misses import Explained, explain
from mock_meta.pixel_config import PixelConfig
from mock_meta.proxy import Proxy, Refusal, Upstream, is_meta_host
from mock_meta.reading import conforms, events_of, path_of
from mock_meta.reply import reply_to
from mock_meta.script_host import TR_ANSWER, TR_ANSWER_WITH_COOKIE, Asked, answer_beside
from mock_meta.streams import Delay, TlsFront, no_delay
from mock_meta.tls import Certificates
from mock_meta.usual_calls import TR_BRIEF, UsualCalls, new_trace, unrecorded
from mock_meta.wire.body import inflated
from mock_meta.wire.gateway import decode_copy
from mock_meta.wire.graph import GraphSettings, Outcome, answer_graph
from mock_meta.wire.usual import is_undemanding

_SHUTDOWN_S = 0.1
_LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")
_NO_MISDEED = Misdeed()
_HEAVY = 128 * 1024


class MetaSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What a mock is set to: Graph's rules, pixel configuration, deduplication policy, strength of the faults.

    ``guest`` is the pixel script that is served in the place of our own.
    """

    graph: GraphSettings = GraphSettings()
    pixel: PixelConfig = PixelConfig()
    counting: CountingPolicy = CountingPolicy()
    faults: FaultSettings = FaultSettings()
    guest: GuestScript | None = None


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
        edge: Edge | None = None,
    ) -> None:
        """Set up; nothing listens before `start`.

        Args:
            journal_path: the journal's file; what it already holds is kept.
            settings: Graph, pixel and counting settings; Meta's documented behaviour if None.
            certificates: shared by several mocks of one run; made here if None.
            site_hosts: host names of the site under test and the loopback port that serves each.
            passed_hosts: host names that the proxy passes to the network as they are.
            slot: which of several mocks in one process this is.
            edge: what stands before the site and tells it who comes; nothing if None.
        """
        self.slot = slot
        self.settings = settings or MetaSettings()
        self.clock = RunClock()
        self.activity = Activity()
        self.journal = Journal(journal_path)
        self.live = Live(self.journal, self.settings.counting)
        self.beside = Beside()
        self._usual_calls = UsualCalls(self.settings.graph, self.journal, self.activity)
        self.certificates = certificates or Certificates((*(site_hosts or ()), *self.settings.pixel.gateway_hosts))
        self.site_delay_s: Delay = no_delay
        self.sets_cookies = False
        self.faults: dict[str, Armed] = {}
        self._hindrances: list[Armed] = []
        self._site_hosts = dict(site_hosts or {})
        self._passed_hosts = passed_hosts
        self._led_hosts: dict[str, int] = {}
        self._edge = edge
        self._fronts: dict[str, TlsFront] = {}
        self._blocking = Blocking()
        self._proxy = Proxy(self._route, self.clock, self.activity, self._blocking)
        self._control = Control(self)
        self._runner: web.ServerRunner | None = None
        self._heavy_turn = asyncio.Lock()
        # A gateway's calls go to paths that look like Graph's.
        self._undemanding = is_undemanding(self.settings.graph) and not self.settings.pixel.gateway_hosts
        self.http_port = 0
        self.tls_port = 0

    @property
    def proxy_port(self) -> int:
        """The loopback port of the proxy that steers a browser or a backend here."""
        return self._proxy.port

    @property
    def live_url(self) -> str:
        """The address of the page that shows what comes."""
        return f"http://127.0.0.1:{self.http_port}/mock/live"

    async def start(self, http_port: int = 0, tls_port: int = 0, proxy_port: int = 0) -> None:
        """Listen on 127.0.0.1, on the given ports or on free ones.

        Raises:
            OSError: a port is taken.
        """
        server = Intake(self._handle, self._unreadable, self._at_once, self.clock.now)
        self._runner = web.ServerRunner(server, shutdown_timeout=_SHUTDOWN_S)
        await self._runner.setup()
        try:
            self.http_port = await self._listen(http_port, tls=False)
            self.tls_port = await self._listen(tls_port, tls=True)
            for host, port in self._site_hosts.items():
                context = self.certificates.server_context()
                screen = partial(self._blocking.screen, host)
                front = TlsFront(context, port, self.activity, self._site_delay_s, self._edge, screen)
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
        self.live.close()
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

    def lead(self, host: str, port: int) -> None:
        """Let plain HTTP to ``host`` lead to that port of 127.0.0.1 from now on."""
        self._led_hosts[host] = port

    def unblock(self, host: str) -> None:
        """Let ``host`` through again; one that isn't blocked is no error."""
        self._proxy.unblock(host)

    def stop_by(self, blocker: Blocker) -> None:
        """Let ``blocker`` see each request of the visitor's browser from now on; what it stops, nobody hears."""
        self._blocking.blocker = blocker

    def arm(self, fault: Fault, strength: Mapping[str, Any] | None = None) -> None:
        """Let ``fault`` see every request from now on; one that is armed already begins anew.

        ``strength`` changes some of the fault settings for this arming.

        Raises:
            msgspec.ValidationError: there is no such setting, or it can't have this value.
        """
        self.faults[fault.name] = Armed(fault, self.settings.faults.changed(strength or {}))
        self.live.ring()

    def disarm(self, name: str) -> None:
        """Lift a fault; one that isn't armed is no error."""
        self.faults.pop(name, None)
        self.live.ring()

    def hinder(self, misbehave: Misbehaviour) -> None:
        """Let something on a visitor's way to Meta meddle with requests, until `reset`; it is no fault of Meta's."""
        hindrance = Fault(name="hindrance", summary="", doc="", takes=(), misbehave=misbehave)
        self._hindrances.append(Armed(hindrance, self.settings.faults))

    @property
    def _is_meddled_with(self) -> bool:
        return bool(self.faults or self._hindrances or self._blocking.blocker)

    def reset(self) -> None:
        """Forget all requests and refusals, lift all faults, blocks and delays, and set the clock right."""
        self.journal.reset()
        self.clock.reset()
        self._proxy.reset()
        self.faults.clear()
        self._hindrances.clear()
        self._blocking.blocker = None
        self.site_delay_s = no_delay
        self.sets_cookies = False
        self.live.ring()

    def _site_delay_s(self) -> float:
        return self.site_delay_s()

    def _route(self, host: str, port: int) -> Upstream | None:
        if front := self._fronts.get(host):
            upstream = self._site_hosts[host] if port == 80 else front.port
            return Upstream(address="127.0.0.1", port=upstream)
        if is_meta_host(host) or host in self.settings.pixel.gateway_hosts:
            return Upstream(address="127.0.0.1", port=self.http_port if port == 80 else self.tls_port)
        if port == 80 and (led := self._led_hosts.get(host)):
            return Upstream(address="127.0.0.1", port=led)
        if host in _LOOPBACK or host in self._passed_hosts:
            return Upstream(address=host.strip("[]"), port=port, delay_s=self._site_delay_s)
        return None

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.raw_path.startswith("/mock/") and host_of(request) in _LOOPBACK:
            return await self._control.handle(request)
        with self.activity.request():
            try:
                answer = await self._answer(request)
            except JournalError as error:
                answer = unrecorded(error)
        return reply_to(request, answer)

    async def _answer(self, request: web.BaseRequest) -> Answer:
        received_at = self.clock.now()
        if "Expect" in request.headers and request.headers["Expect"].lower() == "100-continue":
            await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            request.writer.output_size = 0
        record, flaw = await read_request(request, received_at, TR_BRIEF)
        if flaw is not None:
            await self.journal.record(record)
            return flaw.value
        if (stopped := self._blocking.answer_to(record, host_of(request))) is not None:
            return stopped
        hear = self._usually_heard if self._undemanding and not self._is_meddled_with else self._heard
        if len(record.body) < _HEAVY or self._is_meddled_with:
            return await hear(record, request)
        # Two heavy requests in one turn of the loop would keep everybody waiting for both.
        async with self._heavy_turn:
            return await hear(record, request)

    def _at_once(self, record: Request, say: Say) -> bool:
        return (
            self._undemanding
            and not self._is_meddled_with
            and not self.sets_cookies
            and self._usual_calls.take(record, say)
        )

    async def _usually_heard(self, record: Request, request: web.BaseRequest) -> Answer:
        usual = self._usual_calls.server_answer(record)
        if usual is None:
            return await self._heard(record, request)
        await self.journal.record(msgspec.structs.replace(record, answer=usual), None)
        return usual

    async def _heard(self, record: Request, request: web.BaseRequest) -> Answer:
        """Put a whole request on record and give its answer, held back as long as a fault wants."""
        host = host_of(request)
        call = Call(
            method=record.method,
            host=host,
            path=path_of(record),
            trace=new_trace(),
            at=record.received_at,
            to_gateway=host in self.settings.pixel.gateway_hosts,
            carried=lambda: events_of(record),
        )
        misdeed = self._misdeed(call, record) if self._is_meddled_with else _NO_MISDEED
        if misdeed.skew_s:
            record = msgspec.structs.replace(record, received_at=record.received_at + misdeed.skew_s)
        kind = call.kind
        if kind == "pixel":
            record = msgspec.structs.replace(record, conforms=conforms(record))
        outcome = self._outcome(record, call, kind)
        if self._is_meddled_with:
            outcome = carried_out(misdeed, outcome)
        # Answers that are the same for everybody are recorded without their bytes.
        await self._record(record, outcome, outcome.answer if kind == "graph" else brief(outcome.answer))
        if misdeed.hold_s:
            await asyncio.sleep(misdeed.hold_s)
        return outcome.answer

    def _misdeed(self, call: Call, record: Request) -> Misdeed:
        referer = next((value for name, value in record.headers if name.lower() == "referer"), "")
        call = msgspec.structs.replace(call, page_host=_host_in(referer))
        return together(armed.meet(call) for armed in (*self._hindrances, *self.faults.values()))

    def _unreadable(self, raw: bytes, told: Answer) -> None:
        """Put bytes that are no request on record, without a method and a path."""
        nothing = Request(seq=0, received_at=self.clock.now(), method="", url="", headers=(), body=raw, answer=told)
        self.journal.record_now(nothing)

    def _outcome(self, record: Request, call: Call, kind: str) -> Outcome:
        """What Meta does with a request on a good day."""
        if kind == "pixel":
            return Outcome(
                answer=TR_ANSWER_WITH_COOKIE if self.sets_cookies else TR_ANSWER,
                read=lambda: events_of(record),
                as_told=True,
            )
        return self._graph(record, call.trace) if kind == "graph" else self._beside(record, call)

    def _beside(self, record: Request, call: Call) -> Outcome:
        """What else the pixel's script asks for, and the copies that it sends to a gateway."""
        headers = {name.lower(): value for name, value in record.headers}
        base = f"http://127.0.0.1:{self.http_port}" if call.host in _LOOPBACK else ""
        asked = Asked(path=call.path, origin=headers.get("origin", ""), base=base)
        answer = answer_beside(asked, self.settings.pixel, self.settings.guest)
        copy = decode_copy(inflated(record.body), record.received_at, brief(answer)) if call.to_gateway else None
        return Outcome(answer=answer, read=lambda: (copy,) if copy else ())

    def _graph(self, record: Request, trace: str) -> Outcome:
        return answer_graph(
            record.method,
            record.url,
            {name.lower(): value for name, value in record.headers},
            record.body,
            received_at=record.received_at,
            settings=self.settings.graph,
            trace=trace,
            heard=self.journal.events,
        )

    async def _record(self, record: Request, outcome: Outcome, answer: Answer) -> None:
        """Put a request with this answer on record, and its parts."""
        if answer != record.answer:
            record = msgspec.structs.replace(record, answer=answer)
        whole = await self.journal.record(record, None if outcome.as_told else outcome.events)
        for part in outcome.parts:
            inner = msgspec.structs.replace(
                record, method=part.method, url=part.url, body=part.body, answer=part.outcome.answer, part_of=whole
            )
            await self.journal.record(inner, part.outcome.events)


def _host_in(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
