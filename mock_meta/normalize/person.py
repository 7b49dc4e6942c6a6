"""Gender and birthday: ``ge``, ``db``, and the parts of a birthday that only the SDKs send."""

from __future__ import annotations

import re

from mock_meta.normalize.forms import Refused
from mock_meta.normalize.text import js_integer, js_length, js_trim, small_number

_MALE_WORDS = (
    "man male boy gentleman guy sir mister mr son father dad daddy papa uncle nephew brother husband boyfriend groom "
    "widower king prince duke count emperor god lord lad fellow chap bloke dude he him his himself m"
)
_FEMALE_WORDS = (
    "woman female girl lady miss ms mrs madam ma'am daughter mother mom mama mommy aunt niece sister wife girlfriend "
    "bride widow queen princess duchess countess empress goddess maiden lass gal chick dame belle she her hers "
    "herself f"
)
_MALE, _FEMALE = frozenset(_MALE_WORDS.split()), frozenset(_FEMALE_WORDS.split())
_YEARS = range(1800, 2101)
"""The Parameter Builder's last year is the next one; a rule without a clock takes the end of the century."""
_MONTHS, _DAYS = range(1, 13), range(1, 32)


def node_gender(text: str) -> str | None:
    """The letter f for "f" and "female", m for "m" and "male", by their letters; else nothing."""
    return {"f": "f", "female": "f", "m": "m", "male": "m"}.get(re.sub(r"[^a-z]", "", text))


def builder_gender(raw: str) -> str | None:
    """One of f and m by a list of English words; else nothing."""
    word = js_trim(raw.lower())
    return "m" if word in _MALE else "f" if word in _FEMALE else None


def pixel_gender(raw: str) -> str | None:
    """Only f and m are known; other words are hashed as they are (measured)."""
    letter = js_trim(raw).lower()
    return letter if letter in ("f", "m") else None


def documented_gender(raw: str) -> tuple[str, ...]:
    """The initial, small: f or m (Meta's page)."""
    letter = node_gender(raw.strip().lower())
    return (letter,) if letter else ()


def builder_birthday(raw: str) -> str | None:
    """YYYYMMDD from three numbers in any usual order, the month first if both could be it; or eight digits as given."""
    groups = re.findall(r"[0-9]+", raw)
    if len(groups) >= 3 and (date := _dated(*(small_number(group) for group in groups[:3]))):
        return date
    return groups[0] if len(groups) == 1 and len(groups[0]) == 8 else None


def _dated(first: int, second: int, third: int) -> str | None:
    if first > 31:
        year, early, late = first, second, third
    elif second > 31:
        # With the year in the middle the last number is read as the month first.
        year, early, late = second, third, first
    else:
        year, early, late = third, first, second
    month, day = (late, early) if early > 12 else (early, late)
    if year not in _YEARS or month not in _MONTHS or day not in _DAYS:
        return None
    return f"{year:04}{month:02}{day:02}"


def pixel_birthday(raw: str) -> str | None:
    """YYYYMMDD from three numbers with the year first or last; what is no date is hashed as it is (measured)."""
    text = js_trim(raw)
    if re.fullmatch(r"[0-9]{8}", text):
        return text
    parts = re.fullmatch(r"([0-9]{1,4})[^0-9]([0-9]{1,2})[^0-9]([0-9]{1,4})", text)
    return builder_birthday(text) if parts and any(len(part) == 4 for part in parts.groups()) else None


def documented_birthday(raw: str) -> tuple[str, ...]:
    """YYYYMMDD, from any combination of year, month and day (Meta's page).

    Of 3/2/1990 the page does not say whether it is in March, so both are readings.
    """
    groups = re.findall(r"[0-9]+", raw)
    if len(groups) == 1:
        return tuple(groups) if len(groups[0]) == 8 else ()
    if len(groups) < 3:
        return ()
    first, second, third = (small_number(group) for group in groups[:3])
    orders = [(first, second, third), (second, first, third)] if third > 31 else [(first, second, third)]
    return tuple(dict.fromkeys(date for order in orders if (date := _dated(*order))))


def python_day(text: str) -> str:
    """Two digits from 01 to 31."""
    return _python_part(text, _DAYS)


def python_month(text: str) -> str:
    """Two digits from 01 to 12."""
    return _python_part(text, _MONTHS)


def _python_part(text: str, allowed: range) -> str:
    part = f"0{text}" if len(text) == 1 else text
    try:
        if int(part) in allowed:
            return part
    except ValueError:
        pass
    raise Refused


def node_day(text: str) -> str:
    """Two digits from 01 to 31; what is no number passes (run)."""
    return _node_part(text, _DAYS)


def node_month(text: str) -> str:
    """Two digits from 01 to 12; what is no number passes (run)."""
    return _node_part(text, _MONTHS)


def _node_part(text: str, allowed: range) -> str:
    part = f"0{text}" if js_length(text) == 1 else text
    number = js_integer(part)
    if number is not None and number not in allowed:
        raise Refused
    return part


def php_day(text: str) -> str:
    """Two digits from 01 to 31 (inferred from seven runs)."""
    return _php_part(text, _DAYS)


def php_month(text: str) -> str:
    """Two digits from 01 to 12 (inferred from six runs)."""
    return _php_part(text, _MONTHS)


def _php_part(text: str, allowed: range) -> str:
    if not re.fullmatch(r"[0-9]{1,2}", text) or int(text) not in allowed:
        raise Refused
    return text.zfill(2)


def year(text: str) -> str:
    """Four ASCII digits; all three SDKs agree."""
    if not re.fullmatch(r"[0-9]{4}", text):
        raise Refused
    return text
