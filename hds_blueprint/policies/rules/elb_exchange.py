"""Rules of how an application load balancer speaks with clients and targets."""

from __future__ import annotations

import re

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.buckets import LOAD_BALANCERS
from hds_blueprint.policies.checks import is_set, is_true
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.elb import LISTENERS, is_application
from hds_blueprint.policies.values import MISSING, get, is_open

TARGET_GROUPS = ("aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup")
STRICT_TRANSPORT = "routingHttpResponseStrictTransportSecurityHeaderValue"
_MAX_AGE = re.compile(r"max-age=\"?(\d{1,12})")


@rule("elb-connections-logged", *LOAD_BALANCERS)
def connections_logged(balancer: Resource, facts: Facts) -> Outcome:
    if not is_application(balancer):
        return not_applicable()
    if get(balancer, "connectionLogs.bucket") is MISSING:
        return failed("connectionLogs.bucket")
    return is_true(balancer, "connectionLogs.enabled")


@rule("elb-desync-mitigated", *LOAD_BALANCERS)
def desync_mitigated(balancer: Resource, facts: Facts) -> Outcome:
    if not is_application(balancer):
        return not_applicable()
    mode = get(balancer, "desyncMitigationMode")
    if is_open(mode):
        return unknown("desyncMitigationMode")
    return failed("desyncMitigationMode", mode) if mode == "monitor" else passed("desyncMitigationMode", mode)


@rule("elb-strict-transport-announced", *LISTENERS)
def strict_transport(listener: Resource, facts: Facts, *, minimum_seconds: int) -> Outcome:
    protocol = get(listener, "protocol")
    if is_open(protocol):
        return unknown("protocol")
    if protocol != "HTTPS":
        return not_applicable()
    value = get(listener, STRICT_TRANSPORT)
    if is_open(value):
        return unknown(STRICT_TRANSPORT)
    found = _MAX_AGE.search(value) if isinstance(value, str) else None
    long = found is not None and int(found[1]) >= minimum_seconds
    return passed(STRICT_TRANSPORT, value) if long else failed(STRICT_TRANSPORT, value)


@rule("elb-listener-certificate-named", *LISTENERS)
def certificate_named(listener: Resource, facts: Facts) -> Outcome:
    protocol = get(listener, "protocol")
    if is_open(protocol):
        return unknown("protocol")
    if protocol not in ("HTTPS", "TLS"):
        return not_applicable()
    return is_set(listener, "certificateArn")


@rule("elb-zones-redundant", *LOAD_BALANCERS)
def zones_redundant(balancer: Resource, facts: Facts, *, minimum: int) -> Outcome:
    for name in ("subnets", "subnetMappings"):
        subnets = get(balancer, name)
        if is_open(subnets):
            return unknown(name)
        if isinstance(subnets, list):
            return passed(name, subnets) if len(subnets) >= minimum else failed(name, subnets)
    return failed("subnets")


@rule("elb-targets-health-checked", *TARGET_GROUPS)
def health_checked(group: Resource, facts: Facts) -> Outcome:
    return is_true(group, "healthCheck.enabled", default=True)


@rule("elb-security-groups-named", *LOAD_BALANCERS)
def security_groups_named(balancer: Resource, facts: Facts) -> Outcome:
    if not is_application(balancer):
        return not_applicable()
    groups = get(balancer, "securityGroups")
    if is_open(groups):
        return unknown("securityGroups")
    return (
        passed("securityGroups", groups) if groups not in (MISSING, []) else failed("securityGroups", groups)
    )
