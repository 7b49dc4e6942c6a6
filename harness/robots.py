"""Who is no shopper: crawlers and monitors, as they name themselves."""

from __future__ import annotations

import re

from mock_meta.event import Channel, Event

_NAMES = re.compile(
    r"bot\b|crawl|spider|slurp|facebookexternalhit|meta-external|mediapartners|lighthouse|pingdom|uptime",
    re.IGNORECASE,
)


def robot(event: Event) -> str:
    """The user agent of a server event that a crawler or a monitor caused; empty if a shopper may have.

    Robots run no scripts that a pixel is made of, so only a server reports them.
    """
    agent = str(event.user_data.get("client_user_agent") or "")
    return agent if event.channel is Channel.SERVER and _NAMES.search(agent) else ""
