"""The command lines of a recipe, and whether the command line takes them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import yaml

from harness.cli import pixelproof

_VARIABLES = {"CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "2", "SEED": "1"}
_IN_JENKINS = re.compile(r"\b(?:sh|told)\s*\(?\s*(?:'''(.*?)'''|'([^'\n]*)')", re.DOTALL)
_IN_MARKDOWN = re.compile(r"```sh\n(.*?)```", re.DOTALL)
_SCRIPTS = ("before_script", "script", "after_script")


def scripts(path: Path) -> list[str]:
    """The shell scripts of a recipe: GitHub's, GitLab's, Jenkins' or a page of the documentation."""
    text = path.read_text(encoding="utf-8")
    if path.name == "Jenkinsfile":
        return [quoted or plain for quoted, plain in _IN_JENKINS.findall(text)]
    if path.suffix == ".md":
        return list(_IN_MARKDOWN.findall(text))
    return list(_in_jobs(yaml.safe_load(text)))


def _in_jobs(recipe: dict[str, Any]) -> Iterator[str]:
    if "jobs" in recipe:
        for job in recipe["jobs"].values():
            yield from (step["run"] for step in job["steps"] if "run" in step)
        return
    for job in recipe.values():
        for kind in _SCRIPTS if isinstance(job, dict) else ():
            yield from job.get(kind, ())


def calls(script: str) -> Iterator[list[str]]:
    """The words that a script hands to each call of ``pixelproof``, with its variables filled in."""
    whole = re.sub(r"\$\{\{.*?\}\}", "1", script.replace("\\\n", " "))
    filled = re.sub(r"\$\{?([A-Z]\w*)\}?", lambda name: _VARIABLES.get(name[1], "some-value"), whole)
    for line in filled.splitlines():
        words: list[str] = []
        for word in (*_words(line), ";"):
            if set(word) <= set(";&|()<>"):
                if words and Path(words[0]).name == "pixelproof":
                    yield words[1:]
                words = []
            else:
                words.append(word)


def _words(line: str) -> Iterator[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    return iter(lexer)


def refusal(words: list[str]) -> str:
    """Why the command line does not take these words; empty if it does. Nothing is run."""
    command: click.Command = pixelproof
    rest = list(words)
    try:
        while isinstance(command, click.Group):
            name = rest.pop(0) if rest else ""
            if name not in command.commands:
                return f"there is no command '{name}'"
            command = command.commands[name]
        command.make_context(command.name, rest)
    except click.ClickException as refused:
        return refused.format_message()
    return ""
