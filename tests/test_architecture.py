"""The walls between the packages, and the habits that keep the code small and the runs fast."""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("mock_meta", "fixture_site", "harness", "scenarios")
LONGEST = 400
WAITING = ("time.sleep(", "wait_for_timeout", "networkidle")
CHECKS_MAY_IMPORT = (
    "harness.actions",
    "harness.case",
    "harness.check",
    "harness.checks",
    "harness.copies",
    "harness.ledger",
    "harness.owed",
    "harness.plan",
    "harness.robots",
    "harness.spelling",
    "harness.verdict",
    "harness.whose",
    "mock_meta.counting",
    "mock_meta.event",
    "mock_meta.match",
    "mock_meta.normalize",
    "mock_meta.schemas",
    "mock_meta.wire.body",
    "mock_meta.wire.outcome",
    "mock_meta.wire.rules",
    "mock_meta.wire.shape",
    "mock_meta.wire.user_data",
)
PURE = {
    "__future__", "collections", "dataclasses", "enum", "fnmatch", "functools", "ipaddress", "itertools", "json",
    "jsonschema", "math", "msgspec", "re", "typing", "urllib",
}  # fmt: skip
INPUT_AND_OUTPUT = {
    "aiohttp", "asyncio", "datetime", "http", "os", "playwright", "random", "secrets", "shutil", "socket", "ssl",
    "subprocess", "tempfile", "threading", "time", "uuid",
}  # fmt: skip


def sources(*suffixes: str) -> Iterator[Path]:
    """Every file of the packages with one of these suffixes."""
    for package in PACKAGES:
        yield from (path for path in sorted((ROOT / package).rglob("*")) if path.suffix in suffixes)


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """Who imports whom, with names of other people's packages."""
    return grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)


def test_the_contracts_of_the_walls_are_kept() -> None:
    """One direction: stories, auditor, stand-in; and the fixture site is an island."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_are_no_cycles(graph: grimp.ImportGraph) -> None:
    """Between modules, whatever the package; a module's import for the type checker alone is none."""
    ours = [module for module in graph.modules if module.partition(".")[0] in PACKAGES]
    at_run_time = {
        module: {other for other in graph.find_modules_directly_imported_by(module) if _runs(graph, module, other)}
        for module in ours
    }
    order = graphlib.TopologicalSorter(at_run_time)
    assert list(order.static_order())


def test_checks_are_pure(graph: grimp.ImportGraph) -> None:
    """They, and all that they import of ours, see no browser, server, file, clock or chance."""
    families = graph.find_descendants("harness.checks")
    for module in families:
        for imported in graph.find_modules_directly_imported_by(module):
            assert imported.startswith(CHECKS_MAY_IMPORT) or imported in PURE, f"{module}: {imported}"
    reached = families | {up for module in families for up in graph.find_upstream_modules(module)}
    ours = {module for module in reached if module.partition(".")[0] in PACKAGES}
    assert {"harness.case", "harness.owed", "mock_meta.counting"} < ours
    for module in ours:
        assert not graph.find_modules_directly_imported_by(module) & INPUT_AND_OUTPUT, module


@pytest.mark.parametrize("package", PACKAGES)
def test_no_file_is_long(package: str) -> None:
    """A file of more than 400 lines holds two things."""
    files = [path for path in sources(".py", ".js") if path.relative_to(ROOT).parts[0] == package]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert files
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


@pytest.mark.parametrize("habit", WAITING)
def test_nothing_waits_for_a_while(habit: str) -> None:
    """Code waits for what it needs, never for some time to pass or for the network to fall silent."""
    found = [str(p.relative_to(ROOT)) for p in sources(".py", ".js") if habit in p.read_text(encoding="utf-8")]
    assert found == []


def test_modules_say_what_they_are_for() -> None:
    """Each begins with a docstring, if it holds anything."""
    for path in sources(".py"):
        text = path.read_text(encoding="utf-8")
        assert not text.strip() or ast.get_docstring(ast.parse(text)) is not None, path


def _runs(graph: grimp.ImportGraph, importer: str, imported: str) -> bool:
    """Whether an import is executed: it is neither below ``if TYPE_CHECKING`` nor of a stranger."""
    if imported.partition(".")[0] not in PACKAGES:
        return False
    details = graph.get_import_details(importer=importer, imported=imported)
    lines = {detail["line_number"] for detail in details}
    return bool(lines - _for_types_only(importer))


@cache
def _for_types_only(module: str) -> frozenset[int]:
    """The lines below ``if TYPE_CHECKING``."""
    path = ROOT / f"{module.replace('.', '/')}.py"
    source = path if path.exists() else ROOT / module.replace(".", "/") / "__init__.py"
    tree = ast.parse(source.read_text(encoding="utf-8"))
    guarded = [n for n in ast.walk(tree) if isinstance(n, ast.If) and ast.unparse(n.test).endswith("TYPE_CHECKING")]
    parts = [part for block in guarded for part in block.body]
    return frozenset(line for part in parts for line in range(part.lineno, (part.end_lineno or 0) + 1))
