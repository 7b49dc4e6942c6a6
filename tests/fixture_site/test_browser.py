"""The shop in a real browser, with a script in the pixel's place that only takes notes."""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from playwright.async_api import Browser, Page, async_playwright

import fixture_site
from fixture_site import journeys
from fixture_site.app import running
from fixture_site.seams import Seams
from fixture_site.shop import open_shop
from tests.fixture_site.support import CUSTOMER, Graph, free_port, settings_for

SHELL = next(map(str, Path("/usr/lib/chromium").glob("chromium-headless-shell")), None)
"""Debian's; elsewhere Playwright's own."""
NOTES = """
(() => {
  const { queue } = fbq;
  let held = null, endpoint = "", known = {};
  const act = (verb, ...rest) => {
    if (verb === "consent") {
      const waiting = held || [];
      held = rest[0] === "revoke" ? waiting : null;
      if (!held) waiting.forEach((call) => act(...call));
    } else if (held) held.push([verb, ...rest]);
    else if (verb === "set" && rest[0] === "endpoint") endpoint = rest[1];
    else if (verb === "init") known = rest[1];
    else if (verb === "track") {
      const [ev, data, { eventID }] = rest;
      new Image().src = endpoint + "?" + new URLSearchParams({ ev, eid: eventID, em: known.em || "" });
    }
  };
  fbq.callMethod = (...call) => act(...call);
  queue.forEach((call) => act(...call));
})();
"""


@dataclass
class Pixel:
    """What the browser reported."""

    port: int = field(default_factory=free_port)
    events: list[dict[str, str]] = field(default_factory=list)

    async def script(self, _: web.Request) -> web.Response:
        return web.Response(text=NOTES, content_type="text/javascript")

    async def note(self, request: web.Request) -> web.Response:
        self.events.append(dict(request.query))
        return web.Response(status=204)


@dataclass
class Person:
    """Shops as a journey wants it."""

    did_what: list[str] = field(default_factory=list)
    first_name: str = CUSTOMER["first_name"]
    last_name: str = CUSTOMER["last_name"]
    email: str = CUSTOMER["email"]
    phone: str = CUSTOMER["phone"]
    street: str = CUSTOMER["street"]
    city: str = CUSTOMER["city"]
    state: str = ""
    postcode: str = CUSTOMER["postcode"]
    country: str = CUSTOMER["country"]

    def did(self, event_name: str) -> None:
        self.did_what.append(event_name)

    async def waits(self, seconds: float) -> None:
        raise NotImplementedError


@pytest.fixture
async def pixel() -> AsyncIterator[Pixel]:
    pixel = Pixel()
    app = web.Application()
    app.router.add_get("/en_US/fbevents.js", pixel.script)
    app.router.add_get("/tr/", pixel.note)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", pixel.port).start()
    yield pixel
    await runner.cleanup()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=SHELL, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture
async def page(tmp_path: Path, graph: Graph, pixel: Pixel, browser: Browser) -> AsyncIterator[Page]:
    settings = replace(settings_for(tmp_path, graph), pixel_base=f"http://127.0.0.1:{pixel.port}")
    async with running(open_shop(settings, Seams())):
        page = await browser.new_page(base_url=settings.base_url)
        page.set_default_timeout(10_000)
        await page.goto("/")
        yield page
        await page.context.close()


async def test_a_shopper_agrees_and_buys(page: Page, graph: Graph, pixel: Pixel) -> None:
    """Both channels report each step once, under the same ids; reloading at the end adds a page view only."""
    await agree(page)
    person = Person()
    await journeys.buy(page, person)
    await page.reload(wait_until="load")
    await page.request.post("/_control/drain")
    assert person.did_what == ["AddToCart", "AddPaymentInfo"]
    assert sorted(event["eid"] for event in pixel.events) == sorted(event["event_id"] for event in graph.tries)
    names = [event["ev"] for event in pixel.events]
    assert sorted(name for name in names if name != "PageView") == [
        "AddPaymentInfo",
        "AddToCart",
        "InitiateCheckout",
        "Purchase",
        "ViewContent",
    ]
    assert names.count("PageView") == 7
    assert [event["em"] for event in pixel.events if event["ev"] == "Purchase"] == [CUSTOMER["email"].lower()]


async def agree(page: Page) -> None:
    async with page.expect_request_finished(lambda request: "/tr/" in request.url):
        await page.get_by_role("button", name="Accept").click()


async def test_a_shopper_who_says_no_is_left_alone(page: Page, graph: Graph, pixel: Pixel) -> None:
    """A no is kept on the next pages, nothing is reported, and the footer takes the answer back by keyboard."""
    await page.get_by_role("button", name="Deny").click()
    await journeys.register(page, Person())
    await page.request.post("/_control/drain")
    assert not await page.get_by_role("button", name="Accept").is_visible()
    assert pixel.events == graph.tries == []
    await page.get_by_role("button", name="Privacy settings").press("Enter")
    await page.keyboard.press("Tab")
    async with page.expect_request_finished(lambda request: "/tr/" in request.url):
        await page.keyboard.press("Enter")
    await page.request.post("/_control/drain")
    assert {event["event_name"] for event in graph.tries} == {"PageView", "CompleteRegistration"}


def test_the_site_file_names_real_journeys_and_places() -> None:
    """What ``site.toml`` promises exists: the journeys' file, the banner's buttons, and what the books prove."""
    folder = Path(fixture_site.__file__).parent
    site: dict[str, Any] = tomllib.loads((folder / "site.toml").read_text())
    banner = "".join((folder / "templates" / name).read_text() for name in ("banner.html", "base.html"))
    assert (folder / site["journeys"]).samefile(str(journeys.__file__))
    places = [place for place in site["consent"].values() if place.startswith("#")]
    assert all(f'id="{place.removeprefix("#")}"' in banner for place in places)
    assert {plan["conversion"] for plan in site["plan"].values() if "conversion" in plan} == set(site["books"])
    walks = {name for name, value in vars(journeys).items() if inspect.iscoroutinefunction(value) and name[0] != "_"}
    assert walks >= {"browse", "buy", "buy_by_bank", "abandon_at_bank", "lead", "register", "search", "newsletter"}
