"""Amounts and currencies as checks read them."""

from __future__ import annotations

import math
import re
from typing import Any

from harness.ledger import Conversion
from harness.plan import Plan

_CODES = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG
HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL
MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR
RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD
TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
ANG BGN CUC HRK SLL ZWL
"""
CURRENCIES = frozenset(_CODES.split())
"""The codes of ISO 4217 that are money; those of the last line were withdrawn lately and may still be in use."""
_WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_WITH_THREE = "BHD IQD JOD KWD LYD OMR TND"
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_TOLERANCE = 0.005


def as_number(value: Any) -> float | None:
    """A value as a number, whether it was sent as one or as its text; None if it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and not _NUMBER.fullmatch(value.strip()):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def equal(number: float | None, other: float | None) -> bool:
    """Whether two amounts are one, to half a cent."""
    return number is not None and other is not None and abs(number - other) < _TOLERANCE


def minor_units(currency: str | None) -> int:
    """How many of its smallest coins make one of a currency: 100 as a rule, 1 of yen, 1000 of Kuwaiti dinars."""
    code = (currency or "").upper()
    return 1 if code in _WITHOUT_DECIMALS.split() else 1000 if code in _WITH_THREE.split() else 100


def is_in_minor_units(number: float | None, due: float | None, currency: str | None) -> bool:
    """Whether a number is the amount in its smallest coins, or a hundredfold in a currency that has none."""
    factor = minor_units(currency)
    return bool(due) and due is not None and equal(number, due * (factor if factor > 1 else 100))


def code_of(currency: Any) -> str:
    """A currency as its code, in capitals."""
    return str(currency).strip().upper()


def money(value: Any, currency: Any) -> str:
    """An amount as a finding shows it."""
    return f"{value} {currency}" if currency else f"{value} without a currency"


def due_value(plan: Plan, conversion: Conversion) -> float | None:
    """The value that a conversion is to be reported with: the parts that the plan names, else that of the books."""
    if not plan.value_includes or not conversion.parts:
        return conversion.value
    return round(sum(conversion.parts.get(part, 0.0) for part in plan.value_includes), 6)
