"""``pixelproof run``."""

from __future__ import annotations

import asyncio
import secrets
import shlex
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harness.cli.options import (
    adblock_option,
    bug_option,
    check_names,
    extensions,
    fault_option,
    filter_list_option,
    guest_script,
    pixel_script_option,
    site_option,
)
from harness.cli.reporting import concluded, deliver, report_options
from harness.cli.selection import Selected, Selection, reproduction, selection_options, shrink_failures

if TYPE_CHECKING:
    from harness.browser import Chromium
    from harness.other_browsers import OtherBrowser
    from harness.reports.files import Reports
    from harness.runner import RunOptions
    from harness.scenario import Scenario
    from harness.site import Site
    from harness.verdict import ExitStatus, Verdict

_SEEDS = 1_000_000
_A_SCREEN = 30


@click.command()
@selection_options
@site_option
@bug_option
@fault_option
@pixel_script_option
@adblock_option
@filter_list_option
@report_options
@click.option("--seed", type=click.IntRange(min=0), help="Seed of the made-up shoppers; printed, and random if absent.")
@click.option("--repeat", type=click.IntRange(min=1), default=1, help="Try each so many times: what differs is FLAKY.")
@click.option("--max-failures", type=click.IntRange(min=0), default=0, help="Begin no other after so many failures.")
@click.option("--screenshots", is_flag=True, help="Keep a picture of the page that each tab ended on.")
@click.option("--trace-failures", is_flag=True, help="Run what did not pass once more, with a trace of the browser.")
@click.option("--slots", type=click.IntRange(1, 64), default=4, show_default=True, help="Scenarios at a time.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default="pixelproof-out",
    show_default=True,
    help="Folder for ledgers and screenshots; ledgers of an earlier run there are removed, but with --shard.",
)
@click.option(
    "--browser",
    "browser_kind",
    type=click.Choice(["chromium", "firefox", "webkit"]),
    default="chromium",
    show_default=True,
    help="The browser to drive. 'pixelproof doctor' says which are here, and what is lost with them.",
)
@click.option("--browser-path", metavar="PATH", help="The program to drive (or set PIXELPROOF_BROWSER to a Chromium).")
@click.option("--install-browser", is_flag=True, help="Install a Chromium if none is found.")
@click.option("-v", "--verbose", is_flag=True, help="Show rules, evidence and what passed with remarks.")
@click.option("-q", "--quiet", is_flag=True, help="Show only what did not pass, and the closing lines.")
def run(  # noqa: PLR0913, PLR0917 - one parameter an option
    selection: Selection,
    site: Path | None,
    bugs: tuple[str, ...],
    faults: tuple[str, ...],
    pixel_script: str | None,
    adblock_extension: Path | None,
    filter_lists: tuple[Path, ...],
    reports: Reports,
    seed: int | None,
    repeat: int,
    max_failures: int,
    screenshots: bool,
    trace_failures: bool,
    slots: int,
    output: Path,
    browser_kind: str,
    browser_path: str | None,
    install_browser: bool,
    verbose: bool,
    quiet: bool,
) -> None:
    """Run scenarios against a site and judge what Meta heard.

    Without SCENARIO: all of them. 'pixelproof list scenarios' shows what there is, and their tags. With --journey:
    that journey of the site under conditions of your choice, or under all of them and their pairs (--matrix).

    \b
    pixelproof run
    pixelproof run two_orders --bug separate_event_ids
    pixelproof run --tag "too few purchases" -k bank
    pixelproof run --journey buy --under ad_blocker --under slow_site
    pixelproof run --journey buy --matrix
    pixelproof run --site staging/site.toml --junit results.xml
    """
    from harness.browser import NO_CHROMIUM  # noqa: PLC0415
    from harness.camera import Keeps  # noqa: PLC0415
    from harness.runner import RunOptions  # noqa: PLC0415 - the engine is loaded when it is needed
    from harness.sources import chosen_site  # noqa: PLC0415
    from mock_meta.server import MetaSettings  # noqa: PLC0415

    chosen = chosen_site(site)
    selected = selection.scenarios(chosen, faults)
    _check_variants(chosen, bugs, faults)
    reports.make_room()
    other = _other(browser_kind, browser_path)
    options = RunOptions(
        site=chosen,
        scenarios=selected.scenarios,
        chromium=_browser(browser_path, install=install_browser) if other is None else NO_CHROMIUM,
        other=other,
        seed=secrets.randbelow(_SEEDS) if seed is None else seed,
        bugs=bugs,
        faults=faults,
        slots=slots,
        folder=output,
        adds=selected.shard is not None,
        meta=MetaSettings(guest=guest_script(pixel_script)),
        fail_on=reports.fail_on,
        extensions=extensions(adblock_extension),
        filter_lists=filter_lists,
        repeat=repeat,
        max_failures=max_failures,
        keeps=Keeps.PICTURES if screenshots else Keeps.NOTHING,
        trace_failures=trace_failures,
    )
    rest = _rest(options, site, pixel_script, adblock_extension)
    sys.exit(_carry_out(options, selected, rest, reports, verbose=verbose, quiet=quiet, smallest=selection.shrink))


