"""The shelves and the cart."""

from __future__ import annotations

from aiohttp import web

from fixture_site.catalogue import BY_SKU, BY_SLUG, CATEGORIES, PRODUCTS, Line, Product, lines, total
from fixture_site.tracking import about, browser_copies
from fixture_site.visit import form_of, redirect, visit_of

MOST_OF_ONE = 20

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
    viewed = about(visit.action("ViewContent"), (_line(found, 1),), found.name)
    others = [other for other in PRODUCTS if other is not found][:3]
    return visit.show("product.html", viewed, product=found, others=others)


@routes.get("/cart")
async def cart(request: web.Request) -> web.Response:
    """What the shopper has chosen."""
    visit = visit_of(request)
    chosen = lines(visit.session.cart)
    told = chosen and visit.shop.tracking.addition_is_told("cart")
    added = [about(visit.action("AddToCart"), chosen)] if told else []
    return visit.show("cart.html", *added, lines=chosen, total=total(chosen), by_sku=BY_SKU)


@routes.post("/cart")
async def add_to_cart(request: web.Request) -> web.Response:
    """Put a product into the cart; the page that asked reports it, and stays or goes on to ``next``."""
    form = await form_of(request)
    found = BY_SKU.get(form.get("sku", ""))
    quantity = _quantity(form.get("quantity", "1"))
    if found is None or quantity < 1:
        raise web.HTTPBadRequest(text="Please choose a product and how many of it.")
    visit = visit_of(request)
    had = visit.session.cart.get(found.sku, 0)
    visit.session.cart[found.sku] = min(had + quantity, MOST_OF_ONE)
    tracking, events = visit.shop.tracking, []
    if tracking.addition_is_told("added"):
        action = about(visit.action("AddToCart", url=visit.page_before), (_line(found, quantity),), found.name)
        visit.report([action], form.get("page", ""))
        events = browser_copies(tracking, action)
    next_page = "/cart" if form.get("next") == "cart" else ""
    return web.json_response({"items": visit.session.items, "events": events, "next": next_page})


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


def _line(product: Product, quantity: int) -> Line:
    return Line(sku=product.sku, name=product.name, quantity=quantity, cents=product.cents)


def _quantity(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 4 else 0
