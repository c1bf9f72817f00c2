"""Regions by their names in both languages, and services in the regions of whatever section uses them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hds_blueprint.hosting.checks import sovereignty
from hds_blueprint.hosting.document import path_text
from hds_blueprint.hosting.facts import regions, table
from hds_blueprint.hosting.loader import DocumentError, load
from hds_blueprint.hosting.requirements import HostingRequirements
from hds_blueprint.problem import Problem

from .documents_and_paths import changed, valid, written


def problems(path: Path, language: Any = "en") -> tuple[Problem, ...]:
    try:
        return load(path, language=language).notices
    except DocumentError as error:
        return error.problems


def test_places_have_the_name_of_the_language(tmp_path: Path) -> None:
    path = written(tmp_path, changed(valid(), "location.region", "us-east-1"))
    [english], [french] = problems(path), problems(path, "fr")
    assert english.reason.startswith("Northern Virginia (US)")
    assert french.reason.startswith("Virginie du Nord (US)")
    assert regions()["eu-central-1"].place_in("fr") == "Francfort"
    assert regions()["eu-west-3"].place_in("fr") == "Paris"


@pytest.mark.parametrize("name", ["Francfort", "francfort", "Frankfurt"])
def test_a_city_is_understood_in_both_languages(tmp_path: Path, name: str) -> None:
    [problem] = problems(written(tmp_path, changed(valid(), "location.recovery_region", name)))
    assert "eu-central-1" in str(problem.suggestion)


CONTENTS: dict[str, Any] = {
    "jobs": {"a": {"image": "example/a:1", "schedule": "30 2 * * *"}},
    "network.egress": [{"hostname": "api.example.org", "reason": "-"}],
    "network.vpns": [{"customer": "A", "ranges": ["10.80.0.0/16"], "gateway": "198.51.100.7"}],
    "network.private_link_accounts": ["123456789012"],
}


@pytest.mark.parametrize("section", table("services")["sections"])
def test_every_service_of_a_section_is_looked_up_in_both_regions(
    section: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = table("services")
    used = facts["sections"][section]
    nowhere = {name: {"missing": ["eu-central-1", "eu-west-3"]} for name in used}
    monkeypatch.setattr(
        sovereignty, "table", lambda _name: {**facts, "platform": [], "recovery": [], "services": nowhere}
    )

    def found(document: dict[str, Any]) -> list[tuple[str, str | None]]:
        needs = HostingRequirements.model_validate_json(json.dumps(document))
        return [
            (path_text(complaint.location), complaint.arguments["region"])
            for complaint in sovereignty.services_available(needs)
            if path_text(complaint.location) == section
        ]

    small = {**valid("development"), "workloads": {}, "databases": {}, "buckets": {}}
    assert found(small) == []
    content = CONTENTS.get(section) or valid().get(section, {"a": {}})
    both = [(section, "eu-west-3"), (section, "eu-central-1")]
    assert found(changed(small, section, content)) == both * len(used)
