"""The whole platform of a service, composed from its requirements document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.alarms import Alarms
from hds_blueprint.components.backup import Backup
from hds_blueprint.components.cluster import Cluster
from hds_blueprint.components.database import Postgresql
from hds_blueprint.components.edge import Edge
from hds_blueprint.components.keys import Keys
from hds_blueprint.components.logging import Logging
from hds_blueprint.components.network import Network
from hds_blueprint.components.notifications import Notifications
from hds_blueprint.components.scope import Scope
from hds_blueprint.components.service import Service
from hds_blueprint.components.storage import Bucket
from hds_blueprint.hosting.requirements import HostingRequirements

# The domain of what belongs to no single store (backup vault, temporary storage of tasks). It
# exists always, so that adding a store never gives a vault another key, hence another vault.
COMMON_DOMAIN = "data"
# Reading and writing of objects of these classes is recorded one by one in the audit trail.
RECORDED_CLASSES = frozenset({"health", "pseudonymised-health", "personal"})


class Platform(pulumi.ComponentResource):
    """Everything that a requirements document asks for, in one account, with copies in a second region.

    `outputs` is what the stack exports: places and names, never a secret.
    """

    token = "hds:platform:Platform"  # noqa: S105 - a type, not a password

    outputs: Mapping[str, Any]

    def __init__(
        self, requirements: HostingRequirements, *, options: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(
            self.token,
            "platform",
            {
                "document": "",
                "service": requirements.service.name,
                "profile": requirements.service.environment,
                "healthData": requirements.service.profile != "generic",
            },
            options,
        )
        self._requirements = requirements
        self.scope = self._scope()
        self._foundations()
        self._stores()
        self._workloads()
        self._safeguards()
        self.outputs = self._outputs()
        self.register_outputs(self.outputs)

    # --- in the order in which one needs the other -------------------------------------------

    def _scope(self) -> Scope:
        """Where everything happens: explicit providers, so that no ambient region or profile decides."""
        service, location = self._requirements.service, self._requirements.location
        account = pulumi.Config("hds").get("account")
        provider = self._regional_provider("main", location.region, account)
        identity = aws.get_caller_identity_output(
            opts=pulumi.InvokeOutputOptions(parent=self, provider=provider)
        )
        return Scope(
            service=service.name,
            environment=service.environment,
            profile=service.profile,
            data_class=self._requirements.data.data_class,
            owner=service.owner,
            project=pulumi.get_project(),
            stack=pulumi.get_stack(),
            region=location.region,
            recovery_region=location.recovery_region,
            protect_data=service.environment == "production",
            account_id=identity.account_id,
            provider=provider,
            recovery_provider=self._regional_provider("recovery", location.recovery_region, account),
        )

    def _foundations(self) -> None:
        needs, scope = self._requirements, self.scope
        stores = [*needs.databases.values(), *needs.buckets.values()]
        self.keys = Keys(
            "keys",
            scope=scope,
            access=needs.access,
            domains=[COMMON_DOMAIN, *sorted({store.key_domain for store in stores})],
            options=self._child(),
        )
        self.logging = Logging(
            "logging", scope=scope, logging=needs.logging, keys=self.keys, options=self._child()
        )
        self.network = Network(
            "network",
            scope=scope,
            network=needs.network,
            keys=self.keys,
            retention_months=needs.logging.security.months,
            options=self._child(),
        )
        self.notifications = Notifications(
            "notifications", scope=scope, alerts=needs.alerts, keys=self.keys, options=self._child()
        )

    def _stores(self) -> None:
        needs, scope = self._requirements, self.scope
        self.databases = {
            name: Postgresql(
                name,
                scope=scope,
                database=database,
                network=self.network,
                keys=self.keys,
                log_retention_months=needs.logging.access.months,
                options=self._child(),
            )
            for name, database in needs.databases.items()
        }
        self.buckets = {
            name: Bucket(
                name,
                scope=scope,
                bucket=bucket,
                key=self.keys.domain(bucket.key_domain),
                logging=self.logging,
                recovery_key=self.keys.recovery_copies,
                options=self._child(),
            )
            for name, bucket in needs.buckets.items()
        }

    def _workloads(self) -> None:
        needs, scope = self._requirements, self.scope
        self.edge: Edge | None = None
        self.services: dict[str, Service] = {}
        if not needs.workloads:
            return
        hostnames = {name: w.hostname for name, w in needs.workloads.items() if w.hostname is not None}
        if hostnames:
            self.edge = Edge(
                "edge",
                scope=scope,
                network=self.network,
                logging=self.logging,
                keys=self.keys,
                hostnames=hostnames,
                log_retention_months=needs.logging.access.months,
                options=self._child(),
            )
        cluster = Cluster(
            "cluster",
            scope=scope,
            keys=self.keys,
            key_domain=COMMON_DOMAIN,
            log_retention_months=needs.logging.security.months,
            options=self._child(),
        )
        self.services = {
            name: Service(
                name,
                scope=scope,
                workload=workload,
                cluster=cluster,
                network=self.network,
                keys=self.keys,
                edge=self.edge,
                databases=self.databases,
                buckets=self.buckets,
                log_retention_months=needs.logging.application.months,
                options=self._child(),
            )
            for name, workload in needs.workloads.items()
        }

    def _safeguards(self) -> None:
        needs, scope = self._requirements, self.scope
        recorded = [
            self.buckets[name].bucket
            for name, bucket in needs.buckets.items()
            if (bucket.data_class or needs.data.data_class) in RECORDED_CLASSES
        ]
        trail = self.logging.start_trail(recorded)
        self.backup = Backup(
            "backup",
            scope=scope,
            backup=needs.backup,
            keys=self.keys,
            key_domain=COMMON_DOMAIN,
            databases=self.databases,
            buckets=self.buckets,
            options=self._child(),
        )
        Alarms(
            "alarms",
            scope=scope,
            topic=self.notifications.topic,
            edge=self.edge,
            services=self.services,
            databases=self.databases,
            trail_log_group=trail.log_group,
            options=self._child(),
        )

    # --- parts -------------------------------------------------------------------------------

    def _regional_provider(self, name: str, region: str, account: str | None) -> aws.Provider:
        return aws.Provider(
            name,
            region=region,
            # a deployment with the credentials of another account stops before it creates anything
            allowed_account_ids=[account] if account else None,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _child(self) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self, providers=[self.scope.provider])

    def _outputs(self) -> dict[str, Any]:
        hostnames = {name: w.hostname for name, w in self._requirements.workloads.items() if w.hostname}
        outputs: dict[str, Any] = {
            "target": {"account": self.scope.account_id, "region": self.scope.region},
            "databases": {name: database.instance.address for name, database in self.databases.items()},
            "buckets": {name: bucket.bucket.bucket for name, bucket in self.buckets.items()},
            "auditBucket": self.logging.audit.bucket,
            "alarmTopic": self.notifications.topic.arn,
            "backupVault": self.backup.vault.arn,
        }
        if self.edge is not None:
            first = next(iter(hostnames.values()))
            outputs |= {
                "endpoint": f"https://{first}",
                "hostnames": hostnames,
                "loadBalancer": self.edge.load_balancer.dns_name,
                "certificateRecords": dict(self.edge.validation_records),
            }
        return outputs
