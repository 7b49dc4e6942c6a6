"""The checkout: who and where to, then how to pay."""

from __future__ import annotations

import secrets
from typing import Any

from aiohttp import web

from fixture_site.bank import is_approved
from fixture_site.forms import NEEDED_FOR_DELIVERY, card_problem, customer_of, problems
from fixture_site.leads import register
from fixture_site.matching import CALLING_CODES
from fixture_site.tracking import Action, about_basket, browser_copies
from fixture_site.visit import Visit, form_of, redirect, visit_of

DECLINED_CARD = "4000000000000002"
CHALLENGED_CARD = "4000002760003184"
"""Its bank asks its owner, on a page of its own, before it pays."""
LABELS = {
    "card": "Card ending in {last4}",
    "bank": "Bank transfer with Nordbank",
    "prepayment": "Payment in advance",
    "wallet": "Nordbank Wallet",
}

routes = web.RouteTableDef()


@routes.get("/checkout")
async def contact(request: web.Request) -> web.Response:
    """Contact and address."""
    visit = visit_of(request)
    if not visit.session.lines:
        return redirect("/cart")
    begun = about_basket(visit.action("InitiateCheckout"), visit.session.lines, visit.session.bill)
    return visit.show("checkout.html", begun, **_summary(visit), form=visit.session.customer, problems={})


@routes.post("/checkout")
async def save_contact(request: web.Request) -> web.Response:
    """Remember contact and address, and open an account if asked to."""
    visit = visit_of(request)
    form = await form_of(request)
    found = problems(form, NEEDED_FOR_DELIVERY)
    if found:
        return visit.show("checkout.html", status=422, **_summary(visit), form=form, problems=found)
    visit.session.customer = customer_of(form)
    if form.get("account"):
        register(visit, "/checkout/payment")
    return redirect("/checkout/payment")


@routes.get("/checkout/payment")
async def payment(request: web.Request) -> web.Response:
    """Choose how to pay, and look everything over."""
    visit = visit_of(request)
    if not visit.session.cart:
        return redirect("/cart")
    if not visit.session.customer:
        return redirect("/checkout")
    visit.session.payment = {}
    notice = {
        "declined": "Your bank declined this card. Please choose another way to pay.",
        "cancelled": "The payment was cancelled. Nothing has been charged.",
    }
    return visit.show(
        "payment.html",
        **_summary(visit),
        wallet=f"{visit.shop.settings.bank_url}/wallet",
        attempt=secrets.token_urlsafe(12),
        notice=notice.get(request.query.get("notice", ""), ""),
    )


@routes.post("/checkout/payment")
async def choose_payment(request: web.Request) -> web.Response:
    """Confirm the way to pay; the page stays, and reports it. Of a card only its last digits and its fate are kept."""
    visit = visit_of(request)
    form = await form_of(request)
    method = form.get("method", "")
    number = form.get("card_number", "").replace(" ", "")
    problem = card_problem(number) if method == "card" else ""
    if method == "wallet" and not is_approved(
        visit.shop.webhook_secret, form.get("page", ""), form.get("approval", "")
    ):
        problem = "Please approve the payment in your wallet."
    if problem or method not in LABELS or not visit.session.cart:
        return web.json_response({"problem": problem or "Please choose a way to pay."}, status=422)
    visit.session.payment = {"method": method}
    if method == "card":
        visit.session.payment |= {"last4": number[-4:], "fate": _fate(number)}
    begun = visit.action("AddPaymentInfo", url=visit.page_before)
    action = about_basket(begun, visit.session.lines, visit.session.bill)
    visit.report([action, *_review(visit)], form.get("page", ""))
    told = {"label": _label(visit), "events": browser_copies(visit.shop.tracking, action)}
    return web.json_response(told | {"frame": visit.shop.settings.bank_url if method == "wallet" else ""})


def _fate(number: str) -> str:
    """What becomes of a payment by that card."""
    return {DECLINED_CARD: "declined", CHALLENGED_CARD: "challenged"}.get(number, "good")


def _review(visit: Visit) -> list[Action]:
    """The sale that may come of the cart, for who reports it when the order is looked over."""
    likely = about_basket(visit.action("Purchase"), visit.session.lines, visit.session.bill)
    return [likely] if visit.shop.tracking.order_is_told(likely, "reviewed") else []


def _label(visit: Visit) -> str:
    chosen = visit.session.payment
    return LABELS[chosen["method"]].format(**chosen)


def _summary(visit: Visit) -> dict[str, Any]:
    return {"lines": visit.session.lines, "bill": visit.session.bill, "countries": sorted(CALLING_CODES)}
