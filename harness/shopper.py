"""The shopper: a made-up person, the same for the same seed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field


def _ignore(_: str) -> None:
    """A shopper outside a visit tells nobody."""


@dataclass(frozen=True)
class Shopper:
    """Who visits. ``phone`` is in E.164; ``did`` tells the harness of a deed that owes an event, before its click."""

    first_name: str
    last_name: str
    email: str
    phone: str
    street: str
    city: str
    postcode: str
    country: str
    did: Callable[[str], None] = field(default=_ignore, compare=False)

    def identity(self) -> dict[str, str]:
        """What is known of the shopper, for the ledger."""
        return {name: value for name, value in vars(self).items() if isinstance(value, str)}


def make_shopper(seed: str, did: Callable[[str], None] = _ignore) -> Shopper:
    """The shopper of one seed."""
    from faker import Faker  # noqa: PLC0415 - a tenth of a second that only a run should pay

    fake = Faker("de_DE")
    fake.seed_instance(seed)
    first_name, last_name = fake.first_name(), fake.last_name()
    return Shopper(
        first_name=first_name,
        last_name=last_name,
        email=f"{_ascii(first_name)}.{_ascii(last_name)}.{fake.random_number(digits=5, fix_len=True)}@example.com",
        phone=f"+4915{fake.random_number(digits=9, fix_len=True)}",
        street=fake.street_address(),
        city=fake.city_name(),
        postcode=fake.postcode(),
        country="DE",
        did=did,
    )


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", plain.lower()) or "shopper"
