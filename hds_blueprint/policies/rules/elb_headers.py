"""Rules of the headers that an application load balancer adds to answers, or leaves out."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.checks import is_false
from hds_blueprint.policies.choices import is_one_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, not_applicable, unknown
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.elb import LISTENERS
from hds_blueprint.policies.values import get, is_open


def _ends_tls(listener: Resource, outcome: Outcome) -> Outcome:
    protocol = get(listener, "protocol")
    if is_open(protocol):
        return unknown("protocol")
    return outcome if protocol == "HTTPS" else not_applicable()


@rule("elb-server-header-hidden", *LISTENERS)
def server_hidden(listener: Resource, facts: Facts) -> Outcome:
    return _ends_tls(listener, is_false(listener, "routingHttpResponseServerEnabled", default=True))


@rule("elb-content-types-kept", *LISTENERS)
def content_types_kept(listener: Resource, facts: Facts) -> Outcome:
    path = "routingHttpResponseXContentTypeOptionsHeaderValue"
    return _ends_tls(listener, is_one_of(listener, path, "nosniff"))
