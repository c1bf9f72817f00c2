"""An instance of Amazon RDS, whatever its engine."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from hds_blueprint.components import database_parts as parts
from hds_blueprint.components.adoption import first_of, taking_over
from hds_blueprint.components.database_recovery import RecoverySite, instance_replica
from hds_blueprint.components.database_settings import DatabasePlace, instance_settings
from hds_blueprint.components.instance_classes import connection_limit
from hds_blueprint.components.keys import Keys
from hds_blueprint.components.master_secret import first_password
from hds_blueprint.components.network import Network
from hds_blueprint.components.relational_database import RelationalDatabase
from hds_blueprint.components.scope import Scope
from hds_blueprint.components.store import BackedUp, Watched
from hds_blueprint.hosting.stores import Database

_GIB = 1024**3
# of what there is, below or above which somebody is told
_LITTLE_STORAGE = 0.1
_NEAR_LIMIT = 0.8


class DatabaseInstance(RelationalDatabase):
    """The base class of the databases that are an instance of Amazon RDS.

    Args:
        name: the database's name in the document.
        database: its section.
        network: where it stands.
        keys: the key of its domain and that of the traces.
        log_retention_months: how long its logs are kept (the document's class `application`).
        maintenance: its weekly window, as RDS writes it.
        recovery: where its copy stands, for the loss of the region.
    """

    instance: aws.rds.Instance

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        database: Database,
        network: Network,
        keys: Keys,
        log_retention_months: int,
        maintenance: str = parts.MAINTENANCE_WINDOW,
        recovery: RecoverySite | None = None,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(
            name,
            scope=scope,
            database=database,
            network=network,
            keys=keys,
            log_retention_months=log_retention_months,
            options=options,
        )
        engine = self.engine
        identifier = database.import_id or scope.physical_name(name)
        logs = self.log_groups("instance", identifier)
        monitoring = parts.monitoring_role(name, parent=self, database=name, identifier=identifier)
        password = first_password(self) if recovery else None
        self._replicated = recovery is not None
        place = DatabasePlace(self, self.subnet_group, self.security_group, self.key)
        self.instance = aws.rds.Instance(
            name,
            **instance_settings(
                name, database, engine, place, title=name, monitoring=monitoring, maintenance=maintenance
            ),
            identifier=identifier,
            engine_version=database.version,
            db_name=database.database_name,
            username=parts.MASTER_USER,
            manage_master_user_password=None if password else True,
            master_user_secret_kms_key_id=None if password else self.key.arn,
            password_wo=password,
            password_wo_version=1 if password else None,
            multi_az=database.multi_az,
            allocated_storage=database.storage_gb,
            **self.kept_at_the_end(identifier),
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
        if recovery is None or password is None:
            secret = first_of(self.instance.master_user_secrets, database.import_id)
            self.secret_arn = secret["secret_arn"]
        else:
            self.secret_arn = self.secret_of_our_own(self.instance, password)
            instance_replica(
                f"{name}-replica",
                site=recovery,
                database=database,
                source=self.instance,
                document=f"databases.{name}",
                maintenance=maintenance,
                log_retention_months=log_retention_months,
                options=options,
            )
        self.register_outputs({"address": self.instance.address})

    @property
    def place(self) -> pulumi.Output[str]:
        """The host name of its endpoint."""
        return self.instance.address

    @property
    def resource_id(self) -> pulumi.Output[str]:
        """The id by which IAM names it for sign-ins."""
        return self.instance.resource_id

    @property
    def backed_up(self) -> BackedUp:
        """Restored for a test, it comes back in the data tier with its own security group."""
        return BackedUp(self.instance.arn, "RDS", restored_with=self.restored_with)

    @property
    def watched(self) -> Sequence[Watched]:
        """Load, storage and connections that run out, and a copy that does not keep up."""
        database = self.database
        limit = connection_limit(database.instance_class, database.engine)
        thresholds = {
            "free_storage": database.storage_gb * _GIB * _LITTLE_STORAGE,
            "connections": limit * _NEAR_LIMIT,
        }
        dimensions = {"DBInstanceIdentifier": self.instance.identifier}
        watched = [Watched("database", dimensions, thresholds)]
        # MySQL's lag is measured at the copy alone, and an alarm rings in its own region
        if self._replicated and database.engine == "postgresql":
            watched.append(Watched("replicated", dimensions))
        return watched
