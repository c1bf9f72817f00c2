"""What runs: the entry, the cluster and the containers of every workload."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi

from hds_blueprint.components.cluster import Cluster
from hds_blueprint.components.edge import Edge
from hds_blueprint.components.foundations import COMMON_DOMAIN, Foundations
from hds_blueprint.components.job import Job
from hds_blueprint.components.private_link import PrivateLink
from hds_blueprint.components.service import Service
from hds_blueprint.components.store import Store
from hds_blueprint.components.transport_edge import TransportEdge
from hds_blueprint.hosting.requirements import HostingRequirements


@dataclass(frozen=True, slots=True)
class Applications:
    """The entries, where a workload has a hostname, and the services by the workload's name."""

    edge: Edge | None = None
    transport: TransportEdge | None = None
    private_link: PrivateLink | None = None
    services: Mapping[str, Service] = field(default_factory=dict[str, Service])

    jobs: Mapping[str, Job] = field(default_factory=dict[str, Job])

    @property
    def certificates(self) -> Mapping[str, pulumi.Output[str]]:
        """The ARN of the certificate of each workload that has one."""
        entries = [entry for entry in (self.edge, self.transport) if entry is not None]
        return {workload: arn for entry in entries for workload, arn in entry.certificates.items()}


def run_applications(
    needs: HostingRequirements,
    foundations: Foundations,
    stores: Mapping[str, Store],
    options: pulumi.ResourceOptions,
) -> Applications:
    """Creates what runs the document's containers; nothing where it names none."""
    if not needs.workloads and not needs.jobs:
        return Applications()
    edge = _edge(needs, foundations, options)
    transport = _transport_edge(needs, foundations, options)
    cluster = Cluster(
        "cluster",
        scope=foundations.scope,
        keys=foundations.keys,
        key_domain=COMMON_DOMAIN,
        log_retention_months=needs.logging.security.months,
        options=options,
    )
    services = {
        name: Service(
            name,
            workload=workload,
            cluster=cluster,
            foundations=foundations,
            edge=edge,
            transport=transport,
            stores=stores,
            log_retention_months=needs.logging.application.months,
            options=options,
        )
        for name, workload in needs.workloads.items()
    }
    jobs = {
        name: Job(
            name,
            job=job,
            cluster=cluster,
            foundations=foundations,
            stores=stores,
            log_retention_months=needs.logging.application.months,
            options=options,
        )
        for name, job in needs.jobs.items()
    }
    return Applications(edge, transport, _private_link(needs, foundations, edge, options), services, jobs)


def _edge(
    needs: HostingRequirements, foundations: Foundations, options: pulumi.ResourceOptions
) -> Edge | None:
    hostnames = {
        name: workload.hostname
        for name, workload in needs.workloads.items()
        if workload.hostname is not None and workload.protocol == "http"
    }
    if not hostnames:
        return None
    return Edge(
        "edge",
        scope=foundations.scope,
        network=foundations.network,
        logging=foundations.logging,
        keys=foundations.keys,
        hostnames=hostnames,
        zone_id=needs.network.dns_zone,
        log_retention_months=needs.logging.access.months,
        options=options,
    )


def _transport_edge(
    needs: HostingRequirements, foundations: Foundations, options: pulumi.ResourceOptions
) -> TransportEdge | None:
    workloads = {
        name: workload
        for name, workload in needs.workloads.items()
        if workload.hostname is not None and workload.protocol != "http"
    }
    if not workloads:
        return None
    return TransportEdge(
        "transport",
        scope=foundations.scope,
        network=foundations.network,
        logging=foundations.logging,
        workloads=workloads,
        zone_id=needs.network.dns_zone,
        options=options,
    )


def _private_link(
    needs: HostingRequirements, foundations: Foundations, edge: Edge | None, options: pulumi.ResourceOptions
) -> PrivateLink | None:
    accounts = needs.network.private_link_accounts
    if edge is None or not accounts:
        return None
    return PrivateLink(
        "private-link",
        scope=foundations.scope,
        accounts=accounts,
        edge=edge,
        network=foundations.network,
        logging=foundations.logging,
        options=options,
    )
