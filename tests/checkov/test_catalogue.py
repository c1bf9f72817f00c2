"""What is said of Checkov's checks is whole: severity, controls, exceptions."""

from __future__ import annotations

import re
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from hds_blueprint.checkov.catalogue import check, checks, pinned_version, readings
from hds_blueprint.checkov.table import type_table
from hds_blueprint.policies.catalogue import requirement
from hds_blueprint.policies.rule import all_rules
from hds_blueprint.policies.verdict import Severity
from hds_blueprint.policies.waivers import CHECKOV

ROOT = Path(__file__).parents[2]


def data(name: str) -> Any:
    return yaml.safe_load(files("hds_blueprint.checkov").joinpath(name).read_text("utf-8"))


def test_every_check_has_a_severity_and_controls_of_the_catalogue() -> None:
    assert len(checks()) == 456
    for found in checks().values():
        assert isinstance(found.severity, Severity)
        assert re.fullmatch(r"CKV2?_AWS_\d+", found.id)
        assert found.name
        for control in found.controls:
            assert requirement(control).id


def test_groups_name_checks_that_exist_and_each_once() -> None:
    groups = data("controls.yaml")["groups"].values()
    named = [id_ for group in groups for ids in group["checks"].values() for id_ in ids]
    assert set(named) <= set(checks())
    assert len(named) == len(set(named))


@pytest.mark.parametrize(
    ("about", "control"),
    [
        (r"hard.coded", "5.17"),
        (r"(?i)password policy", "5.17"),
        (r"(?i)encrypted (at rest|by KMS|using KMS)|encrypts", "8.24"),
        (r"(?<!HTTP )\b(TLS|SSL|HTTPS)\b", "8.24"),
        (r"(?i)deletion protection|Multi-AZ", "8.14"),
        (r"(?i)minor version|minor upgrades|deprecated", "8.8"),
        (r"(?i)0\.0\.0\.0", "8.20"),
        (r"(?i)(logging|logs) (is |are )?enabled", "8.15"),
        (r"(?i)backup (policy|plan|retention)|automat(ic|ed) (backup|snapshot)", "8.13"),
        (r"(?i)privileg", "8.2"),
    ],
)
def test_checks_that_speak_of_a_thing_have_its_control(about: str, control: str) -> None:
    missing = [
        (found.id, found.name, found.controls)
        for found in checks().values()
        if re.search(about, found.name) and f"iso-27001-2022:{control}" not in found.controls
    ]
    assert missing == []


def test_categories_are_those_that_checkov_uses() -> None:
    used = {category for _, category in data("checks.json")["checks"].values()}
    assert used <= set(data("controls.yaml")["categories"])


def test_a_check_of_the_users_own() -> None:
    assert check("CKV_ACME_1", "Ensure a thing").severity is Severity.MEDIUM


@pytest.mark.parametrize("entry", data("exceptions.yaml"), ids=lambda e: f"{e['check']}-{e['resources']}")
def test_exceptions(entry: dict[str, Any]) -> None:
    assert entry["check"] in checks()
    assert entry["type"] in type_table().types
    assert entry["resources"]
    assert set(entry["reason"]) == {"fr", "en"}
    assert all(len(text) > 30 for text in entry["reason"].values())
    assert entry["reason"]["fr"] != entry["reason"]["en"]


def test_exceptions_are_said_once() -> None:
    named = [(entry["check"], entry["type"], entry["resources"]) for entry in data("exceptions.yaml")]
    assert len(named) == len(set(named))


def test_notices_are_in_both_languages() -> None:
    for texts in data("notices.yaml").values():
        assert set(texts) == {"fr", "en"}
        assert re.findall(r"{\w+}", texts["fr"]) == re.findall(r"{\w+}", texts["en"])


def test_ids_tell_the_tool() -> None:
    assert all(id_.startswith(CHECKOV) for id_ in checks())
    assert not any(rule.startswith(CHECKOV) for rule in all_rules())


def test_what_our_rules_name_exists() -> None:
    named = {alias for rule in all_rules().values() for alias in rule.metadata.aliases}
    assert {alias.removeprefix("checkov:") for alias in named if alias.startswith("checkov:")} <= set(
        checks()
    )


def test_what_every_check_reads_is_known() -> None:
    assert readings().keys() == checks().keys()


@pytest.mark.parametrize(
    ("script", "file"),
    [("checkov_checks", "checks.json"), ("checkov_attributes", "check_attributes.json")],
)
def test_the_files_are_what_the_environment_has(environment: Path, script: str, file: str) -> None:
    done = subprocess.run(
        [environment / "bin" / "python", "-c", f"import {script}; print({script}.render(), end='')"],
        cwd=ROOT / "tools",
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    room = ROOT / "hds_blueprint" / "checkov"
    assert done.stdout == (room / file).read_text("utf-8")
    assert f'"checkov=={pinned_version()}"' in (room / "environment" / "pyproject.toml").read_text("utf-8")
