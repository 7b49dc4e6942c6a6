"""The shelves and the cart."""

from __future__ import annotations

import secrets
from dataclasses import replace

from aiohttp import web

from fixture_site.bill import COUPONS
from fixture_site.catalogue import BY_SKU, BY_SLUG, CATEGORIES, PRODUCTS, Line, Product, line
from fixture_site.money import CURRENCIES
from fixture_site.tracking import Action, about, about_basket, browser_copies
from fixture_site.visit import Visit, form_of, redirect, visit_of

MOST_OF_ONE = 20
PROBLEMS = {"coupon": "We don't know this code."}

routes = web.RouteTableDef()


@routes.get("/")
async def catalogue(request: web.Request) -> web.Response:
    """All products."""
    return visit_of(request).show("catalogue.html", products=PRODUCTS, category=None, categories=CATEGORIES)


@routes.get("/categories/{slug}")
async def category(request: web.Request) -> web.Response:
    """A part of the shelves, which is reported by an event of the shop's own."""
    found = next((one for one in CATEGORIES if one.slug == request.match_info["slug"]), None)
    if found is None:
        raise web.HTTPNotFound
    visit = visit_of(request)
    viewed = visit.action("ViewCategory", custom=True, content_name=found.name)
    chosen = [product for product in PRODUCTS if product.sku in found.skus]
    return visit.show("catalogue.html", viewed, products=chosen, category=found, categories=CATEGORIES)


@routes.get("/products/{slug}")
async def product(request: web.Request) -> web.Response:
    """One product."""
    found = BY_SLUG.get(request.match_info["slug"])
    if found is None:
        raise web.HTTPNotFound
    visit = visit_of(request)
    currency = visit.session.currency
    kind = "product_group" if found.sizes else "product"
    viewed = about(visit.action("ViewContent", content_type=kind), (_seen(found, currency),), found.name, currency)
    others = [other for other in PRODUCTS if other is not found][:3]
    return visit.show("product.html", viewed, product=found, others=others)


@routes.get("/cart")
async def cart(request: web.Request) -> web.Response:
    """What the shopper has chosen."""
    visit = visit_of(request)
    session = visit.session
    told = session.cart and visit.shop.tracking.addition_is_told("cart")
    added = [about_basket(visit.action("AddToCart"), session.lines, session.bill)] if told else []
    return visit.show(
        "cart.html",
        *added,
        lines=session.lines,
        bill=session.bill,
        coupon=session.coupon,
        problem=PROBLEMS.get(request.query.get("problem", ""), ""),
        attempt=secrets.token_urlsafe(12),
        by_sku=BY_SKU,
    )


@routes.post("/cart")
async def add_to_cart(request: web.Request) -> web.Response:
    """Put a product into the cart; the page that asked reports it, and stays or goes on to ``next``."""
    form = await form_of(request)
    sku, quantity = form.get("sku", ""), _quantity(form.get("quantity", "1"))
    if sku not in BY_SKU or quantity < 1:
        raise web.HTTPBadRequest(text="Please choose a product and how many of it.")
    visit = visit_of(request)
    visit.session.cart[sku] = min(visit.session.cart.get(sku, 0) + quantity, MOST_OF_ONE)
    tracking, events = visit.shop.tracking, []
    if tracking.addition_is_told("added"):
        action = _added(visit, line(sku, quantity, visit.session.currency))
        visit.report([action], form.get("page", ""))
        events = browser_copies(tracking, action)
    next_page = "/cart" if form.get("next") == "cart" else ""
    return web.json_response({"items": visit.session.items, "events": events, "next": next_page})


def _added(visit: Visit, chosen: Line) -> Action:
    told = visit.action("AddToCart", url=visit.page_before)
    told = about(told, (chosen,), BY_SKU[chosen.sku].name, visit.session.currency)
    return replace(told, parts=visit.session.bill.parts)


@routes.post("/cart/change")
async def change_cart(request: web.Request) -> web.Response:
    """Set how many of a product the shopper wants; none removes it."""
    form = await form_of(request)
    visit = visit_of(request)
    quantity = min(_quantity(form.get("quantity", "")), MOST_OF_ONE)
    if quantity > 0 and form.get("sku") in BY_SKU:
        visit.session.cart[form["sku"]] = quantity
    else:
        visit.session.cart.pop(form.get("sku", ""), None)
    return redirect("/cart")


@routes.post("/cart/coupon")
async def redeem(request: web.Request) -> web.Response:
    """Take a coupon's code; an empty one takes it back."""
    visit = visit_of(request)
    code = (await form_of(request)).get("code", "").upper()
    visit.session.coupon = code if code in COUPONS else ""
    return redirect("/cart?problem=coupon" if code and not visit.session.coupon else "/cart")


@routes.post("/currency")
async def change_currency(request: web.Request) -> web.Response:
    """Show all prices in another currency."""
    visit = visit_of(request)
    wanted = (await form_of(request)).get("currency", "")
    if wanted in CURRENCIES:
        visit.session.currency = wanted
    return redirect(visit.page_before)


def _seen(product: Product, currency: str) -> Line:
    """One of a product as its page shows it, before a size is chosen."""
    return Line(sku=product.sku, name=product.name, quantity=1, cents=product.price(currency))


def _quantity(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 4 else 0
