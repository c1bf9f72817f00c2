"""Our rule and Checkov's check of the same thing are shown together, and marked where they disagree."""

from __future__ import annotations

import json

import pytest

from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Enforcement, Finding, Severity, Status, Verdict
from hds_blueprint.reports import console
from hds_blueprint.reports import json as json_report
from hds_blueprint.reports.counterparts import Counterpart, Counterparts
from tests.policies.graphs import BUCKET, DATABASE, urn

RULE, CHECK = "rds-storage-encrypted", "CKV_AWS_16"
RECORDS = urn(DATABASE, "records")


def finding(rule: str, status: str, about: str = RECORDS, holder: str | None = None) -> Finding:
    tool = "checkov" if rule.startswith("CKV") else "hds"
    level = Enforcement.ADVISORY if tool == "checkov" else Enforcement.MANDATORY
    return Finding(
        rule, Status(status), about, Severity.HIGH, level, f"{rule} said", tool=tool, holder=holder
    )


def verdict(*findings: Finding) -> Verdict:
    return Verdict("prod", "production", findings, {"hds": "1", "checkov": "1"})


def test_the_pair_is_declared() -> None:
    assert f"checkov:{CHECK}" in all_rules()[RULE].metadata.aliases


@pytest.mark.parametrize(
    ("ours", "theirs", "disagree", "agree"),
    [
        ("PASS", "PASS", False, True),
        ("FAIL", "FAIL", False, True),
        ("PASS", "FAIL", True, False),
        ("FAIL", "PASS", True, False),
        ("UNKNOWN", "FAIL", False, False),
        ("NOT_APPLICABLE", "FAIL", False, False),
    ],
)
def test_both_ways(ours: str, theirs: str, disagree: bool, agree: bool) -> None:
    own, other = finding(RULE, ours), finding(CHECK, theirs)
    found = Counterparts(verdict(own, other))
    assert found.of(own) == (Counterpart(CHECK, Status(theirs)),)
    assert found.of(other) == (Counterpart(RULE, Status(ours)),)
    for each in (own, other):
        assert bool(found.disagree(each)) is disagree
        assert bool(found.agree(each)) is agree


def test_other_resources_and_rules_do_not_count() -> None:
    own = finding(RULE, "PASS")
    others = (finding(CHECK, "FAIL", urn(DATABASE, "other")), finding("CKV_AWS_17", "FAIL"))
    assert Counterparts(verdict(own, *others)).of(own) == ()


def test_the_worst_of_several_verdicts_counts() -> None:
    check = finding(CHECK, "PASS")
    found = Counterparts(verdict(finding(RULE, "PASS"), finding(RULE, "FAIL"), check))
    assert found.disagree(check) == (Counterpart(RULE, Status.FAIL),)


def test_the_resource_that_holds_the_setting_counts() -> None:
    block = urn("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "files")
    own = finding("s3-bucket-public-access-blocked", "FAIL", urn(BUCKET, "files"), holder=block)
    check = finding("CKV_AWS_53", "FAIL", block)
    assert Counterparts(verdict(own, check)).agree(check)


def test_the_console() -> None:
    both = console.render([verdict(finding(CHECK, "FAIL"), finding(RULE, "FAIL"))], "en")
    assert f"Checkov says the same: {CHECK}" in both
    assert "Second opinion" not in both
    assert "disagree" not in both
    apart = console.render([verdict(finding(CHECK, "FAIL"), finding(RULE, "PASS"))], "en")
    assert "Second opinion" in apart
    assert f"records: {RULE} passes, {CHECK} fails" in apart
    assert "Désaccords" in console.render([verdict(finding(CHECK, "PASS"), finding(RULE, "FAIL"))], "fr")


def test_json() -> None:
    content = json.loads(json_report.render([verdict(finding(CHECK, "FAIL"), finding(RULE, "PASS"))], "en"))
    first, second = content["stacks"][0]["verdicts"]
    assert first["counterparts"] == [{"rule": RULE, "status": "PASS"}]
    assert second["counterparts"] == [{"rule": CHECK, "status": "FAIL"}]
    assert first["disagreement"] is second["disagreement"] is True
