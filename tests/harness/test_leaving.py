"""What a page sends on its way out reaches the journal, and nobody else is ever reached."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Error, Page

from tests.harness.stage import BANK, SHOP, Stage, stage
from tests.mock_meta.factories import PIXEL

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shared_stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with stage(tmp_path_factory.mktemp("stage")) as staged:
        yield staged


@pytest_asyncio.fixture(loop_scope="session")
async def on_stage(shared_stage: Stage) -> Stage:
    """The stage with an empty journal."""
    await shared_stage.slot.reset()
    return shared_stage


WAYS_OUT = ("image", "beacon", "keepalive")
ON_THE_WAY_OUT = f"""
addEventListener("pagehide", () => {{
  const url = (way) => "https://www.facebook.com/tr/?id={PIXEL}&ev=Left&eid=" + location.search.slice(1) + "-" + way;
  new Image().src = url("image");
  const form = new FormData();
  form.append("id", "{PIXEL}");
  navigator.sendBeacon(url("beacon"), form);
  fetch(url("keepalive"), {{keepalive: true, mode: "no-cors"}});
}});
"""

Leave = Callable[[Stage, Page], Awaitable[Any]]


async def _click(_: Stage, page: Page) -> None:
    async with page.expect_navigation():
        await page.click("#next")


LEAVES: dict[str, Leave] = {
    "blank": lambda _, page: page.goto("about:blank"),
    "same origin": lambda _, page: page.goto(f"{SHOP}/next"),
    "other origin": lambda _, page: page.goto(f"{BANK}/pay"),
    "close": lambda _, page: page.close(),
    "close with beforeunload": lambda _, page: _close_politely(page),
    "link": _click,
    "visit": lambda on, page: on.visit(page).leave(),
}


async def _close_politely(page: Page) -> None:
    async with page.expect_event("close"):
        await page.close(run_before_unload=True)


async def leave_often(on: Stage, leave: Leave, times: int, *, at_once: int = 2) -> set[str]:
    """Which of the events that were sent on the way out never came."""
    on.write("leaving", ON_THE_WAY_OUT)

    async def one(number: int) -> None:
        async with on.visitor() as page:
            await page.goto(f"{SHOP}/leaving?{number}")
            await leave(on, page)
            await on.quiet()

    for first in range(0, times, at_once):
        await asyncio.gather(*(one(number) for number in range(first, min(first + at_once, times))))
    heard = on.heard()
    assert len(heard) == len(set(heard))
    return {f"{number}-{way}" for number in range(times) for way in WAYS_OUT} - set(heard)


@pytest.mark.parametrize("name", LEAVES)
async def test_nothing_is_lost_on_the_way_out(on_stage: Stage, name: str) -> None:
    """Image, beacon and keepalive fetch of ``pagehide``, for each way of leaving a page."""
    assert await leave_often(on_stage, LEAVES[name], 2) == set()


@pytest.mark.proof
@pytest.mark.parametrize("name", LEAVES)
async def test_nothing_is_ever_lost_on_the_way_out(on_stage: Stage, name: str) -> None:
    """Fifty times each, four visitors at a time."""
    assert await leave_often(on_stage, LEAVES[name], 50, at_once=4) == set()
    assert on_stage.slot.meta.refusals() == ()


FOREIGN = {
    "img": "new Image().src = 'https://img.evil.example/x.gif'",
    "fetch": "call('fetch', 'https://fetch.evil.example/')",
    "websocket": "new WebSocket('wss://websocket.evil.example/').onerror = () => ended.push('websocket')",
    "plain": "call('plain', 'https://plain.evil.example:8080/')",
    "iframe": "const frame = document.createElement('iframe'); frame.src = 'https://iframe.evil.example/';"
    " document.body.append(frame)",
    "address": "call('address', 'https://93.184.216.34/')",
}


async def test_foreign_hosts_are_refused_and_named(on_stage: Stage) -> None:
    """Images, fetches, sockets, frames: none gets anywhere, and each is on the list."""
    script = "const ended = []; const call = (name, url) => fetch(url, {mode: 'no-cors'}).then("
    script += "() => ended.push(name + ' reached it'), () => ended.push(name));"
    script += "addEventListener('load', () => {" + ";\n".join(FOREIGN.values()) + "})"
    on_stage.write("foreign", script)
    names = {f"{name}.evil.example" for name in FOREIGN if name != "address"} | {"93.184.216.34"}
    async with on_stage.visitor() as page:
        await page.goto(f"{SHOP}/foreign")
        await page.wait_for_function("ended.length == 4")
        await on_stage.quiet()
        assert "reached it" not in str(await page.evaluate("ended"))
    refused = on_stage.slot.meta.refusals()
    assert hosts(refused) == names
    assert {refusal.reason for refusal in refused} == {"not a host of this run"}


async def test_nothing_listens_in_vain(on_stage: Stage) -> None:
    """A name that a careless resolver would send to this machine is refused before anybody is asked for it."""
    called = asyncio.Event()

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        called.set()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with on_stage.visitor() as page:
        for host in ("anything.localhost", "127.0.0.2"):
            answer = await page.goto(f"http://{host}:{port}/")
            assert answer is not None
            assert answer.status == 403
        await on_stage.quiet()
    server.close()
    assert hosts(on_stage.slot.meta.refusals()) == {"anything.localhost", "127.0.0.2"}
    assert not called.is_set()


async def test_the_browser_itself_resolves_no_name(on_stage: Stage) -> None:
    """The second wall: without any proxy a foreign name and a foreign address lead nowhere."""
    async with await without_proxy(on_stage.browser) as page:
        for url in ("https://www.facebook.com/tr/", "http://evil.example/", "http://localhost.evil.example/"):
            with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
                await page.goto(url)
    assert len(on_stage.slot.meta.journal) == 0


async def test_the_healthy_site_has_an_empty_list(on_stage: Stage) -> None:
    """Two hosts of its own, Meta's, and nothing else: neither page nor browser called anybody."""
    on_stage.write("leaving", ON_THE_WAY_OUT)
    async with on_stage.visitor() as page:
        for url in (f"{SHOP}/leaving?0", f"{BANK}/pay", f"{SHOP}/next"):
            await page.goto(url)
        await on_stage.quiet()
    assert on_stage.slot.meta.refusals() == ()
    assert len(on_stage.heard()) == len(WAYS_OUT)


async def without_proxy(browser: Browser) -> Page:
    """A page that speaks to the network directly; leaving it closes it."""
    return await browser.new_page()


def hosts(refusals: Iterable[Any]) -> set[str]:
    return {refusal.host for refusal in refusals}
