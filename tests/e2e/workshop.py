"""A project of its own in a temporary folder, and the `hds` and `pulumi` commands run in it as programs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from hds_blueprint.deployment.places import Project, passphrase_file, prepare_simulated_project
from hds_blueprint.deployment.target import provider_variables
from hds_blueprint.simulated_aws.world import World

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
LIMIT_SECONDS = 240
_REAL = set(provider_variables()["credentials"]) | {"PULUMI_BACKEND_URL", "PULUMI_DEBUG_PROVIDERS"}


@dataclass(frozen=True)
class Workshop:
    """The project's folder. Its environment is the one that runs the tests."""

    root: Path

    @classmethod
    def make(cls, root: Path, *, program: str | None = None, policies: bool = True) -> Workshop:
        """A project with the blueprint's own program, or with one of tests/e2e/programs.

        A policy pack is the blueprint's, or one without a rule. No pyproject.toml is near, so uv
        has nothing to install in the environment of the tests.
        """
        root.mkdir(parents=True, exist_ok=True)
        (root / "uv.lock").symlink_to(ROOT / "uv.lock")
        _adapt(ROOT / "Pulumi.yaml", root / "Pulumi.yaml")
        source = ROOT / "__main__.py" if program is None else HERE / "programs" / f"{program}.py"
        (root / "__main__.py").write_bytes(source.read_bytes())
        (root / "stacks").mkdir()
        (root / "stacks" / "examples").symlink_to(ROOT / "stacks" / "examples")
        (root / "extensions").symlink_to(ROOT / "extensions")
        for document in (HERE / "documents").glob("*.yaml"):
            (root / "stacks" / document.name).symlink_to(document)
        pack = ROOT / "policies" if policies else HERE / "no_policies"
        (root / "policies").mkdir()
        (root / "policies" / "__main__.py").write_bytes((pack / "__main__.py").read_bytes())
        _adapt(ROOT / "policies" / "PulumiPolicy.yaml", root / "policies" / "PulumiPolicy.yaml")
        return cls(root)

    @property
    def project(self) -> Project:
        return Project(self.root)

    @property
    def environment(self) -> dict[str, str]:
        return {name: value for name, value in os.environ.items() if name not in _REAL}

    def hds(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Runs a command to its end."""
        return subprocess.run(
            _command(*arguments),
            cwd=self.root,
            env=self.environment | variables,
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )

    def up(self, stack: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`hds up` that must succeed."""
        ended = self.hds("up", stack, "--simulated", *arguments)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended

    @contextmanager
    def started(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """A command that runs while the context lasts, in a process group of its own."""
        with subprocess.Popen(
            _command(*arguments),
            cwd=self.root,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                yield process
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)

    def pulumi(
        self, stack: str, *arguments: str, port: int | None = None, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Plain pulumi on a simulated stack, with the provider at `port` where the command needs one."""
        simulated = self.project.simulated
        attached = {} if port is None else {"PULUMI_DEBUG_PROVIDERS": f"aws:{port}"}
        ended = subprocess.run(
            ["pulumi", "--non-interactive", *arguments, "--stack", stack],
            cwd=self.project.simulated_project,
            env=self.environment
            | {
                "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
                "PULUMI_BACKEND_URL": f"file://{simulated / 'state'}",
                "PULUMI_CONFIG_PASSPHRASE": (simulated / "passphrase").read_text(),
                "PULUMI_HOME": str(simulated / "home"),
                "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "1",
                "PULUMI_SKIP_UPDATE_CHECK": "true",
            }
            | provider_variables()["none"]
            | attached,
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )
        assert not check or ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-2000:]
        return ended

    def make_stack(self, stack: str) -> None:
        """A simulated stack to which nothing has been deployed."""
        prepare_simulated_project(self.project)
        passphrase_file(self.project)
        (self.project.simulated / "state").mkdir()
        self.pulumi(stack, "stack", "init")
        self.pulumi(stack, "config", "set", "hds:target", "simulated")

    def world(self, stack: str) -> World:
        """The simulated account of a stack, made where it is missing."""
        path = self.project.world(stack)
        path.parent.mkdir(parents=True, exist_ok=True)
        return World(path)

    def state(self, stack: str) -> dict[str, Any]:
        """The exported state."""
        return json.loads(self.pulumi(stack, "stack", "export").stdout)

    def resources(self, stack: str) -> list[dict[str, Any]]:
        """The AWS resources of the state."""
        found = self.state(stack)["deployment"].get("resources", [])
        return [resource for resource in found if resource["type"].startswith("aws:")]

    def engine(self, stack: str) -> int:
        """The process id of the engine that holds the stack's lock."""
        folder = self.project.simulated / "state/.pulumi/locks/organization/hds-blueprint" / stack
        [lock] = folder.glob("*.json")
        return int(json.loads(lock.read_text())["pid"])

    def documents(self) -> Path:
        return self.root / "stacks"


def wait_until(reached: Callable[[], bool], *, seconds: float = 90.0) -> None:
    """Waits for something that another process does."""
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "it was not reached in time"
        time.sleep(0.1)


def _command(*arguments: str) -> list[str]:
    return [
        sys.executable,
        "-W",
        "ignore",
        "-c",
        "from hds_blueprint.command.main import main; main()",
        *arguments,
    ]


def _adapt(source: Path, destination: Path) -> None:
    """A copy of a project's settings that names the environment of the tests."""
    settings = yaml.safe_load(source.read_text("utf-8"))
    settings["runtime"]["options"]["virtualenv"] = sys.prefix
    destination.write_text(yaml.safe_dump(settings), encoding="utf-8")
