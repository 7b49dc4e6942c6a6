"""The tracking policy: what an action is called, when it is reported, and with what, on either channel.

``Tracking`` holds every decision as a callable. The shop's pages and its back end ask it and decide nothing
themselves, so another policy is another value, not another shop.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from fixture_site.bill import Bill
from fixture_site.catalogue import Line, total
from fixture_site.matching import match_keys
from fixture_site.money import BASE, amount

Data = dict[str, Any]
INVALID_PARAMETER = 100
"""The code of Meta's answer to a call whose content it does not take."""
FEWEST_DIGITS = 7
"""So many digits may be a phone number."""


class Consent(StrEnum):
    """What the shopper answered."""

    GRANTED = "granted"
    DENIED = "denied"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, kw_only=True)
class Action:
    """Something that a shopper did, and that each channel may report once.

    ``id`` is made from the action and nothing else, so whoever reports it first or again says the same.
    ``cents`` is what it is worth, in its currency's smallest coin; ``parts`` are what the total of the cart or order is
    the sum of. ``method`` is the way in which an order is paid. ``repeat`` tells that a page shows an action which an
    earlier load of it has reported. ``source`` is where it took place, by Meta's words for that. ``custom`` tells that
    its name is one of the shop's own, none of Meta's.
    """

    name: str
    id: str
    time: int
    url: str
    cents: int | None = None
    currency: str = BASE
    parts: Mapping[str, int] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    content_type: str = "product"
    content_name: str = ""
    order_id: str = ""
    method: str = ""
    search_string: str = ""
    repeat: bool = False
    source: str = "website"
    custom: bool = False

    def dump(self) -> str:
        """As text, for the database."""
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, text: str) -> Action:
        """Back from the database."""
        raw = json.loads(text)
        return cls(**raw | {"lines": tuple(Line(**line) for line in raw["lines"])})


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """The browser and the customer behind an action, as the shop saw them at that time.

    ``limited`` tells that they asked for their data to be used in a limited way.
    """

    session: str
    consent: Consent
    ip: str
    user_agent: str
    fbp: str = ""
    fbc: str = ""
    limited: bool = False
    customer: Mapping[str, str]

    def dump(self) -> str:
        """As text, for the database."""
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, text: str) -> Visitor:
        """Back from the database."""
        raw = json.loads(text)
        return cls(**raw | {"consent": Consent(raw["consent"])})


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A shopper's request as it came over the wire: its cookies, and the address of the connection."""

    cookies: Mapping[str, str]
    remote: str


NO_OPTIONS: Data = {}
LIMITED: Data = {"options": ["LDU"], "country": 0, "state": 0}
"""Limited Data Use, wherever Meta finds that the shopper is."""


@dataclass(frozen=True, kw_only=True)
class Tracking:
    """Every decision of the shop's tracking.

    ``browser_copies`` and ``server_copies`` have the last word on what an action is reported as: one copy, several or
    none. ``order_is_told`` says whether the server reports a purchase when its order gets a status (``reviewed``,
    ``placed``, ``paid``, ``entered`` by a clerk, ``completed`` ...), ``sale_at`` as what it reports it then, and
    ``sale_is_shown`` whether a page (``thank_you``, ``receipt``, ``payment``) reports it of an order of that status.
    ``addition_is_told`` says at which moment (``added``, ``cart``) an article counts as put into the cart.
    ``page_data`` is what a page's script is given. ``request_body``, where there is one, turns what the SDK would send
    into what the shop's own sender posts, to ``api_version``.

    ``sale_time`` is when a sale took place. The server's copies go at ``sends_at`` and never before, up to ``batch`` of
    them in one call, for which they wait ``gathers_s``. Where Meta refuses a call, ``refusal_is_final`` tells by status
    and code whether it always will, and ``resends_alone`` whether the copies of a call are then sent one by one.
    ``visitor`` has the last word on whom the server's copies are about, ``matched`` on whose data the pixel is given
    (the customer's, or that of ``staff`` who are signed in). ``search_string`` is what is told of what was searched
    for, ``data_processing`` what Meta is asked for shoppers with limited use, and ``forgotten`` the cookies that go
    with a withdrawal of consent. ``outlives_the_process`` tells of a copy that waits to be sent whether it is written
    down, so that a restart does not lose it.
    """

    browser_event_id: Callable[[Action], str]
    server_event_id: Callable[[Action], str]
    value: Callable[[Action], float]
    browser_data: Callable[[Action, Data], Data]
    server_data: Callable[[Action, Data], Data]
    server_may_send: Callable[[Consent], bool]
    order_is_told: Callable[[Action, str], bool]
    purchase_is_announced: Callable[[Action], bool]
    currency: Callable[[Action], str] = lambda action: action.currency
    browser_copies: Callable[[Action, Data], list[Data]] = lambda action, copy: [copy]
    server_copies: Callable[[Action, Visitor, Data], list[Data]] = lambda action, visitor, copy: [copy]
    sale_at: Callable[[Action, str, int], Action] = lambda action, status, now: action
    sale_is_shown: Callable[[str, str], bool] = lambda page, status: (page, status) == ("thank_you", "paid")
    addition_is_told: Callable[[str], bool] = lambda moment: moment == "added"
    page_data: Callable[[Data], Data] = lambda page: page
    visitor: Callable[[Visitor, Asked], Visitor] = lambda visitor, asked: visitor
    matched: Callable[[Mapping[str, str], Mapping[str, str]], Mapping[str, str]] = lambda customer, staff: customer
    search_string: Callable[[str], str] = lambda typed: "" if holds_personal_data(typed) else typed
    data_processing: Callable[[bool], Data] = lambda limited: LIMITED if limited else NO_OPTIONS
    forgotten: Callable[[], tuple[str, ...]] = lambda: ("_fbp", "_fbc")
    request_body: Callable[[Data], Data] | None = None
    api_version: str = ""
    sale_time: Callable[[float, float], float] = lambda placed_at, paid_at: paid_at
    sends_at: Callable[[float], float] = lambda now: now
    gathers_s: float = 0.0
    outlives_the_process: Callable[[Action], bool] = lambda action: True
    batch: int = 1
    resends_alone: bool = True
    refusal_is_final: Callable[[int, int], bool] = lambda status, code: (status, code) == (400, INVALID_PARAMETER)


