"""Pages whose pixel is started in a way that loses what they tell it."""

from dataclasses import replace
from pathlib import Path

from fixture_site.bug import bug
from fixture_site.seams import Seams

_TEMPLATES = Path(__file__).parent / "coverage_templates"


@bug(
    family="coverage",
    severity="high",
    imitates="F032",
    source=("https://github.com/bikeindex/bike_index/pull/3799",),
)
def escaped_pixel_script(seams: Seams) -> Seams:
    """The template writes the pixel's id into the script as HTML text, with entities for its quotes.

    Imitates a template engine that escapes what it should print as it is. The script does not parse, so the pixel is
    never started on any page.
    """
    return replace(seams, templates=_TEMPLATES / "escaped_pixel_script")


@bug(
    family="coverage",
    severity="medium",
    imitates="F038",
    source=(
        "https://github.com/the-answerai/theanswer/pull/605",
        "https://github.com/the-answerai/theanswer/pull/607",
    ),
)
def queue_nobody_reads(seams: Seams) -> Seams:
    """The base code is written by hand, and its stub keeps early calls in ``fbq.q``.

    Imitates a wrapper that knows the pixel by hearsay: Meta's script replays ``fbq.queue``. What a page tells before
    the script has come is lost; what a click tells later arrives.
    """
    return replace(seams, templates=_TEMPLATES / "queue_nobody_reads")


@bug(
    family="coverage",
    severity="medium",
    imitates="F052",
    source=(
        "https://github.com/dograh-hq/dograh/pull/696",
        "https://github.com/WilliamDASILVA/nuxt-facebook-pixel-module/pull/41",
    ),
)
def guard_instead_of_a_queue(seams: Seams) -> Seams:
    """The pixel is loaded when the page has loaded, and what happens before is dropped by a guard.

    Imitates ``if (window.fbq)`` around every call, with a loader that is kept back for the sake of the page's speed.
    Page views are told by the loader itself; what a page has to tell at once, such as a new account, is not.
    """
    return replace(seams, templates=_TEMPLATES / "guard_instead_of_a_queue")


@bug(
    family="coverage",
    severity="medium",
    imitates="F067",
    source=(
        "https://github.com/QwikDev/partytown/issues/210",
        "https://github.com/QwikDev/partytown/issues/338",
    ),
)
def pixel_in_a_worker(seams: Seams) -> Seams:
    """Calls of fbq are forwarded to a web worker, where those that come early throw.

    Imitates Partytown, which runs the scripts of others off the main thread: the worker's fbq has no callMethod until
    the page has loaded, so what the page tells before that ends in a TypeError that no tag sees.
    """
    return replace(seams, templates=_TEMPLATES / "pixel_in_a_worker")
