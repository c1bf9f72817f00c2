"""Every format over the same verdict."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from xml.etree import ElementTree as Xml

import pytest

from hds_blueprint.graph.model import Origin, Resource, ResourceGraph, Unknown
from hds_blueprint.policies.engine import evaluate
from hds_blueprint.policies.verdict import Status, Verdict
from hds_blueprint.problem import InputError, Problem
from hds_blueprint.reports.formats import FORMATS, renderer

DATABASE = "aws:rds/instance:Instance"
URN = f"urn:pulumi:prod::shop::{DATABASE}::records"
HOSTILE = '=cmd|"</script>\x07 | `x`'


@pytest.fixture
def verdict() -> Verdict:
    origin = Origin("stacks/prod.yaml", "databases.records", 54)
    inputs = {"engine": "postgres", "storageEncrypted": HOSTILE, "multiAz": Unknown(), "region": "eu-west-3"}
    database = Resource(URN, DATABASE, "records", inputs, origin=origin)
    graph = ResourceGraph("shop", "prod", "program", (database,))
    found = evaluate(graph, as_of=None)
    first = next(f for f in found.findings if f.rule == "rds-deletion-protected")
    findings = tuple(replace(f, waiver="Migration.") if f is first else f for f in found.findings)
    problem = Problem("the waiver has expired", path="waivers[0].expiry", code="waiver-expired")
    return replace(found, findings=findings, source="stacks/prod.yaml", problems=(problem,))


def test_errors_in_junit_are_sorted_by_their_code(verdict: Verdict) -> None:
    problem = Problem("a duration is expected", path="continuity.rto", code="duration")
    report = Xml.fromstring(renderer("junit").render([replace(verdict, problems=(problem,))], "en"))
    case = next(case for case in report.iter("testcase") if case.find("error") is not None)
    assert (case.get("classname"), case.get("name")) == ("duration", "continuity.rto")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_format_names_the_failure(name: str, language: str, verdict: Verdict) -> None:
    text = renderer(name).render([verdict], language)  # pyright: ignore[reportArgumentType]
    assert "rds-storage-encrypted" in text
    assert text.endswith("\n")
    assert text == renderer(name).render([verdict], language)  # pyright: ignore[reportArgumentType]


def test_json_carries_every_verdict(verdict: Verdict) -> None:
    (stack,) = json.loads(renderer("json").render([verdict], "en"))["stacks"]
    assert len(stack["verdicts"]) == len(verdict.findings)
    assert {each["status"] for each in stack["verdicts"]} == {status.value for status in Status}
    encrypted = next(each for each in stack["verdicts"] if each["rule"] == "rds-storage-encrypted")
    assert encrypted["property"] == "storageEncrypted"
    assert encrypted["origin"] == {"file": "stacks/prod.yaml", "line": 54, "path": "databases.records"}
    assert stack["counts"]["WAIVED"] == 1


def test_the_console_fits_80_columns_and_puts_failures_first(verdict: Verdict) -> None:
    text = renderer("text").render([verdict], "en")
    assert max(map(len, text.splitlines())) <= 80
    assert text.index("Failures") < text.index("Known only after apply") < text.index("Verdicts")
    assert "stacks/prod.yaml:54" in text


def test_sarif_points_into_the_document(verdict: Verdict) -> None:
    (run,) = json.loads(renderer("sarif").render([verdict], "en"))["runs"]
    result = next(each for each in run["results"] if each["ruleId"] == "rds-storage-encrypted")
    place = result["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "stacks/prod.yaml"}, "region": {"startLine": 54}}
    assert {each["ruleId"] for each in run["results"]} == {
        each["id"] for each in run["tool"]["driver"]["rules"]
    }
    waived = next(each for each in run["results"] if each["ruleId"] == "rds-deletion-protected")
    assert waived["suppressions"][0]["justification"] == "Migration."


def test_junit_is_xml_with_the_counts_it_says(verdict: Verdict) -> None:
    suite = Xml.fromstring(renderer("junit").render([verdict], "en").encode())[0]
    assert len(suite.findall("testcase/failure")) == int(suite.get("failures", ""))
    assert len(suite.findall("testcase/skipped")) == int(suite.get("skipped", ""))
    assert len(suite.findall("testcase/error")) == 1


def test_csv_has_no_formula(verdict: Verdict) -> None:
    rows = list(csv.DictReader(io.StringIO(renderer("csv").render([verdict], "en"))))
    value = next(row["value"] for row in rows if row["rule"] == "rds-storage-encrypted")
    assert value.startswith("'=cmd")


def test_markdown_escapes_what_would_be_markup(verdict: Verdict) -> None:
    text = renderer("markdown").render([verdict], "en")
    assert "</script>" not in text
    table = [line for line in text.splitlines() if line.startswith("|")]
    assert len({line.replace("\\|", "").count("|") for line in table}) == 1


def test_an_unknown_format_is_bad_input() -> None:
    with pytest.raises(InputError, match="no such report format"):
        renderer("pdf")
