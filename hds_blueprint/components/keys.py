"""Customer managed keys (AWS KMS): one per data domain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.adoption import taking_over
from hds_blueprint.components.component import Component
from hds_blueprint.components.key_policies import (
    administration,
    alert_publishers,
    audit_trail,
    container_storage,
    copies_to,
    log_delivery,
    run_logs,
    topic_deliveries,
    use_through,
)
from hds_blueprint.components.policy_documents import Statement, policy_document
from hds_blueprint.components.scope import Scope
from hds_blueprint.hosting.access import Access, ExternalKey
from hds_blueprint.hosting.vocabulary import DataClass

# The services that act with a data domain's key for a caller of this account.
DATA_SERVICES = (
    "rds",
    "s3",
    "secretsmanager",
    "backup",
    "elasticache",
    "elasticfilesystem",
    "es",
    "sqs",
    "sns",
    "ecr",
    "scheduler",
    "states",
)
# Of these, the ones that keep copies in the recovery region.
COPYING_SERVICES = ("rds", "s3", "secretsmanager", "backup", "elasticfilesystem")
# Own reading, not tried on AWS: Network Firewall reaches a customer managed key for its caller, by this
# name, and takes a grant (its developer guide, "Encryption at rest", whose policy example was not read).
_FIREWALL = ("network-firewall",)


class Keys(Component):
    """A key for each data domain, one for traces, one for alerts, one for copies in the recovery region.

    Creates keys that rotate every year, wait 30 days before a deletion, and whose policy keeps
    those who administer a key apart from what uses it; and an alias for each. Where the document
    names administrators, whoever deploys is among them: KMS refuses a policy that shuts its author
    out. A domain may stand on a key outside of AWS (external key store), which whoever manages it can
    withdraw. Deleting the key of a domain makes that domain's data unreadable everywhere, copies in the
    same domain included.

    `topic_domains` hold queues that a topic feeds, `job_domains` the runs of scheduled jobs: there
    the services that deliver may use the key. `log_domains` hold stores whose logs repeat what is in
    them: such a log has the key of the data.

    Cost: about 1 USD a month and key, and 0.03 USD for 10,000 uses.
    Answers: ISO/IEC 27001:2022 A.8.24 (use of cryptography), A.5.15 and A.8.2 (access), A.8.10 (deletion).
    """

    token = "hds:keys:Keys"  # noqa: S105 - a type, not a password

    logs: aws.kms.Key  # log groups, trail, audit bucket
    alerts: aws.kms.Key  # the topic of alarms
    recovery_copies: aws.kms.Key  # in the recovery region: copies of backups and replicas

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        access: Access,
        domains: Iterable[str],
        topic_domains: Iterable[str] = (),
        job_domains: Iterable[str] = (),
        log_domains: Iterable[str] = (),
        database_copies: bool = False,
        firewall: bool = False,
        copied_by: str | None = None,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(name, scope=scope, document="access", options=options)
        self._administrators = access.key_administrators
        self._imports = access.key_imports
        self._external = access.external_keys
        self._topic_domains, self._job_domains = frozenset(topic_domains), frozenset(job_domains)
        self._log_domains = frozenset(log_domains)
        self._copied_by = copied_by
        self._domains = {domain: self._domain_key(domain) for domain in dict.fromkeys(domains)}
        self.logs = self._create(
            "logs",
            "Traces: log groups, audit trail and audit bucket",
            [
                # the firewall's rules, which tell what the service reaches, are kept like traces
                use_through(scope, ("s3", *(_FIREWALL if firewall else ())), scope.region),
                *(self._grants(_FIREWALL, scope.region) if firewall else []),
                log_delivery(scope),
                *audit_trail(scope),
            ],
            data_class="technical",
        )
        self.alerts = self._create(
            "alerts", "Alarms on their way to people", alert_publishers(scope), data_class="technical"
        )
        self.recovery_copies = self._create(
            "recovery-copies",
            "Copies of backups and of buckets in the recovery region",
            [
                use_through(scope, COPYING_SERVICES, scope.recovery_region),
                *self._grants(COPYING_SERVICES, scope.recovery_region),
                # the copies of databases have logs of their own there
                *([log_delivery(scope.recovery)] if database_copies else []),
            ],
            in_recovery_region=True,
        )
        self.register_outputs({})

    def domain(self, name: str) -> aws.kms.Key:
        """The key of a data domain of the document, such as `data`. Raises KeyError for another name."""
        return self._domains[name]

    @property
    def domains(self) -> dict[str, aws.kms.Key]:
        """Every data domain's key by the domain's name."""
        return dict(self._domains)

    def _domain_key(self, domain: str) -> aws.kms.Key:
        scope = self.scope
        return self._create(
            domain,
            f"Data domain {domain}",
            [
                use_through(scope, DATA_SERVICES, scope.region),
                *self._grants(DATA_SERVICES, scope.region),
                *container_storage(scope),
                *([topic_deliveries(scope)] if domain in self._topic_domains else []),
                *([run_logs(scope)] if domain in self._job_domains else []),
                *([log_delivery(scope)] if domain in self._log_domains else []),
                *(copies_to(scope, self._copied_by) if self._copied_by else []),
            ],
            prefix="domain-",
            import_id=self._imports.get(domain),
            external=self._external.get(domain),
        )

    def _grants(self, services: Sequence[str], region: str) -> list[Statement]:
        return [use_through(self.scope, services, region, grants=True)]

    def _create(
        self,
        name: str,
        description: str,
        uses: Sequence[Statement],
        *,
        prefix: str = "",
        data_class: DataClass | None = None,
        in_recovery_region: bool = False,
        import_id: str | None = None,
        external: ExternalKey | None = None,
    ) -> aws.kms.Key:
        scope = self.scope
        # a domain may be called `logs` as well: the prefix keeps both names apart
        logical = prefix + name
        key = aws.kms.Key(
            logical,
            description=f"{description} ({scope.prefix})",
            deletion_window_in_days=30,
            # a key outside of AWS is rotated where it is: KMS refuses to
            enable_key_rotation=external is None,
            rotation_period_in_days=None if external else 365,
            custom_key_store_id=external.store if external else None,
            xks_key_id=external.key if external else None,
            policy=policy_document(administration(scope, self._administrators), *uses),
            tags={"data-class": data_class} if data_class else None,
            opts=self.durable_recovery()
            if in_recovery_region
            else self.durable(**taking_over("aws:kms/key:Key", import_id)),
        )
        aws.kms.Alias(
            logical,
            name=f"alias/{scope.physical_name(logical, maximum=200)}",
            target_key_id=key.key_id,
            opts=self.recovery() if in_recovery_region else self.child(),
        )
        return key
