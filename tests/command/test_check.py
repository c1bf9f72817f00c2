"""`hds check` as a program: sources, exit codes, files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hds_blueprint.command.main import application
from hds_blueprint.graph import program, serialize
from hds_blueprint.graph.model import Resource, ResourceGraph
from hds_blueprint.hosting.loader import load
from hds_blueprint.problem import InputError
from hds_blueprint.reports.formats import FORMATS

DATABASE = "aws:rds/instance:Instance"
URN = f"urn:pulumi:prod::shop::{DATABASE}::records"
EXAMPLE = Path(__file__).parents[2] / "stacks" / "examples" / "hapi-fhir.yaml"


@pytest.fixture
def graph_file(tmp_path: Path) -> Path:
    database = Resource(URN, DATABASE, "records", {"engine": "postgres", "storageEncrypted": False})
    path = tmp_path / "graph.json"
    serialize.write(ResourceGraph("shop", "prod", "file", (database,)), path)
    return path


def check(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(
        application(("check", "rules")), ["check", "--no-checkov", *map(str, arguments)]
    )
    if isinstance(result.exception, InputError):
        return 2, str(result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_the_example_is_clean() -> None:
    code, output = check(EXAMPLE)
    assert code == 0, output
    assert "0 failed · 0 unknown" in output


def test_a_failure_of_a_mandatory_rule_is_exit_code_1(graph_file: Path) -> None:
    code, output = check("--graph", graph_file)
    assert code == 1
    assert "rds-storage-encrypted" in output


def test_one_run_writes_several_reports(graph_file: Path, tmp_path: Path) -> None:
    files = {name: tmp_path / f"hds.{name}" for name in ("sarif", "markdown", "junit")}
    code, output = check(
        "--graph",
        graph_file,
        "--format",
        "github",
        *(f"--report={name}={path}" for name, path in files.items()),
    )
    assert code == 1
    assert output.startswith("::")
    assert json.loads(files["sarif"].read_text("utf-8"))["version"] == "2.1.0"
    assert "rds-storage-encrypted" in files["markdown"].read_text("utf-8")


@pytest.mark.parametrize("text", ["sarif", "sarif=", "=x", "pdf=x"])
def test_a_report_that_names_no_format_and_file_is_bad_input(graph_file: Path, text: str) -> None:
    assert check("--graph", graph_file, "--report", text)[0] == 2


def test_a_document_that_is_not_valid_stands_in_every_report(tmp_path: Path) -> None:
    document, sarif = tmp_path / "prod.yaml", tmp_path / "hds.sarif"
    document.write_text("service: {name: shop}\n", "utf-8")
    code, output = check(document, "--format", "github", f"--report=sarif={sarif}")
    assert code == 2
    assert output.startswith("::error file=")
    assert json.loads(sarif.read_text("utf-8"))["version"] == "2.1.0"
    assert "prod.yaml" in sarif.read_text("utf-8")


@pytest.mark.parametrize("output_format", FORMATS)
def test_a_folder_is_judged_beside_a_document_that_is_not_valid(tmp_path: Path, output_format: str) -> None:
    example = EXAMPLE.read_text("utf-8")
    (tmp_path / "good.yaml").write_text(example, "utf-8")
    (tmp_path / "bad.yaml").write_text(f"{example}\noops: 1\n", "utf-8")
    report = tmp_path / "report"
    code, told = check(tmp_path, "--format", output_format, "--output", report, "--language", "fr")
    text = report.read_text("utf-8")
    line = example.count("\n") + 2
    assert code == 2
    assert f"bad.yaml:{line}:1: erreur: oops: " in told
    # the console folds long paths
    assert "oops" in text and "bad.yaml" in text.replace("\n    ", "") and str(line) in text
    assert "good.yaml" in text.replace("\n", "")
    assert "(value" not in text


def test_what_is_wrong_stands_in_the_file_of_the_report(tmp_path: Path) -> None:
    document, report, other = tmp_path / "prod.yaml", tmp_path / "hds.json", tmp_path / "hds.sarif"
    document.write_text("service: 1\n", "utf-8")
    for output_format in ("text", "json"):
        code, told = check(document, "--format", output_format, "--output", report, f"--report=sarif={other}")
        assert code == 2
        assert "service" in told and "service" in report.read_text("utf-8") and "service" in other.read_text()
        other.unlink()


def test_a_part_without_a_document_says_so() -> None:
    code, output = check(EXAMPLE, "--shard", "2/2", "--language", "fr")
    assert (code, output) == (0, "Aucun document ne tombe dans cette partie : rien n'a été vérifié.\n")


def test_json_goes_to_stdout_and_to_a_file_alike(graph_file: Path, tmp_path: Path) -> None:
    report = tmp_path / "reports" / "verdict.json"
    code, output = check("--graph", graph_file, "--format", "json")
    assert code == 1
    assert check("--graph", graph_file, "--format", "json", "--output", report) == (1, "")
    assert report.read_text(encoding="utf-8") == output
    (stack,) = json.loads(output)["stacks"]
    assert stack["refused"] > 0


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nowhere.yaml",),
        (EXAMPLE, "--format", "pdf"),
        (EXAMPLE, "--as-of", "yesterday"),
        ("--graph", "nowhere.json"),
        ("--state", EXAMPLE),
        (EXAMPLE, "--graph", "graph.json"),
    ],
    ids=str,
)
def test_bad_input_is_exit_code_2(arguments: tuple[object, ...]) -> None:
    code, output = check(*arguments)
    assert code == 2
    assert output


def test_bad_input_is_json_where_json_is_asked_for() -> None:
    code, output = check("nowhere.yaml", "--format", "json")
    assert code == 2
    assert json.loads(output)["problems"][0]["reason"]


def test_an_empty_folder_is_bad_input(tmp_path: Path) -> None:
    code, output = check(tmp_path)
    assert code == 2
    assert "no requirements document" in output


def test_a_folder_is_checked_document_by_document(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.yaml").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    code, output = check(tmp_path, "--format", "json")
    assert code == 0
    assert [stack["stack"] for stack in json.loads(output)["stacks"]] == ["a", "b"]


def test_a_void_waiver_is_exit_code_2_with_its_place(tmp_path: Path) -> None:
    document = tmp_path / "prod.yaml"
    waiver = (
        "\nwaivers:\n  - rule: rds-storage-encrypted\n    resource: records\n    reason: Migration.\n"
        "    owner: Owner\n    approver: Officer\n    expiry: 2099-01-01\n    compensating_measure: Export.\n"
    )
    document.write_text(EXAMPLE.read_text(encoding="utf-8") + waiver, encoding="utf-8")
    code, output = check(document, "--as-of", "2026-11-24")
    assert code == 2
    assert "waivers[0].resource" in output.replace("\n", "")


def test_rules_are_listed_and_described() -> None:
    runner = CliRunner()
    listed = runner.invoke(application(("check", "rules")), ["rules", "--format", "json"])
    assert "rds-storage-encrypted" in {rule["id"] for rule in json.loads(listed.output)}
    one = runner.invoke(
        application(("check", "rules")), ["rules", "rds-storage-encrypted", "--language", "fr"]
    )
    assert "Le stockage de la base est chiffré" in one.output
    coverage = runner.invoke(application(("check", "rules")), ["rules", "--coverage"])
    assert "(31)" in coverage.output


def test_a_file_beside_its_document_has_the_places_of_the_document(tmp_path: Path) -> None:
    file = tmp_path / "graph.json"
    graph = program.build(load(EXAMPLE), stack="live", project="clinic")
    without_places = tuple(replace(each, origin=None) for each in graph.resources)
    serialize.write(replace(graph, source="file", resources=without_places), file)
    code, output = check(EXAMPLE, "--graph", file, "--format", "json", "--no-cache")
    assert code == 0
    [stack] = json.loads(output)["stacks"]
    assert stack["stack"] == "live"
    assert {Path(each["origin"]["file"]).name for each in stack["verdicts"] if each["origin"]} == {
        "hapi-fhir.yaml"
    }


def test_a_file_beside_a_document_that_it_does_not_come_from_is_refused(graph_file: Path) -> None:
    code, output = check(EXAMPLE, "--graph", graph_file)
    assert code == 2
    assert "no resource of" in output


def test_a_terraform_plan_has_no_document(graph_file: Path) -> None:
    code, output = check(EXAMPLE, "--tfplan", graph_file)
    assert code == 2
    assert "exactly one source" in output
