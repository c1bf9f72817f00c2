"""Search indexes: Amazon OpenSearch Service in the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.keys import Keys
from hds_blueprint.components.log_groups import log_group
from hds_blueprint.components.network import Network
from hds_blueprint.components.policy_documents import Statement, policy_document
from hds_blueprint.components.scope import Scope
from hds_blueprint.components.search_access import REQUESTS, administration_role, admission, log_delivery
from hds_blueprint.components.store import Store, Watched
from hds_blueprint.hosting.stores import SearchIndex as SearchSection

_NAME_LIMIT = 28  # characters of a domain's name
_MASTERS = 3
QUIET_FROM = (20, 0)  # hour and minute in UTC: evening in the EEA
_LITTLE_STORAGE = 0.25 * 1024  # MiB for each GiB of a node's storage, below which AWS advises to act
# kind of log -> end of its group's name. All but the engine's errors repeat requests: the data's own key.
_LOGS = {
    "AUDIT_LOGS": "audit",
    "INDEX_SLOW_LOGS": "index-slow",
    "SEARCH_SLOW_LOGS": "search-slow",
    "ES_APPLICATION_LOGS": "application",
}


class SearchIndex(Store):
    """A search domain in the data tier, entered with roles only: no user has a password.

    Creates the domain (encrypted with its domain's key and between its nodes, TLS 1.2 with forward
    secrecy, spread over zones, dedicated masters where asked, changes at night, software updates by
    themselves), its security group, access policy and log groups with the policy that lets it write,
    and the role that administers it.

    Fine-grained access control knows one administrator: that role, which people take, and the container
    that the document names (`${search.NAME.administrator}` is its ARN, `sts:AssumeRole` the call). Whoever
    has it makes the indexes and, once, maps the roles of the other containers (`PUT
    _plugins/_security/api/rolesmapping/NAME`); AWS has no API for that. Data that are lost here are
    built again from where they came; AWS keeps hourly snapshots for 14 days besides.

    Cost: each node (about 110 USD a month for an m7g.large.search), three masters where there are any,
    0.14 USD per GB and month. List prices of the order of those in eu-west-3.

    Answers: ISO/IEC 27001:2022 A.8.24 (cryptography), A.8.14 (redundancy), A.8.15 (logging), A.8.20 and
    A.8.22 (networks), A.8.3 and A.8.5 (access, authentication), A.8.8 (vulnerabilities, by updates);
    HDS v2.0 EXI 05 (risk scenarios C, D and G) in part.

    Args:
        name: the index's name in the document.
        index: its section.
        network: where it stands.
        keys: the key of its domain and that of the traces.
        log_retention_months: how long its logs are kept (the document's class `access`).
        users: the ARNs of the roles of the containers that use it, by path (`workloads.web`).
        mfa_required: whether people take the role of its administration with a second factor only.
        service_role: the role by which the service enters the network, where this stack makes it.
        quiet_from: hour and minute in UTC at which the daily window for changes begins.
    """

    token = "hds:search:SearchIndex"  # noqa: S105 - a type, not a password
    section = "search"
    word = "search"
    port = 443

    domain: aws.opensearch.Domain
    security_group: aws.ec2.SecurityGroup
    administrator: aws.iam.Role

    def __init__(
        self,
        name: str,
        *,
        scope: Scope,
        index: SearchSection,
        network: Network,
        keys: Keys,
        log_retention_months: int,
        users: Mapping[str, pulumi.Output[str]],
        mfa_required: bool,
        service_role: aws.iam.ServiceLinkedRole | None,
        quiet_from: tuple[int, int] = QUIET_FROM,
        options: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(
            name, scope=scope, document=f"search.{name}", data_class=index.data_class, options=options
        )
        self.key = keys.domain(index.key_domain)
        self.index = index
        # a database may have the same name, and so would the security groups of both
        self._stem = f"{self.word}-{name}"
        domain_name = scope.physical_name(name, maximum=_NAME_LIMIT)
        self.security_group = network.security_group(self._stem, f"Search index {name}", parent=self)
        logs = {
            kind: log_group(
                f"{self._stem}-{ending}",
                parent=self,
                retention_months=log_retention_months,
                key=keys.logs if kind == "ES_APPLICATION_LOGS" else self.key,
                physical_name=f"/aws/OpenSearchService/domains/{domain_name}/{ending}",
            )
            for kind, ending in _LOGS.items()
        }
        self.administrator = administration_role(
            self,
            self._stem,
            domain_name,
            container=users[index.administered_by] if index.administered_by else None,
            mfa_required=mfa_required,
        )
        self.domain = aws.opensearch.Domain(
            self._stem,
            domain_name=domain_name,
            engine_version=f"OpenSearch_{index.version}",
            cluster_config=_cluster(index, network.section.zones),
            ebs_options=aws.opensearch.DomainEbsOptionsArgs(
                ebs_enabled=True, volume_type="gp3", volume_size=index.storage_gb
            ),
            vpc_options=aws.opensearch.DomainVpcOptionsArgs(
                subnet_ids=[
                    subnet.id for subnet in network.data_subnets[: index.zones(network.section.zones)]
                ],
                security_group_ids=[self.security_group.id],
            ),
            encrypt_at_rest=aws.opensearch.DomainEncryptAtRestArgs(enabled=True, kms_key_id=self.key.arn),
            node_to_node_encryption=aws.opensearch.DomainNodeToNodeEncryptionArgs(enabled=True),
            domain_endpoint_options=aws.opensearch.DomainDomainEndpointOptionsArgs(
                enforce_https=True, tls_security_policy="Policy-Min-TLS-1-2-PFS-2023-10"
            ),
            advanced_security_options=aws.opensearch.DomainAdvancedSecurityOptionsArgs(
                enabled=True,
                anonymous_auth_enabled=False,
                internal_user_database_enabled=False,
                master_user_options=aws.opensearch.DomainAdvancedSecurityOptionsMasterUserOptionsArgs(
                    master_user_arn=self.administrator.arn
                ),
            ),
            log_publishing_options=[
                aws.opensearch.DomainLogPublishingOptionArgs(
                    log_type=kind, cloudwatch_log_group_arn=group.arn, enabled=True
                )
                for kind, group in logs.items()
            ],
            # small burstable nodes know no Auto-Tune
            auto_tune_options=aws.opensearch.DomainAutoTuneOptionsArgs(
                desired_state="DISABLED", rollback_on_disable="NO_ROLLBACK"
            )
            if index.instance_class.startswith("t")
            else aws.opensearch.DomainAutoTuneOptionsArgs(desired_state="ENABLED", use_off_peak_window=True),
            off_peak_window_options=_at_night(quiet_from),
            software_update_options=aws.opensearch.DomainSoftwareUpdateOptionsArgs(
                auto_software_update_enabled=True
            ),
            opts=self.durable(
                depends_on=[
                    log_delivery(self, self._stem, list(logs.values())),
                    *([service_role] if service_role is not None else []),
                ],
                # a service that is renamed keeps its index: another name would be another domain
                ignore_changes=["domainName"],
            ),
        )
        aws.opensearch.DomainPolicy(
            self._stem,
            domain_name=self.domain.domain_name,
            access_policies=policy_document(
                admission(self, self.domain.arn, [self.administrator.arn, *users.values()])
            ),
            opts=self.child(),
        )
        self.register_outputs({"address": self.domain.endpoint})

    @property
    def place(self) -> pulumi.Output[str]:
        """The host name of its endpoint in the network."""
        return self.domain.endpoint

    @property
    def attributes(self) -> Mapping[str, pulumi.Output[str]]:
        """What `${search.NAME.…}` may ask for in a workload's environment."""
        return {
            "address": self.domain.endpoint,
            "host": self.domain.endpoint,
            "port": pulumi.Output.from_input(str(self.port)),
            "url": pulumi.Output.concat("https://", self.domain.endpoint),
            "administrator": self.administrator.arn,
        }

    @property
    def permissions(self) -> Sequence[Statement]:
        """Requests to the search API; what each may read, the index's own access control says."""
        return [
            Statement(
                sid="UseSearch",
                actions=list(REQUESTS),
                resources=[pulumi.Output.concat(self.domain.arn, "/*")],
            )
        ]

    def permitted_to(self, user: str) -> Sequence[Statement]:
        """Taking the role of the administrator, for the container that the document names."""
        if user != self.index.administered_by:
            return ()
        return [
            Statement(sid="AdministerSearch", actions=["sts:AssumeRole"], resources=[self.administrator.arn])
        ]

    @property
    def watched(self) -> Sequence[Watched]:
        """Health, storage, memory, CPU, snapshots and the key."""
        dimensions = {"DomainName": self.domain.domain_name, "ClientId": self.scope.account_id}
        return [Watched("search", dimensions, {"free_storage": self.index.storage_gb * _LITTLE_STORAGE})]


def _cluster(index: SearchSection, available: int) -> aws.opensearch.DomainClusterConfigArgs:
    zones, masters = index.zones(available), index.has_dedicated_masters
    return aws.opensearch.DomainClusterConfigArgs(
        instance_type=index.instance_class,
        instance_count=index.nodes,
        zone_awareness_enabled=zones > 1,
        zone_awareness_config=(
            aws.opensearch.DomainClusterConfigZoneAwarenessConfigArgs(availability_zone_count=zones)
            if zones > 1
            else None
        ),
        dedicated_master_enabled=masters,
        dedicated_master_type=index.master_class if masters else None,
        dedicated_master_count=_MASTERS if masters else None,
    )


def _at_night(start_time: tuple[int, int]) -> aws.opensearch.DomainOffPeakWindowOptionsArgs:
    """Ten hours of each day from this time on (UTC), in which AWS changes what needs new nodes."""
    hours, minutes = start_time
    start = aws.opensearch.DomainOffPeakWindowOptionsOffPeakWindowWindowStartTimeArgs(
        hours=hours, minutes=minutes
    )
    return aws.opensearch.DomainOffPeakWindowOptionsArgs(
        enabled=True,
        off_peak_window=aws.opensearch.DomainOffPeakWindowOptionsOffPeakWindowArgs(window_start_time=start),
    )
