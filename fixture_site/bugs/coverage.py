"""Copies that never come: legs that are off, sales that hang on one page, and what waits in memory."""

from dataclasses import replace

from aiohttp import web

from fixture_site.bug import bug
from fixture_site.seams import Around, Handler, Seams
from fixture_site.tracking import Action, Data, Visitor

_WOO = "https://github.com/facebook/facebook-for-woocommerce"
FLUSH_S = 30.0
NEW_TEMPLATE = ("InitiateCheckout",)


@bug(
    family="coverage",
    severity="high",
    imitates="F029",
    source=("https://github.com/facebookincubator/Facebook-Pixel-for-Wordpress/pull/73",),
)
def dead_server_leg(seams: Seams) -> Seams:
    """The server reports nothing at all, though it is set up to.

    Imitates a plugin that shows "connected" after an update which left out the line that includes its sender. The
    pixel works as before, so every number of events looks alive.
    """
    return seams.tracking_with(server_copies=lambda action, visitor, copy: [])


@bug(
    family="coverage",
    severity="critical",
    imitates="F031",
    source=("https://purpleturret.com/blog/meta-pixel-capi-checkout-tracking",),
)
def sale_left_to_the_pixel(seams: Seams) -> Seams:
    """The server reports every step but the sale, which the pixel alone tells of.

    Imitates a shop that trusts the thank-you page's pixel with its sales. Who blocks the pixel buys unseen.
    """
    good = seams.tracking.server_copies

    def copies(action: Action, visitor: Visitor, copy: Data) -> list[Data]:
        return [] if action.name == "Purchase" else good(action, visitor, copy)

    return seams.tracking_with(server_copies=copies)


@bug(family="coverage", severity="high", imitates="F040", source=())
def queue_in_memory(seams: Seams) -> Seams:
    """The server's copies wait in the process's memory until the next flush, half a minute later.

    Imitates a sender that collects events in a list to send them in batches. A deployment, a crash or a scaled-down
    instance takes the list with it, and the orders in the database never hear of it.
    """
    return seams.tracking_with(outlives_the_process=lambda action: False, gathers_s=FLUSH_S)


@bug(
    family="coverage",
    severity="high",
    imitates="F049",
    source=(
        f"{_WOO}/pull/3666",
        f"{_WOO}/issues/3194",
        "https://github.com/PrestaShop/PrestaShop/issues/27901",
        "https://github.com/MahoCommerce/maho/pull/1112",
    ),
)
def shared_tracked_flag(seams: Seams) -> Seams:
    """The thank-you page finds the order marked as tracked, since the server has just reported it.

    Imitates a plugin with one flag for both copies: the hook of the paid order sends the server's and sets it, and the
    hook of the page sees it and prints nothing. Every order has an event, none has the browser's.
    """
    return seams.tracking_with(purchase_is_announced=lambda action: False)


@bug(
    family="coverage",
    severity="medium",
    imitates="F083",
    source=(
        f"{_WOO}/issues/2048",
        "https://github.com/woocommerce/woocommerce-blocks/issues/4450",
        f"{_WOO}/issues/2",
        f"{_WOO}/issues/192",
        f"{_WOO}/issues/219",
        f"{_WOO}/issues/923",
    ),
)
def template_without_hooks(seams: Seams) -> Seams:
    """The new checkout emits no InitiateCheckout on either channel.

    Imitates a shop that changed to a checkout of blocks, whose template never calls the hook that the old one called.
    Sales are reported as before; only the step that leads to them has vanished.
    """
    browser, server = seams.tracking.browser_copies, seams.tracking.server_copies
    return seams.tracking_with(
        browser_copies=lambda action, copy: [] if action.name in NEW_TEMPLATE else browser(action, copy),
        server_copies=lambda action, visitor, copy: (
            [] if action.name in NEW_TEMPLATE else server(action, visitor, copy)
        ),
    )


@bug(
    family="coverage",
    severity="critical",
    imitates="F089",
    source=(f"{_WOO}/issues/435", f"{_WOO}/issues/592"),
)
def custom_thank_you_page(seams: Seams) -> Seams:
    """After the payment comes a thank-you page of the shop's own, and the hook that reports sales is on another.

    Imitates a shop whose theme or funnel plugin replaces the confirmation page. Both copies hang on that page's hook,
    so neither is sent.
    """
    return seams.tracking_with(
        order_is_told=lambda action, status: False,
        sale_is_shown=lambda page, status: False,
    )


@bug(
    family="coverage",
    severity="high",
    imitates="F025",
    source=(
        "https://github.com/vellum-ai/vellum-assistant/pull/39713",
        "https://datacadamia.com/marketing/analytics/tracker",
    ),
)
def tracked_and_gone(seams: Seams) -> Seams:
    """The page that reports a new account goes elsewhere in the same breath.

    Imitates a callback page after a sign-up, which calls fbq and then ``location.replace``: the browser drops what the
    page had not yet sent.
    """
    return replace(seams, around_pages=_callback)


PIXEL = '<script src="/static/pixel.js">'
BASE_CODE = """<script>
  window.fbq = window._fbq = (...call) => (fbq.callMethod ? fbq.callMethod(...call) : fbq.queue.push(call));
  fbq.queue = [];
  const script = document.createElement("script");
  script.src = "https://connect.facebook.net/de_DE/fbevents.js";
  document.head.append(script);
</script>
"""
"""A copy of the pixel's own, as a page has it that was built elsewhere."""


def _callback() -> Around:
    async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        if request.path != "/account" or "signed_up" in request.query or not isinstance(response, web.Response):
            return response
        page = (response.text or "").replace(PIXEL, BASE_CODE + PIXEL)
        gone = '<script>location.replace("/account?signed_up=yes")</script>'
        response.text = page.replace("</head>", f"{gone}</head>")
        return response

    return around


@bug(
    family="coverage",
    severity="high",
    imitates="F054",
    source=(
        "https://github.com/williankeller/magento2-facebook-pixel/pull/17",
        "https://github.com/DFE-Digital/get-into-teaching-app/pull/359",
    ),
)
def policy_blocks_the_pixel(seams: Seams) -> Seams:
    """A Content-Security-Policy allows the shop's own scripts, and no others.

    Imitates a release that tightens the policy without a thought for the pixel: its script does not load, on any page,
    for anybody, and nothing on the pages looks different.
    """
    return replace(seams, around_pages=_own_scripts_only)


def _own_scripts_only() -> Around:
    async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        response.headers["Content-Security-Policy"] = "script-src 'self' 'unsafe-inline'"
        return response

    return around


@bug(
    family="coverage",
    severity="high",
    imitates="F021",
    source=(
        "https://eu-customs-reform-landing-page.www.zonos.com/docs/api-reference/checkout-rest-api/facebook-pixel",
    ),
)
def frame_tells_the_page_nothing(seams: Seams) -> Seams:
    """What a shopper does in the payment provider's frame never reaches the page's pixel.

    Imitates a checkout that moved into a frame of another origin, where there is no fbq, and nobody wrote the lines
    that hand its steps to the page around it. The server still hears of them.
    """
    good = seams.tracking.page_data
    return seams.tracking_with(page_data=lambda page: good(page) | {"frames": []})
