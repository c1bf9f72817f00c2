"""Makes the environments that only tests use: compliance-trestle, axe-core and the schema of SARIF.

Each comes from its lock file. What cannot be made is said, and the tests that want it are skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import uv

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
TRESTLE = TESTS / "dossier" / "environments" / "trestle"
TOOLS = ROOT / ".tools"
ACTIONLINT = "v1.7.12"
# folder of .tools to the project of an npm package without programs of its own
NPM = {
    "nodejs": TESTS / "foreign" / "environments" / "nodejs",
    "axe": TESTS / "dossier" / "environments" / "axe",
    "sarif": TESTS / "reports" / "environments" / "sarif",
}


def main() -> int:
    """0 in any case: a test environment that is missing is no reason to stop."""
    for name, project in (("trestle", TRESTLE), *NPM.items()):
        try:
            trestle(project) if name == "trestle" else npm(name, project)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"no {name} for the tests: {error}", file=sys.stderr)
    return 0


def trestle(project: Path) -> None:
    """compliance-trestle in a virtual environment of its own."""
    environment = {
        **os.environ,
        "UV_PROJECT_ENVIRONMENT": str(TOOLS / "trestle"),
        "UV_PYTHON": sys.executable,
    }
    environment.pop("VIRTUAL_ENV", None)
    command = [uv.find_uv_bin(), "sync", "--frozen", "--quiet", "--project", str(project)]
    subprocess.run(command, env=environment, check=True)


def npm(name: str, project: Path) -> None:
    """A package of npm and what it depends on; no script of theirs runs."""
    program = shutil.which("npm")
    if program is None:
        raise OSError("npm is not on PATH")
    folder = TOOLS / name
    folder.mkdir(parents=True, exist_ok=True)
    for file in ("package.json", "package-lock.json"):
        shutil.copyfile(project / file, folder / file)
    command = [program, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(command, cwd=folder, check=True)


def actionlint() -> None:
    """The linter of GitHub's workflow files."""
    go = shutil.which("go")
    if go is None:
        raise OSError("go is not on PATH")
    command = [go, "install", f"github.com/rhysd/actionlint/cmd/actionlint@{ACTIONLINT}"]
    subprocess.run(command, env={**os.environ, "GOBIN": str(TOOLS / "actionlint")}, check=True)


if __name__ == "__main__":
    sys.exit(main())
