"""The policy pack, asked as the engine asks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import grpc
import pytest
from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import analyzer_pb2

from hds_blueprint.graph.signatures import KEY, SECRET
from hds_blueprint.policies.analyzer import RulesAnalyzer
from hds_blueprint.policies.pack import document_waivers
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.problem import InputError

from .graphs import BUCKET, DATABASE, Waiver, urn

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
PLATFORM = "hds:platform:Platform"
PROVIDER = "pulumi:providers:aws"


class AbortedError(Exception):
    """What a gRPC context raises when a request is refused."""


class Context:
    """A gRPC context that keeps the reason."""

    def abort(self, code: grpc.StatusCode, message: str) -> NoReturn:
        raise AbortedError(f"{code.name}: {message}")


def structure(values: dict[str, Any]) -> struct_pb2.Struct:
    return json_format.ParseDict(values, struct_pb2.Struct())


def analyzer(*waivers: Waiver, rules: Any = None) -> RulesAnalyzer:
    pack = RulesAnalyzer(
        rules or all_rules(),
        name="pack",
        version="1",
        waivers_of=lambda stack: waivers,
        as_of=date(2026, 11, 24),
    )
    request = analyzer_pb2.AnalyzerStackConfigureRequest(stack="prod", project="shop")
    pack.ConfigureStack(request, Context())
    return pack


def provider(region: str = "eu-west-3") -> analyzer_pb2.AnalyzerProviderResource:
    return analyzer_pb2.AnalyzerProviderResource(
        type=PROVIDER, name="main", urn=urn(PROVIDER, "main"), properties=structure({"region": region})
    )


def analyze(pack: RulesAnalyzer, type_: str, name: str, inputs: dict[str, Any], region: str = "eu-west-3"):
    request = analyzer_pb2.AnalyzeRequest(
        type=type_, name=name, urn=urn(type_, name), properties=structure(inputs)
    )
    if type_.startswith("aws:"):
        request.provider.CopyFrom(provider(region))
    return pack.Analyze(request, Context())


def analyze_stack(
    pack: RulesAnalyzer, resources: Sequence[tuple[str, str, dict[str, Any], dict[str, list[str]]]]
) -> analyzer_pb2.AnalyzeResponse:
    request = analyzer_pb2.AnalyzeStackRequest()
    for type_, name, outputs, dependencies in resources:
        entry = request.resources.add(
            type=type_, name=name, urn=urn(type_, name), properties=structure(outputs), provider=provider()
        )
        for property_name, urns in dependencies.items():
            entry.propertyDependencies[property_name].urns.extend(urns)
    return pack.AnalyzeStack(request, Context())


def said(response: analyzer_pb2.AnalyzeResponse, level: int = analyzer_pb2.MANDATORY) -> set[str]:
    return {each.policyName for each in response.diagnostics if each.enforcementLevel == level}


def test_a_violating_resource_is_refused_before_it_is_created() -> None:
    response = analyze(analyzer(), DATABASE, "records", {"engine": "postgres", "storageEncrypted": False})
    assert "rds-storage-encrypted" in said(response)
    assert response.diagnostics[0].urn == urn(DATABASE, "records")


def test_the_region_of_the_provider_is_known_for_one_resource() -> None:
    assert "region-within-eea" in said(analyze(analyzer(), BUCKET, "documents", {}, region="us-east-1"))


def test_an_unknown_property_does_not_soften_a_mandatory_failure() -> None:
    inputs = {"engine": "postgres", "storageEncrypted": False, "kmsKeyId": UNKNOWN, "identifier": UNKNOWN}
    assert "rds-storage-encrypted" in said(analyze(analyzer(), DATABASE, "records", inputs))


def test_nothing_is_concluded_from_what_one_resource_cannot_show() -> None:
    assert said(analyze(analyzer(), BUCKET, "documents", {"bucket": "documents"})) == set()


def test_the_stack_is_judged_with_references() -> None:
    pack = analyzer()
    key, database = "aws:kms/key:Key", {"engine": "postgres", "kmsKeyId": UNKNOWN, "storageEncrypted": True}
    analyze(pack, key, "data", {"enableKeyRotation": True})
    analyze(pack, DATABASE, "records", database)
    response = analyze_stack(
        pack,
        [(key, "data", {}, {}), (DATABASE, "records", database, {"kmsKeyId": [urn(key, "data")]})],
    )
    assert "rds-customer-key" not in said(response)
    assert "rds-instance-multi-az" not in said(response), "said already of the resource alone"
    assert "data-store-backed-up" in said(response)


def test_inputs_are_judged_and_not_what_the_provider_computes() -> None:
    pack = analyzer()
    analyze(pack, DATABASE, "records", {"engine": "postgres", "publiclyAccessible": False})
    response = analyze_stack(pack, [(DATABASE, "records", {"publiclyAccessible": UNKNOWN}, {})])
    notes = [
        each.message for each in response.diagnostics if each.policyName == "verdicts-known-before-apply"
    ]
    assert not any("rds-instance-private" in note for note in notes)


def test_what_waits_for_apply_is_counted_in_production() -> None:
    pack = analyzer()
    analyze(pack, DATABASE, "records", {"engine": "postgres", "storageEncrypted": UNKNOWN})
    response = analyze_stack(pack, [(DATABASE, "records", {}, {})])
    assert "verdicts-known-before-apply" in said(response, analyzer_pb2.ADVISORY)
    assert "rds-storage-encrypted" not in said(response)


def test_outputs_of_the_stack_are_judged_once_the_engine_shows_them() -> None:
    pack, stack = analyzer(), "pulumi:pulumi:Stack"
    analyze(pack, stack, "shop-prod", {})
    hidden = analyze_stack(pack, [(stack, "shop-prod", {}, {})])
    waiting = [
        each.message for each in hidden.diagnostics if each.policyName == "verdicts-known-before-apply"
    ]
    assert any("stack-outputs-without-secrets" in message for message in waiting)
    shown = analyze_stack(pack, [(stack, "shop-prod", {"dbPassword": "correct-horse"}, {})])
    assert "stack-outputs-without-secrets" in said(shown)
    assert "correct-horse" not in str(shown)


def test_the_platform_component_says_how_strict() -> None:
    pack = analyzer()
    analyze(pack, PLATFORM, "platform", {"profile": "development", "healthData": True})
    response = analyze(pack, DATABASE, "records", {"engine": "postgres", "deletionProtection": False})
    assert "rds-deletion-protected" in said(response, analyzer_pb2.ADVISORY)
    assert "rds-deletion-protected" not in said(response)


def test_a_secret_reaches_neither_message_nor_rule() -> None:
    secret = {KEY: SECRET, "value": "correct-horse"}
    response = analyze(analyzer(), DATABASE, "records", {"engine": "postgres", "password": secret})
    assert "rds-password-managed" in said(response)
    assert "correct-horse" not in str(response)


def test_waivers_hold_for_one_resource_and_for_the_stack() -> None:
    pack = analyzer(Waiver("rds-storage-encrypted", "records"))
    assert "rds-storage-encrypted" not in said(analyze(pack, DATABASE, "records", {"engine": "postgres"}))
    response = analyze_stack(pack, [(DATABASE, "records", {}, {})])
    assert "rds-storage-encrypted" not in said(response)
    assert "waivers-valid" not in said(response)


def test_a_void_waiver_refuses_the_stack() -> None:
    response = analyze_stack(analyzer(Waiver("rds-storage-encrypted", "nothing")), [(BUCKET, "b", {}, {})])
    assert "waivers-valid" in said(response)


def test_a_rule_that_fails_itself_ends_the_deployment() -> None:
    def broken(resource: object, facts: object) -> NoReturn:
        raise ZeroDivisionError("no")

    rule = replace(all_rules()["rds-storage-encrypted"], check=broken)
    with pytest.raises(AbortedError, match=r"INTERNAL: .*rds-storage-encrypted.*records"):
        analyze(analyzer(rules={rule.id: rule}), DATABASE, "records", {})


def test_each_rule_is_a_policy_of_its_own() -> None:
    info = analyzer().GetAnalyzerInfo(None, Context())
    policies = {policy.name: policy for policy in info.policies}
    assert set(all_rules()) <= set(policies)
    policy = policies["rds-storage-encrypted"]
    assert policy.severity == analyzer_pb2.POLICY_SEVERITY_CRITICAL
    assert policy.enforcementLevel == analyzer_pb2.MANDATORY
    assert "storage_encrypted=True" in policy.remediation_steps
    assert policy.displayName
    assert policy.description
    missing = [rule for rule in all_rules() if not policies[rule].url.startswith("https://")]
    assert missing == []


def test_waivers_come_from_the_document_of_the_stack(tmp_path: Path) -> None:
    assert document_waivers(tmp_path, "prod") == ()
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks" / "prod.yaml").write_text("service: {}\n", encoding="utf-8")
    with pytest.raises(InputError):
        document_waivers(tmp_path, "prod")


def test_what_exists_is_found_by_its_arn_alone() -> None:
    """After a deployment a reference is a known text, and the property depends on both vaults."""
    rule = "backup-retention-within-lock"
    vault, lock = "aws:backup/vault:Vault", "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
    plan, name = "aws:backup/plan:Plan", "arn:aws:backup:eu-central-1:123456789012:backup-vault:copies"
    both = [urn(vault, "main"), urn(vault, "copies")]
    response = analyze_stack(
        analyzer(rules={rule: all_rules()[rule]}),
        [
            (vault, "main", {"name": "main", "arn": "arn:aws:backup:eu-west-3:123456789012:vault:main"}, {}),
            (vault, "copies", {"name": "copies", "arn": name}, {}),
            (lock, "main", {"backupVaultName": "main", "minRetentionDays": 60}, {}),
            (lock, "copies", {"backupVaultName": "copies", "minRetentionDays": 35}, {}),
            (
                plan,
                "plan",
                {
                    "rules": [
                        {
                            "targetVaultName": "main",
                            "lifecycle": {"deleteAfter": 60},
                            "copyActions": [{"destinationVaultArn": name, "lifecycle": {"deleteAfter": 35}}],
                        }
                    ]
                },
                {"rules": both},
            ),
        ],
    )
    assert [found.message for found in response.diagnostics] == []
