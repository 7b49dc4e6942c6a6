"""What the shop is started with, and the clock that it lives by."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

RELAY = "/relay"
RELAYED_SCRIPT, RELAYED_EVENTS = "shop.js", "in/"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The shop's surroundings. Public addresses may differ from the loopback ports that it listens on."""

    port: int
    bank_port: int
    data: Path
    base_url: str
    bank_url: str
    graph_url: str
    pixel_id: str
    access_token: str
    pixel_base: str = ""
    partner_pixel_id: str = ""
    sender: str = "python"

    @property
    def secure(self) -> bool:
        """Whether the shopper's browser reaches the shop by TLS."""
        return self.base_url.startswith("https:")

    @property
    def relayed_pixel(self) -> dict[str, str]:
        """Where the pixel comes from and reports to by the shop's own address: names that no blocklist knows."""
        base = self.base_url + RELAY
        return {"base": base, "script": f"{base}/{RELAYED_SCRIPT}", "endpoint": f"{base}/{RELAYED_EVENTS}"}

    @property
    def host(self) -> str:
        """The public host name of the shop."""
        return urlsplit(self.base_url).hostname or "localhost"

    @property
    def webhook_url(self) -> str:
        """Where the bank reports payments: server to server, so by the loopback port."""
        return f"http://127.0.0.1:{self.port}/webhooks/bank"

    @property
    def bank_api(self) -> str:
        """The bank's interface for merchants."""
        return f"http://127.0.0.1:{self.bank_port}/api/payments"


@dataclass
class Clock:
    """The shop's own time: the machine's, moved by an offset."""

    offset_s: float = 0.0

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self.offset_s
