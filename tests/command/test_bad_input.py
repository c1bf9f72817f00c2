"""Bad input in every command: a clear message, exit code 2, never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = "stacks/examples/hapi-fhir.yaml"
REPOSITORY = Path(__file__).parents[2]


def hds(*arguments: str, cwd: Path = REPOSITORY) -> subprocess.CompletedProcess[str]:
    """Runs the command as a user does; the PATH has no pulumi, so nothing can be deployed by accident."""
    return subprocess.run(
        [sys.executable, "-c", "from hds_blueprint.command.main import main; main()", *arguments],
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """Files that are no usable input, by what is wrong with them."""
    contents = {
        "empty": b"",
        "binary": b"\x00\xff\xfe\x80" * 50,
        "list": b"[1, 2]\n",
        "broken": b"service: {name: [\n",
        "json": b'{"resources": 3, "version": null}',
        "unfinished": b'{"resources": [',
        "deep": b"[" * 50_000,
    }
    found = {"missing": str(tmp_path / "missing.yaml"), "directory": str(tmp_path / "folder")}
    (tmp_path / "folder").mkdir()
    for name, content in contents.items():
        path = tmp_path / f"{name}.yaml"
        path.write_bytes(content)
        found[name] = str(path)
    return found


KINDS = ["missing", "directory", "empty", "binary", "list", "broken", "json", "unfinished", "deep"]
READERS = [
    ["validate"],
    ["validate", "--format", "json"],
    ["plan"],
    ["check", "--no-checkov"],
    ["check", "--no-checkov", "--graph"],
    ["check", "--no-checkov", "--preview"],
    ["check", "--no-checkov", "--state"],
    ["docs"],
    ["demo"],
]


@pytest.mark.parametrize("command", READERS, ids=" ".join)
def test_files_that_cannot_be_used(command: list[str], files: dict[str, str]) -> None:
    for kind in KINDS:
        done = hds(*command, files[kind])
        said = done.stdout + done.stderr
        assert done.returncode == 2, f"{kind}: {said[-500:]}"
        assert "Traceback" not in said, f"{kind}: {said[-500:]}"
        assert said.strip(), kind


USAGE = [
    [],
    ["unknown-command"],
    ["validate"],
    ["validate", EXAMPLE, "--format", "xml"],
    ["validate", EXAMPLE, "--as-of", "yesterday"],
    ["plan", EXAMPLE, "--format", "xml"],
    ["plan", EXAMPLE, "--graph", "/proc/nowhere/graph.json"],
    ["check"],
    ["check", EXAMPLE, "--graph", EXAMPLE],
    ["check", EXAMPLE, "--no-checkov", "--format", "xml"],
    ["check", EXAMPLE, "--no-checkov", "--as-of", "2026-13-45"],
    ["check", EXAMPLE, "--no-checkov", "--output", "/proc/nowhere/report.json"],
    ["rules", "no-such-rule"],
    ["docs", EXAMPLE, "--out", "/proc/nowhere"],
    ["docs", EXAMPLE, "--lang", "de"],
    ["docs", EXAMPLE, "--as-of", "tomorrow"],
    ["docs", EXAMPLE, "--templates", "/proc/nowhere"],
    ["schema", "--output", "/proc/nowhere/schema.json"],
    ["up"],
    ["up", "no-such-stack", "--simulated"],
    ["up", "../../etc", "--simulated"],
    ["up", "hapi-fhir", "--simulated", "--resolve", "nonsense"],
    ["up", "hapi-fhir", "--simulated", "--format", "xml"],
    ["destroy", "no-such-stack", "--simulated"],
    ["status", "no-such-stack", "--simulated"],
    ["bootstrap", "--region", "us-east-1"],
    ["bootstrap", "--region", "nowhere"],
]


@pytest.mark.parametrize("arguments", USAGE, ids=lambda arguments: " ".join(arguments) or "nothing")
def test_arguments_that_cannot_be_used(arguments: list[str]) -> None:
    done = hds(*arguments)
    said = done.stdout + done.stderr
    assert done.returncode == 2, said[-800:]
    assert "Traceback" not in said, said[-800:]
    assert said.strip()


@pytest.mark.parametrize("command", ["up", "destroy", "status", "demo"])
def test_outside_of_a_project(command: str, tmp_path: Path) -> None:
    arguments = (
        [command, str(REPOSITORY / EXAMPLE)] if command == "demo" else [command, "prod", "--simulated"]
    )
    done = hds(*arguments, cwd=tmp_path)
    said = done.stdout + done.stderr
    assert done.returncode == 2, said[-800:]
    assert "Traceback" not in said
    assert "Pulumi.yaml" in said
