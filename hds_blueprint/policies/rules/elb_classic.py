"""Rules of the first generation of load balancers (Classic Load Balancer): what they take and record."""

from __future__ import annotations

from collections.abc import Iterator

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import is_true
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.values import MISSING, entries, get, is_open, within

CLASSIC = ("aws:elb/loadBalancer:LoadBalancer", "aws:elasticloadbalancing/loadBalancer:LoadBalancer")
ENCRYPTED = ("https", "ssl")


@rule("elb-classic-listeners-use-tls", *CLASSIC)
def listeners_use_tls(balancer: Resource, facts: Facts) -> Iterator[Outcome]:
    for path, listener in entries(get(balancer, "listeners"), "listeners"):
        place, protocol = f"{path}.lbProtocol", within(listener, "lbProtocol")
        if is_open(protocol):
            yield unknown(path if is_open(listener) else place)
        else:
            encrypted = isinstance(protocol, str) and protocol.lower() in ENCRYPTED
            yield passed(place, protocol) if encrypted else failed(place, protocol)


@rule("elb-classic-access-logged", *CLASSIC)
def access_logged(balancer: Resource, facts: Facts) -> Outcome:
    if get(balancer, "accessLogs.bucket") is MISSING:
        return failed("accessLogs.bucket")
    return is_true(balancer, "accessLogs.enabled", default=True)
