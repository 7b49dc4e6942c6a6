"""A pixel script that is not ours, in a real browser: all that it asks for is answered, all that it sends is kept.

With the path of a genuine script in ``PIXELPROOF_GENUINE_SCRIPT`` that one is the guest too.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web
from playwright.async_api import Page, async_playwright

from harness.browser import find_browser, launch
from mock_meta.event import Channel, Event
from mock_meta.guest_script import GuestScript, ScriptFile
from mock_meta.pixel_config import PixelConfig
from mock_meta.pixel_script import pixel_script
from mock_meta.server import MetaSettings, MockMeta
from tests.mock_meta.factories import PATIENCE_S, PIXEL
from tests.mock_meta.pixel.recorder import SNIPPET

GUEST = Path(__file__).with_name("guest.js")
GENUINE = os.environ.get("PIXELPROOF_GENUINE_SCRIPT", "")
GATEWAY = "gateway.shop.example"
CALLS = f"""
fbq('init', '{PIXEL}');
fbq('track', 'PageView', {{}}, {{eventID: 'view'}});
fbq('track', 'Purchase', {{value: 30.5, currency: 'EUR', content_name: 'Café'}}, {{eventID: 'order-1'}});
"""
PAGE = f"<!doctype html><title>shop</title><script>{SNIPPET}{CALLS}</script><body>"

Visit = Callable[[GuestScript | None], Awaitable[tuple[MockMeta, Page]]]


async def guest(path: Path | str) -> GuestScript:
    return await ScriptFile(Path(path)).script()


@pytest.fixture
async def shop_port() -> AsyncIterator[int]:
    """A shop that has one page."""

    async def page(_: web.BaseRequest) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    runner = web.ServerRunner(web.Server(page))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


@pytest.fixture
async def visit(tmp_path: Path, shop_port: int) -> AsyncIterator[Visit]:
    """Let a visitor open the shop's page, steered by the proxy of a mock that serves the given script."""
    mocks: list[MockMeta] = []

    async with async_playwright() as playwright:

        async def open_page(script: GuestScript | None) -> tuple[MockMeta, Page]:
            meta = MockMeta(
                tmp_path / f"journal{len(mocks)}",
                settings=MetaSettings(guest=script, pixel=PixelConfig(gateway_hosts=(GATEWAY,))),
                site_hosts={"shop.example": shop_port},
            )
            mocks.append(meta)
            await meta.start()
            browser = await launch(playwright, find_browser(), meta.certificates.spki_sha256())
            context = await browser.new_context(proxy={"server": f"http://127.0.0.1:{meta.proxy_port}"})
            await context.add_init_script("window.chrome ??= {}")
            page = await context.new_page()
            await page.goto("https://shop.example/?fbclid=click1")
            return meta, page

        yield open_page
    for meta in mocks:
        await meta.stop()


async def heard(meta: MockMeta, count: int, channel: Channel = Channel.BROWSER) -> list[Event]:
    """The events of a channel, as soon as there are so many, in order of name."""

    def events() -> list[Event]:
        return [event for event in meta.journal.events() if event.channel is channel]

    assert await meta.journal.wait_until(lambda: len(events()) >= count, PATIENCE_S), meta.journal.requests()
    return sorted(events(), key=lambda event: event.name)


def paths(meta: MockMeta) -> set[str]:
    return {request.url.partition("?")[0] for request in meta.journal.requests()}


async def shown(page: Page, name: str) -> object:
    """What a call of the guest's by ``fetch`` came to, once it is over."""
    handle = await page.wait_for_function(f"window.answers.{name}")
    return await handle.json_value()


async def test_a_guest_unlocks_and_sends(visit: Visit) -> None:
    """It gets its config and its plugin, whatever their query, and lets its queue go, cookies included."""
    meta, page = await visit(await guest(GUEST))
    view, purchase = await heard(meta, 2)
    assert (view.name, view.event_id, view.pixel_id) == ("PageView", "view", PIXEL)
    assert (purchase.name, purchase.event_id) == ("Purchase", "order-1")
    assert purchase.custom_data == {"value": "30.5", "currency": "EUR", "content_name": "Café"}
    for event in (view, purchase):
        assert event.user_data["fbp"].startswith("fb.1.")
        assert event.user_data["fbc"].endswith(".click1")
    assert {cookie["name"] for cookie in await page.context.cookies()} == {"_fbp", "_fbc"}


