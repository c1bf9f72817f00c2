"""Commands of the recovery plan for this stack, from the graph: by service, database, vault and bucket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hds_blueprint.data_files import read_data
from hds_blueprint.dossier.inline import cell, code, row
from hds_blueprint.dossier.model import Block, Row, Table
from hds_blueprint.dossier.registers.backups import TEST_SELECTION, VAULT
from hds_blueprint.dossier.registers.copies import replications
from hds_blueprint.dossier.source import Source, dictionary, first_reference, plain
from hds_blueprint.graph.data_sources import account
from hds_blueprint.graph.model import Resource, Value

SERVICE = "aws:ecs/service:Service"
INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
CLUSTER_INSTANCE = "aws:rds/clusterInstance:ClusterInstance"
SCHEDULE = "aws:scheduler/schedule:Schedule"
FILE_REPLICATION = "aws:efs/replicationConfiguration:ReplicationConfiguration"
BUCKET = "aws:s3/bucket:Bucket"
SCALABLE = "aws:appautoscaling/target:Target"
# What stands where the graph does not say it: to be put in by whoever restores.
UNKNOWN = {
    "cluster": "CLUSTER",
    "identifier": "IDENTIFIER",
    "minimum": "NUMBER",
    "path": "databases.NAME",
    "region": "REGION",
    "role": "ROLE",
    "subnets": "SUBNET-GROUP",
    "engine": "ENGINE",
    "class": "INSTANCE-CLASS",
    "global": "GLOBAL-CLUSTER",
    "schedules": "GROUP",
    "destination": "REGION",
}


def commands(source: Source, place: str) -> tuple[Block, ...]:
    """The commands of one place of the plan as a table; nothing where this stack has nothing for them."""
    _ = source.translate
    sets: list[dict[str, Any]] = read_data("hds_blueprint.dossier", "runbook.yaml")[place]
    rows = tuple(
        _step(source, subject, step, values)
        for each in sets
        for subject, values in _subjects(source, each["for"])
        for step in each["steps"]
    )
    table = Table(
        title=_("Commands"),
        columns=(_("Of what"), _("What it does"), _("Command")),
        rows=rows,
        widths=(16, 28, 56),
        name=f"commands-{place}",
    )
    return (table,) if rows else ()


def _step(source: Source, subject: Resource, step: dict[str, str], values: Mapping[str, str]) -> Row:
    said = source.say(step).format_map(values)
    command = step.get("command", "").format_map(values)
    return row(cell(source.resource(subject.urn)), said, cell(code(command)) if command else "")


def _subjects(source: Source, kind: str) -> Iterator[tuple[Resource, dict[str, str]]]:
    graph = source.graph
    copies = {copy.target.urn for copy in replications(source) if copy.target}
    found = {
        "service": (each for each in graph.of_type(SERVICE) if _uses_databases(source, each)),
        "schedule": (each for each in graph.of_type(SCHEDULE) if _uses_databases(source, each)),
        "instance": (each for each in graph.of_type(INSTANCE) if each.urn not in copies),
        "replica": (each for each in graph.of_type(INSTANCE) if each.urn in copies),
        "cluster": (each for each in graph.of_type(CLUSTER) if each.urn not in copies),
        "secondary": (each for each in graph.of_type(CLUSTER) if each.urn in copies),
        "files": (each for each in graph.of_type(FILE_REPLICATION)),
        "vault": (each for each in graph.of_type(VAULT)),
        "bucket": (each for each in graph.of_type(BUCKET) if _path(each).startswith("buckets.")),
    }
    for each in found[kind]:
        values = _values(source, each)
        yield each, {**UNKNOWN, **{name: value for name, value in values.items() if value}}


def _uses_databases(source: Source, container: Resource) -> bool:
    """Whether a service or a schedule works with a database; yes where the document does not know it."""
    section, _, name = _path(container).partition(".")
    needs = source.requirements
    known = {"workloads": needs.workloads, "jobs": needs.jobs}.get(section, {}).get(name)
    return known is None or bool(known.databases)


def _values(source: Source, subject: Resource) -> dict[str, str]:
    inputs = subject.inputs
    name = _shown(source, plain(inputs.get("name")) or subject.name)
    return {
        "region": subject.region or "",
        "stack": source.graph.stack,
        "path": _path(subject),
        "identifier": plain(inputs.get("identifier")) or plain(inputs.get("clusterIdentifier")),
        "engine": plain(inputs.get("engine")),
        "class": _instance_class(source, subject),
        "global": _name_of(source, inputs.get("globalClusterIdentifier"), "globalClusterIdentifier"),
        "schedules": plain(inputs.get("groupName")),
        "destination": plain(dictionary(inputs.get("destination")).get("region")),
        "subnets": _name_of(source, inputs.get("dbSubnetGroupName")),
        "service": name,
        "cluster": _name_of(source, inputs.get("cluster")),
        "minimum": _minimum(source, subject),
        "vault": name,
        "account": source.account(subject) or _shown(source, account()),
        "role": _role(source, subject),
        "bucket": _shown(source, plain(inputs.get("bucket")) or subject.name),
    }


def _path(subject: Resource) -> str:
    return subject.origin.path if subject.origin is not None else ""


def _name_of(source: Source, value: Value, field: str = "name") -> str:
    """The physical name of what a value refers to."""
    reference = first_reference(value)
    found = source.graph.by_urn.get(reference.urn) if reference else None
    return plain(found.inputs.get(field)) if found is not None else plain(value)


def _instance_class(source: Source, cluster: Resource) -> str:
    """The class of the instances of a cluster, or of the cluster that it is a copy of."""
    origins = (
        copy.origin.urn for copy in replications(source) if copy.target and copy.target.urn == cluster.urn
    )
    for urn in (cluster.urn, *origins):
        for instance in source.graph.referrers(urn, CLUSTER_INSTANCE):
            return plain(instance.inputs.get("instanceClass"))
    return ""


def _minimum(source: Source, service: Resource) -> str:
    targets = source.graph.referrers(service.urn, SCALABLE)
    return next((plain(each.inputs.get("minCapacity")) for each in targets), "") or plain(
        service.inputs.get("desiredCount")
    )


def _role(source: Source, vault: Resource) -> str:
    """The role by which restores are tried: it may restore in earnest too, in its own account."""
    selections = source.graph.of_type(TEST_SELECTION) if not source.account(vault) else ()
    return next((_name_of(source, each.inputs.get("iamRoleArn")) for each in selections), "")


def _shown(source: Source, name: str) -> str:
    """A name with a word in capitals in the stead of the account's number, as a shell takes it."""
    return name.replace(account(), source.translate("ACCOUNT"))
