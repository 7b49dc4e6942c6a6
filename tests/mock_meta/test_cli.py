"""``python -m mock_meta`` as a real process: its addresses, slots, faults and settings, and its one-sentence errors."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from harness.cli import pixelproof
from mock_meta.cli import meta
from tests.mock_meta.command import LIMIT_S, ask, begun, environment, mock_meta, stopped
from tests.mock_meta.conftest import Alone
from tests.mock_meta.factories import PIXEL, capi_body, tr_url

EVENTS = f"/v26.0/{PIXEL}/events"


@pytest.fixture
def free_run() -> Iterator[int]:
    """The first of three ports in a row that are free."""
    for first in range(21000, 60000, 37):
        with contextlib.ExitStack() as stack:
            try:
                for port in range(first, first + 3):
                    stack.enter_context(contextlib.closing(socket.create_server(("127.0.0.1", port))))
            except OSError:
                continue
        yield first
        return


def send(address: str) -> int:
    """The status that a server event gets."""
    return ask(f"{address}{EVENTS}", "POST", capi_body())[0]


def refused(*words: str | Path, cwd: Path) -> str:
    """The one sentence of a command that can't be carried out."""
    done = mock_meta(*words, cwd=cwd)
    assert done.status == 2
    assert "Traceback" not in done.err
    assert done.err.startswith("mock_meta: ")
    assert done.err.count("\n") == 1
    return done.err.removeprefix("mock_meta: ").rstrip("\n")


def test_it_is_the_same_command_under_both_names() -> None:
    """What ``pixelproof meta`` does is what ``python -m mock_meta`` does."""
    assert pixelproof.commands["meta"] is meta


def test_help_says_what_it_is_and_loads_no_server(tmp_path: Path) -> None:
    """Whoever asks for help doesn't wait for a web server to be imported."""
    code = "import sys, mock_meta.cli; print(sorted({'aiohttp', 'trustme', 'sqlite3', 'asyncio'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
    shown = mock_meta("--help", cwd=tmp_path)
    assert shown.status == 0
    assert shown.out.startswith("Usage: python -m mock_meta")
    assert all(
        option in shown.out for option in ("--slots", "--set", "--settings", "--fault", "--json", "--proxy-port")
    )


def test_one_line_of_json_says_where_it_is(alone: Alone, tmp_path: Path) -> None:
    """Version, authority, and of the one slot three addresses and the journal."""
    told = alone("--port", "0")
    (slot,) = told["slots"]
    assert set(told) == {"version", "authority", "slots"}
    assert (slot["slot"], slot["requests"]) == (0, 0)
    assert slot["http"].startswith("http://127.0.0.1:")
    assert slot["live"] == f"{slot['http']}/mock/live"
    assert slot["tls"].startswith("https://127.0.0.1:")
    assert slot["proxy"].startswith("http://127.0.0.1:")
    assert (tmp_path / slot["journal"]).is_file()
    ssl.create_default_context(cafile=tmp_path / told["authority"])
    assert send(slot["http"]) == 200


def test_people_read_the_slots_one_by_one(tmp_path: Path) -> None:
    """Each has its heading and five lines, the page for people first."""
    process = begun("--port", "0", "--slots", "2", cwd=tmp_path)
    assert process.stdout is not None
    lines = [process.stdout.readline().split("  ")[0].strip() for _ in range(13)]
    five = ["live page", "Graph, /tr and control", "TLS for Meta's hosts", "proxy", "journal"]
    assert lines == ["slot 0", *five, "slot 1", *five, "Ctrl-C ends it."]
    assert stopped(process) == 0


def test_slots_hear_each_their_own(alone: Alone, tmp_path: Path) -> None:
    """One process, several journals; what one hears the others don't, and no other process may write it meanwhile."""
    told = alone("--port", "0", "--slots", "3", "--journal", "some/j.sqlite")
    assert [slot["journal"] for slot in told["slots"]] == [f"some/j-{k}.sqlite" for k in range(3)]
    assert send(told["slots"][1]["http"]) == 200
    assert [len(ask(f"{slot['http']}/mock/all")[1]["requests"]) for slot in told["slots"]] == [0, 1, 0]
    assert "some/j-1.sqlite is in use" in refused("--port", "0", "--journal", "some/j-1.sqlite", cwd=tmp_path)


def test_a_journal_goes_on(tmp_path: Path) -> None:
    """What was heard stays when the process has gone, and the next one begins behind it."""
    for known in range(2):
        process = begun("--json", "--port", "0", cwd=tmp_path)
        assert process.stdout is not None
        (slot,) = json.loads(process.stdout.readline())["slots"]
        assert slot["requests"] == known
        assert send(slot["http"]) == 200
        assert stopped(process) == 0


def test_slots_follow_a_fixed_port(alone: Alone, free_run: int) -> None:
    """Slot k listens on the port plus k; the authority is one."""
    told = alone("--port", str(free_run), "--slots", "3")
    assert [slot["http"] for slot in told["slots"]] == [f"http://127.0.0.1:{free_run + k}" for k in range(3)]
    assert len({slot["proxy"] for slot in told["slots"]}) == 3