async def test_parameters_that_nobody_knows_are_kept_by_their_names(visit: Visit) -> None:
    """They stand in the event, as they were sent, and are no error."""
    meta, _ = await visit(await guest(GUEST))
    for event in await heard(meta, 2):
        assert event.accepted
        unknown = {"v": "9.9.9", "brand_new": "ü & more", "odd[0]": "1", "odd[1]": "", "fbcs": event.user_data["fbc"]}
        assert event.other == unknown


async def test_what_a_guest_asks_beside_its_events_is_answered(visit: Visit) -> None:
    """Reports, Topics and the gateway: each gets a good answer, the page may read it, and nothing is refused."""
    meta, page = await visit(await guest(GUEST))
    assert await shown(page, "topics") == await shown(page, "gateway") == 200
    (copy,) = await heard(meta, 1, Channel.SERVER)
    assert (copy.name, copy.event_id, copy.transport) == ("PageView", "copied", "gateway")
    assert meta.refusals() == ()
    assert {request.answer.status for request in meta.journal.requests()} == {200}
    assert paths(meta) >= {
        "/en_US/fbevents.js",
        f"/signals/config/{PIXEL}",
        "/signals/plugins/identity.js",
        "//log/error",
        "/privacy_sandbox/topics/registration/",
        "/events",
    }


async def test_a_browser_without_a_proxy_keeps_the_guest_here(visit: Visit) -> None:
    """By the stand-in's own address the script comes with that address in the place of Meta's."""
    meta, page = await visit(await guest(GUEST))
    address = f"http://127.0.0.1:{meta.http_port}"
    steered = await (await page.context.request.get(f"{address}/en_US/fbevents.js")).text()
    assert "facebook" not in steered
    assert f"{address}/" in steered
    as_it_is = await page.context.request.get(
        "https://connect.facebook.net/en_US/fbevents.js", ignore_https_errors=True
    )
    assert await as_it_is.text() == GUEST.read_text(encoding="utf-8")


async def test_our_own_script_from_a_file_is_heard_as_the_one_within(visit: Visit, tmp_path: Path) -> None:
    """It is no guest: it gets its own config, and sends the same."""
    file = tmp_path / "fbevents.js"
    file.write_bytes(pixel_script())
    ours, _ = await visit(None)
    within = [comparable(event) for event in await heard(ours, 2)]
    meta, _ = await visit(await guest(file))
    assert [comparable(event) for event in await heard(meta, 2)] == within


@pytest.mark.skipif(not GENUINE, reason="PIXELPROOF_GENUINE_SCRIPT names no copy of the genuine script")
async def test_the_genuine_script_unlocks_and_sends(visit: Visit) -> None:
    """All that it asks for is answered well, nothing is refused, and both events arrive with their values."""
    meta, page = await visit(await guest(GENUINE))
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    view, purchase = await heard(meta, 2)
    assert (view.name, view.pixel_id, purchase.name) == ("PageView", PIXEL, "Purchase")
    assert purchase.custom_data == {"value": "30.5", "currency": "EUR", "content_name": "Café"}
    assert all(event.user_data["fbp"].startswith("fb.1.") for event in (view, purchase))
    assert all(event.other["v"] for event in (view, purchase))
    assert {request.answer.status for request in meta.journal.requests()} == {200}
    assert meta.refusals() == ()
    assert errors == []


def comparable(event: Event) -> tuple[object, ...]:
    """What of an event does not depend on the moment or on chance."""
    sent = {name: value for name, value in event.other.items() if not name.startswith(("it", "exp", "fbcs", "cf"))}
    return event.name, event.event_id, event.custom_data, set(event.user_data), sent, event.transport, event.source_url
