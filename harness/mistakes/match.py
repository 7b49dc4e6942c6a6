"""Customer information by which Meta finds nobody, or somebody else."""

from __future__ import annotations

from collections.abc import Callable

from harness.ledger import Ledger
from harness.mistake import mistake
from harness.rewriting import change, edit, knowing, of
from harness.verdict import Severity
from mock_meta.event import Channel, Event
from mock_meta.normalize import digest
from mock_meta.wire.user_data import HASHED, values

_SERVER = of("", Channel.SERVER)


def _having(key: str, channel: Channel = Channel.SERVER) -> Callable[[Event], bool]:
    """Chooses the events of a channel that carry a key."""
    return lambda event: event.channel is channel and bool(values(event.user_data.get(key)))


def _sending(key: str, value: str) -> Callable[[Event], Event]:
    return lambda event: knowing(event, **{key: [value]})


@mistake(
    "F001",
    family="match",
    severity=Severity.MEDIUM,
    check="match.hashes",
    cause="the number is hashed",
    scenarios=("typed_loosely",),
    sources=("https://github.com/stape-io/facebook-tag/issues/62",),
)
def phone_hashed_with_its_plus(ledger: Ledger) -> Ledger | None:
    """The server hashes the phone number with its plus sign, as another platform wants it.

    Meta wants digits only, with the country code. The hash has 64 digits like any other, and matches nobody.
    """
    phone = next((visit.shopper["phone"] for visit in ledger.visits if visit.shopper.get("phone")), "")
    return edit(ledger, _having("ph"), _sending("ph", digest(phone))) if phone.startswith("+") else None


@mistake(
    "F006",
    family="match",
    severity=Severity.CRITICAL,
    check="privacy.raw_personal_data",
    cause="goes past the step that hashes it",
    sources=(
        "https://github.com/facebookincubator/ConversionsAPI-Tag-for-GoogleTagManager/pull/39",
        "https://github.com/PrestaShopCorp/ps_facebook/pull/192",
    ),
)
def address_not_hashed(ledger: Ledger) -> Ledger | None:
    """The server sends the customer's e-mail address as it is: one source of it goes past the step that hashes."""
    email = next((visit.shopper["email"] for visit in ledger.visits if visit.shopper.get("email")), "")
    sale = {name for name, promise in ledger.plan.promises.items() if promise.primary}
    which = _having("em")
    return edit(ledger, lambda e: e.name in sale and which(e), _sending("em", email)) if email else None


@mistake(
    "F012",
    family="match",
    severity=Severity.HIGH,
    check="match.hashes",
    cause="a field that nobody filled in is hashed",
    scenarios=("guest_without_phone",),
)
def hash_of_undefined(ledger: Ledger) -> Ledger | None:
    """A guest gave no phone number, and the server hashes the word ``undefined`` in its place.

    Every such guest gets the same hash, so that Meta sees one person who buys all day.
    """
    edited = edit(ledger, _having("ph"), _sending("ph", digest("undefined")))
    without = [change(c, customer={k: v for k, v in c.customer.items() if k != "phone"}) for c in ledger.conversions]
    return edited and change(edited, conversions=tuple(without))


@mistake(
    "F023",
    family="match",
    severity=Severity.LOW,
    check="match.hashes",
    cause="the country is hashed in capitals",
    sources=("https://github.com/facebook/facebook-nodejs-business-sdk/pull/163",),
    needs="an event that carries country",
)
def country_in_capitals(ledger: Ledger) -> Ledger | None:
    """The server hashes the country as the form has it, ``DE``, where Meta wants ``de``."""
    country = next((str(c.customer["country"]) for c in ledger.conversions if c.customer.get("country")), "")
    return edit(ledger, _having("country"), _sending("country", digest(country.upper()))) if country else None


@mistake(
    "F033",
    family="match",
    severity=Severity.HIGH,
    check="match.hashes",
    cause="two layers of the sender hash it",
    sources=(
        "https://github.com/facebook/facebook-python-business-sdk/pull/586",
        "https://github.com/segmentio/action-destinations/pull/2022",
        "https://github.com/segment-boneyard/segment-docs/pull/6099",
    ),
)
def hashed_twice(ledger: Ledger) -> Ledger | None:
    """The shop hashes the customer's data, and the library that sends it hashes the hashes."""

    def twice(event: Event) -> Event:
        sent = {key: [digest(v) for v in values(event.user_data[key])] for key in HASHED if key in event.user_data}
        return knowing(event, **sent)

    return edit(ledger, _having("em"), twice)


@mistake(
    "F064",
    family="match",
    severity=Severity.HIGH,
    check="match.handover",
    cause="takes the click only from the cookie _fbc",
    scenarios=("ad_blocked_script", "healthy_purchase"),
    sources=(
        "https://github.com/esign/laravel-conversions-api/issues/10",
        "https://github.com/PostHog/posthog/pull/29707",
    ),
    needs="a visit from an advertisement, and fbc among the promised identifiers",
)
def click_read_from_the_cookie_only(ledger: Ledger) -> Ledger | None:
    """The server reads the click from the cookie ``_fbc`` alone, which is not there on the landing request.

    The id stands in the address of that very request. Behind a blocker the cookie never comes to be.
    """
    landings = {visit.pages[0].url for visit in ledger.visits if visit.click_id and visit.pages}
    blocked = not any(event.channel is Channel.BROWSER for event in ledger.events)
    which = _having("fbc")
    return edit(ledger, lambda e: which(e) and (blocked or e.source_url in landings), lambda e: knowing(e, fbc=None))


