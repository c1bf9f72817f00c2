"""What a wrong value was probably meant to be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hds_blueprint.hosting.loader import DocumentError, load

from .documents_and_paths import changed, valid, written

SAID = [
    ("service.name", "Serveur FHIR", "Did you mean serveur-fhir?"),
    ("service.name", "très-long", "Did you mean tres-long?"),
    ("service.name", "fhir-", "Did you mean fhir?"),
    ("service.profile", "HDS", "Did you mean hds?"),
    ("service.owner", "platform@example", "Write it as the bound says, such as platform@example.org."),
    ("service.hds_activities", 5, "Put it between brackets: [5]."),
    ("data.minors", "oui", "Did you mean true, without quotes?"),
    ("data.retention.legal_basis", "absent", "Add it, such as legal_basis: R.1112-7 CSP"),
    ("data.destruction_days", 0, "Write a number within the bound, such as 400."),
    ("location.region", "Francfort", "Did you mean eu-central-1?"),
    ("location.region", "Londres", "Write one of: eu-central-1,"),
    ("location.confirmation.day", "30/06/2026", "Did you mean 2026-06-30?"),
    ("location.confirmation.day", "31/02/2026", "Write year, month and day"),
    ("continuity.availability", "99.9", "Did you mean 99.9, without quotes?"),
    ("continuity.rto", 4, "Did you mean 4h?"),
    ("continuity.rto", "1.5h", "Did you mean 90m?"),
    ("continuity.rto", "2 jours", "Did you mean 2d?"),
    ("continuity.rto", "1s", "Write minutes, hours or days"),
    ("backup.frequency", "daily", "Did you mean 1d?"),
    ("network.zones", "3", "Did you mean 3, without quotes?"),
    ("network.ingress.allowed_sources", "0.0.0.0/0", "Put it between brackets: [0.0.0.0/0]."),
    ("workloads.fhir.hostname", "https://FHIR.example.org/x", "Did you mean fhir.example.org?"),
    ("workloads.fhir.health_check.path", "metadata", "Did you mean /metadata?"),
    ("workloads.fhir.environment", {"DATA BASE": "x"}, "Did you mean DATA_BASE?"),
    ("databases.records.instance_class", "m7g.large", "Did you mean db.m7g.large?"),
    ("databases.records.version", 17, 'Put it between quotes: "17".'),
    ("databases.Records", {}, "Did you mean records?"),
    ("extensions", ["My Extension"], "Did you mean my_extension?"),
    ("location.remote_access", [{"country": "de", "by": "-"}], "Did you mean DE?"),
]


def suggestions(path: Path) -> set[str]:
    with pytest.raises(DocumentError) as caught:
        load(path)
    return {str(problem.suggestion) for problem in caught.value.problems}


@pytest.mark.parametrize(("path", "value", "said"), SAID, ids=lambda each: str(each)[:40])
def test_suggestion(path: str, value: Any, said: str, tmp_path: Path) -> None:
    found = suggestions(written(tmp_path, changed(valid(), path, value)))
    assert any(suggestion.startswith(said) for suggestion in found), found


def test_what_is_suggested_is_accepted(tmp_path: Path) -> None:
    for path, value, said in SAID:
        match = said.removeprefix("Did you mean ").removesuffix("?")
        if match != said and isinstance(value, str) and "quotes" not in said and path != "location.region":
            load(written(tmp_path, changed(valid(), path, match)))


@pytest.mark.parametrize("value", ["u:hunter2@fhir.example.org", "https://u:hunter2@fhir.example.org"])
def test_nothing_is_suggested_of_a_secret(value: str, tmp_path: Path) -> None:
    found = suggestions(written(tmp_path, changed(valid(), "workloads.fhir.hostname", value)))
    assert found == {"Write it as the bound says."}
