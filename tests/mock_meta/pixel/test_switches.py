"""Every switch of a pixel's config does something that the wire shows, and nothing without it."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from mock_meta.pixel_config import PixelConfig, config_script
from tests.mock_meta.pixel.conftest import MINIMAL, Visitor
from tests.mock_meta.pixel.recorder import SNIPPET, Seen

session = pytest.mark.asyncio(loop_scope="session")

VIEW = "fbq('init', '1'); fbq('track', 'PageView');"
PRODUCT = {"@type": "Product", "name": "Shoe", "sku": "S1", "offers": {"price": "49.90", "priceCurrency": "EUR"}}
HEAD = (
    "<title>Shoes</title><meta property='product:price:amount' content='5'>"
    f"<script type='application/ld+json'>{json.dumps(PRODUCT)}</script>"
)
FORM = (
    "<form action='/thanks' onsubmit='return false'><input name=email value='Jane@Example.com '>"
    "<input name=phone value='650 555'><button id=b>Buy</button></form>"
)

SETTINGS: dict[str, Any] = {
    "first_party_cookies": True,
    "automatic_events": True,
    "automatic_matching": ("em",),
    "page_metadata": True,
    "automatic_parameters": True,
    "microdata": True,
    "website_performance": True,
    "timezone": True,
    "last_external_referrer": True,
    "cookie_deprecation_label": True,
    "topics": True,
    "bot_blocking": True,
    "prohibited_domains": ("shop.example",),
    "blocked_parameters": ("secret",),
    "blocked_url_parameters": ("token",),
    "gateway_hosts": ("shop.example",),
}
"""Each switch as it is when it is on."""


def with_switch(name: str) -> PixelConfig:
    """The minimal config with one switch on, and what that one needs."""
    needed = {"automatic_events": True} if name == "automatic_matching" else {}
    return msgspec.structs.replace(MINIMAL, **needed, **{name: SETTINGS[name]})


async def tracked(
    visitor: Visitor, config: PixelConfig, script: str = VIEW, *, body: str = "", path: str = "/", count: int = 1
) -> list[Seen]:
    """The events of a page that says something about a product."""
    visitor.recorder.config = config
    page = f"<!doctype html><head>{HEAD}<script>{SNIPPET}{script}</script></head><body>{body}</body>"
    await visitor.open(page=page, path=path)
    return await visitor.recorder.events(count)


async def clicked(visitor: Visitor, config: PixelConfig, script: str = VIEW, *, count: int = 1) -> list[Seen]:
    """All events of a page whose one button was clicked, as soon as there are so many and the page has been left."""
    await tracked(visitor, config, script, body=FORM)
    await visitor.page.click("#b")
    await visitor.recorder.events(count)
    await visitor.leave()
    return await visitor.recorder.events(count)


def test_every_switch_is_known_here_and_written_into_the_config() -> None:
    """No switch is left out of the config script, and none can be misspelt unnoticed."""
    assert set(SETTINGS) == set(PixelConfig.__struct_fields__)
    scripts = {config_script("1", with_switch(name)) for name in SETTINGS}
    assert len(scripts | {config_script("1", MINIMAL)}) == len(SETTINGS) + 1
    with pytest.raises(TypeError):
        PixelConfig(topic=True)  # type: ignore[call-arg]
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"topic": true}', type=PixelConfig)


@pytest.mark.parametrize("settings", [{"automatic_matching": ("em",)}, {"automatic_matching": ("eml",)}])
def test_matching_that_could_have_no_effect_is_refused(settings: dict[str, Any]) -> None:
    """It reads forms at automatic clicks only, and knows its kinds by their short names."""
    with pytest.raises(ValueError, match="automatic_"):
        PixelConfig(**settings)


@session
async def test_the_minimal_config_adds_nothing(visitor: Visitor) -> None:
    """Neither the page nor the visitor is looked at, and no click is reported."""
    (event,) = await clicked(visitor, MINIMAL)
    names = [name for name, _ in event.params if not name.startswith("expv2")]
    assert names == ["id", "ev", "dl", "rl", "if", "ts", "iw", "sw", "sh", "v", "r", "ec", "o", "it", "coo", "rqm"]
    assert event["o"] == "28"


@session
async def test_automatic_events(visitor: Visitor) -> None:
    """A click on a button is an event of its own; ``o`` tells that automatic set-up is on."""
    view, click = await clicked(visitor, with_switch("automatic_events"), count=2)
    assert (view["o"], click["ev"], click["es"], click["tm"]) == ("30", "SubscribedButtonClick", "automatic", "3")
    assert click["cd[buttonText]"] == "Buy"
    assert json.loads(click["cd[buttonFeatures]"] or "")["destination"] == "https://shop.example/thanks"


@session
async def test_auto_config_off_declines_what_is_automatic(visitor: Visitor) -> None:
    """Clicks, metadata, automatic parameters and ``imft`` stop; clock and speed are told all the same."""
    config = PixelConfig(
        automatic_events=True,
        automatic_matching=("em",),
        page_metadata=True,
        automatic_parameters=True,
        microdata=True,
        timezone=True,
    )
    (view,) = await clicked(visitor, config, f"fbq('set', 'autoConfig', false, '1'); {VIEW}")
    assert [view[name] for name in ("pmd[title]", "ap[currency]", "imft")] == [None, None, None]
    assert view["tz"] is not None
    assert int(view["o"] or 0) & 3 == 1


@session
async def test_automatic_matching(visitor: Visitor) -> None:
    """The selected kinds are taken from the form of the clicked button, and only they."""
    view, click = await clicked(visitor, with_switch("automatic_matching"), count=2)
    assert click["udff[em]"] == click["audff[em]"] == "8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d"
    assert (click["cudff[em]"], click["ncudff[em]"]) == ("^***@^******.*** ", "****@*******.***")
    assert (view["udff[em]"], click["udff[ph]"], click["o"]) == (None, None, "2078")


@session
async def test_page_metadata(visitor: Visitor) -> None:
    """The title goes with the PageView only, the products with every event."""
    view, lead = await tracked(visitor, with_switch("page_metadata"), f"{VIEW} fbq('track', 'Lead')", count=2)
    assert (view["pmd[title]"], lead["pmd[title]"]) == ("Shoes", None)
    assert view["pmd[contents]"] == lead["pmd[contents]"] == '[{"ids":["S1"],"name":"Shoe"}]'


@session
async def test_automatic_parameters(visitor: Visitor) -> None:
    """Prices of OpenGraph come first; the currency is the first that is named."""
    (event,) = await tracked(visitor, with_switch("automatic_parameters"))
    assert event["ap[contents]"] == '[{"item_price":5},{"item_price":49.9,"id":"S1"}]'
    assert event["ap[currency]"] == "EUR"


@session
async def test_microdata_speed_and_timezone(visitor: Visitor) -> None:
    """Each of the three has a parameter of its own."""
    (event,) = await tracked(visitor, with_switch("microdata"))
    assert (event["imft"], event["plt"], event["tz"]) == ("1", None, None)
    visitor.recorder.seen.clear()
    (event,) = await tracked(visitor, with_switch("website_performance"))
    assert float(event["plt"] or 0) > 0
    visitor.recorder.seen.clear()
    (event,) = await tracked(visitor, with_switch("timezone"))
    assert event["tz"] == str(await visitor.page.evaluate("0 - new Date().getTimezoneOffset()"))


@session
@pytest.mark.parametrize(
    ("referrer", "kind"),
    [
        (None, "empty"),
        ("https://www.google.com/", "other"),
        ("https://l.facebook.com/", "fb"),
        ("https://l.instagram.com/", "ig"),
        ("https://shop.example/before", None),
    ],
)
async def test_last_external_referrer(visitor: Visitor, referrer: str | None, kind: str | None) -> None:
    """The site itself is no external referrer: it leaves what was known."""
    visitor.recorder.config = with_switch("last_external_referrer")
    visitor.recorder.pages["/"] = f"<!doctype html><script>{SNIPPET}{VIEW}</script>"
    await visitor.page.goto("https://shop.example/", referer=referrer)
    (event,) = await visitor.recorder.events(1)
    assert event["ler"] == kind
    visitor.recorder.seen.clear()
    await visitor.page.goto("https://shop.example/", referer="https://shop.example/before")
    (event,) = await visitor.recorder.events(1)
    assert event["ler"] == kind


@session
@pytest.mark.parametrize(
    ("trial", "label"),
    [("", "API_unavailable"), ("{getValue: () => Promise.resolve('label_only_1')}", "label_only_1")],
)
async def test_cookie_deprecation_label(visitor: Visitor, trial: str, label: str) -> None:
    """A browser without the trial says so; one with it gives its label as soon as it has it."""
    fake = f"Object.defineProperty(navigator, 'cookieDeprecationLabel', {{value: {trial}}});" if trial else ""
    await tracked(visitor, with_switch("cookie_deprecation_label"), fake + VIEW)
    await visitor.page.evaluate("fbq('track', 'Lead')")
    _, lead = await visitor.recorder.events(2)
    assert lead["cdl"] == label


@session
async def test_topics(visitor: Visitor) -> None:
    """One registration with the first event; the next page has had it."""
    for _ in range(2):
        await tracked(visitor, with_switch("topics"), f"{VIEW} fbq('track', 'Lead')", count=2)
        await visitor.leave()
    assert visitor.recorder.paths("/privacy_sandbox") == ["/privacy_sandbox/topics/registration/"]


@session
@pytest.mark.parametrize(
    ("agent", "sent"),
    [("HeadlessChrome/156.0", 0), ("Googlebot/2.1", 0), ("curl/8.0", 1), ("Chrome/156.0", 1)],
)
async def test_bot_blocking(visitor: Visitor, agent: str, sent: int) -> None:
    """Crawlers are met with silence; unknown programs pass."""
    visitor.recorder.config = with_switch("bot_blocking")
    await visitor.open(f"Object.defineProperty(navigator, 'userAgent', {{value: '{agent}'}}); {VIEW}")
    await visitor.recorder.events(sent)
    await visitor.leave()
    assert len(visitor.recorder.paths("/tr")) == sent
    assert visitor.warnings == []


@session
@pytest.mark.parametrize(
    ("origin", "sent"),
    [("https://shop.example", 0), ("https://www.shop.example", 0), ("https://othershop.example", 1)],
)
async def test_prohibited_domains(visitor: Visitor, origin: str, sent: int) -> None:
    """A prohibited domain stands for its subdomains, and for no other that ends alike."""
    visitor.recorder.config = with_switch("prohibited_domains")
    await visitor.open(VIEW, origin=origin)
    await visitor.recorder.events(sent)
    await visitor.leave()
    assert len(visitor.recorder.paths("/tr")) == sent


@session
async def test_blocked_parameters(visitor: Visitor) -> None:
    """They are taken out of custom data, named in ``up``, and warned of once."""
    script = f"{VIEW} fbq('track', 'Lead', {{secret: 1, ok: 2}}); fbq('track', 'Lead', {{secret: 3}})"
    view, first, second = await tracked(visitor, with_switch("blocked_parameters"), script, count=3)
    assert (view["up"], first["up"], second["up"]) == (None, "secret", "secret")
    assert (first["cd[secret]"], first["cd[ok]"], second["cd[secret]"]) == (None, "2", None)
    sentence = "Removed parameters from custom data due to potential violations. Go to Events Manager to learn more."
    assert visitor.warnings == [sentence]


@session
async def test_blocked_url_parameters(visitor: Visitor) -> None:
    """Their values are taken out of the address, and the next page's referrer."""
    config = with_switch("blocked_url_parameters")
    (event,) = await tracked(visitor, config, path="/a?token=s3cret&x=1#f")
    assert (event["dl"], event["dlc"]) == ("https://shop.example/a?token=_removed_&x=1#f", "1")
    assert (event["up_url"], event["rlc"]) == ("token", None)
    assert visitor.warnings == ["Removed URL query parameters due to potential violations."]
    visitor.recorder.seen.clear()
    await visitor.page.goto("https://shop.example/a", referer="https://shop.example/b?token=s3cret")
    (event,) = await visitor.recorder.events(1)
    assert (event["rl"], event["rlc"], event["dlc"]) == ("https://shop.example/b?token=_removed_", "1", None)


