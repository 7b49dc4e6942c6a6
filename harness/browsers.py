"""The run's browsers: one that all visits share, and one more for each need that only a process of its own can meet."""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from harness.browser import Chromium, full_chromium, launch, launch_arguments, launch_failed
from harness.browser_needs import BrowserNeeds, ProcessNeeds
from harness.errors import NotHereError
from harness.other_browsers import OtherBrowser, launch_other

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Playwright

VIEWPORT = (1280, 800)
STEP_TIMEOUT_S = 30.0
"""How long one step of a journey may take before it counts as broken: Playwright's own limit."""
AD_BLOCKER = "ad_blocker"
_BLOCK = 2
"""Chromium's number for a setting that blocks."""
EXTENSIONS: Mapping[str, Path] = {AD_BLOCKER: Path(__file__).parent / "extensions" / "ad_blocker"}


class Profile:
    """One visitor's browser profile. Close it when the visitor is gone for good."""

    def __init__(self, context: BrowserContext, lent: _Lasting | None = None) -> None:
        self.context = context
        self._lent = lent

    async def close(self) -> None:
        """Forget the visitor."""
        if self._lent is None:
            await self.context.close()
        else:
            await self._lent.give_back()


class _Lasting:
    """A process with one profile on disk, lent to one visitor after another."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.free = True

    async def give_back(self) -> None:
        """Close what is open, and forget the visitor: cookies, storage and cache."""
        fresh = await self.context.new_page()
        for page in tuple(self.context.pages):
            if page is not fresh:
                await page.close()
        session = await self.context.new_cdp_session(fresh)
        await session.send("Network.clearBrowserCache")
        await session.send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": "all"})
        await session.detach()
        await self.context.clear_cookies()
        self.free = True


class Browsers:
    """Every browser of a run. Use it as an async context manager; a process is started when it is needed first."""

    def __init__(
        self,
        playwright: Playwright,
        chromium: Chromium,
        spki_sha256: str,
        extensions: Mapping[str, Path] = EXTENSIONS,
        other: OtherBrowser | None = None,
    ) -> None:
        """``other`` is driven in the place of Chromium, which is not started then."""
        self._other = other
        self._others: dict[int, asyncio.Task[Browser]] = {}
        self._playwright = playwright
        self._chromium = chromium
        self._spki_sha256 = spki_sha256
        self._extensions = extensions
        self._stack = AsyncExitStack()
        self._processes: dict[ProcessNeeds, asyncio.Task[Browser]] = {}
        self._lasting: dict[tuple[BrowserNeeds, int], list[_Lasting]] = {}

    async def __aenter__(self) -> Self:
        if self._other is None:
            await self._process(ProcessNeeds())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def profile(self, needs: BrowserNeeds, proxy_port: int) -> Profile:
        """A fresh profile of a visitor whose traffic goes through this proxy.

        Raises:
            BrowserError: the browser does not start.
            NotHereError: the browser that is here can't do what is needed.
        """
        if self._other is not None:
            return Profile(await self._of_other(self._other, needs, proxy_port))
        if needs.process.lasting_profile:
            lasting = await self._lent(needs, proxy_port)
            return Profile(lasting.context, lasting)
        browser = await self._process(needs.process)
        context = await browser.new_context(proxy={"server": _proxy(proxy_port)}, **_traits(needs))
        return Profile(await _prepared(context))

    async def _of_other(self, other: OtherBrowser, needs: BrowserNeeds, proxy_port: int) -> BrowserContext:
        """A profile of the other browser: a process for each proxy, since its certificate and its proxy are its own."""
        if needs.process != ProcessNeeds() or needs.touch:
            raise NotHereError(f"the condition needs a Chromium, and this is {other.said}")
        if proxy_port not in self._others:
            self._others[proxy_port] = asyncio.ensure_future(self._launched_other(other, proxy_port))
        browser = await asyncio.shield(self._others[proxy_port])
        context = await browser.new_context(ignore_https_errors=True, **_traits(needs))
        context.set_default_timeout(STEP_TIMEOUT_S * 1000)
        return context

    async def _launched_other(self, other: OtherBrowser, proxy_port: int) -> Browser:
        browser = await launch_other(self._playwright, other, proxy_port)
        self._stack.push_async_callback(browser.close)
        return browser

    async def _process(self, needs: ProcessNeeds) -> Browser:
        if needs not in self._processes:
            self._processes[needs] = asyncio.ensure_future(self._launched(needs))
        return await asyncio.shield(self._processes[needs])

    async def _launched(self, needs: ProcessNeeds) -> Browser:
        chromium = self._full() if needs.keeps_pages else self._chromium
        browser = await launch(self._playwright, chromium, self._spki_sha256, needs.user_agent, _without(needs))
        self._stack.push_async_callback(browser.close)
        return browser

    async def _lent(self, needs: BrowserNeeds, proxy_port: int) -> _Lasting:
        started = self._lasting.setdefault((needs, proxy_port), [])
        found = next((one for one in started if one.free), None)
        if found is None:
            found = _Lasting(await self._launched_lasting(needs, proxy_port))
            started.append(found)
        found.free = False
        return found

    async def _launched_lasting(self, needs: BrowserNeeds, proxy_port: int) -> BrowserContext:
        from playwright.async_api import Error  # noqa: PLC0415 - loaded only where a browser is driven

        chromium = self._full()
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="pixelproof-profile-")))
        if preferences := _preferences(needs.process):
            _write_preferences(folder, {"profile": preferences})
        arguments = launch_arguments(chromium, self._spki_sha256, needs.process.user_agent)
        if needs.process.extension:
            # Chromium writes into an extension's folder, which may be somebody else's.
            unpacked = shutil.copytree(self._extensions[needs.process.extension], folder / "extension")
            arguments += [f"--disable-extensions-except={unpacked}", f"--load-extension={unpacked}"]
        try:
            context = await self._playwright.chromium.launch_persistent_context(
                folder,
                executable_path=chromium.path,
                args=arguments,
                ignore_default_args=_without(needs.process),
                proxy={"server": _proxy(proxy_port), "bypass": "<-loopback>"},
                **_traits(needs),
            )
        except Error as error:
            raise launch_failed(chromium, error) from error
        self._stack.push_async_callback(context.close)
        return await _prepared(context)

    def _full(self) -> Chromium:
        chromium = full_chromium(self._chromium)
        if chromium is None:
            raise NotHereError(
                "a browser that has extensions, lasting profiles and a cache of whole pages is needed, and only a "
                "headless shell was found; install Chromium itself"
            )
        return chromium


def _without(needs: ProcessNeeds) -> list[str]:
    """The flags of Playwright's that stand in the way."""
    return ["--disable-back-forward-cache"] if needs.keeps_pages else []


