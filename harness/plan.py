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
    shopper did it. ``identifiers`` are keys of customer information on the server's copy. ``consent`` is the purpose
    that the visitor must agree to; empty means that none is needed.
    """

    channels: tuple[Channel, ...] = BOTH
    required: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    max_delay_s: float = 60.0
    primary: bool = False
    owner: str = ""
    consent: str = "marketing"
    pages: tuple[str, ...] = ()
    conversion: str = ""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """All promises of a site by event name, and whether its visitors are asked for consent."""

    promises: Mapping[str, Promise]
    consent_asked: bool = False

    def primary(self) -> tuple[str, ...]:
        """Names of the events that are primary conversions."""
        return tuple(name for name, promise in self.promises.items() if promise.primary)
