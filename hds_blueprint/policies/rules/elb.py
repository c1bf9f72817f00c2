"""Rules of application load balancers (Elastic Load Balancing)."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.buckets import LOAD_BALANCERS
from hds_blueprint.policies.checks import is_true
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, not_applicable, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, boolean, entries, get, is_open, within

LISTENERS = ("aws:lb/listener:Listener", "aws:alb/listener:Listener")
WEB_ACL_ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"
# Security policies that offer TLS 1.2 and 1.3 only (AWS: security policies for application load balancers).
# The plain and "Res" series leave out the older ciphers of the Ext series.
MODERN_POLICIES = (
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-FIPS-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09",
    "ELBSecurityPolicy-FS-1-2-Res-2020-10",
    "ELBSecurityPolicy-FS-1-2-Res-2019-08",
)


@rule("elb-listener-tls-current", *LISTENERS)
def tls_current(listener: Resource, facts: Facts) -> Outcome:
    protocol = get(listener, "protocol")
    if is_open(protocol):
        return unknown("protocol")
    if protocol not in ("HTTPS", "TLS"):
        return not_applicable()
    policy = get(listener, "sslPolicy")
    if is_open(policy):
        return unknown("sslPolicy")
    return passed("sslPolicy", policy) if policy in MODERN_POLICIES else failed("sslPolicy", policy)


@rule("elb-listener-http-redirected", *LISTENERS)
def http_redirected(listener: Resource, facts: Facts) -> Outcome:
    protocol = get(listener, "protocol")
    if is_open(protocol):
        return unknown("protocol")
    if protocol not in (MISSING, "HTTP") or _behind_gateway(listener):
        return not_applicable()
    for path, action in entries(get(listener, "defaultActions"), "defaultActions"):
        kind, target = within(action, "type"), within(action, "redirect.protocol")
        if is_open(kind) or is_open(target):
            return unknown(path)
        if kind != "redirect":
            return failed(f"{path}.type", kind)
        if target != "HTTPS":
            return failed(f"{path}.redirect.protocol", target)
    return passed("defaultActions")


def _behind_gateway(listener: Resource) -> bool:
    # listeners of gateway load balancers have neither protocol nor port
    return get(listener, "protocol") is MISSING and get(listener, "port") is MISSING


def is_application(balancer: Resource) -> bool:
    return get(balancer, "loadBalancerType") in (MISSING, "application")


@rule("elb-invalid-headers-dropped", *LOAD_BALANCERS)
def invalid_headers_dropped(balancer: Resource, facts: Facts) -> Outcome:
    return is_true(balancer, "dropInvalidHeaderFields") if is_application(balancer) else not_applicable()


@rule("elb-access-logged", *LOAD_BALANCERS)
def access_logged(balancer: Resource, facts: Facts) -> Outcome:
    if get(balancer, "accessLogs.bucket") is MISSING:
        return failed("accessLogs.bucket")
    return is_true(balancer, "accessLogs.enabled")


@rule("elb-deletion-protected", *LOAD_BALANCERS)
def deletion_protected(balancer: Resource, facts: Facts) -> Outcome:
    return is_true(balancer, "enableDeletionProtection")


@rule("elb-protected-by-firewall", *LOAD_BALANCERS)
def protected_by_firewall(balancer: Resource, facts: Facts) -> Outcome:
    internal = get(balancer, "internal")
    if is_open(internal):
        return unknown("internal")
    if boolean(internal) is True or not is_application(balancer):
        return not_applicable()
    attached = facts.attached(balancer, "resourceArn", WEB_ACL_ASSOCIATION)
    if attached.resources:
        return passed("webAclAssociation", holder=attached.resources[0].urn)
    return unknown("webAclAssociation") if attached.uncertain else failed("webAclAssociation")
