"""Meta refuses an event for its click id alone."""

from __future__ import annotations

from mock_meta.faults import Call, Misdeed, fault, refused
from mock_meta.normalize.cookies import flaw
from mock_meta.wire.event_errors import click_id_malformed
from mock_meta.wire.user_data import values


@fault()
def click_id_refused(call: Call) -> Misdeed | None:
    """Every call that carries a malformed ``fbc`` is refused with 100/2804001, with all of its events.

    One report of 2023 tells of it (subcode and title); whether Meta still does so, and for every flaw, is unknown, so
    it is no rule of the stand-in. Nothing is taken from a site whose click ids are sound.
    """
    if not call.path.endswith("/events"):
        return None
    malformed = any(flaw(value) for event in call.carried() for value in values(event.user_data.get("fbc")))
    return refused(call, click_id_malformed()) if malformed else None
