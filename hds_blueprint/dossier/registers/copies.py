"""What services of AWS carry by themselves: copies of data, and messages that leave the platform."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hds_blueprint.dossier.content import copied_store, regional_copies
from hds_blueprint.dossier.inline import cell, code, line, lines, row
from hds_blueprint.dossier.model import Cell, Row, Table
from hds_blueprint.dossier.registers.backups import PLAN, VAULT
from hds_blueprint.dossier.source import Source, dictionary, entries, first_reference, plain
from hds_blueprint.graph.model import Resource, Value, targets

REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
BUDGET = "aws:budgets/budget:Budget"
INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
GLOBAL_CLUSTER = "aws:rds/globalCluster:GlobalCluster"


@dataclass(frozen=True, slots=True)
class Replication:
    """A copy that a service makes of a store as its data change.

    `target` is None where the stack has no resource of its own for the copy, which `label` then names.
    """

    origin: Resource
    target: Resource | None
    label: str
    region: str
    purpose: str


def copy_table(source: Source) -> Table:
    """One row a copy or a way of messages."""
    _ = source.translate
    return Table(
        title=_("Copies and messages made by services"),
        columns=(_("From"), _("To"), _("Region of departure"), _("Region of arrival"), _("Purpose")),
        rows=(*_backups(source), *_replicated(source), *_messages(source)),
        widths=(22, 24, 16, 16, 22),
        name="register-copies",
    )


def _backups(source: Source) -> Iterator[Row]:
    graph = source.graph
    for plan in graph.of_type(PLAN):
        for rule in entries(plan.inputs.get("rules")):
            for copy in entries(rule.get("copyActions")):
                vault = _named(source, copy.get("destinationVaultArn"))
                if vault is not None and vault.type == VAULT:
                    yield row(
                        lines([line(source.resource(plan.urn)), line(code(plain(rule.get("ruleName"))))]),
                        cell(source.resource(vault.urn)),
                        source.region(plan),
                        source.region(vault),
                        source.translate("copy of backups"),
                    )


def _replicated(source: Source) -> Iterator[Row]:
    for each in replications(source):
        yield row(
            Cell(source.resources([each.origin.urn])),
            cell(source.resource(each.target.urn)) if each.target else each.label,
            source.region(each.origin),
            each.region,
            each.purpose,
        )


def replications(source: Source) -> Iterator[Replication]:
    """Copies that follow their origin: of buckets, databases, and of whatever its own settings copy."""
    _ = source.translate
    graph = source.graph
    for setting in graph.of_type(REPLICATION):
        for rule in entries(setting.inputs.get("rules")):
            target = _named(source, dictionary(rule.get("destination")).get("bucket"))
            origin = next((graph.by_urn[u] for u in targets(setting, "bucket") if u in graph.by_urn), None)
            if origin is not None and target is not None:
                yield _between(source, origin, target, _("replication of objects"))
    for replica in graph.of_type(INSTANCE, CLUSTER):
        origin = _database(source, replica)
        if origin is not None:
            yield _between(source, origin, replica, _("replication of the database"))
    for resource in graph.resources:
        origin = copied_store(graph, source.labels, resource) or resource
        for copy in regional_copies(graph, source.labels, resource):
            yield Replication(origin, None, copy.label, copy.region, _("continuous copy"))


def _between(source: Source, origin: Resource, target: Resource, purpose: str) -> Replication:
    return Replication(origin, target, target.name, source.region(target), purpose)


def _database(source: Source, replica: Resource) -> Resource | None:
    """What a database is a copy of: another one, or the first cluster of its global database."""
    for name in ("replicateSourceDb", "replicationSourceIdentifier"):
        if (origin := _named(source, replica.inputs.get(name))) is not None:
            return origin
    whole = _named(source, replica.inputs.get("globalClusterIdentifier"))
    return (
        _named(source, whole.inputs.get("sourceDbClusterIdentifier"))
        if whole is not None and whole.type == GLOBAL_CLUSTER
        else None
    )


def _named(source: Source, value: Value) -> Resource | None:
    reference = first_reference(value)
    return source.graph.by_urn.get(reference.urn) if reference else None


def _messages(source: Source) -> Iterator[Row]:
    _ = source.translate
    for subscription in source.graph.of_type(SUBSCRIPTION):
        yield _subscribed(source, subscription)
    for budget in source.graph.of_type(BUDGET):
        told = {
            plain(address): None
            for notification in entries(budget.inputs.get("notifications"))
            for address in _listed(notification.get("subscriberEmailAddresses"))
        }
        for address in filter(None, told):
            yield row(
                Cell(source.resources([budget.urn])),
                f"{_('e-mail')} {address}",
                source.region(budget),
                _("outside of AWS"),
                _("messages of the budget"),
            )


def _subscribed(source: Source, subscription: Resource) -> Row:
    """Messages of a topic: to people outside of AWS, or to a queue or a function of the stack."""
    _ = source.translate
    graph = source.graph
    origins = [urn for urn in targets(subscription, "topic") if urn in graph.by_urn]
    inside = [graph.by_urn[urn] for urn in targets(subscription, "endpoint") if urn in graph.by_urn]
    protocol = plain(subscription.inputs.get("protocol"))
    protocols = {"email": _("e-mail"), "email-json": _("e-mail"), "sms": _("text message")}
    address = f"{protocols.get(protocol, protocol)} {plain(subscription.inputs.get('endpoint'))}"
    return row(
        Cell(source.resources(origins)),
        Cell(source.resources(each.urn for each in inside)) if inside else address.strip(),
        source.region(subscription),
        source.region(inside[0]) if inside else _("outside of AWS"),
        _("messages of the topic"),
    )


def _listed(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]
