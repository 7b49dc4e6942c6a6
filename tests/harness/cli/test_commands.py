"""Every command as its user sees it: help, what it prints, its exit status."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import click
import pytest
from click.testing import CliRunner

from harness.cli import pixelproof as group
from harness.cli.catalogue import KINDS, catalogue
from tests.harness.command import TINY, Run, environment, pixelproof

COMMANDS = sorted(group.commands)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself_and_its_options(command: str) -> None:
    shown = CliRunner().invoke(group, [command, "--help"])
    assert shown.exit_code == 0
    assert shown.output.startswith(f"Usage: pixelproof {command}")
    options = [option for option in group.commands[command].params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_examples_in_a_help_stand_on_lines_of_their_own(command: str) -> None:
    shown = CliRunner().invoke(group, [command, "--help"], terminal_width=80)
    examples = [line for line in shown.output.splitlines() if "  pixelproof " in line]
    assert all(line.count("pixelproof ") == 1 for line in examples)
    assert "\\b" not in shown.output


def test_the_commands_are_those_of_the_documentation() -> None:
    assert COMMANDS == [
        "baseline",
        "diagnose",
        "doctor",
        "explain",
        "journal",
        "judge",
        "list",
        "merge",
        "meta",
        "run",
        "selftest",
        "serve",
    ]


def test_no_command_is_answered_with_the_help_and_status_2(tmp_path: Path) -> None:
    done = pixelproof(cwd=tmp_path)
    assert done.status == 2
    assert "Commands:" in done.err
    assert "Exit status: 0 clean, 1 findings, 2 could not run." in done.err


def test_the_version_is_the_package_s() -> None:
    from importlib.metadata import version

    assert CliRunner().invoke(group, ["--version"]).output == f"pixelproof, version {version('pixelproof')}\n"


@pytest.mark.parametrize("kind", KINDS)
def test_lists_are_arrays_of_objects_with_name_and_summary(kind: str) -> None:
    entries = json.loads(CliRunner().invoke(group, ["list", kind, "--json"]).output)
    assert entries
    assert entries == sorted(entries, key=lambda entry: str(entry["name"]))
    for entry in entries:
        assert entry["name"]
        assert entry["summary"]
        assert "\n" not in entry["summary"]


@pytest.mark.parametrize("kind", KINDS)
def test_lists_for_people_have_a_line_each(kind: str) -> None:
    entries = json.loads(CliRunner().invoke(group, ["list", kind, "--json"]).output)
    lines = CliRunner().invoke(group, ["list", kind]).output.splitlines()
    assert [line.split()[0] for line in lines] == [entry["name"] for entry in entries]
    assert all(line.endswith(entry["summary"]) for line, entry in zip(lines, entries, strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_everything_that_is_listed_can_be_explained(kind: str) -> None:
    entries = json.loads(CliRunner().invoke(group, ["list", kind, "--json"]).output)
    told = {entry["name"] for other in KINDS[: KINDS.index(kind)] for entry in catalogue(other, None)}
    # What has a mistake's name is that mistake made real, and explained by it.
    for entry in [entry for entry in entries if kind != "bugs" or entry["name"] not in told][
        : 2 if kind == "bugs" else None
    ]:
        shown = CliRunner().invoke(group, ["explain", entry["name"]])
        assert shown.exit_code == 0
        assert f"{entry['name']} ({kind.removesuffix('s')})" in shown.output
        assert entry["summary"] in shown.output


def test_a_site_s_own_bugs_are_listed() -> None:
    shown = CliRunner().invoke(group, ["list", "bugs", "--site", str(TINY / "site.toml"), "--json"])
    assert [bug["name"] for bug in json.loads(shown.output)] == ["cents", "leaky", "silent"]


def test_the_doctor_finds_all_that_a_run_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PIXELPROOF_BROWSER", raising=False)
    shown = CliRunner().invoke(group, ["doctor", "--json"])
    results = json.loads(shown.output)
    assert shown.exit_code == 0
    assert [result["name"] for result in results if not result["ok"]] == []
    assert "browser" in {result["name"] for result in results}


def test_the_doctor_says_how_to_mend_a_wrong_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PIXELPROOF_BROWSER", "/nonexistent")
    shown = CliRunner().invoke(group, ["doctor"])
    assert shown.exit_code == 2
    assert (
        "MISSING browser: the browser was set to /nonexistent, which is not a program that can be run" in shown.output
    )
    assert "mend it with: unset PIXELPROOF_BROWSER (or set it to the path of a Chromium)" in shown.output


def test_shells_can_complete_commands() -> None:
    command = Path(sys.executable).with_name("pixelproof")
    words = {"COMP_WORDS": "pixelproof r", "COMP_CWORD": "1", "_PIXELPROOF_COMPLETE": "bash_complete"}
    done = subprocess.run([command], env=environment(**words), capture_output=True, text=True, check=True)
    assert done.stdout == "plain,run\n"
    source = environment(_PIXELPROOF_COMPLETE="bash_source")
    done = subprocess.run([command], env=source, capture_output=True, text=True, check=True)
    assert "complete -o nosort -F _pixelproof_completion pixelproof" in done.stdout


def test_a_run_s_document_has_what_a_machine_asks_for(shop_run: Run) -> None:
    document = json.loads((shop_run.folder / "run.json").read_bytes())
    assert (document["format"], document["site"], document["exit_status"]) == ("pixelproof-run/1", "fixture shop", 0)
    assert document["seed"] == 7
    assert [verdict["scenario"] for verdict in document["verdicts"]] == ["healthy_purchase", "consent_denied"]
    for verdict in document["verdicts"]:
        assert verdict["status"] == "PASSED"
        assert verdict.get("findings", []) == []
        assert (shop_run.folder / verdict["ledger"]).is_file()


def test_a_healthy_run_ends_with_status_0_and_three_numbers(shop_run: Run) -> None:
    assert shop_run.done.status == 0
    assert shop_run.done.err == ""
    last, numbers = shop_run.done.out.splitlines()[-2:]
    assert last.startswith("2 passed in ")
    assert numbers.startswith("books 2 (1 may be counted) · Meta would count 1 · match quality ")


def test_a_run_says_first_what_it_is_about_to_do_in_one_line(shop_run: Run) -> None:
    first = shop_run.done.out.splitlines()[0]
    assert first.startswith("2 scenarios on fixture shop, 2 at a time, Chromium ")
    assert first.endswith(", seed 7")


def test_a_piped_run_has_no_escapes_and_no_blanks_at_line_ends(cents_run: Run) -> None:
    assert "\x1b" not in cents_run.done.out
    findings = cents_run.done.out.partition("scenario  ")[0]
    assert [line for line in findings.splitlines() if line != line.rstrip()] == []


def test_what_failed_comes_with_the_command_that_repeats_it(cents_run: Run) -> None:
    (line,) = [line for line in cents_run.done.out.splitlines() if line.startswith("  again")]
    site = TINY / "site.toml"
    assert line.split(maxsplit=1)[1] == (
        f"pixelproof run healthy_purchase --site {site} --bug cents --bug leaky --seed 7"
    )


def test_colours_are_for_terminals_that_want_them(cents_run: Run) -> None:
    ledger = str(cents_run.ledger_path("healthy_purchase"))
    judge = ("judge", ledger)
    assert "\x1b" in pixelproof(*judge, cwd=cents_run.folder, FORCE_COLOR="1").out
    plain = pixelproof(*judge, cwd=cents_run.folder, FORCE_COLOR="1", NO_COLOR="1")
    assert "\x1b" not in plain.out
    assert "value.against_books" in plain.out


def test_a_terminal_that_takes_only_ascii_is_no_error(cents_run: Run) -> None:
    done = pixelproof(
        "judge", cents_run.ledger_path("healthy_purchase"), cwd=cents_run.folder, PYTHONIOENCODING="ascii"
    )
    assert (done.status, done.err) == (1, "")


def test_quiet_leaves_out_the_table(cents_run: Run) -> None:
    done = pixelproof("judge", "--quiet", cents_run.ledger_path("healthy_purchase"), cwd=cents_run.folder)
    assert "value.against_books" in done.out
    assert "may count" not in done.out


def test_the_floor_decides_what_fails(shop_run: Run, cents_run: Run) -> None:
    strict = pixelproof("judge", "--fail-on", "low", shop_run.ledger_path("healthy_purchase"), cwd=shop_run.folder)
    lax = pixelproof("judge", "--fail-on", "critical", cents_run.ledger_path("healthy_purchase"), cwd=shop_run.folder)
    assert (strict.status, lax.status) == (0, 1)


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Callable[..., IO[str]]]:
    """A command that runs until it is stopped; what it prints. A polite kill must end it with status 0."""
    running: list[subprocess.Popen[str]] = []

    def start(*words: str | Path) -> IO[str]:
        command = [sys.executable, "-m", "harness.cli", *map(str, words)]
        process = subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout is not None
        return process.stdout

    yield start
    for process in running:
        process.send_signal(signal.SIGTERM)
        with process:
            assert process.wait(20) == 0


def test_the_mock_runs_alone_and_tells_its_addresses(started: Callable[..., IO[str]], tmp_path: Path) -> None:
    said = started("meta", "--port", "0", "--fault", "graph_down")
    lines = [said.readline() for _ in range(6)]
    assert [line[:20].strip() for line in lines[:5]] == [
        "live page",
        "Graph, /tr and contr",
        "TLS for Meta's hosts",
        "proxy",
        "journal",
    ]
    assert lines[5] == "Ctrl-C ends it.\n"
    address = lines[1].split()[4]
    with urllib.request.urlopen(f"{address}/mock/all", timeout=10) as answer:
        assert json.load(answer) is not None
    assert (tmp_path / "pixelproof-out/meta/ca.pem").is_file()


def test_a_site_can_be_clicked_through_by_hand(started: Callable[..., IO[str]]) -> None:
    said = started("serve", "--site", TINY / "site.toml", "--bug", "cents")
    lines = dict(line.rsplit(maxsplit=1) for line in (said.readline() for _ in range(5)))
    assert list(lines) == ["live page", "kiosk", "what came", "counted", "bugs"]
    assert lines["bugs"] == "cents"
    with urllib.request.urlopen(lines["kiosk"], timeout=10) as answer:
        assert "<h1>Kiosk</h1>" in answer.read().decode()


def test_by_hand_a_guest_is_kept_from_the_real_meta(started: Callable[..., IO[str]], tmp_path: Path) -> None:
    """A person's own browser gets it with the stand-in's address in the place of Meta's."""
    script = tmp_path / "fbevents.js"
    script.write_text("fbq.version='9.9.9'; new Image().src = 'https://www.facebook.com/tr/?id=1';")
    said = started("serve", "--site", TINY / "site.toml", "--pixel-script", script)
    lines = [said.readline() for _ in range(5)]
    assert lines[4] == f"guest        pixel script 9.9.9 ({script})\n"
    address = lines[2].split()[-1].removesuffix("/mock/all")
    with urllib.request.urlopen(f"{address}/en_US/fbevents.js", timeout=10) as answer:
        assert answer.read().decode() == f"fbq.version='9.9.9'; new Image().src = '{address}/tr/?id=1';"
