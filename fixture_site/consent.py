"""The shopper's answer to the banner, for both channels at once."""

from __future__ import annotations

from aiohttp import web

from fixture_site.tracking import Consent
from fixture_site.visit import CONSENT_COOKIE, HALF_A_YEAR, LIMITED_COOKIE, Visit, form_of, redirect, visit_of

routes = web.RouteTableDef()


@routes.post("/consent")
async def answer(request: web.Request) -> web.Response:
    """Keep the answer, and let it act at once: what waits goes out, or never does."""
    visit = visit_of(request)
    form = await form_of(request)
    visit.consent = Consent.GRANTED if form.get("choice") == Consent.GRANTED else Consent.DENIED
    response = _reply(visit)
    if visit.consent is Consent.GRANTED:
        _release(visit, form.get("page", ""))
    else:
        _withdraw(visit)
        visit.forget(response)
    secure = visit.shop.settings.secure
    response.set_cookie(CONSENT_COOKIE, visit.consent, max_age=HALF_A_YEAR, samesite="Lax", secure=secure)
    return response


@routes.post("/privacy/limit")
async def limit(request: web.Request) -> web.Response:
    """Use this shopper's data in a limited way from now on, and tell the page how to ask Meta for it."""
    visit = visit_of(request)
    response = web.json_response({"limits": visit.shop.tracking.data_processing(True)})
    secure = visit.shop.settings.secure
    response.set_cookie(LIMITED_COOKIE, "1", max_age=HALF_A_YEAR, samesite="Lax", secure=secure)
    return response


def _reply(visit: Visit) -> web.Response:
    """An empty answer for the script; the same page again for a browser without one."""
    if visit.request.headers.get("Sec-Fetch-Dest") == "document":
        return redirect(visit.page_before)
    return web.Response(status=204)


def _release(visit: Visit, page: str) -> None:
    held_back = visit.shop.pending.take(page, visit.session.id)
    visit.report(held_back, page)
    with visit.shop.db:
        for action in held_back:
            visit.shop.books.mark_shown(action.order_id)


def _withdraw(visit: Visit) -> None:
    with visit.shop.db:
        visit.shop.outbox.withdraw(visit.session.id)
        visit.shop.books.withdraw(visit.session.id)
