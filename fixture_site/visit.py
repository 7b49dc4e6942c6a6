"""One request of a shopper: who it is, what it may report, and the page that answers it."""

from __future__ import annotations

import asyncio
import secrets
import weakref
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from aiohttp import web

from fixture_site.matching import pixel_keys
from fixture_site.seams import Handler
from fixture_site.sessions import COOKIE, Session
from fixture_site.settings import RELAY
from fixture_site.shop import SHOP, Shop
from fixture_site.tracking import Action, Asked, Consent, Visitor, browser_copies, random_id

CONSENT_COOKIE = "consent"
LIMITED_COOKIE = "limited_use"
NINETY_DAYS = 90 * 24 * 3600
HALF_A_YEAR = 180 * 24 * 3600
LONGEST_CLICK_ID = 500
PLAIN = ("/_control/", "/api/", "/static/", "/webhooks/", f"{RELAY}/")
"""Paths that no shopper opens: no session, and nothing is wrapped around them."""


class Visit:
    """What the handlers work with."""

    def __init__(self, shop: Shop, request: web.Request, session: Session) -> None:
        self.shop = shop
        self.request = request
        self.session = session
        self.consent = _answer(request.cookies.get(CONSENT_COOKIE))
        # By law, a browser that asks for privacy globally has opted out.
        self.limited = request.cookies.get(LIMITED_COOKIE) == "1" or request.headers.get("Sec-GPC") == "1"
        # A view that a script swaps into a document belongs to that document.
        self.document = request.headers.get("X-Document", "")
        self.page = self.document or secrets.token_urlsafe(12)
        _remember_entrance(session, request)
        self.fresh_cookies: dict[str, str] = {}

    @property
    def url(self) -> str:
        """The public address of this page."""
        return self.shop.settings.base_url + self.request.raw_path

    @property
    def page_before(self) -> str:
        """The public address of the page that sent this request; only the shop's own pages count."""
        referrer = self.request.headers.get("Referer", "")
        base = self.shop.settings.base_url
        return referrer if referrer.startswith(base + "/") else base + "/"

    def action(self, name: str, **about: Any) -> Action:
        """A new action of this shopper, here and now."""
        now = int(self.shop.clock.now())
        given: dict[str, Any] = {"id": random_id(name), "time": now, "url": self.url}
        return Action(name=name, **given | about)

    def visitor(self) -> Visitor:
        """The shopper as the shop sees them now."""
        if self.consent is Consent.GRANTED:
            self.identify()
        cookies = {**self.request.cookies, **self.fresh_cookies}
        forwarded = self.request.headers.get("X-Forwarded-For", "").split(",")[0].strip()
        remote = self.request.remote or ""
        visitor = Visitor(
            session=self.session.id,
            consent=self.consent,
            ip=forwarded or remote,
            user_agent=self.request.headers.get("User-Agent", ""),
            fbp=cookies.get("_fbp", ""),
            fbc=unquote(cookies.get("_fbc", "")),
            limited=self.limited,
            customer=dict(self.session.customer),
        )
        return self.shop.tracking.visitor(visitor, Asked(cookies=self.request.cookies, remote=remote))

    def identify(self) -> None:
        """Make Meta's two cookies when they are missing, so that the first server copy carries them like the rest."""
        prefix = f"fb.{_cookie_level(self.shop.settings.host)}.{int(self.shop.clock.now() * 1000)}"
        if "_fbp" not in self.request.cookies:
            self.fresh_cookies.setdefault("_fbp", f"{prefix}.{secrets.randbelow(10**18)}")
        click = self._click_id()
        if click and not self.request.cookies.get("_fbc", "").endswith(f".{click}"):
            self.fresh_cookies.setdefault("_fbc", f"{prefix}.{click}")

    def _click_id(self) -> str:
        """The click that led here, as the pixel would write it into its cookie."""
        for url in (self.request.raw_path, self.request.headers.get("Referer", "")):
            found = parse_qs(urlsplit(url).query).get("fbclid", [""])[0]
            if 0 < len(found) <= LONGEST_CLICK_ID:
                return quote(found.replace(".", "__DOT__"), safe="")
        return ""

    def report(self, actions: Iterable[Action], page: str) -> None:
        """Queue the server's copies, or keep them with the page until there is consent."""
        actions = list(actions)
        if not self.shop.tracking.server_may_send(self.consent):
            self.shop.pending.add(page, self.session.id, actions)
            return
        visitor = self.visitor()
        with self.shop.db:
            for action in actions:
                self.shop.outbox.add(action, visitor)

    def report_at_once(self, action: Action) -> None:
        """Queue the server's copy in the transaction that is open, if it may go."""
        if self.shop.tracking.server_may_send(self.consent):
            self.shop.outbox.add(action, self.visitor())

    def announce(self, action: Action) -> None:
        """Let the next page report this action, since this request shows none."""
        self.session.announced.append(action.dump())

    def show(self, template: str, *actions: Action, status: int = 200, **context: Any) -> web.Response:
        """The page, with its own actions and those announced to it; the server's copies go by ``report``."""
        announced = [Action.load(text) for text in self.session.announced]
        self.session.announced = []
        return self._render(template, [*announced, *actions], status, context)

    def _render(self, template: str, actions: list[Action], status: int, context: dict[str, Any]) -> web.Response:
        actions = [self.action("PageView"), *actions]
        settings = self.shop.settings
        self.report((action for action in actions if not action.repeat), self.page)
        partner = [settings.partner_pixel_id] if self.session.partner and settings.partner_pixel_id else []
        app = self.session.view == "app"
        page = {
            "pixel": settings.pixel_id,
            "partners": partner,
            **(settings.relayed_pixel if self.session.pixel == "own" else {"base": settings.pixel_base}),
            "app": app,
            "banner": self.session.banner,
            "route": bool(self.document),
            # The router reports each view with its id, so the pixel must not do it by itself, and may do it again.
            "settings": {"disablePushState": True, "allowDuplicatePageViews": True} if app else {},
            "page": self.page,
            "matching": pixel_keys(self.shop.tracking.matched(self.session.customer, self.session.staff)),
            "frames": [settings.bank_url],
            "limits": self.shop.tracking.data_processing(self.limited),
            "events": [copy for action in actions for copy in browser_copies(self.shop.tracking, action)],
        }
        text = self.shop.templates.get_template(template).render(
            page=self.shop.tracking.page_data(page),
            items=self.session.items,
            path=self.request.path,
            customer=self.session.customer,
            currency=self.session.currency,
            **context,
        )
        # Event ids are in the page, so no cache may keep it.
        return web.Response(text=text, status=status, content_type="text/html", headers={"Cache-Control": "no-store"})

    def set_cookies(self, response: web.StreamResponse) -> None:
        """The session's cookie, and Meta's where the shopper agreed."""
        secure = self.shop.settings.secure
        response.set_cookie(COOKIE, self.session.id, httponly=True, samesite="Lax", secure=secure)
        if self.consent is Consent.GRANTED:
            self.identify()
        domain = self._cookie_domain()
        for name, value in self.fresh_cookies.items():
            response.set_cookie(name, value, max_age=NINETY_DAYS, samesite="Lax", secure=secure, domain=domain)

    def forget(self, response: web.StreamResponse) -> None:
        """Take Meta's cookies away."""
        for name in self.shop.tracking.forgotten():
            response.del_cookie(name, domain=self._cookie_domain())
            response.headers.add("Set-Cookie", f"{name}=; Max-Age=0; Path=/")

    def _cookie_domain(self) -> str | None:
        host = self.shop.settings.host
        return host if _cookie_level(host) == 1 else None


