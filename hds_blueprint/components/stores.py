"""Every data store of the document, built and found again by its path (`databases.records`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

import pulumi

from hds_blueprint.components import cache, search
from hds_blueprint.components.cache import Cache
from hds_blueprint.components.database import Mysql, Postgresql
from hds_blueprint.components.database_aurora import Aurora
from hds_blueprint.components.database_parts import MAINTENANCE_WINDOW
from hds_blueprint.components.file_system import FileSystem
from hds_blueprint.components.foundations import Foundations
from hds_blueprint.components.queue import Queue
from hds_blueprint.components.search import SearchIndex
from hds_blueprint.components.storage import Bucket
from hds_blueprint.components.store import Store
from hds_blueprint.components.topic import Topic
from hds_blueprint.components.topic_deliveries import connect_topics
from hds_blueprint.components.workload_roles import task_role_arn
from hds_blueprint.hosting.maintenance import daily_start, weekly_window
from hds_blueprint.hosting.requirements import HostingRequirements

Stores = Mapping[str, Store]
Build = Callable[[str, HostingRequirements, Foundations, pulumi.ResourceOptions], Store]


def build_stores(
    needs: HostingRequirements, foundations: Foundations, options: pulumi.ResourceOptions
) -> dict[str, Store]:
    """Builds the stores of every section that a component stands behind, in the document's order."""
    stores = {
        f"{section}.{name}": build(name, needs, foundations, options)
        for section, build in _BUILDERS.items()
        for name in needs.stores[section]
    }
    connect_topics(needs, stores)
    return stores


def _database(
    name: str, needs: HostingRequirements, foundations: Foundations, options: pulumi.ResourceOptions
) -> Store:
    database = needs.databases[name]
    # Aurora in both of its engines is one component: what differs is data
    classes = {"postgresql": Postgresql, "mysql": Mysql}
    build = classes.get(database.engine, Aurora)
    return build(
        name,
        scope=foundations.scope,
        database=database,
        network=foundations.network,
        keys=foundations.keys,
        log_retention_months=needs.logging.access.months,
        maintenance=weekly_window(needs.continuity.maintenance, default=MAINTENANCE_WINDOW),
        recovery=foundations.recovery,
        options=options,
    )


def _bucket(
    name: str, needs: HostingRequirements, foundations: Foundations, options: pulumi.ResourceOptions
) -> Store:
    bucket = needs.buckets[name]
    kept = needs.retention_of(bucket)
    return Bucket(
        name,
        scope=foundations.scope,
        bucket=bucket,
        key=foundations.keys.domain(bucket.key_domain),
        logging=foundations.logging,
        recovery_key=foundations.keys.recovery_copies,
        kept=kept,
        options=options,
    )


def _queue(
    name: str, needs: HostingRequirements, foundations: Foundations, options: pulumi.ResourceOptions
) -> Store:
    queue = needs.queues[name]
    key = foundations.keys.domain(queue.key_domain)
    return Queue(name, scope=foundations.scope, queue=queue, key=key, options=options)


def _topic(
    name: str, needs: HostingRequirements, foundations: Foundations, options: pulumi.ResourceOptions
) -> Store:
    topic = needs.topics[name]
    return Topic(
        name,
        scope=foundations.scope,
        topic=topic,
        key=foundations.keys.domain(topic.key_domain),
        logs_key=foundations.keys.logs,
        log_retention_months=needs.logging.application.months,
        options=options,
    )


def _cache(
    name: str, needs: HostingRequirements, foundations: Foundations, options: pulumi.ResourceOptions
) -> Store:
    return Cache(
        name,
        scope=foundations.scope,
        cache=needs.caches[name],
        network=foundations.network,
        keys=foundations.keys,
        log_retention_months=needs.logging.application.months,
        # ElastiCache asks for an hour at the least (its user guide, "Managing maintenance")
        maintenance=weekly_window(
            needs.continuity.maintenance, default=cache.MAINTENANCE_WINDOW, least=timedelta(hours=1)
        ),
        options=options,
    )


def _file_system(
    name: str, needs: HostingRequirements, foundations: Foundations, options: pulumi.ResourceOptions
) -> Store:
    file_system = needs.file_systems[name]
    return FileSystem(
        name,
        scope=foundations.scope,
        file_system=file_system,
        network=foundations.network,
        key=foundations.keys.domain(file_system.key_domain),
        recovery_key=foundations.keys.recovery_copies,
        users=list(needs.users_of(f"file_systems.{name}")),
        options=options,
    )


def _search(
    name: str, needs: HostingRequirements, foundations: Foundations, options: pulumi.ResourceOptions
) -> Store:
    scope = foundations.scope
    return SearchIndex(
        name,
        scope=scope,
        index=needs.search[name],
        network=foundations.network,
        keys=foundations.keys,
        log_retention_months=needs.logging.access.months,
        users={user: task_role_arn(user, scope) for user in needs.users_of(f"search.{name}")},
        mfa_required=needs.access.mfa_required,
        service_role=foundations.search_role,
        quiet_from=daily_start(needs.continuity.maintenance, default=search.QUIET_FROM),
        options=options,
    )


# One line for each section of stores that is built.
_BUILDERS: Mapping[str, Build] = {
    "databases": _database,
    "buckets": _bucket,
    "queues": _queue,
    "topics": _topic,
    "caches": _cache,
    "file_systems": _file_system,
    "search": _search,
}
