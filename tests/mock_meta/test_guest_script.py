"""Where a guest comes from: a file, or the genuine address, here a server of the test's."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from mock_meta.guest_script import (
    ADDRESS,
    FRESH_S,
    GuestScript,
    LiveScript,
    OwnScript,
    ScriptError,
    ScriptFile,
    cache_folder,
    pixel_source,
)

SCRIPT = b'fbq.version="2.9.999";\nfbq._releaseSegment="stable";'
NEWER = b'fbq.version="3.0.0";'
DEAD = "http://127.0.0.1:9/fbevents.js"
PAGE = b"<!DOCTYPE html>\n<title>Sign in</title>"


class Origin:
    """The genuine script's server, in small."""

    def __init__(self) -> None:
        self.body = SCRIPT
        self.status = 200
        self.agents: list[str] = []
        self.address = ""

    async def answer(self, request: web.BaseRequest) -> web.Response:
        self.agents.append(request.headers["User-Agent"])
        return web.Response(body=self.body, status=self.status)


@pytest.fixture
async def origin() -> AsyncIterator[Origin]:
    origin = Origin()
    runner = web.ServerRunner(web.Server(origin.answer))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    origin.address = f"http://127.0.0.1:{runner.addresses[0][1]}/en_US/fbevents.js"
    yield origin
    await runner.cleanup()


@pytest.fixture
def live(origin: Origin, tmp_path: Path) -> LiveScript:
    return LiveScript(folder=tmp_path / "cache", address=origin.address)


def offline(live: LiveScript) -> LiveScript:
    """The same cache with nobody at the address."""
    return LiveScript(folder=live.folder, address=DEAD)


def age(live: LiveScript, seconds: float) -> None:
    """Make the kept copy older."""
    then = time.time() - seconds
    os.utime(live.file, (then, then))


async def refusal(source: ScriptFile | LiveScript) -> str:
    with pytest.raises(ScriptError) as refused:
        await source.script()
    return str(refused.value)


async def test_without_a_word_the_script_is_our_own() -> None:
    """None stands for it."""
    assert pixel_source(None) == OwnScript()
    assert await OwnScript().script() is None


