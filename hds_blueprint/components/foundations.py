"""What every store and workload of a platform stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from hds_blueprint.components.database_recovery import RecoverySite
from hds_blueprint.components.images import Repository
from hds_blueprint.components.keys import Keys
from hds_blueprint.components.logging import Logging
from hds_blueprint.components.network import Network
from hds_blueprint.components.network_acls import Entry
from hds_blueprint.components.notifications import Notifications
from hds_blueprint.components.recovery_network import RecoveryNetwork
from hds_blueprint.components.scope import Scope
from hds_blueprint.components.service_linked_roles import ServiceLinkedRoles
from hds_blueprint.components.tunnels import Tunnels
from hds_blueprint.hosting.requirements import HostingRequirements

# The domain of what belongs to no single store (backup vault, temporary storage of tasks). It
# exists always, so that adding a store never gives a vault another key, hence another vault.
COMMON_DOMAIN = "data"


@dataclass(frozen=True, slots=True)
class Foundations:
    """Scope, keys, traces, network, alarms' way and images' repositories of one platform."""

    scope: Scope
    keys: Keys
    logging: Logging
    network: Network
    notifications: Notifications
    tunnels: Tunnels | None = None
    images: Mapping[str, Repository] = field(default_factory=dict[str, Repository])
    search_role: aws.iam.ServiceLinkedRole | None = None
    recovery: RecoverySite | None = None  # where copies of databases stand


def lay_foundations(needs: HostingRequirements, scope: Scope, options: pulumi.ResourceOptions) -> Foundations:
    """Creates the keys of every data domain, the places of traces, the network and the topic of alarms."""
    entries = [
        Entry(workload.port, "udp" if workload.protocol == "udp" else "tcp")
        for workload in needs.workloads.values()
        if workload.hostname is not None and workload.protocol != "http"
    ]
    domains = {store.key_domain for stores in needs.stores.values() for store in stores.values()}
    keys = Keys(
        "keys",
        scope=scope,
        access=needs.access,
        domains=[COMMON_DOMAIN, *sorted(domains)],
        topic_domains=_topic_domains(needs),
        job_domains=[COMMON_DOMAIN] if needs.jobs else [],
        log_domains=_log_domains(needs),
        database_copies=bool(needs.continuity.replicates and needs.databases),
        copied_by=needs.backup.second_account,
        firewall=needs.network.inspected,
        options=options,
    )
    logging = Logging("logging", scope=scope, logging=needs.logging, keys=keys, options=options)
    network = Network(
        "network",
        scope=scope,
        network=needs.network,
        keys=keys,
        retention_months=needs.logging.security.months,
        entries=entries,
        sections=frozenset(section for section, stores in needs.stores.items() if stores),
        options=options,
    )
    tunnels = (
        Tunnels(
            "tunnels",
            scope=scope,
            tunnels=needs.network.vpns,
            network=network,
            keys=keys,
            log_retention_months=needs.logging.security.months,
            options=options,
        )
        if needs.network.vpns
        else None
    )
    return Foundations(
        scope=scope,
        keys=keys,
        logging=logging,
        network=network,
        tunnels=tunnels,
        notifications=Notifications(
            "notifications", scope=scope, alerts=needs.alerts, keys=keys, options=options
        ),
        recovery=_recovery_site(needs, scope, keys, options),
        images={
            name: Repository(
                name, scope=scope, repository=repository, key=keys.domain(COMMON_DOMAIN), options=options
            )
            for name, repository in needs.images.items()
        },
        # a role of the account: where a baseline is named, it stands there
        search_role=(
            ServiceLinkedRoles("service-linked-roles", scope=scope, document="search", options=options).search
            if needs.search and needs.baseline is None
            else None
        ),
    )


def _recovery_site(
    needs: HostingRequirements, scope: Scope, keys: Keys, options: pulumi.ResourceOptions
) -> RecoverySite | None:
    """The data tier of the recovery region, where the strategy for its loss asks for live copies."""
    if not (needs.continuity.replicates and needs.databases):
        return None
    there = scope.recovery
    network = RecoveryNetwork(
        "recovery",
        scope=there,
        cidr=needs.network.cidr,
        zones=needs.network.zones,
        key=keys.recovery_copies,
        retention_months=needs.logging.security.months,
        options=options,
    )
    answering = needs.continuity.strategy == "warm-standby"
    return RecoverySite(there, network, keys.recovery_copies, answering=answering)


def _topic_domains(needs: HostingRequirements) -> set[str]:
    """The domains of what topics send to: queues that they feed, and what they could not deliver."""
    return {
        domain
        for topic in needs.topics.values()
        for domain in (topic.key_domain, *(needs.queues[queue].key_domain for queue in topic.queues))
    }


def _log_domains(needs: HostingRequirements) -> set[str]:
    """The domains of the stores whose logs repeat what is in them."""
    stores = (*needs.caches.values(), *needs.search.values())
    return {store.key_domain for store in stores}
