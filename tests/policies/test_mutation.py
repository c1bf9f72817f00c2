"""The mutation tool: what it changes, and that its data can be read."""

from __future__ import annotations

import re

import pytest

from hds_blueprint.checkov.runner import CheckovResult
from hds_blueprint.graph.model import Join, Ref, ResourceGraph, references
from hds_blueprint.policies.verdict import Enforcement, Finding, Severity, Status
from tools.mutants import mutants
from tools.mutation import Tally, explained, run, scope
from tools.mutation_checkov import caught

from .graphs import BUCKET, graph, resource, urn

KEY = urn("aws:kms/key:Key", "data")
POLICY = Join(
    (
        '{"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "',
        Ref(urn(BUCKET, "documents"), "arn"),
        '/*"}, {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}',
    )
)


def places(*resources) -> dict[str, object]:
    return {mutant.place: mutant.graph for mutant in mutants(graph(*resources), scope()["weaker"])}


def test_each_kind_of_change() -> None:
    key = resource("aws:kms/key:Key", "data", {"enableKeyRotation": True, "deletionWindowInDays": 30})
    rule = resource(
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "in", {"cidrIpv4": "10.0.0.0/16"}
    )
    found = places(key, rule)
    assert {
        "aws:kms/key:Key  remove",
        "aws:kms/key:Key region move",
        "aws:kms/key:Key enableKeyRotation drop",
        "aws:kms/key:Key enableKeyRotation flip",
        "aws:kms/key:Key deletionWindowInDays shorten",
        "aws:kms/key:Key deletionWindowInDays lengthen",
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule cidrIpv widen",
    } <= found.keys()


def test_policies_in_json_with_references_are_weakened_and_stay_json() -> None:
    holder = resource("aws:s3/bucketPolicy:BucketPolicy", "documents", {"policy": POLICY})
    found = {
        mutant.place: mutant.graph.by_urn[holder.urn].inputs["policy"]
        for mutant in mutants(graph(holder), {})
        if ".Statement" in mutant.path
    }
    widened = found["aws:s3/bucketPolicy:BucketPolicy policy.Statement[].Action widen"]
    assert isinstance(widened, Join)
    assert '"Action": "*"' in str(widened.parts[0])
    assert any(isinstance(part, Ref) for part in widened.parts)
    assert "aws:s3/bucketPolicy:BucketPolicy policy.Statement[] allow" in found


def test_a_mutant_that_no_rule_sees_is_a_survivor_without_a_reason() -> None:
    tally = Tally()
    run(
        graph(
            resource("aws:xray/group:Group", "traces", {"insightsConfiguration": {"insightsEnabled": True}})
        ),
        tally,
    )
    bare, _ = explained(tally)
    assert "aws:xray/group:Group insightsConfiguration drop" in bare


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
    assert caught(whole, found) == 1
    (judged,) = seen
    # the mutant and its bucket, before and after; the key has nothing to do with it
    assert len(judged.resources) == 4
    assert all(judged.by_urn[r.urn] for each in judged.resources for r in references(dict(each.inputs)))


def test_every_place_is_a_pattern_with_a_reason() -> None:
    for entry in (*scope()["without_bearing"], *scope()["survivors"]):
        re.compile(entry["place"])
        assert len(entry["reason"]) > 5
