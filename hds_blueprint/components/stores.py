"""Every data store of the document, built and found again by its path (`databases.records`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pulumi

from hds_blueprint.components.database import Postgresql
from hds_blueprint.components.foundations import Foundations
from hds_blueprint.components.storage import Bucket
from hds_blueprint.components.store import Store
from hds_blueprint.hosting.requirements import HostingRequirements

Stores = Mapping[str, Store]
Build = Callable[[str, HostingRequirements, Foundations, pulumi.ResourceOptions], Store]


def build_stores(
    needs: HostingRequirements, foundations: Foundations, options: pulumi.ResourceOptions
) -> dict[str, Store]:
    """Builds the stores of every section that a component stands behind, in the document's order."""
    return {
        f"{section}.{name}": build(name, needs, foundations, options)
        for section, build in _BUILDERS.items()
        for name in needs.stores[section]
    }


def _database(
    name: str, needs: HostingRequirements, foundations: Foundations, options: pulumi.ResourceOptions
) -> Store:
    return Postgresql(
        name,
        scope=foundations.scope,
        database=needs.databases[name],
        network=foundations.network,
        keys=foundations.keys,
        log_retention_months=needs.logging.access.months,
        options=options,
    )


def _bucket(
    name: str, needs: HostingRequirements, foundations: Foundations, options: pulumi.ResourceOptions
) -> Store:
    bucket = needs.buckets[name]
    return Bucket(
        name,
        scope=foundations.scope,
        bucket=bucket,
        key=foundations.keys.domain(bucket.key_domain),
        logging=foundations.logging,
        recovery_key=foundations.keys.recovery_copies,
        options=options,
    )


# One line for each section of stores that is built.
_BUILDERS: Mapping[str, Build] = {"databases": _database, "buckets": _bucket}
