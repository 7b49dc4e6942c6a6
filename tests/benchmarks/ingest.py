"""What one core of the stand-in takes in, beside a bare aiohttp handler that reads the body and answers a constant.

``python -m tests.benchmarks.ingest [PAIRS]``. Everything that is measured was validated, recorded, and on disk before
its answer. Bursts of the two servers alternate; a ratio is of CPU time for each request in one pair of bursts, so that
neither the machine's mood nor its other work decides. Server and client have a core each where the system lets them.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from tests.benchmarks import load

_CONNECTIONS = 32
_SINGLES = 2000
_PEER_SINGLES = 400
_WARMING = 12
_BATCHES = 24
_BATCH = 1000
_MEMORY_BATCHES = 200


class Usage(NamedTuple):
    """What a server has used so far."""

    cpu_s: float
    rss_b: int
    longest_s: float


class Cost(NamedTuple):
    """What one request of a burst took of the server's CPU, and of the time of day, in seconds."""

    cpu_s: float
    wall_s: float


class Served:
    """One server in a process of its own, on a core of its own."""

    def __init__(self, kind: str, folder: Path) -> None:
        command = [sys.executable, "-m", "tests.benchmarks.servers", kind, str(folder / kind)]
        (folder / kind).mkdir(exist_ok=True)
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        self.longest_s = 0.0
        self.port = int(self._process.stdout.readline())

    def usage(self, question: str = "") -> Usage:
        """What it has used since it began, and its longest stall since the last question."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(question + "\n")
        self._process.stdin.flush()
        return Usage(**json.loads(self._process.stdout.readline()))

    def cost(self, requests: Sequence[bytes], count: int, connections: int = _CONNECTIONS) -> Cost:
        """What one burst took, for each request; its longest stall is in ``longest_s`` then.

        A short burst before it, which is not measured, wakes what the other server's turn has put to sleep.
        """
        load.burst(self.port, requests, max(count // _WARMING, 2), connections)
        before, began = self.usage(), time.perf_counter()
        load.burst(self.port, requests, count, connections)
        wall_s, after = time.perf_counter() - began, self.usage()
        self.longest_s = after.longest_s
        return Cost((after.cpu_s - before.cpu_s) / count, wall_s / count)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _spread(values: Sequence[float], form: str = "{:.2f}") -> str:
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return f"{form.format(middle)} [{form.format(low)} .. {form.format(high)}]"


def _compare(
    title: str, goal: str, pairs: int, bare: Callable[[], Cost], meta: Callable[[], Cost], other: str = "bare aiohttp"
) -> None:
    measured = [(bare(), meta()) for _ in range(pairs)]
    _say(f"{title:<44} {_spread([one.cpu_s / two.cpu_s for one, two in measured]):<22} goal {goal}")
    _say(f"{'    by requests a second':<44} {_spread([one.wall_s / two.wall_s for one, two in measured])}")
    for at, name in enumerate((other, "stand-in")):
        cpu = _spread([pair[at].cpu_s * 1e6 for pair in measured], "{:.0f}")
        rate = _spread([1 / pair[at].wall_s for pair in measured], "{:,.0f}")
        _say(f"    {name}: us of CPU a request {cpu}, requests a second {rate}")


def _singles(pairs: int, bare: Served, meta: Served, note: str) -> None:
    posts, gets = load.posts(512), load.gets(512)
    for server in (bare, meta):
        server.cost(posts, 1000)
    for title, requests, goal in (("single CAPI events", posts, "0.70"), ("browser GETs", gets, "0.55")):
        _compare(
            f"{title}{note}",
            f"at least {goal}",
            pairs,
            lambda requests=requests: bare.cost(requests, _SINGLES),
            lambda requests=requests: meta.cost(requests, _SINGLES),
        )


def _acknowledgement(pairs: int, bare: Served, meta: Served) -> None:
    posts = load.posts(64)
    times = [(load.acknowledged(meta.port, posts, 800), load.acknowledged(bare.port, posts, 800)) for _ in range(pairs)]
    ratios = [one / other for one, other in times]
    _say(f"{'acknowledgement, one connection, wall':<44} {_spread(ratios):<22} goal at most 2.00")


def _batches(pairs: int, meta: Served) -> None:
    posts = load.posts(16, _BATCH)
    meta.cost(posts, 4, 2)
    meta.usage("watch")
    bursts = [(_BATCH / meta.cost(posts, _BATCHES, 2).cpu_s, meta.longest_s) for _ in range(pairs)]
    rates, stalls = zip(*bursts, strict=True)
    _say(f"{'1,000-event batches, events a CPU second':<44} {_spread(rates, '{:,.0f}'):<22} goal at least 50,000")
    _say(f"{'    longest stall of the loop':<44} {max(stalls) * 1000:.1f} ms{'':<15} goal at most 25 ms")


def _memory(meta: Served) -> None:
    posts = load.posts(16, _BATCH)
    meta.cost(posts, 32, 2)
    before = meta.usage().rss_b
    meta.cost(posts, _MEMORY_BATCHES, 2)
    grown = (meta.usage().rss_b - before) / (_MEMORY_BATCHES * _BATCH)
    _say(f"{'memory, bytes an event':<44} {grown:<22.0f} goal at most 900")


def _peer(pairs: int, meta: Served, peer: Served) -> None:
    """The same load for both, over as many connections, and about as long."""
    for what, requests in (("single CAPI events", load.posts(512)), ("browser GETs", load.gets(512))):
        _compare(
            f"times pytest-httpserver, {what}",
            "at least 5.00",
            pairs,
            lambda requests=requests: peer.cost(requests, _PEER_SINGLES),
            lambda requests=requests: meta.cost(requests, _SINGLES),
            other="pytest-httpserver",
        )


def main(pairs: int) -> None:
    """Measure everything in ``pairs`` adjacent pairs and print it."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    _say(f"{pairs} pairs; median [first quartile .. third quartile]; load average {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Served("bare", folder) as bare, Served("meta", folder) as meta:
            _singles(pairs, bare, meta, "")
            _acknowledgement(pairs, bare, meta)
            with Served("httpserver", folder) as peer:
                _peer(pairs, meta, peer)
            _batches(pairs, meta)
            _memory(meta)
        with Served("bare-uvloop", folder) as bare, Served("meta", folder) as meta:
            _singles(pairs, bare, meta, ", uvloop on both sides")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
