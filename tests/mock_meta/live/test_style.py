"""The page's colours: readable in light and in dark, by WCAG's measure."""

from __future__ import annotations

import re
from importlib import resources

import pytest

STYLE = resources.files("mock_meta.live").joinpath("page.css").read_text("utf-8")
AA = 4.5
TEXTS = [
    *((ink, paper) for ink in ("ink", "soft", "link") for paper in ("paper", "shade")),
    *((tone, paper) for tone in ("good", "bad", "warn", "browser", "server") for paper in ("paper", "shade")),
    ("good", "good-bg"), ("bad", "bad-bg"), ("warn", "warn-bg"), ("ink", "bad-bg"), ("ink", "warn-bg"),
    ("browser", "good-bg"), ("server", "good-bg"), ("paper", "ink"), ("paper", "warn"),
]  # fmt: skip


def schemes(style: str) -> list[dict[str, str]]:
    """The colours of a style by name: in light, in dark."""
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    return [dict(re.findall(r"--([\w-]+): (#\w+);", block)) for block in blocks]


def colours(scheme: str) -> dict[str, str]:
    """The page's colours in a scheme."""
    return schemes(STYLE)[("light", "dark").index(scheme)]


def luminance(colour: str) -> float:
    """How bright a colour is, from 0 to 1."""
    digits = colour.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_stands_out(scheme: str, text: str, ground: str) -> None:
    """By at least 4.5 to 1 (WCAG 2.2, AA), wherever it stands."""
    known = colours(scheme)
    light, dark = sorted((luminance(known[text]), luminance(known[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= AA, (known[text], known[ground])


def test_the_report_and_the_page_are_siblings() -> None:
    """What both name has the same colour in both."""
    other = resources.files("harness.reports.html").joinpath("report.css").read_text("utf-8")
    for ours, theirs in zip(schemes(STYLE), schemes(other), strict=True):
        assert ours.items() <= theirs.items()
