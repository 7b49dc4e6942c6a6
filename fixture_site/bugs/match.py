"""Customer information that Meta can't match, or matches with somebody else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from aiohttp import web

from fixture_site.bug import bug
from fixture_site.seams import Around, Handler, Seams
from fixture_site.tracking import Action, Asked, Data, Visitor

_HASHED = ("em", "ph", "fn", "ln", "ct", "st", "zp", "country")
_LEFT_PLAIN = ("client_ip_address", "client_user_agent", "fbp", "fbc")


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _filled(seams: Seams, fill: Callable[[Mapping[str, str], Visitor], Mapping[str, str]]) -> Seams:
    """A shop whose server fills some keys of the customer information otherwise; the SDK leaves hashes alone."""
    good = seams.tracking.server_copies

    def server_copies(action: Action, visitor: Visitor, copy: Data) -> list[Data]:
        return good(action, visitor, copy | {"user": {**copy["user"], **fill(copy["user"], visitor)}})

    return seams.tracking_with(server_copies=server_copies)


def _seen(seams: Seams, see: Callable[[Visitor, Asked], Visitor]) -> Seams:
    """A shop that takes something else from the shopper's request."""
    return seams.tracking_with(visitor=see)


@bug(
    family="match",
    severity="medium",
    imitates="F001",
    source=("https://github.com/stape-io/facebook-tag/issues/62",),
)
def phone_hashed_with_its_plus(seams: Seams) -> Seams:
    """The server hashes phone numbers with the plus sign before them.

    Imitates a tag that makes one hash for two platforms, of which the other wants the plus.
    """
    return _filled(seams, lambda user, _: {"ph": _digest(f"+{user['ph']}")} if "ph" in user else {})


@bug(
    family="match",
    severity="critical",
    imitates="F006",
    source=(
        "https://github.com/facebookincubator/ConversionsAPI-Tag-for-GoogleTagManager/pull/39",
        "https://github.com/PrestaShopCorp/ps_facebook/pull/192",
    ),
)
def address_not_hashed(seams: Seams) -> Seams:
    """The purchase's e-mail address leaves the server as the customer typed it.

    Imitates a value that overrides the customer's own and comes in behind the step that hashes. Meta refuses the sale.
    """
    typed: dict[str, str] = {}
    good = seams.tracking.server_copies

    def server_copies(action: Action, visitor: Visitor, copy: Data) -> list[Data]:
        if action.name == "Purchase":
            typed[copy["event_id"]] = copy["user"].get("em", "")
        return good(action, visitor, copy)

    def request_body(body: Data) -> Data:
        for event in body["data"]:
            if typed.get(event["event_id"]):
                event["user_data"]["em"] = [typed[event["event_id"]]]
        return body

    return seams.tracking_with(server_copies=server_copies, request_body=request_body)


@bug(family="match", severity="high", imitates="F012", source=())
def hash_of_undefined(seams: Seams) -> Seams:
    """Where no phone number is known, the server hashes the word that its language has for nothing.

    Imitates a sender that makes text of every field and hashes it, filled in or not. To Meta all guests are one person.
    """
    return _filled(seams, lambda user, _: {} if "ph" in user else {"ph": _digest("undefined")})


@bug(
    family="match",
    severity="low",
    imitates="F023",
    source=("https://github.com/facebook/facebook-nodejs-business-sdk/pull/163",),
)
def country_in_capitals(seams: Seams) -> Seams:
    """The server hashes the country as the address has it, in capitals.

    Imitates a sender that cleans e-mail addresses and names, and takes a code for clean by nature.
    """
    return _filled(seams, lambda user, _: {"country": _digest(user["country"].upper())} if "country" in user else {})


@bug(
    family="match",
    severity="high",
    imitates="F033",
    source=(
        "https://github.com/facebook/facebook-python-business-sdk/pull/586",
        "https://github.com/segmentio/action-destinations/pull/2022",
        "https://github.com/segment-boneyard/segment-docs/pull/6099",
    ),
)
def hashed_twice(seams: Seams) -> Seams:
    """The shop hashes what it knows of a customer, and its sender hashes the hashes.

    Imitates a destination that hashes whatever it is given. Every value has 64 digits, and none matches.
    """
    return _filled(seams, lambda user, _: {key: _digest(_digest(user[key])) for key in _HASHED if key in user})


@bug(
    family="match",
    severity="high",
    imitates="F064",
    source=(
        "https://github.com/esign/laravel-conversions-api/issues/10",
        "https://github.com/PostHog/posthog/pull/29707",
    ),
)
def click_read_from_the_cookie_only(seams: Seams) -> Seams:
    """The server knows a click only if the request brings the cookie ``_fbc``.

    Imitates a back end that leaves the making of cookies to the pixel. The landing request has none yet, and what the
    shopper does there is reported without the click that led to it.
    """
    return _seen(seams, lambda visitor, asked: replace(visitor, fbc=asked.cookies.get("_fbc", "")))


