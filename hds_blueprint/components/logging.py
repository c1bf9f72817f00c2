"""The audit trail and where logs are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.account_keys import AccountKeys
from hds_blueprint.components.audit_trail import AuditTrail, audit_trail, trail_arns
from hds_blueprint.components.component import Component
from hds_blueprint.components.configuration_recorder import ConfigurationArchive, configuration_bucket
from hds_blueprint.components.keys import Keys
from hds_blueprint.components.log_archive import Archive, copy_to_archive
from hds_blueprint.components.log_buckets import audit_bucket, delivery_bucket
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.logging import Logging as LoggingSection


class Logging(Component):
    """The audit bucket, the bucket that access logs are delivered to, and the account's audit trail.

    Creates both buckets closed to the public, versioned, TLS only and with a lifecycle that ends
    with the retention of the document; the audit bucket with a customer managed key and, where
    the document asks for immutability, object lock; and, by `start_trail`, a trail of all regions.

    Cost: S3 by volume (0.024 USD a GB and month); the first trail's management events are free,
    data events 0.10 USD for 100,000.
    Answers: ISO/IEC 27001:2022 A.8.15 (logging), A.8.16 (monitoring), A.5.28 (evidence), A.5.33
    (protection of records); CNIL délibération 2021-122 (how long traces are kept).
    """

    token = "hds:logging:Logging"  # noqa: S105 - a type, not a password

    audit: aws.s3.Bucket  # immutable; CloudTrail
    # S3 server access logs and ALB access logs. Whoever uses it as a target depends on `delivery_ready`.
    delivery: aws.s3.Bucket
    delivery_ready: list[pulumi.Resource]  # the bucket's policy and ownership: pass as depends_on

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        logging: LoggingSection,
        keys: Keys | AccountKeys,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="logging", data_class="technical", options=options)
        self._section = logging
        self._key = keys.logs
        delivered = self._delivered = delivery_bucket(self, retention_months=logging.access.months)
        self.delivery = delivered.bucket
        self.delivery_ready = delivered.ready
        self._audit = audit_bucket(
            self,
            key=keys.logs,
            delivery=delivered,
            retention_months=logging.security.months,
            immutable=logging.immutable,
            trail_arns=trail_arns(scope),
        )
        self.audit = self._audit.bucket
        self.register_outputs({"auditBucket": self.audit.id, "deliveryBucket": self.delivery.id})

    def copy_to(self, archive: Archive) -> None:
        """Copies the audit bucket to another account. Called once."""
        copy_to_archive(self, source=self._audit, key=self._key, archive=archive)

    def keep_configuration(self) -> ConfigurationArchive:
        """Creates the bucket of configuration records. Called once, by the baseline of an account."""
        return configuration_bucket(
            self,
            key=self._key,
            delivery=self._delivered,
            retention_months=self._section.security.months,
        )

    def start_trail(
        self,
        recorded_buckets: Sequence[aws.s3.Bucket],
        recorded: Mapping[str, Sequence[pulumi.Output[str]]] | None = None,
    ) -> AuditTrail:
        """Creates the trail, with each access to the objects of these buckets. Called once.

        `recorded` has other places of data: a type of data events (`AWS::DynamoDB::Table`) to ARNs.
        """
        return audit_trail(
            self,
            destination=self._audit,
            key=self._key,
            retention_months=self._section.security.months,
            recorded_buckets=recorded_buckets,
            recorded=recorded or {},
        )
