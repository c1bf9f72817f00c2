"""What every data store offers to the workloads that use it, to the backups and to the alarms."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.component import Component
from hds_blueprint.components.policy_documents import Statement, Text


@dataclass(frozen=True, slots=True)
class SecretReference:
    """One secret as ECS takes it (`value_from`), and what the execution role needs to read it."""

    value_from: Text
    resource: Text
    key: aws.kms.Key | None


@dataclass(frozen=True, slots=True)
class Door:
    """Where a store is reached in the network: its security group and TCP port."""

    security_group: aws.ec2.SecurityGroup
    port: int


@dataclass(frozen=True, slots=True)
class Mount:
    """A file system as a task mounts it: TLS and the task's own role, through one access point.

    `path` is where the container finds it, `ready` what has to exist before a task starts.
    """

    file_system_id: pulumi.Output[str]
    access_point_id: pulumi.Output[str]
    path: str
    ready: Sequence[pulumi.Resource]


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A resource that AWS Backup copies, and how it is brought back for a test.

    `kind` is the resource type in the words of restore testing (`RDS`, `Aurora`, `S3`, `EFS`);
    `restored_with` overrides what AWS infers for the restored resource; `ready` is what has to
    exist before the first backup.
    """

    arn: pulumi.Output[str]
    kind: str
    restored_with: Mapping[str, pulumi.Input[str]] = field(default_factory=dict[str, Any])
    ready: Sequence[pulumi.Resource] = ()


@dataclass(frozen=True, slots=True)
class Watched:
    """What the alarms look at: a kind of alarms.yaml, CloudWatch dimensions, thresholds by name.

    `part` tells several that a store has apart: the end of a node's name.
    """

    kind: str
    dimensions: Mapping[str, pulumi.Input[str]]
    thresholds: Mapping[str, float] = field(default_factory=dict[str, float])
    part: str = ""


class Store(Component, ABC):
    """The base class of the components that hold data.

    A subclass sets `section`, the document's section that it answers, `word`, the start of the
    names of what belongs to one store elsewhere (`database-records`), and `key`, the key that its
    data are encrypted with; where it is reached in the network, `security_group` and `port` (TCP). What it
    does not offer keeps the answer given here.
    """

    section: ClassVar[str]
    word: ClassVar[str]
    key: aws.kms.Key
    security_group: aws.ec2.SecurityGroup
    port: int | None = None

    @property
    @abstractmethod
    def place(self) -> pulumi.Output[str]:
        """Its address or name, as the stack's outputs give it."""

    @property
    def door(self) -> Door | None:
        """Where it is reached in the network; None where AWS's own interface is the way."""
        return None if self.port is None else Door(self.security_group, self.port)

    @property
    def attributes(self) -> Mapping[str, pulumi.Output[str]]:
        """What `${SECTION.NAME.…}` may ask for in a workload's environment."""
        return {}

    @property
    def secrets(self) -> Mapping[str, SecretReference]:
        """What `SECTION.NAME.…` may ask for in a workload's secrets."""
        return {}

    @property
    def rotated_secret(self) -> pulumi.Output[str] | None:
        """The ARN of a secret that changes by itself, after which tasks have to start anew."""
        return None

    @property
    def permissions(self) -> Sequence[Statement]:
        """What the role of a task that uses the store may do; same `sid`, same actions and conditions."""
        return ()

    def permitted(self, directions: frozenset[str]) -> Sequence[Statement]:
        """What the role may do where it uses the store in these directions only; most stores know none."""
        return self.permissions

    def permitted_to(self, user: str) -> Sequence[Statement]:
        """What the role of one container (`workloads.web`) may do besides."""
        return ()

    def mounted_by(self, user: str) -> Mount | None:
        """How the task of a container (`workloads.web`) mounts it; None where it is no file system."""
        return None

    @property
    def backed_up(self) -> BackedUp | None:
        """What AWS Backup copies; None where the store is kept in another way, or can be built again."""
        return None

    @property
    def watched(self) -> Sequence[Watched]:
        """What the alarms look at."""
        return ()
