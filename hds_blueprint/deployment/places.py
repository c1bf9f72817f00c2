"""Where a project and its simulated deployments keep their files."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from hds_blueprint.deployment.settings import read_yaml
from hds_blueprint.files import write_atomically
from hds_blueprint.problem import InputError

# What a simulated deployment shares with the project. Its stack settings stay apart, so that trying
# a document never writes beside the settings of a real stack of the same name.
_SHARED = ("__main__.py", "stacks", "extensions")


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with a Pulumi.yaml of ours."""

    root: Path

    @property
    def policy_pack(self) -> Path:
        """The folder of the policy pack that every deployment is judged by."""
        return self.root / "policies"

    @property
    def simulated(self) -> Path:
        """The ignored folder of everything simulated."""
        return self.root / ".tools" / "simulated"

    @property
    def simulated_project(self) -> Path:
        """The project as the engine sees it in a simulated deployment."""
        return self.simulated / "project"

    def world(self, stack: str) -> Path:
        """The file that holds the simulated account of a stack."""
        return self.simulated / "worlds" / f"{stack}.sqlite"

    def account_world(self, baseline: str) -> Path:
        """The file of the simulated account that a baseline's stack and its services share.

        No stack can be called so: a stack's name has no @.
        """
        return self.simulated / "worlds" / f"@{baseline}.sqlite"

    def settings(self, stack: str, *, simulated: bool) -> Path:
        """The stack's settings file (`Pulumi.<stack>.yaml`)."""
        return (self.simulated_project if simulated else self.root) / f"Pulumi.{stack}.yaml"


def find_project(start: Path | None = None) -> Project:
    """The project of the current folder, or of a folder above it.

    Raises:
        InputError: no Pulumi.yaml is found.
    """
    folder = (start or Path.cwd()).resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / "Pulumi.yaml").is_file():
            return Project(candidate)
    raise InputError.of(
        "there is no Pulumi project here: neither this folder nor one above it has a Pulumi.yaml",
        suggestion="Run the command in the folder of the blueprint.",
        code="project-missing",
    )


def prepare_simulated_project(project: Project) -> Path:
    """Makes the folder in which the engine runs a simulated deployment: links to the project's own files.

    The environment is named by its whole path: through a link uv would take it for another one and
    install the project anew.
    """
    folder = project.simulated_project
    folder.mkdir(parents=True, exist_ok=True)
    settings = read_yaml(project.root / "Pulumi.yaml")
    runtime = settings.get("runtime")
    options = cast("dict[str, Any]", runtime).get("options") if isinstance(runtime, dict) else None
    if isinstance(options, dict) and isinstance(environment := options.get("virtualenv"), str):
        options["virtualenv"] = str((project.root / environment).resolve())
    content = yaml.safe_dump(settings, sort_keys=False, allow_unicode=True)
    if not (folder / "Pulumi.yaml").exists() or (folder / "Pulumi.yaml").read_text("utf-8") != content:
        write_atomically(folder / "Pulumi.yaml", content)
    for name in _SHARED:
        source, link = project.root / name, folder / name
        if not source.exists():
            continue
        target = os.path.relpath(source, folder)
        if link.is_symlink() and os.readlink(link) == target:  # noqa: PTH115 - the text of the link
            continue
        link.unlink(missing_ok=True)
        link.symlink_to(target)
    return folder


def passphrase_file(project: Project) -> Path:
    """The file with the passphrase of simulated stacks: random, made once, readable by its owner only."""
    path = project.simulated / "passphrase"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".passphrase.{os.getpid()}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
        try:
            os.link(temporary, path)  # whoever comes second keeps the first one's
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return path
