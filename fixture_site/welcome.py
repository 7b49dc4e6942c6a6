"""Where links in the newsletter lead."""

from __future__ import annotations

from aiohttp import web

from fixture_site.visit import redirect, visit_of

routes = web.RouteTableDef()


@routes.get("/welcome")
async def welcome(request: web.Request) -> web.Response:
    """Greet a reader of the newsletter.

    Whoever sends the letter writes the reader's address into the link. No page may keep it in its own: it is taken out
    before there is one, and all else in the link stays.
    """
    if "email" in request.query:
        return redirect(str(request.rel_url.with_query([(k, v) for k, v in request.query.items() if k != "email"])))
    return visit_of(request).show("welcome.html")
