"""The door of the back office. Whoever works here is no customer."""

from __future__ import annotations

from aiohttp import web

from fixture_site.visit import form_of, redirect, visit_of

STAFF = {"ines@kiesel.example": {"email": "ines@kiesel.example", "first_name": "Ines", "last_name": "Adler"}}
PASSWORD = "kiesel"  # noqa: S105 - a shop that sells nothing has nothing to guard

routes = web.RouteTableDef()


@routes.get("/staff")
async def door(request: web.Request) -> web.Response:
    """Sign in, or see who is signed in."""
    visit = visit_of(request)
    return visit.show("staff.html", staff=visit.session.staff, problem="")


@routes.post("/staff")
async def sign_in(request: web.Request) -> web.Response:
    """Let somebody in who works here."""
    visit = visit_of(request)
    form = await form_of(request)
    if form.get("email") not in STAFF or form.get("password") != PASSWORD:
        return visit.show("staff.html", status=422, staff={}, problem="We don't know this address and password.")
    visit.session.staff = STAFF[form["email"]]
    return redirect("/staff")
