"""Policies of identities, over every example and the baseline, checked against AWS's own list of actions.

policy-sentry carries AWS's Service Authorization Reference: which actions exist, and which resources each can
be bound to.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from policy_sentry.analysis.expand import determine_actions_to_expand
from policy_sentry.querying.actions import get_action_data
from policy_sentry.querying.all import get_all_actions

from hds_blueprint.components.data_files import table
from hds_blueprint.graph.model import Join, Ref, ResourceGraph, Value
from hds_blueprint.graph.program import build
from hds_blueprint.hosting.loader import load

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    [*(ROOT / "stacks").glob("*.yaml"), *(ROOT / "stacks" / "examples").glob("*.yaml")],
    key=lambda path: path.stem,
)
POLICIES = ("aws:iam/policy:Policy", "aws:iam/rolePolicy:RolePolicy", "aws:iam/userPolicy:UserPolicy")
MANAGED_LIMIT = 6144  # characters without white space, IAM quota


@dataclass(frozen=True)
class Permission:
    """One statement of one policy, where it stands."""

    place: str
    statement: dict[str, Any]

    @property
    def actions(self) -> list[str]:
        return _several(self.statement.get("Action", self.statement.get("NotAction")))

    @property
    def resources(self) -> list[str]:
        return _several(self.statement["Resource"])

    @property
    def allows(self) -> bool:
        return self.statement["Effect"] == "Allow"


def _several(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _text(value: Value) -> str:
    """The policy with references written as words: what they become is no matter here."""
    if isinstance(value, Join):
        return "".join("reference" if isinstance(part, Ref) else part for part in value.parts)
    assert isinstance(value, str), value
    return value


@cache
def graphs() -> dict[str, ResourceGraph]:
    return {path.stem: build(load(path), stack=path.stem) for path in DOCUMENTS}


@cache
def texts() -> dict[str, str]:
    """Every policy of identities by where it stands: `document: type name`."""
    return {
        f"{name}: {resource.type} {resource.name}": _text(resource.inputs["policy"])
        for name, graph in graphs().items()
        for resource in graph.of_type(*POLICIES)
    }


@cache
def permissions() -> tuple[Permission, ...]:
    return tuple(
        Permission(f"{place} {statement['Sid']}", statement)
        for place, text in texts().items()
        for statement in json.loads(text)["Statement"]
    )


@cache
def known() -> frozenset[str]:
    return frozenset(action.lower() for action in get_all_actions())


def expanded(action: str) -> list[str]:
    return [each for each in determine_actions_to_expand([action]) if each.lower() in known()]


def test_there_is_something_to_check() -> None:
    assert len(texts()) > 100
    assert any("baseline" in place for place in texts())


def test_policies_parse_and_fit_the_quota() -> None:
    for place, text in texts().items():
        document = json.loads(text)
        assert document["Version"] == "2012-10-17", place
        sids = [statement["Sid"] for statement in document["Statement"]]
        assert len(sids) == len(set(sids)), place
        if "aws:iam/policy:Policy" in place:
            assert len("".join(text.split())) <= MANAGED_LIMIT, place


def test_every_action_exists() -> None:
    unknown = {
        f"{each.place}: {action}" for each in permissions() for action in each.actions if not expanded(action)
    }
    assert unknown == set()


def test_no_statement_allows_every_action() -> None:
    for each in permissions():
        if each.allows:
            assert "NotAction" not in each.statement, each.place
            assert not {"*", "*:*"} & set(each.actions), each.place


def test_only_a_boundary_names_whole_services() -> None:
    """A boundary grants nothing; what it lets through is what other policies grant."""
    whole = {
        each.place for each in permissions() if each.allows and any(a.endswith(":*") for a in each.actions)
    }
    assert whole == {"baseline: aws:iam/policy:Policy boundary ServicesInUse"}


def test_no_resource_is_named_only_with_a_reason() -> None:
    reasons: dict[str, str] = table("any_resource")
    unnamed = {each.statement["Sid"] for each in permissions() if each.allows and "*" in each.resources}
    assert unnamed - set(reasons) == set(), "write the reason into components/any_resource.yaml"
    assert all(len(reason.split()) > 5 for reason in reasons.values())


def test_no_reason_is_left_over() -> None:
    written = {
        statement["sid"]
        for name in ("access_roles", "deployer")
        for entry in table(name).values()
        for statement in (entry["statements"] if isinstance(entry, dict) else entry)
        if statement["resources"] == "*"
    }
    unnamed = {each.statement["Sid"] for each in permissions() if each.allows and "*" in each.resources}
    assert set(table("any_resource")) <= written | unnamed


def _ineffective() -> Iterator[str]:
    """Actions that AWS binds to no resource, in statements that name some: they grant nothing."""
    for each in permissions():
        if not each.allows or "*" in each.resources:
            continue
        for action in each.actions:
            formats = {
                entry["resource_arn_format"]
                for name in expanded(action)
                for entry in (get_action_data(*name.split(":")) or {}).get(name.split(":")[0], [])
            }
            if formats == {"*"}:
                yield f"{each.place}: {action}"


def test_every_action_can_be_bound_to_the_resources_that_are_named() -> None:
    assert sorted(set(_ineffective())) == []


@pytest.mark.parametrize(
    "action",
    [
        "s3:GetObject",
        "secretsmanager:GetSecretValue",
        "rds-db:connect",
        "dynamodb:GetItem",
        "sqs:ReceiveMessage",
    ],
)
def test_people_and_pipelines_read_no_data(action: str) -> None:
    """Roles of people read traces at most; a pipeline reads its own state."""
    allowed = {"ReadTraceFiles", "ReadAndWriteState"}
    for each in permissions():
        if not each.place.startswith("baseline:") or not each.allows or "ServicesInUse" in each.place:
            continue
        reads = any(name.lower() == action.lower() for a in each.actions for name in expanded(a))
        assert not reads or each.statement["Sid"] in allowed, each.place


# --- the boundary and the pipelines reach what the services need ------------------------------

# Modules of pulumi_aws whose service has another prefix in IAM.
PREFIXES = {
    "appautoscaling": "application-autoscaling",
    "cfg": "config",
    "ebs": "ec2",
    "efs": "elasticfilesystem",
    "lb": "elasticloadbalancing",
    "networkfirewall": "network-firewall",
    "opensearch": "es",
    "sfn": "states",
    "vpc": "ec2",
}
# Types whose service is another than their module's.
OTHERS = {
    "aws:cloudwatch/eventRule:EventRule": "events",
    "aws:cloudwatch/eventTarget:EventTarget": "events",
    "aws:cloudwatch/logGroup:LogGroup": "logs",
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": "logs",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "logs",
    "aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig": "route53resolver",
    "aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation": "route53resolver",
}


def used_services() -> set[str]:
    """The services, by their prefixes in IAM, of everything that the examples of services deploy."""
    types = {
        resource.type
        for name, graph in graphs().items()
        if name not in ("baseline", "extended")  # an extension's services are its author's to allow
        for resource in graph.resources
        if resource.type.startswith("aws:")
    }
    modules = {type_: type_.split(":")[1].split("/")[0] for type_ in types}
    resolver = {type_: "route53resolver" for type_ in types if "/resolver" in type_}
    return {
        {**resolver, **OTHERS}.get(type_, PREFIXES.get(module, module)) for type_, module in modules.items()
    }


def prefixes(place: str) -> set[str]:
    """The services of everything that is allowed in these policies."""
    found = [each for each in permissions() if each.allows and place in each.place]
    return {action.split(":")[0] for each in found for action in each.actions}


def test_the_boundary_lets_through_what_every_role_may() -> None:
    allowed = set(table("eea_boundary")["services"])
    granted = {
        action.split(":")[0]
        for each in permissions()
        if each.allows and "boundary" not in each.place
        for action in each.actions
    }
    assert granted - allowed == set()
    assert used_services() - allowed == set()


def test_a_pipeline_can_deploy_every_service_in_use() -> None:
    assert used_services() - prefixes("deployer-fhir-") - {"iam"} == set()
    assert "iam" in prefixes("deployer-fhir-identity")


def test_a_pipeline_hands_roles_to_every_service_that_takes_one() -> None:
    takers: set[str] = set()
    for name, graph in graphs().items():
        for role in graph.of_type("aws:iam/role:Role") if name != "baseline" else ():
            for statement in json.loads(_text(role.inputs["assumeRolePolicy"]))["Statement"]:
                takers |= set(_several(statement["Principal"].get("Service", [])))
    [passing] = [each for each in permissions() if "deployer-fhir-identity HandRolesToServices" in each.place]
    assert takers <= set(passing.statement["Condition"]["StringEquals"]["iam:PassedToService"])
