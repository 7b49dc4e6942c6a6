"""Scripts that a page runs before its own: they make the browser behave as another visitor's would."""

from pathlib import Path

_FOLDER = Path(__file__).parent


def clock_ahead(seconds: float) -> str:
    """A script by which a page's clock is so many seconds ahead of the machine's (behind, if negative)."""
    return _read("clock").replace("(AHEAD_MS)", f"({round(seconds * 1000)})")


def safari_cookies() -> str:
    """A script that shortens the life of cookies that scripts write, by Safari's rules.

    Seven days, and one on a page whose address bears a click id; what a server sets is left alone (WebKit's own
    description of its tracking prevention, and measured of the script itself).
    """
    return _read("safari_cookies")


def _read(name: str) -> str:
    return (_FOLDER / f"{name}.js").read_text(encoding="utf-8")
