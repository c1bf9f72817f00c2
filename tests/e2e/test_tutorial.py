"""The commands of docs/tutorial.md, run one after the other as they stand."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from hds_blueprint.deployment.cli import CliMissingError, find_cli

from .installed import Installed
from .workshop import ROOT

TUTORIAL = ROOT / "docs" / "tutorial.md"
NEEDS_ENGINE = ("up", "status", "destroy")
# Done for the tests by the environment, which has the wheel without asking a registry.
SET_UP = ("python3 -m venv", ".venv/bin/pip install")


def commands() -> list[str]:
    """Every command of the console blocks, in order."""
    blocks = re.findall(r"^```console\n(.*?)^```", TUTORIAL.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]


def has_engine() -> bool:
    try:
        find_cli(ROOT)
    except CliMissingError:
        return False
    return True


def test_every_line_is_a_command() -> None:
    found = commands()
    assert len(found) > 10
    assert all(re.match(r"(hds|cd|python3|\.venv/bin/pip) ", command) for command in found)


def test_every_command_works(environment: Path, tmp_path: Path) -> None:
    run, engine, skipped = Installed(environment, tmp_path), has_engine(), []
    for command in commands():
        words = shlex.split(command)
        if command.startswith(SET_UP):
            if not (run.folder / ".venv").exists():
                (run.folder / ".venv").symlink_to(environment)
        elif words[0] == "cd":
            run.folder /= words[1]
        elif words[1] in NEEDS_ENGINE and not engine:
            skipped.append(command)
        else:
            run.run(words)
    assert (run.folder / "build/dossier/prod/index.html").is_file()
    if skipped:
        pytest.skip("the Pulumi CLI is not on the PATH; left out: " + "; ".join(skipped))
