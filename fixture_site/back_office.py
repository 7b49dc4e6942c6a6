"""Who works here or only passes by: the back office, the renewals, the sales team with their CRM, and crawlers."""

from __future__ import annotations

import secrets
from dataclasses import replace

import aiohttp
from aiohttp import web

from fixture_site.books import Order
from fixture_site.catalogue import PRODUCTS, Line
from fixture_site.crm import Crm
from fixture_site.orders import money_arrives, tell
from fixture_site.shop import Shop
from fixture_site.tracking import Action, Consent, Visitor
from fixture_site.visit import shop_of

CLERK = Visitor(
    session="back-office",
    consent=Consent.GRANTED,
    ip="192.0.2.10",
    user_agent="Mozilla/5.0 (Windows NT 10.0; Win64; x64) Gecko/20100101 Firefox/128.0",
    fbp="fb.1.1700000000000.808080808080808080",
    customer={},
)
"""Whom the shop's own tracker would see when a clerk enters an order."""
CALLER = {"first_name": "Ines", "last_name": "Keller", "email": "ines.keller@example.com", "country": "DE"}
CRAWLERS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)",
)

routes = web.RouteTableDef()


@routes.post("/_control/actors/crawler")
async def crawl(request: web.Request) -> web.Response:
    """Two crawlers read every public page."""
    shop = shop_of(request)
    assert shop.http is not None
    paths = ["/", "/contact", *(f"/products/{product.slug}" for product in PRODUCTS)]
    for agent in CRAWLERS:
        # Each request stands alone, as crawlers keep no cookies.
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as crawler:
            for path in paths:
                headers = {"User-Agent": agent, "Accept": "text/html"}
                async with crawler.get(f"http://127.0.0.1:{shop.settings.port}{path}", headers=headers) as page:
                    await page.read()
    return web.json_response({"pages": len(paths) * len(CRAWLERS)})


@routes.post("/_control/actors/restart")
async def restart(request: web.Request) -> web.Response:
    """The back end is started anew, as at a deployment: what was being sent arrives, the rest waits in the outbox."""
    shop = shop_of(request)
    await shop.sender.quiesce()
    shop.outbox.start_anew()
    shop.outbox.filled.set()
    return web.json_response({"status": "ready"})


@routes.post("/_control/actors/hourly_job")
async def work_once_an_hour(request: web.Request) -> web.Response:
    """The job that runs once an hour tries all copies that still wait, due or not."""
    return web.json_response(await shop_of(request).sender.drain())


@routes.post("/_control/actors/phone_order")
async def phone_order(request: web.Request) -> web.Response:
    """A clerk enters what somebody ordered by phone and has paid."""
    shop, mug = shop_of(request), PRODUCTS[1]
    bought = (Line(sku=mug.sku, name=mug.name, quantity=2, cents=mug.cents),)
    return _enter(shop, "phone", bought, replace(CLERK, customer=CALLER), "entered")


@routes.post("/_control/actors/renewal")
async def renew(request: web.Request) -> web.Response:
    """A subscription is renewed: the last customer is charged for the same once more."""
    shop = shop_of(request)
    last = _last_paid(shop)
    return _enter(shop, "renewal", last.lines, last.visitor, "renewed")


@routes.post("/_control/actors/bookkeeper")
async def keep_books(request: web.Request) -> web.Response:
    """The bookkeeper finds the money for what was ordered in advance on the shop's account."""
    return web.json_response({"orders": money_arrives(shop_of(request))})


@routes.post("/_control/actors/order_completed")
async def complete(request: web.Request) -> web.Response:
    """The last order was packed and sent."""
    return _move_on(shop_of(request), "completed")


@routes.post("/_control/actors/order_cancelled")
async def cancel(request: web.Request) -> web.Response:
    """The customer cancels the last order, which was paid."""
    return _move_on(shop_of(request), "cancelled")


@routes.post("/_control/actors/order_refunded")
async def refund(request: web.Request) -> web.Response:
    """The last order was sent back, and its money returned."""
    return _move_on(shop_of(request), "refunded")


@routes.post("/_control/actors/sales_qualifies")
async def qualify(request: web.Request) -> web.Response:
    """The sales team has looked at the requests, and finds them worth an offer."""
    return _advance(shop_of(request), "qualified")


@routes.post("/_control/actors/sales_wins")
async def win(request: web.Request) -> web.Response:
    """The customers have accepted the offers."""
    return _advance(shop_of(request), "won")


def _enter(shop: Shop, source: str, bought: tuple[Line, ...], visitor: Visitor, status: str) -> web.Response:
    with shop.db:
        order = shop.books.place(secrets.token_hex(8), "invoice", bought, visitor, source)
        shop.books.pay(order.id)
        tell(shop, order.id, status)
    return web.json_response({"order": order.id})


def _last_paid(shop: Shop) -> Order:
    paid = [order for order in shop.books.orders() if order.paid_at is not None]
    if not paid:
        raise web.HTTPConflict(text="nothing was bought yet")
    return paid[-1]


def _move_on(shop: Shop, status: str) -> web.Response:
    order = _last_paid(shop)
    with shop.db:
        shop.books.move_on(order.id, status)
        tell(shop, order.id, status)
    return web.json_response({"order": order.id, "status": status})


def _advance(shop: Shop, stage: str) -> web.Response:
    crm = Crm(shop.db, shop.clock)
    with shop.db:
        deals = crm.advance(stage)
        for deal in deals:
            if shop.tracking.server_may_send(deal.visitor.consent):
                shop.outbox.add(_reported(deal.event, deal.id, deal.cents, int(shop.clock.now())), deal.visitor)
    return web.json_response({"deals": len(deals)})


def _reported(name: str, deal: str, cents: int, now: int) -> Action:
    """What the CRM tells Meta: a server's event that no page of the shop saw."""
    return Action(name=name, id=f"{name.lower()}.{deal}", time=now, url="", cents=cents, source="system_generated")
