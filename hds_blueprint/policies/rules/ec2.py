"""Rules of Amazon EC2 machines: instances, launch templates and launch configurations."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import is_set, is_true, judge_boolean
from hds_blueprint.policies.choices import has_entries, is_absent, judge_choice
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.machines import (
    CONFIGURATION,
    INSTANCE,
    INSTANCES,
    MACHINES,
    METADATA_DEFAULTS,
    TEMPLATE,
    account_default,
    follows_template,
)
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, entries, get, is_open, number, within

SUBNET = "aws:ec2/subnet:Subnet"
GROUP = "aws:autoscaling/group:Group"
# how an address of one's own is given to an instance
ADDRESSES = (
    ("instance", "aws:ec2/eip:Eip"),
    ("instanceId", "aws:ec2/eipAssociation:EipAssociation"),
)
TOKENS = "metadataOptions.httpTokens"
HOPS = "metadataOptions.httpPutResponseHopLimit"


@rule("ec2-instance-metadata-v2", *MACHINES)
def metadata_v2(machine: Resource, facts: Facts) -> Outcome:
    if get(machine, "metadataOptions.httpEndpoint") == "disabled":
        return passed("metadataOptions.httpEndpoint", "disabled")
    value = get(machine, TOKENS)
    if value is MISSING and follows_template(machine):
        return not_applicable()
    if value is MISSING:
        value = account_default(machine, facts, METADATA_DEFAULTS, "httpTokens")
    return judge_choice(value, TOKENS, ("required",))


@rule("ec2-metadata-hops-bounded", *MACHINES)
def metadata_hops(machine: Resource, facts: Facts, *, maximum_hops: int) -> Outcome:
    value = get(machine, HOPS)
    if is_open(value):
        return unknown(HOPS)
    if value is MISSING:
        # one hop by default: only the machine itself reaches its credentials
        return not_applicable() if follows_template(machine) else passed(HOPS)
    hops = number(value)
    return passed(HOPS, value) if hops is not None and hops <= maximum_hops else failed(HOPS, value)


@rule("ec2-metadata-defaults-v2", METADATA_DEFAULTS)
def metadata_defaults(defaults: Resource, facts: Facts, *, maximum_hops: int) -> Iterator[Outcome]:
    yield judge_choice(get(defaults, "httpTokens"), "httpTokens", ("required",))
    path = "httpPutResponseHopLimit"
    hops = get(defaults, path)
    if is_open(hops):
        yield unknown(path)
    elif hops is not MISSING:
        known = number(hops)
        yield passed(path, hops) if known is not None and known <= maximum_hops else failed(path, hops)


@rule("ec2-instance-without-public-address", *MACHINES)
def without_public_address(machine: Resource, facts: Facts) -> Iterator[Outcome]:
    if machine.type == TEMPLATE:
        for path, interface in entries(get(machine, "networkInterfaces"), "networkInterfaces"):
            place = f"{path}.associatePublicIpAddress"
            value = within(interface, "associatePublicIpAddress")
            yield judge_boolean(value, place, wanted=False, default=False)
        return
    for path, type_ in ADDRESSES:
        given = facts.attached(machine, path, type_)
        if given.uncertain:
            yield unknown(path)
        for address in given.resources:
            yield failed(path, get(address, path), holder=address.urn)
    path = "associatePublicIpAddress"
    value = get(machine, path)
    if value is not MISSING or follows_template(machine) or machine.type == CONFIGURATION:
        if value is not MISSING:
            yield judge_boolean(value, path, wanted=False, default=False)
        return
    if get(machine, "networkInterfaces") is not MISSING:
        return
    subnets = facts.target_resources(machine, "subnetId", SUBNET)
    if subnets:
        public = get(subnets[0], "mapPublicIpOnLaunch")
        yield judge_boolean(public, path, wanted=False, default=False, holder=subnets[0].urn)
    elif get(machine, "subnetId") is MISSING:
        # the default network gives every machine a public address
        yield failed(path)
    else:
        yield unknown(path)


@rule("ec2-instance-role-named", *MACHINES)
def role_named(machine: Resource, facts: Facts) -> Outcome:
    if get(machine, "iamInstanceProfile") is MISSING and follows_template(machine):
        return not_applicable()
    return is_set(machine, "iamInstanceProfile")


@rule("ec2-instance-without-key-pair", *MACHINES)
def without_key_pair(machine: Resource, facts: Facts) -> Outcome:
    return is_absent(machine, "keyName")


@rule("ec2-instance-security-groups-named", *MACHINES)
def security_groups_named(machine: Resource, facts: Facts) -> Outcome:
    path = "securityGroups" if machine.type == CONFIGURATION else "vpcSecurityGroupIds"
    if get(machine, path) is not MISSING:
        return has_entries(machine, path)
    interfaces = list(entries(get(machine, "networkInterfaces"), "networkInterfaces"))
    if follows_template(machine) or (machine.type in INSTANCES and interfaces):
        return not_applicable()
    named = [within(interface, "securityGroups") for _, interface in interfaces]
    if named and all(groups not in (MISSING, []) for groups in named):
        return passed("networkInterfaces")
    return failed(path)


@rule("ec2-instance-monitored-in-detail", *MACHINES)
def monitored(machine: Resource, facts: Facts) -> Outcome:
    if machine.type == TEMPLATE:
        return is_true(machine, "monitoring.enabled")
    if machine.type == CONFIGURATION:
        return is_true(machine, "enableMonitoring", default=True)
    if get(machine, "monitoring") is MISSING and follows_template(machine):
        return not_applicable()
    return is_true(machine, "monitoring")


@rule("ec2-instance-termination-protected", INSTANCE)
def termination_protected(machine: Resource, facts: Facts) -> Outcome:
    if not facts.production or follows_template(machine):
        return not_applicable()
    return is_true(machine, "disableApiTermination")


@rule("autoscaling-group-from-template", GROUP)
def group_from_template(group: Resource, facts: Facts) -> Outcome:
    return is_absent(group, "launchConfiguration")


@rule("autoscaling-group-zones-redundant", GROUP)
def group_zones(group: Resource, facts: Facts) -> Outcome:
    for path in ("vpcZoneIdentifiers", "availabilityZones"):
        value = get(group, path)
        if is_open(value):
            return unknown(path)
        if isinstance(value, list):
            return passed(path, value) if len(value) > 1 else failed(path, value)
    return failed("vpcZoneIdentifiers")


@rule("autoscaling-group-health-by-load-balancer", GROUP)
def group_health(group: Resource, facts: Facts) -> Outcome:
    balanced = any(
        get(group, path) not in (MISSING, [])
        for path in ("targetGroupArns", "loadBalancers", "trafficSources")
    )
    if not balanced:
        return not_applicable()
    value = get(group, "healthCheckType")
    if is_open(value):
        return unknown("healthCheckType")
    by_balancer = isinstance(value, str) and "ELB" in value.split(",")
    return passed("healthCheckType", value) if by_balancer else failed("healthCheckType", value)
