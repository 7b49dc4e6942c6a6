"""The two web applications, and the life of their process."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import aiohttp
from aiohttp import web

from fixture_site import back_office, checkout, consent, control, leads, orders, pages, relay, search, staff, welcome
from fixture_site.bank import bank_app, open_bank
from fixture_site.shop import HERE, SHOP, Shop
from fixture_site.visit import with_visit

_AN_HOUR_S = 3600


def shop_app(shop: Shop) -> web.Application:
    """The shop's web application."""
    app = web.Application(middlewares=[with_visit])
    app[SHOP] = shop
    for module in (pages, checkout, orders, leads, search, welcome, staff, consent, control, relay, back_office):
        app.add_routes(module.routes)
    app.router.add_static("/static", HERE / "static")
    app.on_response_prepare.append(_keep_static)
    return app


async def _keep_static(request: web.Request, response: web.StreamResponse) -> None:
    """Let browsers keep scripts and styles for an hour, as any shop does: they are the same for everybody."""
    if request.path.startswith("/static/"):
        response.headers["Cache-Control"] = f"public, max-age={_AN_HOUR_S}"


@contextlib.asynccontextmanager
async def running(shop: Shop) -> AsyncIterator[None]:
    """Serve shop and bank on their loopback ports, and send what waits in the outbox."""
    bank = open_bank(shop.settings.data, shop.webhook_secret, shop.templates)
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(bank.db.close)
        stack.callback(shop.close)
        shop.http = bank.http = await stack.enter_async_context(aiohttp.ClientSession())
        await _serve(stack, shop_app(shop), shop.settings.port)
        await _serve(stack, bank_app(bank), shop.settings.bank_port)
        sender = asyncio.create_task(shop.sender.run())
        stack.push_async_callback(_stop, sender, shop)
        yield


async def _serve(stack: contextlib.AsyncExitStack, app: web.Application, port: int) -> None:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1, max_line_size=65536, max_field_size=65536)
    stack.push_async_callback(runner.cleanup)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()


async def _stop(sender: asyncio.Task[None], shop: Shop) -> None:
    sender.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await sender
    await shop.sender.quiesce()
