"""Which checks fire for which bug in which scenario: the promise that the browser's proof is held to.

A scenario that a bug does not list must be silent with it. Effects that are folded under a cause are not listed.
"""

from __future__ import annotations

BUYING = (
    "ad_blocked_endpoint",
    "ad_blocked_script",
    "consent_granted_late",
    "graph_down",
    "healthy_purchase",
    "payment_redirect",
    "payment_redirect_no_return",
    "slow_checkout",
    "thank_you_reloaded",
    "two_orders",
)
OTHERS = ("account_registered", "healthy_lead", "product_viewed_twice")
TWO_COPIES = tuple(name for name in (*BUYING, *OTHERS) if not name.startswith("ad_blocked"))

Row = dict[str, frozenset[str]]


def _fires(scenarios: tuple[str, ...], *checks: str) -> Row:
    return dict.fromkeys(scenarios, frozenset(checks))


MATRIX: dict[str, Row] = {
    "cached_event_id": {
        **_fires(("product_viewed_twice",), "dedupe.unique_ids", "coverage.server"),
        **_fires(("consent_granted_late",), "coverage.server"),
    },
    "currency_missing_on_server": _fires(BUYING, "completeness.parameters"),
    "pixel_before_choice": _fires((*TWO_COPIES, "consent_denied"), "consent.browser"),
    "purchase_only_on_return": _fires(("payment_redirect_no_return",), "coverage.server"),
    "separate_event_ids": _fires(TWO_COPIES, "dedupe.pairing"),
    "server_ignores_denial": _fires((*BUYING, *OTHERS, "consent_denied"), "consent.server"),
    "thank_you_reload": _fires(("thank_you_reloaded",), "counting.per_action"),
    "value_in_cents": _fires(BUYING, "value.against_books"),
}
"""Bug, then scenario, then the checks whose findings head the list."""

SHOWN_BY: dict[str, tuple[str, ...]] = {
    "cached_event_id": ("product_viewed_twice",),
    "currency_missing_on_server": ("healthy_purchase",),
    "pixel_before_choice": ("consent_denied",),
    "purchase_only_on_return": ("payment_redirect_no_return", "healthy_purchase"),
    "separate_event_ids": ("two_orders",),
    "server_ignores_denial": ("consent_denied",),
    "thank_you_reload": ("thank_you_reloaded",),
    "value_in_cents": ("payment_redirect",),
}
"""What the gate drives; the proof drives every scenario with every bug."""

NAMED: dict[str, tuple[str, str]] = {
    "cached_event_id": ("product_viewed_twice", "page cache"),
    "currency_missing_on_server": ("healthy_purchase", "currency is missing"),
    "pixel_before_choice": ("consent_denied", "comes after init"),
    "purchase_only_on_return": ("payment_redirect_no_return", "only when a page is shown"),
    "separate_event_ids": ("two_orders", "each side makes an id of its own"),
    "server_ignores_denial": ("consent_denied", "the backend sends regardless"),
    "thank_you_reload": ("thank_you_reloaded", "loaded again"),
    "value_in_cents": ("payment_redirect", "minor units"),
}
"""Words by which a finding must name the cause, in one scenario a bug."""
