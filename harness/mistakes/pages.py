"""Which pages a run has shown, for mistakes that hang on them."""

from __future__ import annotations

from urllib.parse import urlsplit

from harness.ledger import Ledger, PageLoad, is_page_of

_SHORTLY_S = 0.02
"""How long before a page is left its button was pressed."""


def own_pages(ledger: Ledger, visit: int | None) -> tuple[PageLoad, ...]:
    """The site's own documents that a visit has shown (or all visits, if None), in order."""
    visits = ledger.visits if visit is None else ledger.visits[visit : visit + 1]
    pages = (page for one in visits for page in one.pages if not page.route)
    return tuple(page for page in pages if is_page_of(page.url, ledger.site_hosts, ("*",)))


def path(url: str | None) -> str:
    """The path of an address."""
    return urlsplit(url or "").path or "/"


def came_again(page: PageLoad, pages: tuple[PageLoad, ...], *, at_once: bool) -> list[PageLoad]:
    """The later loads of a page: those that follow it at once (a reload), or those after other pages."""
    found, others = [], False
    for later in pages[pages.index(page) + 1 :]:
        if path(later.url) != path(page.url):
            others = True
        elif others is not at_once:
            found.append(later)
    return found


def next_path(page: PageLoad, pages: tuple[PageLoad, ...]) -> list[PageLoad]:
    """The first later page of another path."""
    return [later for later in pages[pages.index(page) + 1 :] if path(later.url) != path(page.url)][:1]


def pressed(pages: tuple[PageLoad, ...], asked_at: float) -> list[tuple[PageLoad, float]]:
    """The loads of the page that came up at a moment, up to that one, each with when its button was pressed."""
    form = next((page for page in pages if page.at == asked_at), None)
    loads = [page for page in pages if form is not None and page.at <= form.at and path(page.url) == path(form.url)]
    return [(page, page.left_at - _SHORTLY_S) for page in loads if page.left_at is not None]
