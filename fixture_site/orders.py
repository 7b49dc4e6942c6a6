"""From "Place order" to the thank-you page: the card, the bank and its webhook."""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiohttp import web

from fixture_site.bank import SIGNATURE, sign
from fixture_site.books import Order
from fixture_site.forms import customer_of
from fixture_site.shop import Shop
from fixture_site.tracking import Action, Consent, about_basket, purchase_id
from fixture_site.visit import Visit, form_of, redirect, shop_of, visit_of

EXPRESS = "express"

routes = web.RouteTableDef()


@routes.post("/checkout/place")
async def place(request: web.Request) -> web.Response:
    """Place the order, once for each form that was shown, however often it is sent."""
    visit = visit_of(request)
    attempt = (await form_of(request)).get("attempt", "")
    placed = visit.shop.books.of_attempt(attempt)
    if placed is not None:
        return await _go_on(visit, placed)
    if not (attempt and visit.session.cart and visit.session.customer and visit.session.payment):
        return redirect("/checkout/payment")
    return await _go_on(visit, _write(visit, attempt))


@routes.post("/checkout/express")
async def place_express(request: web.Request) -> web.Response:
    """Order from the cart, without a checkout: the bank's wallet tells who it is."""
    visit = visit_of(request)
    attempt = (await form_of(request)).get("attempt", "")
    placed = visit.shop.books.of_attempt(attempt)
    if placed is None:
        if not (attempt and visit.session.cart):
            return redirect("/cart")
        with visit.shop.db:
            session = visit.session
            placed = visit.shop.books.place(attempt, EXPRESS, session.lines, visit.visitor(), bill=session.bill)
    return await _go_on(visit, placed)


def _write(visit: Visit, attempt: str) -> Order:
    shop, chosen = visit.shop, visit.session.payment
    with shop.db:
        order = shop.books.place(
            attempt, chosen["method"], visit.session.lines, visit.visitor(), bill=visit.session.bill
        )
        tell(shop, order.id, "placed")
        if chosen["method"] == "wallet" or chosen.get("fate") == "good":
            _paid(shop, order)
        elif chosen.get("fate") == "declined":
            shop.books.fail(order.id, "declined")
    placed = shop.books.order(order.id)
    assert placed is not None
    return placed


async def _go_on(visit: Visit, order: Order) -> web.Response:
    if order.status == "paid":
        visit.session.cart, visit.session.coupon = {}, ""
        return redirect(thank_you_path(order.id))
    if order.status == "pending" and order.method == "prepayment":
        visit.session.cart = {}
        return redirect(f"/reserved/{order.id}")
    if order.status == "pending":
        return redirect(await _open_payment(visit.shop, order))
    back = "/cart" if order.method == EXPRESS else f"/checkout/payment?notice={order.status}"
    for action in _announced(visit, order, "payment"):
        visit.announce(replace(action, url=visit.shop.settings.base_url + back))
    return redirect(back)


async def _open_payment(shop: Shop, order: Order) -> str:
    """Ask the bank for a payment page; the order's number makes a second request answer like the first."""
    assert shop.http is not None
    settings = shop.settings
    asked = {
        "reference": order.id,
        "cents": order.cents,
        "currency": order.bill.currency,
        "express": order.method == EXPRESS,
        "challenge": order.method == "card",
        "webhook": settings.webhook_url,
        "return_url": f"{settings.base_url}/checkout/return",
    }
    async with shop.http.post(settings.bank_api, json=asked, raise_for_status=True) as answer:
        payment = (await answer.json())["id"]
    with shop.db:
        shop.books.expect(order.id, payment)
    return f"{settings.bank_url}/pay/{payment}"


@routes.post("/webhooks/bank")
async def webhook(request: web.Request) -> web.Response:
    """The bank tells that a payment is done. Told twice, it changes nothing more."""
    shop = shop_of(request)
    body = await request.read()
    if not hmac.compare_digest(sign(shop.webhook_secret, body), request.headers.get(SIGNATURE, "")):
        raise web.HTTPUnauthorized(text="bad signature")
    told = json.loads(body)
    order = shop.books.order(told["reference"])
    if order is None:
        raise web.HTTPNotFound
    _settle(shop, order, told)
    return web.Response(status=204)


@routes.get("/checkout/return")
async def come_back(request: web.Request) -> web.Response:
    """The shopper is back from the bank. The bank is asked what happened, as the address proves nothing."""
    visit = visit_of(request)
    shop = visit.shop
    order = shop.books.of_payment(request.query.get("payment", ""))
    if order is None:
        raise web.HTTPNotFound
    status, settled = await _asked_for(shop, order)
    if settled.method == EXPRESS:
        visit.session.customer |= settled.customer
    if status == "processing" and settled.status == "pending":
        visit.session.cart, visit.session.coupon = {}, ""
        return redirect(f"/checkout/waiting/{order.id}")
    if settled.status == "pending":
        return redirect(f"{shop.settings.bank_url}/pay/{order.payment}")
    return await _go_on(visit, settled)


async def _asked_for(shop: Shop, order: Order) -> tuple[str, Order]:
    """What the bank says of the order's payment when it is asked, and the order after that."""
    assert shop.http is not None
    async with shop.http.get(f"{shop.settings.bank_api}/{order.payment}", raise_for_status=True) as answer:
        told = await answer.json()
    _settle(shop, order, told)
    settled = shop.books.order(order.id)
    assert settled is not None
    return told["status"], settled


