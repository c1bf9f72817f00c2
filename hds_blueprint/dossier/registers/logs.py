"""The register of traces: what is recorded, how long and why, where, under which lock, and who reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from hds_blueprint.dossier import components
from hds_blueprint.dossier.anchors import anchor
from hds_blueprint.dossier.inline import cell, code, line, lines, row
from hds_blueprint.dossier.model import Cell, Line, Row, Run, Table
from hds_blueprint.dossier.registers.keys import protected_by
from hds_blueprint.dossier.registers.trace_readers import readers
from hds_blueprint.dossier.source import Source, dictionary, entries, first_reference, plain
from hds_blueprint.graph.model import Resource, targets
from hds_blueprint.hosting.logging import TraceClass, whole_days
from hds_blueprint.policies.values import number, strings

LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
BUCKET = "aws:s3/bucket:Bucket"
TRAIL = "aws:cloudtrail/trail:Trail"
FIREWALL_LOGS = "aws:networkfirewall/loggingConfiguration:LoggingConfiguration"
REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
# Inputs that name a place where records go to.
DESTINATIONS = {
    TRAIL: ("s3BucketName", "cloudWatchLogsGroupArn"),
    "aws:ec2/flowLog:FlowLog": ("logDestination",),
    "aws:s3/bucketLogging:BucketLogging": ("targetBucket",),
    "aws:lb/loadBalancer:LoadBalancer": ("accessLogs", "connectionLogs"),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": ("logDestinationConfigs",),
    "aws:ecs/taskDefinition:TaskDefinition": ("containerDefinitions",),
    "aws:ecs/cluster:Cluster": ("configuration",),
    "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig": ("destinationArn",),
    "aws:ec2/vpnConnection:VpnConnection": ("tunnel1LogOptions", "tunnel2LogOptions"),
    "aws:opensearch/domain:Domain": ("logPublishingOptions",),
    "aws:elasticache/replicationGroup:ReplicationGroup": ("logDeliveryConfigurations",),
    "aws:sfn/stateMachine:StateMachine": ("loggingConfiguration",),
    "aws:cfg/deliveryChannel:DeliveryChannel": ("s3BucketName",),
    FIREWALL_LOGS: ("loggingConfiguration",),
}
# Which of the document's classes the records of a type belong to; containers say what the application says.
CLASSES: dict[str, TraceClass] = {
    TRAIL: "security",
    "aws:ec2/flowLog:FlowLog": "security",
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": "access",
    "aws:s3/bucketLogging:BucketLogging": "access",
    "aws:lb/loadBalancer:LoadBalancer": "access",
    "aws:ecs/taskDefinition:TaskDefinition": "application",
    "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig": "security",
    "aws:ec2/vpnConnection:VpnConnection": "security",
    "aws:opensearch/domain:Domain": "access",
    "aws:elasticache/replicationGroup:ReplicationGroup": "application",
    "aws:sfn/stateMachine:StateMachine": "application",
    "aws:cfg/deliveryChannel:DeliveryChannel": "security",
    FIREWALL_LOGS: "security",
}
# Prescribed beginnings of names: what databases and the functions that renew their secrets write.
PRESCRIBED: dict[str, TraceClass] = {"/aws/rds/": "access", "/aws/lambda/": "access"}


def logs(source: Source) -> Table:
    """One row for each place where traces are kept."""
    _ = source.translate
    return Table(
        title=_("Traces"),
        columns=(
            _("Place of the traces"),
            _("What is recorded"),
            _("Class"),
            _("Region"),
            _("Retention"),
            _("Reason of the retention"),
            _("Lock"),
            _("Encryption key"),
            _("Readers"),
        ),
        rows=tuple(_rows(source)),
        widths=(15, 17, 8, 9, 8, 16, 8, 9, 10),
        name="register-logs",
    )


def _rows(source: Source) -> Iterator[Row]:
    senders = writers(source)
    for place, shown in _places(source, senders):
        sending = senders.get(place.urn, [])
        yield row(
            lines([line(source.resource(place.urn)), _physical_name(source, place)]),
            Cell(source.resources(each.urn for each in sending)) if sending else _written_by(source, place),
            lines(trace_class(source, each) for each in shown),
            source.region(place),
            _retention(source, place),
            lines(_reasons(source, place, shown)),
            _lock(source, place) if place.type == BUCKET else source.translate("none"),
            _key(source, place),
            readers(source, place),
            identifier=f"traces-{anchor(place.urn)}",
        )


def _places(
    source: Source, senders: Mapping[str, list[Resource]]
) -> Iterator[tuple[Resource, Sequence[TraceClass]]]:
    """Every place of traces with the classes of what is kept there."""
    for place in source.graph.of_type(LOG_GROUP, BUCKET):
        if place.type == LOG_GROUP or place.urn in senders:
            # traces that a database or a session writes to a group of theirs, and that nothing refers to
            yield place, _classes(senders, place) or _by_name(place)


def _classes(senders: Mapping[str, list[Resource]], place: Resource) -> list[TraceClass]:
    """The classes of those who write to a place; an archive has those of the bucket that it is a copy of."""
    found: dict[TraceClass, None] = {}
    for each in senders.get(place.urn, []):
        if each.type == BUCKET:
            found.update(dict.fromkeys(_classes(senders, each)))
        elif each.type in CLASSES:
            found[CLASSES[each.type]] = None
    return list(found)


def kept(source: Source, name: TraceClass) -> tuple[float, ...]:
    """For how many days each place of a class keeps its traces, by the graph."""
    return tuple(
        days
        for place, classes in _places(source, writers(source))
        if name in classes and (days := _days(source, place))
    )


def _physical_name(source: Source, place: Resource) -> Line:
    """The name that AWS knows the place by, where the graph states one."""
    name = plain(place.inputs.get("name")) or plain(place.inputs.get("bucket"))
    return line(code(source.named(name))) if name else ()


def writers(source: Source) -> dict[str, list[Resource]]:
    """Who writes to each place, by its URN; places are named by reference or by their own name."""
    found: dict[str, dict[str, Resource]] = {}
    named = {
        name: place.urn
        for type_, field in ((LOG_GROUP, "name"), (BUCKET, "bucket"))
        for place in source.graph.of_type(type_)
        if (name := plain(place.inputs.get(field)))
    }
    for type_, inputs in DESTINATIONS.items():
        for sender in source.graph.of_type(type_):
            for name in inputs:
                texts = (text for _, text in strings(sender.inputs.get(name), name))
                for place in (*targets(sender, name), *(named.get(text, "") for text in texts)):
                    if place:
                        found.setdefault(place, {})[sender.urn] = sender
    _archived(source, found)
    return {place: list(senders.values()) for place, senders in found.items()}


def _archived(source: Source, found: dict[str, dict[str, Resource]]) -> None:
    """Adds the buckets that buckets of traces are copied to."""
    for setting in source.graph.of_type(REPLICATION):
        for urn in targets(setting, "bucket")[:1]:
            for rule in entries(setting.inputs.get("rules")):
                target = first_reference(dictionary(rule.get("destination")).get("bucket"))
                if target is not None and urn in found:
                    found.setdefault(target.urn, {})[urn] = source.graph.by_urn[urn]


def _by_name(place: Resource) -> list[TraceClass]:
    """By prescribed names: RDS writes to /aws/rds; recorded sessions go to a group of that name."""
    name = plain(place.inputs.get("name"))
    if name.endswith("/sessions"):
        return ["security"]
    return [each for start, each in PRESCRIBED.items() if name.startswith(start)] or ["application"]


def _written_by(source: Source, place: Resource) -> Cell:
    owner = source.graph.by_urn.get(place.parent or "")
    if owner is None:
        return cell(source.not_stated)
    said = components.title(components.kind(owner), source.language) if components.is_component(owner) else ""
    return cell(owner.name, Run(f" {said}".rstrip(), "muted"))


def trace_class(source: Source, name: TraceClass) -> str:
    """A class of traces in words."""
    _ = source.translate
    return {"security": _("security"), "application": _("application"), "access": _("access")}[name]


def _retention(source: Source, place: Resource) -> str:
    days = _days(source, place)
    return source.days(days) if days else source.translate("without end")


def _days(source: Source, place: Resource) -> float | None:
    return number(place.inputs.get("retentionInDays")) if place.type == LOG_GROUP else _expiry(source, place)


def _expiry(source: Source, bucket: Resource) -> float | None:
    """The days until a record is gone: until it expires, and then as an earlier version."""
    for lifecycle in source.graph.referrers(bucket.urn, LIFECYCLE):
        for rule in entries(lifecycle.inputs.get("rules")):
            days = number(dictionary(rule.get("expiration")).get("days"))
            if days:
                kept = number(dictionary(rule.get("noncurrentVersionExpiration")).get("noncurrentDays"))
                return days + (kept or 0)
    return None


def _reasons(source: Source, place: Resource, classes: Iterable[TraceClass]) -> Iterator[Line]:
    _ = source.translate
    days = _days(source, place)
    for name in classes:
        stated = source.content.logging.of(name)
        months = _("%(months)s months asked for") % {"months": stated.months}
        yield line(months)
        for text in (stated.justification, stated.legal_basis):
            if text:
                yield line(text)
        if not stated.justification and not stated.legal_basis:
            yield (Run(_("usual period of the CNIL (délibération 2021-122)"), "muted"),)
        if place.type == LOG_GROUP and days and days < whole_days(stated.months):
            yield line(_("the longest period within it that CloudWatch Logs offers"))


def _lock(source: Source, bucket: Resource) -> Cell:
    _ = source.translate
    for lock in source.graph.referrers(bucket.urn, LOCK):
        kept = dictionary(dictionary(lock.inputs.get("rule")).get("defaultRetention"))
        days = number(kept.get("days"))
        mode = lock_mode(source, compliance=plain(kept.get("mode")) == "COMPLIANCE")
        return lines([mode, source.days(days) if days else source.not_stated])
    return cell(_("none"))


def lock_mode(source: Source, *, compliance: bool) -> str:
    """Whether nobody may lift a lock, or those with the right to do so."""
    return source.translate("compliance mode") if compliance else source.translate("governance mode")


def _key(source: Source, place: Resource) -> Cell:
    if place.type == LOG_GROUP:
        found = list(protected_by(source, place, "kmsKeyId"))
    else:
        references = [
            first_reference(dictionary(rule.get("applyServerSideEncryptionByDefault")).get("kmsMasterKeyId"))
            for setting in source.graph.referrers(place.urn, ENCRYPTION)
            for rule in entries(setting.inputs.get("rules"))
        ]
        found = [source.resource(each.urn) for each in references if each is not None]
    return cell(*found[:1]) if found else cell(source.translate("Key managed by AWS"))
