"""The cookies ``_fbp`` and ``_fbc``: who gets them, what they hold, and how they reach Meta (measured with 2.9.252)."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest

from mock_meta.pixel_script import PixelConfig
from tests.mock_meta.pixel.conftest import Visitor
from tests.mock_meta.pixel.recorder import SNIPPET

pytestmark = pytest.mark.asyncio(loop_scope="session")

VIEW = "fbq('init', '1'); fbq('track', 'PageView')"
DAYS_90 = 90 * 24 * 60 * 60
OLD = 1795202814707


@pytest.fixture
def config() -> PixelConfig:
    return PixelConfig(first_party_cookies=True)


async def cookies(visitor: Visitor) -> dict[str, dict[str, Any]]:
    return {cookie["name"]: dict(cookie) for cookie in await visitor.context.cookies()}


async def store(visitor: Visitor, name: str, value: str, domain: str = ".shop.example") -> None:
    cookie = {"name": name, "value": value, "domain": domain, "path": "/", "expires": time.time() + 3600}
    await visitor.context.add_cookies([cookie])  # type: ignore[list-item]


async def test_first_event_gives_the_browser_an_id(visitor: Visitor) -> None:
    """``_fbp`` lasts 90 days on the widest domain, and is readable by the page and by the server."""
    await visitor.open(VIEW)
    (event,) = await visitor.recorder.events(1)
    stored = await cookies(visitor)
    assert re.fullmatch(r"fb\.1\.\d{13}\.\d{2,18}", event["fbp"] or "")
    assert event["fbc"] is None
    assert event["o"] == "4124"
    assert set(stored) == {"_fbp"}
    cookie = stored["_fbp"]
    assert (cookie["value"], cookie["domain"], cookie["path"]) == (event["fbp"], ".shop.example", "/")
    assert (cookie["sameSite"], cookie["secure"], cookie["httpOnly"]) == ("Lax", False, False)
    assert 0 <= time.time() + DAYS_90 - cookie["expires"] < 60


async def test_click_id_of_the_address_becomes_fbc(visitor: Visitor) -> None:
    """Dots of the click id are written out, and the parameters stand before the time of initialisation."""
    await visitor.open(VIEW, path="/?fbclid=IwAR0abc.xyz_1-2&fbclid=second&utm_source=fb")
    (event,) = await visitor.recorder.events(1)
    assert re.fullmatch(r"fb\.1\.\d{13}\.IwAR0abc__DOT__xyz_1-2", event["fbc"] or "")
    assert event["fbcs"] == event["fbc"] == (await cookies(visitor))["_fbc"]["value"]
    names = [name for name, _ in event.params]
    assert names[names.index("o") + 1 : names.index("it")] == ["fbc", "fbcs", "fbp"]


@pytest.mark.parametrize(
    ("origin", "domain", "dots"),
    [
        ("https://www.shop.example", ".shop.example", 1),
        ("https://a.b.shop.co.uk", ".shop.co.uk", 2),
        ("http://localhost:{port}", "localhost", 0),
        ("http://127.0.0.1:{port}", "127.0.0.1", 3),
    ],
)
async def test_index_is_the_number_of_dots_of_the_domain(visitor: Visitor, origin: str, domain: str, dots: int) -> None:
    """Public suffixes refuse cookies, so the widest domain is the one just below them."""
    await visitor.open(VIEW, path="/?fbclid=Iw", origin=origin.format(port=visitor.recorder.http_port))
    (event,) = await visitor.recorder.events(1)
    assert str(event["fbp"]).startswith(f"fb.{dots}.")
    assert str(event["fbc"]).startswith(f"fb.{dots}.")
    assert {cookie["domain"] for cookie in (await cookies(visitor)).values()} == {domain}


async def test_known_cookies_are_sent_and_live_on(visitor: Visitor) -> None:
    """Their values, with the old time, stay; their end moves to 90 days from now."""
    await store(visitor, "_fbp", f"fb.1.{OLD}.1234567890")
    await store(visitor, "_fbc", f"fb.1.{OLD}.IwOLD")
    await visitor.open(VIEW, path="/?fbclid=IwOLD")
    (event,) = await visitor.recorder.events(1)
    assert (event["fbp"], event["fbc"]) == (f"fb.1.{OLD}.1234567890", f"fb.1.{OLD}.IwOLD")
    assert all(cookie["expires"] > time.time() + DAYS_90 - 60 for cookie in (await cookies(visitor)).values())


async def test_new_click_replaces_the_old_one(visitor: Visitor) -> None:
    """It brings its own time."""
    await store(visitor, "_fbc", f"fb.1.{OLD}.IwOLD")
    await visitor.open(VIEW, path="/?fbclid=IwNEW")
    (event,) = await visitor.recorder.events(1)
    assert re.fullmatch(r"fb\.1\.\d{13}\.IwNEW", event["fbc"] or "")
    assert str(OLD) not in str(event["fbc"])
    assert (await cookies(visitor))["_fbc"]["value"] == event["fbc"]


@pytest.mark.parametrize("appendix", ["", ".AQ", ".AQIDBAUG"])
async def test_appendix_of_a_server_library_is_kept(visitor: Visitor, appendix: str) -> None:
    """The official parameter builders write a fifth part."""
    await store(visitor, "_fbp", f"fb.1.{OLD}.1234567890{appendix}")
    await visitor.open(VIEW)
    (event,) = await visitor.recorder.events(1)
    assert event["fbp"] == f"fb.1.{OLD}.1234567890{appendix}"


async def test_malformed_cookies(visitor: Visitor) -> None:
    """A broken ``_fbp`` is replaced; a broken ``_fbc`` is left alone and not sent."""
    await store(visitor, "_fbp", "fb.1.xyz")
    await store(visitor, "_fbc", "fb.1.xyz")
    await visitor.open(VIEW)
    (event,) = await visitor.recorder.events(1)
    stored = await cookies(visitor)
    assert re.fullmatch(r"fb\.1\.\d{13}\.\d+", event["fbp"] or "")
    assert stored["_fbp"]["value"] == event["fbp"]
    assert (stored["_fbc"]["value"], event["fbc"]) == ("fb.1.xyz", None)


async def test_index_that_does_not_fit_the_host_is_sent_but_not_refreshed(visitor: Visitor) -> None:
    """A server that counts dots in its own way gives the browser an id that ends with its first lease."""
    await store(visitor, "_fbp", f"fb.2.{OLD}.1234567890")
    await visitor.open(VIEW)
    (event,) = await visitor.recorder.events(1)
    assert event["fbp"] == f"fb.2.{OLD}.1234567890"
    assert (await cookies(visitor))["_fbp"]["expires"] < time.time() + 3700


@pytest.mark.parametrize(("length", "used"), [(500, True), (501, False)])
async def test_longest_click_id(visitor: Visitor, length: int, used: bool) -> None:
    """Up to 500 characters are taken."""
    await visitor.open(VIEW, path=f"/?fbclid={'a' * length}")
    (event,) = await visitor.recorder.events(1)
    assert (event["fbc"] is not None) is used


@pytest.mark.parametrize("path", ["/#/p?fbclid=IwHASH", "/?x=1&fbclid=IwHASH#top", "/?FBCLID=no&fbclid=IwHASH"])
async def test_click_id_anywhere_in_the_address(visitor: Visitor, path: str) -> None:
    """A fragment may carry it too; its name is lower case."""
    await visitor.open(VIEW, path=path)
    (event,) = await visitor.recorder.events(1)
    assert str(event["fbc"]).endswith(".IwHASH")


async def test_click_id_of_the_referrer(visitor: Visitor) -> None:
    """A landing page without a pixel passes its click on to the next page."""
    await visitor.open(page="<!doctype html><a href='/land'>on</a>", path="/start?fbclid=IwREF")
    visitor.recorder.pages["/land"] = f"<!doctype html><script>{SNIPPET}{VIEW}</script>"
    await visitor.page.click("a")
    (event,) = await visitor.recorder.events(1)
    assert str(event["fbc"]).endswith(".IwREF")


async def test_encoded_click_id_gets_a_new_time_at_every_event(visitor: Visitor) -> None:
    """The cookie is encoded, the parameter is not, and so they never agree."""
    await visitor.open(VIEW, path="/?fbclid=Iw%2BA%20b%26c")
    await visitor.recorder.events(1)
    await visitor.page.evaluate("fbq('track', 'Lead')")
    first, second = await visitor.recorder.events(2)
    assert str(first["fbc"]).endswith(".Iw+A b&c")
    assert first["fbc"] != second["fbc"]
    assert (await cookies(visitor))["_fbc"]["value"].endswith(".Iw%2BA%20b%26c")


@pytest.mark.parametrize(("pixel", "option_bits"), [(", '1'", "28"), ("", "4124")], ids=["of one pixel", "of the page"])
async def test_opt_out(visitor: Visitor, pixel: str, option_bits: str) -> None:
    """No cookie is written and none is sent, not even for a click; only the pixel's own opt-out shows in ``o``."""
    await visitor.open(f"fbq('set', 'firstPartyCookies', false{pixel}); {VIEW}", path="/?fbclid=Iw")
    (event,) = await visitor.recorder.events(1)
    assert (event["fbp"], event["fbc"], event["o"]) == (None, None, option_bits)
    assert await cookies(visitor) == {}


