"""A site's file: what it may leave out, and how each mistake in it is told, with file and line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.errors import SiteError
from harness.plan import BOTH
from harness.site import load_site
from mock_meta.event import Channel

LEAST = """\
name = "acme"
base_url = "https://shop.example:8443/"
pixel_ids = ["1"]

[plan.Purchase]
conversion = "orders"
"""


@pytest.fixture
def site_file(tmp_path: Path) -> Path:
    return tmp_path / "site.toml"


def error_of(path: Path, text: str) -> str:
    """What is said of a site file with this text, with its folder taken out."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SiteError) as caught:
        load_site(path)
    return str(caught.value).replace(f"{path.parent}/", "")


def test_the_least_that_a_site_must_say(site_file: Path) -> None:
    """Name, address, pixel and a promise; the rest has the usual values."""
    site_file.write_text(LEAST, encoding="utf-8")
    site = load_site(site_file)
    assert (site.name, site.host, site.own_hosts) == ("acme", "shop.example:8443", ("shop.example:8443",))
    assert (site.observes, site.start, site.consent, site.path) == (BOTH, None, None, site_file)
    assert site.promised.promises["Purchase"].conversion == "orders"
    assert not site.promised.consent_asked


def test_all_that_a_site_may_say(site_file: Path) -> None:
    """Channels, hosts, how to start it, its books and banner."""
    more = """
hosts = ["pay.example"]
observes = ["server"]

[start]
command = ["run", "{port}"]
[start.hosts]
"shop.example" = "port"

[books]
orders = "/api/orders"

[consent]
accept = "#yes"
"""
    head, _, plan = LEAST.partition("[plan")
    site_file.write_text(f"{head}{more}[plan{plan}", encoding="utf-8")
    site = load_site(site_file)
    assert site.own_hosts == ("shop.example:8443", "pay.example")
    assert site.observes == (Channel.SERVER,)
    assert site.start is not None
    assert (site.start.command, site.start.hosts) == (("run", "{port}"), {"shop.example": "port"})
    assert site.books == {"orders": "/api/orders"}
    assert site.promised.consent_asked


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (LEAST.replace('"acme"', "acme"), r"site\.toml:1: this is not TOML: .+ \(column 8\)"),
        (LEAST + "[plan.Lead\n", r"site\.toml:7: this is not TOML: .+"),
        ('name = "a', r"site\.toml.*: this is not TOML: .+"),
        (LEAST.replace("name =", "nmae ="), r"site\.toml:1: nmae: Object contains unknown field `nmae`"),
        (LEAST + "owned = 1\n", r"site\.toml:7: plan\.Purchase\.owned: Object contains unknown field `owned`"),
        (LEAST.replace('["1"]', '"1"'), r"site\.toml:3: pixel_ids: Expected `array`, got `str`"),
        (LEAST.replace('["1"]', '["1", 2]'), r"site\.toml:3: pixel_ids\[1\]: Expected `str`, got `int`"),
        (LEAST + 'max_delay_s = "1"\n', r"site\.toml:7: plan\.Purchase\.max_delay_s: Expected `float`, got `str`"),
        (LEAST + 'channels = ["fax"]\n', r"site\.toml:7: plan\.Purchase\.channels\[0\]: Invalid enum value 'fax'"),
        (LEAST.replace('name = "acme"\n', ""), r"site\.toml:1: top level: 'name' is required and missing"),
        (LEAST + "[start]\nready = '/'\n", r"site\.toml:7: start: 'command' is required and missing"),
        (LEAST + "[books]\norders = 1\n", r"site\.toml:7: books\S*: Expected `str`, got `int`"),
        (LEAST.partition("[plan")[0], r"site\.toml: there is no plan; add a table \[plan\.Purchase\] .+"),
        (LEAST.partition("[plan")[0] + "plan = 3\n", r"site\.toml: there is no plan; .+"),
        (LEAST.partition("[plan")[0] + "[plan]\nPurchase = 3\n", r"site\.toml:6: plan\.Purchase: Expected `object`.+"),
        (LEAST.replace("https:", "ftp:"), r"site\.toml:2: base_url must be an http or https address, not 'ftp:.+'"),
        (LEAST.replace("https://shop", "shop"), r"site\.toml:2: base_url must be an http or https address, .+"),
        (LEAST.replace("https://shop.example:8443", "https://[shop"), r"site\.toml:2: base_url must be an http .+"),
    ],
)
def test_a_mistake_is_told_in_one_sentence_with_its_line(site_file: Path, text: str, sentence: str) -> None:
    """The file, the line, the key, and what is wrong with it."""
    said = error_of(site_file, text)
    assert re.fullmatch(sentence, said), said


def test_the_line_is_that_of_the_right_table(site_file: Path) -> None:
    """Two events whose names begin alike, and a comment that looks like a key."""
    text = f"{LEAST}# pixel_ids = 1\n\n[plan.PurchaseAgain]\nowner = 'x'\nchannels = 7\n\n[plan.Purchases]\nowner = 1\n"
    assert error_of(site_file, text).startswith("site.toml:11: plan.PurchaseAgain.channels: ")
    assert error_of(site_file, text.replace("channels = 7", "")).startswith("site.toml:14: plan.Purchases.owner: ")


