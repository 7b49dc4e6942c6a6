"""Personal data and secrets that get out."""

from __future__ import annotations

import json
from dataclasses import replace

from aiohttp import web

from fixture_site.bug import bug
from fixture_site.seams import Around, Handler, Seams
from fixture_site.visit import shop_of, visit_of

_DEVIATE = "https://deviatetracking.com/solving-the-potentially-violating-personal-data-error/"
_VERSION = "v26.0"
_CALLER = """
<script>
  (() => {{
    const page = JSON.parse(document.getElementById("page-data").textContent);
    const cookie = (name) => (document.cookie.match(`(?:^|; )${{name}}=([^;]+)`) || [])[1];
    const copy = ({{ name, options }}) => ({{
      event_name: name,
      event_id: options.eventID,
      event_time: Math.floor(Date.now() / 1000),
      event_source_url: location.href,
      action_source: "website",
      user_data: {{ client_user_agent: navigator.userAgent, fbp: cookie("_fbp"), fbc: cookie("_fbc") }},
    }});
    const data = page.events.filter(({{ name }}) => name === "PageView").map(copy);
    const body = new URLSearchParams({{ access_token: {token}, data: JSON.stringify(data) }});
    if (pixel.answer() === "granted") fetch({endpoint}, {{ method: "POST", mode: "no-cors", keepalive: true, body }});
  }})();
</script>
"""


@bug(
    family="privacy",
    severity="medium",
    imitates="F046",
    source=("https://github.com/facebookincubator/Facebook-Pixel-for-Wordpress/pull/114",),
)
def staff_taken_for_a_customer(seams: Seams) -> Seams:
    """Whoever is signed in is given to the pixel as the customer, staff of the back office too.

    Imitates a plugin that asks its host for the current user and takes the answer for a shopper.
    """
    return seams.tracking_with(matched=lambda customer, staff: customer or staff)


@bug(family="privacy", severity="high", imitates="F063", source=(_DEVIATE,))
def search_told_as_typed(seams: Seams) -> Seams:
    """What is typed into the search box is reported as it is, whatever it is.

    Imitates a tag that copies the box into ``search_string``. People type their e-mail address into such boxes.
    """
    return seams.tracking_with(search_string=lambda typed: typed)


@bug(
    family="privacy",
    severity="high",
    imitates="F071",
    source=(
        "https://docs.getelevar.com/docs/what-are-potentially-violating-personal-data-sent-to-facebook-errors",
        _DEVIATE,
    ),
)
def address_in_the_page_address(seams: Seams) -> Seams:
    """The newsletter's landing page keeps the reader's e-mail address in its own address.

    Imitates a link of a mailing tool to a page that tells Meta where it is, as every page does.
    """
    return replace(seams, around_pages=_kept_in_the_address)


def _kept_in_the_address() -> Around:
    async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path == "/welcome":
            return visit_of(request).show("welcome.html")
        return await handler(request)

    return around


@bug(family="privacy", severity="critical", imitates="F074", source=())
def server_events_sent_by_the_page(seams: Seams) -> Seams:
    """A script of the page calls the Conversions API itself, with the access token in its source.

    Imitates a shop without a back end of its own to send from. The events are complete, and the token is public.
    """
    return replace(seams, around_pages=_with_a_caller)


def _with_a_caller() -> Around:
    async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        if isinstance(response, web.Response) and response.content_type == "text/html" and response.text:
            settings = shop_of(request).settings
            graph = settings.pixel_base or "https://graph.facebook.com"
            endpoint = f"{graph}/{_VERSION}/{settings.pixel_id}/events"
            script = _CALLER.format(endpoint=json.dumps(endpoint), token=json.dumps(settings.access_token))
            response.text = response.text.replace("</body>", f"{script}</body>")
        return response

    return around
