"""Rules of web application firewalls (AWS WAF)."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, failed, passed, unknown
from hds_blueprint.policies.rule import rule

WEB_ACL = "aws:wafv2/webAcl:WebAcl"
LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"


@rule("waf-decisions-logged", WEB_ACL)
def decisions_logged(acl: Resource, facts: Facts) -> Outcome:
    attached = facts.attached(acl, "resourceArn", LOGGING)
    if attached.resources:
        return passed("loggingConfiguration", holder=attached.resources[0].urn)
    return unknown("loggingConfiguration") if attached.uncertain else failed("loggingConfiguration")
