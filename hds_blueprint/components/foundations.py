"""What every store and workload of a platform stands on."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from hds_blueprint.components.keys import Keys
from hds_blueprint.components.logging import Logging
from hds_blueprint.components.network import Network
from hds_blueprint.components.network_acls import Entry
from hds_blueprint.components.notifications import Notifications
from hds_blueprint.components.scope import Scope
from hds_blueprint.components.tunnels import Tunnels
from hds_blueprint.hosting.requirements import HostingRequirements

# The domain of what belongs to no single store (backup vault, temporary storage of tasks). It
# exists always, so that adding a store never gives a vault another key, hence another vault.
COMMON_DOMAIN = "data"


@dataclass(frozen=True, slots=True)
class Foundations:
    """Scope, keys, traces, network and alarms' way of one platform."""

    scope: Scope
    keys: Keys
    logging: Logging
    network: Network
    notifications: Notifications
    tunnels: Tunnels | None = None


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
    )
