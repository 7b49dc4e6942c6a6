"""A mock that is killed under load has kept every event whose answer a client saw."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from harness.site_process import free_ports
from mock_meta.journal import Journal
from tests.mock_meta.factories import PIXEL, capi_body, capi_event, tr_url

CLIENTS = 8
START_S = 20.0
LOAD = 300
"""Answers to see before the kill."""


class Load:
    """Clients that send without pause, and the ids of what was answered."""

    def __init__(self, base: str, prefix: str) -> None:
        self._base = base
        self._ids = (f"{prefix}-{number}" for number in itertools.count())
        self.answered: set[str] = set()
        self.sent = 0
        self._grown = asyncio.Condition()

    async def run(self) -> None:
        """Send until the mock is gone."""
        async with aiohttp.ClientSession(self._base) as session, asyncio.TaskGroup() as group:
            for number in range(CLIENTS):
                group.create_task(self._client(session, graph=number % 2 == 0))

    async def until(self, count: int) -> None:
        """Wait for so many answers."""
        async with asyncio.timeout(START_S), self._grown:
            await self._grown.wait_for(lambda: len(self.answered) >= count)

    async def _client(self, session: aiohttp.ClientSession, *, graph: bool) -> None:
        with contextlib.suppress(aiohttp.ClientError, ConnectionError):
            while True:
                ids = [next(self._ids) for _ in range(3 if graph else 1)]
                self.sent += len(ids)
                await (self._post(session, ids) if graph else self._get(session, ids[0]))
                async with self._grown:
                    self.answered.update(ids)
                    self._grown.notify_all()

    async def _post(self, session: aiohttp.ClientSession, ids: list[str]) -> None:
        body = capi_body(*(capi_event(event_id=one) for one in ids))
        headers = {"Content-Type": "application/json"}
        async with session.post(f"/v26.0/{PIXEL}/events", data=body, headers=headers) as answer:
            assert json.loads(await answer.read())["events_received"] == len(ids)

    async def _get(self, session: aiohttp.ClientSession, one: str) -> None:
        async with session.get(tr_url(eid=one)) as answer:
            assert answer.status == 200
            await answer.read()


@asynccontextmanager
async def alone(journal: Path) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """``pixelproof meta`` as a process of its own, and its address."""
    port = free_ports(("port",))["port"]
    command = (sys.executable, "-m", "harness.cli", "meta", "--port", str(port), "--journal", str(journal))
    process = await asyncio.create_subprocess_exec(
        *command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(START_S):
            while line := await process.stdout.readline():
                if b"Ctrl-C" in line:
                    break
            else:
                pytest.fail(f"it ended with status {await process.wait()}")
        yield f"http://127.0.0.1:{port}", process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        process._transport.close()  # type: ignore[attr-defined]


async def kill_under_load(journal: Path, prefix: str, answers: int) -> set[str]:
    """The ids of the events whose answers were seen before the kill."""
    async with alone(journal) as (base, process):
        load = Load(base, prefix)
        running = asyncio.create_task(load.run())
        await load.until(answers)
        process.send_signal(signal.SIGKILL)
        await running
        assert await process.wait() == -signal.SIGKILL
    assert load.sent > len(load.answered)
    return load.answered


def kept(journal: Path) -> list[str]:
    """The ids of all events that a journal holds, after it was opened anew."""
    opened = Journal(journal)
    try:
        assert [one.seq for one in opened.requests()] == list(range(1, len(opened) + 1))
        return [str(one.event_id) for one in opened.events()]
    finally:
        opened.close()


async def test_what_was_answered_is_on_disk(tmp_path: Path) -> None:
    """One kill in the midst of eight clients."""
    journal = tmp_path / "journal.sqlite"
    answered = await kill_under_load(journal, "a", LOAD)
    found = kept(journal)
    assert answered <= set(found)
    assert len(found) == len(set(found))


@pytest.mark.proof
async def test_what_was_answered_survives_one_kill_after_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same journal through ten kills: nothing answered is lost, nothing is there twice, numbers have no gap."""
    journal = tmp_path / "journal.sqlite"
    answered: set[str] = set()
    found: list[str] = []
    for number in range(10):
        answered |= await kill_under_load(journal, f"kill{number}", 300 + 250 * number)
        found = kept(journal)
        assert answered <= set(found)
        assert len(found) == len(set(found))
    with capsys.disabled():
        sys.stdout.write(f"\n{len(answered)} events answered through 10 kills, {len(found)} kept, 0 lost\n")
