"""`hds status`: what a stack is, where it is, and whether anything interrupted is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hds_blueprint.deployment import state_edit
from hds_blueprint.deployment.cli import PulumiCli, find_cli
from hds_blueprint.deployment.destroy import stored_target
from hds_blueprint.deployment.locks import Lock, file_locks, holder
from hds_blueprint.deployment.places import Project
from hds_blueprint.deployment.recovery import project_name
from hds_blueprint.deployment.session import open_session
from hds_blueprint.deployment.settings import check_stack_name
from hds_blueprint.deployment.target import Target

_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"


@dataclass(frozen=True)
class StackStatus:
    """`types` counts the resources of the state by type; `interrupted` lists operation and URN of what a
    crash left; `locks` whoever holds the state, with what is known of that process; `alarms` are the
    names of the stack's alarms."""

    target: Target
    types: Mapping[str, int]
    protected: int
    interrupted: tuple[tuple[str, str], ...]
    locks: tuple[tuple[Lock, str], ...]
    outputs: Mapping[str, Any]
    changed_at: str | None
    alarms: tuple[str, ...] = ()

    @property
    def needs_attention(self) -> bool:
        """Whether a recovery is due, or a deployment is running."""
        return bool(self.interrupted or self.locks)


def status(project: Project, stack: str, *, simulated: bool, cli: PulumiCli | None = None) -> StackStatus:
    """The status of a stack; reads the state only, no cloud.

    Raises:
        InputError: there is no such stack.
        DeploymentError: the backend cannot be read.
    """
    name = check_stack_name(stack)
    target = stored_target(project, name, simulated=simulated)
    cli = cli or find_cli(project.root)
    with open_session(project, name, target, cli, create=False, serve=False) as session:
        state = session.export()
        resources = [item for item in state_edit.resources(state) if not item.get("delete")]
        outputs: dict[str, Any] = next(
            (item.get("outputs") or {} for item in resources if item.get("type") == "pulumi:pulumi:Stack"), {}
        )
        manifest = (state.get("deployment") or {}).get("manifest") or {}
        locks = file_locks(session.backend, project_name(session), name)
        return StackStatus(
            target,
            dict(sorted(Counter(str(item.get("type")) for item in resources if item.get("custom")).items())),
            sum(1 for item in resources if item.get("protect")),
            tuple(
                (str(operation.get("type")), str(operation["resource"].get("urn")))
                for operation in state_edit.pending(state)
            )
            + tuple(("reading", urn) for urn in state_edit.unread(state)),
            tuple((lock, holder(lock)) for lock in locks),
            {name: _shown(value) for name, value in sorted(outputs.items())},
            manifest.get("time"),
            tuple(sorted(_alarms(resources))),
        )


def _alarms(resources: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for item in resources:
        name = (item.get("outputs") or {}).get("name")
        if item.get("type") == _ALARM and isinstance(name, str):
            yield name


def _shown(value: object) -> object:
    """An output as it may be shown: the engine marks an encrypted one with its signature."""
    return "[secret]" if isinstance(value, dict) and "4dabf18193072939515e22adb298388d" in value else value
