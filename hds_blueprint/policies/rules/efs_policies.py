"""Rules of the policies of Amazon EFS file systems, and of tasks that mount them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import is_false, is_set
from hds_blueprint.policies.choices import configured_by, is_one_of
from hds_blueprint.policies.documents import Statement
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, not_applicable, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.ecs import TASK
from hds_blueprint.policies.rules.efs import FILE_SYSTEM
from hds_blueprint.policies.statements import (
    closed_to_strangers,
    each_statement,
    listed_actions,
    plain_transport_refused,
)
from hds_blueprint.policies.values import MISSING, entries, get, is_open, within

POLICY = "aws:efs/fileSystemPolicy:FileSystemPolicy"
_MOUNT = "elasticfilesystem:ClientMount"
_ROOT = "elasticfilesystem:ClientRootAccess"
_VOLUMES = "volumes"


@rule("efs-tls-only", FILE_SYSTEM)
def tls_only(file_system: Resource, facts: Facts) -> Outcome:
    holders = configured_by(file_system, "fileSystemId", "policy", facts, POLICY)
    if isinstance(holders, Outcome):
        return holders
    return plain_transport_refused(holders, facts, _MOUNT)


@rule("efs-policy-private", POLICY)
def policy_private(holder: Resource, facts: Facts) -> list[Outcome]:
    return closed_to_strangers(holder, "policy", facts, absent=not_applicable())


@rule("efs-policy-actions-listed", POLICY)
def actions_listed(holder: Resource, facts: Facts) -> list[Outcome]:
    return listed_actions(holder, facts)


@rule("efs-policy-root-refused", POLICY)
def root_refused(holder: Resource, facts: Facts) -> list[Outcome]:
    def broken(statement: Statement) -> str | None:
        return statement.covers(_ROOT) if statement.allows else None

    return each_statement(holder, "policy", facts, broken, absent=not_applicable())


@rule("efs-policy-changeable", POLICY)
def policy_changeable(holder: Resource, facts: Facts) -> Outcome:
    return is_false(holder, "bypassPolicyLockoutSafetyCheck")


@rule("ecs-volume-transit-encrypted", TASK)
def volume_encrypted(task: Resource, facts: Facts) -> Iterator[Outcome]:
    return _each_volume(task, "transitEncryption", _enabled)


@rule("ecs-volume-role-checked", TASK)
def volume_role_checked(task: Resource, facts: Facts) -> Iterator[Outcome]:
    return _each_volume(task, "authorizationConfig.iam", _enabled)


@rule("ecs-volume-access-point", TASK)
def volume_access_point(task: Resource, facts: Facts) -> Iterator[Outcome]:
    return _each_volume(task, "authorizationConfig.accessPointId", is_set)


def _each_volume(
    task: Resource, setting: str, judge: Callable[[Resource, str], Outcome]
) -> Iterator[Outcome]:
    volumes = get(task, _VOLUMES)
    if is_open(volumes):
        yield unknown(_VOLUMES)
    for path, volume in entries(volumes, _VOLUMES):
        if within(volume, "efsVolumeConfiguration") is not MISSING:
            yield judge(task, f"{path}.efsVolumeConfiguration.{setting}")


def _enabled(task: Resource, path: str) -> Outcome:
    return is_one_of(task, path, "ENABLED")
