"""Thirty different people buy in the healthy shop, and nobody's name, number or address makes a finding."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import msgspec
import pytest

from harness.browser import find_browser
from harness.runner import RunOptions, Task, opened, spread
from harness.scenario import scenarios
from harness.shopper import LOCALES, Shopper, make_shopper
from harness.sources import chosen_site, scenario_package
from harness.verdict import Status, Verdict

STORY = "healthy_purchase"
PEOPLE = 30


def _traits(person: Shopper) -> set[str]:
    """What may trip up a shop: the country, the script of the name, accents, apostrophes, blanks, a state or none."""
    name = person.first_name + person.last_name
    scripts = {unicodedata.name(letter).split()[0] for letter in name if letter.isalpha()}
    found = {person.country, *scripts, "state" if person.state else "no state"}
    found |= {"apostrophe"} if "'" in name else set()
    found |= {"accent"} if unicodedata.normalize("NFKD", name) != name else set()
    return found | ({"blank"} if " " in name else set())


def _seeds() -> list[int]:
    """Seeds whose people differ most: first those who bring something new."""
    known: set[str] = set()
    fresh: list[int] = []
    others: list[int] = []
    for seed in range(400):
        traits = _traits(make_shopper(f"{seed}/{STORY}", locales=LOCALES))
        (others if traits <= known else fresh).append(seed)
        known |= traits
    return (fresh + others)[:PEOPLE]


def test_the_people_differ() -> None:
    """Ten countries and more, several scripts, accents, apostrophes, with a state and without."""
    people = [make_shopper(f"{seed}/{STORY}", locales=LOCALES) for seed in _seeds()]
    traits = set().union(*map(_traits, people))
    assert len({person.country for person in people}) >= 10
    assert {"LATIN", "GREEK", "CYRILLIC", "CJK", "accent", "apostrophe", "state", "no state"} <= traits


@pytest.mark.proof
async def test_nobody_is_accused(tmp_path: Path) -> None:
    """Whoever buys, the healthy shop passes without a finding."""
    site = chosen_site(None)
    story = scenarios(scenario_package())[STORY]
    options = RunOptions(site=site, scenarios=(story,) * 4, chromium=find_browser(), seed=0, folder=tmp_path, slots=4)
    async with opened(options) as (slots, bench):
        tasks = [
            Task(scenario=story, bench=msgspec.structs.replace(bench, seed=seed, folder=tmp_path / str(seed)))
            for seed in _seeds()
        ]
        verdicts: tuple[Verdict, ...] = await spread(tasks, slots, lambda task, verdict: None)
    assert [(v.seed, v.findings, v.breakdown) for v in verdicts if v.status is not Status.PASSED or v.findings] == []
    assert len(verdicts) == PEOPLE