def test_a_table_is_found_by_its_whole_name(site_file: Path) -> None:
    """What is missing is told at its own table, not at one that begins alike; or at the first table within it."""
    within = f"{LEAST}\n[start.hosts]\na = 'port'\n"
    assert error_of(site_file, within).startswith("site.toml:8: start: 'command' is required")
    quoted = f'{LEAST}\n[plan.Buy]\n[plan."Buy".owner]\n'
    assert error_of(site_file, quoted).startswith("site.toml:9: plan.Buy.owner: Expected `str`")


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read(site_file: Path, content: bytes | None) -> None:
    """Missing, or no text."""
    if content is not None:
        site_file.write_bytes(content)
    with pytest.raises(SiteError, match=r"site\.toml: a site file was expected here, but it can't be read: "):
        load_site(site_file)


def journeys_error(site_file: Path, text: str | None, name: str = "journeys.py") -> str:
    """What is said of a journeys file with this text."""
    site_file.write_text(f'journeys = "{name}"\n{LEAST}', encoding="utf-8")
    if text is not None:
        (site_file.parent / name).write_text(text, encoding="utf-8")
    with pytest.raises(SiteError) as caught:
        load_site(site_file).load_journeys()
    return str(caught.value).replace(f"{site_file.parent}/", "")


def test_journeys_are_the_public_async_functions(site_file: Path) -> None:
    """Not helpers, not what is imported, not what is private."""
    site_file.write_text(LEAST, encoding="utf-8")
    code = """
from asyncio import sleep
async def buy(page, shopper): ...
async def _pay(page): ...
def price(): ...
"""
    (site_file.parent / "journeys.py").write_text(code, encoding="utf-8")
    assert list(load_site(site_file).load_journeys()) == ["buy"]


@pytest.mark.parametrize(
    ("text", "name", "sentence"),
    [
        (None, "journeys.py", r"site\.toml: journeys names journeys\.py, which does not exist"),
        ("{}", "journeys.json", r"site\.toml: journeys must name a Python file, not journeys\.json"),
        ("import no_such_thing", "journeys.py", r"journeys\.py: it can't be imported: ModuleNotFoundError: .+"),
        ("async def buy(:", "journeys.py", r"journeys\.py: it can't be imported: SyntaxError: .+"),
        ("1 / 0", "journeys.py", r"journeys\.py: it can't be imported: ZeroDivisionError: division by zero"),
    ],
)
def test_journeys_that_cannot_be_used(site_file: Path, text: str | None, name: str, sentence: str) -> None:
    """One sentence with the file at fault."""
    said = journeys_error(site_file, text, name)
    assert re.fullmatch(sentence, said), said


def test_a_file_may_extend_another(site_file: Path) -> None:
    """What it says itself goes before, table by table; the journeys stay those of the file that it extends."""
    more = '[start]\ncommand = ["run", "{port}"]\nready = "/up"\n[ways.buy]\nlate = "buy_late"\n'
    site_file.write_text(LEAST + more, encoding="utf-8")
    folder = site_file.parent / "variants"
    folder.mkdir()
    (folder / "other.toml").write_text(
        'extends = "../site.toml"\nname = "other"\n[start]\narguments = ["--other"]\n[ways.buy]\nearly = "buy"\n',
        encoding="utf-8",
    )
    site = load_site(folder / "other.toml")
    assert (site.name, site.host, site.path) == ("other", "shop.example:8443", folder / "other.toml")
    assert site.start is not None
    assert (site.start.command, site.start.arguments, site.start.ready) == (("run", "{port}"), ("--other",), "/up")
    assert site.ways == {"buy": {"late": "buy_late", "early": "buy"}}
    assert Path(site.journeys) == (site_file.parent / "journeys.py").resolve()


def test_files_that_extend_each_other_are_told_so(site_file: Path) -> None:
    said = error_of(site_file, f'extends = "site.toml"\n{LEAST}')
    assert said == "site.toml:1: extends must name another site file, in no circle"


def test_what_conditions_ask_of_a_site_may_lie_in_its_tables(site_file: Path) -> None:
    """A setting, a path of its control, or an actor by name; what is empty is not there."""
    site_file.write_text(f'account = "register"\n{LEAST}\n[control.actors]\ncrawler = "/crawl"\n', encoding="utf-8")
    site = load_site(site_file)
    asked = ("account", "control.actors", "control.actors.crawler", "control.actors.clerk", "control.clock", "ways")
    assert [need for need in asked if site.lacks([need])] == list(asked[3:])
    assert site.lacks(asked) == asked[3]


def test_a_consent_manager_brings_its_buttons(site_file: Path) -> None:
    """The way back to the banner differs from site to site, and must be named."""
    site_file.write_text(f'{LEAST}\n[consent]\nmanager = "auto"\n', encoding="utf-8")
    site = load_site(site_file)
    assert site.lacks(["consent.deny", "consent.accept"]) == ""
    assert site.lacks(["consent.deny", "consent.reopen"]) == "consent.reopen"
    assert site.lacks(["control.clock"]) == "control.clock"


def test_an_unknown_consent_manager_is_told_with_those_that_are_known(site_file: Path) -> None:
    said = error_of(site_file, f'{LEAST}\n[consent]\nmanager = "cookiebott"\n')
    assert re.match(r"site\.toml:\d+: consent\.manager: 'cookiebott' is unknown; known are auto, .*cookiebot", said)


def test_a_promise_about_the_privacy_signal_is_part_of_the_plan(site_file: Path) -> None:
    site_file.write_text(f'{LEAST}\n[consent]\naccept = "#yes"\ngpc = "denied"\n', encoding="utf-8")
    assert load_site(site_file).promised.gpc == "denied"
    assert "consent.gpc" in error_of(site_file, f'{LEAST}\n[consent]\ngpc = "perhaps"\n')
