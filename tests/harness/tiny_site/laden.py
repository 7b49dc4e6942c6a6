"""A shop of three pages, in German, with a pixel and nothing else: no books, no control paths, no server events.

python laden.py --port N [--banner] [--bugs silent,cents,leaky]
"""

from __future__ import annotations

import argparse
import json
import sys
from html import escape
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

PRICE = 12.5
BUGS = {
    "silent": "The confirmation page reports no Purchase.",
    "cents": "The Purchase carries its value in cents.",
    "leaky": "Every page loads a picture from a counter that nobody agreed to.",
}
PIXEL = """<script>
  window.fbq = window._fbq = function () {
    window.fbq.callMethod ? window.fbq.callMethod.apply(window.fbq, arguments) : window.fbq.queue.push(arguments);
  };
  Object.assign(window.fbq, {push: window.fbq, loaded: true, version: "2.0", queue: []});
  const lader = document.createElement("script");
  lader.async = true;
  lader.src = "https://connect.facebook.net/de_DE/fbevents.js";
  document.head.append(lader);
  if (%(gefragt)s && !document.cookie.includes("erlaubt=ja")) fbq("consent", "revoke");
  fbq("init", "777000777");
  fbq("track", "PageView");
  %(kauf)s
</script>"""
BANNER = """<div id="frage">Dürfen wir zählen?
  <button id="ja" onclick="antworte('ja')">Ja</button> <button id="nein" onclick="antworte('nein')">Nein</button>
</div>
<script>
  function antworte(wort) {
    document.cookie = "erlaubt=" + wort + "; path=/";
    if (wort === "ja") fbq("consent", "grant");
    document.getElementById("frage").hidden = true;
  }
  document.getElementById("frage").hidden = document.cookie.includes("erlaubt=");
</script>"""
NUMBERS = count(1)
UNREPORTED: set[str] = set()


class Laden(BaseHTTPRequestHandler):
    """One request of a shopper. ``banner`` and ``bugs`` are set by the command line."""

    banner = False
    bugs: frozenset[str] = frozenset()

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/":
            self.show('<h1>Kiosk</h1><a href="/kasse">Zur Kasse</a>')
        elif path == "/kasse":
            self.show('<form method="post" action="/kaufen"><button>Jetzt kaufen</button></form>')
        elif path == "/danke":
            self.thank()
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        number = f"T{next(NUMBERS)}"
        UNREPORTED.add(number)
        self.send_response(303)
        self.send_header("Location", "/danke")
        self.send_header("Set-Cookie", f"bestellung={number}; path=/")
        self.end_headers()

    def thank(self) -> None:
        """The confirmation: it reports the sale when it is shown first, and neither its id nor its address names it."""
        number = SimpleCookie(self.headers.get("Cookie", ""))["bestellung"].value
        value = PRICE * 100 if "cents" in self.bugs else PRICE
        purchase = f'fbq("track", "Purchase", {json.dumps({"value": value, "currency": "EUR"})});'
        fresh = number in UNREPORTED and "silent" not in self.bugs
        UNREPORTED.discard(number)
        self.show(f'<h1>Danke!</h1><p>Nummer <b id="nr">{escape(number)}</b></p>', purchase if fresh else "")

    def show(self, body: str, purchase: str = "") -> None:
        """Send one page."""
        pixel = PIXEL % {"gefragt": "true" if self.banner else "false", "kauf": purchase}
        banner = BANNER if self.banner else ""
        leak = '<img src="https://zaehler.example/pixel.gif" alt="">' if "leaky" in self.bugs else ""
        head = (
            '<!doctype html><html lang="de"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Laden</title>'
        )
        page = f"{head}{pixel}{banner}{body}{leak}".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)
    parser.add_argument("--banner", action="store_true")
    parser.add_argument("--bugs", default="")
    parser.add_argument("--list-bugs", action="store_true")
    options = parser.parse_args()
    if options.list_bugs:
        json.dump([{"name": name, "summary": summary} for name, summary in BUGS.items()], sys.stdout)
        return
    Laden.banner = options.banner
    Laden.bugs = frozenset(options.bugs.split(","))
    ThreadingHTTPServer(("127.0.0.1", options.port), Laden).serve_forever()


if __name__ == "__main__":
    main()
