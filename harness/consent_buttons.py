"""The button that answers the consent question: the site's own, or that of a known consent manager."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from harness.consent_managers import managers
from harness.errors import NotHereError
from harness.ledger import Choice
from harness.site import ConsentSelectors

if TYPE_CHECKING:
    from playwright.async_api import Locator, Page

_CLICKS = 3
_PATIENCE_MS = 2000
"""How long a banner may stay after a click, until a visitor clicks again."""


class _Banner(msgspec.Struct, frozen=True):
    whose: str
    buttons: dict[Choice, str]


def check_button(site: ConsentSelectors | None, choice: Choice) -> None:
    """See that somebody knows of a button for this answer.

    Raises:
        NotHereError: site.toml names neither the button nor a manager that has one.
    """
    if not any(banner.buttons[choice] for banner in _banners(site)):
        raise NotHereError(f"site.toml names no button for consent {choice}")


async def button_for(page: Page, site: ConsentSelectors | None, choice: Choice) -> Locator:
    """The button for this answer on the banner that the page shows; it waits until there is one.

    Raises:
        NotHereError: nobody knows of such a button, or the banner that is shown has none.
    """
    check_button(site, choice)
    known = tuple(_banners(site))
    if len(known) == 1:
        return page.locator(known[0].buttons[choice]).first
    await _any_button(page, known).filter(visible=True).first.wait_for()
    for banner in known:
        for selector in filter(None, banner.buttons.values()):
            if await page.locator(selector).filter(visible=True).count():
                return await _button_of(page, banner, choice)
    raise NotHereError("the consent banner went away before it could be answered")


async def asks(page: Page, site: ConsentSelectors | None) -> bool:
    """Whether a banner is on the page now."""
    known = tuple(_banners(site))
    return bool(known) and await _any_button(page, known).filter(visible=True).count() > 0


async def _button_of(page: Page, banner: _Banner, choice: Choice) -> Locator:
    selector = banner.buttons[choice]
    button = page.locator(selector).filter(visible=True) if selector else None
    if button is None or not await button.count():
        raise NotHereError(f"the consent banner ({banner.whose}) shows no button for consent {choice}")
    return button.first


def _any_button(page: Page, known: tuple[_Banner, ...]) -> Locator:
    # A site may write its selectors in any of Playwright's languages, so they can't be joined by commas.
    own = [selector for banner in known if banner.whose == _OWN for selector in banner.buttons.values() if selector]
    foreign = [s for banner in known if banner.whose != _OWN for s in banner.buttons.values() if s]
    found = [page.locator(selector) for selector in (*own, *([", ".join(foreign)] if foreign else []))]
    joined = found[0]
    for one in found[1:]:
        joined = joined.or_(one)
    return joined


_OWN = "the site's own"


def _banners(site: ConsentSelectors | None) -> Iterator[_Banner]:
    """The site's own banner first, if it names one."""
    if site is None:
        return
    if site.accept or site.deny:
        yield _Banner(_OWN, {Choice.GRANTED: site.accept, Choice.DENIED: site.deny})
    for manager in managers(site.manager):
        yield _Banner(manager.name, {Choice.GRANTED: manager.accept, Choice.DENIED: manager.deny})


async def press(button: Locator) -> None:
    """Click a banner's button until the banner goes: some show it before they listen to it (measured: tarteaucitron).

    Raises:
        playwright.async_api.TimeoutError: it stays.
    """
    from playwright.async_api import TimeoutError as Stays  # noqa: PLC0415 - loaded only where a browser is driven

    for _ in range(_CLICKS - 1):
        await button.click()
        with contextlib.suppress(Stays):
            return await button.wait_for(state="hidden", timeout=_PATIENCE_MS)
    await button.click()
    await button.wait_for(state="hidden")
    return None
