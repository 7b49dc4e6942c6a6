"""``pixelproof selftest``."""

from __future__ import annotations

import asyncio
import secrets
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harness.cli.options import make_room, site_option, write_file

if TYPE_CHECKING:
    from rich.console import Console

    from harness.ledger import Ledger
    from harness.runner import RunOptions
    from harness.selftest import Alarm, Catch, Score
    from harness.verdict import Verdict

_SEEDS = 1_000_000


@click.command()
@click.option("--fast", is_flag=True, help="Only rewrite the evidence of a clean run; drive no mistake in the browser.")
@click.option(
    "--ledger",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Rewrite this ledger of a clean run, and run nothing. May be given several times.",
)
@site_option
@click.option("--json", "json_path", type=click.Path(path_type=Path, dir_okay=False), help="Write the result here.")
@click.option("--seed", type=click.IntRange(min=0), help="Seed of the made-up shoppers; printed, and random if absent.")
@click.option("--slots", type=click.IntRange(1, 64), default=4, show_default=True, help="Scenarios at a time.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default="pixelproof-out/selftest",
    show_default=True,
    help="Folder for ledgers and screenshots.",
)
@click.option("--browser-path", metavar="PATH", help="The Chromium to drive (or set PIXELPROOF_BROWSER).")
@click.option("-v", "--verbose", is_flag=True, help="Show what else was found beside each mistake.")
def selftest(  # noqa: PLR0913, PLR0917 - one parameter an option
    fast: bool,
    files: tuple[Path, ...],
    site: Path | None,
    json_path: Path | None,
    seed: int | None,
    slots: int,
    output: Path,
    browser_path: str | None,
    verbose: bool,
) -> None:
    """Prove that this gate turns red for the mistakes of the field, and stays green otherwise.

    First the site is run as it is, in the scenarios that can show a mistake. Then every mistake is rewritten into that
    clean evidence, and every variant that the site has is driven in the browser; each must be caught, with its cause
    named. On your own site this tells which mistakes your gate would catch, and which it can't see. Exit status 1: one
    was missed or not named, or something legitimate was accused; 2: nothing could be tried.

    \b
    pixelproof selftest
    pixelproof selftest --fast --json catches.json
    pixelproof selftest --fast --site staging/site.toml
    pixelproof selftest --ledger pixelproof-out/ledgers/healthy_purchase.json
    """
    from harness.reports.catch_table import TABLE_WIDTH, print_score, selftest_document  # noqa: PLC0415
    from harness.reports.terminal import make_console  # noqa: PLC0415
    from harness.selftest import on_ledgers  # noqa: PLC0415
    from harness.verdict import ExitStatus  # noqa: PLC0415

    make_room(json_path)
    console, began = make_console(plain_width=TABLE_WIDTH), time.perf_counter()
    if files:
        score, name, used = on_ledgers(_read(files)), "the ledgers given", None
    else:
        used = secrets.randbelow(_SEEDS) if seed is None else seed
        options = _options(site, browser_path, used, slots, output)
        name = options.site.name
        score = asyncio.run(_carry_out(options, console, fast=fast))
    wall_s = time.perf_counter() - began
    print_score(console, score, wall_s, verbose=verbose)
    write_file(json_path, selftest_document(score, name, wall_s, used))
    if not score.tried:
        sys.exit(ExitStatus.COULD_NOT_RUN)
    sys.exit(ExitStatus.CLEAN if score.is_perfect else ExitStatus.FINDINGS)


def _options(site: Path | None, browser_path: str | None, seed: int, slots: int, output: Path) -> RunOptions:
    from harness.browser import find_browser  # noqa: PLC0415
    from harness.mistake import telling_scenarios  # noqa: PLC0415
    from harness.runner import RunOptions  # noqa: PLC0415
    from harness.scenario import select  # noqa: PLC0415
    from harness.sources import chosen_site, scenario_package  # noqa: PLC0415

    telling = telling_scenarios()
    return RunOptions(
        site=chosen_site(site),
        scenarios=tuple(one for one in select((), scenario_package()) if one.name in telling),
        chromium=find_browser(browser_path),
        seed=seed,
        slots=slots,
        folder=output / "clean",
    )


def _read(files: tuple[Path, ...]) -> list[Ledger]:
    from harness.errors import SetupError  # noqa: PLC0415
    from harness.ledger import decode_ledger  # noqa: PLC0415

    ledgers = []
    for file in files:
        try:
            ledgers.append(decode_ledger(file.read_bytes(), str(file)))
        except OSError as error:
            raise SetupError(f"{file}: a ledger was expected here, but it can't be read: {error.strerror}") from error
    return ledgers


async def _carry_out(options: RunOptions, console: Console, *, fast: bool) -> Score:
    from harness import runner  # noqa: PLC0415
    from harness.selftest import Score, on_ledgers  # noqa: PLC0415
    from harness.selftest_drive import clean_alarms, clean_ledgers  # noqa: PLC0415

    console.print(f"{options.site.name} as it is: {len(options.scenarios)} scenarios, seed {options.seed}", style="dim")
    verdicts = await runner.run(options, lambda verdict: _say(console, verdict))
    rewritten = on_ledgers(clean_ledgers(verdicts))
    driven: tuple[Catch, ...] = ()
    alarms: tuple[Alarm, ...] = clean_alarms(verdicts)
    if not fast:
        driven = await _drive(options, console)
    return Score(catches=(*rewritten.catches, *driven), alarms=(*rewritten.alarms, *alarms))


def _say(console: Console, verdict: Verdict) -> None:
    console.print(f"  {verdict.status.lower():<8} {verdict.scenario}", style="dim")


async def _drive(options: RunOptions, console: Console) -> tuple[Catch, ...]:
    import msgspec  # noqa: PLC0415

    from harness.selftest_drive import drive_all, drives  # noqa: PLC0415
    from harness.site_process import site_bugs  # noqa: PLC0415

    known = {scenario.name: scenario for scenario in options.scenarios}
    ready, left = drives(known, site_bugs(options.site))
    if not ready:
        return tuple(left)
    console.print(f"{len(ready)} mistakes in the browser", style="dim")
    done = await drive_all(
        msgspec.structs.replace(options, folder=options.folder.parent / "driven"),
        ready,
        lambda one: console.print(f"  {'caught' if one.caught else 'missed':<8} {one.id} {one.name}", style="dim"),
    )
    return (*done, *left)
