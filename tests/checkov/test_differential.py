"""The same resources, written in Terraform's language and in Pulumi's, get the same verdicts.

Checkov reads the one directly and the other through the bridge.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from hds_blueprint.checkov.catalogue import checks
from hds_blueprint.checkov.plan import terraform_plan
from tests.checkov.comparison import Verdicts, directly, graph, load_cases, through_the_bridge

DIFFERENCES = Path(__file__).parent / "differences.yaml"


@pytest.fixture(scope="module")
def verdicts(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Verdicts, Verdicts]:
    cases = load_cases()
    return directly(cases, tmp_path_factory.mktemp("terraform")), through_the_bridge(cases)


@pytest.fixture(scope="module")
def explained() -> set[tuple[str, str, str]]:
    entries = yaml.safe_load(DIFFERENCES.read_text("utf-8"))
    assert all(entry["reason"] for entry in entries)
    return {
        (case, resource, entry["check"])
        for entry in entries
        for case, resources in entry["at"].items()
        for resource in resources
    }


def test_the_cases_are_translated_whole() -> None:
    assert terraform_plan(graph(load_cases())).unmapped == ()


def test_verdicts_are_the_same(verdicts: tuple[Verdicts, Verdicts]) -> None:
    terraform, bridged = verdicts
    both = terraform.keys() & bridged.keys()
    different = {key: (terraform[key], bridged[key]) for key in both if terraform[key] != bridged[key]}
    assert different == {}


def test_what_only_one_side_judges_is_explained(
    verdicts: tuple[Verdicts, Verdicts], explained: set[tuple[str, str, str]]
) -> None:
    terraform, bridged = verdicts
    assert terraform.keys() ^ bridged.keys() == explained


def test_the_cases_reach_far(verdicts: tuple[Verdicts, Verdicts]) -> None:
    terraform, bridged = verdicts
    both = terraform.keys() & bridged.keys()
    assert len({check for _, _, check in both}) >= 370
    assert len({resource.partition(".")[0] for _, resource, _ in both}) >= 139
    counts = Counter(bridged[key] for key in both)
    assert counts["PASS"] > 250
    assert counts["FAIL"] > 250


def test_every_check_of_connections_passes_and_fails(verdicts: tuple[Verdicts, Verdicts]) -> None:
    """On both sides, but for what a Pulumi program cannot write."""
    terraform, bridged = verdicts
    seen = {(check, bridged[key]) for key in terraform.keys() & bridged.keys() if (check := key[2])}
    wanted = {(check, said) for check in checks() if check.startswith("CKV2_") for said in ("PASS", "FAIL")}
    assert wanted - seen == {
        ("CKV2_AWS_35", "FAIL"),  # a route to an instance: pulumi_aws has dropped the argument
        ("CKV2_AWS_36", "PASS"),  # a data source of HTTP, which is not of AWS
        ("CKV2_AWS_36", "FAIL"),
    }


@pytest.mark.parametrize(
    ("case", "resource", "check"),
    [
        ("bucket-with-split-settings", "aws_s3_bucket.records", "CKV_AWS_145"),
        ("bucket-with-split-settings", "aws_s3_bucket.records", "CKV2_AWS_6"),
        ("trail-with-log-group", "aws_cloudtrail.trail", "CKV2_AWS_10"),
        ("database-with-parameter-group", "aws_db_instance.good", "CKV2_AWS_30"),
        ("database-with-parameter-group", "aws_db_instance.good", "CKV2_AWS_69"),
        ("load-balancer-with-firewall", "aws_lb.edge", "CKV2_AWS_28"),
        ("load-balancer-with-firewall", "aws_lb.edge", "CKV2_AWS_76"),
        ("load-balancer-with-firewall", "aws_lb.edge", "CKV2_AWS_20"),
        ("load-balancer-with-firewall", "aws_wafv2_web_acl.acl", "CKV2_AWS_31"),
        ("security-groups", "aws_security_group.attached", "CKV2_AWS_5"),
        ("network-with-flow-log", "aws_vpc.main", "CKV2_AWS_11"),
        ("secrets", "aws_secretsmanager_secret.rotated", "CKV2_AWS_57"),
    ],
)
def test_connected_resources_are_seen_as_connected(
    verdicts: tuple[Verdicts, Verdicts], case: str, resource: str, check: str
) -> None:
    assert verdicts[1][case, resource, check] == "PASS"
