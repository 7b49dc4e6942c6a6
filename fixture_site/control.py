"""What is not for shoppers: the books' interface, and the levers that a test bench pulls."""

from __future__ import annotations

from aiohttp import web

from fixture_site.bug import seams_of
from fixture_site.catalogue import feed
from fixture_site.crm import Crm
from fixture_site.visit import shop_of

routes = web.RouteTableDef()


@routes.get("/api/orders")
async def orders(request: web.Request) -> web.Response:
    """All orders."""
    return web.json_response([order.public() for order in shop_of(request).books.orders()])


@routes.get("/api/leads")
async def leads(request: web.Request) -> web.Response:
    """All requests for a quote."""
    return web.json_response(shop_of(request).books.leads())


@routes.get("/api/accounts")
async def accounts(request: web.Request) -> web.Response:
    """All accounts."""
    return web.json_response(shop_of(request).books.accounts())


@routes.get("/api/feed")
async def product_feed(_: web.Request) -> web.Response:
    """Every article, as Meta's catalogue gets it."""
    return web.json_response(feed())


@routes.get("/api/appointments")
async def appointments(request: web.Request) -> web.Response:
    """All visits to the showroom."""
    return web.json_response(shop_of(request).books.appointments())


@routes.get("/api/deals/{stage}")
async def deals(request: web.Request) -> web.Response:
    """All requests that have reached a stage of the sale."""
    shop = shop_of(request)
    return web.json_response(Crm(shop.db, shop.clock).deals(request.match_info["stage"]))


@routes.get("/_control/health")
async def health(_: web.Request) -> web.Response:
    """The shop is open."""
    return web.json_response({"status": "ready"})


@routes.post("/_control/reset")
async def reset(request: web.Request) -> web.Response:
    """Empty the books, the outbox and the sessions."""
    await shop_of(request).reset()
    return web.json_response({"status": "empty"})


@routes.post("/_control/bugs")
async def bugs(request: web.Request) -> web.Response:
    """Open the shop anew with other bugs."""
    try:
        names = (await request.json())["bugs"]
        seams = seams_of(names)
    except (KeyError, TypeError, ValueError):
        raise web.HTTPBadRequest(text='this wants {"bugs": ["name", ...]} of bugs that --list-bugs names') from None
    await shop_of(request).switch(seams)
    return web.json_response({"bugs": names})


@routes.post("/_control/drain")
async def drain(request: web.Request) -> web.Response:
    """Try every waiting copy once, now."""
    return web.json_response(await shop_of(request).sender.drain())


@routes.post("/_control/clock")
async def clock(request: web.Request) -> web.Response:
    """Move the shop's clock."""
    shop = shop_of(request)
    told = await request.json()
    try:
        shop.clock.offset_s = float(told["offset_s"])
    except (KeyError, TypeError, ValueError):
        raise web.HTTPBadRequest(text='the clock wants {"offset_s": seconds}') from None
    # What was due in an hour may be due now.
    shop.outbox.filled.set()
    return web.json_response({"now": shop.clock.now()})