@bug(family="match", severity="high", imitates="F069", source=())
def click_id_in_small_letters(seams: Seams) -> Seams:
    """Addresses with capitals are redirected to the same in small letters, with all that stands in them.

    Imitates a canonical redirect at the edge. It runs before every page, so the click id is spoiled for both channels.
    """
    return replace(seams, around_pages=_small_letters)


@bug(family="match", severity="high", imitates="F064", source=())
def landing_redirect_drops_the_click(seams: Seams) -> Seams:
    """Addresses with a query are redirected to the same without it, on the landing page.

    Imitates a canonical redirect at the edge, or a language switch, that keeps the path alone: the click id is gone
    before a page or the server has seen it.
    """
    return replace(seams, around_pages=_without_query)


def _without_query() -> Around:
    async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.method == "GET" and "fbclid" in request.query:
            return web.Response(status=301, headers={"Location": request.path})
        return await handler(request)

    return around


def _small_letters() -> Around:
    async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
        address = re.sub(r"fbclid=[^&]+", lambda found: found[0].lower(), request.raw_path)
        if request.method == "GET" and address != request.raw_path:
            return web.Response(status=301, headers={"Location": address})
        return await handler(request)

    return around


@bug(
    family="match",
    severity="high",
    imitates="F073",
    source=("https://github.com/facebook/facebook-for-woocommerce/issues/2049",),
)
def address_of_the_proxy(seams: Seams) -> Seams:
    """The server reports the address that the connection came from, which is the load balancer's.

    Imitates ``REMOTE_ADDR`` behind a content network: one address for all shoppers.
    """
    return _seen(seams, lambda visitor, asked: replace(visitor, ip=asked.remote))


@bug(
    family="match",
    severity="medium",
    imitates="F079",
    source=("https://github.com/PostHog/posthog/pull/99081", "https://github.com/stape-io/facebook-tag/issues/10"),
)
def browser_id_not_handed_over(seams: Seams) -> Seams:
    """The server's events come without ``fbp``.

    Imitates a checkout whose back end has another domain than its pages, and never sees their cookies.
    """
    return _seen(seams, lambda visitor, _: replace(visitor, fbp=""))


@bug(
    family="match",
    severity="high",
    imitates="F081",
    source=(
        "https://github.com/RivercodeAB/facebook-conversion-api-nextjs/pull/33",
        "https://github.com/elbwalker/walkerOS/issues/523",
        "https://github.com/Adsmurai-Google-Tag-Manager-Templates/adsmurai-facebook-conversions-api-client/issues/6",
    ),
)
def bare_click_id(seams: Seams) -> Seams:
    """The server sends the click id alone as ``fbc``.

    Imitates a sender that takes ``fbclid`` and ``fbc`` for two names of one thing.
    """
    return _seen(seams, lambda visitor, _: replace(visitor, fbc=visitor.fbc.rpartition(".")[2]))


@bug(
    family="match",
    severity="high",
    imitates="F090",
    source=("https://fluxsy.io/performance-marketing/server-to-server-capi-protocol",),
)
def address_hashed_as_typed(seams: Seams) -> Seams:
    """The server hashes the e-mail address as the customer typed it.

    Imitates a sender whose tests know only customers who write in small letters.
    """
    return _filled(seams, lambda user, visitor: {"em": _digest(visitor.customer["email"])} if "em" in user else {})


@bug(
    family="match",
    severity="medium",
    imitates="F092",
    source=("https://github.com/facebookarchive/facebook-for-magento2/issues/92",),
)
def two_external_ids(seams: Seams) -> Seams:
    """The pixel is given a number that the page makes for its visitor, the server sends the customer's.

    Imitates an extension whose two halves have different ideas of who is meant.
    """
    good = seams.tracking.page_data

    def page_data(page: Data) -> Data:
        known: dict[str, Any] = page["matching"]
        own = {"external_id": _digest(f"visitor:{known['em']}")} if "external_id" in known else {}
        return good(page | {"matching": known | own})

    return seams.tracking_with(page_data=page_data)


@bug(family="match", severity="high", imitates="F095", source=())
def plain_keys_hashed(seams: Seams) -> Seams:
    """Whatever is in the customer information is hashed, what Meta must be able to read as well.

    Imitates a loop over all fields that was written for the sake of privacy.
    """

    def request_body(body: Data) -> Data:
        for event in body["data"]:
            user = event["user_data"]
            user |= {key: _digest(user[key]) for key in _LEFT_PLAIN if user.get(key)}
        return body

    return seams.tracking_with(request_body=request_body)
