"""What a condition needs of the browser beyond a fresh profile in the run's shared one."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from harness.errors import SetupError


class ProcessNeeds(msgspec.Struct, frozen=True, kw_only=True):
    """What only a browser process of its own can have.

    ``extension`` is the name by which a run knows an unpacked extension. ``user_agent`` may name ``{major}``, the
    browser's own version. ``keeps_pages`` leaves Chromium's cache of whole pages on, which Playwright switches off.
    """

    extension: str = ""
    user_agent: str = ""
    third_party_cookies: bool = False
    no_cookies: bool = False
    keeps_pages: bool = False

    @property
    def lasting_profile(self) -> bool:
        """Whether a profile on disk is needed: extensions and settings live in no other (measured)."""
        return bool(self.extension) or self.third_party_cookies or self.no_cookies


class BrowserNeeds(msgspec.Struct, frozen=True, kw_only=True):
    """What a visit needs of its browser; each field's default needs nothing."""

    process: ProcessNeeds = ProcessNeeds()
    size: tuple[int, int] | None = None
    touch: bool = False
    time_zone: str = ""


def merged(needs: Iterable[BrowserNeeds]) -> BrowserNeeds:
    """The needs of several conditions in one.

    Raises:
        SetupError: two of them need contrary things.
    """
    found: dict[str, object] = {}
    of_process: dict[str, object] = {}
    for one in needs:
        _add(of_process, one.process)
        _add(found, msgspec.structs.replace(one, process=ProcessNeeds()))
    return msgspec.convert({**found, "process": of_process}, BrowserNeeds)


def _add(found: dict[str, object], needs: msgspec.Struct) -> None:
    plain = type(needs)()
    for name in needs.__struct_fields__:
        value = getattr(needs, name)
        if value == getattr(plain, name):
            continue
        if found.setdefault(name, value) != value:
            raise SetupError(f"two conditions need contrary things of one browser ({name}): {found[name]} and {value}")
