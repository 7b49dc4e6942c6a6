"""A site started as a child process, from its command line in ``site.toml``."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import aiohttp

from harness.errors import SetupError, SiteError
from harness.site import Site, Start

_PROBE_S = 0.05
_STOP_S = 3.0
_SERVER_ERROR = 500
_PORT_NAME = re.compile(r"\{((?:\w+_)?port)\}")
_TAIL_LINES = 5
_LOWEST_PORT = 10_240
_PORTS = 22_000
_TRIES = 200
_PLACES = itertools.count(secrets.randbelow(_PORTS))
"""Where the next port is looked for: none is given twice, and other processes most likely look elsewhere."""


def port_names(start: Start) -> tuple[str, ...]:
    """The ports that a start command asks for, in order of mention; the first is the one that must get ready."""
    return tuple(dict.fromkeys(_PORT_NAME.findall(" ".join(start.command))))


def free_ports(names: tuple[str, ...]) -> dict[str, int]:
    """A free port of 127.0.0.1 for each name, all different.

    They lie below the range from which systems hand out ports by themselves, and a process gives none a second time:
    until the site has opened its ports, neither another slot nor a listener of this run is given one of them.

    Raises:
        SetupError: there is none.
    """
    with contextlib.ExitStack() as stack:
        return {name: _reserve(stack) for name in names}


def _reserve(stack: contextlib.ExitStack) -> int:
    for _ in range(_TRIES):
        held = stack.enter_context(socket.socket())
        with contextlib.suppress(OSError):
            held.bind(("127.0.0.1", _LOWEST_PORT + next(_PLACES) % _PORTS))
            return int(held.getsockname()[1])
    last = _LOWEST_PORT + _PORTS - 1
    raise SetupError(f"no free port of 127.0.0.1 was found between {_LOWEST_PORT} and {last}; stop what holds them")


def fill(command: tuple[str, ...], values: Mapping[str, str], where: Path) -> list[str]:
    """A command with its placeholders filled.

    Raises:
        SiteError: a placeholder is unknown.
    """

    def value_of(match: re.Match[str]) -> str:
        if match[1] not in values:
            known = ", ".join(sorted(values))
            raise SiteError(f"{where}: start.command uses {{{match[1]}}}, which is unknown; known are {known}")
        return values[match[1]]

    return [re.sub(r"\{(\w+)\}", value_of, part) for part in command]


class SiteProcess:
    """One running copy of a site."""

    def __init__(self, site: Site, start: Start, ports: Mapping[str, int], log_path: Path) -> None:
        self._site = site
        self._start = start
        self._log_path = log_path
        self._process: asyncio.subprocess.Process | None = None
        self.ports = dict(ports)

    @property
    def port(self) -> int:
        """The port that must get ready, and that serves control paths and books."""
        return next(iter(self.ports.values()))

    async def start(self, values: Mapping[str, str]) -> None:
        """Start the site and wait until it is ready.

        Raises:
            SetupError: it exits, or isn't ready in time; with the last lines of what it printed.
        """
        ports = {name: str(port) for name, port in self.ports.items()}
        command = fill(
            (*self._start.command, *self._start.arguments),
            {"python": sys.executable, **ports, **values},
            self._site.path,
        )
        with self._log_path.open("wb") as log:
            try:
                self._process = await asyncio.create_subprocess_exec(
                    *command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd=self._site.path.parent,
                    start_new_session=True,
                )
            except OSError as error:
                raise SetupError(f"{self._site.path}: start.command can't be run: {error}") from error
        await self._ready()

    async def _ready(self) -> None:
        assert self._process is not None
        url = f"http://127.0.0.1:{self.port}{self._start.ready}"
        try:
            async with asyncio.timeout(self._start.ready_timeout_s), aiohttp.ClientSession() as session:
                while not await _answers(session, url):
                    # The only news that a starting server gives of itself is its end.
                    with contextlib.suppress(TimeoutError):
                        code = await asyncio.wait_for(self._process.wait(), _PROBE_S)
                        raise SetupError(f"the site '{self._site.name}' ended with status {code}{self._tail()}")
        except TimeoutError:
            await self.stop()
            limit = self._start.ready_timeout_s
            raise SetupError(
                f"the site '{self._site.name}' did not answer {url} within {limit:g} s{self._tail()}"
            ) from None

    def _tail(self) -> str:
        with contextlib.suppress(OSError):
            lines = self._log_path.read_text(errors="replace").strip().splitlines()
            if lines:
                return "; it printed: " + " | ".join(lines[-_TAIL_LINES:])
        return "; it printed nothing"

    async def stop(self) -> None:
        """End the site and everything that it started."""
        if self._process is None or self._process.returncode is not None:
            return
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, sign)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), _STOP_S)
                return


async def _answers(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url, allow_redirects=False) as answer:
            return answer.status < _SERVER_ERROR
    except aiohttp.ClientError:
        return False


def site_bugs(site: Site) -> list[dict[str, object]]:
    """What the site says of the bugs that it can be started with: objects with at least ``name`` and ``summary``.

    Raises:
        SiteError: its ``start.bugs`` command fails or prints no such list.
    """
    if site.start is None or not site.start.bugs:
        return []
    command = fill(site.start.bugs, {"python": sys.executable}, site.path)
    try:
        printed = subprocess.run(  # noqa: S603 - the command is the user's own, from their site.toml
            command,
            capture_output=True,
            check=True,
            cwd=site.path.parent,
        ).stdout
        bugs = json.loads(printed)
        return [{**bug, "name": str(bug["name"]), "summary": str(bug["summary"])} for bug in bugs]
    except (OSError, subprocess.CalledProcessError, ValueError, KeyError, TypeError) as error:
        raise SiteError(f"{site.path}: start.bugs must print a JSON list of bugs: {error}") from error