def test_faults_and_their_strength(alone: Alone) -> None:
    """A fault of the command line is in force from the first request on, as strong as it was set, on every slot."""
    told = alone(
        "--port", "0", "--slots", "2", "--fault", "graph_fails_twice_then_recovers", "--set", "faults.failures=1"
    )
    for slot in told["slots"]:
        assert [send(slot["http"]) for _ in range(3)] == [500, 200, 200]


def test_settings_of_a_file_and_of_the_command_line(alone: Alone, tmp_path: Path) -> None:
    """Both name the same tables; the command line has its way."""
    (tmp_path / "meta.toml").write_text('[graph]\npixel_ids = ["1"]\n\n[counting]\nwindow_s = 60\n')
    strict = alone("--port", "0", "--settings", "meta.toml")["slots"][0]["http"]
    assert send(strict) == 400
    wider = ("--settings", "meta.toml", "--set", f"graph.pixel_ids=1,{PIXEL}")
    assert send(alone("--port", "0", "--journal", "other.sqlite", *wider)["slots"][0]["http"]) == 200


def test_the_proxy_answers_for_meta_s_hosts(alone: Alone, tmp_path: Path) -> None:
    """A client that obeys ``HTTPS_PROXY`` and trusts the authority reaches the stand-in under Meta's own name."""
    told = alone("--port", "0")
    (slot,) = told["slots"]
    code = f"import urllib.request as u; print(u.urlopen('https://www.facebook.com{tr_url(eid='1')}').status)"
    steered = {**environment(), "HTTPS_PROXY": slot["proxy"], "SSL_CERT_FILE": str(tmp_path / told["authority"])}
    done = subprocess.run(
        [sys.executable, "-c", code], env=steered, capture_output=True, text=True, timeout=LIMIT_S, check=True
    )
    assert done.stdout == "200\n"
    _, heard = ask(f"{slot['http']}/mock/all")
    assert [(event["channel"], event["event_id"]) for event in heard["events"]] == [("browser", "1")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--fault", "graph_dwn"), "there is no fault 'graph_dwn'; did you mean graph_down or "),
        (("--set", "graph.batch=1"), "--set: there is no setting 'graph.batch'; graph has pixel_ids, access_tokens, "),
        (("--set", "grph.batch_policy=1"), "--set: there is no table of settings 'grph'; did you mean graph?"),
        (("--set", "window_s"), "--set takes TABLE.NAME=VALUE, such as counting.window_s=3600, not 'window_s'"),
        (("--set", "counting.window_s=soon"), "the setting counting.window_s can't be so: Expected `float`, got `str`"),
        (("--set", "counting.window_s=-1"), "the setting counting.window_s can't be so: it is a finite number of at"),
        (("--set", "counting.window_s=nan"), "the setting counting.window_s can't be so: it is a finite number of at"),
        (("--set", "faults.slow_s=9999"), "the setting faults.slow_s can't be so: Expected `float` <= 3600"),
        (("--set", "graph.batch_policy=nice"), "the setting graph.batch_policy can't be so: Invalid enum value 'nice'"),
        (("--set", "pixel.automatic_matching=em"), "the setting pixel can't be so: automatic_matching reads the form"),
        (("--settings", "none.toml"), "none.toml: a settings file can't be read here: No such file or directory"),
        (("--port", "65535", "--slots", "2"), "slot 1 would need the port 65536; the last one is 65535"),
    ],
)
def test_what_cannot_be_is_one_sentence(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    """With status 2, and no traceback."""
    assert refused("--port", "0", *words, cwd=tmp_path).startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("graph = ", "meta.toml: this is not TOML: Invalid value"),
        ("graph = 1", "meta.toml: graph is a table of settings: pixel_ids, "),
        ("[counting]\nwindow = 1", "meta.toml: there is no setting 'counting.window'; counting has window_s, "),
        ('[[graph.sunsets]]\nversion = "v20.0"\ngone = 1', "the setting graph.sunsets[0] can't be so: Object contains"),
    ],
)
def test_a_file_of_settings_that_is_wrong(text: str, said: str, tmp_path: Path) -> None:
    """The file or the setting is named, and what there is."""
    (tmp_path / "meta.toml").write_text(text)
    assert refused("--settings", "meta.toml", cwd=tmp_path).startswith(said)


def test_a_port_that_is_taken_is_named(alone: Alone, tmp_path: Path) -> None:
    """With what to do about it."""
    taken = alone("--port", "0")["slots"][0]["http"].rpartition(":")[2]
    said = refused("--port", taken, "--journal", "other.sqlite", cwd=tmp_path)
    assert said.startswith(f"the ports {taken}, 0, 0 of 127.0.0.1 can't all be opened")


def test_a_journal_that_is_none_is_named(tmp_path: Path) -> None:
    """As is whatever else lies in its place."""
    (tmp_path / "letter.txt").write_text("Dear journal, " * 100)
    assert refused("--port", "0", "--journal", "letter.txt", cwd=tmp_path).startswith("the journal letter.txt can't be")


def test_every_option_has_a_help() -> None:
    """Of the command and of those below it."""
    for command in (meta, *meta.commands.values()):
        shown = CliRunner().invoke(command, ["--help"]).output
        assert shown.startswith("Usage: ")
        assert [one.name for one in command.params if isinstance(one, click.Option) and not one.help] == []
