"""Shared file systems: Amazon EFS, mounted by tasks over TLS and with their own role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.address_plan import ZONE_LETTERS
from hds_blueprint.components.adoption import taking_over
from hds_blueprint.components.network import Network
from hds_blueprint.components.policy_documents import ANYONE, Statement, policy_document
from hds_blueprint.components.scope import Scope
from hds_blueprint.components.store import BackedUp, Mount, Store, Watched
from hds_blueprint.hosting.stores import FileSystem as FileSystemSection

_CLIENT = ("elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite")
_ROOT = "elasticfilesystem:ClientRootAccess"
_ACCESS_POINT = "elasticfilesystem:AccessPointArn"
_DIRECTORY = "/data"
_DIRECTORY_MODE = "0770"
_TOKEN_LIMIT = 64  # characters of a creation token


class FileSystem(Store):
    """A file system in every zone of the data tier, which each workload enters by a door of its own.

    Creates the file system (encrypted with its domain's key, throughput that follows the load, files
    that nobody reads moved to cheaper storage), a mount target in each zone, the security group, one
    access point for each workload and job that uses it, and the policy: no connection without TLS,
    without an access point, or as root. An access point forces user, group and directory, whatever the
    container says it is; workloads that share a file system share its files. Where asked, EFS keeps a
    read-only copy in the recovery region under a key of that region.

    One Zone storage is not offered: what it saves is small, and its loss takes the files along.

    Cost: about 0.33 USD per GB and month, 0.018 USD where nobody reads, 0.03 to 0.07 USD per GB read and
    written; a copy as much again, plus the transfer. List prices of the order of those in eu-west-3.

    Answers: ISO/IEC 27001:2022 A.8.24 (cryptography), A.8.13 (backup), A.8.14 (redundancy), A.8.3 and
    A.5.15 (access), A.8.20 and A.8.22 (networks); HDS v2.0 EXI 05 (risk scenarios C, D and G) in part,
    EXI 28 for the copy's place.

    Args:
        name: the file system's name in the document.
        file_system: its section.
        network: where its mount targets stand.
        key: the key of its data domain.
        recovery_key: key of the recovery region, used where the section says `replicate`.
        users: the containers that use it, by path (`workloads.web`).
    """

    token = "hds:file_system:FileSystem"  # noqa: S105 - a type, not a password
    section = "file_systems"
    word = "file-system"
    port = 2049  # NFS

    file_system: aws.efs.FileSystem
    security_group: aws.ec2.SecurityGroup
    access_points: Mapping[str, aws.efs.AccessPoint]

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        file_system: FileSystemSection,
        network: Network,
        key: aws.kms.Key,
        recovery_key: aws.kms.Key,
        users: Sequence[str],
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(
            name,
            scope=scope,
            document=f"file_systems.{name}",
            data_class=file_system.data_class,
            options=options,
        )
        self.key, self._name, self._settings = key, name, file_system
        # a database may have the same name, and so would the security groups of both
        stem = f"{self.word}-{name}"
        self.security_group = network.security_group(stem, f"File system {name}", parent=self)
        self.file_system = aws.efs.FileSystem(
            stem,
            creation_token=scope.physical_name(name, maximum=_TOKEN_LIMIT),
            encrypted=True,
            kms_key_id=key.arn,
            performance_mode="generalPurpose",
            throughput_mode="elastic",
            lifecycle_policies=_lifecycle(file_system.infrequent_after_days),
            # a service that is renamed keeps its files: another token would be another file system
            opts=self.durable(
                **taking_over(
                    "aws:efs/fileSystem:FileSystem", file_system.import_id, ignored=["creationToken"]
                ),
            ),
        )
        self._ready: list[pulumi.Resource] = [
            aws.efs.MountTarget(
                f"{stem}-{letter}",
                file_system_id=self.file_system.id,
                subnet_id=subnet.id,
                security_groups=[self.security_group.id],
                opts=self.child(),
            )
            for letter, subnet in zip(ZONE_LETTERS, network.data_subnets, strict=False)
        ]
        self._ready.append(self._policy(stem))
        self.access_points = {user: self._access_point(user) for user in users}
        if file_system.replicate:
            self._replicate(stem, recovery_key)
        self.register_outputs({"id": self.file_system.id})

    @property
    def place(self) -> pulumi.Output[str]:
        """The id of the file system."""
        return self.file_system.id

    @property
    def attributes(self) -> Mapping[str, pulumi.Output[str]]:
        """What `${file_systems.NAME.…}` may ask for; `path` is where the container finds its files."""
        return {
            "id": self.file_system.id,
            "path": pulumi.Output.from_input(self._settings.path(self._name)),
        }

    def permitted_to(self, user: str) -> Sequence[Statement]:
        """Reading and writing through the container's own access point. KeyError for one that has none."""
        return [
            Statement(
                # IAM takes letters and digits; names may hold hyphens
                sid="Mount" + "".join(word.capitalize() for word in self._name.split("-")),
                actions=list(_CLIENT),
                resources=[self.file_system.arn],
                conditions={"StringEquals": {_ACCESS_POINT: self.access_points[user].arn}},
            )
        ]

    def mounted_by(self, user: str) -> Mount:
        """How a container mounts it (`workloads.web`): by its own access point. KeyError for another."""
        return Mount(
            file_system_id=self.file_system.id,
            access_point_id=self.access_points[user].id,
            path=self._settings.path(self._name),
            ready=self._ready,
        )

    @property
    def backed_up(self) -> BackedUp | None:
        """Restored for a test, it comes back as a file system of its own under the same key."""
        if not self._settings.backed_up:
            return None
        return BackedUp(self.file_system.arn, "EFS", restored_with={"kmsKeyId": self.key.arn})

    @property
    def watched(self) -> Sequence[Watched]:
        """Load, and how far the copy in the recovery region is behind."""
        found = [Watched("file_system", {"FileSystemId": self.file_system.id})]
        if self._settings.replicate:
            found.append(Watched("file_system_copy", {"FileSystemId": self.file_system.id}, part="copy"))
        return found

    def _policy(self, stem: str) -> aws.efs.FileSystemPolicy:
        """Only refuses: what a role may do, its own policy says. Anonymous NFS ends with any policy at all.

        Source: Amazon EFS user guide, "Using IAM to control access to file systems"; read 2026-11.
        """
        arn = self.file_system.arn
        return aws.efs.FileSystemPolicy(
            stem,
            file_system_id=self.file_system.id,
            policy=policy_document(
                Statement(
                    sid="RefuseWithoutTls",
                    effect="Deny",
                    principals=ANYONE,
                    actions=[*_CLIENT, _ROOT],
                    resources=[arn],
                    conditions={"Bool": {"aws:SecureTransport": "false"}},
                ),
                Statement(
                    sid="RefuseWithoutAccessPoint",
                    effect="Deny",
                    principals=ANYONE,
                    actions=list(_CLIENT),
                    resources=[arn],
                    conditions={"Null": {_ACCESS_POINT: "true"}},
                ),
                Statement(
                    sid="RefuseRoot", effect="Deny", principals=ANYONE, actions=[_ROOT], resources=[arn]
                ),
            ),
            opts=self.child(),
        )

    def _access_point(self, user: str) -> aws.efs.AccessPoint:
        owner, group = self._settings.user_id, self._settings.group_id
        return aws.efs.AccessPoint(
            # hyphens may stand in both names: underscores keep both apart
            f"{self._name}_for_{user.replace('.', '_')}",
            file_system_id=self.file_system.id,
            posix_user=aws.efs.AccessPointPosixUserArgs(uid=owner, gid=group),
            root_directory=aws.efs.AccessPointRootDirectoryArgs(
                path=_DIRECTORY,
                creation_info=aws.efs.AccessPointRootDirectoryCreationInfoArgs(
                    owner_uid=owner, owner_gid=group, permissions=_DIRECTORY_MODE
                ),
            ),
            opts=self.child(),
        )

    def _replicate(self, stem: str, recovery_key: aws.kms.Key) -> None:
        """EFS makes the other file system itself, read-only until the replication ends."""
        aws.efs.ReplicationConfiguration(
            stem,
            source_file_system_id=self.file_system.id,
            destination=aws.efs.ReplicationConfigurationDestinationArgs(
                region=self.scope.recovery_region, kms_key_id=recovery_key.arn
            ),
            opts=self.durable(),
        )


def _lifecycle(days: int | None) -> list[aws.efs.FileSystemLifecyclePolicyArgs] | None:
    """To cheaper storage after so many days without access, and back with the first access."""
    if days is None:
        return None
    unit = "DAY" if days == 1 else "DAYS"
    return [
        aws.efs.FileSystemLifecyclePolicyArgs(transition_to_ia=f"AFTER_{days}_{unit}"),
        aws.efs.FileSystemLifecyclePolicyArgs(transition_to_primary_storage_class="AFTER_1_ACCESS"),
    ]
