"""A container and all that it needs to run once: shared by services and scheduled jobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from hds_blueprint.components import workload_roles
from hds_blueprint.components.component import Component
from hds_blueprint.components.container import container_definitions
from hds_blueprint.components.foundations import Foundations
from hds_blueprint.components.images import image_of
from hds_blueprint.components.log_groups import log_group
from hds_blueprint.components.placeholders import resolve
from hds_blueprint.components.roles import ServiceRole
from hds_blueprint.components.secret_references import secret_references
from hds_blueprint.components.store import Mount, Store
from hds_blueprint.hosting.workloads import Job, Workload, directions, stores_used


@dataclass(frozen=True, slots=True)
class Task:
    """What a service or a schedule starts: the definition, its roles and its security group.

    Whatever starts it depends on `ready`.
    """

    definition: aws.ecs.TaskDefinition
    execution: ServiceRole
    role: ServiceRole
    security_group: aws.ec2.SecurityGroup
    stores: Mapping[str, Store]
    mounts: Mapping[str, Mount]

    @property
    def ready(self) -> list[pulumi.Resource]:
        """What has to exist before a task starts."""
        mounted = [resource for mount in self.mounts.values() for resource in mount.ready]
        return [*self.execution.permissions, *self.role.permissions, *mounted]


def container_task(
    name: str,
    *,
    parent: Component,
    path: str,
    container: Workload | Job,
    foundations: Foundations,
    stores: Mapping[str, Store],
    log_retention_months: int,
) -> Task:
    """The task of one container, with what it may reach and nothing else.

    Creates the log group, the execution role (starts the container: its log group, its secrets, its
    image), the task role (what the application may do: its stores), the security group with its
    rules, and the task definition.

    Args:
        name: the container's name in the document.
        parent: the service or job that owns all of it.
        path: its place in the document (`workloads.web`).
        container: its section.
        foundations: network, keys and scope.
        stores: all stores by path, of which it reaches those that it lists.
        log_retention_months: how long its log is kept (the document's class `application`).

    Raises:
        InputError: a secret or placeholder that names nothing that the container uses.
    """
    scope, network = foundations.scope, foundations.network
    # what no component builds yet is refused at deployment (hosting/not_built.yaml)
    used = {store: stores[store] for store in stores_used(container) if store in stores}
    secrets = secret_references(scope, container.secrets, used, path=path)
    image = image_of(container.image, foundations.images, scope)
    logs = log_group(
        name,
        parent=parent,
        retention_months=log_retention_months,
        key=foundations.keys.logs,
        # a folder of its own: a workload may be called `sessions` or `flow-logs`
        physical_name=f"/hds/{scope.prefix}/{path.replace('.', '/')}",
    )
    execution = workload_roles.execution_role(
        name, parent=parent, image=image, log_group=logs, secrets=list(secrets.values())
    )
    towards = directions(container)
    mounts = {
        store_path.partition(".")[2]: mount
        for store_path, store in used.items()
        if (mount := store.mounted_by(path)) is not None
    }
    role = workload_roles.task_role(
        name,
        parent=parent,
        permissions=[
            statement
            for store_path, store in used.items()
            for statement in store.permitted(towards.get(store_path, frozenset()))
        ]
        + [statement for store in used.values() for statement in store.permitted_to(path)],
    )
    group = network.security_group(name, _described(path), parent=parent)
    network.allow_aws_services(name, parent=parent, source=group)
    for store_path, store in used.items():
        if (door := store.door) is None:
            continue
        store_name = store_path.partition(".")[2]
        # stores of two sections may share a name
        stem = store_name if store.section == "databases" else f"{store.word}_{store_name}"
        network.allow(
            # hyphens may stand in both names: underscores keep `a` to `b-to-c` and `a-to-b` to `c` apart
            f"{name}_to_{stem}",
            parent=parent,
            source=group,
            target=door.security_group,
            port=door.port,
            description=f"Queries from {name} to the {store.word} {store_name}",
        )
    definition = aws.ecs.TaskDefinition(
        name,
        family=scope.physical_name(name, maximum=255),
        container_definitions=container_definitions(
            name,
            container,
            image=image.name,
            region=scope.region,
            log_group=logs,
            environment=_environment(container, used, path=path),
            secrets={variable: reference.value_from for variable, reference in secrets.items()},
            mounts={volume: mount.path for volume, mount in mounts.items()},
        ),
        volumes=[_volume(volume, mount) for volume, mount in mounts.items()] or None,
        cpu=str(container.cpu),
        memory=str(container.memory),
        network_mode="awsvpc",
        requires_compatibilities=["FARGATE"],
        runtime_platform=aws.ecs.TaskDefinitionRuntimePlatformArgs(
            cpu_architecture="X86_64", operating_system_family="LINUX"
        ),
        execution_role_arn=execution.arn,
        task_role_arn=role.arn,
        opts=parent.child(),
    )
    return Task(definition, execution, role, group, used, mounts)


def rotated_secrets(container: Workload | Job, stores: Mapping[str, Store]) -> list[pulumi.Output[str]]:
    """The ARNs of the secrets that a container reads and that change by themselves."""
    return [
        secret
        for path, store in stores.items()
        if (secret := store.rotated_secret) is not None
        and any(reference.startswith(f"{path}.") for reference in container.secrets.values())
    ]


def _volume(name: str, mount: Mount) -> aws.ecs.TaskDefinitionVolumeArgs:
    return aws.ecs.TaskDefinitionVolumeArgs(
        name=name,
        efs_volume_configuration=aws.ecs.TaskDefinitionVolumeEfsVolumeConfigurationArgs(
            file_system_id=mount.file_system_id,
            transit_encryption="ENABLED",
            authorization_config=aws.ecs.TaskDefinitionVolumeEfsVolumeConfigurationAuthorizationConfigArgs(
                access_point_id=mount.access_point_id, iam="ENABLED"
            ),
        ),
    )


def _described(path: str) -> str:
    section, _, name = path.partition(".")
    return f"{'Workload' if section == 'workloads' else 'Job'} {name}"


def _environment(
    container: Workload | Job, stores: Mapping[str, Store], *, path: str
) -> dict[str, str | pulumi.Output[str]]:
    values = {
        f"{store_path}.{attribute}": value
        for store_path, store in stores.items()
        for attribute, value in store.attributes.items()
    }
    return {
        variable: resolve(text, values, path=f"{path}.environment.{variable}")
        for variable, text in container.environment.items()
    }
