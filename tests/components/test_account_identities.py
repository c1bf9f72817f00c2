"""Who may do what in an account: the boundary, the roles of people and of pipelines."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hds_blueprint.components.deployer import subjects
from hds_blueprint.graph.model import Ref, ResourceGraph
from hds_blueprint.hosting.account import Deployer, boundary_name
from hds_blueprint.hosting.facts import table as facts

from .conftest import find
from .reading import inputs, plain, statements, texts
from .small_platform import graph_of
from .test_baseline import baseline

ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/policy:Policy"
PEOPLE = ("administrator", "operator", "auditor", "break-glass")


def trust(graph: ResourceGraph, role: str) -> dict[str, Any]:
    return statements(graph, ROLE, role, "assumeRolePolicy")


# --- the boundary -----------------------------------------------------------------------------


def test_the_boundary_refuses_every_region_but_those_of_use() -> None:
    refusal = statements(baseline(), POLICY, "boundary")["RefuseOutsideOfRegions"]
    assert refusal["Effect"] == "Deny"
    assert refusal["Condition"] == {"StringNotEquals": {"aws:RequestedRegion": ["eu-west-3", "eu-central-1"]}}
    assert refusal["NotAction"] == list(facts("global_services")["exempt"])


def test_every_exemption_has_its_reason() -> None:
    for action, reason in facts("global_services")["exempt"].items():
        assert len(reason.split()) > 5, action
        assert action.split(":")[0] not in ("s3", "rds", "ec2", "kms") or action == "s3:ListAllMyBuckets"


def test_nobody_gets_out_of_the_boundary() -> None:
    document = statements(baseline(), POLICY, "boundary")
    own = f"arn:aws:iam::123456789012:policy/{boundary_name('hds')}"
    assert document["RefuseUnbounded"]["Condition"] == {"StringNotEquals": {"iam:PermissionsBoundary": own}}
    assert "iam:CreateRole" in document["RefuseUnbounded"]["Action"]
    assert document["RefuseUnbinding"]["Action"] == [
        "iam:DeleteRolePermissionsBoundary",
        "iam:DeleteUserPermissionsBoundary",
    ]
    assert document["RefuseOtherBoundary"]["Resource"] == own
    for call in ("guardduty:DeleteDetector", "cloudtrail:StopLogging", "config:StopConfigurationRecorder"):
        assert call in document["RefuseEndOfSafeguards"]["Action"]


def test_every_role_of_the_baseline_carries_it() -> None:
    for role in baseline().of_type(ROLE):
        bound = role.inputs["permissionsBoundary"]
        assert isinstance(bound, Ref) and bound.urn.endswith("::boundary"), role.name


def test_a_service_carries_the_boundary_of_its_baseline_and_none_without() -> None:
    arn = f"arn:aws:iam::123456789012:policy/{boundary_name('hds')}"
    bounded = graph_of({"baseline": "hds"}).of_type(ROLE)
    assert {role.inputs["permissionsBoundary"] for role in bounded} == {arn}
    assert all("permissionsBoundary" not in role.inputs for role in graph_of().of_type(ROLE))


def test_the_organisation_refuses_the_regions_where_its_management_account_is_given() -> None:
    assert not baseline().of_type("aws:organizations/policy:Policy")
    guard = {"management_role": "arn:aws:iam::210987654321:role/policies", "target": "ou-a1b2-c3d4e5f6"}
    graph = baseline({"organisation_guard": guard})
    policy = find(graph, "aws:organizations/policy:Policy", "boundary")
    document = json.loads(str(plain(policy.inputs["content"])))
    assert policy.inputs["type"] == "SERVICE_CONTROL_POLICY"
    assert [each["Sid"] for each in document["Statement"]] == ["RefuseOutsideOfRegions"]
    assert inputs(graph, "aws:organizations/policyAttachment:PolicyAttachment", "boundary")["targetId"] == (
        "ou-a1b2-c3d4e5f6"
    )
    provider = find(graph, "pulumi:providers:aws", "management")
    assert "arn:aws:iam::210987654321:role/policies" in str(provider.inputs["assumeRoles"])
    assert policy.provider == provider.urn


# --- people -----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", PEOPLE)
def test_people_take_their_roles_with_a_second_factor(role: str) -> None:
    [statement] = trust(baseline(), role).values()
    assert statement["Principal"] == {"AWS": "arn:aws:iam::123456789012:root"}
    assert statement["Condition"] == {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def test_named_people_and_named_roles_are_trusted_apart() -> None:
    people, role = "arn:aws:iam::123456789012:user/rssi", "arn:aws:iam::210987654321:role/people"
    document = trust(baseline({"roles": {"auditor": {"principals": [people, role]}}}), "auditor")
    assert document["PeopleTakeRole"]["Principal"] == {"AWS": people}
    assert document["PeopleTakeRole"]["Condition"] == {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    assert document["RolesTakeRole"]["Principal"] == {"AWS": role}
    assert "Condition" not in document["RolesTakeRole"], "AWS hands a second factor on to no further role"


def test_sessions_last_as_long_as_the_document_says() -> None:
    graph = baseline({"roles": {"operator": {"session_hours": 2}}})
    assert find(graph, ROLE, "operator").inputs["maxSessionDuration"] == 7200
    assert find(graph, ROLE, "break-glass").inputs["maxSessionDuration"] == 3600


def test_the_auditor_reads_traces_and_decrypts_nothing_else() -> None:
    document = statements(baseline(), "aws:iam/rolePolicy:RolePolicy", "auditor")
    assert document["DecryptTraceFiles"]["Condition"] == {
        "ForAnyValue:StringLike": {"kms:ResourceAliases": "alias/*-logs"},
        "StringLike": {"kms:ViaService": "s3.*.amazonaws.com"},
    }
    for statement in document.values():
        for action in texts(statement["Action"]):
            verb = action.split(":")[1]
            assert verb.startswith(("Get", "List", "Filter", "Decrypt", "StartQuery", "StopQuery")), action


# --- pipelines --------------------------------------------------------------------------------


def test_a_pipeline_is_bound_to_its_repository_and_environments() -> None:
    [statement] = trust(baseline(), "deployer-fhir").values()
    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert statement["Condition"] == {
        "StringEquals": {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": [
                "repo:example/fhir:environment:prod-preview",
                "repo:example/fhir:environment:prod",
            ],
        }
    }


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"branch": "main"}, "repo:example/fhir:ref:refs/heads/main"),
        ({"environments": ["prod"]}, "repo:example/fhir:environment:prod"),
        ({"platform": "gitlab", "branch": "main"}, "project_path:example/fhir:ref_type:branch:ref:main"),
    ],
)
def test_subjects_are_those_of_the_platform(fields: dict[str, Any], expected: str) -> None:
    deployer = Deployer.model_validate({"repository": "example/fhir", "stacks": ["fhir-prod"], **fields})
    assert subjects(deployer) == [expected]


def test_each_issuer_is_admitted_once() -> None:
    own = {
        "platform": "gitlab",
        "issuer": "https://gitlab.example.org/ci",
        "repository": "a/b",
        "branch": "main",
    }
    graph = baseline({"deployers": {"lab": {**own, "stacks": ["lab-prod"]}}})
    issuers = graph.of_type("aws:iam/openIdConnectProvider:OpenIdConnectProvider")
    assert sorted(str(each.inputs["url"]) for each in issuers) == [
        "https://gitlab.example.org/ci",
        "https://token.actions.githubusercontent.com",
    ]
    condition = trust(graph, "deployer-lab")["PipelineTakesRole"]["Condition"]
    assert "gitlab.example.org/ci:sub" in condition["StringEquals"]


def test_a_pipeline_reaches_its_own_stacks_and_makes_bounded_roles_only() -> None:
    graph = baseline()
    identity = statements(graph, POLICY, "deployer-fhir-identity")
    assert identity["DeployBoundedRoles"]["Resource"] == "arn:aws:iam::123456789012:role/fhir-prod-*"
    assert identity["DeployBoundedRoles"]["Condition"] == {
        "StringEquals": {"iam:PermissionsBoundary": "<boundary.arn>"}
    }
    test = statements(graph, POLICY, "deployer-fhir-test-identity")
    assert test["DeployRoles"]["Resource"] == [
        "arn:aws:iam::123456789012:role/fhir-dev-*",
        "arn:aws:iam::123456789012:role/fhir-staging-*",
    ]
    for part in ("foundations", "data"):
        for statement in statements(graph, POLICY, f"deployer-fhir-{part}").values():
            for resource in texts(statement["Resource"]):
                assert "fhir-dev" not in resource
