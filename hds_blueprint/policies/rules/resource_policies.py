"""Rules of the policies of any other resource: who may use it, and for whom a service acts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from hds_blueprint.data_files import read_data
from hds_blueprint.graph.model import Resource
from hds_blueprint.policies.facts import Facts
from hds_blueprint.policies.outcome import Outcome, not_applicable
from hds_blueprint.policies.rule import rule
from hds_blueprint.policies.rules.efs_policies import POLICY as FILE_SYSTEM_POLICY
from hds_blueprint.policies.rules.secretsmanager import SECRET, SECRET_POLICY
from hds_blueprint.policies.statements import bounded_services, closed_to_strangers, listed_actions

LOG_POLICY = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
VAULT_POLICY = "aws:backup/vaultPolicy:VaultPolicy"
# Whose policies have rules of their own, but none of the services that they let in.
OTHERS = (FILE_SYSTEM_POLICY, LOG_POLICY, SECRET, SECRET_POLICY, VAULT_POLICY)


@cache
def inputs() -> Mapping[str, str]:
    """The input that holds the policy, by type (resource_policies.yaml)."""
    return read_data("hds_blueprint.policies", "resource_policies.yaml")


def _path(holder: Resource) -> str:
    return inputs().get(holder.type, "policyDocument" if holder.type == LOG_POLICY else "policy")


@rule("resource-policy-private", *inputs())
def policy_private(holder: Resource, facts: Facts) -> list[Outcome]:
    return closed_to_strangers(holder, _path(holder), facts, absent=not_applicable())


@rule("resource-policy-actions-listed", *inputs())
def actions_listed(holder: Resource, facts: Facts) -> list[Outcome]:
    return listed_actions(holder, facts, _path(holder))


@rule("resource-policy-services-bounded", *inputs(), *OTHERS)
def services_bounded(holder: Resource, facts: Facts) -> list[Outcome]:
    return bounded_services(holder, facts, _path(holder))
