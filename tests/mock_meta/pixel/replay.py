"""Plays a recorded scenario again with our script, and takes down what comes of it."""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

from playwright.async_api import Browser, ConsoleMessage, Error, Page

from mock_meta.activity import Activity
from mock_meta.clock import RunClock
from mock_meta.proxy import BROWSER_BACKGROUND_HOSTS, Proxy, Upstream
from mock_meta.tls import Certificates
from tests.mock_meta.pixel.comparable import comparable, console_line, is_the_browsers, steady, without_experiments
from tests.mock_meta.pixel.recorder import SNIPPET, Recorder, Seen
from tests.mock_meta.pixel.scenario import PIXELS, Outcome, Scenario

PLAIN_PORTS = (80, 8088)
LEFT = "/left"
DAY_S = 24 * 60 * 60


class Stage:
    """A server of its own behind a proxy of its own, so that several scenarios can play in one browser at once."""

    def __init__(self, certificates: Certificates) -> None:
        self.recorder = Recorder(certificates=certificates)
        self.proxy = Proxy(self._route, RunClock(), Activity())
        self._page: Page | None = None

    def _route(self, host: str, port: int) -> Upstream | None:
        if host in BROWSER_BACKGROUND_HOSTS:
            return None
        plain = port in PLAIN_PORTS
        return Upstream(address="127.0.0.1", port=self.recorder.http_port if plain else self.recorder.tls_port)

    async def __aenter__(self) -> Self:
        await self.recorder.__aenter__()
        await self.proxy.start()
        return self

    async def __aexit__(self, *details: Any) -> None:
        if self._page is not None:
            await self._page.context.close()
        await self.proxy.stop()
        await self.recorder.__aexit__(None, None, None)

    async def play(self, browser: Browser, scenario: Scenario, expected: Outcome) -> Outcome:
        """Play to the end; ``expected`` only tells how much is worth waiting for."""
        self._set(scenario)
        page = await self._page_for(browser, scenario)
        try:
            outcome = await Visit(self.recorder, page, scenario).make(expected)
        except Exception:
            await self._discard(page)
            raise
        finally:
            self.recorder.release()
        if page is self._page:
            await page.evaluate("localStorage.clear()")
            await page.context.clear_cookies()
        else:
            await self._discard(page)
        return outcome

    async def _discard(self, page: Page) -> None:
        self._page = None if page is self._page else self._page
        await page.context.close()

    async def _page_for(self, browser: Browser, scenario: Scenario) -> Page:
        """Most share one page, cleared of what it stored, which is faster; an unusual visitor gets their own."""
        if scenario.agent != Scenario(library="").agent or not scenario.javascript:
            return await self._new_page(browser, scenario)
        if self._page is None:
            self._page = await self._new_page(browser, scenario)
        return self._page

    async def _new_page(self, browser: Browser, scenario: Scenario) -> Page:
        context = await browser.new_context(
            user_agent=scenario.agent,
            java_script_enabled=scenario.javascript,
            proxy={"server": f"http://127.0.0.1:{self.proxy.port}"},
            timezone_id="UTC",
        )
        # The headless shell lacks `window.chrome`, by which the pixel knows Chrome.
        await context.add_init_script("window.chrome ??= {}")
        return await context.new_page()

    def _set(self, scenario: Scenario) -> None:
        self.recorder.reset(PIXELS[scenario.pixel])
        head = f"<title>Test page</title><script>{SNIPPET}{scenario.script}</script>"
        first = scenario.page or f"<!doctype html><html><head>{head}</head><body></body></html>"
        for path, html in {urlsplit(scenario.address).path: first, **scenario.pages}.items():
            self.recorder.pages[path] = html.replace("{{snippet}}", SNIPPET)
        self.recorder.statuses.update(scenario.answers)
        self.recorder.policies.update({"/": scenario.policy} if scenario.policy else {})
        for path in scenario.held:
            self.recorder.hold(path)


