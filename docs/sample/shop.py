"""A shop of three pages that tells Meta of its sales twice: by the pixel on its pages, and by the Conversions API.

python shop.py --port 8000 [--graph https://graph.facebook.com --token TOKEN]
"""

from __future__ import annotations

import argparse
import json
import threading
import time
import uuid
from hashlib import sha256
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

HERE = Path(__file__).parent
PIXEL_ID = "1234567890"
PRICE = 24.5
LOCK = threading.Lock()
ORDERS: dict[str, dict[str, Any]] = {}
"""By the basket that was ordered, so that a form that is sent twice is one order."""
OUTBOX: list[dict[str, Any]] = []
SENDING = threading.Lock()
WAKE = threading.Event()
TRY_AGAIN_S = 60.0


class Shop(BaseHTTPRequestHandler):
    """One request. ``address`` is where the shop's visitors find it, ``meta`` who is told of its sales."""

    address: str
    meta: Meta

    def do_GET(self) -> None:
        """Show a page, a file or the books."""
        path = urlsplit(self.path).path
        if path == "/":
            self.page("shelf")
        elif path == "/checkout":
            self.page("checkout", basket=str(uuid.uuid4()))
        elif path.startswith("/thanks/"):
            self.thank(path.removeprefix("/thanks/"))
        elif path == "/style.css":
            self.answer((HERE / "static" / "style.css").read_bytes(), "text/css")
        elif path == "/api/orders":
            self.answer(json.dumps(list(ORDERS.values())).encode(), "application/json")
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        """Take an order; or, for the tests, tell Meta now of what waits, or forget all."""
        if self.path == "/_control/drain":
            self.meta.send()
            self.answer(b"{}", "application/json")
        elif self.path == "/_control/reset":
            with SENDING, LOCK:
                OUTBOX.clear()
                ORDERS.clear()
            self.answer(b"{}", "application/json")
        elif self.path == "/checkout":
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            order = self.order(form["basket"][0], form["email"][0].strip().lower())
            self.send_response(303)
            self.send_header("Location", f"/thanks/{order['id']}")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self.send_error(404)

    def order(self, basket: str, email: str) -> dict[str, Any]:
        """The order of a basket, which is made and told of once."""
        with LOCK:
            if basket not in ORDERS:
                ORDERS[basket] = {
                    "id": f"M-{uuid.uuid4().hex[:12]}",
                    "created_at": time.time(),
                    "status": "paid",
                    "value": PRICE,
                    "currency": "EUR",
                    "customer": {"email": email},
                }
                OUTBOX.append(self.purchase(ORDERS[basket]))
                WAKE.set()
            return ORDERS[basket]

    def purchase(self, order: dict[str, Any]) -> dict[str, Any]:
        """The sale as the Conversions API wants it; its id is the one that the thank-you page gives the pixel."""
        cookies = SimpleCookie(self.headers.get("Cookie", ""))
        known = {name: cookies[f"_{name}"].value for name in ("fbp", "fbc") if f"_{name}" in cookies}
        address = self.headers.get("X-Forwarded-For", self.client_address[0]).partition(",")[0]
        return {
            "event_name": "Purchase",
            "event_id": f"purchase-{order['id']}",
            "event_time": int(order["created_at"]),
            "event_source_url": f"{self.address}/thanks/{order['id']}",
            "action_source": "website",
            "user_data": {
                "em": [sha256(order["customer"]["email"].encode()).hexdigest()],
                "client_ip_address": address,
                "client_user_agent": self.headers.get("User-Agent", ""),
                **known,
            },
            "custom_data": parameters(order),
        }

    def thank(self, number: str) -> None:
        """The confirmation, which lets the pixel tell of the sale."""
        order = next((order for order in list(ORDERS.values()) if order["id"] == number), None)
        if order is None:
            self.send_error(404)
        else:
            self.page("thanks", number=number, parameters=json.dumps(parameters(order)))

    def page(self, name: str, **values: str) -> None:
        """Send a page: the layout with a template in it."""
        body = Template((HERE / "templates" / f"{name}.html").read_text(encoding="utf-8"))
        layout = Template((HERE / "templates" / "layout.html").read_text(encoding="utf-8"))
        text = layout.substitute(pixel_id=PIXEL_ID, body=body.substitute(price=f"{PRICE:.2f}", **values))
        self.answer(text.encode(), "text/html; charset=utf-8")

    def answer(self, body: bytes, kind: str) -> None:
        """Send a body of a kind."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


def parameters(order: dict[str, Any]) -> dict[str, Any]:
    """What both channels say of an order."""
    return {
        "value": order["value"],
        "currency": order["currency"],
        "content_ids": ["mug"],
        "content_type": "product",
        "order_id": order["id"],
    }


class Meta:
    """Where events go. What Meta did not take waits for the next try, unless it was refused for good."""

    def __init__(self, graph: str, token: str) -> None:
        self.events, self.token = f"{graph}/v24.0/{PIXEL_ID}/events", token

    def send_when_woken(self) -> None:
        """Send what waits: when there is something new, and every minute."""
        while True:
            WAKE.wait(TRY_AGAIN_S)
            WAKE.clear()
            self.send()

    def send(self) -> None:
        """Send what waits."""
        with SENDING:
            for event in list(OUTBOX):
                if self.takes(event):
                    OUTBOX.remove(event)

    def takes(self, event: dict[str, Any]) -> bool:
        """Whether Meta is done with an event, taken or refused."""
        body = json.dumps({"data": [event], "access_token": self.token}).encode()
        try:
            urlopen(Request(self.events, body, {"Content-Type": "application/json"}), timeout=30).close()  # noqa: S310
        except OSError as error:
            print(f"Meta did not take {event['event_id']}: {error}")  # noqa: T201 - the shop's log
            return isinstance(error, HTTPError) and error.code < 500
        return True


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--base-url", default="http://127.0.0.1:8000")
    parser.add_argument("--graph", default="https://graph.facebook.com")
    parser.add_argument("--token", default="")
    options = parser.parse_args()
    Shop.address, Shop.meta = options.base_url, Meta(options.graph, options.token)
    threading.Thread(target=Shop.meta.send_when_woken, daemon=True).start()
    ThreadingHTTPServer(("127.0.0.1", options.port), Shop).serve_forever()


if __name__ == "__main__":
    main()
