"""Which Chromium is driven, and what it says it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from harness.browser import SETTING, Chromium, candidates, find_browser, launch, user_agent
from harness.errors import BrowserError
from mock_meta.tls import Certificates

SHELL = "chromium_headless_shell-1200/chrome-linux/headless_shell"
FULL = "chromium-1200/chrome-linux/chrome"


def program(path: Path, version: str = "200.0.1.2") -> Path:
    """A program that says it is a Chromium."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho 'Chromium {version} built on a test'\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder, a folder for Playwright's browsers, and a search path, with nothing in them."""
    for name, folder in (("HOME", "home"), ("PLAYWRIGHT_BROWSERS_PATH", "browsers"), ("PATH", "bin")):
        (tmp_path / folder).mkdir()
        monkeypatch.setenv(name, str(tmp_path / folder))
    monkeypatch.delenv(SETTING, raising=False)
    return tmp_path


def test_the_argument_comes_before_the_setting(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named, other = program(home / "named"), program(home / "other")
    monkeypatch.setenv(SETTING, str(other))
    assert find_browser(str(named)) == Chromium(path=str(named), found_as="explicit setting")


def test_the_setting_comes_before_everything_that_is_installed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(home / "browsers" / SHELL)
    other = program(home / "other")
    monkeypatch.setenv(SETTING, str(other))
    assert find_browser().path == str(other)


def test_a_setting_may_be_a_command_on_the_path(home: Path) -> None:
    command = program(home / "bin" / "my-chromium")
    assert find_browser("my-chromium").path == str(command)


@pytest.mark.parametrize("place", ["missing", "folder", "text"])
def test_a_setting_that_is_no_program_is_refused_not_passed_over(home: Path, place: str) -> None:
    program(home / "browsers" / SHELL)
    (home / "folder").mkdir()
    (home / "text").write_text("")
    with pytest.raises(BrowserError, match=f"the browser was set to {home / place}, which is not a program"):
        find_browser(str(home / place))


def test_playwright_s_own_comes_before_installed_ones(home: Path) -> None:
    shell = program(home / "browsers" / SHELL)
    program(home / "bin" / "chromium")
    assert find_browser() == Chromium(path=str(shell), found_as="Playwright's own")


def test_a_headless_shell_comes_before_a_full_browser_and_the_newest_first(home: Path) -> None:
    full = program(home / "browsers" / FULL)
    old = program(home / "home/.cache/ms-playwright" / SHELL.replace("1200", "1100"))
    new = program(home / "home/.cache/ms-playwright" / SHELL)
    own = [found.path for found in candidates() if found.found_as == "Playwright's own"]
    assert own == [str(new), str(old), str(full)]


def test_what_can_t_be_executed_is_passed_over(home: Path) -> None:
    program(home / "browsers" / SHELL).chmod(0o644)
    assert [found for found in candidates() if found.found_as == "Playwright's own"] == []


@pytest.mark.parametrize("command", ["chromium-browser", "google-chrome", "microsoft-edge"])
def test_installed_browsers_are_found_on_the_path(home: Path, command: str) -> None:
    """On this machine they are only there if the test puts them there."""
    path = program(home / "bin" / command)
    assert Chromium(path=str(path), found_as=f"installed {command}") in list(candidates())


def test_the_version_is_read_from_what_the_program_prints(home: Path) -> None:
    assert Chromium(path=str(program(home / "one")), found_as="").version() == "200.0.1.2"


@pytest.mark.parametrize(
    ("text", "said"),
    [("#!/bin/sh\necho hello\n", "does not print a Chromium version"), ("no program", "can't be run")],
)
def test_a_program_that_is_no_chromium_is_refused(home: Path, text: str, said: str) -> None:
    path = program(home / "one")
    path.write_text(text)
    with pytest.raises(BrowserError, match=said):
        Chromium(path=str(path), found_as="").version()


async def test_the_running_browser_passes_for_an_ordinary_visitor() -> None:
    """The genuine pixel sends nothing for a headless user agent, and hides from a driven one."""
    chromium = find_browser()
    async with async_playwright() as playwright:
        browser = await launch(playwright, chromium, Certificates().spki_sha256())
        page = await browser.new_page()
        agent = await page.evaluate("navigator.userAgent")
        assert await page.evaluate("navigator.webdriver") is False
        await browser.close()
    assert agent == user_agent(chromium.version())
    assert "Headless" not in agent
    assert f"Chrome/{chromium.version().partition('.')[0]}.0.0.0" in agent