@dataclass
class Visit:
    """One visitor on their way through a scenario."""

    recorder: Recorder
    page: Page
    scenario: Scenario
    outcome: Outcome = field(default_factory=Outcome)
    began_ms: int = field(default_factory=lambda: int(time.time() * 1000))

    async def make(self, expected: Outcome) -> Outcome:
        """Take every step, wait for what is expected, leave the page, and tell what was heard by then."""
        page = self.page
        page.on("console", self._listen)
        page.on("pageerror", self._fail)
        await self._open()
        for step in self.scenario.steps:
            await self._take(page, step)
        with contextlib.suppress(TimeoutError):
            await self.recorder.until(lambda: self._has_all(expected))
        self.outcome.cookies = await self._cookies()
        await page.goto(f"https://shop.example{LEFT}")
        self._hear()
        page.remove_listener("console", self._listen)
        page.remove_listener("pageerror", self._fail)
        return self.outcome

    async def _open(self) -> None:
        for name, value in self.scenario.brought.items():
            await self.page.context.add_cookies(
                [{"name": name, "value": value, "domain": ".shop.example", "path": "/", "expires": time.time() + DAY_S}]
            )
        await self.page.goto(self.scenario.address, wait_until="commit" if self.scenario.held else "load")

    async def _take(self, page: Page, step: list[Any]) -> None:
        """One step of the visitor, or one of the driver's: what it waits for, or asks the page."""
        match step:
            case ["run", code]:
                await page.evaluate(code)
            case ["click", selector]:
                await page.click(selector)
            case ["goto", address, *referrer]:
                await page.goto(address, referer=referrer[0] if referrer else None)
            case ["back"]:
                await page.go_back()
            case ["read", code]:
                self.outcome.results.append(json.loads(steady(json.dumps(await page.evaluate(code)))))
            case ["sent"]:
                self.outcome.results.append(sum(seen.is_event for seen in self.recorder.seen))
            case _:
                await self._await(page, *step)

    async def _await(self, page: Page, what: str, value: Any) -> None:
        match what:
            case "until":
                await page.wait_for_function(value)
            case "address":
                await page.wait_for_url(f"https://shop.example{value}")
            case "events":
                await self.recorder.events(value)
            case "console":
                await self.recorder.until(lambda: len(self.outcome.console) >= value)
            case "asked":
                await self.recorder.asked(value)
            case "release":
                self.recorder.holds[value].set()
            case _:
                raise ValueError(f"no such step: {what}")

    async def _listen(self, message: ConsoleMessage) -> None:
        line = console_line(f"{message.type}: {message.text}")
        if not is_the_browsers(line):
            self.outcome.console.append(line)
            await self.recorder.tell()

    async def _fail(self, error: Error) -> None:
        self.outcome.page_errors.append(error.message)
        await self.recorder.tell()

    def _has_all(self, expected: Outcome) -> bool:
        heard = sum(seen.path != "/favicon.ico" for seen in self.recorder.seen)
        told = [(self.outcome.console, expected.console), (self.outcome.page_errors, expected.page_errors)]
        wanted = len(expected.loads) + len(expected.events) + len(expected.copies)
        return heard >= wanted and all(len(ours) >= len(theirs) for ours, theirs in told)

    def _hear(self) -> None:
        """Sort what the server has heard so far; a request that Chromium repeated after a cut counts once."""
        cut = 0 in self.scenario.answers.values()
        heard = list(dict.fromkeys(self.recorder.seen)) if cut else self.recorder.seen
        late = [seen for seen in heard if int(seen["ts"] or self.began_ms) < self.began_ms]
        assert not late, f"an earlier scenario's events came after its end: {late}"
        events = sorted((seen for seen in heard if seen.is_event), key=lambda e: (e["id"] or "", int(e["ec"] or -1)))
        self.outcome.events = [{"to": _to(event), **comparable([*event.params])} for event in events]
        # Two events' copies race each other, and so do the browser's complaints about them.
        copies = sorted((seen for seen in heard if seen.content_type == "text/plain"), key=lambda c: (c.host, c.body))
        if copies:
            self.outcome.console.sort()
        self.outcome.copies = [{"to": f"{copy.host}{copy.path}?cee={copy['cee']}", **_body(copy)} for copy in copies]
        rest = [s for s in heard if not s.is_event and s not in copies and s.path not in (LEFT, "/favicon.ico")]
        self.outcome.loads = sorted((_load(seen) for seen in rest), key=json.dumps)

    async def _cookies(self) -> dict[str, dict[str, Any]]:
        kept = {}
        for cookie in await self.page.context.cookies():
            days = round((cookie["expires"] - time.time()) / DAY_S)
            kept[cookie["name"]] = {"value": steady(cookie["value"]), "domain": cookie["domain"], "days": days}
            rest = (cookie["path"], cookie["sameSite"], cookie["secure"], cookie["httpOnly"])
            assert rest == ("/", "Lax", False, False)
        return kept


def _to(event: Seen) -> str:
    way = f" {event.content_type}" if event.method == "POST" else ""
    return f"{event.method} {event.host}{event.path}{way}"


def _body(copy: Seen) -> dict[str, Any]:
    return without_experiments(json.loads(steady(copy.body)))


def _load(seen: Seen) -> str | dict[str, str]:
    to = f"{seen.host.partition(':')[0]}{seen.path}"
    return {"to": to, **comparable([*seen.params])} if "/signals/config/" in seen.path else to
