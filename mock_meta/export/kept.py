"""What stays readable in a scrubbed export, by its name; all else is replaced.

What stays is looked through all the same: an e-mail address in an order's number is replaced.
"""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


IDENTIFIERS = _names("id content_ids order_id")
"""Properties of custom data that identify goods and orders."""
AMOUNTS = _names("value num_items predicted_ltv net_revenue quantity item_price")
"""Properties of custom data that are money or numbers."""
WORDS = _names("currency content_type status delivery_category")
"""Properties of custom data that are one of a few words."""
EVENT_TEXTS = _names("event_name event_id order_id")
"""Identifiers of a server event; without them nothing could be paired."""
EVENT_NUMBERS = _names("event_time opt_out data_processing_options_country data_processing_options_state")
"""Numbers of a server event."""
PARAMETER_TEXTS = _names("id ev eid test_event_code dataset_id")
"""Parameters that name a pixel, an event, a test."""
PARAMETER_WORDS = _names("""
    if ts iw sw sh v r a ec o it coo rqm dpo dpoco dpost ler cdl plt imft tz tm es cf
    method include_headers aggregation event_source fields debug partner_agent
""")
"""Parameters that are numbers and words of the protocol."""
REQUEST_HEADERS = _names("""
    host content-type content-length content-encoding transfer-encoding connection keep-alive te expect
    accept accept-encoding cache-control pragma upgrade-insecure-requests priority
    sec-fetch-site sec-fetch-mode sec-fetch-dest sec-fetch-user sec-fetch-storage-access
""")
"""Headers that speak of the connection, not of the visitor."""
ANSWER_HEADERS = _names("""
    content-type facebook-api-version x-fb-rev x-fb-trace-id x-fb-request-id x-fb-debug x-app-usage retry-after
    x-business-use-case-usage x-ad-api-version-warning access-control-allow-origin cache-control pragma expires
    strict-transport-security vary
""")
"""Headers that answers bear of themselves."""
