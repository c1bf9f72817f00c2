"""Rules of residency: every region that a resource is in, or can send data to, is in the EEA."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Ref, Resource, Secret, Unknown
from hds_blueprint.policies import places
from hds_blueprint.policies.buckets import BUCKETS, REPLICATION
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import EVERY_AWS_TYPE, rule
from hds_blueprint.policies.values import (
    MISSING,
    Found,
    block,
    entries,
    get,
    holds_text,
    is_open,
    strings,
    within,
)
from hds_blueprint.policies.verdict import Status

# Inputs that say no ARN, or the one of a resource of the graph.
_WITHOUT_ARN = frozenset((bool, int, float, Ref, Secret, type(None)))
PLAN = "aws:backup/plan:Plan"
VAULTS = ("aws:backup/vault:Vault", "aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault")


@rule("region-within-eea", EVERY_AWS_TYPE)
def region_within_eea(resource: Resource, facts: Facts) -> list[Outcome] | Outcome:
    if places.is_global(resource):
        return not_applicable()
    region = places.region_of(resource, facts)
    zone = resource.inputs.get("availabilityZone")
    place = places.region_of_zone(zone) if isinstance(zone, str) else None
    if place is None:
        return unknown("region") if region is None else _judge("region", region, facts)
    said = [_judge("availabilityZone", place, facts, shown=zone)]
    return said if region is None else [*said, _judge("region", region, facts)]


@rule("replica-regions-within-eea", *places.region_inputs("copies"))
def replica_regions_within_eea(resource: Resource, facts: Facts) -> Iterator[Outcome]:
    for path, region in places.named_regions(resource, "copies"):
        yield _judge_named(path, region, facts)


@rule("exchange-regions-within-eea", *places.region_inputs("exchanges"))
def exchange_regions_within_eea(resource: Resource, facts: Facts) -> Iterator[Outcome]:
    for path, region in places.named_regions(resource, "exchanges"):
        yield _judge_named(path, region, facts)


def _judge_named(path: str, region: Found, facts: Facts) -> Outcome:
    if not isinstance(region, str):
        return unknown(path)
    # some inputs take a region or an ARN
    return _judge(path, places.region_in_arn(region) or region, facts)


@rule("addresses-within-eea", *places.region_inputs("addresses"))
def addresses_within_eea(resource: Resource, facts: Facts) -> Iterator[Outcome]:
    for path, value in places.named_regions(resource, "addresses"):
        settings = value.items() if isinstance(value, dict) else ((None, value),)
        for name, setting in settings:
            yield from _judge_address(path if name is None else f"{path}.{name}", setting, facts)


def _judge_address(path: str, value: Found, facts: Facts) -> Iterator[Outcome]:
    if isinstance(value, Secret) or (isinstance(value, Unknown) and not value.depends_on):
        # what it is computed from would be judged by its own region
        yield unknown(path)
        return
    yield passed(path)
    for place, text in strings(value, path) if value is not MISSING else ():
        region = places.region_in_text(text)
        if region is not None:
            yield _judge(place, region, facts, shown=text)


@rule("s3-replication-within-eea", *REPLICATION, *BUCKETS)
def replication_within_eea(holder: Resource, facts: Facts) -> Iterator[Outcome]:
    inline = ("replicationConfiguration.rules", "replicationConfigurations[0].rules")
    for base in ("rules",) if holder.type in REPLICATION else inline:
        rules = get(holder, base)
        if is_open(rules):
            yield unknown(base)
            continue
        for path, rule_ in entries(rules, base):
            place, destination = block(rule_, path, "destination")
            target = within(destination, "bucket")
            yield _judge_target(holder, f"{place}.bucket", target, facts, BUCKETS)


@rule("backup-copies-within-eea", PLAN)
def copies_within_eea(plan: Resource, facts: Facts) -> Iterator[Outcome]:
    rules = get(plan, "rules")
    if is_open(rules):
        yield unknown("rules")
        return
    for path, rule_ in entries(rules, "rules"):
        for place, copy in entries(within(rule_, "copyActions"), f"{path}.copyActions"):
            target = f"{place}.destinationVaultArn"
            yield _judge_target(plan, target, within(copy, "destinationVaultArn"), facts, VAULTS)


@rule("arns-within-eea", EVERY_AWS_TYPE)
def arns_within_eea(resource: Resource, facts: Facts) -> list[Outcome] | Outcome:
    """Literal ARNs in inputs: destinations that no rule of their own knows."""
    said: list[Outcome] = []
    for name, value in resource.inputs.items():
        if type(value) in _WITHOUT_ARN or (isinstance(value, str) and not value.startswith("arn:")):
            continue
        if name in places.INPUTS_WITHOUT_DESTINATIONS or (resource.type == PLAN and name == "rules"):
            # copies of backups have a rule of their own
            continue
        if isinstance(value, Unknown):
            # what it is computed from would be judged by its own region
            if not value.depends_on and name.endswith(("Arn", "Arns")):
                said.append(unknown(name))
        elif holds_text(value, "arn:"):
            for path, text in strings(value, name):
                region = places.region_in_arn(text)
                if region is not None:
                    said.append(_judge(path, region, facts, shown=text))
    # said of every resource, so that a source that knows more ARNs reaches the same verdict
    return said if said and any(outcome.status is not Status.PASS for outcome in said) else passed()


def _judge(path: str, region: str, facts: Facts, *, shown: Found = MISSING) -> Outcome:
    value = region if shown is MISSING else shown
    return passed(path, value) if region in facts.eea_regions else failed(path, value, region=region)


def _judge_target(holder: Resource, path: str, value: Found, facts: Facts, types: tuple[str, ...]) -> Outcome:
    """The region of a destination: by its resource in the graph, else by its ARN."""
    targets = facts.target_resources(holder, path, *types)
    if isinstance(value, Unknown):
        # recorded for the whole input: its destinations are what it does not itself belong to
        own = facts.targets(holder, "bucket")
        targets = tuple(target for target in targets if target.urn not in own)
    if targets:
        regions = [places.region_of(target, facts) for target in targets]
        outside = next((region for region in regions if region and region not in facts.eea_regions), None)
        if outside:
            return failed(path, value, region=outside)
        return unknown(path) if None in regions else passed(path, value)
    region = places.region_in_arn(value)
    # the ARN of a bucket names no region: one of another stack cannot be placed
    return unknown(path) if region is None else _judge(path, region, facts, shown=value)
