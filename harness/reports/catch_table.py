"""The result of a self-test: the catch table for people, and one JSON document for machines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from harness.checks.wording import many
from harness.mistake import mistakes
from harness.reports.text import printable
from harness.selftest import IN_BROWSER, ON_LEDGERS, Alarm, Catch, Score

SELFTEST_FORMAT: Final = "pixelproof-selftest/1"
TABLE_WIDTH = 170
"""Columns that the table takes where nothing limits it."""
_FEW = 1


class SelftestDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What a self-test found; ``mistakes`` is how many there are in the catalogue."""

    format: Literal["pixelproof-selftest/1"]
    site: str
    mistakes: int
    score: Score
    wall_s: float
    seed: int | None = None


def selftest_document(score: Score, site: str, wall_s: float, seed: int | None) -> bytes:
    """The document as indented JSON."""
    document = SelftestDocument(
        format=SELFTEST_FORMAT, site=site, mistakes=len(mistakes()), score=score, wall_s=round(wall_s, 1), seed=seed
    )
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def print_score(console: Console, score: Score, wall_s: float, *, verbose: bool = False) -> None:
    """Print the catch table, what went wrong, and the closing lines."""
    console.print(_table(score.catches))
    for one in score.catches:
        _print_failure(console, one, verbose=verbose)
    for alarm in score.alarms:
        for said in alarm.said:
            console.print(Text(f"  false alarm on {alarm.id} {alarm.name} ({alarm.way}): {printable(said)}", "red"))
    _print_closing(console, score, wall_s)


def _print_failure(console: Console, one: Catch, *, verbose: bool) -> None:
    label = f"  {one.id} {one.name} ({one.way})"
    if one.reason:
        if verbose:
            console.print(Text(f"{label}: not tried: {one.reason}", "yellow"), soft_wrap=True)
    elif not one.caught:
        fired = ", ".join(one.fired) or "nothing"
        console.print(Text(f"{label}: not caught in {', '.join(one.shown_by)}; {fired} fired", "red"), soft_wrap=True)
    elif not one.named:
        console.print(Text(f"{label}: caught, and its cause not named", "red"), soft_wrap=True)
    if one.besides and verbose:
        console.print(Text(f"{label}: also {printable('; '.join(one.besides))}", "dim"), soft_wrap=True)


def _table(catches: Iterable[Catch]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    for name in ("id", "mistake", "family", "severity", "ledger", "browser", "cause", "shown by", "checks that fired"):
        table.add_column(name, no_wrap=name in ("id", "severity"))
    by_id: dict[str, dict[str, Catch]] = {}
    for one in catches:
        by_id.setdefault(one.id, {})[one.way] = one
    for ways in by_id.values():
        table.add_row(*_row(ways))
    return table


def _row(ways: dict[str, Catch]) -> tuple[Text | str, ...]:
    one = ways.get(IN_BROWSER) or next(iter(ways.values()))
    tried = [catch for catch in ways.values() if not catch.reason]
    shown = tuple(dict.fromkeys(name for catch in tried for name in catch.shown_by))
    fired = tuple(dict.fromkeys(name for catch in tried for name in catch.fired))
    named = all(catch.named for catch in tried)
    return (
        one.id,
        one.name.replace("_", " "),
        one.family,
        one.severity.value,
        _mark(ways.get(ON_LEDGERS)),
        _mark(ways.get(IN_BROWSER)),
        Text("named", "green") if tried and named else Text("no", "red") if tried else "",
        _short(shown),
        _short(fired),
    )


def _mark(one: Catch | None) -> Text:
    if one is None or one.reason:
        return Text("-", "dim")
    return Text("caught", "green") if one.caught else Text("missed", "red")


def _short(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return ", ".join(names[:_FEW]) + more


def _print_closing(console: Console, score: Score, wall_s: float) -> None:
    every = mistakes()
    caught = {one.id for one in score.catches if one.caught}
    named = {one.id for one in score.catches if one.named}
    missed = {one.id for one in score.catches if not one.reason and not (one.caught and one.named)}
    good = sorted((caught & named) - missed)
    colour = "bold red" if not score.is_perfect else "bold green" if score.tried else "bold magenta"
    console.print(
        Text(f"{len(good)} of {many(len(every), 'mistake')} caught with the cause named", colour)
        + Text(f" in {wall_s:.0f} s", "dim")
    )
    for line in _unseen(score, set(good) | missed):
        console.print(Text(line, "yellow"), soft_wrap=True)
    console.print(Text(_silence(score.alarms)))


def _unseen(score: Score, tried: set[str]) -> list[str]:
    """The mistakes that this gate can't see, by what the site's plan or evidence would have to hold."""
    by_need: dict[str, list[str]] = {}
    for one in score.catches:
        if one.id not in tried and one.id not in by_need.setdefault(one.needs, []):
            by_need[one.needs].append(one.id)
    return [
        f"{many(len(ids), 'mistake')} can't be seen here{f': {need}' if need else ''} ({', '.join(sorted(ids))})"
        for need, ids in by_need.items()
        if ids
    ]


def _silence(alarms: tuple[Alarm, ...]) -> str:
    """The false alarms, on what is legitimate and on the clean site."""
    tried = [alarm for alarm in alarms if alarm.tried]
    traps = {alarm.id for alarm in tried if alarm.id != "clean"}
    loud = {alarm.id for alarm in tried if alarm.said}
    runs = sum(alarm.tried for alarm in tried)
    clean = "accused" if "clean" in loud else "silent"
    quiet = len(traps - loud)
    return f"traps silent: {quiet} of {len(traps)} · clean site {clean} · {many(runs, 'run')} of what is legitimate"
