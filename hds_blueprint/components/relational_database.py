"""What every relational database offers to workloads, backups and roles, instance or cluster."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.database_engines import Engine, engine_of
from hds_blueprint.components.database_parts import MASTER_USER, export_groups, sign_in, subnet_group
from hds_blueprint.components.keys import Keys
from hds_blueprint.components.master_secret import rotated_secret
from hds_blueprint.components.network import Network
from hds_blueprint.components.policy_documents import Statement
from hds_blueprint.components.scope import Scope
from hds_blueprint.components.store import SecretReference, Store
from hds_blueprint.hosting.stores import Database


class RelationalDatabase(Store):
    """The base class of databases; a subclass creates one, and says where it answers."""

    section = "databases"
    word = "database"

    database: Database
    engine: Engine
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
        options: pulumi.ResourceOptions | None,
    ) -> None:
        super().__init__(
            name,
            scope=scope,
            document=f"databases.{name}",
            data_class=database.data_class,
            options=options,
        )
        self._name, self._network, self._keys = name, network, keys
        self._log_retention_months = log_retention_months
        self.key = keys.domain(database.key_domain)
        self.database = database
        self.engine = engine_of(database)
        self.port = self.engine.port
        self.security_group = network.security_group(name, f"Database {name}", parent=self)
        self.subnet_group = subnet_group(name, parent=self, database=name, subnets=network.data_subnets)

    def log_groups(
        self, kind: Literal["instance", "cluster"], identifier: str
    ) -> list[aws.cloudwatch.LogGroup]:
        """The groups of the logs that the engine exports."""
        return export_groups(
            self._name,
            parent=self,
            kind=kind,
            identifier=identifier,
            engine=self.engine,
            retention_months=self._log_retention_months,
            key=self._keys.logs,
        )

    def kept_at_the_end(self, identifier: str) -> dict[str, Any]:
        """The arguments that say what stays when the database goes: backups and a snapshot."""
        protected = self.scope.protect_data
        return {
            "delete_automated_backups": not protected,
            "skip_final_snapshot": not protected,
            "final_snapshot_identifier": f"{identifier}-final" if protected else None,
        }

    def secret_of_our_own(
        self, writer: aws.rds.Instance | aws.rds.ClusterInstance, password: pulumi.Output[str]
    ) -> pulumi.Output[str]:
        """The ARN of a master secret that is copied to the recovery region too (master_secret.py)."""
        return rotated_secret(
            self._name,
            parent=self,
            database=writer,
            connection={"host": self.place, "dbname": self.database.database_name},
            password=password,
            engine=self.engine,
            key=self.key,
            recovery_key=self._keys.recovery_copies,
            logs_key=self._keys.logs,
            network=self._network,
            security_group=self.security_group,
            log_retention_months=self._log_retention_months,
        )

    @property
    @abstractmethod
    def place(self) -> pulumi.Output[str]:
        """The host name of the endpoint that takes writes."""

    @property
    def reader(self) -> pulumi.Output[str]:
        """The host name of the endpoint for reads; that of the writes where there is one instance."""
        return self.place

    @property
    @abstractmethod
    def resource_id(self) -> pulumi.Output[str]:
        """The id by which IAM names it for sign-ins."""

    @property
    def attributes(self) -> Mapping[str, pulumi.Output[str]]:
        """What `${databases.NAME.…}` may ask for in a workload's environment."""
        return {
            "address": self.place,
            "host": self.place,
            "reader": self.reader,
            "port": pulumi.Output.from_input(str(self.engine.port)),
            "name": pulumi.Output.from_input(self.database.database_name),
            "username": pulumi.Output.from_input(MASTER_USER),
        }

    @property
    def secrets(self) -> Mapping[str, SecretReference]:
        """The two keys of the master secret."""
        arn = self.secret_arn
        return {
            key: SecretReference(pulumi.Output.concat(arn, f":{key}::"), arn, self.key)
            for key in ("username", "password")
        }

    @property
    def rotated_secret(self) -> pulumi.Output[str]:
        """The master password is rotated every seven days."""
        return self.secret_arn

    @property
    def permissions(self) -> Sequence[Statement]:
        """To sign in as the document's user by the task's own role."""
        return sign_in(self, self.resource_id, self.database.iam_user)

    @property
    def restored_with(self) -> Mapping[str, pulumi.Input[str]]:
        """A restored copy stands in the data tier with the same security group.

        AWS infers the default network otherwise, which a well-kept account does not have.
        """
        return {
            "dbSubnetGroupName": self.subnet_group.name,
            "vpcSecurityGroupIds": pulumi.Output.from_input([self.security_group.id]).apply(json.dumps),
        }
