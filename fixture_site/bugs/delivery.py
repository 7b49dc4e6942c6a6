"""Server events that Meta does not take, and events that go to the wrong place."""

import json
from dataclasses import replace
from pathlib import Path

from aiohttp import web

from fixture_site.bug import bug
from fixture_site.seams import Around, Handler, Seams
from fixture_site.tracking import Action, Data, Visitor
from fixture_site.visit import shop_of

_OTHER_PIXEL = "4815162342108"
_TEMPLATES = Path(__file__).parent / "pixel_id_undefined_templates"


@bug(
    family="delivery",
    severity="medium",
    imitates="F010",
    source=("https://github.com/segmentio/action-destinations/pull/3977",),
)
def outdated_api_version(seams: Seams) -> Seams:
    """The shop's own sender calls version 18 of the API.

    Imitates a constant that was current when the sender was written.
    """
    return seams.tracking_with(request_body=lambda body: body, api_version="v18.0")


@bug(
    family="delivery",
    severity="critical",
    imitates="F017",
    source=("https://github.com/mixpanel/docs-legacy/pull/712", "https://github.com/snarfed/bridgy/issues/59"),
)
def expired_token_ignored(seams: Seams) -> Seams:
    """The sender drops whatever Meta refuses, also for the token's sake.

    Imitates a sender that writes refusals to a log nobody reads. While the token is good it does no harm; from the hour
    in which it expires no server event is ever taken, and none is kept.
    """
    return seams.tracking_with(refusal_is_final=lambda status, code: True)


@bug(
    family="delivery",
    severity="high",
    imitates="F062",
    source=(
        "https://github.com/Adsmurai-Google-Tag-Manager-Templates/adsmurai-facebook-conversions-api-client/issues/6",
    ),
)
def malformed_click_id(seams: Seams) -> Seams:
    """The server's click id ends where the click should begin.

    Imitates an empty click id that is put together with its prefix all the same. Where Meta refuses such an event, the
    sale is lost for a field that it could do without.
    """

    def copies(action: Action, visitor: Visitor, copy: Data) -> list[Data]:
        prefix = ".".join(visitor.fbc.split(".")[:3])
        return [copy | {"user": copy["user"] | {"fbc": f"{prefix}."}}] if prefix else [copy]

    return seams.tracking_with(server_copies=copies)


@bug(
    family="delivery",
    severity="critical",
    imitates="F066",
    source=("https://github.com/PostHog/posthog/issues/6227",),
)
def batch_without_fallback(seams: Seams) -> Seams:
    """Events go out fifty to a call, one of them is invalid, and the others are not sent again.

    Imitates a worker that gathers events and takes a call for the unit of success. The goods of AddPaymentInfo are a
    text here, which is one bad event in each sale.
    """

    def own_body(body: Data) -> Data:
        return body | {"data": [_spoiled(event) for event in body["data"]]}

    return seams.tracking_with(request_body=own_body, batch=50, gathers_s=30.0, resends_alone=False)


def _spoiled(event: Data) -> Data:
    if event["event_name"] != "AddPaymentInfo":
        return event
    said = event["custom_data"]
    return event | {"custom_data": said | {"contents": json.dumps(said["contents"])}}


@bug(family="delivery", severity="critical", imitates="P001", source=())
def server_events_sent_before_the_answer(seams: Seams) -> Seams:
    """The shop answers no request before Meta has answered what it reported.

    Imitates a hook that calls the Conversions API while the page is made. While Meta is quick nobody notices.
    """
    return replace(seams, around_pages=_waits_for_meta)


def _waits_for_meta() -> Around:
    async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        await shop_of(request).sender.drain()
        return response

    return around


@bug(
    family="delivery",
    severity="high",
    imitates="F057",
    source=("https://armadillo-docs.pages.dev/rules/facebook-capi", "https://adsping.io/docs/testing"),
)
def test_code_left(seams: Seams) -> Seams:
    """Every call of the server carries the test event code of a trial.

    Imitates a setting that was never taken back. Meta takes the events all the same.
    """
    return seams.tracking_with(request_body=lambda body: body | {"test_event_code": "TEST123"})


@bug(
    family="delivery",
    severity="high",
    imitates="F034",
    source=(
        "https://github.com/facebookarchive/Facebook-For-OpenCart/issues/115",
        "https://github.com/facebook/facebook-for-woocommerce/issues/473",
    ),
)
def pixel_id_undefined(seams: Seams) -> Seams:
    """The template of the checkout has no pixel id.

    Imitates a theme whose checkout reads the id from a setting that this template does not get. The pixel's script
    turns it down with a warning on the console, and reports nothing there.
    """
    return replace(seams, templates=_TEMPLATES)


@bug(
    family="delivery",
    severity="medium",
    imitates="F082",
    source=(
        "https://github.com/MozillaFoundation/foundation.mozilla.org/issues/9933",
        "https://github.com/newrelic/gatsby-theme-newrelic/pull/494",
    ),
)
def pixel_of_another_environment(seams: Seams) -> Seams:
    """The pages report to a pixel whose id stands in the code, not to that of this environment.

    Imitates a copy of a site for trials, whose testers' sales fill the pixel of the real one.
    """
    return seams.tracking_with(page_data=lambda page: page | {"pixel": _OTHER_PIXEL})
