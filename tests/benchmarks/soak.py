"""A soak: very many mixed events into one stand-in, with disconnects, garbage and oversize bodies between them.

``python -m tests.benchmarks.soak [EVENTS]`` prints how its memory went, what was sent, and what of it the journal has.
It ends with status 1 if anything is lost, doubled or made up, or if memory is not flat after it has levelled.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from mock_meta.journal import Journal
from tests.benchmarks.ingest import Served
from tests.benchmarks.soak_client import Client, Notes

_CLIENTS = 8
_SAMPLES = 40
_OVERSIZE = 4
_LEVEL = 1.10
"""Memory is flat if its second half never needs more than this times what its second quarter did."""
_MIB = 1024 * 1024
_CUT = re.compile(r"[?]cut=(soak-\d+)")


@dataclass(kw_only=True)
class Found:
    """What the journal has, beside what the client knows."""

    events: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    made_up: list[str] = field(default_factory=list)
    of_cut: list[str] = field(default_factory=list)
    garbage_lost: int = 0
    half_heads_lost: int = 0
    cut_lost: list[str] = field(default_factory=list)
    oversize: int = 0
    by_status: Counter[str] = field(default_factory=Counter)


@dataclass(kw_only=True)
class Soaked:
    """The figures of one soak; memory in bytes, time in seconds."""

    notes: Notes
    found: Found
    memory: list[tuple[int, int]]
    wall_s: float
    cpu_s: float
    journal_b: int

    @property
    def growth(self) -> float:
        """The most memory of the second half, in terms of the most of the second quarter."""
        resident = [used for _, used in self.memory]
        quarter = len(resident) // 4
        return max(resident[2 * quarter :]) / max(resident[quarter : 2 * quarter])

    @property
    def wrong(self) -> list[str]:
        """What is not as it must be, one sentence each."""
        found, told = self.found, self.notes
        left = [identity for identity in found.cut_lost if identity not in told.reset]
        verdicts = {
            f"{len(found.lost)} answered events are lost: {found.lost[:3]}": found.lost,
            f"{len(found.doubled)} events are there twice: {found.doubled[:3]}": found.doubled,
            f"{len(found.made_up)} events were never sent: {found.made_up[:3]}": found.made_up,
            f"{len(found.of_cut)} events are of requests that never were whole: {found.of_cut[:3]}": found.of_cut,
            f"{len(told.refused)} good requests were refused: {told.refused[:3]}": told.refused,
            f"{found.garbage_lost} pieces of garbage are not on record": found.garbage_lost,
            f"of {len(left)} requests that were left in order there is no record: {left[:3]}": left,
            f"{found.half_heads_lost} halves of heads are not on record": found.half_heads_lost,
            f"{found.oversize} of {told.oversize} oversize bodies are on record": found.oversize != told.oversize,
            f"memory grew to {self.growth:.2f} of what it had levelled at": self.growth > _LEVEL,
        }
        return [said for said, is_so in verdicts.items() if is_so]


async def _load(server: Served, events: int, seed: int) -> tuple[Notes, list[tuple[int, int]]]:
    notes, memory = Notes(), []
    clients = [Client(server.port, Random(seed + number), notes) for number in range(_CLIENTS)]

    async def sample() -> None:
        for mark in range(1, _SAMPLES + 1):
            due = events * mark // _SAMPLES
            await notes.until(due)
            memory.append((len(notes.answered), server.usage().rss_b))
            if mark % (_SAMPLES // _OVERSIZE) == _SAMPLES // _OVERSIZE // 2:
                await Client(server.port, Random(seed), notes).too_long()

    async with asyncio.TaskGroup() as group:
        for client in clients:
            group.create_task(client.run(events))
        group.create_task(sample())
    await Client(server.port, Random(seed), notes).last()
    return notes, memory


def _found(journal: Path, notes: Notes) -> Found:
    """Read the whole journal, a page at a time, and compare."""
    opened, found, seen = Journal(journal), Found(), Counter[str]()
    unread: set[bytes] = set()
    cut: set[str] = set()
    for entry in opened.entries():
        one = entry.request
        seen.update(str(event.event_id) for event in entry.events)
        found.by_status[f"{one.method or 'unreadable'} {one.answer.status}"] += 1
        found.oversize += one.answer.status == 413
        if one.answer.status == 0 and (named := _CUT.search(one.url or one.body.decode("latin-1"))):
            cut.add(named[1])
        if not one.method:
            unread.add(one.body)
    opened.close()
    found.events = seen.total()
    found.lost = sorted(notes.answered - seen.keys())
    found.doubled = sorted(identity for identity, times in seen.items() if times > 1)
    found.made_up = sorted(seen.keys() - notes.sent)
    found.of_cut = sorted(seen.keys() & notes.cut)
    found.garbage_lost = len(set(notes.garbage) - unread)
    found.cut_lost = sorted(notes.cut - cut)
    found.half_heads_lost = len(set(notes.half_heads) - unread)
    return found


def soak(events: int, folder: Path, seed: int = 1) -> Soaked:
    """Send so many events, and read the journal in the end."""
    with Served("meta", folder) as server:
        began = time.perf_counter()
        notes, memory = asyncio.run(_load(server, events, seed))
        wall_s, cpu_s = time.perf_counter() - began, server.usage().cpu_s
    journal = folder / "meta" / "journal.sqlite"
    size = sum(file.stat().st_size for file in journal.parent.iterdir())
    found = _found(journal, notes)
    return Soaked(notes=notes, found=found, memory=memory, wall_s=wall_s, cpu_s=cpu_s, journal_b=size)


def told(soaked: Soaked) -> str:
    """The figures as text."""
    notes, found = soaked.notes, soaked.found
    answered = len(notes.answered)
    lines = ["events answered   memory, MiB"]
    lines += [f"{count:>15,}   {used / _MIB:>11.1f}" for count, used in soaked.memory[:: _SAMPLES // 20]]
    lines += [
        f"memory: the most of the second half is {soaked.growth:.3f} of the most of the second quarter "
        f"(flat up to {_LEVEL:.2f})",
        f"{answered:,} events answered in {notes.requests:,} requests, {soaked.wall_s:.0f} s: "
        f"{answered / soaked.wall_s:,.0f} events a second, {answered / soaked.cpu_s:,.0f} a CPU second of the server",
        f"journal on disk: {soaked.journal_b / _MIB:,.0f} MiB",
        f"between them: {len(notes.garbage)} pieces of garbage, {len(notes.half_heads)} halves of heads, "
        f"{len(notes.cut)} requests cut off or left open, "
        f"{len(notes.reset)} of them by a reset, {notes.oversize} oversize bodies",
        f"found in the journal: {found.events:,} events, {len(found.lost)} lost, {len(found.doubled)} twice, "
        f"{len(found.made_up)} never sent, {len(found.of_cut)} of requests that were cut off",
        f"not on record: {found.garbage_lost} pieces of garbage, {found.half_heads_lost} halves of heads, "
        f"{len(found.cut_lost)} requests cut off, {len(set(found.cut_lost) & notes.reset)} of them by a reset",
        "records: " + ", ".join(f"{count:,} {kind}" for kind, count in sorted(found.by_status.items())),
        *(f"WRONG: {said}" for said in soaked.wrong),
    ]
    return "\n".join(lines) + "\n"


def main(events: int) -> int:
    """Soak, print, and return 0 if nothing is wrong, else 1."""
    sys.stdout.write(f"{events:,} events; load average {os.getloadavg()[0]:.1f}\n")
    sys.stdout.flush()
    with tempfile.TemporaryDirectory() as folder:
        soaked = soak(events, Path(folder))
    sys.stdout.write(told(soaked))
    return 1 if soaked.wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000))
