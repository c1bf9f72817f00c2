"""The commands on the baseline of an account: the same as on a service's document, or a clear word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hds_blueprint.policies.rules.account_guards import ONCE_PER_ACCOUNT

from .test_validate import ROOT, hds

BASELINE = "stacks/baseline.yaml"
URNS = sorted(path for path in (ROOT / "tests/components/urns").glob("*.txt") if path.stem != "baseline")


def types_in(path: Path) -> set[str]:
    """The resource types of a golden list of URNs."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {line.rsplit("::", 1)[0].split("$")[-1] for line in lines}


@pytest.mark.parametrize(("language", "word"), [("en", "Account"), ("fr", "Compte")])
def test_validate_sums_the_account_up(language: str, word: str) -> None:
    done = hds("validate", BASELINE, "--language", language)
    assert done.returncode == 0, done.stderr
    assert word in done.stdout and "example/fhir" in done.stdout


def test_validate_gives_data() -> None:
    done = hds("validate", BASELINE, "--format", "json", "--show-merged")
    said = json.loads(done.stdout)
    assert said["valid"] and said["document"]["kind"] == "baseline"
    assert set(said["summary"]) == {"account", "regions", "detection", "roles", "deployers"}
    assert "scope" not in said, "whether data are hosted for others is asked of a service"


def test_a_wrong_kind_is_named_with_what_was_probably_meant(tmp_path: Path) -> None:
    path = tmp_path / "prod.yaml"
    path.write_text((ROOT / BASELINE).read_text(encoding="utf-8").replace("kind: baseline", "kind: baselin"))
    done = hds("validate", str(path))
    assert done.returncode == 2
    assert "kind" in done.stderr and "baseline" in done.stderr


def test_plan_lists_what_the_account_gets() -> None:
    done = hds("plan", BASELINE, "--format", "json")
    assert done.returncode == 0, done.stderr
    types = {resource["type"] for resource in json.loads(done.stdout)["resources"]}
    assert {"aws:guardduty/detector:Detector", "aws:cfg/recorder:Recorder"} <= types


def test_check_finds_nothing_in_the_baseline() -> None:
    done = hds("check", BASELINE, "--no-checkov", "--format", "json")
    assert done.returncode == 0, done.stdout[-2000:]
    [stack] = json.loads(done.stdout)["stacks"]
    assert stack["counts"]["FAIL"] == 0 and stack["profile"] == "production"


def test_docs_write_a_file_of_the_account(tmp_path: Path) -> None:
    done = hds("docs", BASELINE, "--out", str(tmp_path / "pages"))
    assert done.returncode == 0, done.stderr
    pages = {path.name for path in (tmp_path / "pages" / "fr").glob("*.html")}
    assert {"index.html", "registers.html", "findings.html"} <= pages
    assert not {"contract.html", "continuity.html", "transfer-map.html"} & pages


@pytest.mark.parametrize("path", URNS, ids=lambda path: path.stem)
def test_no_service_makes_what_an_account_has_once(path: Path) -> None:
    assert types_in(path).isdisjoint(ONCE_PER_ACCOUNT)


def test_the_baseline_makes_it() -> None:
    made = types_in(ROOT / "tests/components/urns/baseline.txt")
    assert set(ONCE_PER_ACCOUNT) <= made
