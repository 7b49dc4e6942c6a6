"""Places: ``ct``, ``st``, ``zp``, ``country``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mock_meta.normalize.countries import ALPHA_2, COUNTRY_NAMES
from mock_meta.normalize.forms import Refused
from mock_meta.normalize.name import spellings
from mock_meta.normalize.states import STATE_NAMES, US_STATES
from mock_meta.normalize.text import js_length, js_squeeze, js_trim, php_trim

_SHORTEST_ZIP = 2
_UK_POSTCODE = re.compile(r"([a-z]{1,2}[0-9][a-z0-9]?)([0-9])[a-z]{2}")


def python_city(text: str) -> str:
    """Without digits, full stops, blanks, hyphens and parentheses; other punctuation stays. States too."""
    return re.sub(r"[0-9.\s\-()]", "", text)


def node_city(text: str) -> str:
    """As Python's, with JavaScript's notion of a blank. States too."""
    return js_squeeze(re.sub(r"[0-9().-]", "", text))


def php_city(text: str) -> str:
    """As Python's, with ASCII blanks only; capitals beyond ASCII stay."""
    return php_trim(re.sub(r"[0-9.\s\-()]", "", text, flags=re.ASCII))


def builder_city(raw: str) -> str | None:
    """Only a to z and digits are left, accents are dropped with their letters; nothing unless a letter is first."""
    text = re.sub(r"[^a-zA-Z0-9]", "", raw).lower()
    return text if re.match(r"[a-z]", text) else None


def pixel_city(raw: str) -> str:
    """Only a to z and digits are left (measured)."""
    return re.sub(r"[^a-z0-9]", "", raw.lower())


def php_state(text: str) -> str:
    """Only a to z are left."""
    return re.sub(r"[^a-z]", "", text)


def builder_state(raw: str) -> str | None:
    """The code of a state of the USA or a province of Canada by name, else the first two letters (pixel: measured)."""
    return _two_letters(raw, STATE_NAMES)


def builder_country(raw: str) -> str | None:
    """The code of a country by its English name, else the first two letters (pixel: measured)."""
    return _two_letters(raw, COUNTRY_NAMES)


def _two_letters(raw: str, codes: Mapping[str, str]) -> str | None:
    letters = re.sub(r"[^a-z]", "", raw.lower())
    if len(letters) == 2:
        return letters
    code = codes.get(letters) or next((codes[name] for name in codes if name in letters), letters)
    return code[:2] or None


def python_zip(text: str) -> str:
    """Without blanks, up to the first hyphen."""
    return re.sub(r"\s", "", text).split("-")[0]


def node_zip(text: str) -> str | None:
    """As Python's, but nothing if fewer than two characters are left."""
    code = js_squeeze(text).split("-")[0]
    return code if js_length(code) >= _SHORTEST_ZIP else None


def php_zip(text: str) -> str:
    """As Python's, but of the blanks only the space goes."""
    return text.replace(" ", "").split("-")[0]


def builder_zip(raw: str) -> str | None:
    """Up to the first hyphen, trimmed; inner blanks stay, so that "M1 1AE" differs from every SDK's (pixel: same)."""
    code = js_trim(raw.lower().split("-")[0])
    return code if js_length(code) >= _SHORTEST_ZIP else None


def python_country(text: str) -> str:
    """The letters, if they are a code of ISO 3166-1."""
    code = re.sub(r"[^a-z]", "", text)
    if code not in ALPHA_2:
        raise Refused
    return code


def node_country(text: str) -> str:
    """A code of ISO 3166-1 as it is."""
    if text.upper().lower() not in ALPHA_2:
        raise Refused
    return text


def php_country(text: str) -> str:
    """The letters, if there are two of them."""
    code = re.sub(r"[^a-zA-Z]", "", text)
    if len(code) != 2:
        raise Refused
    return code


def documented_city(raw: str) -> tuple[str, ...]:
    """Small letters without punctuation, special characters and blanks; UTF-8 if special (Meta's page).

    "No special characters" and "UTF-8 if special" leave it open whether é stays, so both ways are readings.
    """
    readings = ("".join(c for c in text if c.isalnum()) for text in spellings(raw))
    return tuple(dict.fromkeys(filter(None, readings)))


def documented_state(raw: str) -> tuple[str, ...]:
    """The two-letter code in the USA; elsewhere small letters without punctuation, special characters and blanks."""
    readings = documented_city(raw)
    codes = (US_STATES[reading] for reading in readings if reading in US_STATES)
    return tuple(dict.fromkeys((*codes, *readings)))


def documented_zip(raw: str) -> tuple[str, ...]:
    """Small letters without blanks and hyphens; five digits in the USA; area, district and sector in the UK."""
    text = "".join(c for c in raw.lower() if not c.isspace() and c != "-")
    readings = [text]
    if re.fullmatch(r"[0-9]{9}", text):
        readings.insert(0, text[:5])
    if match := _UK_POSTCODE.fullmatch(text):
        readings.insert(0, match[1] + match[2])
    return tuple(filter(None, readings))


def documented_country(raw: str) -> tuple[str, ...]:
    """The small two-letter code of ISO 3166-1 (Meta's page); a country's English name has one, too."""
    letters = re.sub(r"[^a-z]", "", raw.lower())
    code = letters if letters in ALPHA_2 else COUNTRY_NAMES.get(letters)
    return (code,) if code else ()
