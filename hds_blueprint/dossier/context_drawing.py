"""Two drawings of the whole: who stands around the service, and where copies of its data go."""

from __future__ import annotations

from collections.abc import Mapping

from hds_blueprint.dossier.anchors import anchor
from hds_blueprint.dossier.flow_order import Arrow, Drawing, Look, Node
from hds_blueprint.dossier.registers.backups import PLAN, SELECTION, VAULT
from hds_blueprint.dossier.registers.copies import Replication, replications
from hds_blueprint.dossier.source import Source, dictionary, entries, first_reference, plain
from hds_blueprint.graph.model import Resource, Value, targets
from hds_blueprint.hosting.workloads import Workload, stores_used
from hds_blueprint.policies.values import number

SEPARATE_SENDERS = 3  # workloads with arrows of their own to outside destinations


def context(source: Source) -> Drawing:
    """Callers, entrances, workloads, data stores and outside destinations, as the document states them."""
    _ = source.translate
    needs = source.requirements
    public = needs.network.ingress.exposure == "public"
    callers = Node("callers", _("Users of the service"), _("public") if public else _("private"), "network")
    reached = any(workload.hostname for workload in needs.workloads.values())
    nodes, arrows = [callers] if reached else [], list[Arrow]()
    for name, workload in needs.workloads.items():
        node = f"workloads.{name}"
        nodes.append(
            Node(node, name, workload.hostname or _("worker, nothing outside reaches it"), "compute")
        )
        if workload.hostname:
            arrows.append(_entry("callers", node, workload))
    for kind, members in (("workloads", needs.workloads), ("jobs", needs.jobs)):
        for name, container in members.items():
            if kind == "jobs":
                nodes.append(Node(f"jobs.{name}", name, _("scheduled job"), "compute"))
            arrows += [Arrow(f"{kind}.{name}", each, "", "use") for each in stores_used(container)]
    kinds = {
        "databases": _("database"),
        "buckets": _("bucket"),
        "caches": _("cache"),
        "file_systems": _("file system"),
        "queues": _("queue"),
        "topics": _("topic"),
        "search": _("search index"),
    }
    for section, stores in needs.stores.items():
        nodes += [Node(f"{section}.{name}", name, kinds[section], "stores") for name in stores]
    containers = [f"workloads.{name}" for name in needs.workloads]
    if len(containers) > SEPARATE_SENDERS and (needs.network.egress or needs.network.vpns):
        # what the network lets out it lets out for all of them
        ngettext = source.plural
        label = ngettext("%(num)d workload", "%(num)d workloads", len(containers))
        nodes.append(Node("workloads", _("All workloads"), label, "compute"))
        containers = ["workloads"]
    for egress in needs.network.egress:
        node = f"egress.{egress.hostname}"
        nodes.append(Node(node, egress.hostname, _("outside destination"), "network"))
        arrows += [Arrow(each, node, f"TCP {egress.port}", "use") for each in containers]
    for account in needs.network.private_link_accounts:
        nodes.append(Node(f"account.{account}", account, _("AWS account, by PrivateLink"), "network"))
        arrows += [
            _entry(f"account.{account}", f"workloads.{name}", workload)
            for name, workload in needs.workloads.items()
            if workload.hostname and workload.protocol == "http"
        ]
    for vpn in needs.network.vpns:
        if not public:
            nodes.append(Node(f"vpn.{vpn.gateway}", vpn.customer, _("linked network"), "network"))
            arrows += [
                Arrow(f"vpn.{vpn.gateway}", f"workloads.{name}", "IPsec", "encrypted")
                for name, workload in needs.workloads.items()
                if workload.hostname
            ]
        if vpn.reached_ports:
            node = f"linked.{vpn.gateway}"
            ports = ", ".join(str(port) for port in vpn.reached_ports)
            nodes.append(Node(node, vpn.customer, _("linked network"), "network"))
            arrows += [Arrow(each, node, f"IPsec, TCP {ports}", "encrypted") for each in containers]
    legend: tuple[tuple[Look, str], ...] = (
        ("encrypted", _("encrypted on the way")),
        ("unknown", _("encrypted or not by the application")),
    )
    return Drawing(tuple(nodes), tuple(arrows), legend)


def _entry(source: str, target: str, workload: Workload) -> Arrow:
    """The way in to a workload: TCP and UDP pass as they come, so who encrypts is the application."""
    if workload.protocol == "http":
        return Arrow(source, target, "HTTPS", "encrypted")
    protocol = workload.protocol.upper()
    look = "encrypted" if workload.protocol == "tls" else "unknown"
    return Arrow(source, target, f"{protocol} {workload.port}", look)


def recovery(source: Source) -> Drawing:
    """Data stores, the vaults that they are copied to, and the copies of those, with their periods."""
    graph = source.graph
    nodes: dict[str, Node] = {}
    arrows: list[Arrow] = []

    def add(resource: Resource) -> str:
        label = f"{source.labels.title(resource.type)}, {source.region(resource)}"
        group = source.labels.group(resource.type)
        nodes.setdefault(resource.urn, Node(resource.urn, resource.name, label, group, anchor(resource.urn)))
        return resource.urn

    for plan in graph.of_type(PLAN):
        stores = [
            graph.by_urn[urn]
            for selection in graph.referrers(plan.urn, SELECTION)
            for urn in targets(selection, "resources")
            if urn in graph.by_urn
        ]
        vaults = {plain(vault.inputs.get("name")): vault for vault in graph.of_type(VAULT)}
        for rule in entries(plan.inputs.get("rules")):
            reference = first_reference(rule.get("targetVaultName"))
            vault = (
                graph.by_urn.get(reference.urn)
                if reference
                else vaults.get(plain(rule.get("targetVaultName")))
            )
            if vault is None:
                continue
            kept = _kept(source, rule)
            arrows += [Arrow(add(store), add(vault), kept, "copy") for store in stores]
            for copy in entries(rule.get("copyActions")):
                reference = first_reference(copy.get("destinationVaultArn"))
                target = graph.by_urn.get(reference.urn) if reference else None
                if target is not None:
                    kept = f"{source.translate('copy of backups')}, {_kept(source, copy)}"
                    arrows.append(Arrow(add(vault), add(target), kept, "copy"))
    for copy in replications(source):
        target = add(copy.target) if copy.target else _copied(nodes, copy)
        arrows.append(Arrow(add(copy.origin), target, copy.purpose, "copy"))
    merged: dict[tuple[str, str], list[str]] = {}
    for arrow in arrows:
        merged.setdefault((arrow.source, arrow.target), []).append(arrow.label)
    return Drawing(
        tuple(nodes.values()),
        tuple(Arrow(*pair, ", ".join(dict.fromkeys(labels)), "copy") for pair, labels in merged.items()),
    )


def _copied(nodes: dict[str, Node], copy: Replication) -> str:
    """The node of a copy that is no resource of its own."""
    name = f"{copy.origin.urn} {copy.region}"
    nodes.setdefault(name, Node(name, copy.origin.name, f"{copy.label}, {copy.region}", "stores"))
    return name


def _kept(source: Source, rule: Mapping[str, Value]) -> str:
    """How long what a rule or a copy of it makes is kept."""
    days = number(dictionary(rule.get("lifecycle")).get("deleteAfter"))
    return source.days(days) if days else source.translate("without end")
