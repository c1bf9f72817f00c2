"""`hds check --base REF`: only what a change makes worse counts."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hds_blueprint.command.main import application

PACKAGE = Path(__file__).parents[2] / "hds_blueprint"
EXAMPLE = Path(__file__).parents[2] / "stacks" / "dev.yaml"


def git(folder: Path, *arguments: str) -> None:
    author = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(("git", "-C", str(folder), *author, *arguments), check=True, capture_output=True)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """A development document, committed, which has advisory failures from the start."""
    path = tmp_path / "stacks" / "dev.yaml"
    path.parent.mkdir()
    path.write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "before")
    return path


def check(path: Path, *arguments: str) -> tuple[int, str]:
    options = ["check", str(path), "--no-checkov", "--as-of", "2026-11-01", *arguments]
    result = CliRunner().invoke(application(("check", "rules")), options)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout or result.stderr


def test_failures_from_before_are_left_out_unless_all_are_asked_for(document: Path) -> None:
    assert check(document, "--strict")[0] == 1
    code, text = check(document, "--strict", "--base", "main", "--format", "json")
    (stack,) = json.loads(text)["stacks"]
    assert (code, stack["counts"]["FAIL"], stack["changes"]) == (0, 0, [])
    assert any(verdict["known"] for verdict in stack["verdicts"])
    assert "2 failure(s) from before the change are left out" in " ".join(stack["notices"])
    code, text = check(document, "--strict", "--base", "main", "--all")
    assert (code, "are left out" in text) == (1, False)


def test_a_data_store_that_vanishes_is_a_failure_of_its_own(document: Path) -> None:
    before = document.read_text("utf-8")
    document.write_text(before.replace("documents", "attachments"), "utf-8")
    code, text = check(document, "--base", "HEAD", "--format", "json")
    (stack,) = json.loads(text)["stacks"]
    failed = [v for v in stack["verdicts"] if v["status"] == "FAIL" and not v["known"]]
    assert code == 1
    lost = {v["resource"].rsplit("::", 1)[-1] for v in failed if v["rule"] == "data-store-kept"}
    assert "documents" in lost
    kinds = {change["urn"].rsplit("::", 1)[-1]: change["kind"] for change in stack["changes"]}
    assert (kinds["documents"], kinds["attachments"]) == ("deleted", "created")
    assert "deleted: aws:s3/bucket:Bucket documents" in " ".join(check(document, "--base", "HEAD")[1].split())


def test_a_new_document_is_all_new(document: Path) -> None:
    fresh = document.with_name("fresh.yaml")
    fresh.write_text(document.read_text("utf-8"), "utf-8")
    code, text = check(fresh, "--strict", "--base", "main")
    assert code == 1
    assert "The document is new" in text


def test_a_document_that_is_gone_or_renamed_loses_its_stores(document: Path) -> None:
    document.rename(document.with_name("test.yaml"))
    code, text = check(document.parent, "--base", "HEAD", "--format", "json")
    gone, new = json.loads(text)["stacks"]
    assert (code, gone["source"], gone["stack"]) == (1, str(document), "dev")
    assert {v["rule"] for v in gone["verdicts"]} == {"data-store-kept"}
    assert {change["kind"] for change in gone["changes"]} == {"deleted"}
    assert "nothing holds its stack any more" in gone["notices"][0]
    assert new["refused"] == 0


def test_a_document_that_was_never_valid_takes_nothing_with_it(document: Path) -> None:
    broken = document.with_name("broken.yaml")
    broken.write_text("oops: 1\n", "utf-8")
    git(document.parents[1], "add", ".")
    git(document.parents[1], "commit", "--quiet", "--message", "broken")
    broken.unlink()
    code, text = check(document.parent, "--base", "HEAD", "--format", "json")
    gone = json.loads(text)["stacks"][0]
    assert (code, gone["source"], gone["profile"], gone["verdicts"]) == (0, str(broken), "production", [])


WAIVER = """
waivers:
  - rule: data-store-kept
    resource: "*"
    reason: moved to another stack
    owner: owner@example.org
    approver: approver@example.org
    expiry: {expiry}
    compensating_measure: restored there