def holds_personal_data(typed: str) -> bool:
    """Whether a text may hold an e-mail address or a phone number."""
    return "@" in typed or len(re.sub(r"\D", "", typed)) >= FEWEST_DIGITS


def random_id(name: str) -> str:
    """An id for an action that happens once and has no number of its own."""
    return f"{name.lower()}.{secrets.token_hex(8)}"


def purchase_id(order_id: str) -> str:
    """The id of an order's purchase, the same for the thank-you page, the webhook and every reload."""
    return f"purchase.{order_id}"


GOOD = Tracking(
    browser_event_id=lambda action: action.id,
    server_event_id=lambda action: action.id,
    value=lambda action: amount(action.cents or 0, action.currency),
    browser_data=lambda action, data: data,
    server_data=lambda action, data: data,
    server_may_send=lambda consent: consent is Consent.GRANTED,
    order_is_told=lambda action, status: status == "paid",
    purchase_is_announced=lambda action: not action.repeat,
)
"""How the shop tracks when nobody has broken anything."""


def custom_data(tracking: Tracking, action: Action) -> Data:
    """What an action was about; the same for both channels."""
    data: Data = {}
    if action.cents is not None:
        data |= {"value": tracking.value(action), "currency": tracking.currency(action)}
    if action.lines:
        data |= {
            "content_ids": [line.sku for line in action.lines],
            "contents": contents_of(action.lines, action.currency),
            "content_type": action.content_type,
            "num_items": sum(line.quantity for line in action.lines),
        }
    named = {
        "content_name": action.content_name,
        "order_id": action.order_id,
        "search_string": tracking.search_string(action.search_string),
    }
    return data | {key: value for key, value in named.items() if value}


def contents_of(lines: tuple[Line, ...], currency: str) -> list[Data]:
    """The goods as the shop tells of them: to Meta, and in its books."""
    return [{"id": line.sku, "quantity": line.quantity, "item_price": amount(line.cents, currency)} for line in lines]


def browser_copies(tracking: Tracking, action: Action) -> list[Data]:
    """The action as the page's script shall report it: the arguments of one call of ``fbq`` for each copy."""
    copy = {
        "method": "trackCustom" if action.custom else "track",
        "name": action.name,
        "data": tracking.browser_data(action, custom_data(tracking, action)),
        "options": {"eventID": tracking.browser_event_id(action)},
        "once": action.id if action.order_id else "",
    }
    return tracking.browser_copies(action, copy)


def server_copies(tracking: Tracking, action: Action, visitor: Visitor) -> list[Data]:
    """The action as the back end shall report it."""
    about = {
        "client_ip_address": visitor.ip,
        "client_user_agent": visitor.user_agent,
        "fbp": visitor.fbp,
        "fbc": visitor.fbc,
    }
    copy = {
        "event_name": action.name,
        "event_id": tracking.server_event_id(action),
        "event_time": action.time,
        "event_source_url": action.url,
        "action_source": action.source,
        "user": match_keys(visitor.customer) | {key: value for key, value in about.items() if value},
        "custom": tracking.server_data(action, custom_data(tracking, action)),
        "data_processing": tracking.data_processing(visitor.limited),
    }
    return tracking.server_copies(action, visitor, copy)


def about(action: Action, lines: tuple[Line, ...], content_name: str = "", currency: str = BASE) -> Action:
    """The same action with the goods that it concerns, at their prices in that currency."""
    return replace(action, lines=lines, cents=total(lines), content_name=content_name, currency=currency)


def about_basket(action: Action, lines: tuple[Line, ...], bill: Bill) -> Action:
    """The same action with a whole basket, worth what its goods bring in."""
    return replace(action, lines=lines, cents=bill.sold, currency=bill.currency, parts=bill.parts)
