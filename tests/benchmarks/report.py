"""The HTML report of more than a hundred scenarios: how large it is, and how fast it opens.

``python -m tests.benchmarks.report [TIMES]`` makes a report of the recorded ledgers, each twice, and opens it TIMES
times (5) in Chromium: until it is loaded, and from there until a scenario's timeline is drawn.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

import msgspec
from playwright.async_api import Browser, async_playwright

from harness.browser import find_browser, launch
from harness.judge import judge
from harness.reports.document import RunDocument
from harness.reports.html.page import report_html
from tests.ledgers import clean_ledgers

_LAST = "#scenario-100"


def _report() -> tuple[bytes, int, float]:
    """The report, of how many scenarios it is, and how many seconds it took to make."""
    ledgers = {
        f"{one.scenario}_{n}": msgspec.structs.replace(one, scenario=f"{one.scenario}_{n}")
        for n in (1, 2)
        for one in clean_ledgers()
    }
    verdicts = tuple(judge(ledger) for ledger in ledgers.values())
    began = time.perf_counter()
    made = report_html(RunDocument(site="fixture shop", exit_status=0, verdicts=verdicts), ledgers)
    return made, len(ledgers), time.perf_counter() - began


async def _opened(browser: Browser, address: str) -> tuple[float, float]:
    """Seconds until the page was loaded, and until a scenario in it was drawn after that."""
    page = await browser.new_page()
    began = time.perf_counter()
    await page.goto(address)
    loaded = time.perf_counter()
    await page.locator(f"{_LAST} > summary").click()
    await page.wait_for_selector(f"{_LAST} svg")
    drawn = time.perf_counter()
    await page.close()
    return loaded - began, drawn - loaded


async def main(times: int) -> None:
    """Print the figures."""
    made, scenarios, seconds = _report()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.html"
        path.write_bytes(made)
        async with async_playwright() as playwright:
            browser = await launch(playwright, find_browser(), "")
            figures = [await _opened(browser, path.as_uri()) for _ in range(times)]
            await browser.close()
    loaded, drawn = (statistics.median(column) for column in zip(*figures, strict=True))
    sys.stdout.write(
        f"{scenarios} scenarios: {len(made) / 1000:.0f} kB, made in {seconds:.1f} s, loaded in {loaded:.2f} s, "
        f"a scenario drawn {drawn:.2f} s after that (medians of {times})\n"
    )


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
