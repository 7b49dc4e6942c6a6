"""What can't be done is said in one sentence on standard error, with exit status 2 and no traceback."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.cli import main
from tests.harness.command import TINY, Run
from tests.harness.conftest import site_text

Says = Callable[..., str]
ENDS = 'command = ["{python}", "-c", "import sys; print(42); sys.exit(7)", "{port}"]'
NEVER_READY = 'command = ["{python}", "-c", "import time; time.sleep(60)", "{port}"]\nready_timeout_s = 0.5'


@pytest.fixture
def refusal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Says:
    """The one sentence that a command line in an empty folder ends with."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PIXELPROOF_BROWSER", raising=False)

    def run(*words: str | Path) -> str:
        monkeypatch.setattr(sys, "argv", ["pixelproof", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr().err
        assert ended.value.code == 2
        assert "Traceback" not in said
        assert said.startswith("pixelproof: ")
        assert said.count("\n") == 1
        return said.removeprefix("pixelproof: ").rstrip("\n")

    return run


@pytest.fixture
def site(tmp_path: Path) -> Callable[..., Path]:
    """The tiny site's file, with lines changed by their key, beside a journeys file."""

    def write(code: str = "", **changes: str) -> Path:
        path = tmp_path / "site.toml"
        path.write_text(site_text(tmp_path, **changes))
        (tmp_path / "journeys.py").write_text(code)
        return path

    return write


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("run", "helthy_purchase"), "there is no scenario 'helthy_purchase'; did you mean healthy_purchase?"),
        (
            ("run", "--tag", "too few purchase"),
            "there is no tag 'too few purchase'; did you mean too few purchases or ",
        ),
        (
            ("run", "-k", "bank elephant"),
            "no scenario has the words 'bank elephant'; 'pixelproof list scenarios' shows what there is",
        ),
        (
            ("run", "--under", "ad_blocker"),
            "--under, --matrix, --pages and --shrink want a journey: add --journey NAME",
        ),
        (("run", "--journey", "bye"), "there is no journey 'bye'; did you mean buy?"),
        (
            ("run", "--journey", "buy", "--under", "ad_bloker"),
            "there is no condition 'ad_bloker'; did you mean ad_blocker?",
        ),
        (
            ("run", "yen", "--journey", "buy"),
            "--journey runs the site's journey itself; leave out names, --tag and -k of stories",
        ),
        (
            ("run", "--journey", "buy", "--matrix", "alone", "--under", "slow_site"),
            "--matrix takes every condition; leave out --under, or --matrix",
        ),
        (
            ("run", "--journey", "buy", "--under", "ad_blocker", "--under", "consent_denied"),
            "these conditions can't hold together: consent_denied leaves no trace of the pixel's script for "
            "ad_blocker to act on",
        ),
        (("run", "--bug", "value_in_cent"), "there is no bug 'value_in_cent'; did you mean value_in_cents?"),
        (("run", "--fault", "graph_dwn"), "there is no fault 'graph_dwn'; did you mean graph_down or "),
        (("serve", "--bug", "value_in_cent"), "there is no bug 'value_in_cent'; did you mean value_in_cents?"),
        (("meta", "--fault", "graph_dwn"), "there is no fault 'graph_dwn'; did you mean graph_down or "),
        (
            ("explain", "dedupe.paring"),
            "there is no scenario, check, mistake, condition, fault or bug 'dedupe.paring'; ",
        ),
        (("run", "qqq"), "there is no scenario 'qqq'; "),
    ],
)
def test_a_name_that_does_not_exist_gets_the_nearest_that_do(
    refusal: Says, words: tuple[str, ...], sentence: str
) -> None:
    assert refusal(*words).startswith(sentence)


def test_a_name_like_none_of_many_is_answered_with_where_to_look(refusal: Says) -> None:
    assert refusal("explain", "qqq").endswith("; 'pixelproof list' shows what there is")


@pytest.mark.parametrize("command", ["run", "serve"])
def test_a_pixel_script_that_is_none_is_refused(refusal: Says, tmp_path: Path, command: str) -> None:
    said = refusal(command, "--pixel-script", "saved.js")
    assert said == "saved.js: the pixel script was expected here, but it can't be read: No such file or directory"
    (tmp_path / "saved.js").write_text("<!doctype html>Not found")
    said = refusal(command, "--pixel-script", "saved.js")
    assert said.startswith("saved.js: a pixel script was expected, but it begins as a web page does: '<!doctype html>")


