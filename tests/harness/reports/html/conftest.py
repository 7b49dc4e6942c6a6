"""The report in a real browser, without a network."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from harness.browser import find_browser, launch
from harness.judge import judge
from harness.ledger import Ledger
from harness.reports.document import RunDocument
from harness.reports.html.page import report_html
from harness.verdict import Verdict, exit_status
from tests.axe import axe
from tests.harness.factories import change

__all__ = ["axe"]
Written = Callable[[Mapping[str, Ledger]], Path]


@pytest_asyncio.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await launch(playwright, find_browser(), "")
        yield browser
        await browser.close()


@pytest_asyncio.fixture
async def page(chromium: Browser) -> AsyncIterator[Page]:
    """A fresh page; what goes wrong in it fails the test."""
    opened = await chromium.new_page()
    opened.set_default_timeout(10_000)
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    opened.on("request", lambda request: None if request.url.startswith("file:") else wrong.append(request.url))
    yield opened
    assert wrong == []


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Judges ledgers, writes their report and says where it is."""

    def write(ledgers: Mapping[str, Ledger]) -> Path:
        verdicts = tuple(_verdict(ledger) for ledger in ledgers.values())
        document = RunDocument(site="kiosk", exit_status=exit_status(verdicts), verdicts=verdicts, seed=7)
        path = tmp_path / "report.html"
        path.write_bytes(report_html(document, ledgers, folder=tmp_path))
        return path

    return write


def _verdict(ledger: Ledger) -> Verdict:
    again = f"pixelproof run {ledger.scenario} --seed 7"
    return change(judge(ledger), again=again, ledger=f"ledgers/{ledger.scenario}.json")