def copies(visitor: Visitor) -> list[tuple[str, dict[str, Any]]]:
    return [(seen.host, json.loads(seen.body)) for seen in visitor.recorder.seen if seen.path == "/events"]


@session
async def test_gateway(visitor: Visitor) -> None:
    """Both copies have one id, the event's own or one made up for it; the first host that answers is enough."""
    config = msgspec.structs.replace(MINIMAL, gateway_hosts=("shop.example", "spare.example"))
    script = f"{VIEW} fbq('track', 'Purchase', {{value: 5, currency: 'EUR'}}, {{eventID: 'o1'}})"
    view, purchase = await tracked(visitor, config, script, count=2)
    await visitor.recorder.until(lambda: len(copies(visitor)) == 2)
    await visitor.leave()
    (host, first), (_, second) = sorted(copies(visitor), key=lambda copy: copy[1]["event_name"])
    assert (host, first["event_name"], first["event_id"]) == ("shop.example", "PageView", view["eid"])
    assert str(view["eid"]).startswith("ob3_plugin-set_")
    assert (second["event_id"], purchase["eid"]) == ("o1", "o1")
    assert second["conversion_value"] == {"value": 5, "currency": "EUR"}
    assert (view["cf"], purchase["cf"]) == ("1", "1")


@session
async def test_gateway_falls_back_to_the_next_host(visitor: Visitor) -> None:
    """A host whose answer the page may not see counts as failed; the spare one gets the same copy."""
    config = msgspec.structs.replace(MINIMAL, gateway_hosts=("first.example", "spare.example"))
    await tracked(visitor, config)
    await visitor.recorder.until(lambda: len(copies(visitor)) == 2)
    (host, body), (spare, again) = copies(visitor)
    assert (host, spare) == ("first.example", "spare.example")
    assert body == again


@session
async def test_first_party_cookies(visitor: Visitor) -> None:
    """They are the one switch that is on by default."""
    (event,) = await tracked(visitor, PixelConfig())
    assert event["fbp"] is not None
    visitor.recorder.seen.clear()
    (event,) = await tracked(visitor, MINIMAL)
    assert event["fbp"] is None
