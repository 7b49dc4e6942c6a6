"""``python -m fixture_site``: open the shop."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

from fixture_site.app import running
from fixture_site.bug import BUGS, Bug
from fixture_site.node_api import SenderMissingError
from fixture_site.seams import Seams
from fixture_site.settings import Settings
from fixture_site.shop import open_shop


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        _give_up(message)


def main(arguments: list[str] | None = None) -> int:
    """Serve until told to stop, or list the bugs."""
    options = _parser().parse_args(arguments)
    if options.list_bugs:
        sys.stdout.write(json.dumps([bug.public() for bug in BUGS.values()], indent=2) + "\n")
        return 0
    settings = _settings(options)
    seams = Seams()
    for bug in chosen([*options.bug, *options.bugs.split(",")]):
        seams = bug.apply(seams)
    asyncio.run(_serve(settings, seams))
    return 0


async def _serve(settings: Settings, seams: Seams) -> None:
    stopped = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stopped.set)
    try:
        async with running(open_shop(settings, seams)):
            await stopped.wait()
    except SenderMissingError as error:
        _give_up(str(error))
    except OSError as error:
        _give_up(f"can't open the shop: {error.strerror or error}")


def _give_up(sentence: str) -> NoReturn:
    sys.stderr.write(f"fixture_site: {sentence}\n")
    raise SystemExit(2)


def chosen(names: Iterable[str]) -> list[Bug]:
    """The bugs of those names; an empty name is none."""
    wanted = [name.strip() for name in names if name.strip()]
    unknown = next((name for name in wanted if name not in BUGS), None)
    if unknown is not None:
        _give_up(f"there is no bug named {unknown!r}; --list-bugs names them all.")
    return [BUGS[name] for name in wanted]


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m fixture_site", description=__doc__)
    parser.add_argument("--list-bugs", action="store_true", help="print the bugs as JSON, and end")
    parser.add_argument("--port", type=int, help="the shop's loopback port")
    parser.add_argument("--bank-port", type=int, help="the bank's loopback port")
    parser.add_argument("--data", type=Path, help="folder of the databases")
    parser.add_argument("--base-url", help="the shop's public address")
    parser.add_argument("--bank-url", help="the bank's public address")
    parser.add_argument("--graph-url", help="where the Conversions API is")
    parser.add_argument("--pixel-id")
    parser.add_argument("--partner-pixel-id", default="", help="the pixel of the agency that sends visitors here")
    parser.add_argument("--access-token")
    parser.add_argument("--pixel-base", default="", help="load the pixel from here, and let it report here")
    parser.add_argument("--sender", choices=("python", "node"), default="python", help="which SDK of Meta's reports")
    parser.add_argument("--bug", action="append", default=[], metavar="NAME", help="may be given several times")
    parser.add_argument("--bugs", default="", metavar="NAMES", help="with commas between them")
    return parser


def _settings(options: argparse.Namespace) -> Settings:
    given = {key: value for key, value in vars(options).items() if key not in ("list_bugs", "bug", "bugs")}
    missing = [f"--{key.replace('_', '-')}" for key, value in given.items() if value is None]
    if missing:
        _give_up(f"the shop can't open without {', '.join(missing)}.")
    for key in ("base_url", "bank_url", "graph_url", "pixel_base"):
        given[key] = given[key].rstrip("/")
    return Settings(**given)


if __name__ == "__main__":
    sys.exit(main())