@pytest.mark.parametrize("get", ["return ''", "throw new Error('SecurityError')"])
async def test_without_a_cookie_store_ids_last_for_the_page(visitor: Visitor, get: str) -> None:
    """Events go with an id made for this page, and with the click of the address."""
    blocked = f"Object.defineProperty(document, 'cookie', {{get() {{ {get} }}, set() {{ {get} }}}});"
    await visitor.open(f"{blocked} {VIEW}; fbq('track', 'Lead')", path="/?fbclid=Iw")
    first, second = await visitor.recorder.events(2)
    assert first["fbp"] == second["fbp"] is not None
    assert str(second["fbc"]).endswith(".Iw")


@pytest.mark.parametrize(("vendor", "same_site"), [("Google Inc.", True), ("", False)])
async def test_same_site_is_written_out_for_chrome_only(visitor: Visitor, vendor: str, same_site: bool) -> None:
    """Other browsers apply their own default."""
    await visitor.open(
        f"Object.defineProperty(navigator, 'vendor', {{get: () => '{vendor}'}}); window.written = [];"
        f"Object.defineProperty(document, 'cookie', {{get: () => '', set: (text) => written.push(text)}}); {VIEW}"
    )
    await visitor.recorder.events(1)
    written = await visitor.page.evaluate("written")
    assert written
    assert all(text.endswith(";SameSite=Lax") is same_site for text in written)


