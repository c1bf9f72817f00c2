"""One stack on the real engine: the workspace, its environment and, for a simulated target, the provider."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from hds_blueprint.deployment.cli import PulumiCli
from hds_blueprint.deployment.locks import Lock, locks_in
from hds_blueprint.deployment.places import Project, passphrase_file, prepare_simulated_project
from hds_blueprint.deployment.settings import read_settings, read_yaml
from hds_blueprint.deployment.simulated_account import SIMULATED_ACCOUNT
from hds_blueprint.deployment.state_files import mend
from hds_blueprint.deployment.target import Target, provider_variables
from hds_blueprint.problem import InputError

if TYPE_CHECKING:
    from pulumi.automation import CommandError, LocalWorkspace, Stack


_LABEL = re.compile(r"^\s*(code: \d+|stdout:|stderr:)")  # how a CommandError is laid out


class DeploymentError(Exception):
    """The engine could not do what was asked. The text is for people."""


class LockedError(DeploymentError):
    """The state is locked; `locks` says by whom."""

    def __init__(self, locks: list[Lock]) -> None:
        self.locks = locks
        super().__init__("the stack is locked by " + "; ".join(map(str, locks)))


def failure(error: CommandError, *, said: Iterable[str] = ()) -> DeploymentError:
    """What a failed command of the engine means: a lock, or the reasons `said`, else the command's own."""
    from pulumi.automation import ConcurrentUpdateError

    if isinstance(error, ConcurrentUpdateError) and (locks := locks_in(str(error))):
        return LockedError(locks)
    return DeploymentError("\n".join(list(said) or [reason(error)]))


@dataclass(frozen=True)
class Session:
    """An open stack: the engine runs in `folder` with `environment` on top of the process's own."""

    project: Project
    name: str
    target: Target
    cli: PulumiCli
    folder: Path
    environment: Mapping[str, str]
    stack: Stack

    @property
    def workspace(self) -> LocalWorkspace:
        """The Automation API's workspace."""
        return cast("LocalWorkspace", self.stack.workspace)

    @property
    def backend(self) -> str | None:
        """The URL of the state backend, where the environment states it."""
        return self.environment.get("PULUMI_BACKEND_URL") or os.environ.get("PULUMI_BACKEND_URL")

    def pulumi(self, *arguments: str) -> str:
        """Runs a command of the CLI and returns what it prints.

        Raises:
            DeploymentError: the command failed.
        """
        from pulumi.automation import CommandError

        try:
            return self.cli.command.run(list(arguments), str(self.folder), dict(self.environment)).stdout
        except CommandError as error:
            raise failure(error) from error

    def export(self) -> dict[str, Any]:
        """The state as the engine exports it, secrets encrypted; empty where nothing was ever deployed."""
        exported: object = json.loads(self.pulumi("stack", "export", "--stack", self.name))
        if not isinstance(exported, dict):
            raise DeploymentError("the exported state is no JSON object")
        return cast("dict[str, Any]", exported)

    def configure(self, values: Mapping[str, str]) -> None:
        """Stores plain values in the stack's settings; those that stand there already cost nothing."""
        from pulumi.automation import ConfigValue

        settings = read_settings(self.folder / f"Pulumi.{self.name}.yaml")
        missing = {key: value for key, value in values.items() if settings.text(key) != value}
        if missing:
            self.stack.set_all_config({key: ConfigValue(value) for key, value in missing.items()})


@dataclass(frozen=True, slots=True)
class OwnProgram:
    """A program of ours that is no project on disk: its project's name, its folder, its state's URL."""

    project: str
    folder: Path
    program: Callable[[], None]
    backend: str


