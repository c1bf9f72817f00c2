"""Rules of threat detection across an organisation, and of findings that nobody would see."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.choices import is_none_of, is_one_of
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome
from hds_blueprint.policies.rule import rule

FILTER = "aws:guardduty/filter:Filter"
ORGANIZATION = "aws:guardduty/organizationConfiguration:OrganizationConfiguration"


@rule("guardduty-findings-not-archived", FILTER)
def findings_not_archived(each: Resource, facts: Facts) -> Outcome:
    return is_none_of(each, "action", "ARCHIVE")


@rule("guardduty-accounts-covered", ORGANIZATION)
def accounts_covered(organization: Resource, facts: Facts) -> Outcome:
    return is_one_of(organization, "autoEnableOrganizationMembers", "ALL")