async def test_limited_data_use_does_not_stop_cookies(visitor: Visitor) -> None:
    """Data processing options are a flag for Meta, nothing more."""
    await visitor.open(f"fbq('dataProcessingOptions', ['LDU'], 0, 0); {VIEW}", path="/?fbclid=Iw")
    (event,) = await visitor.recorder.events(1)
    assert (event["dpo"], event["fbp"] is None, event["fbc"] is None) == ("LDU", False, False)


async def test_consent_revoked_before_init_writes_nothing(visitor: Visitor) -> None:
    """Without its config the pixel knows no cookies."""
    await visitor.open(f"fbq('consent', 'revoke'); {VIEW}", path="/?fbclid=Iw")
    assert await cookies(visitor) == {}


async def test_consent_revoked_after_init_still_stores_the_click(visitor: Visitor) -> None:
    """The config that init asked for writes ``_fbc`` at once; ``_fbp`` waits for the first event."""
    await visitor.open("fbq('init', '1'); fbq('consent', 'revoke'); fbq('track', 'PageView')", path="/?fbclid=Iw")
    assert set(await cookies(visitor)) == {"_fbc"}
    await visitor.leave()
    assert visitor.recorder.paths("/tr") == []


async def test_next_page_sends_the_same_ids(visitor: Visitor) -> None:
    """A purchase two pages after the click still names it."""
    await visitor.open(VIEW, path="/?fbclid=IwY")
    (landing,) = await visitor.recorder.events(1)
    visitor.recorder.seen.clear()
    await visitor.open("fbq('init', '1'); fbq('track', 'Purchase', {value: 1, currency: 'USD'})", path="/thanks")
    (purchase,) = await visitor.recorder.events(1)
    assert (purchase["fbp"], purchase["fbc"]) == (landing["fbp"], landing["fbc"])
    assert str(purchase["fbc"]).endswith(".IwY")
