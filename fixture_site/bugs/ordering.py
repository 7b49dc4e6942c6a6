"""A single page whose views are reported twice, not at all or by a wrong address; a pixel that starts too late."""

from __future__ import annotations

from pathlib import Path

from fixture_site.bug import bug
from fixture_site.seams import Seams
from fixture_site.tracking import Data

HERE = Path(__file__).parent


@bug(
    family="ordering",
    severity="low",
    imitates="F044",
    source=(
        "https://github.com/Adsmurai-Google-Tag-Manager-Templates/adsmurai-facebook-pixel-and-conversions-api/issues/7",
        "https://github.com/zsajjad/react-facebook-pixel/issues/82",
    ),
)
def history_page_view_without_id(seams: Seams) -> Seams:
    """In the single-page view the pixel is left to report changes of the address by itself.

    Imitates a tag that doesn't know of the pixel's listener. The automatic PageView has no id, and the router's own is
    swallowed, since the pixel sends one PageView of a document and no second; the server's copy is left alone.
    """
    return seams.tracking_with(page_data=lambda page: page | {"settings": {}})


@bug(
    family="ordering",
    severity="medium",
    imitates="F059",
    source=(
        "https://github.com/WilliamDASILVA/nuxt-facebook-pixel-module/issues/65",
        "https://www.joshbeckman.org/blog/calming-facebooks-eager-pixels",
    ),
)
def history_page_view_and_the_routers(seams: Seams) -> Seams:
    """In the single-page view both the pixel and the router report each change of the address.

    Imitates a plug-in that allows repeated page views and leaves the pixel's own listener on: two PageViews a route.
    """
    allowed = {"allowDuplicatePageViews": True}
    return seams.tracking_with(page_data=lambda page: page | {"settings": allowed if page["app"] else {}})


@bug(
    family="ordering",
    severity="medium",
    imitates="F101",
    source=(
        "https://github.com/zsajjad/react-facebook-pixel/issues/41",
        "https://github.com/vercel/next.js/pull/19755",
    ),
)
def routes_are_not_viewed(seams: Seams) -> Seams:
    """In the single-page view only documents report a PageView.

    Imitates the base code in the page's head, and nothing in the router. What else a view reports still comes.
    """

    def page_data(page: Data) -> Data:
        told = [event for event in page["events"] if not (page["route"] and event["name"] == "PageView")]
        return page | {"events": told}

    return seams.tracking_with(page_data=page_data)


@bug(
    family="counting",
    severity="medium",
    imitates="F068",
    source=(
        "https://github.com/gabefromutah/gatsby-plugin-facebook-pixel/issues/5",
        "https://github.com/gabefromutah/gatsby-plugin-facebook-pixel/issues/14",
    ),
)
def product_view_on_every_route(seams: Seams) -> Seams:
    """In the single-page view every change of the route reports a ViewContent.

    Imitates a plug-in that calls it in the router's hook. On views without a product it tells of none.
    """

    def page_data(page: Data) -> Data:
        viewed = any(event["name"] == "ViewContent" for event in page["events"])
        if not page["route"] or viewed:
            return page
        bare = {"method": "track", "name": "ViewContent", "data": {}, "options": {}, "once": ""}
        return page | {"events": [*page["events"], bare]}

    return seams.tracking_with(page_data=page_data)


@bug(
    family="match",
    severity="low",
    imitates="F048",
    source=(
        "https://github.com/facebook/GoogleTagManager-WebTemplate-For-FacebookPixel/issues/11",
        "https://github.com/facebook/GoogleTagManager-WebTemplate-For-FacebookPixel/issues/26",
    ),
)
def customer_data_with_the_event(seams: Seams) -> Seams:
    """The page gives the customer's data to each event instead of to the pixel's start.

    Imitates a tag that was filled in after the pixel had begun. fbq takes the call without a word and sends none of it.
    """

    def page_data(page: Data) -> Data:
        events = [event | {"options": page["matching"] | event["options"]} for event in page["events"]]
        return page | {"matching": {}, "events": events}

    return seams.tracking_with(page_data=page_data)


@bug(
    family="ordering",
    severity="low",
    imitates="F055",
    source=(),
)
def sale_before_the_pixel_is_ready(seams: Seams) -> Seams:
    """The thank-you page asks who the customer is before it tracks, and the purchase does not wait for the answer.

    Imitates a user service that delays the pixel's start. The purchase goes out at once, without the customer's data;
    PageView and the rest come when the service has answered.
    """
    return Seams(tracking=seams.tracking, around_pages=seams.around_pages, templates=HERE / "late_user_data_templates")


@bug(
    family="ordering",
    severity="medium",
    imitates="F047",
    source=("https://github.com/mooyoul/angulartics-facebook-pixel/issues/11",),
)
def address_of_the_landing_page(seams: Seams) -> Seams:
    """In the single-page view everything is reported from the address on which the visitor landed.

    Imitates a tag of somebody's own making that reads the address when it starts and never again. Counts are right.
    """
    return Seams(tracking=seams.tracking, around_pages=seams.around_pages, templates=HERE / "landing_address_templates")