def test_a_word_is_a_path_or_the_live_script(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file named live can still be meant."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert pixel_source("live") == LiveScript(folder=tmp_path / "pixelproof", address=ADDRESS)
    assert pixel_source("./live") == ScriptFile(Path("live"))


@pytest.mark.parametrize("unset", ["", "relative/folder"])
def test_the_cache_is_in_the_user_s_own_without_a_named_one(unset: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative path is no name of one."""
    monkeypatch.setenv("XDG_CACHE_HOME", unset)
    monkeypatch.setenv("HOME", "/home/someone")
    assert cache_folder() == Path("/home/someone/.cache/pixelproof")


async def test_a_file_is_taken_as_it_is(tmp_path: Path) -> None:
    """Byte for byte, a byte order mark included; its version is read where it gives one."""
    file = tmp_path / "saved.js"
    file.write_bytes(b"\xef\xbb\xbf" + SCRIPT)
    script = await ScriptFile(file).script()
    assert script == GuestScript(body=b"\xef\xbb\xbf" + SCRIPT, origin=str(file))
    assert script.said == f"pixel script 2.9.999 ({file})"
    assert GuestScript(body=b"fbq()", origin="x").said == "pixel script of unknown version (x)"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "it is empty"),
        (b" \n\t\n", "it is empty"),
        (PAGE, "it begins as a web page does: '<!DOCTYPE html>'"),
        (b"\xef\xbb\xbf\n<html>", "it begins as a web page does: '<html>'"),
        (b"\x1f\x8b\x08fbq", "byte 1 is not UTF-8 text"),
        (b"console.log(1)", "it nowhere names fbq, by which pages call the pixel"),
    ],
)
async def test_what_is_no_script_is_refused_in_one_sentence(content: bytes, found: str, tmp_path: Path) -> None:
    """What was expected, what was there, what to do."""
    file = tmp_path / "saved.js"
    file.write_bytes(content)
    said = await refusal(ScriptFile(file))
    assert said == f"{file}: a pixel script was expected, but {found}; save {ADDRESS} as it is and give its path"


async def test_a_path_without_a_file_is_refused(tmp_path: Path) -> None:
    """Also a folder."""
    expected = "the pixel script was expected here, but it can't be read"
    assert await refusal(ScriptFile(tmp_path / "no.js")) == f"{tmp_path}/no.js: {expected}: No such file or directory"
    assert await refusal(ScriptFile(tmp_path)) == f"{tmp_path}: {expected}: Is a directory"


async def test_the_live_script_is_fetched_once_and_kept(live: LiveScript, origin: Origin) -> None:
    """As an ordinary browser asks for it; the next run has it without asking."""
    first = await live.script()
    assert (first.body, first.origin, first.warning) == (SCRIPT, origin.address, "")
    again = await live.script()
    assert (again.body, again.warning) == (SCRIPT, "")
    assert again.origin == f"{origin.address}, kept less than an hour ago"
    assert len(origin.agents) == 1
    assert origin.agents[0].startswith("Mozilla/5.0 ")
    assert [file.name for file in live.folder.iterdir()] == ["fbevents.js"]


async def test_a_copy_of_yesterday_is_fetched_anew(live: LiveScript, origin: Origin) -> None:
    """And one that seems to come from the future."""
    for seconds in (FRESH_S + 1, -3600):
        origin.body = SCRIPT
        await live.script()
        age(live, seconds)
        origin.body = NEWER
        assert (await live.script()).version == "3.0.0"
        assert live.file.read_bytes() == NEWER
        live.file.unlink()


async def test_offline_an_old_copy_will_do_with_a_warning(live: LiveScript) -> None:
    """The warning says why, and how old it is."""
    await live.script()
    age(live, 3 * FRESH_S)
    script = await offline(live).script()
    assert script.body == SCRIPT
    assert script.warning.startswith(f"{DEAD}: the live pixel script was expected, but ")
    assert script.warning.endswith("; the copy of 3 days ago is used until then")
    assert script.origin == f"{DEAD}, kept 3 days ago"


async def test_offline_without_a_copy_there_is_none(live: LiveScript) -> None:
    """The sentence says what to do."""
    said = await refusal(offline(live))
    assert said.startswith(f"{DEAD}: the live pixel script was expected, but ")
    assert said.endswith("; go online, or save the script with a browser and give its path")
    assert not live.folder.exists()


async def test_an_answer_that_is_no_script_is_not_kept(live: LiveScript, origin: Origin) -> None:
    """Neither an error's nor a sign-in page's; what was kept before stays."""
    origin.status = 503
    assert "but the answer has status 503; go online" in await refusal(live)
    origin.status, origin.body = 200, PAGE
    assert "it begins as a web page does" in await refusal(live)
    assert not live.file.exists()
    origin.body = SCRIPT
    await live.script()
    age(live, 2 * FRESH_S)
    origin.body = PAGE
    assert (await live.script()).body == SCRIPT
    assert live.file.read_bytes() == SCRIPT


async def test_a_damaged_copy_is_fetched_anew(live: LiveScript) -> None:
    """It is as good as none."""
    live.folder.mkdir()
    live.file.write_bytes(b"")
    assert (await live.script()).body == SCRIPT
    assert live.file.read_bytes() == SCRIPT


async def test_a_cache_that_cannot_be_written_is_a_warning(origin: Origin, tmp_path: Path) -> None:
    """The script is there all the same."""
    (tmp_path / "file").write_bytes(b"")
    live = LiveScript(folder=tmp_path / "file" / "cache", address=origin.address)
    script = await live.script()
    assert script.body == SCRIPT
    assert script.warning == f"{live.file}: the live pixel script can't be kept for the next run: Not a directory"
