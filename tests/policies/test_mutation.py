"""The mutation tool: what it changes, what it counts, and that its data can be read."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from hds_blueprint.checkov.runner import CheckovResult
from hds_blueprint.graph.model import Join, Ref, Resource, ResourceGraph, references
from hds_blueprint.policies.verdict import Enforcement, Finding, Severity, Status
from tools.mutants import Mutant, mutants
from tools.mutation import Judged, judged, reason, scope, tally
from tools.mutation_checkov import caught
from tools.mutation_page import page
from tools.provider_schema import required

from .graphs import BUCKET, graph, resource, urn

KEY = urn("aws:kms/key:Key", "data")
POLICY = Join(
    (
        '{"Statement": [{"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"],'
        ' "Resource": "',
        Ref(urn(BUCKET, "documents"), "arn"),
        '/*", "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}}},'
        ' {"Sid": "Keep", "Effect": "Deny", "Principal": "*", "Action": ["s3:DeleteObject", "s3:PutObject"],'
        ' "Resource": "*", "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}}]}',
    )
)


def made(*resources: Resource, **settings: object) -> Mapping[str, Mutant]:
    whole = graph(*resources)
    if settings:
        whole = ResourceGraph(whole.project, whole.stack, "program", whole.resources, **settings)  # pyright: ignore[reportArgumentType]
    return {mutant.place: mutant for mutant in mutants(whole, scope()["weaker"])}


def test_each_kind_of_change() -> None:
    key = resource("aws:kms/key:Key", "data", {"enableKeyRotation": True, "deletionWindowInDays": 30})
    rule = resource(
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        "in",
        {"cidrIpv4": "10.0.0.0/16", "referencedSecurityGroupId": "sg-1", "ipProtocol": "tcp"},
    )
    listener = resource(
        "aws:lb/listener:Listener",
        "edge",
        {"protocol": "HTTPS", "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06"},
    )
    ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
    assert {
        "aws:kms/key:Key  remove",
        "aws:kms/key:Key region move",
        "aws:kms/key:Key enableKeyRotation drop",
        "aws:kms/key:Key enableKeyRotation off",
        "aws:kms/key:Key deletionWindowInDays shorten",
        "aws:kms/key:Key deletionWindowInDays lengthen",
        f"{ingress} cidrIpv4 widen",
        f"{ingress} referencedSecurityGroupId open",
        f"{ingress} ipProtocol weaken",
        "aws:lb/listener:Listener protocol weaken",
        "aws:lb/listener:Listener sslPolicy weaken",
    } <= made(key, rule, listener).keys()


def test_policies_are_weakened_and_never_made_stricter() -> None:
    holder = resource("aws:s3/bucketPolicy:BucketPolicy", "documents", {"policy": POLICY})
    found = made(holder)
    changes = {
        place.removeprefix(f"{holder.type} policy.Statement") for place in found if ".Statement" in place
    }
    assert changes == {
        "[Read].Action widen",
        "[Read].Action[s3:GetObject] widen",
        "[Read].Action[s3:ListBucket] widen",
        "[Read].Resource widen",
        "[Read].Condition drop",
        "[Keep] allow",
        "[Keep] drop",
        "[Keep].Action[s3:DeleteObject] drop",
        "[Keep].Action[s3:PutObject] drop",
        "[Keep].Condition.NumericLessThan.s3:TlsVersion weaken",
    }
    widened = (
        found[f"{holder.type} policy.Statement[Read].Action widen"].graph.by_urn[holder.urn].inputs["policy"]
    )
    assert isinstance(widened, Join)
    assert '"Action": "*"' in str(widened.parts[0])
    assert any(isinstance(part, Ref) for part in widened.parts)


def test_what_the_provider_requires_is_not_left_out() -> None:
    plan = "aws:backup/plan:Plan"
    assert required(plan, "rules[daily].ruleName")
    assert not required(plan, "rules[daily].lifecycle.deleteAfter")
    found = made(
        resource(
            plan, "plan", {"name": "plan", "rules": [{"ruleName": "daily", "lifecycle": {"deleteAfter": 35}}]}
        )
    )
    assert f"{plan} rules[daily].ruleName drop" not in found
    assert f"{plan} rules[daily].lifecycle drop" in found


def test_a_reference_that_goes_takes_its_dependency_along() -> None:
    bucket = resource(BUCKET, "documents", {})
    arns: list[object] = [Ref(bucket.urn, "arn")]
    test = resource(
        "aws:backup/restoreTestingSelection:RestoreTestingSelection", "test", {"protectedResourceArns": arns}
    )
    found = made(bucket, test)
    emptied = found[f"{test.type} protectedResourceArns[] drop"].changed
    assert emptied is not None
    assert not any(emptied.dependencies.values())


def test_without_health_data_nothing_is_moved() -> None:
    assert f"{BUCKET} region move" in made(resource(BUCKET, "documents", {}))
    assert not [
        place
        for place in made(resource(BUCKET, "documents", {}), health_data=False)
        if place.endswith(" move")
    ]


def test_a_mutant_that_no_rule_sees_is_a_survivor_without_a_reason() -> None:
    group = resource("aws:xray/group:Group", "traces", {"insightsConfiguration": {"insightsEnabled": True}})
    result = tally(list(judged(graph(group))))
    place = "aws:xray/group:Group insightsConfiguration drop"
    assert result.survived[place] == 1
    assert reason(place) is None
    assert place in page(result, None)


def test_a_place_that_a_rule_catches_anywhere_counts_everywhere() -> None:
    key = resource("aws:kms/key:Key", "data", {"description": "data"})
    first, second = (Mutant(key.urn, key.type, "description", "drop", graph(key), key) for _ in range(2))
    silent = tally([Judged(first, frozenset()), Judged(second, frozenset())])
    assert (len(silent.counted), silent.left_out.total()) == (0, 2)
    loud = tally([Judged(first, frozenset({"some-rule"})), Judged(second, frozenset())])
    assert (len(loud.counted), loud.left_out.total()) == (2, 0)
    assert loud.survived.total() == 1


def test_what_aws_refuses_is_no_mutant_though_a_rule_catches_it() -> None:
    key = resource("aws:kms/key:Key", "data", {"deletionWindowInDays": 30})
    mutant = Mutant(key.urn, key.type, "deletionWindowInDays", "lengthen", graph(key), key)
    result = tally([Judged(mutant, frozenset({"some-rule"}))])
    assert (len(result.counted), dict(result.left_out)) == (0, {"refused": 1})


def test_checkov_judges_mutants_beside_their_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = resource(BUCKET, "documents", {"forceDestroy": False})
    versions = resource(
        "aws:s3/bucketVersioning:BucketVersioning",
        "documents",
        {"bucket": Ref(bucket.urn, "id"), "versioningConfiguration": {"status": "Enabled"}},
    )
    whole = graph(bucket, versions, resource("aws:kms/key:Key", "apart", {}))
    found = [m for m in mutants(whole, scope()["weaker"]) if m.change == "weaken"]
    seen: list[ResourceGraph] = []

    def suspended_fails(judged: ResourceGraph) -> CheckovResult:
        seen.append(judged)
        bad = [r for r in judged.resources if "Suspended" in str(r.inputs)]
        fail = [
            Finding("CKV_AWS_21", Status.FAIL, r.urn, Severity.LOW, Enforcement.ADVISORY, "") for r in bad
        ]
        return CheckovResult(tuple(fail), "3")

    monkeypatch.setattr("tools.mutation_checkov.run", suspended_fails)
    assert len(found) == 1
    assert caught(found) == 1
    (judged_graph,) = seen
    # the mutant and its bucket, before and after; the key has nothing to do with it
    assert len(judged_graph.resources) == 4
    assert all(
        judged_graph.by_urn[r.urn] for each in judged_graph.resources for r in references(dict(each.inputs))
    )


def test_every_place_is_a_pattern_with_a_reason() -> None:
    for entry in (*scope()["weakens_nothing"], *scope()["survivors"]):
        re.compile(entry["place"])
        assert len(entry["reason"]) > 5
    assert {entry["kind"] for entry in scope()["weakens_nothing"]} == {
        "refused",
        "same",
        "stricter",
        "operation",
    }
