"""A permission boundary is as wide as it has to be; what tells it from a grant is known at the end only."""

from __future__ import annotations

import json

import pytest

from hds_blueprint.graph.model import Ref, Resource, ResourceGraph
from hds_blueprint.policies.engine import judge
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Status

RULES = ("iam-policy-actions-listed", "iam-policy-services-bounded", "iam-pass-role-bounded")
ALLOW = {"Effect": "Allow", "Action": ["*", "s3:*", "iam:PassRole"], "Resource": "*"}
DENY = {"Effect": "Deny", "Action": "cloudtrail:StopLogging", "Resource": "*"}
URN = "urn:pulumi:test::cases::{}::{}"
POLICY, ROLE = "aws:iam/policy:Policy", "aws:iam/role:Role"


def policy(*statements: dict[str, object]) -> Resource:
    text = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return Resource(urn=URN.format(POLICY, "bound"), type=POLICY, name="bound", inputs={"policy": text})


def statuses(*resources: Resource, complete: bool) -> set[Status]:
    facts = Facts(ResourceGraph("cases", "test", "program", resources), complete=complete)
    findings = judge(facts, {rule: all_rules()[rule] for rule in RULES}, "en")
    return {finding.status for finding in findings if finding.urn.endswith("::bound")}


def test_before_anything_else_is_known_a_policy_that_refuses_may_be_a_boundary() -> None:
    assert statuses(policy(ALLOW, DENY), complete=False) == {Status.UNKNOWN}


def test_a_policy_that_only_allows_is_judged_at_once() -> None:
    assert Status.FAIL in statuses(policy(ALLOW), complete=False)


@pytest.mark.parametrize("bounded", [True, False])
def test_in_the_whole_graph_a_boundary_is_what_a_role_carries(bounded: bool) -> None:
    wide = policy(ALLOW, DENY)
    inputs = {"permissionsBoundary": Ref(wide.urn, "arn")} if bounded else {"name": "task"}
    role = Resource(urn=URN.format(ROLE, "task"), type=ROLE, name="task", inputs=inputs)
    found = statuses(wide, role, complete=True)
    assert found == {Status.NOT_APPLICABLE} if bounded else Status.FAIL in found