def _carry_out(
    options: RunOptions,
    selected: Selected,
    rest: str,
    reports: Reports,
    *,
    verbose: bool,
    quiet: bool,
    smallest: bool,
) -> ExitStatus:
    """Run, report, and say how it ended."""
    import msgspec  # noqa: PLC0415 - loaded when it is needed

    from harness import runner  # noqa: PLC0415
    from harness.checks.wording import many  # noqa: PLC0415
    from harness.reports.document import RunDocument  # noqa: PLC0415
    from harness.reports.terminal import TerminalReport, make_console  # noqa: PLC0415
    from harness.verdict import ExitStatus  # noqa: PLC0415

    began = time.perf_counter()
    name = options.site.name
    report = TerminalReport(
        make_console(), verbose=verbose, quiet=quiet, only_troubles=len(options.scenarios) > _A_SCREEN and not verbose
    )
    report.begin(
        f"{many(len(options.scenarios), 'scenario')} on {name}, {runner.slot_count(options)} at a time, "
        f"{_said(options)}, seed {options.seed}"
        f"{', ' + options.meta.guest.said if options.meta.guest else ''}"
    )
    for line in selected.said:
        report.note(line)

    def further(verdicts: tuple[Verdict, ...]) -> tuple[Scenario, ...]:
        return selected.after(verdicts, report.note)

    verdicts = asyncio.run(runner.run(options, report.progress, further, report.note))
    if options.max_failures and len(verdicts) < len(options.scenarios):
        report.note(f"{len(options.scenarios) - len(verdicts)} were not begun: --max-failures {options.max_failures}")
    faults = [f"--fault {fault}" for fault in options.faults]

    def again(scenario: str) -> str:
        return " ".join(["pixelproof run", reproduction(selected, scenario), *faults, rest])

    told = concluded(reports, tuple(msgspec.structs.replace(one, again=again(one.scenario)) for one in verdicts))
    status = told.exit_status(options.fail_on)
    report.end(told.verdicts, status, time.perf_counter() - began, (*told.expired, *told.unused))
    if smallest and status is not ExitStatus.CLEAN:
        shrink_failures(options, selected, told.verdicts, rest, report)
    document = RunDocument(
        site=name,
        exit_status=int(status),
        verdicts=told.verdicts,
        seed=options.seed,
        bugs=options.bugs,
        faults=options.faults,
        shard=selected.shard,
        expired=told.expired,
        unused=told.unused,
    )
    deliver(reports, document)
    return status


def _said(options: RunOptions) -> str:
    """The browser of a run, as its first line names it."""
    if options.other is not None:
        return options.other.said
    return f"Chromium {options.chromium.version()} ({options.chromium.found_as})"


def _other(kind: str, path: str | None) -> OtherBrowser | None:
    """The browser that is driven in Chromium's place; None if it is Chromium.

    Raises:
        BrowserError: it is not here.
    """
    from harness.other_browsers import Kind, find_other  # noqa: PLC0415 - needed only where it is asked for

    return None if kind == "chromium" else find_other(Kind(kind), path)


def _browser(path: str | None, *, install: bool) -> Chromium:
    from harness.browser import find_browser, install_browser  # noqa: PLC0415
    from harness.errors import BrowserError  # noqa: PLC0415

    try:
        return find_browser(path)
    except BrowserError:
        if not install or path:
            raise
        click.echo("No Chromium was found; installing one ...", err=True)
        return install_browser()


def _check_variants(site: Site, bugs: tuple[str, ...], faults: tuple[str, ...]) -> None:
    from harness.site_process import site_bugs  # noqa: PLC0415
    from mock_meta import faults as registry  # noqa: PLC0415

    if bugs:
        check_names("bug", bugs, tuple(str(bug["name"]) for bug in site_bugs(site)))
    check_names("fault", faults, tuple(registry.faults()))


def _rest(options: RunOptions, site: Path | None, pixel_script: str | None, adblock_extension: Path | None) -> str:
    """What a command that repeats a part of this run has in common with all the others, but for the faults."""
    words = [f"--site {shlex.quote(str(site))}"] if site is not None else []
    words += [f"--pixel-script {shlex.quote(pixel_script)}"] if pixel_script is not None else []
    words += [f"--adblock-extension {shlex.quote(str(adblock_extension))}"] if adblock_extension is not None else []
    words += [f"--filter-list {shlex.quote(str(path))}" for path in options.filter_lists]
    words += [f"--bug {bug}" for bug in options.bugs]
    words += [f"--browser {options.other.kind}"] if options.other is not None else []
    return " ".join([*words, f"--seed {options.seed}"])
