"""Copies of databases in the recovery region: a read replica of an instance, the second cluster of Aurora."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from hds_blueprint.components import database_parts as parts
from hds_blueprint.components.component import Component
from hds_blueprint.components.database_engines import Engine, engine_of
from hds_blueprint.components.database_settings import DatabasePlace, cluster_settings, instance_settings
from hds_blueprint.components.policy_documents import Text
from hds_blueprint.components.recovery_network import RecoveryNetwork
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.stores import Database


@dataclass(frozen=True, slots=True)
class RecoverySite:
    """Where the copies stand: the platform as seen from there, its network and its key.

    `answering` is whether a cluster's copy has an instance (warm standby), or storage alone (pilot light).
    """

    scope: Scope
    network: RecoveryNetwork
    key: aws.kms.Key
    answering: bool = False


class DatabaseCopy(Component):
    """What every copy stands on in the recovery region: subnet group, security group, log groups, monitoring.

    Nothing reaches a copy until the recovery: its security group is empty. It is encrypted with the
    recovery region's key, since a key does not leave its region.

    Cost: an instance's copy costs as much as the instance in one zone, Aurora's its storage, and each
    the transfer between the regions (about 0.02 USD a GB).

    Answers: ISO/IEC 27001:2022 A.8.14 (redundancy), A.5.29 and A.5.30 (continuity); HDS v2.0 EXI 05 (risk
    scenario G) and EXI 28 (place of the data) in part.

    Args:
        name: the copy's logical name.
        site: where it stands.
        database: the section of the original.
        document: its place in the document (`databases.records`).
        log_retention_months: how long its logs are kept.
        kind: `instance` or `cluster`.
    """

    token = "hds:database_recovery:DatabaseCopy"  # noqa: S105 - a type, not a password

    def __init__(
        self,
        name: str,
        *,
        site: RecoverySite,
        database: Database,
        document: str,
        log_retention_months: int,
        kind: str,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        scope = site.scope
        here = pulumi.ResourceOptions(providers=[scope.provider])
        super().__init__(
            name,
            scope=scope,
            document=document,
            data_class=database.data_class,
            options=pulumi.ResourceOptions.merge(options, here),
        )
        self.site, self.title = site, name
        self.engine: Engine = engine_of(database)
        self.database_name = document.partition(".")[2]
        self.identifier = scope.physical_name(name)
        self.security_group = site.network.security_group(name, f"Copy of {document}", parent=self)
        self.subnet_group = parts.subnet_group(
            name, parent=self, database=self.database_name, subnets=site.network.data_subnets
        )
        self.place = DatabasePlace(self, self.subnet_group, self.security_group, site.key)
        self.logs = parts.export_groups(
            name,
            parent=self,
            kind=kind,
            identifier=self.identifier,
            engine=self.engine,
            retention_months=log_retention_months,
            key=site.key,
        )
        # the instances of a cluster are called after it
        suffix = "*" if kind == "cluster" else ""
        self.monitoring = parts.monitoring_role(
            name, parent=self, database=self.database_name, identifier=f"{self.identifier}{suffix}"
        )
        self.register_outputs({})


def instance_replica(
    name: str,
    *,
    site: RecoverySite,
    database: Database,
    source: aws.rds.Instance,
    document: str,
    maintenance: str,
    log_retention_months: int,
    options: pulumi.ResourceOptions | None,
) -> aws.rds.Instance:
    """A read replica of an instance in the recovery region, which the recovery promotes.

    It keeps backups of its own, so that it has a past as soon as it is promoted.
    """
    copy = DatabaseCopy(
        name,
        site=site,
        database=database,
        document=document,
        log_retention_months=log_retention_months,
        kind="instance",
        options=options,
    )
    return aws.rds.Instance(
        name,
        **instance_settings(
            name,
            database,
            copy.engine,
            copy.place,
            title=copy.database_name,
            monitoring=copy.monitoring,
            maintenance=maintenance,
        ),
        identifier=copy.identifier,
        replicate_source_db=source.arn,
        multi_az=False,
        # RDS takes no final snapshot of a replica: the original has the data
        skip_final_snapshot=True,
        opts=copy.durable(
            depends_on=[*copy.logs, *copy.monitoring.permissions],
            # promoting it, for the recovery, ends the replication: that is no drift to mend
            ignore_changes=["identifier", "dbSubnetGroupName", "replicateSourceDb"],
        ),
    )


def secondary_cluster(
    name: str,
    *,
    site: RecoverySite,
    database: Database,
    global_cluster: Text,
    version: pulumi.Input[str],
    ready: list[pulumi.Resource],
    document: str,
    maintenance: str,
    log_retention_months: int,
    options: pulumi.ResourceOptions | None,
) -> aws.rds.Cluster:
    """The second cluster of a global database: storage alone, or with an instance that answers reads.

    `global_cluster` is the id of the global database, `version` the exact one of the first cluster, which
    AWS asks for, and `ready` what has to exist in the first region before.
    """
    copy = DatabaseCopy(
        name,
        site=site,
        database=database,
        document=document,
        log_retention_months=log_retention_months,
        kind="cluster",
        options=options,
    )
    cluster = aws.rds.Cluster(
        name,
        **cluster_settings(
            name, database, copy.engine, copy.place, title=copy.database_name, maintenance=maintenance
        ),
        cluster_identifier=copy.identifier,
        engine_version=version,
        global_cluster_identifier=global_cluster,
        # the first cluster has the data, and the last snapshot is its own
        skip_final_snapshot=True,
        opts=copy.durable(
            depends_on=[*copy.logs, *ready],
            ignore_changes=[
                "clusterIdentifier",
                "dbSubnetGroupName",
                "replicationSourceIdentifier",
                # a recovery detaches it from the global database and promotes it
                "globalClusterIdentifier",
                # AWS wants the second cluster upgraded before the first: by hand (docs/databases.md)
                "engineVersion",
            ],
        ),
    )
    if site.answering:
        parts.cluster_instance(
            f"{name}-1",
            parent=copy,
            cluster=cluster,
            database=database,
            engine=copy.engine,
            key=site.key,
            monitoring=copy.monitoring,
            subnets=copy.subnet_group,
            maintenance=maintenance,
            number=0,
            zone=f"{site.scope.region}a",
        )
    return cluster