def test_a_missing_site_file_is_named(refusal: Says, tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "site.toml"
    said = refusal("run", "--site", path)
    assert said == f"{path}: a site file was expected here, but it can't be read: No such file or directory"


@pytest.mark.parametrize(
    ("key", "line", "place"),
    [
        ("base_url", 'base_url = "laden"', ":2: base_url must be an http or https address, not 'laden'"),
        ("observes", 'observes = ["brauser"]', ":5: observes[0]: "),
        ("journeys", 'jorneys = "journeys.py"', ":4: jorneys: "),
        ("name", "name = kiosk", ":1: this is not TOML: "),
        ("primary", 'primary = "yes"', ":21: plan.Purchase.primary: "),
    ],
)
def test_a_broken_site_file_is_named_with_the_line(
    refusal: Says, site: Callable[..., Path], key: str, line: str, place: str
) -> None:
    path = site(**{key: line})
    assert refusal("run", "--site", path).startswith(f"{path}{place}")


@pytest.mark.parametrize(
    ("journeys", "said"),
    [
        ("async def buy(page, shopper):\n    await page.goto(\n", "SyntaxError: '(' was never closed"),
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
    ],
)
def test_a_journeys_file_that_is_no_python_is_named(
    refusal: Says, site: Callable[..., Path], tmp_path: Path, journeys: str, said: str
) -> None:
    sentence = refusal("run", "--site", site(journeys))
    assert sentence.startswith(f"{tmp_path / 'journeys.py'}: it can't be imported: {said}")


@pytest.mark.parametrize("setting", ["option", "environment"])
@pytest.mark.parametrize(
    ("browser", "sentence"),
    [
        ("/nonexistent", "the browser was set to /nonexistent, which is not a program that can be run"),
        (sys.executable, f"{sys.executable} does not print a Chromium version; name another one with"),
    ],
)
def test_a_browser_that_is_none_is_named(
    refusal: Says, monkeypatch: pytest.MonkeyPatch, setting: str, browser: str, sentence: str
) -> None:
    if setting == "environment":
        monkeypatch.setenv("PIXELPROOF_BROWSER", browser)
        said = refusal("run", "healthy_purchase")
    else:
        said = refusal("run", "healthy_purchase", "--browser-path", browser)
    assert said.startswith(sentence)


def test_a_program_that_only_calls_itself_a_chromium_is_named(
    refusal: Says, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It prints a version, and then does not start."""
    fake = tmp_path / "chromium"
    fake.write_text("#!/bin/sh\necho Chromium 1.2.3.4\n")
    fake.chmod(0o755)
    said = refusal("run", "healthy_purchase", "--browser-path", fake)
    assert said.startswith(f"the browser {fake} (explicit setting) does not start: ")


def test_a_port_that_is_taken_is_named(refusal: Says, taken_port: int) -> None:
    said = refusal("meta", "--port", str(taken_port))
    assert f"the ports {taken_port}, 0, 0 of 127.0.0.1 can't all be opened" in said
    assert said.endswith("choose others with --port, --tls-port and --proxy-port")


def test_a_site_that_ends_is_quoted(refusal: Says, site: Callable[..., Path]) -> None:
    said = refusal("run", "healthy_purchase", "--site", site(command=ENDS))
    assert said == "the site 'kiosk' ended with status 7; it printed: 42"


def test_a_site_that_never_gets_ready_is_named_with_its_limit(refusal: Says, site: Callable[..., Path]) -> None:
    said = refusal("run", "healthy_purchase", "--site", site(command=NEVER_READY))
    assert re.fullmatch(
        r"the site 'kiosk' did not answer http://127\.0\.0\.1:\d+/ within 0\.5 s; it printed nothing", said
    )


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ('["no-such-program", "{port}"]', "start.command can't be run: "),
        ('["{python}", "{pork}", "{port}"]', "start.command uses {pork}, which is unknown; known are "),
        ('["{python}", "laden.py"]', "start.hosts names the port 'port', which start.command lacks"),
    ],
)
def test_a_start_command_that_can_t_be_used_is_named(
    refusal: Says, site: Callable[..., Path], command: str, said: str
) -> None:
    path = site(command=f"command = {command}")
    assert refusal("run", "healthy_purchase", "--site", path).startswith(f"{path}: {said}")


def test_a_list_of_bugs_that_is_none_is_named(refusal: Says, site: Callable[..., Path]) -> None:
    path = site(bugs='bugs = ["{python}", "-c", "print(1)"]')
    assert refusal("list", "bugs", "--site", path).startswith(f"{path}: start.bugs must print a JSON list of bugs: ")


@pytest.mark.parametrize("command", [("run", "healthy_purchase", "--output"), ("meta", "--port", "0", "--journal")])
def test_a_file_in_the_output_folder_s_place_is_named(
    refusal: Says, site: Callable[..., Path], tmp_path: Path, command: tuple[str, ...]
) -> None:
    place = tmp_path / "file"
    place.write_text("")
    where = place if command[0] == "run" else place / "journal.sqlite"
    more = ("--site", site()) if command[0] == "run" else ()
    said = refusal(*command, where, *more)
    assert str(place) in said
    assert "Not a directory" in said or "File exists" in said


def test_a_report_that_can_t_be_written_is_named_before_anything_runs(refusal: Says, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert refusal("run", "healthy_purchase", "--json", tmp_path / "file" / "run.json").startswith(f"{tmp_path}/file")
    assert not (tmp_path / "pixelproof-out").exists()


def test_serve_needs_a_site_that_it_can_start(refusal: Says, tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text(re.sub(r"\[start\].*?(?=\[plan)", "", (TINY / "site.toml").read_text(), flags=re.DOTALL))
    assert refusal("serve", "--site", path) == f"{path}: serve starts the site, but it has no [start] table"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no json", " is not JSON: JSON is malformed"),
        ("{}", " is not a ledger: at $: Object missing required field `format`"),
        ('{"format": "pixelproof-ledger/0"}', " is not a ledger: at $.format: Invalid enum value"),
    ],
)
def test_a_file_that_is_no_ledger_is_named_with_the_place(refusal: Says, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "ledger.json"
    path.write_text(text)
    assert refusal("judge", path).startswith(f"{path}{said}")


def test_a_mistake_deep_in_a_ledger_is_named_with_its_path(refusal: Says, tiny_run: Run, tmp_path: Path) -> None:
    text = tiny_run.ledger_path("healthy_purchase").read_text()
    path = tmp_path / "ledger.json"
    path.write_text(text.replace('"name": "Purchase"', '"name": 7'))
    assert re.search(r"is not a ledger: at \$\.events\[\d+\]\.name: Expected `str`, got `int`$", refusal("judge", path))


@pytest.mark.parametrize("name", ["nothing.json", "."])
def test_a_ledger_that_can_t_be_read_is_named(refusal: Says, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert refusal("judge", path).startswith(f"{path}: a ledger was expected here, but it can't be read: ")
