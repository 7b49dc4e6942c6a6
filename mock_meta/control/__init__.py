"""The control API: a few nouns under ``/mock/`` on the mock's plain HTTP port; ``docs/control.md`` has them all.

``all``, ``good``, ``bad``, ``counted`` (with near misses) and ``refusals`` read; ``wait`` and ``settle`` answer once,
when something has come or nothing comes any more; ``clock``, ``faults`` and ``block`` change the mock's world;
``reset`` forgets; ``export`` and ``import`` carry a journal out and in; ``about`` says which mock this is. ``live`` is
the page for people. No other web page can change anything: browsers say where a call comes from.
"""

from __future__ import annotations

from typing import Any

import msgspec
from aiohttp import web

from mock_meta.control import live, transfer
from mock_meta.control.call import BadCallError, ControlCall, Steerable
from mock_meta.control.nouns import NOUNS

__all__ = ["NOUNS", "Control", "Steerable", "live", "transfer"]


_SAFE = ("GET", "HEAD")


class Control:
    """Answers the control API of one mock."""

    def __init__(self, meta: Steerable) -> None:
        self._meta = meta

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one call, with JSON unless the noun says otherwise; 404 and 400 carry one sentence in ``error``."""
        name = request.path.removeprefix("/mock/").strip("/")
        noun = NOUNS.get((request.method, name))
        if noun is None:
            known = ", ".join(f"{method} /mock/{one}" for method, one in NOUNS)
            return _json({"error": f"there is no {request.method} /mock/{name}; there is {known}"}, status=404)
        if request.method not in _SAFE and _is_foreign(request):
            return _json({"error": "another web page can't change this stand-in; use its own page, or no browser"}, 403)
        try:
            _refuse_unknown(request, noun.takes)
            told = await noun.answer(ControlCall(self._meta, request))
        except BadCallError as error:
            return _json({"error": str(error)}, status=400)
        return told if isinstance(told, web.StreamResponse) else _json(told)


def _is_foreign(request: web.BaseRequest) -> bool:
    """Whether a browser asks for a page that is not the mock's own; programs that are no browser say nothing of it."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    own = f"{request.scheme}://{request.headers.get('Host', '')}"
    return origin not in (None, own) or site not in (None, "same-origin", "none")


def _refuse_unknown(request: web.BaseRequest, takes: tuple[str, ...]) -> None:
    """A parameter that is misspelt would otherwise be a question that nobody asked."""
    for name in request.query:
        if name not in takes:
            known = ", ".join(takes) or "none"
            raise BadCallError(f"{request.method} {request.path} takes no parameter '{name}'; it takes {known}")


def _json(value: Any, status: int = 200) -> web.Response:
    headers = {"X-Content-Type-Options": "nosniff"}
    return web.Response(
        status=status, body=msgspec.json.encode(value), content_type="application/json", headers=headers
    )
