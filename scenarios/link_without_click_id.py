"""Browsers that protect links take fbclid off the address: nobody can know the click, and all else is owed."""

from harness import Visit, scenario
from harness.conditions import click_id_stripped, consent_granted


@scenario(given=(consent_granted, click_id_stripped), tags=("low match quality", "server", "buy", "medium"))
async def link_without_click_id(visit: Visit) -> None:
    """A visitor comes by an advertisement whose click id the browser has stripped, and buys."""
    await visit.arrive()
    await visit.walk("buy")
