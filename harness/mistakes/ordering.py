"""A single-page site whose views are reported too often, too rarely or by a wrong address; reports out of order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from harness.ledger import Ledger, PageLoad
from harness.mistake import mistake
from harness.rewriting import again, change, edit, knowing, of
from harness.verdict import Severity
from mock_meta.event import Channel, Event

_BROWSER = Channel.BROWSER
_NEEDS = "views that a script puts into the address bar, promised by routes = true"
_ROUTED = ("single_page",)
_IDENTITY: dict[str, None] = dict.fromkeys(("em", "ph", "fn", "ln", "ct", "zp", "country", "external_id"))


@mistake(
    "F044",
    family="ordering",
    severity=Severity.LOW,
    check="dedupe.pairing",
    cause="the pixel's own PageView",
    scenarios=_ROUTED,
    sources=(
        "https://github.com/Adsmurai-Google-Tag-Manager-Templates/adsmurai-facebook-pixel-and-conversions-api/issues/7",
        "https://github.com/zsajjad/react-facebook-pixel/issues/82",
    ),
    needs=_NEEDS,
)
def automatic_page_view_without_id(ledger: Ledger) -> Ledger | None:
    """The pixel reports each change of the address by itself, without an id, in the place of the router's PageView.

    The router's call, which has the server's id, is swallowed: the pixel sends one PageView of a page and no second.
    """
    on_route = _on_routes(ledger, "PageView")
    return edit(
        ledger,
        lambda event: event.channel is _BROWSER and on_route(event),
        lambda event: change(event, event_id=None),
    )


@mistake(
    "F047",
    family="ordering",
    severity=Severity.MEDIUM,
    check="ordering.navigation",
    cause="keeps the address of the landing page",
    scenarios=_ROUTED,
    sources=("https://github.com/mooyoul/angulartics-facebook-pixel/issues/11",),
    needs=_NEEDS,
)
def address_of_the_landing_page(ledger: Ledger) -> Ledger | None:
    """Events after the first view go on naming the address on which the visitor landed."""
    landings = {page.url: _landing(ledger, page).url for page in _routes(ledger)}
    return edit(
        ledger,
        lambda event: event.channel is _BROWSER and _on_routes(ledger, "")(event),
        lambda event: change(event, source_url=landings[event.source_url or ""]),
    )


@mistake(
    "F048",
    family="match",
    severity=Severity.LOW,
    check="completeness.browser_identifiers",
    cause="given after init",
    sources=(
        "https://github.com/facebook/GoogleTagManager-WebTemplate-For-FacebookPixel/issues/11",
        "https://github.com/facebook/GoogleTagManager-WebTemplate-For-FacebookPixel/issues/26",
    ),
    needs="a plan that promises identifiers in the browser (browser_identifiers)",
)
def customer_data_after_init(ledger: Ledger) -> Ledger | None:
    """The customer's data is handed to the pixel with an event, while it reads them at its start only.

    The call of fbq has the e-mail address; what Meta hears has none.
    """
    if not any(promise.browser_identifiers for promise in ledger.plan.promises.values()):
        return None
    return edit(ledger, of("", _BROWSER), lambda event: knowing(event, **_IDENTITY))


@mistake(
    "F055",
    family="ordering",
    severity=Severity.LOW,
    check="ordering.sequence",
    cause="waits for the customer's data",
)
def sale_before_the_page_view(ledger: Ledger) -> Ledger | None:
    """The page asks its server who the customer is before it starts tracking, and the sale does not wait for it.

    Purchase goes out first and without the customer's data, PageView and the rest seconds later.
    """
    sales = {event.source_url for event in ledger.events if of("Purchase", _BROWSER)(event)}

    def late(event: Event) -> Event:
        delay = 2.0 if event.name == "PageView" else 0.0
        told = event if event.event_time is None else change(event, event_time=event.event_time + delay)
        bare = knowing(told, **_IDENTITY) if event.name == "Purchase" else told
        return change(bare, received_at=event.received_at + delay)

    shown = [page.url for visit in ledger.visits for page in visit.pages]
    once = {url for url in sales if url is not None and shown.count(url) == 1}
    return edit(ledger, lambda event: event.channel is _BROWSER and event.source_url in once, late)


@mistake(
    "F059",
    family="ordering",
    severity=Severity.MEDIUM,
    check="ordering.navigation",
    cause="the pixel's own history listener",
    scenarios=_ROUTED,
    sources=(
        "https://github.com/WilliamDASILVA/nuxt-facebook-pixel-module/issues/65",
        "https://www.joshbeckman.org/blog/calming-facebooks-eager-pixels",
    ),
    needs=_NEEDS,
)
def automatic_page_view_beside_the_routers(ledger: Ledger) -> Ledger | None:
    """The pixel's listener for changes of the address is left on, while the router reports each route as well."""
    return edit(
        ledger,
        lambda event: event.channel is _BROWSER and _on_routes(ledger, "PageView")(event),
        lambda event: (again(event, event.received_at - 0.001, event_id=None), event),
    )


@mistake(
    "F068",
    family="counting",
    severity=Severity.MEDIUM,
    check="counting.per_action",
    cause="on every route",
    scenarios=_ROUTED,
    sources=(
        "https://github.com/gabefromutah/gatsby-plugin-facebook-pixel/issues/5",
        "https://github.com/gabefromutah/gatsby-plugin-facebook-pixel/issues/14",
    ),
    needs=_NEEDS,
)
def product_view_on_every_route(ledger: Ledger) -> Ledger | None:
    """A plug-in reports ViewContent at each change of the route, on pages that show no product too."""
    viewed = {event.source_url for event in ledger.events if event.name == "ViewContent"}

    def both(event: Event) -> Iterator[Event]:
        yield event
        if event.source_url not in viewed:
            yield again(event, event.received_at + 0.002, name="ViewContent", event_id=None, custom_data={})

    return edit(ledger, lambda event: event.channel is _BROWSER and _on_routes(ledger, "PageView")(event), both)


@mistake(
    "F101",
    family="ordering",
    severity=Severity.MEDIUM,
    check="ordering.navigation",
    cause="only page loads are tracked",
    scenarios=_ROUTED,
    sources=(
        "https://github.com/zsajjad/react-facebook-pixel/issues/41",
        "https://github.com/vercel/next.js/pull/19755",
    ),
    needs=_NEEDS,
)
def routes_without_page_view(ledger: Ledger) -> Ledger | None:
    """Only page loads send a PageView; the views that the router shows afterwards send none, on neither channel."""
    return edit(ledger, _on_routes(ledger, "PageView"), lambda event: None)


def _routes(ledger: Ledger) -> list[PageLoad]:
    """The views that are no documents, if the plan counts them as pages."""
    promise = ledger.plan.promises.get("PageView")
    if promise is None or not promise.routes:
        return []
    return [page for visit in ledger.visits for page in visit.pages if page.route]


def _on_routes(ledger: Ledger, name: str) -> Callable[[Event], bool]:
    """Chooses the events of a name that were sent from a route, by the address that they name."""
    urls = {page.url for page in _routes(ledger)}
    return lambda event: event.source_url in urls and of(name)(event)


def _landing(ledger: Ledger, route: PageLoad) -> PageLoad:
    """The document on which a route was shown."""
    pages = next(visit.pages for visit in ledger.visits if route in visit.pages)
    return [page for page in pages if not page.route and page.at <= route.at][-1]
