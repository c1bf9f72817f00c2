"""Caches, file systems and search indexes: what AWS offers, and what production may not give up."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.hosting.checks.containers import containers
from hds_blueprint.hosting.complaint import Complaint
from hds_blueprint.hosting.document import Location
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.hosting.workloads import Workload, stores_used

_ENVIRONMENT: Location = ("service", "environment")
# Versions with users who sign in through IAM. Source: Amazon ElastiCache user guide, "Authenticating with
# IAM" and "Supported engines and versions"; read 2026-11.
_VERSIONS = {"valkey": ("7.2", "8.", "9."), "redis": ("7.0", "7.1")}
_PRODUCTION_NODES = 3  # the least that agrees on a leader after the loss of one


def cache_version_offered(needs: HostingRequirements) -> Iterator[Complaint]:
    """A cache's version is one of its engine."""
    for name, cache in needs.caches.items():
        offered = _VERSIONS[cache.engine]
        if cache.version is not None and not cache.version.startswith(offered):
            yield Complaint(
                "cache-version",
                ("caches", name, "version"),
                cache.version,
                ", ".join(f"{each}x" if each.endswith(".") else each for each in offered),
                arguments={"engine": cache.engine},
                depends_on=(("caches", name, "engine"),),
            )


def cache_names_taken(needs: HostingRequirements) -> Iterator[Complaint]:
    """ElastiCache takes no name with two hyphens in a row; the service's name is the start of it."""
    doubled = "--" in needs.service.name
    for name in needs.caches:
        if doubled or "--" in name:
            location: Location = ("service", "name") if doubled else ("caches", name)
            value = needs.service.name if doubled else name
            yield Complaint("cache-name", location, value, at_key=not doubled, depends_on=(("caches",),))
            return


def cache_nodes_spread(needs: HostingRequirements) -> Iterator[Complaint]:
    """Nodes and zones fit: a second node takes over in another zone, or there is one node."""
    for name, cache in needs.caches.items():
        location: Location = ("caches", name, "nodes")
        spread: tuple[Location, ...] = (("caches", name, "multi_az"),)
        if cache.multi_az and cache.node_count < 2:
            yield Complaint("cache-nodes-too-few", location, "1", "≥ 2", depends_on=spread)
        elif not cache.multi_az and cache.node_count > 1:
            nodes = str(cache.nodes)
            yield Complaint(
                "cache-nodes-unreachable", location, nodes, "1", severity="warning", depends_on=spread
            )


def mount_paths_apart(needs: HostingRequirements) -> Iterator[Complaint]:
    """What a container mounts, and where it writes to memory, does not lie one inside the other."""
    for section, name, container in containers(needs):
        writable = container.writable_paths if isinstance(container, Workload) else ()
        taken = {path.rstrip("/"): f"writable_paths ({path})" for path in writable}
        for used in stores_used(container):
            kind, _, store = used.partition(".")
            if kind != "file_systems" or store not in needs.file_systems:
                continue
            path = needs.file_systems[store].path(store)
            for other_path, other in taken.items():
                if f"{path}/".startswith(f"{other_path}/") or f"{other_path}/".startswith(f"{path}/"):
                    arguments = {"container": f"{section}.{name}", "other": other, "path": other_path}
                    yield Complaint(
                        "mount-path-shared",
                        (kind, store, "mount_path"),
                        path,
                        arguments=arguments,
                        depends_on=((section, name, "uses"),),
                    )
            taken[path] = used


def search_nodes_even(needs: HostingRequirements) -> Iterator[Complaint]:
    """The nodes of a search index are the same number in each zone (Amazon OpenSearch Service)."""
    zones = needs.network.zones
    for name, index in needs.search.items():
        if index.nodes > 1 and zones > 1 and index.zones(zones) == 1:
            suggested = -(-index.nodes // zones) * zones
            yield Complaint(
                "search-nodes-uneven",
                ("search", name, "nodes"),
                str(index.nodes),
                arguments={"zones": str(zones), "suggested": str(suggested)},
                depends_on=(("network", "zones"),),
            )


def search_administered(needs: HostingRequirements) -> Iterator[Complaint]:
    """Who administers an index is named, and uses it."""
    users = {f"{section}.{name}": stores_used(container) for section, name, container in containers(needs)}
    for name, index in needs.search.items():
        path = f"search.{name}"
        location: Location = ("search", name, "administered_by")
        using = [user for user, stores in users.items() if path in stores]
        if index.administered_by is None:
            if using:
                arguments = {"suggested": using[0]}
                yield Complaint("search-unadministered", location, severity="warning", arguments=arguments)
        elif index.administered_by not in using:
            yield Complaint(
                "search-administrator",
                location,
                index.administered_by,
                ", ".join(using) or "-",
                arguments={"value": index.administered_by, "path": path},
            )


def production_stores_kept(needs: HostingRequirements) -> Iterator[Complaint]:
    """What production may not give up; each message says what it is for."""
    if needs.service.environment != "production":
        return
    for code, location, value, bound in _weakened(needs):
        yield Complaint(code, location, value, bound, depends_on=(_ENVIRONMENT,))


def _weakened(needs: HostingRequirements) -> Iterator[tuple[str, Location, str, str]]:
    """Code of the message, field, its value, what production needs."""
    for name, cache in needs.caches.items():
        if not cache.multi_az:
            yield "production-cache-multi-az", ("caches", name, "multi_az"), "false", "true"
    for name, file_system in needs.file_systems.items():
        if not file_system.backed_up:
            yield "production-file-system-backup", ("file_systems", name, "backed_up"), "false", "true"
    for name, index in needs.search.items():
        if index.nodes < _PRODUCTION_NODES:
            location: Location = ("search", name, "nodes")
            yield "production-search-nodes", location, str(index.nodes), f"≥ {_PRODUCTION_NODES}"
        elif not index.has_dedicated_masters:
            yield "production-search-masters", ("search", name, "dedicated_masters"), "false", "true"


CHECKS = (
    cache_version_offered,
    cache_names_taken,
    cache_nodes_spread,
    mount_paths_apart,
    search_nodes_even,
    search_administered,
    production_stores_kept,
)