@routes.get("/checkout/waiting/{order}")
async def waiting(request: web.Request) -> web.Response:
    """The shopper is back before the bank knows whether it will pay; this page waits for its word."""
    visit = visit_of(request)
    order = visit.shop.books.order(request.match_info["order"])
    if order is None or order.payment is None:
        raise web.HTTPNotFound
    return visit.show("waiting.html", order=order)


@routes.get("/checkout/waiting/{order}/outcome")
async def outcome(request: web.Request) -> web.Response:
    """For the page that waits: where to go on, once the bank has given its word."""
    visit = visit_of(request)
    order = visit.shop.books.order(request.match_info["order"])
    if order is None or order.payment is None:
        raise web.HTTPNotFound
    if order.status == "pending":
        _, order = await _asked_for(visit.shop, order)
    following = {"paid": thank_you_path(order.id), "cancelled": f"/checkout/payment?notice={order.status}"}
    return web.json_response({"next": following.get(order.status, "")})


def _settle(shop: Shop, order: Order, told: Mapping[str, Any]) -> None:
    """Book what the bank says of a payment, and of an express one also who it was that paid."""
    with shop.db:
        if told["status"] == "paid":
            if order.method == EXPRESS and order.status == "pending":
                shop.books.identify(order.id, customer_of(told["customer"]))
            _paid(shop, order)
        elif told["status"] == "cancelled":
            shop.books.fail(order.id, "cancelled")


def _paid(shop: Shop, order: Order) -> None:
    """Book the payment, and with it, in one transaction, the server's copy of the purchase."""
    if shop.books.pay(order.id):
        tell(shop, order.id, "paid")


def money_arrives(shop: Shop) -> list[str]:
    """Book the payment of every order that waits for its money; their numbers."""
    waiting = [o for o in shop.books.orders() if o.status == "pending" and o.method == "prepayment"]
    with shop.db:
        for order in waiting:
            _paid(shop, order)
    return [order.id for order in waiting]


def tell(shop: Shop, number: str, status: str) -> None:
    """Queue the server's copy of the purchase if that change of its order is what reports it, and it may go."""
    order, policy = shop.books.order(number), shop.tracking
    assert order is not None
    action = policy.sale_at(purchase(shop, order), status, int(shop.clock.now()))
    if policy.order_is_told(action, status) and policy.server_may_send(order.visitor.consent):
        shop.outbox.add(action, order.visitor)


def purchase(shop: Shop, order: Order) -> Action:
    """The sale, the same whoever tells of it. Its page is the thank-you page, seen or not, or the back office's."""
    page = thank_you_path(order.id) if order.source == "web" else f"/back-office/{order.id}"
    action = Action(
        name="Purchase",
        id=purchase_id(order.id),
        time=int(shop.tracking.sale_time(order.created_at, order.paid_at or shop.clock.now())),
        url=shop.settings.base_url + page,
        order_id=order.id,
        method=order.method,
        repeat=order.shown,
    )
    return about_basket(action, order.lines, order.bill)


def thank_you_path(number: str) -> str:
    """The page of that order."""
    return f"/thank-you/{number}?order={number}"


@routes.get("/reserved/{order}")
async def reserved(request: web.Request) -> web.Response:
    """The order waits for its money, and this page says where to send it."""
    visit = visit_of(request)
    order = visit.shop.books.order(request.match_info["order"])
    if order is None or order.method != "prepayment":
        raise web.HTTPNotFound
    return visit.show("reserved.html", order=order)


@routes.get("/thank-you/{order}")
async def thank_you(request: web.Request) -> web.Response:
    """Thank the shopper. The sale is reported by the first load that may report it."""
    visit = visit_of(request)
    order = visit.shop.books.order(request.match_info["order"])
    if order is None or order.paid_at is None:
        raise web.HTTPNotFound
    return visit.show("thank_you.html", *_announced(visit, order, "thank_you"), order=order, bill=order.bill)


@routes.get("/receipt/{order}")
async def receipt(request: web.Request) -> web.Response:
    """The receipt of a paid order, to print."""
    visit = visit_of(request)
    order = visit.shop.books.order(request.match_info["order"])
    if order is None or order.paid_at is None:
        raise web.HTTPNotFound
    paid_on = time.strftime("%d %B %Y", time.gmtime(order.paid_at))
    announced = _announced(visit, order, "receipt")
    return visit.show("receipt.html", *announced, order=order, bill=order.bill, paid_on=paid_on)


def _announced(visit: Visit, order: Order, page: str) -> list[Action]:
    """The sale, if this page is the one to report it."""
    action, policy = purchase(visit.shop, order), visit.shop.tracking
    if not policy.sale_is_shown(page, order.status) or not policy.purchase_is_announced(action):
        return []
    if _refused_then(visit, order):
        return []
    if visit.consent is Consent.GRANTED:
        with visit.shop.db:
            visit.shop.books.mark_shown(order.id)
    return [action]


def _refused_then(visit: Visit, order: Order) -> bool:
    """Whether the shopper bought without consent and agreed on another page since: that sale stays untold."""
    return visit.consent is Consent.GRANTED and order.visitor.consent is not Consent.GRANTED
