"""The pixel by the shop's own address: script, configuration and events pass through the shop, as through a proxy.

Blocklists know Meta's names; what comes from and goes to the shop itself they let through.
"""

from __future__ import annotations

import aiohttp
from aiohttp import web
from yarl import URL

from fixture_site.settings import RELAY, RELAYED_EVENTS, RELAYED_SCRIPT
from fixture_site.visit import shop_of

_SCRIPTS, _EVENTS = "connect.facebook.net", "www.facebook.com"
_HANDED_ON = ("User-Agent", "Referer", "Accept", "Accept-Language", "Content-Type", "Origin")
_HANDED_BACK = ("Content-Type", "Cache-Control")

routes = web.RouteTableDef()


@routes.get(RELAY + "/{path:.*}")
@routes.post(RELAY + "/{path:.*}")
async def relay(request: web.Request) -> web.Response:
    """Ask Meta in the browser's place, and hand back what it answers; 502 if it doesn't."""
    shop = shop_of(request)
    assert shop.http is not None
    asked = _at_meta(request.raw_path.removeprefix(RELAY))
    headers = {name: request.headers[name] for name in _HANDED_ON if name in request.headers}
    headers |= {"Host": _EVENTS if asked.startswith("/tr") else _SCRIPTS, "X-Forwarded-For": request.remote or ""}
    url = URL(str(URL(shop.settings.graph_url).origin()) + asked, encoded=True)
    try:
        async with shop.http.request(request.method, url, headers=headers, data=await request.read()) as answer:
            kept = {name: answer.headers[name] for name in _HANDED_BACK if name in answer.headers}
            return web.Response(status=answer.status, body=await answer.read(), headers=kept)
    except aiohttp.ClientError:
        return web.Response(status=502, text="Meta did not answer.")


def _at_meta(path: str) -> str:
    """The path that Meta knows by another name than the shop's."""
    if path.startswith(f"/{RELAYED_EVENTS}"):
        return "/tr/" + path.removeprefix(f"/{RELAYED_EVENTS}")
    return "/en_US/fbevents.js" if path == f"/{RELAYED_SCRIPT}" else path
