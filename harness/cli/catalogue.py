"""What there is to list and explain, gathered from the registries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.condition import Condition

KINDS = ("scenarios", "checks", "mistakes", "conditions", "faults", "bugs")

TOLD = ("name", "summary", "doc")
"""What an entry's own text holds; the rest are facts about it."""


def catalogue(kind: str, site: Path | None) -> list[dict[str, Any]]:
    """Everything of one kind: objects with ``name``, ``summary``, ``doc`` and what else is known.

    Raises:
        SetupError: ``bugs`` of a site that can't be asked for them.
    """
    if kind == "scenarios":
        return _scenarios()
    if kind == "checks":
        return _checks()
    if kind == "mistakes":
        return _mistakes()
    if kind == "bugs":
        return _bugs(site)
    return _conditions() if kind == "conditions" else _faults()


def _scenarios() -> list[dict[str, Any]]:
    from harness.scenario import scenarios  # noqa: PLC0415 - each registry is loaded when it is asked for
    from harness.sources import scenario_package  # noqa: PLC0415

    return [
        {
            "name": name,
            "summary": story.summary,
            "doc": story.doc,
            "given": [condition.name for condition in story.given],
            "faults": list(story.faults),
            "tags": list(story.tags),
        }
        for name, story in scenarios(scenario_package()).items()
    ]


def _checks() -> list[dict[str, Any]]:
    from harness.check import checks  # noqa: PLC0415
    from harness.mistake import mistakes  # noqa: PLC0415

    return [
        {
            "name": name,
            "summary": check.summary,
            "doc": check.doc,
            "severity": check.severity,
            "has to see": list(check.needs),
            "rule": check.rule,
            "catches": [one.summary for one in mistakes().values() if one.check == name],
        }
        for name, check in checks().items()
    ]


def _mistakes() -> list[dict[str, Any]]:
    from harness.mistake import mistakes  # noqa: PLC0415

    return [
        {
            "name": one.name,
            "summary": one.summary,
            "doc": one.doc,
            "id": one.id,
            "family": one.family,
            "severity": one.severity,
            "found by": one.check,
            "as": one.cause,
            "scenarios": list(one.scenarios),
            "fault": one.fault,
            "needs": one.needs,
            "sources": list(one.sources),
        }
        for one in sorted(mistakes().values(), key=lambda one: one.name)
    ]


def _conditions() -> list[dict[str, Any]]:
    from harness.browser_needs import ProcessNeeds  # noqa: PLC0415
    from harness.condition import conditions  # noqa: PLC0415

    return [
        {
            "name": name,
            "summary": condition.summary,
            "doc": condition.doc,
            "kind": condition.kind,
            "mechanism": condition.mechanism,
            "forbids": [f"{one.channel} {_of(one.events)}: {one.reason}" for one in condition.bans],
            "excuses": [f"{one.channel} {one.aspect} {_of(one.events)}: {one.reason}" for one in condition.excuses],
            "answers the banner": _answers(condition),
            "needs in site.toml": list(condition.needs),
            "needs a browser of its own": "yes" if condition.browser.process != ProcessNeeds() else "",
        }
        for name, condition in conditions().items()
    ]


def _answers(condition: Condition) -> list[str]:
    if callable(condition.answers):
        return ["as the site promises"]
    return [f"{phase}: {choice}" for phase, choice in condition.answers.items()]


def _of(events: tuple[str, ...]) -> str:
    return f"of {', '.join(events)}" if events else "of all"


def _faults() -> list[dict[str, Any]]:
    from mock_meta.faults import faults  # noqa: PLC0415

    return [
        {
            "name": name,
            "summary": fault.summary,
            "doc": fault.doc,
            "takes": [f"{taken.channel} {taken.aspect}" for taken in fault.takes],
        }
        for name, fault in faults().items()
    ]


def _bugs(site: Path | None) -> list[dict[str, Any]]:
    from harness.site_process import site_bugs  # noqa: PLC0415
    from harness.sources import chosen_site  # noqa: PLC0415

    return sorted(site_bugs(chosen_site(site)), key=lambda bug: str(bug["name"]))