@contextmanager
def open_session(
    project: Project,
    name: str,
    target: Target,
    cli: PulumiCli,
    *,
    create: bool = True,
    serve: bool = True,
    own: OwnProgram | None = None,
    baseline: str | None = None,
) -> Generator[Session]:
    """Opens a stack. A simulated one is made where there is none (`create`), and its provider serves
    (`serve`) as long as the session is open; a stack of an account is made by its owner, who chooses
    its backend. `baseline` is the one whose simulated account a stack shares; else what is stored.

    Raises:
        InputError: there is no such stack.
        DeploymentError: the backend cannot be reached.
    """
    environment = _common()
    with ExitStack() as stack:
        folder = project.root
        if target.kind == "simulated":
            folder = prepare_simulated_project(project)
            environment |= _simulated(project)
            if serve:
                port = stack.enter_context(_provider(_world(project, name, baseline)))
                environment["PULUMI_DEBUG_PROVIDERS"] = f"aws:{port}"
        if own is not None:
            own.folder.mkdir(parents=True, exist_ok=True)
            folder = own.folder
            environment["PULUMI_BACKEND_URL"] = own.backend
            # our own programs have no secrets; a passphrase would only be one more thing to lose
            environment.setdefault("PULUMI_CONFIG_PASSPHRASE", "")
        create = create and (target.kind == "simulated" or own is not None)
        yield _session(project, name, target, cli, folder, environment, create=create, own=own)


def _world(project: Project, name: str, baseline: str | None) -> Path:
    """The file of the stack's simulated account."""
    stored = read_settings(project.settings(name, simulated=True)).text(SIMULATED_ACCOUNT)
    shared = baseline or stored
    return project.world(name) if shared is None else project.account_world(shared)


@contextmanager
def _provider(path: Path) -> Generator[int]:
    """Serves simulated AWS on a port, from this process: it ends with us, however we end."""
    from hds_blueprint.simulated_aws.server import serve
    from hds_blueprint.simulated_aws.world import World, WorldError

    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        world = World(path)
    except WorldError as error:
        raise InputError.of(str(error), file=str(path), code="world") from error
    with world, serve(world) as port:
        yield port


def _session(
    project: Project,
    name: str,
    target: Target,
    cli: PulumiCli,
    folder: Path,
    environment: dict[str, str],
    *,
    create: bool,
    own: OwnProgram | None,
) -> Session:
    from pulumi.automation import CommandError, LocalWorkspace, ProjectSettings, Stack, StackNotFoundError

    workspace = LocalWorkspace(
        work_dir=str(folder),
        env_vars=environment,
        pulumi_command=cli.command,
        program=None if own is None else own.program,
        project_settings=None if own is None else ProjectSettings(name=own.project, runtime="python"),
    )
    file_backend = environment.get("PULUMI_BACKEND_URL", "")
    name_of_project = own.project if own is not None else str(read_yaml(folder / "Pulumi.yaml").get("name"))
    if (mended := mend(file_backend, name_of_project, name)) is not None:
        print(mended, file=sys.stderr)
    try:
        stack = (Stack.create_or_select if create else Stack.select)(name, workspace)
    except StackNotFoundError as error:
        raise InputError.of(
            "there is no such stack",
            value=name,
            suggestion="hds up --simulated makes a simulated one. For an account: log in to the state "
            f"backend (see hds bootstrap), then pulumi stack init {name} --secrets-provider 'awskms://…'",
            code="stack-missing",
        ) from error
    except CommandError as error:
        raise DeploymentError(f"the stack {name} cannot be opened: {reason(error)}") from error
    return Session(project, name, target, cli, folder, environment, stack)


def _common() -> dict[str, str]:
    """The engine starts the program with uv: the one of this environment, at locked versions."""
    here = str(Path(sys.executable).parent)
    return {
        "PATH": os.pathsep.join([here, os.environ.get("PATH", "")]),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "UV_FROZEN": "1",
    }


def _simulated(project: Project) -> dict[str, str]:
    state = project.simulated / "state"
    state.mkdir(parents=True, exist_ok=True)
    return {
        "PULUMI_BACKEND_URL": f"file://{state}",
        # not by the name of its file: the CLI looks at this variable first, and a caller may have set it
        "PULUMI_CONFIG_PASSPHRASE": passphrase_file(project).read_text("utf-8"),
        "PULUMI_HOME": str(project.simulated / "home"),
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "1",
        "UV_OFFLINE": "1",
        **provider_variables()["none"],
    }


def reason(error: Exception, *, lines: int = 12) -> str:
    """The part of a failed command's output that says why: its error lines, else its last lines."""
    text = [_LABEL.sub("", line).strip() for line in str(error).splitlines()]
    said = [line.removeprefix("error:").strip() for line in text if line.startswith("error:")]
    return "\n".join((said or [line for line in text if line])[-lines:])
