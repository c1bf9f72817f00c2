"""The wheel as a release would have it, in an environment of its own, and its commands in a project."""

from __future__ import annotations

import os
import site
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

import pytest

from .workshop import LIMIT_SECONDS, ROOT


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without asking any registry."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=LIMIT_SECONDS)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel; its dependencies are those of the tests, without the checkout."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "pip"), "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(pip, check=True, capture_output=True, timeout=LIMIT_SECONDS)
    [packages] = (folder / "lib").glob("python*/site-packages")
    # a folder named in a .pth file is searched, its own .pth files (the editable checkout) are not read
    (packages / "dependencies.pth").write_text("\n".join(site.getsitepackages()) + "\n")
    return folder


class Installed:
    """The commands of an environment, run in a project."""

    def __init__(self, environment: Path, folder: Path) -> None:
        self.environment, self.folder = environment, folder

    def hds(self, *arguments: str, code: int = 0) -> str:
        """`hds` to its end; gives what it prints on stdout."""
        return self.run([str(self.environment / "bin" / "hds"), *arguments], code=code)

    def run(self, command: Sequence[str], *, code: int = 0) -> str:
        """Any command, with the environment's programs before all others."""
        kept = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
        path = os.pathsep.join([str(self.environment / "bin"), os.environ["PATH"]])
        ended = subprocess.run(
            list(command),
            cwd=self.folder,
            env=kept | {"PATH": path},
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )
        assert ended.returncode == code, f"{command}: {ended.stdout}{ended.stderr}"
        assert "Traceback" not in ended.stderr
        return ended.stdout
