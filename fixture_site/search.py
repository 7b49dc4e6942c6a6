"""The search box."""

from __future__ import annotations

from aiohttp import web

from fixture_site.catalogue import PRODUCTS, Product
from fixture_site.visit import form_of, redirect, visit_of

LONGEST_QUERY = 200

routes = web.RouteTableDef()


@routes.post("/search")
async def ask(request: web.Request) -> web.Response:
    """Remember what is sought. It is posted, since what people type into such a box must not get into an address."""
    visit_of(request).session.searched = (await form_of(request)).get("q", "")[:LONGEST_QUERY]
    return redirect("/search")


@routes.get("/search")
async def found(request: web.Request) -> web.Response:
    """What was found."""
    visit = visit_of(request)
    sought = visit.session.searched
    searched = visit.action("Search", search_string=sought)
    return visit.show("search.html", searched, sought=sought, products=_matching(sought))


def _matching(sought: str) -> list[Product]:
    words = sought.lower().split()
    return [p for p in PRODUCTS if words and all(word in f"{p.name} {p.teaser}".lower() for word in words)]
