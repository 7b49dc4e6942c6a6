"""The stand-in running alone: one process, one or several slots, until somebody says stop."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from importlib.metadata import version
from pathlib import Path

import msgspec

from mock_meta.errors import MockMetaError, no_such
from mock_meta.faults import faults
from mock_meta.live.beside import live_links
from mock_meta.server import MetaSettings, MockMeta
from mock_meta.stopping import stop_asked
from mock_meta.tls import Certificates

_LAST_PORT = 65535


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where one slot is reached, and where it keeps what it hears; ``requests`` is how many it knows already."""

    slot: int
    live: str
    http: str
    tls: str
    proxy: str
    journal: str
    requests: int


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """What a script needs to know of a stand-in that is up; ``authority`` is the file of the slots' one authority."""

    version: str
    authority: str
    slots: tuple[Place, ...]


class Alone(msgspec.Struct, frozen=True, kw_only=True):
    """What to run. A port of 0 is a free one; with a fixed one, slot k listens on that port plus k."""

    port: int
    tls_port: int
    proxy_port: int
    journal: Path
    slots: int
    faults: tuple[str, ...]
    settings: MetaSettings
    passed_hosts: frozenset[str]

    def ports(self, slot: int) -> tuple[int, int, int]:
        """The HTTP, TLS and proxy port of a slot.

        Raises:
            MockMetaError: there is no such port.
        """
        http, tls, proxy = (first and first + slot for first in (self.port, self.tls_port, self.proxy_port))
        if max(http, tls, proxy) > _LAST_PORT:
            raise MockMetaError(
                f"slot {slot} would need the port {max(http, tls, proxy)}; the last one is {_LAST_PORT}"
            )
        return http, tls, proxy

    def journal_of(self, slot: int) -> Path:
        """The journal's file of a slot: ``journal-2.sqlite`` for slot 2 of several."""
        if self.slots == 1:
            return self.journal
        return self.journal.with_name(f"{self.journal.stem}-{slot}{self.journal.suffix}")


async def run_alone(what: Alone, ready: Callable[[Ready], None]) -> None:
    """Run until a signal asks to stop; ``ready`` is told once, when every slot listens.

    Raises:
        MockMetaError: a fault is unknown, a port is taken, or a journal can't be used.
        OSError: the authority's file can't be written.
    """
    for name in what.faults:
        if name not in faults():
            raise MockMetaError(no_such("fault", name, faults()))
    asked = stop_asked()
    certificates = Certificates()
    async with AsyncExitStack() as stack:
        metas = []
        for slot in range(what.slots):
            metas.append(await _started(what, slot, certificates))
            stack.push_async_callback(metas[-1].stop)
        for meta in metas:
            meta.beside.slots = live_links(metas)
        authority = certificates.write_authority(what.journal.parent / "ca.pem")
        places = tuple(_place(meta, slot) for slot, meta in enumerate(metas))
        ready(Ready(version=version("pixelproof"), authority=str(authority), slots=places))
        await asked.wait()


async def _started(what: Alone, slot: int, certificates: Certificates) -> MockMeta:
    http, tls, proxy = what.ports(slot)
    try:
        meta = MockMeta(
            what.journal_of(slot),
            settings=what.settings,
            certificates=certificates,
            passed_hosts=what.passed_hosts,
            slot=slot,
        )
        await meta.start(http, tls, proxy)
    except OSError as error:
        raise MockMetaError(
            f"the ports {http}, {tls}, {proxy} of 127.0.0.1 can't all be opened ({error.strerror}); "
            "stop what uses them, or choose others with --port, --tls-port and --proxy-port"
        ) from error
    for name in what.faults:
        meta.arm(faults()[name])
    return meta


def _place(meta: MockMeta, slot: int) -> Place:
    return Place(
        slot=slot,
        live=meta.live_url,
        http=f"http://127.0.0.1:{meta.http_port}",
        tls=f"https://127.0.0.1:{meta.tls_port}",
        proxy=f"http://127.0.0.1:{meta.proxy_port}",
        journal=str(meta.journal.path),
        requests=len(meta.journal),
    )