@mistake(
    "F069",
    family="match",
    severity=Severity.HIGH,
    check="match.cookies",
    cause="a redirect rewrites the address of the landing page",
    needs="a visit from an advertisement",
)
def click_id_in_small_letters(ledger: Ledger) -> Ledger | None:
    """A redirect on the landing page turns its address into small letters, and the click id with it.

    Click ids mix capitals and small letters; in another spelling the id belongs to no click.
    """
    clicks = {visit.click_id for visit in ledger.visits if visit.click_id}

    def smaller(text: str) -> str:
        for click in clicks:
            text = text.replace(click, click.lower())
        return text

    def landed(event: Event) -> Event:
        fbc = str(event.user_data.get("fbc") or "")
        return change(knowing(event, fbc=smaller(fbc) or None), source_url=smaller(event.source_url or "") or None)

    edited = edit(ledger, lambda event: "fbc" in event.user_data, landed)
    visits = [
        change(visit, pages=tuple(change(page, url=smaller(page.url)) for page in visit.pages))
        for visit in ledger.visits
    ]
    return edited and change(edited, visits=tuple(visits))


@mistake(
    "F073",
    family="match",
    severity=Severity.HIGH,
    check="match.network_address",
    cause="the address of the proxy is read",
    sources=("https://github.com/facebook/facebook-for-woocommerce/issues/2049",),
    needs="a site that is told the visitor's address by its edge (start.client_address in site.toml)",
)
def address_of_the_proxy(ledger: Ledger) -> Ledger | None:
    """The server reports the address of the connection, which behind a load balancer is the balancer's own."""
    return edit(ledger, _SERVER, lambda e: knowing(e, client_ip_address="10.0.0.7")) if ledger.address else None


@mistake(
    "F079",
    family="match",
    severity=Severity.MEDIUM,
    check="match.handover",
    cause="the server does not read the cookie _fbp",
    sources=("https://github.com/PostHog/posthog/pull/99081", "https://github.com/stape-io/facebook-tag/issues/10"),
    needs="fbp among the promised identifiers",
)
def browser_id_not_handed_over(ledger: Ledger) -> Ledger | None:
    """The server's events come without ``fbp``, though the browser has the cookie and sends it itself."""
    return edit(ledger, _having("fbp"), lambda event: knowing(event, fbp=None))


@mistake(
    "F081",
    family="match",
    severity=Severity.HIGH,
    check="match.cookies",
    cause="the server builds the value itself",
    sources=(
        "https://github.com/RivercodeAB/facebook-conversion-api-nextjs/pull/33",
        "https://github.com/elbwalker/walkerOS/issues/523",
        "https://github.com/Adsmurai-Google-Tag-Manager-Templates/adsmurai-facebook-conversions-api-client/issues/6",
    ),
    needs="a visit from an advertisement",
)
def bare_click_id(ledger: Ledger) -> Ledger | None:
    """The server sends the click id alone as ``fbc``, without the version, the depth and the time before it."""
    return edit(
        ledger, _having("fbc"), lambda event: knowing(event, fbc=str(event.user_data["fbc"]).rpartition(".")[2])
    )


@mistake(
    "F090",
    family="match",
    severity=Severity.HIGH,
    check="match.hashes",
    cause="the address is hashed as it was typed",
    scenarios=("typed_loosely",),
    sources=("https://fluxsy.io/performance-marketing/server-to-server-capi-protocol",),
    needs="books that name the customer",
)
def address_hashed_as_typed(ledger: Ledger) -> Ledger | None:
    """A customer types their address with capitals, and the server hashes it so."""
    typed = {c.key: str(c.customer["email"]).title() for c in ledger.conversions if c.customer.get("email")}
    if not typed:
        return None
    booked = [
        change(c, customer={**c.customer, "email": typed[c.key]}) if c.key in typed else c for c in ledger.conversions
    ]
    return edit(
        change(ledger, conversions=tuple(booked)), _having("em"), _sending("em", digest(next(iter(typed.values()))))
    )


@mistake(
    "F092",
    family="match",
    severity=Severity.MEDIUM,
    check="match.agreement",
    cause="the pixel sends one number for this person",
    scenarios=("known_customer",),
    sources=("https://github.com/facebookarchive/facebook-for-magento2/issues/92",),
    needs="external_id on both channels",
)
def two_external_ids(ledger: Ledger) -> Ledger | None:
    """The pixel is given the visitor's number as ``external_id``, the server sends the customer's."""
    return edit(
        ledger,
        _having("external_id", Channel.BROWSER),
        lambda event: knowing(event, external_id=digest(f"visitor of {event.user_data.get('fbp')}")),
    )


@mistake(
    "F095",
    family="match",
    severity=Severity.HIGH,
    check="match.plain",
    cause="one loop hashes every field",
)
def plain_keys_hashed(ledger: Ledger) -> Ledger | None:
    """A loop over all customer information hashes what Meta must read: address, user agent and both cookies."""

    def hashed(event: Event) -> Event:
        plain = ("client_ip_address", "client_user_agent", "fbp", "fbc")
        return knowing(event, **{key: digest(str(event.user_data[key])) for key in plain if event.user_data.get(key)})

    return edit(ledger, _having("client_user_agent"), hashed)
