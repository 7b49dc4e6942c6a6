"""The servers that the ingest benchmark compares, each a process of its own that tells what it has used.

``python -m tests.benchmarks.servers KIND FOLDER`` prints its port; then, for each line on standard input, one line of
JSON with the CPU seconds and the resident bytes so far, and the longest time since the last line for which the event
loop was not free, which is watched after a line ``watch``. KIND is ``bare``, ``bare-uvloop``, ``meta``
or ``httpserver``.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from mock_meta.event_loop import run
from mock_meta.server import MockMeta

_TICK_S = 0.002
_MAX_BODY = 64 * 1024 * 1024


class Stalls:
    """How long the event loop was busy without a pause, at most: as CPU time, which other processes do not lengthen."""

    def __init__(self) -> None:
        self.longest_s = 0.0
        self._last = 0.0

    def watch(self) -> None:
        """Look at the loop's thread at every tick from now on."""
        now = time.thread_time()
        self.longest_s = max(self.longest_s, now - (self._last or now))
        self._last = now
        asyncio.get_running_loop().call_later(_TICK_S, self.watch)


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _answer_questions(stalls: Stalls, loop: asyncio.AbstractEventLoop | None) -> None:
    for line in sys.stdin:
        if line == "watch\n" and loop is not None:
            loop.call_soon_threadsafe(stalls.watch)
        told = {"cpu_s": time.process_time(), "rss_b": _resident(), "longest_s": stalls.longest_s}
        stalls.longest_s = 0.0
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
    os._exit(0)


def _ready(port: int, stalls: Stalls, loop: asyncio.AbstractEventLoop | None = None) -> None:
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    threading.Thread(target=_answer_questions, args=(stalls, loop), daemon=True).start()


async def _constant(request: web.Request) -> web.Response:
    await request.read()
    return web.Response(body=b'{"events_received":1}', content_type="application/json")


async def _bare(_: Path) -> int:
    app = web.Application(client_max_size=_MAX_BODY)
    app.router.add_route("*", "/{path:.*}", _constant)
    runner = web.AppRunner(app, access_log=None, max_line_size=65536)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port: int = runner.addresses[0][1]
    return port


async def _meta(folder: Path) -> int:
    meta = MockMeta(folder / "journal.sqlite")
    await meta.start()
    return meta.http_port


async def _serve(start: Callable[[Path], Awaitable[int]], folder: Path) -> None:
    stalls = Stalls()
    port = await start(folder)
    _ready(port, stalls, asyncio.get_running_loop())
    await asyncio.Event().wait()


def _httpserver() -> None:
    from pytest_httpserver import HTTPServer

    server = HTTPServer(threaded=True)  # Without threads it would serve one connection only at a time.
    server.expect_request("/tr/").respond_with_json({"events_received": 1})
    server.expect_request("/v23.0/1202835294532393/events").respond_with_json({"events_received": 1})
    server.start()
    _ready(server.port, Stalls())
    threading.Event().wait()


def main(kind: str, folder: Path) -> None:
    """Serve as ``kind`` until standard input ends, on one core where the system lets that be said."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})
    if kind == "httpserver":
        _httpserver()
    elif kind == "bare":
        asyncio.run(_serve(_bare, folder))
    else:
        run(_serve(_bare if kind == "bare-uvloop" else _meta, folder))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
