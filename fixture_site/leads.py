"""Requests for a quote, calls, visits to the showroom, and accounts."""

from __future__ import annotations

from aiohttp import web

from fixture_site.books import LEAD_CENTS
from fixture_site.forms import NEEDED_FOR_A_PERSON, customer_of, problems
from fixture_site.matching import CALLING_CODES
from fixture_site.tracking import browser_copies
from fixture_site.visit import Visit, form_of, redirect, visit_of

DAYS = ("Monday", "Wednesday", "Friday")

routes = web.RouteTableDef()


@routes.get("/contact")
async def contact(request: web.Request) -> web.Response:
    """The form for a quote."""
    visit = visit_of(request)
    return visit.show("contact.html", form=visit.session.customer, problems={}, countries=sorted(CALLING_CODES))


@routes.post("/contact")
async def save_lead(request: web.Request) -> web.Response:
    """Write the request into the books, and report the lead."""
    visit = visit_of(request)
    form = await form_of(request)
    found = problems(form, (*NEEDED_FOR_A_PERSON, "message"))
    if found:
        return visit.show("contact.html", status=422, form=form, problems=found, countries=sorted(CALLING_CODES))
    visit.session.customer |= customer_of(form)
    with visit.shop.db:
        number = visit.shop.books.add_lead(customer_of(form), form["message"], visit.visitor())
        _report(visit, "Lead", number, "/contact/thanks", cents=LEAD_CENTS, content_name="Quote request")
    return redirect("/contact/thanks")


@routes.get("/contact/thanks")
async def lead_thanks(request: web.Request) -> web.Response:
    """Thank for the request."""
    return visit_of(request).show("contact_thanks.html")


@routes.post("/contact/call")
async def call(request: web.Request) -> web.Response:
    """Somebody calls; the page stays, and reports it."""
    visit = visit_of(request)
    action = visit.action("Contact", url=visit.page_before)
    visit.report([action], (await form_of(request)).get("page", ""))
    return web.json_response({"events": browser_copies(visit.shop.tracking, action)})


@routes.get("/showroom")
async def showroom(request: web.Request) -> web.Response:
    """The form for a visit."""
    visit = visit_of(request)
    return visit.show("showroom.html", form=visit.session.customer, problems={}, days=DAYS)


@routes.post("/showroom")
async def book_visit(request: web.Request) -> web.Response:
    """Write the visit into the books, and report it."""
    visit = visit_of(request)
    form = await form_of(request)
    found = problems(form, NEEDED_FOR_A_PERSON) | ({} if form.get("day") in DAYS else {"day": "Please choose a day."})
    if found:
        return visit.show("showroom.html", status=422, form=form, problems=found, days=DAYS)
    visit.session.customer |= customer_of(form)
    with visit.shop.db:
        number = visit.shop.books.add_appointment(customer_of(form), form["day"])
        _report(visit, "Schedule", number, "/showroom/thanks", content_name="Visit to the showroom")
    return redirect("/showroom/thanks")


@routes.get("/showroom/thanks")
async def showroom_thanks(request: web.Request) -> web.Response:
    """Say when and where."""
    return visit_of(request).show("showroom_thanks.html")


@routes.get("/account/register")
async def account_form(request: web.Request) -> web.Response:
    """The form for an account."""
    visit = visit_of(request)
    return visit.show("register.html", form=visit.session.customer, problems={})


@routes.post("/account/register")
async def save_account(request: web.Request) -> web.Response:
    """Open the account; whoever sends the form twice has opened one."""
    visit = visit_of(request)
    form = await form_of(request)
    found = problems(form, NEEDED_FOR_A_PERSON)
    if not found and form["email"] != visit.session.account:
        visit.session.customer |= customer_of(form)
        found = {} if register(visit, "/account") else {"email": "There is an account with this address already."}
    if found:
        return visit.show("register.html", status=422, form=form, problems=found)
    return redirect("/account")


@routes.get("/account")
async def account(request: web.Request) -> web.Response:
    """The shopper's own page."""
    visit = visit_of(request)
    if not visit.session.customer:
        return redirect("/account/register")
    return visit.show("account.html")


def register(visit: Visit, next_path: str) -> bool:
    """Open an account for the session's customer, and report it, unless there is one."""
    with visit.shop.db:
        number = visit.shop.books.add_account(visit.session.customer)
        if number is not None:
            visit.session.account = visit.session.customer["email"]
            _report(visit, "CompleteRegistration", number, next_path, content_name="Customer account")
    return number is not None


def _report(visit: Visit, name: str, number: str, next_path: str, **about: object) -> None:
    """Report to both channels: the server's copy now, the browser's on the page that follows."""
    url = visit.shop.settings.base_url + next_path
    action = visit.action(name, id=f"{name.lower()}.{number}", url=url, **about)
    visit.report_at_once(action)
    visit.announce(action)