"""


@pytest.mark.parametrize(("expiry", "expected"), [("2026-12-01", 0), ("2026-10-01", 2)])
def test_a_waiver_beside_it_lets_a_document_go(document: Path, expiry: str, expected: int) -> None:
    document.with_name("dev.waivers.yaml").write_text(WAIVER.format(expiry=expiry), "utf-8")
    document.with_name("other.yaml").write_text(document.read_text("utf-8"), "utf-8")
    document.unlink()
    code, text = check(document.parent, "--base", "HEAD")
    assert code == expected
    assert ("dev.waivers.yaml" in text.replace("\n    ", "")) is (expected == 2)


def test_the_waiver_of_a_change_stays_valid_for_the_deployment_after_it(document: Path) -> None:
    before = document.read_text("utf-8")
    document.write_text(
        before.replace("documents", "attachments") + WAIVER.format(expiry="2026-12-01"), "utf-8"
    )
    assert check(document, "--base", "HEAD")[0] == 0
    assert check(document)[0] == 0


def test_protections_given_up_within_the_rules_are_told(document: Path) -> None:
    reader = "logging:\n  readers: ['arn:aws:iam::123456789012:role/a']"
    document.write_text(document.read_text("utf-8").replace("logging:", reader), "utf-8")
    code, text = check(document, "--base", "HEAD", "--format", "json")
    (stack,) = json.loads(text)["stacks"]
    (shift,) = stack["shifts"]
    assert (code, shift["place"], shift["weaker"]) == (0, "logging.readers", True)
    said = " ".join(check(document, "--base", "HEAD", "--language", "fr")[1].split())
    assert "Ce que la posture perd logging.readers : – → arn:aws:iam" in said


def test_a_waiver_mends_nothing(document: Path) -> None:
    waiver = WAIVER.format(expiry="2026-12-01").replace("data-store-kept", "rds-deletion-protected")
    document.write_text(document.read_text("utf-8") + waiver, "utf-8")
    (stack,) = json.loads(check(document, "--base", "HEAD", "--format", "json")[1])["stacks"]
    assert stack["mended"] == []
    assert [shift["place"] for shift in stack["shifts"]] == ["waivers: rds-deletion-protected, *"]


@pytest.mark.parametrize("reference", ["nowhere", "--upload-pack=x", "HEAD~9", ""])
def test_an_unknown_commit_is_bad_input(document: Path, reference: str) -> None:
    code, text = check(document, f"--base={reference}")
    assert code == 2
    assert "no such commit" in text


PROGRAM_OF_THEN = """
import pulumi_aws as aws

def build(content):
    aws.s3.Bucket("of-then", region="eu-west-3")
"""


def test_the_base_is_built_by_its_own_program(document: Path) -> None:
    root = document.parents[1]
    (root / "Pulumi.yaml").write_text("name: shop\nruntime: python\n", "utf-8")
    shutil.copytree(PACKAGE, root / "hds_blueprint", ignore=shutil.ignore_patterns("__pycache__", ".venv"))
    (root / "hds_blueprint/components/program.py").write_text(PROGRAM_OF_THEN, "utf-8")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "another program")
    code, text = check(document, "--base", "HEAD", "--format", "json", "--no-cache")
    (stack,) = json.loads(text)["stacks"]
    deleted = [c["urn"].rsplit("::", 1)[-1] for c in stack["changes"] if c["kind"] == "deleted"]
    assert (code, deleted) == (1, ["of-then"])
    assert "Each state is built by the program of its own commit" in " ".join(stack["notices"])


def test_a_program_of_then_that_fails_makes_everything_new(document: Path) -> None:
    root = document.parents[1]
    (root / "Pulumi.yaml").write_text("name: shop\nruntime: python\n", "utf-8")
    broken = root / "hds_blueprint/components/program.py"
    broken.parent.mkdir(parents=True)
    broken.write_text("raise RuntimeError\n", "utf-8")
    (root / "hds_blueprint/__init__.py").touch()
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "a program that fails")
    _, text = check(document, "--base", "HEAD", "--format", "json", "--no-cache")
    (stack,) = json.loads(text)["stacks"]
    assert stack["changes"] == []
    assert "is not valid today" in " ".join(stack["notices"])


def test_only_documents_can_be_compared(tmp_path: Path) -> None:
    code, text = check(tmp_path, "--graph", str(tmp_path / "g.json"), "--base", "main")
    assert code == 2
    assert text