async def _prepared(context: BrowserContext) -> BrowserContext:
    # The headless shell lacks what every Chrome has, and the pixel chooses its transport by it.
    await context.add_init_script("window.chrome ??= {}")
    context.set_default_timeout(STEP_TIMEOUT_S * 1000)
    return context


def _proxy(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _traits(needs: BrowserNeeds) -> dict[str, Any]:
    width, height = needs.size or VIEWPORT
    traits: dict[str, Any] = {"viewport": {"width": width, "height": height}, "locale": "en-US"}
    if needs.touch:
        traits |= {"has_touch": True, "is_mobile": True}
    if needs.time_zone:
        traits["timezone_id"] = needs.time_zone
    return traits


def _preferences(needs: ProcessNeeds) -> dict[str, Any]:
    """What a browser is set to; measured: both settings hold only if they are there when it starts."""
    preferences: dict[str, Any] = {}
    if needs.third_party_cookies:
        preferences |= {"cookie_controls_mode": 0, "block_third_party_cookies": False}
    if needs.no_cookies:
        preferences |= {"default_content_setting_values": {"cookies": _BLOCK}}
    return preferences


def _write_preferences(folder: Path, preferences: Mapping[str, Any]) -> None:
    (folder / "Default").mkdir()
    (folder / "Default" / "Preferences").write_text(json.dumps(preferences), encoding="utf-8")
