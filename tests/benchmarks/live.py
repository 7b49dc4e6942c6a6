"""The live page under load: ten thousand events in a minute, both channels, in pairs, before a real Chromium.

``python -m tests.benchmarks.live [EVENTS] [SECONDS]``. The stand-in is a process of its own, the events are real
requests to ``/tr`` and to Graph. Meanwhile a person goes through the rows with the keyboard. Long tasks are Chromium's
own (`PerformanceObserver`), and so is the time from a key to the next picture. Both are times of day, so that on a busy
machine they tell of its other work too; Chromium's trace says how much CPU time each task of the main thread really
took. At the end the whole list is scrolled through: it ends with status 1 if one event is not on the
page, or if the page counts otherwise than `count` of the journal.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from playwright.async_api import Page, async_playwright

from harness.browser import find_browser
from mock_meta.counting import count
from mock_meta.event import Channel
from mock_meta.journal import Journal
from tests.benchmarks import load
from tests.mock_meta.command import begun, stopped

_CONNECTIONS = 8
_TICKS_A_SECOND = 20
_FRAME_MS = 1000 / 60

OBSERVE = """
window.seen = {tasks: [], keys: [], frames: []};
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.seen.tasks.push([one.startTime, one.duration]);
}).observe({type: "longtask", buffered: true});
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (one.name === "keydown") window.seen.keys.push(one.duration);
}).observe({type: "event", durationThreshold: 16, buffered: true});
let last = 0;
const frame = (now) => {
  if (last) window.seen.frames.push(now - last);
  last = now;
  requestAnimationFrame(frame);
};
requestAnimationFrame(frame);
"""
TOLD = "(text) => document.getElementById('lead').textContent.includes(text)"
THROUGH = """async () => {
  const list = document.getElementById("list");
  const found = new Set();
  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  for (let at = 0; ; at += list.clientHeight) {
    list.scrollTop = at;
    await drawn();
    for (const row of list.querySelectorAll("[role=listitem]")) {
      const parts = [".name", ".browser .id", ".server .id", ".word"];
      const told = parts.map((part) => row.querySelector(`.face ${part}`).textContent);
      found.add(told.join("|"));
    }
    if (at > list.scrollHeight) return [...found];
  }
}"""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What was on the page in the end, and how it fared meanwhile; times in milliseconds."""

    rows: frozenset[str]
    numbers: str
    elements: int
    lag_ms: float
    cpu_ms: list[float]
    tasks: list[tuple[float, float]]
    keys: list[float]
    frames: list[float]


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _send(port: int, requests: Sequence[bytes], seconds: float) -> None:
    """Send the requests at an even pace, a few every tick."""
    ticks = max(1, int(seconds * _TICKS_A_SECOND))
    began = time.monotonic()
    for tick in range(ticks):
        piece = requests[len(requests) * tick // ticks : len(requests) * (tick + 1) // ticks]
        if piece:
            load.burst(port, piece, len(piece), 1 if len(piece) < _CONNECTIONS else _CONNECTIONS)
        # The pace is the load: what is due later is sent later.
        time.sleep(max(0.0, began + (tick + 1) * seconds / ticks - time.monotonic()))


async def _keys(page: Page, sending: asyncio.Future[None]) -> None:
    """Go down and up the rows, pause and go on, as long as events come."""
    while not sending.done():
        for key in ("ArrowDown", "ArrowDown", "ArrowUp", "p", "p", "Home"):
            await page.keyboard.press(key)
            await asyncio.wait([sending], timeout=0.2)


def _cpu_ms(trace: dict[str, Any]) -> list[float]:
    """The CPU time in milliseconds of each task of a page's main thread, the longest first."""
    events = trace["traceEvents"]
    named = [one for one in events if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"]
    threads = {(one["pid"], one["tid"]) for one in named}
    tasks = [one for one in events if one["name"].endswith("::RunTask") and (one["pid"], one["tid"]) in threads]
    return sorted((one.get("tdur", 0) / 1000 for one in tasks), reverse=True)


async def _watched(port: int, requests: Sequence[bytes], seconds: float) -> Shown:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_browser().path, args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        await page.add_init_script(OBSERVE)
        await page.goto(f"http://127.0.0.1:{port}/mock/live")
        await page.wait_for_selector(".link.up")
        await browser.start_tracing(page=page, categories=["toplevel"])
        sending = asyncio.get_running_loop().run_in_executor(None, _send, port, requests, seconds)
        await _keys(page, sending)
        await sending
        ended = time.monotonic()
        numbers = f"{len(requests) // 2:,} browser and {len(requests) - len(requests) // 2:,} server events"
        await page.wait_for_function(
            "(text) => document.getElementById('lead').textContent.includes(text)", arg=numbers
        )
        lag_ms = (time.monotonic() - ended) * 1000
        cpu_ms = _cpu_ms(json.loads(await browser.stop_tracing()))
        seen: dict[str, Any] = await page.evaluate("window.seen")
        shown = Shown(
            numbers=await page.inner_text("#sentence"),
            elements=await page.evaluate("document.querySelectorAll('*').length"),
            rows=frozenset(await page.evaluate(THROUGH)),
            lag_ms=lag_ms,
            cpu_ms=cpu_ms,
            **seen,
        )
        await browser.close()
        return shown


def _expected(journal: Path) -> tuple[frozenset[str], str]:
    """The rows and the sentence that the journal's own count asks for."""
    counted = count(Journal(journal, read_only=True).events())
    rows = set()
    for entry in counted:
        ids = {copy.channel: copy.event_id for copy in entry.copies}
        told = [ids.get(channel) or "–" for channel in (Channel.BROWSER, Channel.SERVER)]
        rows.add("|".join((entry.kept.name, *told, "counted once" if len(entry.copies) > 1 else "counted")))
    return frozenset(rows), f"Meta would count {len(counted):,} actions"


def _tell(shown: Shown, events: int, seconds: float) -> None:
    keys, frames = shown.keys or [0.0], shown.frames
    _say(f"{events:,} events in {seconds:.0f} s; the last was on the page {shown.lag_ms:.0f} ms after its answer")
    took = [duration for _, duration in shown.tasks]
    _say(f"long tasks (over 50 ms): {len(took)}, longest {max(took, default=0):.0f} ms, all {sum(took):.0f} ms")
    used, over = shown.cpu_ms, sum(one > 50 for one in shown.cpu_ms)
    share = f"{sum(used) / seconds / 10:.0f} % of a core in all"
    _say(f"by CPU time: {over} tasks over 50 ms, longest {used[0]:.1f} ms; {share}")
    cuts, late = statistics.quantiles(frames, n=100), sum(frame > 2.5 * _FRAME_MS for frame in frames)
    spread = f"median {cuts[49]:.1f} ms, 99 of 100 within {cuts[98]:.1f} ms, longest {max(frames):.0f} ms"
    _say(f"{len(frames):,} frames: {spread}; {late} took longer than two")
    spread = f"median {statistics.median(keys):.0f} ms, longest {max(keys):.0f} ms"
    _say(f"{len(shown.keys)} keys that took over 16 ms to the next picture: {spread}")
    _say(f"{shown.elements} elements in the document with {len(shown.rows):,} rows in the list")


def main(events: int, seconds: float) -> int:
    """Send ``events`` in so many seconds and look at the page; the exit status."""
    requests = load.pairs(events // 2)
    with tempfile.TemporaryDirectory() as name:
        process = begun("--json", "--port", "0", "--journal", "journal.sqlite", cwd=Path(name))
        assert process.stdout is not None
        port = int(json.loads(process.stdout.readline())["slots"][0]["http"].rpartition(":")[2])
        _say(f"load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
        shown = asyncio.run(_watched(port, requests, seconds))
        stopped(process)
        rows, numbers = _expected(Path(name) / "journal.sqlite")
    _tell(shown, len(requests), seconds)
    missing, more = rows - shown.rows, shown.rows - rows
    _say(f"not on the page: {len(missing)}; on the page and not in the journal's count: {len(more)}")
    _say(f"the page: {shown.numbers!r}; count() of the journal: {numbers!r}")
    return int(bool(missing or more) or shown.numbers != numbers)


if __name__ == "__main__":
    words = sys.argv[1:]
    sys.exit(main(int(words[0]) if words else 10_000, float(words[1]) if len(words) > 1 else 60.0))
