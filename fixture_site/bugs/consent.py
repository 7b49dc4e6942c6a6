"""Answers of the shopper that do not arrive where events are sent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from aiohttp import web

from fixture_site.bug import bug
from fixture_site.seams import Around, Handler, Seams
from fixture_site.tracking import NO_OPTIONS, Consent
from fixture_site.visit import visit_of

_TEMPLATES = Path(__file__).parent / "consent_templates"
_GATE = 'if (pixel.answer() !== "granted") pixel.hold();'
_COOKIE_CONSENT = "https://github.com/68publishers/cookie-consent/issues/35"


@bug(
    family="consent",
    severity="high",
    imitates="F002",
    source=(
        "https://github.com/facebook/facebook-for-woocommerce/issues/1432",
        "https://github.com/gabefromutah/gatsby-plugin-facebook-pixel/issues/11",
    ),
)
def opt_out_not_passed_on(seams: Seams) -> Seams:
    """A shopper who opts out by the law of a US state is thanked, and Meta is told nothing.

    Imitates a shop that offers the control and never sets the data processing options on either channel.
    """
    return seams.tracking_with(data_processing=lambda limited: NO_OPTIONS)


@bug(
    family="consent",
    severity="high",
    imitates="F056",
    source=(_COOKIE_CONSENT, "https://github.com/facebookincubator/Facebook-Pixel-for-Wordpress/issues/50"),
)
def revoked_too_late(seams: Seams) -> Seams:
    """``revoke`` is called when the page has already been reported.

    Imitates a snippet in the wrong order: before the shopper has answered, each page tells Meta of itself, and only
    then falls silent. Whoever has answered is heeded.
    """
    return replace(seams, templates=_TEMPLATES / "revoked_too_late")


@bug(
    family="consent",
    severity="critical",
    imitates="F072",
    source=("https://github.com/facebook/facebook-for-woocommerce/issues/2576",),
)
def consented_page_from_a_cache(seams: Seams) -> Seams:
    """The gate is printed into the page for whoever asks for it first, and kept for all who come after.

    Imitates a server that renders the pixel by the consent cookie, behind a cache that does not look at the cookie.
    """
    return replace(seams, around_pages=_gate_of_the_first)


def _gate_of_the_first() -> Around:
    open_for: dict[str, bool] = {}

    async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        if isinstance(response, web.Response) and response.text and _GATE in response.text:
            agreed = visit_of(request).consent is Consent.GRANTED
            if open_for.setdefault(request.raw_path, agreed):
                response.text = response.text.replace(_GATE, "")
        return response

    return around


@bug(family="consent", severity="medium", imitates="F075", source=(_COOKIE_CONSENT,))
def cookies_outlive_the_withdrawal(seams: Seams) -> Seams:
    """A shopper who withdraws keeps Meta's cookies.

    Imitates a banner that ends the sending and thinks no further. The next page that reads them has them.
    """
    return seams.tracking_with(forgotten=tuple)


@bug(
    family="consent",
    severity="high",
    imitates="F098",
    source=("https://github.com/webgrafia/ginger/issues/24",),
)
def grant_without_effect(seams: Seams) -> Seams:
    """The pixel is held until the shopper agrees, and then it is not let go.

    Imitates a banner whose answer never wakes the script that it held back. No test of the time before it sees that.
    """
    return replace(seams, templates=_TEMPLATES / "grant_without_effect")
