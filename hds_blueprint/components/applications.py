"""What runs: the entry, the cluster and the containers of every workload."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi

from hds_blueprint.components.cluster import Cluster
from hds_blueprint.components.edge import Edge
from hds_blueprint.components.foundations import COMMON_DOMAIN, Foundations
from hds_blueprint.components.service import Service
from hds_blueprint.components.store import Store
from hds_blueprint.hosting.requirements import HostingRequirements


@dataclass(frozen=True, slots=True)
class Applications:
    """The entry, where a workload has a hostname, and the services by the workload's name."""

    edge: Edge | None = None
    services: Mapping[str, Service] = field(default_factory=dict[str, Service])


def run_applications(
    needs: HostingRequirements,
    foundations: Foundations,
    stores: Mapping[str, Store],
    options: pulumi.ResourceOptions,
) -> Applications:
    """Creates what runs the document's containers; nothing where it names none."""
    if not needs.workloads:
        return Applications()
    edge = _edge(needs, foundations, options)
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
            stores=stores,
            log_retention_months=needs.logging.application.months,
            options=options,
        )
        for name, workload in needs.workloads.items()
    }
    return Applications(edge, services)


def _edge(
    needs: HostingRequirements, foundations: Foundations, options: pulumi.ResourceOptions
) -> Edge | None:
    hostnames = {name: w.hostname for name, w in needs.workloads.items() if w.hostname is not None}
    if not hostnames:
        return None
    return Edge(
        "edge",
        scope=foundations.scope,
        network=foundations.network,
        logging=foundations.logging,
        keys=foundations.keys,
        hostnames=hostnames,
        log_retention_months=needs.logging.access.months,
        options=options,
    )