def _remember_entrance(session: Session, request: web.Request) -> None:
    """By ``?view=app`` the shop is a single page from now on, by ``?partner=yes`` an agency's visitor has come.

    By ``?banner=manager`` a consent manager asks in the place of the shop's own banner; by ``?pixel=own`` the pixel
    passes through the shop.
    """
    session.view = request.query.get("view", session.view)
    session.banner = request.query.get("banner", session.banner)
    session.pixel = request.query.get("pixel", session.pixel)
    session.partner = session.partner or request.query.get("partner") == "yes"


def _answer(cookie: str | None) -> Consent:
    return Consent(cookie) if cookie in set(Consent) else Consent.UNANSWERED


def _cookie_level(host: str) -> int:
    """The second part of Meta's cookies: how deep the domain is that holds them."""
    if host.replace(".", "").isdigit():
        return host.count(".")
    return min(host.count("."), 1)


VISIT: web.RequestKey[Visit] = web.RequestKey("visit", Visit)


def visit_of(request: web.Request) -> Visit:
    """The visit that this request belongs to."""
    return request[VISIT]


def shop_of(request: web.Request) -> Shop:
    """The shop that this request came to."""
    return request.app[SHOP]


def redirect(url: str) -> web.Response:
    """Go there next, by GET."""
    return web.Response(status=303, headers={"Location": url, "Cache-Control": "no-store"})


async def form_of(request: web.Request) -> dict[str, str]:
    """The fields of a posted form, without blanks around them."""
    return {key: value.strip() for key, value in (await request.post()).items() if isinstance(value, str)}


@web.middleware
async def with_visit(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give the handlers their visit; one request of a session at a time, so that no cart is lost."""
    if request.path.startswith(PLAIN):
        return await handler(request)
    shop = request.app[SHOP]
    async with _lock(shop, request.cookies.get(COOKIE, "")):
        visit = request[VISIT] = Visit(shop, request, shop.sessions.load(request.cookies.get(COOKIE, "")))
        response = await shop.around_pages(request, _or_not_found(handler))
        visit.set_cookies(response)
        shop.sessions.save(visit.session)
    return response


def _or_not_found(handler: Handler) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPNotFound:
            if "text/html" not in request.headers.get("Accept", ""):
                raise
            return visit_of(request).show("not_found.html", status=404)

    return answer


_locks: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()


def _lock(shop: Shop, session: str) -> asyncio.Lock:
    return _locks.setdefault(session, asyncio.Lock()) if session else asyncio.Lock()
