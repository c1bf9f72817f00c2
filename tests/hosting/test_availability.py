"""The product of the credit thresholds, its terms, and the cheapest change that reaches a target."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hds_blueprint.hosting import availability
from hds_blueprint.hosting.requirements import HostingRequirements

from .documents_and_paths import changed, valid


def needs(document: dict[str, Any]) -> HostingRequirements:
    return HostingRequirements.model_validate_json(json.dumps(document), strict=True)


def levels(document: dict[str, Any]) -> dict[str, float]:
    return {term.name: term.level for term in availability.terms(needs(document))}


def test_terms_of_a_layout_over_zones() -> None:
    assert levels(valid()) == {
        "Elastic Load Balancing": 99.99,
        "Amazon ECS on Fargate": 99.99,
        "Amazon RDS (records)": 99.95,
        "Amazon S3": 99.9,
    }
    assert availability.combined(needs(valid())) == pytest.approx(99.83, abs=0.005)


def test_each_database_counts_and_buckets_count_once() -> None:
    document = changed(valid(), "databases.audit", {})
    document = changed(document, "buckets.images", {})
    found = levels(document)
    assert "Amazon RDS (audit)" in found and len(found) == 5


def test_workloads_that_nobody_reaches_are_no_term() -> None:
    document = changed(valid("development"), "workloads.job", valid("development")["workloads"]["fhir"])
    del document["workloads"]["job"]["hostname"]
    assert levels(document) == levels(valid("development"))


def test_parts_of_one_zone_have_lower_thresholds() -> None:
    found = levels(valid("development"))
    assert found["Amazon ECS on Fargate (fhir)"] == 99.5 and found["Amazon RDS (records)"] == 99.5
    assert levels(changed(valid("development"), "network.zones", 1))["Elastic Load Balancing"] == 99.9


@pytest.mark.parametrize(
    ("target", "changes"),
    [
        (98.9, []),
        (99.4, ["workloads.fhir.scaling.minimum: 2"]),
        (99.49, ["workloads.fhir.scaling.minimum: 2", "databases.records.multi_az: true"]),
        (99.95, None),
    ],
)
def test_cheapest_change(target: float, changes: list[str] | None) -> None:
    document = needs(valid("development"))
    found = availability.cheapest_change(document, target)
    assert (None if found is None else [availability.change_text(each) for each in found]) == changes
    if found is not None:
        assert availability.combined(document, frozenset(found)) >= target


def test_cheapest_of_several_databases_is_one() -> None:
    document = changed(valid("development"), "workloads.fhir.scaling.minimum", 2)
    document = changed(document, "databases.audit", {"multi_az": False})
    found = availability.cheapest_change(needs(document), 99.4)
    assert found == (("databases", "records", "multi_az"),)


def test_many_candidates_still_give_a_change_without_anything_superfluous() -> None:
    document = changed(valid("development"), "workloads.fhir.scaling.minimum", 2)
    for number in range(14):
        document = changed(document, f"databases.d{number}", {"multi_az": False})
    target = 95.0
    found = availability.cheapest_change(needs(document), target)
    assert found
    assert availability.combined(needs(document), frozenset(found)) >= target
    for each in found:
        assert availability.combined(needs(document), frozenset(found) - {each}) < target
