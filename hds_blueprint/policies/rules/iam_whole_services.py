"""A rule of identity policies: actions are named, where the resource is named too."""

from __future__ import annotations

from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.documents import Statement
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.iam import POLICIES
from hds_blueprint.policies.statements import each_permission


@rule("iam-policy-service-actions-named", *POLICIES)
def service_actions_named(policy: Resource, facts: Facts) -> list[Outcome]:
    """A whole service (`s3:*`) on named resources; on all of them it is another rule's."""

    def broken(statement: Statement) -> str | None:
        if not statement.allows or statement.any_resource or statement.everything:
            return None
        return statement.whole_service

    return each_permission(policy, facts, broken)
