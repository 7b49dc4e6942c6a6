"""``docs/standing-alone.md`` is what the stand-in does: its settings, options and examples."""

from __future__ import annotations

import re
from pathlib import Path

import click

from mock_meta.cli import meta
from mock_meta.export.bodies import PLACEHOLDER
from mock_meta.settings_reader import read_settings
from tests.mock_meta.settings_table import rows

TEXT = (Path(__file__).parents[2] / "docs" / "standing-alone.md").read_text("utf-8")


def test_it_begins_with_what_the_stand_in_is_not() -> None:
    """Before anybody starts it."""
    assert re.findall(r"^## (.*)", TEXT, re.MULTILINE)[0] == "What it is not"


def test_every_setting_is_listed_with_default_and_ground() -> None:
    """As the code has them: ``python -m tests.mock_meta.settings_table`` prints the table anew."""
    listed = [line for line in TEXT.partition("## Settings")[2].splitlines() if line.startswith("| `")]
    assert listed == list(rows())


def test_every_option_is_listed_and_no_other() -> None:
    """In the table below the start."""
    table = TEXT.partition("## Start")[2].partition("\n## ")[0]
    listed = set(re.findall(r"--[a-z-]+", "\n".join(re.findall(r"^\| (.*?) \|", table, re.MULTILINE))))
    options = {name for one in meta.params if isinstance(one, click.Option) for name in one.opts}
    assert listed == {name for name in options if name.startswith("--")} - {"--version"}


def test_the_example_of_settings_is_one(tmp_path: Path) -> None:
    """Each of its four tables is taken."""
    (example,) = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    (tmp_path / "meta.toml").write_text(example)
    settings = read_settings(tmp_path / "meta.toml")
    assert settings.graph.batch_policy == "accept_valid_with_event_id"
    assert (settings.counting.window_s, settings.faults.slow_s, settings.pixel.automatic_events) == (3600, 3, True)


def test_the_placeholder_is_stated() -> None:
    """Whoever finds it in an export can look up what it means."""
    assert f"`{PLACEHOLDER.decode()}`" in TEXT
