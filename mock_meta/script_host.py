"""What Meta answers to a pixel script beside ``/tr``: the library, configs, plugins, small reports, a gateway.

Pure functions of a request. Our own script asks for little of this; the genuine one asks for all.
"""

from __future__ import annotations

import json
import re

import msgspec

from mock_meta.event import Answer
from mock_meta.guest_script import GuestScript
from mock_meta.pixel_config import PixelConfig, config_script
from mock_meta.pixel_script import guest_config_script, pixel_script

PICTURE = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c000000000100010000020144003b")
TR_ANSWER = Answer(status=200, headers=(("Content-Type", "image/gif"), ("Cache-Control", "no-store")), body=PICTURE)
"""The answer to an event, which no pixel script looks at (measured): a picture of one pixel."""
_FR = "fr=0localPixelproof; Domain=.facebook.com; Path=/; Max-Age=7776000; Secure; HttpOnly; SameSite=None"
TR_ANSWER_WITH_COOKIE = Answer(
    status=200,
    headers=(
        *TR_ANSWER.headers,
        (
            "Set-Cookie",
            "fr=0localPixelproof; Domain=.facebook.com; Path=/; Max-Age=7776000; Secure; HttpOnly; SameSite=None",
        ),
    ),
    body=PICTURE,
)
"""The same with a cookie of Meta's own, as who is known to Meta gets it: a browser keeps it if it takes such cookies.

Its name is the genuine one (measured); its value and its 90 days are inferred.
"""

_SCRIPT_HEADERS = (
    ("Content-Type", "application/x-javascript; charset=utf-8"),
    ("Cache-Control", "public,max-age=1200"),
)
_PLUGIN = re.compile(r"/signals/plugins/([A-Za-z]\w+)\.js")
_NO_PLUGIN = "fbq.registerPlugin({name}, {{__fbEventsPlugin: 1, plugin: () => {{}}}});\n"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A request of the pixel script's that is no event.

    ``path`` is decoded and has no query, which plays no part. ``origin`` is the page's, where the request names one.
    ``base`` is the stand-in's own address if the browser came by that, and not by Meta's names.
    """

    path: str
    origin: str = ""
    base: str = ""


def answer_beside(asked: Asked, config: PixelConfig, guest: GuestScript | None = None) -> Answer:
    """What Meta answers; ``guest`` is served in our own script's place."""
    path = asked.path
    if path.endswith("/fbevents.js"):
        return _script(_library(guest, asked.base))
    if path.startswith("/signals/config/"):
        return _script(_config(path.rsplit("/", 1)[1], config, guest))
    if plugin := _PLUGIN.fullmatch(path):
        return _script(_plugin(plugin[1]))
    if path.startswith("/signals/"):
        return Answer(status=404)
    return _readable(asked.origin) if asked.origin else TR_ANSWER


def _library(guest: GuestScript | None, base: str) -> bytes:
    if guest is None:
        return pixel_script()
    return guest.steered(base) if base else guest.body


def _config(pixel_id: str, config: PixelConfig, guest: GuestScript | None) -> bytes:
    """Our own script keeps its own config wherever it came from."""
    if guest is None or guest.body == pixel_script():
        return config_script(pixel_id, config)
    return guest_config_script(pixel_id, first_party_cookies=config.first_party_cookies)


def _plugin(name: str) -> bytes:
    """A plugin that does nothing but be there: scripts that ask for one hold events back until then (measured, 2.9.89).

    Its name is the one that they wait for (read in the source of 2.8.14 and later).
    """
    return _NO_PLUGIN.format(name=json.dumps(f"fbevents.plugins.{name}")).encode()


def _script(body: bytes) -> Answer:
    return Answer(status=200, headers=_SCRIPT_HEADERS, body=body)


def _readable(origin: str) -> Answer:
    """An answer that a page may read: Topics and gateways are called by ``fetch``, which fails without leave.

    Which headers Meta sends is inferred; that the page may read a gateway's answer, from its second host being asked
    where the first can't be read (measured).
    """
    leave = (("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Credentials", "true"))
    return Answer(status=200, headers=(*TR_ANSWER.headers, *leave, ("Observe-Browsing-Topics", "?1")), body=PICTURE)
