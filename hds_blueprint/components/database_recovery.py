"""Copies of databases in the recovery region: a read replica of an instance, the second cluster of Aurora."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from hds_blueprint.components import database_parts as parts
from hds_blueprint.components.component import Component
from hds_blueprint.components.database_engines import Engine, engine_of
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
    engine, protected = copy.engine, site.scope.protect_data
    parameters = parts.instance_parameters(name, parent=copy, database=copy.database_name, engine=engine)
    audit = parts.audit_options(name, parent=copy, database=database)
    return aws.rds.Instance(
        name,
        identifier=copy.identifier,
        replicate_source_db=source.arn,
        engine=engine.aws_name,
        instance_class=database.instance_class,
        port=engine.port,
        iam_database_authentication_enabled=True,
        multi_az=False,
        publicly_accessible=False,
        db_subnet_group_name=copy.subnet_group.name,
        vpc_security_group_ids=[copy.security_group.id],
        parameter_group_name=parameters.name,
        option_group_name=audit.name if audit else None,
        storage_type="gp3",
        storage_encrypted=True,
        kms_key_id=site.key.arn,
        max_allocated_storage=(
            database.max_storage_gb if database.max_storage_gb > database.storage_gb else None
        ),
        backup_retention_period=database.point_in_time_days,
        backup_window=parts.BACKUP_WINDOW,
        maintenance_window=maintenance,
        copy_tags_to_snapshot=True,
        deletion_protection=protected,
        # RDS takes no final snapshot of a replica: the original has the data
        skip_final_snapshot=True,
        auto_minor_version_upgrade=True,
        allow_major_version_upgrade=False,
        apply_immediately=False,
        ca_cert_identifier=parts.CERTIFICATE_AUTHORITY,
        enabled_cloudwatch_logs_exports=list(engine.exports),
        monitoring_interval=parts.MONITORING_SECONDS,
        monitoring_role_arn=copy.monitoring.arn,
        database_insights_mode="advanced" if engine.insights else "standard",
        performance_insights_enabled=engine.insights,
        performance_insights_kms_key_id=site.key.arn if engine.insights else None,
        performance_insights_retention_period=parts.INSIGHTS_DAYS if engine.insights else None,
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
    engine, protected = copy.engine, site.scope.protect_data
    parameters = parts.cluster_parameters(name, parent=copy, database=copy.database_name, engine=engine)
    cluster = aws.rds.Cluster(
        name,
        cluster_identifier=copy.identifier,
        engine=engine.aws_name,
        engine_version=version,
        global_cluster_identifier=global_cluster,
        port=engine.port,
        iam_database_authentication_enabled=True,
        db_subnet_group_name=copy.subnet_group.name,
        vpc_security_group_ids=[copy.security_group.id],
        db_cluster_parameter_group_name=parameters.name,
        storage_encrypted=True,
        kms_key_id=site.key.arn,
        backup_retention_period=database.point_in_time_days,
        preferred_backup_window=parts.BACKUP_WINDOW,
        preferred_maintenance_window=maintenance,
        copy_tags_to_snapshot=True,
        deletion_protection=protected,
        # the first cluster has the data, and the last snapshot is its own
        skip_final_snapshot=True,
        apply_immediately=False,
        enabled_cloudwatch_logs_exports=list(engine.exports),
        serverlessv2_scaling_configuration=parts.capacity(database),
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
            engine=engine,
            key=site.key,
            monitoring=copy.monitoring,
            subnets=copy.subnet_group,
            maintenance=maintenance,
            number=0,
            zone=f"{site.scope.region}a",
        )
    return cluster
