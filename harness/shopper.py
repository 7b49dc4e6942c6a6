"""The shopper: a made-up person, the same for the same seed."""

from __future__ import annotations

import base64
import hashlib
import random
import re
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import NamedTuple

DEFAULT_LOCALES = ("de_DE",)


class _Region(NamedTuple):
    """How a mobile number begins there, how many digits follow, and what faker calls a state's short name."""

    mobile: str
    digits: int
    state: str = ""


_REGIONS = {
    "bg_BG": _Region("+35988", 7),
    "cs_CZ": _Region("+42060", 7),
    "de_AT": _Region("+43664", 7),
    "de_DE": _Region("+4915", 9),
    "el_GR": _Region("+3069", 8),
    "en_GB": _Region("+4474", 8),
    "en_IE": _Region("+35386", 7),
    "en_US": _Region("+1202555", 4, "state_abbr"),
    "es_ES": _Region("+346", 8),
    "fr_CH": _Region("+4178", 7),
    "fr_FR": _Region("+336", 8),
    "it_IT": _Region("+3934", 8),
    "ja_JP": _Region("+8190", 8),
    "nl_NL": _Region("+316", 8),
    "pl_PL": _Region("+4860", 7),
    "pt_BR": _Region("+55119", 8, "estado_sigla"),
    "sv_SE": _Region("+4670", 7),
    "tr_TR": _Region("+9053", 8),
}
LOCALES = tuple(_REGIONS)
"""The locales whose people can be made up."""


def _ignore(_: str) -> None:
    """A shopper outside a visit tells nobody."""


async def _go_on(_: float) -> None:
    """A shopper outside a visit has no clock to move."""


@dataclass(frozen=True)
class Shopper:
    """Who visits. ``phone`` is in E.164; ``state`` is empty where addresses have none.

    ``did`` tells the harness of a deed that owes an event, before its click; ``waits`` lets so many seconds of the
    run's time go by while the page stays as it is.
    """

    first_name: str
    last_name: str
    email: str
    phone: str
    street: str
    city: str
    state: str
    postcode: str
    country: str
    did: Callable[[str], None] = field(default=_ignore, compare=False)
    waits: Callable[[float], Awaitable[None]] = field(default=_go_on, compare=False)

    def identity(self) -> dict[str, str]:
        """What is known of the shopper, for the ledger."""
        return {name: value for name, value in vars(self).items() if isinstance(value, str)}


def make_shopper(
    seed: str,
    did: Callable[[str], None] = _ignore,
    locales: tuple[str, ...] = DEFAULT_LOCALES,
    waits: Callable[[float], Awaitable[None]] = _go_on,
) -> Shopper:
    """The shopper of one seed, from one of the locales."""
    from faker import Faker  # noqa: PLC0415 - a tenth of a second that only a run should pay

    locale = random.Random(seed).choice(locales)  # noqa: S311 - the same person for the same seed is the point
    region = _REGIONS[locale]
    fake = Faker(locale)
    fake.seed_instance(seed)
    first_name, last_name = fake.first_name(), fake.last_name()
    return Shopper(
        first_name=first_name,
        last_name=last_name,
        email=f"{_ascii(first_name)}.{_ascii(last_name)}.{fake.random_number(digits=5, fix_len=True)}@example.com",
        phone=f"{region.mobile}{fake.random_number(digits=region.digits, fix_len=True)}",
        street=fake.street_address().replace("\n", ", "),
        city=fake.city(),
        state=str(getattr(fake, region.state)()) if region.state else "",
        postcode=fake.postcode(),
        country=locale[-2:],
        did=did,
        waits=waits,
    )


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", plain.lower()) or "shopper"


def made_click_id(seed: str) -> str:
    """A click id of Meta's kind: long, in capitals and small letters, with the signs that addresses may hold."""
    return f"IwAR{base64.urlsafe_b64encode(hashlib.sha256(seed.encode()).digest()).decode().rstrip('=')}"
