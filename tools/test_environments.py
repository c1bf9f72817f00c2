"""Makes the environments that only tests use: compliance-trestle and axe-core, each from its lock file.

What cannot be made is said, and the tests that want it are skipped with the reason.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import uv

ROOT = Path(__file__).parents[1]
PROJECTS = ROOT / "tests" / "dossier" / "environments"
TOOLS = ROOT / ".tools"


def main() -> int:
    """0 in any case: a test environment that is missing is no reason to stop."""
    for name, make in (("trestle", trestle), ("axe", axe)):
        try:
            make()
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"no {name} for the tests: {error}", file=sys.stderr)
    return 0


def trestle() -> None:
    """compliance-trestle in a virtual environment of its own."""
    environment = {
        **os.environ,
        "UV_PROJECT_ENVIRONMENT": str(TOOLS / "trestle"),
        "UV_PYTHON": sys.executable,
    }
    environment.pop("VIRTUAL_ENV", None)
    command = [uv.find_uv_bin(), "sync", "--frozen", "--quiet", "--project", str(PROJECTS / "trestle")]
    subprocess.run(command, env=environment, check=True)


def axe() -> None:
    """axe-core, a script that runs inside of a page."""
    npm = shutil.which("npm")
    if npm is None:
        raise OSError("npm is not on PATH")
    folder = TOOLS / "axe"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(PROJECTS / "axe" / name, folder / name)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(command, cwd=folder, check=True)


if __name__ == "__main__":
    sys.exit(main())
