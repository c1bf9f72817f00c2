"""`hds validate` as a program: exit codes, streams, forms of output, and never a traceback."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = "stacks/examples/hapi-fhir.yaml"


def hds(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-c", "from hds_blueprint.command.main import main; main()", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **environment},
        check=False,
    )
    assert "Traceback" not in done.stderr + done.stdout
    return done


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "wrong.yaml"
    path.write_text(
        (ROOT / EXAMPLE).read_text(encoding="utf-8").replace("zones: 3", "zones: 9"), encoding="utf-8"
    )
    return path


@pytest.mark.parametrize(
    "path", sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("stacks/**/*.yaml"))
)
def test_every_document_of_the_repository_is_valid(path: str) -> None:
    done = hds("validate", path, "--as-of", "2026-11-24")
    assert done.returncode == 0, done.stderr
    assert f"{path}: valid" in done.stdout
    assert "error" not in done.stderr


def test_summary_in_french() -> None:
    done = hds("validate", EXAMPLE, "--language", "fr")
    assert done.returncode == 0
    assert "valide" in done.stdout and "disponibilité 99,7 %" in done.stdout
    assert not re.search(r"\d\.\d+ %", done.stdout)
    assert "avertissement" in done.stderr


def test_wrong_document_exits_with_2_and_says_where(wrong: Path) -> None:
    done = hds("validate", str(wrong))
    assert done.returncode == 2
    assert done.stdout == ""
    assert f"{wrong}:30:10: error: network.zones: " in done.stderr
    assert "value: 9; bound: ≥ 1, ≤ 3" in done.stderr


def test_json_lists_the_problems(wrong: Path) -> None:
    done = hds("validate", str(wrong), "--format", "json")
    assert done.returncode == 2
    content = json.loads(done.stdout)
    assert content["valid"] is False
    [problem] = [problem for problem in content["problems"] if problem["severity"] == "error"]
    assert (problem["path"], problem["line"], problem["value"]) == ("network.zones", 30, "9")


def test_json_of_a_valid_document_has_summary_and_merged_document() -> None:
    done = hds("validate", EXAMPLE, "--format", "json", "--show-merged")
    content = json.loads(done.stdout)
    assert done.returncode == 0 and content["valid"] is True
    assert content["document"]["backup"]["lock"]["mode"] == "governance"
    assert content["summary"]["service"].startswith("Serveur FHIR HAPI")


def test_scope_decision_is_printed_step_by_step() -> None:
    done = hds("validate", "stacks/examples/data-warehouse.yaml", "--as-of", "2026-11-24")
    title, *steps = done.stdout[done.stdout.index("Scope: ") :].splitlines()
    assert title == "Scope: by these answers not hosting of health data for others"
    assert len(steps) == 5 and all(step.endswith("2026-11-23]") for step in steps)
    assert "the controller hosts its own data" in steps[2] and "L.1111-8 CSP" in steps[2]
    generic = hds("validate", "stacks/examples/web-shop.yaml")
    assert "HDS" not in generic.stdout and "Scope" not in generic.stdout


def test_scope_decision_as_data() -> None:
    content = json.loads(hds("validate", "stacks/examples/data-warehouse.yaml", "--format", "json").stdout)
    assert content["scope"]["outcome"] == "out-of-scope"
    assert {"question", "answer", "effect", "rule", "source", "date", "confidence"} <= content["scope"][
        "steps"
    ][0].keys()
    assert (
        json.loads(hds("validate", "stacks/examples/web-shop.yaml", "--format", "json").stdout)["scope"]
        is None
    )


def test_certificates_are_judged_on_the_given_day() -> None:
    example = "stacks/examples/teleconsultation.yaml"
    assert "expires in" not in hds("validate", example, "--as-of", "2026-11-24").stderr
    assert "expires in 90 days" in hds("validate", example, "--as-of", "2028-10-14").stderr
    late = hds("validate", example, "--as-of", "2029-01-13")
    assert late.returncode == 2 and "organisation.certificates.aws.expires" in late.stderr


def test_summary_says_when_the_last_locked_copy_dies() -> None:
    done = hds("validate", EXAMPLE, "--as-of", "2026-11-24")
    assert "a copy made on 2026-11-24 is locked until 2027-11-24" in done.stdout


def test_merged_document_loads_again_to_the_same(tmp_path: Path) -> None:
    first = hds("validate", EXAMPLE, "--show-merged")
    path = tmp_path / "merged.yaml"
    path.write_text(first.stdout, encoding="utf-8")
    second = hds("validate", str(path), "--show-merged")
    assert first.returncode == second.returncode == 0
    assert first.stdout == second.stdout


def test_sarif_has_what_the_standard_requires(wrong: Path) -> None:
    done = hds("validate", str(wrong), "--format", "sarif")
    assert done.returncode == 2
    log: dict[str, Any] = json.loads(done.stdout)
    assert log["version"] == "2.1.0"
    [run] = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "hds" and run["results"]
    assert all(rule["shortDescription"]["text"] and rule["defaultConfiguration"]["level"] for rule in rules)
    fingerprints = [result["partialFingerprints"]["problem/v1"] for result in run["results"]]
    assert len(set(fingerprints)) == len(fingerprints)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning") and result["message"]["text"]
        [location] = result["locations"]
        region = location["physicalLocation"]["region"]
        assert region["startLine"] >= 1 and region["startColumn"] >= 1
        assert location["physicalLocation"]["artifactLocation"]["uri"].startswith("file:///")


def test_sarif_names_files_of_the_repository_relatively() -> None:
    log = json.loads(hds("validate", EXAMPLE, "--format", "sarif").stdout)
    places = [result["locations"][0]["physicalLocation"] for result in log["runs"][0]["results"]]
    assert {place["artifactLocation"]["uri"] for place in places} == {EXAMPLE}


@pytest.mark.parametrize(
    "arguments",
    [
        ("validate",),
        ("validate", "stacks"),
        ("validate", "missing.yaml"),
        ("validate", EXAMPLE, "--as-of", "yesterday"),
        ("validate", EXAMPLE, "--as-of", "20260101"),
        ("validate", EXAMPLE, "--format", "xml"),
        ("validate", EXAMPLE, "--language", "de"),
        ("validate", EXAMPLE, EXAMPLE),
        ("nonsense",),
        ("schema", "--output", "/proc/nowhere/schema.json"),
    ],
    ids=" ".join,
)
def test_bad_input_exits_with_2_and_a_message(arguments: tuple[str, ...]) -> None:
    done = hds(*arguments)
    assert done.returncode == 2
    assert done.stderr.strip()


def test_waivers_are_judged_on_the_given_day(tmp_path: Path) -> None:
    path = tmp_path / "document.yaml"
    waiver = (
        "waivers:\n  - {rule: r, resource: x, reason: why, owner: a, approver: b, "
        "expiry: 2026-06-30, compensating_measure: z}\n"
    )
    path.write_text((ROOT / EXAMPLE).read_text(encoding="utf-8") + waiver, encoding="utf-8")
    assert hds("validate", str(path), "--as-of", "2026-06-30").returncode == 0
    late = hds("validate", str(path), "--as-of", "2026-07-01")
    assert late.returncode == 2 and "waivers[0].expiry" in late.stderr


def test_output_survives_a_terminal_without_unicode(wrong: Path) -> None:
    done = hds("validate", str(wrong), "--language", "fr", PYTHONIOENCODING="ascii")
    assert done.returncode == 2 and "network.zones" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_full_disk_behind_the_output_is_said() -> None:
    code = "from hds_blueprint.command.main import main; main()"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", code, "validate", EXAMPLE],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    assert "error: No space left on device" in done.stderr and "Traceback" not in done.stderr


def test_validate_imports_neither_pulumi_nor_jinja() -> None:
    code = (
        "import sys; sys.argv = ['hds', 'validate', sys.argv[1]]\n"
        "from hds_blueprint.command.main import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "heavy = {'pulumi', 'pulumi_aws', 'jinja2', 'rich', 'grpc', 'babel'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, EXAMPLE],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_fingerprints_stay_when_lines_come_and_go(wrong: Path) -> None:
    def fingerprints() -> set[str]:
        log = json.loads(hds("validate", str(wrong), "--format", "sarif").stdout)
        return {each["partialFingerprints"]["problem/v1"] for each in log["runs"][0]["results"]}

    before = fingerprints()
    wrong.write_text("# a line\n" + wrong.read_text(encoding="utf-8"), encoding="utf-8")
    assert fingerprints() == before


def test_service_levels_are_given_term_by_term_with_their_sources() -> None:
    content = json.loads(hds("validate", EXAMPLE, "--format", "json").stdout)
    terms = content["service_levels"]
    assert {"service", "part", "threshold", "source", "date", "confidence"} == set(terms[0])
    assert {"AWS WAF", "Amazon RDS", "Amazon S3"} <= {term["service"] for term in terms}
    text = hds("validate", EXAMPLE).stdout
    assert "thresholds of service credits, term by term (not an availability to expect)" in text
    assert all(f"{term['threshold']:g} % [" in text for term in terms)
