"""The tracking plan: what a site promises to tell Meta, event by event."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from mock_meta.event import Channel

BOTH = (Channel.BROWSER, Channel.SERVER)


class Promise(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the site promises of one event.

    ``pages`` are glob patterns of URL paths whose every page load owes this event; ``conversion`` names the book
    (``orders``, ``leads``) whose every entry owes it. An event with neither is owed when the journey says that the
    shopper did it. ``identifiers`` are keys of customer information on the server's copy, ``browser_identifiers`` those
    on the browser's (advanced matching). ``consent`` is the purpose that the visitor must agree to; empty means that
    none is needed. ``routes`` tells that views which a script puts into the address bar are pages too. ``confirmation``
    are patterns of the paths of the pages that thank for the conversion, ``booked_by`` those of the paths to which the
    browser sends what books it.
    """

    channels: tuple[Channel, ...] = BOTH
    required: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    browser_identifiers: tuple[str, ...] = ()
    max_delay_s: float = 60.0
    primary: bool = False
    owner: str = ""
    consent: str = "marketing"
    pages: tuple[str, ...] = ()
    routes: bool = False
    conversion: str = ""
    confirmation: tuple[str, ...] = ()
    booked_by: tuple[str, ...] = ()


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """All promises of a site by event name, and whether its visitors are asked for consent.

    ``value_includes`` names the parts of a conversion that its reported value is the sum of; empty means the value
    of the books. ``test_event_code`` is the one that may be sent, if any. ``gpc`` is what a browser that asks for
    privacy globally is promised: ``opt-out`` or ``denied``, or nothing.
    """

    promises: Mapping[str, Promise]
    consent_asked: bool = False
    value_includes: tuple[str, ...] = ()
    test_event_code: str = ""
    gpc: str = ""

    def primary(self) -> tuple[str, ...]:
        """Names of the events that are primary conversions."""
        return tuple(name for name, promise in self.promises.items() if promise.primary)
