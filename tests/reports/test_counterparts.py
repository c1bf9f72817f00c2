"""Our rule and Checkov's check of the same thing are shown together, and marked where they disagree."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from hds_blueprint.policies.metadata import Language
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Enforcement, Finding, Severity, Status, Verdict
from hds_blueprint.reports import console
from hds_blueprint.reports import json as json_report
from hds_blueprint.reports.counterparts import Counterpart, Counterparts
from hds_blueprint.reports.formats import FORMATS, renderer
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


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", f"records: {RULE} passes, {CHECK} fails"), ("fr", f"records : {RULE} réussit, {CHECK} échoue")],
)
def test_every_format_marks_a_disagreement(name: str, language: Language, sentence: str) -> None:
    apart = verdict(finding(CHECK, "FAIL"), finding(RULE, "PASS"))
    alike = verdict(finding(CHECK, "FAIL"), finding(RULE, "FAIL"))
    marks = {"json": '"disagreement": true', "csv": f"{RULE}=PASS,true"}
    said, other = (plain(renderer(name).render([each], language)) for each in (apart, alike))
    assert marks.get(name, sentence) in said
    assert marks.get(name, sentence) not in other


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_says_what_checkov_did_not_see(name: str) -> None:
    notice = "Checkov did not see random:index/randomId:RandomId: it has no counterpart."
    found = replace(verdict(finding(CHECK, "PASS")), notices=(notice,))
    assert notice in plain(renderer(name).render([found], "en"))


@pytest.mark.parametrize("name", ["text", "json", "sarif", "junit", "markdown"])
def test_the_version_of_checkov(name: str) -> None:
    found = replace(verdict(finding(CHECK, "PASS")), tools={"hds": "1", "checkov": "3.99.1"})
    assert "3.99.1" in renderer(name).render([found], "en")


def plain(text: str) -> str:
    """Without what the formats add to a sentence: ends of lines, indentation, escapes."""
    return " ".join(text.replace("\\", "").replace("%3A", ":").split())
