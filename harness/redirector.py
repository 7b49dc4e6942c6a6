"""The way of an advertisement's click: trackers on hosts of their own, each of which redirects to the next."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from aiohttp import web

HOSTS = ("click.example", "go.example")
"""Two trackers, each at an origin of its own. The names are set aside for documentation: nobody's."""
HOPS = (HOSTS[0], HOSTS[0], HOSTS[1], HOSTS[1])
"""The hosts of the redirects, in their order."""
_SEE_OTHER = 302


class Redirector:
    """Serves all the trackers on one loopback port.

    ``seen`` are the addresses at which visitors were sent on, without their queries.
    """

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.port = 0
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen on a free port."""
        app = web.Application()
        app.router.add_get("/hop/{place}", self._send_on)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    @staticmethod
    def link_to(landing: str) -> str:
        """The advertisement's link whose redirects lead to ``landing``, with the click id at its end, as Meta adds it.

        So every tracker must hand on what it is given, as the click id is in none of their own settings.
        """
        page, _, query = landing.partition("?")
        return f"{_address(0)}?{urlencode({'to': page})}{f'&{query}' if query else ''}"

    async def _send_on(self, request: web.Request) -> web.Response:
        place = int(request.match_info["place"])
        self.seen.append(f"{request.host}{request.path}")
        query = request.rel_url.raw_query_string
        if place + 1 < len(HOPS):
            return _redirect(f"{_address(place + 1)}?{query}")
        handed_on = query.partition("&")[2]
        return _redirect(f"{request.query['to']}{f'?{handed_on}' if handed_on else ''}")


def _address(place: int) -> str:
    return f"http://{HOPS[place]}/hop/{place}"


def _redirect(address: str) -> web.Response:
    return web.Response(status=_SEE_OTHER, headers={"Location": address, "Cache-Control": "no-store"})


def origins(addresses: list[str]) -> int:
    """How many hosts these addresses are at."""
    return len({urlsplit(f"//{address}").netloc for address in addresses})
