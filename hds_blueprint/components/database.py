"""Relational databases: PostgreSQL on Amazon RDS."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.adoption import taking_over
from hds_blueprint.components.data_files import table
from hds_blueprint.components.instance_classes import connection_limit
from hds_blueprint.components.keys import Keys
from hds_blueprint.components.log_groups import log_group
from hds_blueprint.components.network import Network
from hds_blueprint.components.policy_documents import Statement
from hds_blueprint.components.roles import ServiceRole, service_role
from hds_blueprint.components.scope import Scope
from hds_blueprint.components.store import BackedUp, Door, SecretReference, Store, Watched
from hds_blueprint.hosting.stores import Database

PORT = 5432
_MONITORING_SECONDS = 60
_INSIGHTS_DAYS = 465  # what the advanced mode of Database Insights asks for (Amazon RDS user guide)
_EXPORTS = ("postgresql", "upgrade")
_MASTER_USER = "hds_owner"  # `postgres` and `admin` are the first names that an attacker tries
# Hours in UTC, night in the EEA; the central backup starts at 05:00, away from both windows,
# because AWS Backup refuses jobs close to them.
_BACKUP_WINDOW = "01:00-02:00"
_MAINTENANCE_WINDOW = "sun:02:30-sun:03:30"
_GIB = 1024**3
# of what there is, below or above which somebody is told
_LITTLE_STORAGE = 0.1
_NEAR_LIMIT = 0.8


class Postgresql(Store):
    """A PostgreSQL instance in the data tier, reached by the workloads that the document names.

    Creates the instance (encrypted with its domain's key, standby in a second zone where asked,
    storage that grows by itself, point-in-time recovery, automatic minor upgrades, final snapshot),
    its subnet group, security group and parameter group (TLS 1.2 or newer forced, SCRAM passwords,
    pgaudit, statements logged without their parameters), its log groups, and the role of enhanced
    monitoring. The master password is made, kept and rotated by RDS in Secrets Manager under the
    domain's key: neither the program nor its state ever sees it. Protected data stay in the account
    when the stack ends. For pgaudit the database's owner runs `create extension pgaudit` once.

    Cost: the instance twice where it is Multi-AZ (about 340 USD a month for a db.m7g.large), about
    0.25 USD per GB and month of Multi-AZ storage, 0.40 USD for the secret, 0.0125 USD per vCPU and
    hour for Database Insights. List prices of the order of those in eu-west-3.

    Answers: ISO/IEC 27001:2022 A.8.24 (cryptography), A.8.14 (redundancy), A.8.13 (backup), A.8.15 and
    A.8.16 (logging, monitoring), A.8.20 and A.8.22 (networks), A.8.5 (authentication), A.8.8
    (vulnerabilities, by minor upgrades); HDS v2.0 EXI 05 (risk scenarios C, D and G) in part.

    Args:
        name: the database's name in the document.
        database: its section.
        network: where it stands.
        keys: the key of its domain and that of the traces.
        log_retention_months: how long its logs are kept (the document's class `application`).
    """

    token = "hds:database:Postgresql"  # noqa: S105 - a type, not a password
    section = "databases"
    word = "database"

    instance: aws.rds.Instance
    security_group: aws.ec2.SecurityGroup
    subnet_group: aws.rds.SubnetGroup
    secret_arn: pulumi.Output[str]  # the master secret: JSON with the keys `username` and `password`

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        database: Database,
        network: Network,
        keys: Keys,
        log_retention_months: int,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(
            name,
            scope=scope,
            document=f"databases.{name}",
            data_class=database.data_class,
            options=options,
        )
        self.key = keys.domain(database.key_domain)
        self.database = database
        self.security_group = network.security_group(name, f"Database {name}", parent=self)
        self.subnet_group = aws.rds.SubnetGroup(
            name,
            name=scope.physical_name(name),
            description=f"Data tier of the database {name}",
            subnet_ids=[subnet.id for subnet in network.data_subnets],
            # RDS moves no instance to another group of the same network
            opts=self.child(ignore_changes=["name"]),
        )
        identifier = database.import_id or scope.physical_name(name)
        logs = [
            log_group(
                f"{name}-{export}",
                parent=self,
                retention_months=log_retention_months,
                key=keys.logs,
                # RDS writes to these names; a group that it creates itself is neither ours nor bounded
                physical_name=f"/aws/rds/instance/{identifier}/{export}",
            )
            for export in _EXPORTS
        ]
        monitoring = self._monitoring_role(name, identifier)
        self.instance = aws.rds.Instance(
            name,
            identifier=identifier,
            engine="postgres",
            engine_version=database.version,
            instance_class=database.instance_class,
            port=PORT,
            db_name=database.database_name,
            username=_MASTER_USER,
            manage_master_user_password=True,
            master_user_secret_kms_key_id=self.key.arn,
            iam_database_authentication_enabled=True,
            multi_az=database.multi_az,
            publicly_accessible=False,
            db_subnet_group_name=self.subnet_group.name,
            vpc_security_group_ids=[self.security_group.id],
            parameter_group_name=self._parameters(name).name,
            storage_type="gp3",
            storage_encrypted=True,
            kms_key_id=self.key.arn,
            allocated_storage=database.storage_gb,
            # the provider takes growth beyond the first size for what it is, not for drift
            max_allocated_storage=(
                database.max_storage_gb if database.max_storage_gb > database.storage_gb else None
            ),
            backup_retention_period=database.point_in_time_days,
            backup_window=_BACKUP_WINDOW,
            maintenance_window=_MAINTENANCE_WINDOW,
            copy_tags_to_snapshot=True,
            delete_automated_backups=not scope.protect_data,
            deletion_protection=scope.protect_data,
            skip_final_snapshot=not scope.protect_data,
            final_snapshot_identifier=f"{identifier}-final" if scope.protect_data else None,
            auto_minor_version_upgrade=True,
            allow_major_version_upgrade=False,
            apply_immediately=False,
            ca_cert_identifier="rds-ca-rsa2048-g1",
            enabled_cloudwatch_logs_exports=list(_EXPORTS),
            monitoring_interval=_MONITORING_SECONDS,
            monitoring_role_arn=monitoring.arn,
            database_insights_mode="advanced",
            performance_insights_enabled=True,
            performance_insights_kms_key_id=self.key.arn,
            performance_insights_retention_period=_INSIGHTS_DAYS,
            # a service that is renamed keeps its database under the name that it was created with
            opts=self.durable(
                depends_on=[*logs, *monitoring.permissions],
                **taking_over(
                    "aws:rds/instance:Instance",
                    database.import_id,
                    ignored=["identifier", "dbSubnetGroupName"],
                ),
            ),
        )
        self.secret_arn = self.instance.master_user_secrets[0]["secret_arn"]
        self.register_outputs({"address": self.instance.address})

    @property
    def place(self) -> pulumi.Output[str]:
        """The host name of its endpoint."""
        return self.instance.address

    @property
    def door(self) -> Door:
        """PostgreSQL's port."""
        return Door(self.security_group, PORT)

    @property
    def attributes(self) -> Mapping[str, pulumi.Output[str]]:
        """What `${databases.NAME.…}` may ask for in a workload's environment."""
        return {
            "address": self.instance.address,
            "host": self.instance.address,
            "port": pulumi.Output.from_input(str(PORT)),
            "name": pulumi.Output.from_input(self.database.database_name),
            "username": pulumi.Output.from_input(_MASTER_USER),
        }

    @property
    def secrets(self) -> Mapping[str, SecretReference]:
        """The two keys of the secret that RDS keeps."""
        arn = self.secret_arn
        return {
            key: SecretReference(pulumi.Output.concat(arn, f":{key}::"), arn, self.key)
            for key in ("username", "password")
        }

    @property
    def rotated_secret(self) -> pulumi.Output[str]:
        """RDS rotates the master password every seven days."""
        return self.secret_arn

    @property
    def backed_up(self) -> BackedUp:
        """Restored for a test, it comes back in the data tier with its own security group."""
        return BackedUp(
            self.instance.arn,
            "RDS",
            # AWS infers the default network otherwise, which a well-kept account does not have
            restored_with={
                "dbSubnetGroupName": self.subnet_group.name,
                "vpcSecurityGroupIds": pulumi.Output.from_input([self.security_group.id]).apply(json.dumps),
            },
        )

    @property
    def watched(self) -> Sequence[Watched]:
        """Load, storage that runs out, and connections that do."""
        thresholds = {
            "free_storage": self.database.storage_gb * _GIB * _LITTLE_STORAGE,
            "connections": connection_limit(self.database.instance_class) * _NEAR_LIMIT,
        }
        return [Watched("database", {"DBInstanceIdentifier": self.instance.identifier}, thresholds)]

    def _parameters(self, name: str) -> aws.rds.ParameterGroup:
        major = self.database.version.split(".", maxsplit=1)[0]
        return aws.rds.ParameterGroup(
            name,
            # a major upgrade needs a group of another family beside the one in use: another name
            name=self.scope.physical_name(name, f"postgresql{major}", maximum=255),
            family=f"postgres{major}",
            description=f"TLS, passwords and audit of the database {name}",
            parameters=[
                aws.rds.ParameterGroupParameterArgs(
                    name=parameter["name"],
                    value=str(parameter["value"]),
                    apply_method=parameter.get("apply", "immediate"),
                )
                for parameter in table("postgresql_parameters")["parameters"]
            ],
            opts=self.child(),
        )

    def _monitoring_role(self, name: str, identifier: str) -> ServiceRole:
        scope = self.scope
        group = scope.arn("logs", "log-group:RDSOSMetrics")
        return service_role(
            f"{name}-monitoring",
            parent=self,
            service="monitoring.rds.amazonaws.com",
            description=f"Writes the operating system's measures of the database {name}",
            source_arn=scope.arn("rds", f"db:{identifier}"),
            statements=[
                Statement(
                    sid="MeasuresGroup",
                    actions=["logs:CreateLogGroup", "logs:PutRetentionPolicy"],
                    resources=[group],
                ),
                Statement(
                    sid="Measures",
                    actions=[
                        "logs:CreateLogStream",
                        "logs:DescribeLogStreams",
                        "logs:GetLogEvents",
                        "logs:PutLogEvents",
                    ],
                    resources=[pulumi.Output.concat(group, ":log-stream:*")],
                ),
            ],
        )
