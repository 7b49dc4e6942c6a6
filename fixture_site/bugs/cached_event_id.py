"""See ``cached_event_id``."""

from dataclasses import replace

from aiohttp import web

from fixture_site.bug import bug
from fixture_site.seams import Around, Handler, Seams
from fixture_site.visit import visit_of


@bug(
    family="dedupe",
    severity="critical",
    imitates="F097",
    source=(
        "https://github.com/facebook/facebook-for-woocommerce/issues/1920",
        "https://github.com/facebook/facebook-for-woocommerce/issues/2066",
        "https://github.com/facebookarchive/Facebook-For-OpenCart/issues/586",
        "https://github.com/facebookarchive/facebook-for-magento2/issues/89",
    ),
)
def cached_event_id(seams: Seams) -> Seams:
    """A full-page cache freezes the event ids that were rendered into a page.

    Imitates a page cache before a shop that renders event ids into its HTML. Such a cache holds what looks the same
    to everybody, so here the catalogue and the product pages, and it steps aside as soon as there is something in
    the cart or the customer is known. Everyone else gets the first visitor's page, and with it the first visitor's
    ids: two people who look at a mug, or one who looks at it twice, report one and the same PageView and
    ViewContent, and Meta drops all but the first. The shop's code doesn't run for a page out of the cache, so the
    server sends no copy of those views at all. Pages of the checkout are never cached: sales stay right.
    """
    return replace(seams, around_pages=_page_cache)


def _page_cache() -> Around:
    kept: dict[str, str] = {}

    async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not _looks_the_same_to_everybody(request):
            return await handler(request)
        if request.raw_path not in kept:
            response = await handler(request)
            if not (isinstance(response, web.Response) and response.status == 200 and response.text):
                return response
            kept[request.raw_path] = response.text
        return web.Response(text=kept[request.raw_path], content_type="text/html")

    return around


def _looks_the_same_to_everybody(request: web.Request) -> bool:
    session = visit_of(request).session
    path = request.path
    public = request.method == "GET" and (path == "/" or path.startswith("/products/"))
    return public and not (session.cart or session.customer)
