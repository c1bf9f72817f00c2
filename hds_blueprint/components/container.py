"""The container definition of a workload: hardened, and without a secret in plain text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.policy_documents import Text
from hds_blueprint.hosting.workloads import Job, Workload

_STOP_SECONDS = 60  # time to finish requests in flight; Fargate allows 120
_SCRATCH_SHARE = 8  # a writable path may take an eighth of the task's memory
_SCRATCH_MINIMUM = 64  # MiB


def container_definitions(
    name: str,
    workload: Workload | Job,
    *,
    image: Text,
    region: str,
    log_group: aws.cloudwatch.LogGroup,
    environment: Mapping[str, Text],
    secrets: Mapping[str, Text],
    mounts: Mapping[str, str] | None = None,
) -> pulumi.Output[str]:
    """The task's only container, as the JSON that ECS takes.

    The root file system is read-only and no capability is left. Writable paths are memory (tmpfs,
    on Fargate since January 2026): what a task writes there ends with it, and a user other than
    root can write to it, which a volume of Fargate does not allow.

    Args:
        name: the workload's name, also the container's.
        workload: its section; a job listens on no port.
        image: where ECS pulls its image from.
        region: where its logs go.
        log_group: its log group.
        environment: plain settings, placeholders resolved.
        secrets: environment variable to the ARN of a secret or of one key in it (`ARN:key::`).
        mounts: volume of the task to the path where the container finds it.
    """
    service = workload if isinstance(workload, Workload) else None
    writable = service.writable_paths if service else ()
    definition: dict[str, Any] = {
        "name": name,
        "image": image,
        "essential": True,
        "readonlyRootFilesystem": True,
        "privileged": False,
        # a worker is reached by nobody: it opens no port
        "portMappings": _ports(service) if service and service.hostname else [],
        "environment": [{"name": key, "value": value} for key, value in sorted(environment.items())],
        "secrets": [{"name": key, "valueFrom": value} for key, value in sorted(secrets.items())],
        "linuxParameters": {
            # reaps orphaned processes, so that the application need not be process 1
            "initProcessEnabled": True,
            "capabilities": {"drop": ["ALL"]},
            "tmpfs": [_scratch(path, workload.memory) for path in writable],
        },
        "stopTimeout": _STOP_SECONDS,
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": log_group.name,
                "awslogs-region": region,
                "awslogs-stream-prefix": name,
                # care goes on while the log service does not answer: the buffer bridges minutes, and
                # the traces of record (trail, load balancer, database) do not pass through here
                "mode": "non-blocking",
                "max-buffer-size": "25m",
            },
        },
    }
    if mounts:
        definition["mountPoints"] = [
            {"sourceVolume": volume, "containerPath": path, "readOnly": False}
            for volume, path in sorted(mounts.items())
        ]
    if workload.command:
        definition["command"] = list(workload.command)
    return pulumi.Output.from_input([definition]).apply(json.dumps)


def _ports(workload: Workload) -> list[dict[str, Any]]:
    """The port that is reached, and the one that is asked whether it is well where that is another."""
    ports = {(workload.port, "udp" if workload.protocol == "udp" else "tcp")}
    if workload.health_check.port is not None:
        ports.add((workload.health_check.port, "tcp"))
    return [
        {"containerPort": port, "hostPort": port, "protocol": protocol} for port, protocol in sorted(ports)
    ]


def _scratch(path: str, memory: int) -> dict[str, Any]:
    return {
        "containerPath": path,
        "size": max(_SCRATCH_MINIMUM, memory // _SCRATCH_SHARE),
        "mountOptions": ["rw", "nosuid", "nodev", "mode=1777"],
    }
