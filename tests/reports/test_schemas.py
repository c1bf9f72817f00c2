"""The machine formats against their schemas: ours for JSON, the official one for SARIF."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hds_blueprint.data_files import read_data
from hds_blueprint.policies.help_pages import help_page
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Verdict
from hds_blueprint.reports.formats import renderer
from tests.reports import verdicts

ROOT = Path(__file__).parents[2]
SARIF = ROOT / ".tools/sarif/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
MAKERS: tuple[Callable[[], Verdict], ...] = (
    verdicts.verdict,
    verdicts.clean,
    verdicts.changed,
    verdicts.hostile,
    verdicts.unusable,
)


@pytest.fixture(scope="module")
def sarif_schema() -> Any:
    if not SARIF.is_file():
        pytest.skip("no schema of SARIF: python -m tools.test_environments")
    return json.loads(SARIF.read_text("utf-8"))


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_json_keeps_to_its_schema(make: Callable[[], Verdict]) -> None:
    schema = read_data("hds_blueprint.reports", "schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(renderer("json").render([make()], "fr")))


def test_the_schema_refuses_what_the_report_does_not_say() -> None:
    schema = read_data("hds_blueprint.reports", "schema.json")
    report = json.loads(renderer("json").render([verdicts.verdict()], "en"))
    report["stacks"][0]["verdicts"][0]["status"] = "MAYBE"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(report)


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_sarif_keeps_to_the_official_schema(
    make: Callable[[], Verdict], language: str, sarif_schema: Any
) -> None:
    log = json.loads(renderer("sarif").render([make()], language))  # pyright: ignore[reportArgumentType]
    checker = jsonschema.Draft4Validator.FORMAT_CHECKER
    jsonschema.Draft4Validator(sarif_schema, format_checker=checker).validate(log)


def test_every_rule_leads_to_a_public_page() -> None:
    pages = {rule: help_page(rule) for rule in all_rules()}
    assert not [rule for rule, page in pages.items() if page is None or not page.startswith("https://")]
    assert pages["rds-storage-encrypted"] == (
        "https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-3"
    )
    # what a rule asks is nowhere said to be asked by HDS
    assert not [rule for rule, page in pages.items() if page and "hds" in page and "encrypt" in rule]


def test_results_name_their_rule_by_id_and_place() -> None:
    (run,) = json.loads(renderer("sarif").render([verdicts.verdict()], "en"))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert all(rule["helpUri"] and rule["shortDescription"]["text"] for rule in rules)
