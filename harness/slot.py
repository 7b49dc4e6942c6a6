"""A slot: one copy of the site, one mock with its journal and ports, and the proxy between them and the visitor."""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import aiohttp
import msgspec

from harness.books import read_book, read_feed
from harness.errors import RunError, SetupError
from harness.ledger import Conversion, FeedItem
from harness.redirector import HOSTS, Redirector
from harness.site import Site
from harness.site_process import SiteProcess, free_ports, port_names
from mock_meta.edge import Edge
from mock_meta.server import MetaSettings, MockMeta
from mock_meta.tls import Certificates

TOKEN = "EAApixelproofLocalToken"  # noqa: S105 - the mock takes any token; this one shows where it came from
VISITORS_ADDRESS = "203.0.113.42"
"""An address that is set aside for documentation: nobody's."""
_CALL_TIMEOUT_S = 60.0
_DRAINS = 3


class Slot:
    """Where one scenario runs at a time. Use it as an async context manager."""

    def __init__(
        self,
        site: Site,
        folder: Path,
        certificates: Certificates,
        *,
        bugs: tuple[str, ...] = (),
        settings: MetaSettings | None = None,
        by_hand: bool = False,
        filter_lists: tuple[Path, ...] = (),
        number: int = 0,
    ) -> None:
        """``folder`` gets the site's data, its log and the journal; it must be this slot's own.

        ``by_hand`` serves the site on loopback ports for a person's own browser, which no proxy steers.
        ``filter_lists`` are the user's, for conditions that block by one. ``number`` tells slots apart.
        """
        self.site = site
        self.filter_lists = filter_lists
        self._by_hand = by_hand
        self.bugs = bugs
        self._folder = folder
        self._process: SiteProcess | None = None
        self._session: aiohttp.ClientSession | None = None
        self._redirector: Redirector | None = None
        hosts: dict[str, int] = {}
        if site.start is not None:
            ports = free_ports(port_names(site.start))
            for host, name in site.start.hosts.items():
                if name not in ports:
                    raise SetupError(f"{site.path}: start.hosts names the port '{name}', which start.command lacks")
                hosts[host] = ports[name]
            if by_hand:
                self.site = msgspec.structs.replace(site, base_url=f"http://127.0.0.1:{next(iter(ports.values()))}")
            folder.mkdir(parents=True, exist_ok=True)
            self._process = SiteProcess(site, site.start, ports, folder / "site.log")
        passed = frozenset(host.lower() for host in (*_names(site), *site.passes)) - frozenset(hosts)
        self.meta = MockMeta(
            folder / "journal.sqlite",
            settings=settings,
            certificates=certificates,
            site_hosts=hosts,
            edge=Edge(header, VISITORS_ADDRESS) if (header := self._edge_header()) else None,
            passed_hosts=passed,
            slot=number,
        )

    def _edge_header(self) -> str:
        """The header by which the site is told of the visitor's address; empty if the run plays no edge."""
        return "" if self.site.start is None or self._by_hand else self.site.start.client_address

    @property
    def visitors_address(self) -> str:
        """The network address under which visitors come, as the site is told; empty if nobody tells it."""
        return VISITORS_ADDRESS if self._edge_header() else ""

    async def __aenter__(self) -> Self:
        await self.meta.start()
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_CALL_TIMEOUT_S))
        try:
            if self._process is not None:
                await self._process.start(self._values())
            elif self.bugs:
                raise SetupError(f"{self.site.path}: the site has no start command, so no bug can be switched on in it")
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Stop the site and the mock."""
        if self._process is not None:
            await self._process.stop()
        if self._session is not None:
            await self._session.close()
        if self._redirector is not None:
            await self._redirector.stop()
        await self.meta.stop()

    async def redirector(self) -> Redirector:
        """The slot's own trackers, for links that lead to the site by redirects; opened when they are asked for."""
        if self._redirector is None:
            self._redirector = Redirector()
            await self._redirector.start()
            for host in HOSTS:
                self.meta.lead(host, self._redirector.port)
        return self._redirector

    def _values(self) -> dict[str, str]:
        return {
            **{f"{name.removesuffix('port')}url": url for name, url in self._public_urls().items()},
            "base_url": self.site.base_url,
            "data": str((self._folder / "site").resolve()),
            "graph": self.meta_url,
            "token": TOKEN,
            "pixel_base": self.meta_url if self._by_hand else "",
            "bugs": ",".join(self.bugs),
        }

    def _public_urls(self) -> dict[str, str]:
        """The address of each port as a visitor sees it."""
        if self._process is None or self.site.start is None:
            return {}
        urls = {name: f"http://127.0.0.1:{port}" for name, port in self._process.ports.items()}
        if not self._by_hand:
            urls.update({name: f"https://{host}" for host, name in self.site.start.hosts.items()})
        return urls

    @property
    def meta_url(self) -> str:
        """The mock's plain HTTP address: Graph, pixel script and control API."""
        return f"http://127.0.0.1:{self.meta.http_port}"

    def address(self, path: str) -> str:
        """Where the harness itself reaches a path of the site: the started copy's port, or the base URL."""
        if self._process is not None:
            return f"http://127.0.0.1:{self._process.port}{path}"
        return urljoin(self.site.base_url, path)

    def refused_itself(self, known: int) -> str:
        """Why the proxy refused the site itself since it had refused ``known`` connections; empty if it did not."""
        own = _names(self.site)
        return next((refusal.reason for refusal in self.meta.refusals()[known:] if refusal.host in own), "")

    async def reset(self) -> None:
        """A fresh start for the next scenario: empty journal, right time and, where the site can, empty books."""
        moved = self.meta.clock.offset_s > 0
        self.meta.reset()
        if moved:
            # Page times are the machine's own, so that both clocks must start from there.
            await self._tell_time()
        if self.site.control.reset:
            await self.call(self.site.control.reset)

    async def switch(self, bugs: tuple[str, ...]) -> None:
        """Open the running site in another variant, empty.

        Raises:
            SetupError: the site can't change it while it runs.
        """
        if not self.site.control.bugs:
            raise SetupError(f"{self.site.path}: control.bugs names no path, so its variants can't be switched")
        await self.call(self.site.control.bugs, {"bugs": list(bugs)})
        self.bugs = bugs

    async def restart(self, bugs: tuple[str, ...]) -> None:
        """Start the site anew in another variant, on the same ports and with the same data; on return it is ready.

        Raises:
            SetupError: it has no start command, or does not start so; it runs in the variant of before then.
        """
        if self._process is None:
            raise SetupError(f"{self.site.path}: the site has no start command, so no bug can be switched on in it")
        before = self.bugs
        await self._process.stop()
        self.bugs = bugs
        try:
            await self._process.start(self._values())
        except SetupError:
            self.bugs = before
            await self._process.start(self._values())
            raise

    async def drain(self) -> bool:
        """Let the site send what waits in its outbox; False where it has no such control.

        A site that answers with ``{"waiting": n}`` is asked again while something waits that a try of before may hold.
        """
        if not self.site.control.drain:
            return False
        for _ in range(_DRAINS):
            answer = await self.call(self.site.control.drain)
            if not isinstance(answer, dict) or not answer.get("waiting"):
                break
        return True

    async def advance(self, seconds: float) -> None:
        """Move the run's clock and the site's forward together.

        Raises:
            RunError: the site has no clock control, so the two would drift apart.
        """
        if not self.site.control.clock:
            raise RunError(f"time can't pass on '{self.site.name}': its site.toml has no control.clock")
        self.meta.clock.advance(seconds)
        await self._tell_time()

    async def _tell_time(self) -> None:
        await self.call(self.site.control.clock, {"offset_s": self.meta.clock.offset_s})

    async def read_books(self) -> dict[str, dict[str, Conversion]]:
        """Every conversion of every book, by book and id."""
        assert self._session is not None
        return {
            book: await read_book(self._session, book, self.address(source)) for book, source in self.site.books.items()
        }

    async def read_feed(self) -> tuple[FeedItem, ...]:
        """The site's product feed; empty where it has none."""
        assert self._session is not None
        feed = self.site.feed
        return await read_feed(self._session, self.address(feed)) if feed else ()

    async def call(self, path: str, body: Any = None) -> Any:
        """What one of the site's controls answers, or None if that is no JSON.

        Raises:
            RunError: it does not answer, or with an error.
        """
        assert self._session is not None
        url = self.address(path)
        try:
            async with self._session.post(url, json=body if body is not None else {}) as answer:
                if answer.status >= 400:
                    raise RunError(f"the site's control {url} answered with status {answer.status}")
                text = await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise RunError(f"the site's control {url} does not answer: {error or type(error).__name__}") from error
        try:
            return json.loads(text)
        except ValueError:
            return None


def _names(site: Site) -> list[str]:
    """The host names of the site without ports, as a proxy sees them."""
    return [name for host in site.own_hosts if (name := urlsplit(f"//{host}").hostname)]
